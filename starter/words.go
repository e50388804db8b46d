package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
)

// words opens what people wrote, and remembers names.
type words struct {
	ctx    context.Context
	opener improvement.Opener
	reader improvement.Reader
	names  map[improvement.PersonID]string
	bodies map[improvement.BodyID]string
	err    error // the first that could not be opened, or not be read
}

func newWords(ctx context.Context, opener improvement.Opener, reader improvement.Reader) *words {
	return &words{
		ctx: ctx, opener: opener, reader: reader,
		names: make(map[improvement.PersonID]string), bodies: make(map[improvement.BodyID]string),
	}
}

// text opens words for display. What was erased is said to be.
func (w *words) text(sealed improvement.Words) string {
	if sealed.Empty() {
		return ""
	}
	text, err := w.opener.Open(w.ctx, sealed)
	switch {
	case errors.Is(err, improvement.ErrErased):
		return "(erased)"
	case err != nil:
		w.keep(err)
		return "(cannot be opened)"
	}
	return printable(text)
}

// keep keeps the first error, for whoever shows the words to give at the end.
func (w *words) keep(err error) {
	if w.err == nil && err != nil && !errors.Is(err, improvement.ErrNotFound) {
		w.err = fmt.Errorf("not all words could be opened: %w", err)
	}
}

// line is text on one line.
func (w *words) line(sealed improvement.Words) string {
	return onOneLine(w.text(sealed))
}

// Person is a person's name, or their ID where it is not on record.
func (w *words) Person(id improvement.PersonID) string {
	if id == "" {
		return ""
	}
	if name, known := w.names[id]; known {
		return name
	}
	name := string(id)
	if _, is := id.Correspondent(); is { // they gave no name
		w.names[id] = name
		return name
	}
	var p improvement.Person
	if w.read(improvement.PersonSubject(id), &p) {
		name = w.line(p.Name)
	}
	w.names[id] = name
	return name
}

// Body is a body's name, or its ID where it is not on record.
func (w *words) Body(id improvement.BodyID) string {
	if name, known := w.bodies[id]; known {
		return name
	}
	name := string(id)
	var b improvement.BodyState
	if w.read(improvement.BodySubject(id), &b) {
		name = onOneLine(printable(b.Body.Name))
	}
	w.bodies[id] = name
	return name
}

// title is a subject's title on one line, or what it is called where nobody gave it one.
func (w *words) title(subject improvement.SubjectID, title improvement.Words) string {
	if title.Empty() {
		return improvement.Untitled(subject, w.Body)
	}
	return w.line(title)
}

// capital begins a line with a capital.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// read reads the state of a subject, and tells whether it is on record.
func (w *words) read(subject improvement.SubjectID, into any) bool {
	_, state, err := w.reader.State(w.ctx, subject)
	if err == nil {
		err = json.Unmarshal(state, into)
	}
	w.keep(err)
	return err == nil
}

func onOneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// printable drops what a terminal would obey instead of show, and what turns the
// reading direction.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}
