package main

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// words opens what people wrote, and remembers names.
type words struct{ *wording.Words }

func newWords(ctx context.Context, opener improvement.Opener, reader improvement.Reader) *words {
	return &words{wording.New(ctx, opener, reader)}
}

// text opens words for display. What was erased is said to be.
func (w *words) text(sealed improvement.Words) string { return w.Text(sealed) }

// line is text on one line.
func (w *words) line(sealed improvement.Words) string { return w.Line(sealed) }

// title is a subject's title on one line, or what it is called where nobody gave it one.
func (w *words) title(subject improvement.SubjectID, title improvement.Words) string {
	return w.Title(subject, title)
}

// capital begins a line with a capital.
func capital(s string) string { return wording.Capital(s) }

func onOneLine(s string) string { return wording.OnOneLine(s) }

func printable(s string) string { return wording.Printable(s) }
