package improvement

import (
	"slices"
	"strings"
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

// concernKey begins the keys of the contact's tasks in a test.
const concernKey = "concern/"

// AfterClosing tells of a command that is heard after its test was closed, too.
func AfterClosing(c TestCommand) bool {
	switch c.(type) {
	case RaiseEvidenceConcern, *RaiseEvidenceConcern, SettleEvidenceConcern, *SettleEvidenceConcern,
		ClaimEvidenceConcern, *ClaimEvidenceConcern:
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
	case *ConcernClaimed:
		ref := t.evidence(e.Item)
		ref.Concern = ref.Concern.claimed(e.By, entry.At)
	}
}

// concernTasks are the safeguarding contact's. They wait while the test is paused, and
// after it was closed, too.
func (t *TestOfChange) concernTasks() []Task {
	var tasks []Task
	for _, ref := range t.Evidence {
		if ref.Concern.Open() {
			task := concernTask(t.Subject(), t.Charter.LMG, concernKey+ref.ID, string(TestItem(t.Subject(), ref.ID)), ref.Concern)
			task.Title = t.Charter.Title
			tasks = append(tasks, task)
		}
	}
	return tasks
}

// MayReadEvidence tells whether somebody may read an item of the test's evidence. What is
// not there, or was left out for them already, nobody reads.
func (t *TestOfChange) MayReadEvidence(who Actor, id string) bool {
	ref := t.evidence(id)
	return ref != nil && MayReadItem(who, t.Charter.LMG, ref.Concern)
}

// keepsBack tells whether an item is hidden from somebody. What the state does not have yet,
// as of an entry that was filed since it was read, is not.
func (t *TestOfChange) keepsBack(who Actor, id string) bool {
	ref := t.evidence(id)
	return ref != nil && !MayReadItem(who, t.Charter.LMG, ref.Concern)
}

// For gives entries of the test's journal as somebody may know of them. But for the
// safeguarding contact, evidence that is hidden, and that anybody may be unsafe, are as if
// they had never been filed: who reads that something is kept back may be the one whom
// somebody is to be kept safe from.
func (t *TestOfChange) For(who Actor, entries []Entry) []Entry {
	if MayReadConcern(who, t.Charter.LMG) {
		return entries
	}
	var known []Entry
	for _, entry := range entries {
		filed, evidence := entry.Event.(*EvidenceFiled)
		passed, time := entry.Event.(*TimePassed)
		switch {
		case ofConcern(entry), evidence && t.keepsBack(who, filed.Evidence.ID):
			continue
		case time && slices.ContainsFunc(passed.Reminders, Reminder.ofConcern):
			kept := *passed
			kept.Reminders = slices.DeleteFunc(slices.Clone(passed.Reminders), Reminder.ofConcern)
			if len(kept.Reminders)+len(kept.Missed) == 0 {
				continue
			}
			entry.Event = &kept
		}
		known = append(known, entry)
	}
	return known
}

// ofConcern tells of a reminder that only the safeguarding contact got.
func (r Reminder) ofConcern() bool { return strings.HasPrefix(r.Task, concernKey) }

// ForApproval gives entries of the journal of an approval of the test as somebody may know
// of them: see For. Of what its pack holds some may be hidden since.
func (t *TestOfChange) ForApproval(who Actor, entries []Entry) []Entry {
	known := slices.Clone(entries)
	for i, entry := range known {
		if opened, ok := entry.Event.(*ApprovalOpened); ok {
			kept := *opened
			kept.Request.Pack = t.PackFor(who, opened.Request.Pack)
			known[i].Event = &kept
		}
	}
	return known
}

// PackOf gives whose pack stands in an entry of the journal of an approval.
func PackOf(entry Entry) (SubjectID, bool) {
	opened, ok := entry.Event.(*ApprovalOpened)
	if !ok {
		return "", false
	}
	return opened.Request.Of, true
}

// ShownTo is the test as somebody may know of it: see For.
func (t *TestOfChange) ShownTo(who Actor) *TestOfChange {
	if MayReadConcern(who, t.Charter.LMG) {
		return t
	}
	kept := *t
	kept.Evidence = t.known(who, t.Evidence)
	return &kept
}

// PackFor is a pack of the test as somebody may know of it: see For.
func (t *TestOfChange) PackFor(who Actor, p Pack) Pack {
	if !MayReadConcern(who, t.Charter.LMG) {
		p.Evidence = t.known(who, p.Evidence)
	}
	return p
}

// known leaves out what is hidden from somebody, and that anything was.
func (t *TestOfChange) known(who Actor, evidence []EvidenceRef) []EvidenceRef {
	var known []EvidenceRef
	for _, ref := range evidence {
		if t.MayReadEvidence(who, ref.ID) {
			ref.Concern = nil
			known = append(known, ref)
		}
	}
	return known
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
