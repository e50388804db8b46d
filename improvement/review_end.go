package improvement

import "time"

// EndReview ends a review that comes to no decision: it was opened by mistake, or nobody
// on the LMG could agree it.
type EndReview struct {
	Reason Words `json:"reason"`
}

// ReviewEnded ends a review without a decision.
type ReviewEnded struct {
	Reason Words `json:"reason"`
}

// CommandName is the wire name.
func (EndReview) CommandName() string { return "end" }

// People lists nobody.
func (EndReview) People() []PersonID { return nil }

// EventName is the wire name.
func (*ReviewEnded) EventName() string { return "review-ended" }

// Sentence tells it.
func (*ReviewEnded) Sentence(Names) string { return "ended the review without a decision" }

func (c EndReview) review(r *QualityReview, who Actor, _ time.Time) ([]Event, error) {
	switch {
	case !who.Is(r.LMG, LWO, Chair):
		return nil, notAllowed("Only a Locality Wellbeing Officer or the chair of %s ends a quality review.", r.LMG)
	case r.Stage == ReviewDecide:
		return nil, wrongStage("%s is deciding on this review. It can be ended once that has come back without an agreement.", r.LMG)
	case r.Stage == ReviewImprove:
		return nil, wrongStage("This review was agreed, and closes with its last action: mark each as done, or drop it with a reason.")
	}
	if err := required("reason", c.Reason, "Say why the review ends without a decision."); err != nil {
		return nil, err
	}
	return []Event{&ReviewEnded{Reason: c.Reason}}, nil
}

// Held takes a review of the LMG into the facts; they come in the order of their periods.
// One that was ended has looked at nothing: the next goes on from the one before it.
func (f *ReviewFacts) Held(r *QualityReview) {
	f.Last = r.Period
	if r.Ended.Empty() {
		f.Before = r.earlier()
	}
}

// earlier is what the next review keeps of this one.
func (r *QualityReview) earlier() *EarlierReview {
	e := &EarlierReview{Review: r.Subject(), To: r.To, Unagreed: r.Agreed == nil}
	for _, a := range r.Actions {
		if a.Status == StepOpen {
			e.Left = append(e.Left, a)
		}
	}
	return e
}
