package improvement

import (
	"slices"
	"time"
)

// RaiseEvidenceConcern says of evidence of a test that somebody may be unsafe. It is
// heard after the test was closed, too.
type RaiseEvidenceConcern struct {
	Item      string `json:"item"`
	Why       Words  `json:"why,omitzero"`         // for the contact alone
	Day       Date   `json:"day,omitempty"`        // of the evidence, resolved by the sender
	NoContact bool   `json:"no_contact,omitempty"` // the LMG has no safeguarding contact, resolved by the sender
}

// SettleEvidenceConcern is the contact's answer: shown again, or kept hidden.
type SettleEvidenceConcern struct {
	Item     string    `json:"item"`
	Shown    bool      `json:"shown,omitempty"`
	Note     Words     `json:"note"`               // that only contacts read
	Evidence *Evidence `json:"evidence,omitempty"` // as it was filed, resolved by the sender
}

// CommandName is the wire name.
func (RaiseEvidenceConcern) CommandName() string { return "raise-concern" }

// CommandName is the wire name.
func (SettleEvidenceConcern) CommandName() string { return "settle-concern" }

// People lists nobody.
func (RaiseEvidenceConcern) People() []PersonID { return nil }

// People lists nobody.
func (SettleEvidenceConcern) People() []PersonID { return nil }

// AfterClosing tells of a command that is heard after its test was closed, too.
func AfterClosing(c TestCommand) bool {
	switch c.(type) {
	case RaiseEvidenceConcern, *RaiseEvidenceConcern, SettleEvidenceConcern, *SettleEvidenceConcern:
		return true
	}
	return false
}

func (c RaiseEvidenceConcern) decide(t *TestOfChange, _ Actor, now time.Time) ([]Event, error) {
	if t.evidence(c.Item) == nil {
		return nil, t.noEvidence(c.Item)
	}
	if err := boundedLine("why", c.Why); err != nil {
		return nil, err
	}
	return []Event{&ConcernRaised{Item: c.Item, Day: c.Day, Why: c.Why, Due: t.dueIn(t.Terms.concern(), now), NoContact: c.NoContact}}, nil
}

func (c SettleEvidenceConcern) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	ref := t.evidence(c.Item)
	if ref == nil {
		return nil, t.noEvidence(c.Item)
	}
	if err := maySettle(who, t.Charter.LMG, ref.Concern, c.Shown, c.Note); err != nil {
		return nil, err
	}
	e := &ConcernSettled{Item: c.Item, Shown: c.Shown, Note: c.Note}
	if c.Shown && c.Evidence != nil && c.Evidence.ID == c.Item {
		e.Evidence = c.Evidence
	}
	return []Event{e}, nil
}

func (t *TestOfChange) noEvidence(id string) error {
	return Refuse(NotFound, "item", "There is no evidence %q in this test.", clip(id))
}

func (t *TestOfChange) evidence(id string) *EvidenceRef {
	i := slices.IndexFunc(t.Evidence, func(e EvidenceRef) bool { return e.ID == id })
	if i < 0 {
		return nil
	}
	return &t.Evidence[i]
}

// concerned takes a concern, or the answer to one, into the test. Packs hold the slice
// as it was, so it is copied.
func (t *TestOfChange) concerned(entry Entry) {
	t.Evidence = slices.Clone(t.Evidence)
	switch e := entry.Event.(type) {
	case *ConcernRaised:
		ref := t.evidence(e.Item)
		ref.Concern = ref.Concern.again(e.Due, entry.At)
	case *ConcernSettled:
		ref := t.evidence(e.Item)
		ref.Concern = ref.Concern.settled(e.Shown, entry.At)
	}
}

// concernTasks are the safeguarding contact's. They wait while the test is paused, and
// after it was closed, too.
func (t *TestOfChange) concernTasks() []Task {
	var tasks []Task
	for _, ref := range t.Evidence {
		if ref.Concern.Open() {
			task := concernTask(t.Subject(), t.Charter.LMG, "concern/"+ref.ID, string(TestItem(t.Subject(), ref.ID)), ref.Concern)
			task.Title = t.Charter.Title
			tasks = append(tasks, task)
		}
	}
	return tasks
}

// MayReadEvidence tells whether somebody may read an item of the test's evidence.
func (t *TestOfChange) MayReadEvidence(who Actor, id string) bool {
	ref := t.evidence(id)
	return ref == nil || MayReadItem(who, t.Charter.LMG, ref.Concern)
}

// For gives entries of the test's journal as somebody may read them: without the words
// and files of evidence that is hidden from them, and without what was said of concerns.
func (t *TestOfChange) For(who Actor, entries []Entry) []Entry {
	shown := make([]Entry, len(entries))
	for i, entry := range entries {
		if !MayReadConcern(who, t.Charter.LMG) {
			entry = withoutConcern(entry)
		}
		switch e := entry.Event.(type) {
		case *EvidenceFiled:
			if !t.MayReadEvidence(who, e.Evidence.ID) {
				entry.Event = &EvidenceFiled{Evidence: e.Evidence.keptBack(), Cycle: e.Cycle}
			}
		case *ConcernSettled:
			if e.Evidence != nil && !t.MayReadEvidence(who, e.Item) {
				kept := *e
				kept.Evidence, entry.Event = nil, &kept
			}
		}
		shown[i] = entry
	}
	return shown
}

// shelvedConcern hides an item of the shelf, or shows it again as it was filed.
func (t *TestOfChange) shelvedConcern(entry Entry) []Shelved {
	switch e := entry.Event.(type) {
	case *ConcernRaised:
		ref := t.evidence(e.Item)
		item := t.shelf(Evidence{ID: ref.ID, Kind: ref.Kind, When: e.Day}, *ref)
		item.Title, item.Words = Words{}, nil
		return []Shelved{item}
	case *ConcernSettled:
		if e.Evidence != nil {
			return []Shelved{t.shelf(*e.Evidence, *t.evidence(e.Item))}
		}
	}
	return nil
}

// shelf is an item of the test as the library holds it.
func (t *TestOfChange) shelf(e Evidence, ref EvidenceRef) Shelved {
	c := t.Charter
	return Shelved{
		ID: TestItem(t.Subject(), e.ID), Entry: ref.Entry, Kind: e.Kind, Strength: e.Kind.strength(), By: ref.By,
		Title: c.Title, Day: e.When, LMG: c.LMG, Locality: c.Locality, Theme: c.Theme, Priority: c.Priority, Test: t.Subject(),
		Versions: 1, Words: append(written(c.Title), e.words()...), Hidden: ref.Concern.Hides(),
	}
}
