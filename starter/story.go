package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
)

// teller tells what happens as a story: who did what, who was told.
type teller struct {
	page      *page
	words     *words
	day       improvement.Date
	approvals map[improvement.SubjectID]*improvement.Approval // as far as told, for the count of votes
}

func newTeller(p *page, w *words) *teller {
	return &teller{page: p, words: w, approvals: make(map[improvement.SubjectID]*improvement.Approval)}
}

// telling tells what is new each time it is called: as a story, or for machines as
// one object on each line. News is told whole: not when ctx ends meanwhile.
func (a *app) telling(w *words, f *steward.Follower) func(ctx context.Context) error {
	var told bytes.Buffer
	tell := newTeller(&page{out: &told}, w).tell
	if a.output == "json" {
		tell = func(news []steward.Happening) error { return tellMachines(&told, w, news) }
	}
	return func(ctx context.Context) error {
		news, err := f.News(ctx)
		if err != nil {
			return err
		}
		told.Reset()
		if err := cmp.Or(tell(news), ctx.Err()); err != nil {
			return err
		}
		_, err = told.WriteTo(a.out)
		return err
	}
}

func tellMachines(out io.Writer, w *words, news []steward.Happening) error {
	for _, h := range news {
		if err := printLine(out, w, happened{h.Subject, h.Entry, h.Notice}); err != nil {
			return err
		}
	}
	return nil
}

// happened is what happened, for machines: an entry as test journal lists it, or a
// message as notices lists it.
type happened struct {
	Subject improvement.SubjectID `json:"subject"`
	Entry   *improvement.Entry    `json:"entry,omitempty"`
	Notice  *improvement.Delivery `json:"delivery,omitempty"`
}

// tell writes what is new.
func (t *teller) tell(news []steward.Happening) error {
	for len(news) > 0 {
		t.date(news[0].At)
		if news[0].Entry != nil {
			t.deed(news[0])
			news = news[1:]
			continue
		}
		news = t.told(news)
	}
	return t.page.err
}

// date writes the day once, before the first thing that happened on it.
func (t *teller) date(at time.Time) {
	if day := improvement.DateOf(at); day != t.day {
		t.page.printf("\n%s\n", day.Plain())
		t.day = day
	}
}

// deed tells what somebody did, or what time brought.
func (t *teller) deed(h steward.Happening) {
	t.page.row("  ", 2, deedOf(t.words, *h.Entry))
	t.because(h.Entry.Event)
	if h.Subject.Kind() != improvement.KindApproval {
		return
	}
	a := t.approvals[h.Subject]
	if a == nil {
		a = new(improvement.Approval)
		t.approvals[h.Subject] = a
	}
	a.Apply(*h.Entry)
	if _, vote := h.Entry.Event.(*improvement.VoteCast); vote {
		t.page.row("      ", 6, votesSoFar(a))
	}
}

func votesSoFar(a *improvement.Approval) string {
	cast, quorum := a.Tally().Cast(), a.Quorum()
	switch {
	case cast < quorum:
		return fmt.Sprintf("(%d of the %d votes that are needed)", cast, quorum)
	case cast == quorum:
		return fmt.Sprintf("(%d votes: the quorum is reached)", cast)
	}
	return fmt.Sprintf("(%d votes, more than the quorum of %d)", cast, quorum)
}

// told tells who was told the same thing, in one line, and gives what is left.
func (t *teller) told(news []steward.Happening) []steward.Happening {
	line := notify.Line(news[0].Notice.Notice, t.words.line)
	var names []string
	for len(news) > 0 && news[0].Notice != nil && notify.Line(news[0].Notice.Notice, t.words.line) == line {
		names = append(names, hearer(t.words, *news[0].Notice))
		news = news[1:]
	}
	t.page.row("      → ", 8, strings.Join(names, "; ")+": "+line)
	return news
}

// because tells the words behind a deed: what was learned, why.
func (t *teller) because(e improvement.Event) {
	if noticed, ok := e.(*improvement.SignalsNoticed); ok {
		for _, signal := range wording.Noticed(noticed) {
			t.page.row("      ", 6, signal.Says)
		}
	}
	for _, w := range wording.Behind(e) {
		t.page.row("      ", 6, t.words.line(w))
	}
}
