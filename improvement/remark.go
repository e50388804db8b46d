package improvement

import (
	"slices"
	"time"
)

// MakeRemark says something in the discussion of a test, to all who read it, and to those
// who are mentioned. It changes nothing of the test.
type MakeRemark struct {
	Says      Words      `json:"says"`
	Mentioned []PersonID `json:"mentioned,omitempty"`
}

// RemarkMade is something said in the discussion of a test. The words stay in the journal.
type RemarkMade struct {
	Says      Words      `json:"says"`
	Mentioned []PersonID `json:"mentioned,omitempty"`
}

const (
	maxMentioned = 20    // people in one remark: each is told
	maxRemarks   = 1_000 // in one test: the state knows where each stands
)

// CommandName is the wire name.
func (MakeRemark) CommandName() string { return "remark" }

// People lists who is mentioned.
func (c MakeRemark) People() []PersonID { return c.Mentioned }

// EventName is the wire name.
func (*RemarkMade) EventName() string { return "remark-made" }

// Sentence tells it.
func (e *RemarkMade) Sentence(n Names) string {
	if len(e.Mentioned) == 0 {
		return "wrote in the discussion"
	}
	names := make([]string, len(e.Mentioned))
	for i, p := range e.Mentioned {
		names[i] = n.Person(p)
	}
	return "wrote in the discussion, to " + list(names)
}

func (c MakeRemark) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(
		t.mayDiscuss(who),
		requiredLine("says", c.Says, "There is nothing here. Write what you want to say."),
	); err != nil {
		return nil, err
	}
	var mentioned []PersonID
	for _, p := range c.Mentioned {
		if p != who.Person && !slices.Contains(mentioned, p) {
			mentioned = append(mentioned, p)
		}
	}
	switch {
	case slices.Contains(mentioned, ""):
		return nil, invalid("mentioned", "Somebody who is mentioned has no name. Leave them out.")
	case len(mentioned) > maxMentioned:
		return nil, invalid("mentioned", "You mention %d people; %d is the most. All of the group can read it anyway.", len(mentioned), maxMentioned)
	case len(t.Remarks) >= maxRemarks:
		return nil, wrongStage("The discussion of this test has %d remarks, the most that it may have. Go on in a meeting, and file what came of it as evidence.", maxRemarks)
	}
	return []Event{&RemarkMade{Says: c.Says, Mentioned: mentioned}}, nil
}

// mayDiscuss lets whoever may contribute, and those of the LMG who decide, take part in
// the discussion.
func (t *TestOfChange) mayDiscuss(a Actor) error {
	if t.mayContribute(a) == nil || a.Is(t.Charter.LMG, Chair, Deputy, Member) {
		return nil
	}
	return notAllowed("Members of %s, of %s and the Locality Wellbeing Officer discuss this test.", t.Charter.ActionGroup, t.Charter.LMG)
}

// noticesOf tells those who are mentioned.
func (e *RemarkMade) noticesOf() (Notice, []Recipient) {
	to := make([]Recipient, len(e.Mentioned))
	for i, p := range e.Mentioned {
		to[i] = Recipient{Person: p}
	}
	return Notice{Kind: NoticeMentioned, Reason: e.Says}, to
}
