package improvement

import (
	"fmt"
	"strconv"
	"time"
)

// ClaimPart says that somebody sees to the answer of a body that has a part in the shared
// agreement, so that the others who answer for it see who does.
type ClaimPart struct {
	Party int  `json:"party"`          // from 1
	Back  bool `json:"back,omitempty"` // it is given back, for any of them to see to
}

// PartClaimed tells who sees to a body's answer to the version in force.
type PartClaimed struct {
	Version int      `json:"version"`
	Party   int      `json:"party"` // from 1
	Body    BodyID   `json:"body"`
	By      PersonID `json:"by,omitempty"` // empty where it was given back
}

// CommandName is the wire name.
func (ClaimPart) CommandName() string { return "agreement-claim" }

// People lists nobody.
func (ClaimPart) People() []PersonID { return nil }

// EventName is the wire name.
func (*PartClaimed) EventName() string { return "part-claimed" }

// Sentence tells it.
func (e *PartClaimed) Sentence(n Names) string {
	return claimSentence(e.By, fmt.Sprintf("the part of %s in version %d of the shared agreement", n.Body(e.Body), e.Version))
}

func (c ClaimPart) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	a := t.Agreement
	switch {
	case a == nil:
		return nil, Refuse(NotFound, "agreement", "This test has no shared agreement yet. The lead proposes one.")
	case !a.open():
		return nil, wrongStage("The shared agreement ended on %s.", DateOf(a.Ended).Plain())
	case c.Party < 1 || c.Party > len(a.Parties):
		return nil, invalid("party", "There is no party %d. There are %d.", c.Party, len(a.Parties))
	}
	by, err := claim(t.Tasks(), a.partTask(c.Party), who, c.Back)
	if err != nil {
		return nil, err
	}
	return []Event{&PartClaimed{Version: a.Version, Party: c.Party, Body: a.Parties[c.Party-1].Body, By: by}}, nil
}

// partTask is the key of the task of a party, by its number from 1, to answer to this version.
func (a *Agreement) partTask(party int) string { return a.taskKey() + "/" + strconv.Itoa(party) }

func (a *Agreement) taskKey() string { return "agreement/" + strconv.Itoa(a.Version) }
