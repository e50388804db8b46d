package main

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/steward"
)

// teller tells what happens as a story: who did what, who was told.
type teller struct {
	page     *page
	words    *words
	follower *steward.Follower
	day      improvement.Date
}

// tell writes what is new.
func (t *teller) tell(ctx context.Context) error {
	news, err := t.follower.News(ctx)
	if err != nil {
		return err
	}
	for _, h := range news {
		t.date(h.At)
		if h.Entry != nil {
			t.page.row("  ", 2, deedOf(t.words, *h.Entry))
			t.result(h.Entry.Event)
		} else {
			t.page.row("      → ", 8, t.words.person(h.Notice.Person)+": "+notify.Line(h.Notice.Notice, t.words.line))
		}
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

// result tells the words behind a decision: what was learned, why.
func (t *teller) result(e improvement.Event) {
	quote := func(w improvement.Words) { t.page.row("      ", 6, t.words.line(w)) }
	switch e := e.(type) {
	case *improvement.PlanSentBack:
		quote(e.Reason)
	case *improvement.EvidenceFiled:
		quote(e.Evidence.Text)
	case *improvement.Studied:
		quote(e.Study.Learned)
	case *improvement.VoteCast:
		quote(e.Vote.Reason)
	case *improvement.GainChecked:
		quote(e.Says)
	case *improvement.DoFinished:
		quote(e.Do.Reason)
	}
}
