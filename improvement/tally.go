package improvement

import (
	"slices"
	"time"
)

// Tally is the votes cast by those without an interest.
type Tally struct {
	For          int `json:"for"` // agree and with conditions
	MoreEvidence int `json:"more_evidence"`
	Decline      int `json:"decline"`
}

// Cast counts the votes.
func (t Tally) Cast() int { return t.For + t.MoreEvidence + t.Decline }

// Tally counts the votes that stand.
func (a *Approval) Tally() Tally {
	var t Tally
	for _, s := range a.Panel {
		if s.Interest || s.Vote == nil {
			continue
		}
		switch s.Vote.Choice {
		case Agree, WithConditions:
			t.For++
		case MoreEvidence:
			t.MoreEvidence++
		case Decline:
			t.Decline++
		}
	}
	return t
}

// verdict counts a tally: for above half of the votes cast is agreed, otherwise
// the larger of more evidence and decline. An equal top is the casting voter's;
// without one among the equals there is no verdict.
func (t Tally) verdict(casting Verdict) (Verdict, bool) {
	if 2*t.For > t.Cast() {
		return Agreed, true
	}
	tied := t.tied()
	if len(tied) == 1 {
		return tied[0], true
	}
	if slices.Contains(tied, casting) {
		return casting, true
	}
	return "", false
}

// tied lists the verdicts that share the top once for is not above half.
func (t Tally) tied() []Verdict {
	top := max(t.MoreEvidence, t.Decline)
	var tied []Verdict
	if t.For == top {
		tied = append(tied, Agreed)
	}
	if t.MoreEvidence == top {
		tied = append(tied, WantsEvidence)
	}
	if t.Decline == top {
		tied = append(tied, Declined)
	}
	return tied
}

// casting is the vote that settles a tie: the chair's, or the deputy's where the
// chair has an interest or did not vote.
func (a *Approval) casting() Verdict {
	for _, role := range []Role{Chair, Deputy} {
		for _, s := range a.Panel {
			if s.Role == role && !s.Interest && s.Vote != nil {
				return s.Vote.Choice.verdict()
			}
		}
	}
	return ""
}

func (c Choice) verdict() Verdict {
	switch c {
	case MoreEvidence:
		return WantsEvidence
	case Decline:
		return Declined
	}
	return Agreed
}

// counted is the verdict of the votes cast, where they are quorate and clear.
func (a *Approval) counted() (Verdict, bool) {
	tally := a.Tally()
	if tally.Cast() < a.Quorum() {
		return "", false
	}
	return tally.verdict(a.casting())
}

// settled is the verdict that no vote still to come could change, assuming that
// the votes cast stand.
func (a *Approval) settled() (Verdict, bool) {
	verdict, clear := a.counted()
	if !clear {
		return "", false
	}
	tally := a.Tally()
	casting := a.casting()
	if a.castingMayCome() {
		casting = ""
	}
	rest := a.Eligible() - tally.Cast()
	for f := 0; f <= rest; f++ {
		for m := 0; f+m <= rest; m++ {
			for d := 0; f+m+d <= rest; d++ {
				then := Tally{tally.For + f, tally.MoreEvidence + m, tally.Decline + d}
				if v, ok := then.verdict(casting); !ok || v != verdict {
					return "", false
				}
			}
		}
	}
	return verdict, true
}

// castingMayCome tells that the chair, whose vote would settle a tie, may still vote.
func (a *Approval) castingMayCome() bool {
	return slices.ContainsFunc(a.Panel, func(s Seat) bool {
		return s.Role == Chair && !s.Interest && s.Vote == nil
	})
}

// result gathers what the votes say for a verdict: the conditions of those who
// agreed with conditions, or the reasons of those who prevailed.
func (a *Approval) result(v Verdict, at time.Time) Result {
	r := Result{Verdict: v, At: Moment(at)}
	for _, s := range a.Panel {
		if s.Interest || s.Vote == nil {
			continue
		}
		switch {
		case v == Agreed && s.Vote.Choice == WithConditions:
			r.Conditions = append(r.Conditions, s.Vote.Conditions...)
		case v != Agreed && s.Vote.Choice.verdict() == v:
			r.Reasons = append(r.Reasons, s.Vote.Reason)
		}
	}
	return r
}
