package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/steward"
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
		for _, signal := range shown(noticed) {
			t.page.row("      ", 6, signal.Says)
		}
	}
	for _, w := range slices.Concat(inATest(e), inACycle(e), inARound(e), inAReview(e)) {
		t.page.row("      ", 6, t.words.line(w))
	}
}

// inATest are the words behind what is done to a test at any time.
func inATest(e improvement.Event) []improvement.Words {
	switch e := e.(type) {
	case *improvement.EvidenceFiled:
		return []improvement.Words{e.Evidence.Text}
	case *improvement.ConcernRaised:
		return []improvement.Words{e.Why}
	case *improvement.ConcernSettled:
		return []improvement.Words{e.Note}
	case *improvement.StepDropped:
		return []improvement.Words{e.Reason}
	case *improvement.StepAssigned:
		return []improvement.Words{e.Reason}
	case *improvement.StepRescheduled:
		return []improvement.Words{e.Reason}
	case *improvement.PointCorrected:
		return []improvement.Words{e.Reason}
	case *improvement.MeasureRebased:
		return []improvement.Words{e.Phase.Reason}
	case *improvement.SignalsTalkedAbout:
		return []improvement.Words{e.Said}
	case *improvement.AgreementPut:
		return []improvement.Words{e.Agreement.Purpose}
	case *improvement.AgreementAnswered:
		return []improvement.Words{e.Reason}
	case *improvement.AgreementReviewed:
		return []improvement.Words{e.Reason}
	}
	return nil
}

// inACycle are the words behind what leads a test from stage to stage.
func inACycle(e improvement.Event) []improvement.Words {
	switch e := e.(type) {
	case *improvement.PlanSentBack:
		return []improvement.Words{e.Reason}
	case *improvement.DoFinished:
		return []improvement.Words{e.Do.Reason}
	case *improvement.Studied:
		return []improvement.Words{e.Study.Learned}
	case *improvement.NextProposed:
		return []improvement.Words{e.Act.Changes, e.Act.Implementation, e.Act.Why}
	case *improvement.VoteCast:
		return []improvement.Words{e.Vote.Reason}
	case *improvement.GainChecked:
		return []improvement.Words{e.Says}
	}
	return nil
}

// inARound are the words behind setting priorities.
func inARound(e improvement.Event) []improvement.Words {
	switch e := e.(type) {
	case *improvement.ItemFiled:
		return []improvement.Words{e.Item.Title}
	case *improvement.PriorityDrafted:
		return []improvement.Words{e.Draft.Statement}
	case *improvement.EvidenceWaived:
		return []improvement.Words{e.Reason}
	case *improvement.LateEvidenceSeen:
		return []improvement.Words{e.Says}
	case *improvement.RoundMoved:
		return []improvement.Words{e.Reason}
	case *improvement.ActionDone:
		return []improvement.Words{e.Note}
	case *improvement.PrioritySettled:
		return []improvement.Words{e.Because}
	}
	return nil
}

// inAReview are the words behind a quality review: what ratings rest on, and what follows.
func inAReview(e improvement.Event) []improvement.Words {
	switch e := e.(type) {
	case *improvement.JointWorkRated:
		return restingOn(e.Ratings)
	case *improvement.JointWorkRatedByLWO:
		return restingOn(e.Ratings)
	case *improvement.GroupAskedAgain:
		return []improvement.Words{e.Reason}
	case *improvement.EvaluationClosed:
		return []improvement.Words{e.Reason}
	case *improvement.ConclusionsProposed:
		return []improvement.Words{e.Proposal.Decision}
	case *improvement.ReviewEnded:
		return []improvement.Words{e.Reason}
	}
	return nil
}

func restingOn(ratings []improvement.JointRating) []improvement.Words {
	evidence := make([]improvement.Words, len(ratings))
	for i, r := range ratings {
		evidence[i] = r.Evidence
	}
	return evidence
}

// shown lists the signals that were noticed, if any were.
func shown(e *improvement.SignalsNoticed) []improvement.Signal {
	if e.Talk == nil {
		return nil
	}
	return e.Talk.Signals
}
