package improvement

import "cmp"

// Terms is how long each stage has, in working days unless said otherwise. They
// come from the configuration and stay with the test that was launched on them.
type Terms struct {
	Plan       int    `json:"plan"`                 // to write the plan
	Agree      int    `json:"agree"`                // to agree it or send it back
	Finish     int    `json:"finish"`               // to close Do after its last due day
	Study      int    `json:"study"`                // to write the study
	Act        int    `json:"act"`                  // to propose what happens next
	Begin      int    `json:"begin"`                // to begin a cycle that was granted ahead
	Approval   int    `json:"approval"`             // to vote
	Extension  int    `json:"extension"`            // added once where no quorum was reached
	Lapse      int    `json:"lapse"`                // for the LWO to settle a lapsed approval
	Condition  int    `json:"condition"`            // to meet a condition that names no day
	Talk       int    `json:"talk,omitempty"`       // to talk about a signal
	Agreement  int    `json:"agreement,omitempty"`  // to answer to a shared agreement
	HeldWeeks  int    `json:"held_weeks"`           // weeks until an adopted gain is checked
	Unanswered int    `json:"unanswered,omitempty"` // after its day, until a request for evidence times out
	Moderate   int    `json:"moderate,omitempty"`   // to accept a voice or set it aside
	Concern    int    `json:"concern,omitempty"`    // for the safeguarding contact to settle a concern
	Ladder     Ladder `json:"ladder"`
}

// DefaultTerms are those of the design.
func DefaultTerms() Terms {
	return Terms{
		Plan: 10, Agree: 5, Finish: 5, Study: 10, Act: 5, Begin: 5,
		Approval: 10, Extension: 5, Lapse: 5, Condition: 10, Talk: 5, Agreement: 10, HeldWeeks: 12, Unanswered: 10,
		Moderate: 5, Concern: 1,
		Ladder: DefaultLadder(),
	}
}

// unanswered is Unanswered, for what was opened before there was such a term too.
func (t Terms) unanswered() int { return cmp.Or(t.Unanswered, DefaultTerms().Unanswered) }

// moderate is Moderate, for whoever knows of no such term too.
func (t Terms) moderate() int { return cmp.Or(t.Moderate, DefaultTerms().Moderate) }

// concern is Concern, for tests launched before there was such a term too.
func (t Terms) concern() int { return cmp.Or(t.Concern, DefaultTerms().Concern) }

// talk is Talk, for tests launched before there was such a term too.
func (t Terms) talk() int { return cmp.Or(t.Talk, DefaultTerms().Talk) }

// agreement is Agreement, for tests launched before there was such a term too.
func (t Terms) agreement() int { return cmp.Or(t.Agreement, DefaultTerms().Agreement) }
