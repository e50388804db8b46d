package improvement

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// ReviewOpened begins a quality review.
type ReviewOpened struct {
	ReviewScope
	Due    Date `json:"due"`
	DueLWO Date `json:"due_lwo"`
}

// JointWorkRated is ratings in a group's draft.
type JointWorkRated struct {
	Group   BodyID        `json:"group"`
	Ratings []JointRating `json:"ratings"`
}

// RatingsSubmitted makes a group's draft its word.
type RatingsSubmitted struct {
	Group BodyID `json:"group"`
}

// JointWorkRatedByLWO is the LWO's ratings of a group.
type JointWorkRatedByLWO struct {
	Group   BodyID        `json:"group"`
	Ratings []JointRating `json:"ratings"`
}

// EvaluationClosed ends the ratings: all are in, or the LWO goes on without, with a reason.
type EvaluationClosed struct {
	Reason Words `json:"reason,omitzero"`
	Due    Date  `json:"due"` // of the draft of what follows
}

// GroupAskedAgain gives a group its ratings back.
type GroupAskedAgain struct {
	Group  BodyID `json:"group"`
	Reason Words  `json:"reason"`
	Due    Date   `json:"due"`
	DueLWO Date   `json:"due_lwo"`
	// Alone: the evaluation was open, and the days of everybody else stay.
	Alone bool `json:"alone,omitempty"`
	// Kept: what it had submitted stays its word until it submits again. Reviews of before
	// this was so had none.
	Kept bool `json:"kept,omitempty"`
}

// ConclusionsProposed takes what follows to the LMG.
type ConclusionsProposed struct {
	Proposal ReviewProposal `json:"proposal"`
}

// ReviewDecided is the LMG's decision on a review.
type ReviewDecided struct {
	Approval SubjectID `json:"approval"`
	Result   Result    `json:"result"`
	Due      Date      `json:"due,omitempty"` // of another draft
}

// EventName is the wire name.
func (*ReviewOpened) EventName() string { return "review-opened" }

// EventName is the wire name.
func (*JointWorkRated) EventName() string { return "joint-work-rated" }

// EventName is the wire name.
func (*RatingsSubmitted) EventName() string { return "ratings-submitted" }

// EventName is the wire name.
func (*JointWorkRatedByLWO) EventName() string { return "joint-work-rated-by-lwo" }

// EventName is the wire name.
func (*EvaluationClosed) EventName() string { return "evaluation-closed" }

// EventName is the wire name.
func (*GroupAskedAgain) EventName() string { return "group-asked-again" }

// EventName is the wire name.
func (*ConclusionsProposed) EventName() string { return "conclusions-proposed" }

// EventName is the wire name.
func (*ReviewDecided) EventName() string { return "review-decided" }

// Sentence tells it.
func (e *ReviewOpened) Sentence(n Names) string {
	return fmt.Sprintf("opened the quality review of %s for %s to %s: %s worked together", n.Body(e.LMG), e.From.Plain(), e.To.Plain(), count(len(e.Groups), "group"))
}

// Sentence tells it.
func (e *JointWorkRated) Sentence(n Names) string {
	return fmt.Sprintf("rated the joint work of %s on %s, as a draft", n.Body(e.Group), count(len(e.Ratings), "indicator"))
}

// Sentence tells it.
func (e *RatingsSubmitted) Sentence(n Names) string {
	return "submitted the ratings of " + n.Body(e.Group)
}

// Sentence tells it.
func (e *JointWorkRatedByLWO) Sentence(n Names) string {
	return fmt.Sprintf("rated the joint work of %s as Locality Wellbeing Officer on %s", n.Body(e.Group), count(len(e.Ratings), "indicator"))
}

// Sentence tells it.
func (e *EvaluationClosed) Sentence(Names) string {
	if e.Reason.Empty() {
		return "All ratings are in"
	}
	return "closed the evaluation before all had rated"
}

// Sentence tells it.
func (e *GroupAskedAgain) Sentence(n Names) string {
	return "asked " + n.Body(e.Group) + " to look at its ratings again"
}

// Sentence tells it.
func (e *ConclusionsProposed) Sentence(Names) string {
	strengths := count(len(e.Proposal.Strengths), "strength")
	return fmt.Sprintf("took the conclusions to the LMG: %s and %s", strengths, count(len(e.Proposal.Actions), "improvement action"))
}

// Sentence tells it.
func (e *ReviewDecided) Sentence(Names) string {
	return "The LMG's decision on the review: " + e.Result.Verdict.plain()
}

// Apply folds one journal entry into the review. Only entries that the opening, Decide,
// PassTime or Conclude gave may be applied, in their order.
func (r *QualityReview) Apply(entry Entry) {
	r.Version = entry.Version
	switch e := entry.Event.(type) {
	case *ReviewOpened:
		r.opened(e, entry.At)
	case *CalendarRefreshed:
		r.Calendar = e.Calendar
	case *JointWorkRated:
		g := r.Group(e.Group)
		g.Own = merged(g.Own, e.Ratings)
	case *JointWorkRatedByLWO:
		g := r.Group(e.Group)
		g.LWO = merged(g.LWO, e.Ratings)
	case *RatingsSubmitted:
		g := r.Group(e.Group)
		g.Submitted, g.Asked, g.Last = entry.At, Words{}, nil
	case *GroupAskedAgain:
		r.askedAgain(e, entry.At)
	case *EvaluationClosed:
		r.ClosedWith = e.Reason
		r.enter(ReviewConclude, e.Due, entry.At)
	case *ConclusionsProposed:
		r.Proposal, r.Requests, r.Declined = &e.Proposal, nil, nil
		r.Approvals++
		r.enter(ReviewDecide, "", entry.At)
	case *ReviewDecided:
		r.decided(e, entry)
	case *ReviewEnded:
		r.Ended, r.ClosedAt = e.Reason, entry.At
		r.enter(ReviewClosed, "", entry.At)
	case *TasksHandedOver:
		r.handOver(e, entry.At)
	case *TimePassed:
		r.HandledTo = e.To
	default:
		r.Actions.apply(entry)
	}
	r.settle(entry.At)
}

// enter opens a stage.
func (r *QualityReview) enter(stage ReviewStage, due Date, at time.Time) {
	r.Stage, r.Since, r.Due = stage, at, due
	r.Opening++
}

func (r *QualityReview) opened(e *ReviewOpened, at time.Time) {
	*r = QualityReview{Version: r.Version, ReviewScope: e.ReviewScope, Opened: at, HandledTo: at, DueLWO: e.DueLWO}
	r.Groups = slices.Clone(e.Groups)
	r.enter(ReviewEvaluate, e.Due, at)
}

// merged is ratings with later ones of the same indicators in their place.
func merged(stand, later []JointRating) []JointRating {
	all := slices.Clone(stand)
	for _, rating := range later {
		at := slices.IndexFunc(all, func(o JointRating) bool { return o.Indicator == rating.Indicator })
		if at < 0 {
			all = append(all, rating)
		} else {
			all[at] = rating
		}
	}
	return all
}

func (r *QualityReview) askedAgain(e *GroupAskedAgain, at time.Time) {
	g := r.Group(e.Group)
	if e.Kept {
		g.Last = &SubmittedRatings{Ratings: g.Own, At: g.Submitted}
	}
	g.Submitted, g.Asked = time.Time{}, e.Reason
	if e.Alone {
		again := AskedAgain{At: at, Due: e.Due, Times: 1}
		if g.Again != nil {
			again.Times += g.Again.Times
		}
		g.Again = &again
		return
	}
	for i := range r.Groups {
		r.Groups[i].Again = nil // all begin anew
	}
	r.ClosedWith, r.DueLWO = Words{}, e.DueLWO
	r.enter(ReviewEvaluate, e.Due, at)
}

// decided takes the decision in. Whatever is not agreed leads back to the draft, from
// where the LWO may ask a group again.
func (r *QualityReview) decided(e *ReviewDecided, entry Entry) {
	result := e.Result
	switch result.Verdict {
	case Agreed:
		r.Agreed = &AgreedReview{Approval: e.Approval, Conditions: result.Conditions, Entry: entry.Version, At: entry.At}
		r.Actions = r.Actions.with(r.Proposal.planned(), r.LWO, r.Terms.Condition, r.Calendar, entry.At).
			with(result.Conditions, r.LWO, r.Terms.Condition, r.Calendar, entry.At)
		r.enter(ReviewImprove, "", entry.At)
		return
	case WantsEvidence:
		r.Requests = result.Reasons
	default:
		r.Declined = result.Reasons
	}
	r.enter(ReviewConclude, e.Due, entry.At)
}

// planned is the improvement actions as what an LMG wants done.
func (p *ReviewProposal) planned() []Condition {
	wanted := make([]Condition, len(p.Actions))
	for i, a := range p.Actions {
		wanted[i] = Condition{What: a.What, Who: a.Who, Due: a.Due}
	}
	return wanted
}

func (r *QualityReview) handOver(e *TasksHandedOver, at time.Time) {
	actionsOnly := r.LWO != e.From
	if r.LWO == e.From {
		r.LWO = e.To
	}
	for i := range r.Groups {
		if r.Groups[i].Lead == e.From {
			r.Groups[i].Lead, actionsOnly = e.To, false
		}
	}
	for i, a := range r.Actions {
		if a.Status == StepOpen && a.Who == e.From {
			r.Actions[i].Who = e.To
			r.Actions[i].Given++
		}
	}
	r.HandedOver = append(r.HandedOver, Handover{From: e.From, To: e.To, At: at, StepsOnly: actionsOnly})
}

// settle closes the review once all that was agreed is done, or dropped with a reason.
func (r *QualityReview) settle(at time.Time) {
	if r.Stage == ReviewImprove && r.Actions.Left() == 0 {
		r.enter(ReviewClosed, "", at)
		r.ClosedAt = at
	}
}

func (r *QualityReview) copied() (*QualityReview, error) {
	if r.Version == 0 {
		return new(QualityReview), nil
	}
	state, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("improvement: state of a quality review: %w", err)
	}
	return RestoreReview(state)
}
