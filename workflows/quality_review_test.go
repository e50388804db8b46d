package workflows_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"
)

// spring is the review that the stories are about.
var spring = improvement.ReviewSubject(east, "2037-03")

// reviewTerms has two indicators, and a review every month.
func reviewTerms() improvement.ReviewTerms {
	t := improvement.DefaultReviewTerms()
	t.Months, t.FirstMonth, t.Indicators = 1, 1, t.Indicators[:2]
	return t
}

// newReview is a story of the review, from its opening.
func newReview(t *testing.T) *story {
	t.Helper()
	s := &story{t: t, rec: newRecord(t), now: when(launchDay), subject: spring, name: workflows.QualityReviewName}
	s.clock = improvement.RealClock(s.now)
	facts := improvement.ReviewFacts{
		LMG: facts().LMG, LWOs: []improvement.PersonID{lwo},
		Worked: []improvement.Worked{{Test: club, Group: group, Lead: lead, From: "2036-09-01"}},
	}
	opened, err := improvement.OpenReview{LMG: east}.Decide(facts, reviewTerms(), improvement.DefaultTerms(), holidays{}.Around(""), actor(lwo), s.now)
	if err != nil {
		t.Fatal(err)
	}
	first := improvement.Entries(0, "open-it", lwo, s.now, []improvement.Event{opened})[0]
	s.input = workflows.Start{Clock: s.clock, First: &first}
	return s
}

func (s *story) onReview(moment string, who improvement.PersonID, c improvement.ReviewCommand) *answer {
	return s.send(moment, spring, who, c)
}

// review restores the review from its state on record.
func (r *record) review() *improvement.QualityReview {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	review, err := improvement.RestoreReview(r.states[spring])
	if err != nil {
		r.t.Fatal(err)
	}
	return review
}

func ratings(by improvement.PersonID, scores ...int) []improvement.JointRating {
	var all []improvement.JointRating
	for i, score := range scores {
		all = append(all, improvement.JointRating{Indicator: reviewTerms().Indicators[i].ID, Score: score, Evidence: words(by)})
	}
	return all
}

func ownRatings() *improvement.RateJointWork {
	return &improvement.RateJointWork{Group: group, Ratings: ratings(volunteer, 4, 3)}
}

func lwoRatings() *improvement.RateAsLWO {
	return &improvement.RateAsLWO{Group: group, Ratings: ratings(lwo, 2, 3)}
}

func submitted() *improvement.SubmitRatings { return &improvement.SubmitRatings{Group: group} }

func conclusions(due improvement.Date) *improvement.ProposeConclusions {
	return &improvement.ProposeConclusions{Proposal: improvement.ReviewProposal{
		Strengths: []improvement.ReviewStrength{{What: words(lwo)}},
		Actions:   []improvement.ReviewAction{{What: words(lwo), Who: volunteer, Due: due, Group: group}},
		Decision:  words(lwo),
	}}
}

// evaluated plays the ratings on a day.
func (s *story) evaluated(day string) []*answer {
	return []*answer{
		s.onReview(day+" 10:00", volunteer, ownRatings()),
		s.onReview(day+" 10:30", lead, submitted()),
		s.onReview(day+" 11:00", lwo, lwoRatings()),
	}
}

// voted plays three votes on the review's nth approval.
func (s *story) voted(day string, n int, c improvement.ApprovalCommand) []*answer {
	on := improvement.ApprovalSubject(spring, n)
	return []*answer{
		s.send(day+" 10:00", on, chair, c), s.send(day+" 10:10", on, memberOne, c), s.send(day+" 10:20", on, memberTwo, c),
	}
}

func TestAReviewFromItsOpeningToItsLastAction(t *testing.T) {
	s := newReview(t)
	filed := s.evaluated("2037-03-03")
	early := s.onReview("2037-03-03 09:00", lwo, conclusions("2037-05-01"))
	unproved := s.onReview("2037-03-03 09:10", lead, &improvement.RateJointWork{Group: group, Ratings: []improvement.JointRating{{Indicator: "leadership", Score: 4}}})
	filed = append(filed, s.onReview("2037-03-04 10:00", lwo, conclusions("2037-03-20")))
	filed = append(filed, s.voted("2037-03-05", 1, conditional("2037-03-31"))[:3]...)
	filed = append(filed,
		s.onReview("2037-03-23 12:00", volunteer, &improvement.CompleteAction{Action: "a1"}),
		s.onReview("2037-03-24 12:00", lwo, &improvement.DropAction{Action: "a3", Reason: words(lwo)}),
		s.onReview("2037-03-24 12:10", lwo, &improvement.DropAction{Action: "a4", Reason: words(lwo)}),
		s.onReview("2037-03-24 13:00", volunteer, &improvement.CompleteAction{Action: "a2"}),
	)
	s.play()
	s.ended()
	s.filed(filed...)
	s.refused(early, improvement.WrongStage, "")
	s.refused(unproved, improvement.Invalid, "ratings.evidence")
	review := s.rec.review()
	if !review.Closed() || review.Agreed == nil || len(review.Actions) != 4 {
		t.Errorf("in %s with the actions %+v", review.Stage, review.Actions)
	}
	if a := s.rec.approval(review.ApprovalSubject()); a.Of != spring || a.Pack.Review == nil || a.Pack.Review.Groups[0].Own[0].Score != 4 {
		t.Errorf("the panel was given %+v", a.Pack)
	}
	wanted := []string{
		"2037-03-13 09:00 action/a1 -5 [owner]", "2037-03-19 09:00 action/a1 -1 [owner]", "2037-03-20 09:00 action/a1 +0 [owner]",
		"2037-03-23 09:00 action/a1 +1 [owner lead]",
	}
	for _, line := range wanted {
		if got := s.rec.reminders(spring); !slices.Contains(got, line) {
			t.Errorf("nobody was reminded at %q: %q", line, got)
		}
	}
}

// A panel that wants more evidence, or declines, leads back to the draft; the LWO leads
// back to a group.
func TestAReviewThatIsNotAgreedAtOnce(t *testing.T) {
	s := newReview(t)
	filed := s.evaluated("2037-03-03")
	filed = append(filed, s.onReview("2037-03-04 10:00", lwo, conclusions("2037-05-01")))
	filed = append(filed, s.voted("2037-03-05", 1, vote(improvement.MoreEvidence))...)
	filed = append(filed,
		s.onReview("2037-03-06 10:00", lwo, &improvement.AskAgain{Group: group, Reason: words(lwo)}),
		s.onReview("2037-03-09 10:00", lead, submitted()),
		s.onReview("2037-03-09 11:00", lwo, conclusions("2037-05-01")),
	)
	filed = append(filed, s.voted("2037-03-10", 2, vote(improvement.Decline))...)
	filed = append(filed, s.onReview("2037-03-11 10:00", lwo, conclusions("2037-05-01")))
	filed = append(filed, s.voted("2037-03-12", 3, vote(improvement.Agree))...)
	filed = append(filed, s.onReview("2037-03-13 10:00", lwo, &improvement.CompleteAction{Action: "a1"}))
	s.play()
	s.ended()
	s.filed(filed...)
	if review := s.rec.review(); !review.Closed() || review.Approvals != 3 {
		t.Errorf("in %s after %d approvals", review.Stage, review.Approvals)
	}
}

// A group that does not rate is reminded, then the LWO goes on without it.
func TestAReviewGoesOnWithoutAGroup(t *testing.T) {
	s := newReview(t)
	closed := s.onReview("2037-04-15 10:00", lwo, &improvement.CloseEvaluation{Reason: words(lwo)})
	s.cancel("2037-04-16 10:00")
	s.play()
	s.cancelled()
	s.filed(closed)
	got := s.rec.reminders(spring)
	for _, task := range []string{"rate/breakfast-group/1 +1 [owner lead]", "rate/breakfast-group/1 +3 [lwo]", "rate/breakfast-group/1 +7 [chair]", "rate-as-lwo/1 +1 [owner lead]"} {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasSuffix(line, task) }) {
			t.Errorf("no reminder %q: %q", task, got)
		}
	}
	own, _ := s.rec.review().Look().Spreads()
	if own[0].Unrated != 1 || len(own[0].Scores) != 0 {
		t.Errorf("the group counts as %+v", own[0])
	}
}

// A review that nobody can agree is ended by the chair, and its story is over.
func TestAReviewEndedWithoutADecision(t *testing.T) {
	s := newReview(t)
	filed := s.evaluated("2037-03-03")
	filed = append(filed, s.onReview("2037-03-04 10:00", lwo, conclusions("2037-05-01")))
	early := s.onReview("2037-03-05 09:00", chair, &improvement.EndReview{Reason: words(chair)})
	filed = append(filed, s.voted("2037-03-05", 1, vote(improvement.Decline))...)
	filed = append(filed, s.onReview("2037-03-06 10:00", chair, &improvement.EndReview{Reason: words(chair)}))
	s.play()
	s.ended()
	s.filed(filed...)
	s.refused(early, improvement.WrongStage, "")
	if review := s.rec.review(); !review.Closed() || review.Agreed != nil {
		t.Errorf("in %s, agreed %+v", review.Stage, review.Agreed)
	}
}

// Cancelling a review withdraws its approval; started again from the record it is back at
// the draft.
func TestACancelledReviewIsStartedAgain(t *testing.T) {
	s := newReview(t)
	filed := s.evaluated("2037-03-03")
	filed = append(filed, s.onReview("2037-03-04 10:00", lwo, conclusions("2037-05-01")))
	s.cancel("2037-03-05 12:00")
	s.play()
	s.cancelled()
	s.filed(filed...)
	if a := s.rec.approval(improvement.ApprovalSubject(spring, 1)); a.Result == nil || a.Result.Verdict != improvement.Withdrawn {
		t.Errorf("the approval is %s", a.Status)
	}
	again := &story{t: t, rec: s.rec, clock: s.clock, now: s.now, subject: spring, name: s.name, answers: 1000}
	again.input = workflows.Start{Clock: s.clock, State: s.rec.states[spring]}
	filed = []*answer{again.onReview("2037-03-09 10:00", lwo, conclusions("2037-05-01"))}
	filed = append(filed, again.voted("2037-03-10", 2, vote(improvement.Agree))...)
	filed = append(filed, again.onReview("2037-03-11 10:00", volunteer, &improvement.CompleteAction{Action: "a1"}))
	again.play()
	again.ended()
	again.filed(filed...)
}

// A review whose approval is ended from outside starts it again, and no vote is lost.
func TestAReviewsApprovalEndedFromOutsideGoesOn(t *testing.T) {
	s := newReview(t)
	on := improvement.ApprovalSubject(spring, 1)
	starts := 0
	s.prepare = append(s.prepare, func(env *testsuite.TestWorkflowEnvironment) {
		env.RegisterWorkflowWithOptions(func(ctx workflow.Context, start workflows.ApprovalStart) (improvement.Result, error) {
			if starts++; starts > 1 {
				return workflows.Approval(ctx, start)
			}
			workflow.Go(ctx, func(ctx workflow.Context) { _, _ = workflows.Approval(ctx, start) })
			workflow.GetSignalChannel(ctx, "end").Receive(ctx, nil)
			return improvement.Result{}, temporal.NewNonRetryableApplicationError("ended from outside", "ended", nil)
		}, workflow.RegisterOptions{Name: workflows.ApprovalName, DisableAlreadyRegisteredCheck: true})
	})
	filed := s.evaluated("2037-03-03")
	filed = append(filed, s.onReview("2037-03-04 10:00", lwo, conclusions("2037-05-01")))
	first := s.send("2037-03-05 10:00", on, chair, vote(improvement.Agree))
	s.at("2037-03-05 11:00", func() {
		if err := s.env.SignalWorkflowByID(string(on), "end", nil); err != nil {
			t.Error(err)
		}
	})
	filed = append(filed, first,
		s.send("2037-03-05 12:00", on, memberOne, vote(improvement.Agree)), s.send("2037-03-05 12:10", on, memberTwo, vote(improvement.Agree)),
		s.onReview("2037-03-11 10:00", volunteer, &improvement.CompleteAction{Action: "a1"}))
	s.play()
	s.ended()
	s.filed(filed...)
	if starts != 2 {
		t.Errorf("the approval was started %d times", starts)
	}
}

// A long history starts afresh, with the holidays of the day; not under an open approval.
func TestALongReviewStartsAfresh(t *testing.T) {
	s := newReview(t)
	s.at("2037-03-02 12:00", func() { s.env.SetContinueAsNewSuggested(true) })
	filed := s.evaluated("2037-03-03")
	filed = append(filed, s.onReview("2037-03-04 10:00", lwo, conclusions("2037-05-01")))
	s.at("2037-03-05 09:00", func() { s.env.SetContinueAsNewSuggested(true) })
	filed = append(filed, s.voted("2037-03-05", 1, vote(improvement.Agree))...)
	filed = append(filed, s.onReview("2037-03-06 10:00", volunteer, &improvement.CompleteAction{Action: "a1"}))
	s.play()
	s.ended()
	s.filed(filed...)
	if s.runs < 2 || s.runs > 4 {
		t.Errorf("the story took %d runs", s.runs)
	}
}

// A start without a first entry and without a state that reads is given up: no retry helps.
func TestAReviewWithoutAStateIsGivenUp(t *testing.T) {
	s := newReview(t)
	s.input = workflows.Start{Clock: s.clock, State: json.RawMessage(`[]`)}
	s.play()
	if s.err == nil || !strings.Contains(s.err.Error(), "the state cannot be read") {
		t.Errorf("it ended with %v", s.err)
	}
}

// A test that comes to the LMG later brings what the latest agreed review found for its
// group; one of before brings nothing.
func TestALaterApprovalSeesTheReview(t *testing.T) {
	s := newReview(t)
	filed := s.evaluated("2037-03-03")
	filed = append(filed, s.onReview("2037-03-04 10:00", lwo, conclusions("2037-05-01")))
	filed = append(filed, s.voted("2037-03-05", 1, vote(improvement.Agree))...)
	filed = append(filed, s.onReview("2037-03-06 10:00", volunteer, &improvement.CompleteAction{Action: "a1"}))
	s.play()
	s.ended()
	s.filed(filed...)

	later := newStory(t)
	later.rec.states[spring], later.rec.journals[spring] = s.rec.states[spring], s.rec.journals[spring]
	later.rec.summaries[spring] = s.rec.summaries[spring]
	later.cycle("2037-03-02", 1, abandon())
	later.agreed("2037-03-09", 1)
	later.play()
	later.ended()
	a := later.rec.approval(approvalOf(1))
	found := a.Pack.Found
	if found == nil || found.Review != spring || !found.Included || found.Indicators[0].Group != 4 || found.Indicators[0].LWO != 2 {
		t.Fatalf("the pack holds %+v", found)
	}
	if same, err := a.PackRecomputed(later.rec.journal(club)); err != nil || !same {
		t.Errorf("the pack computed again: %v, %v", same, err)
	}
	if same, err := found.Recomputed(s.rec.journal(spring)); err != nil || !same {
		t.Errorf("the finding computed again: %v, %v", same, err)
	}
}
