package improvement

import "time"

// ReportedTest is a test of change as a report lists it.
type ReportedTest struct {
	Listing
	Launched Date `json:"launched,omitempty"`
	Decided  Date `json:"decided,omitempty"` // to adopt or to abandon; empty while it is neither
	Cycle    int  `json:"cycle"`             // that it is in, or ended in; from 1
	Paused   bool `json:"paused,omitempty"`
}

// Milestones is how often and when the journal of a test has what its line tells.
type Milestones struct {
	Launched        time.Time
	LastDecision    time.Time // of the LMG, whatever it was; zero where there is none
	Plans           int       // agreed
	Pauses, Resumes int
}

// LineOf is the line of a test. A cycle has one plan that was agreed, or is the one
// whose plan is not agreed yet; what closed while it was paused is not paused.
func LineOf(l Listing, m Milestones) ReportedTest {
	line := ReportedTest{Listing: l, Cycle: m.Plans, Paused: l.Open && m.Pauses > m.Resumes}
	if stage := Stage(l.Stage); stage == StagePlan || stage == StageAgree {
		line.Cycle++
	}
	if !m.Launched.IsZero() {
		line.Launched = DateOf(m.Launched)
	}
	if l.Outcome != "" && !m.LastDecision.IsZero() {
		line.Decided = DateOf(m.LastDecision)
	}
	return line
}

// DecisionLine is a decision of an LMG as a report lists it. Its Outcome is the verdict.
type DecisionLine struct {
	Listing
	At time.Time `json:"at"`
}

// Decided is the day of the decision.
func (d DecisionLine) Decided() Date { return DateOf(d.At) }

// Present counts those of the panel without an interest who decided in a meeting.
func (a *Approval) Present() int {
	if a.Minute == nil {
		return 0
	}
	return a.presentOf(a.Minute.Present)
}

func (a *Approval) presentOf(present []PersonID) int {
	counted := map[PersonID]bool{}
	for _, p := range present {
		if seat := a.seat(p); seat != nil && !seat.Interest {
			counted[p] = true
		}
	}
	return len(counted)
}

// MeetingQuorum is how many of those without an interest a meeting needs: more than half,
// and 3 of them where the panel has so many.
func (a *Approval) MeetingQuorum() int {
	return max(a.Eligible()/2+1, min(smallestQuorum, a.Eligible()))
}
