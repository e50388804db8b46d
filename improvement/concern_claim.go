package improvement

import "time"

// ClaimConcern says that a safeguarding contact looks into a concern about a voice or an
// item of evidence, so that the other contacts of the LMG see who does, and nobody else.
type ClaimConcern struct {
	Back bool `json:"back,omitempty"` // it is given back, for any of them to look into
}

// ClaimEvidenceConcern says the same of a concern about evidence of a test. It is heard
// after the test was closed, too.
type ClaimEvidenceConcern struct {
	Item string `json:"item"`
	Back bool   `json:"back,omitempty"`
}

// ConcernClaimed tells who looks into a concern; the safeguarding contacts alone know of it.
type ConcernClaimed struct {
	Item string   `json:"item,omitempty"` // of a test: the evidence
	By   PersonID `json:"by,omitempty"`   // empty where it was given back
}

// CommandName is its name in documents.
func (ClaimConcern) CommandName() string { return "claim-concern" }

// CommandName is the wire name.
func (ClaimEvidenceConcern) CommandName() string { return "claim-concern" }

// People lists nobody.
func (ClaimConcern) People() []PersonID { return nil }

// People lists nobody.
func (ClaimEvidenceConcern) People() []PersonID { return nil }

// Anybody is false.
func (ClaimConcern) Anybody() bool { return false }

// EventName is the wire name.
func (*ConcernClaimed) EventName() string { return "concern-claimed" }

// Sentence tells it.
func (e *ConcernClaimed) Sentence(Names) string {
	what := "the concern"
	if e.Item != "" {
		what += " about evidence " + e.Item
	}
	return claimSentence(e.By, what)
}

func (c ClaimConcern) decide(d Direct, who Actor, _ time.Time) ([]Event, error) {
	w, ok := d.(worrying)
	if !ok || w.home() == "" || !MayReadConcern(who, w.home()) || !w.concern().Open() {
		return nil, noItem()
	}
	by, err := claim(w.Tasks(), concernTaskKey, who, c.Back)
	if err != nil {
		return nil, err
	}
	return []Event{&ConcernClaimed{By: by}}, nil
}

func (c ClaimEvidenceConcern) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	ref := t.evidence(c.Item)
	if ref == nil || !MayReadConcern(who, t.Charter.LMG) || !ref.Concern.Open() {
		return nil, Refuse(NotFound, "item", "There is no concern about evidence %q of this test that waits for you.", clip(c.Item))
	}
	by, err := claim(t.Tasks(), concernKey+c.Item, who, c.Back)
	if err != nil {
		return nil, err
	}
	return []Event{&ConcernClaimed{Item: c.Item, By: by}}, nil
}

// claimed is the concern once somebody said that they look into it, or gave it back.
func (c *Concern) claimed(by PersonID, at time.Time) *Concern {
	after := *c
	after.Claim = claimed(by, at)
	return &after
}
