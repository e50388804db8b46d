package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"
)

// months keeps when somebody looked whether a review is due; the third time the record is
// away, and it is tried again.
type months struct {
	env   *testsuite.TestWorkflowEnvironment
	times []time.Time
}

func (m *months) OpenDue(_ context.Context, lmg improvement.BodyID) (activities.DueReview, error) {
	m.times = append(m.times, m.env.Now())
	switch {
	case lmg != east:
		return activities.DueReview{}, errors.New("of another LMG")
	case len(m.times) == 3:
		return activities.DueReview{}, improvement.ErrUnavailable
	}
	return activities.DueReview{Not: "There is nothing to review yet."}, nil
}

func TestEveryMonthSomebodyLooksWhetherAReviewIsDue(t *testing.T) {
	env := standing(t)
	m := &months{env: env}
	(&activities.Reviews{Reviewer: m}).Register(env)
	env.ExecuteWorkflow(workflows.QualityReviewsName, workflows.ReviewsStart{Clock: improvement.RealClock(when(launchDay)), LMG: east})
	var next *workflow.ContinueAsNewError
	if err := env.GetWorkflowError(); !errors.As(err, &next) || next.WorkflowType.Name != workflows.QualityReviewsName {
		t.Fatalf("it ended with %v", err)
	}
	if len(m.times) < 100 {
		t.Fatalf("a run looked %d times", len(m.times))
	}
	if at := m.times[0]; at.Sub(when(launchDay)) > time.Minute {
		t.Errorf("it first looked at %s", at)
	}
	for i, want := range []string{"2037-04-01 09:00", "2037-05-01 09:00", "2037-05-01 09:00", "2037-06-01 09:00"} {
		if at := m.times[i+1]; at.Before(when(want)) || at.Sub(when(want)) > time.Minute {
			t.Errorf("look %d came at %s, want %s", i+2, clockTime(at), want)
		}
	}
}

func TestAnLMGsStandingReviewsStopWhenCancelled(t *testing.T) {
	env := standing(t)
	(&activities.Reviews{Reviewer: &months{env: env}}).Register(env)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	env.ExecuteWorkflow(workflows.QualityReviewsName, workflows.ReviewsStart{Clock: improvement.RealClock(when(launchDay)), LMG: east})
	if err := env.GetWorkflowError(); !temporal.IsCanceledError(err) {
		t.Errorf("it ended with %v", err)
	}
}

// opens waits a day of the record, until there is work to review, and opens its review.
func (h *house) opens(id improvement.CommandID) improvement.SubjectID {
	h.t.Helper()
	var receipt workflows.Receipt
	h.eventually("there is something to review", func() bool {
		var err error
		receipt, err = h.sender.OpenReview(testContext(h.t), east, id, lwo)
		if _, refused := improvement.Refusal(err); err != nil && !refused {
			h.t.Fatal(err)
		}
		return err == nil && receipt.Filed
	})
	return receipt.Subject
}

// onReview sends a command to a review and holds that it is filed.
func (h *house) onReview(review improvement.SubjectID, id improvement.CommandID, who improvement.PersonID, c improvement.ReviewCommand) {
	h.t.Helper()
	receipt, err := h.sender.Review(testContext(h.t), review, id, who, c)
	if err != nil || !receipt.Filed {
		h.t.Fatalf("%s: %+v, %v", id, receipt, err)
	}
}

// reviewed carries the club's LMG through a review, up to its agreement.
func (h *house) reviewed() improvement.SubjectID {
	h.t.Helper()
	review := h.opens("open-it")
	h.onReview(review, "rate", volunteer, ownRatings())
	h.onReview(review, "submit", lead, submitted())
	h.onReview(review, "rate-as-lwo", lwo, lwoRatings())
	h.onReview(review, "propose", lwo, conclusions(h.today(60)))
	approval := improvement.ApprovalSubject(review, 1)
	h.eventually("the LMG is asked", func() bool { return h.version(approval) > 0 })
	for _, who := range []improvement.PersonID{chair, memberOne, memberTwo} {
		receipt, err := h.sender.Approval(testContext(h.t), approval, improvement.CommandID("agree-"+who), who, vote(improvement.Agree))
		if err != nil || !receipt.Filed {
			h.t.Fatalf("%s votes: %+v, %v", who, receipt, err)
		}
	}
	h.eventually("it is agreed", func() bool { return h.reviewOf(review).Agreed != nil })
	return review
}

func (h *house) reviewOf(subject improvement.SubjectID) *improvement.QualityReview {
	h.t.Helper()
	_, state, err := h.store.State(testContext(h.t), subject)
	if err != nil {
		h.t.Fatal(err)
	}
	review, err := improvement.RestoreReview(state)
	if err != nil {
		h.t.Fatal(err)
	}
	return review
}

// On the real engine a review opens by the calendar, is named after its month, and is
// started again from its state after Temporal lost it.
func TestReviewsOpenByTheCalendarAndAreRecovered(t *testing.T) {
	h := openHouse(t, 10*fastDay)
	h.launch()
	if err := h.sender.Standing(testContext(t)); err != nil {
		t.Fatal(err)
	}
	var listed []improvement.Listing
	h.eventually("a review was opened", func() bool {
		var err error
		listed, err = h.store.List(testContext(t), improvement.Filter{Kind: improvement.KindReview, LMG: east})
		return err == nil && len(listed) > 0
	})
	review := listed[0].Subject
	if first := h.reviewOf(review); improvement.DateOf(first.Opened).AddDays(-1) < first.To || review.ID() != "east/"+first.Period {
		t.Errorf("%s was opened on %s, of work to %s", review, first.Opened, first.To)
	}
	if err := h.client.TerminateWorkflow(testContext(t), string(review), "", "lost"); err != nil {
		t.Fatal(err)
	}
	_, err := h.sender.Review(testContext(t), review, "early", lwo, ownRatings())
	if refused, is := improvement.Refusal(err); !is || refused.Code != improvement.Conflict {
		t.Errorf("while it does not run: %v", err)
	}
	started, err := h.sender.Resume(testContext(t), review, h.stateOf(review))
	if err != nil || !started {
		t.Fatalf("started again: %v, %v", started, err)
	}
	h.onReview(review, "rate", volunteer, ownRatings())
}

func (h *house) stateOf(subject improvement.SubjectID) []byte {
	h.t.Helper()
	_, state, err := h.store.State(testContext(h.t), subject)
	if err != nil {
		h.t.Fatal(err)
	}
	return state
}

func TestWhatTheSenderRefusesOfReviews(t *testing.T) {
	h := openHouse(t, fastDay)
	h.launch()
	refused := func(err error, code improvement.Code, field string) {
		t.Helper()
		if r, is := improvement.Refusal(err); !is || r.Code != code || r.Field != field {
			t.Errorf("got %v, want %s of %q", err, code, field)
		}
	}
	_, err := h.sender.OpenReview(testContext(t), east, "open-it", volunteer)
	refused(err, improvement.NotAllowed, "as")
	_, err = h.sender.OpenReview(testContext(t), "nowhere", "open-it", lwo)
	refused(err, improvement.Invalid, "lmg")
	_, err = h.sender.Review(testContext(t), improvement.ReviewSubject(east, "1999-01"), "rate", volunteer, ownRatings())
	refused(err, improvement.NotFound, "quality-review")

	review := h.opens("open-it")
	if again := h.opens("open-it"); again != review { // a repeated opening is answered with the first
		t.Errorf("opened again as %s", again)
	}
	_, err = h.sender.OpenReview(testContext(t), east, "open-another", lwo)
	if string(improvement.PeriodOf(h.today(0))) == h.reviewOf(review).Period {
		refused(err, improvement.Conflict, "lmg")
	}
	for _, item := range []improvement.ItemID{item("hidden"), "test-of-change/breakfast-club#e-1", "quality-review/east/1999-01"} {
		c := ownRatings()
		c.Ratings[0].Items = []improvement.ItemID{item}
		_, err = h.sender.Review(testContext(t), review, "rate", volunteer, c)
		refused(err, improvement.NotFound, "ratings.items")
	}
	c := ownRatings()
	c.Ratings[0].Items = []improvement.ItemID{improvement.ItemID(club)}
	h.onReview(review, "rate", volunteer, c)
	h.test("seen", volunteer, observation("seen", h.today(0)))
	c.Ratings[0].Items = []improvement.ItemID{improvement.TestItem(club, "seen")}
	h.onReview(review, "rate-2", volunteer, c)
	_, err = h.sender.Review(testContext(t), review, "over", lwo, &improvement.HandOver{From: lead, To: memberOne, Reason: words(lwo)})
	refused(err, improvement.Invalid, "to")
	h.onReview(review, "over", lwo, &improvement.HandOver{From: lead, To: newLead, Reason: words(lwo)})
	if got := h.reviewOf(review).Group(group).Lead; got != newLead {
		t.Errorf("it is led by %s", got)
	}
}
