package improvement

import "time"

// ClaimIssue says that a Locality Wellbeing Officer sees to the draft of an issue, so that
// the others of the LMG see who does.
type ClaimIssue struct {
	Back bool `json:"back,omitempty"` // it is given back, for any of them to see to
}

// IssueClaimed tells who sees to the draft.
type IssueClaimed struct {
	By PersonID `json:"by,omitempty"` // empty where it was given back
}

// CommandName is the wire name.
func (ClaimIssue) CommandName() string { return "claim-issue" }

// People lists nobody.
func (ClaimIssue) People() []PersonID { return nil }

// EventName is the wire name.
func (*IssueClaimed) EventName() string { return "issue-claimed" }

// Sentence tells it.
func (e *IssueClaimed) Sentence(Names) string { return claimSentence(e.By, "the newsletter") }

func (c ClaimIssue) decide(i *Issue, who Actor, _ time.Time) ([]Event, error) {
	by, err := claim(i.Tasks(), draftTask, who, c.Back)
	if err != nil {
		return nil, err
	}
	return []Event{&IssueClaimed{By: by}}, nil
}
