package improvement

import "time"

// Concern is that somebody may be unsafe, as whoever sent or read an item said. From
// then on nobody but the safeguarding contact of the item's LMG reads its words.
type Concern struct {
	Times   int       `json:"times"`            // raised so far
	Raised  time.Time `json:"raised"`           // first, since it was last settled
	Due     Date      `json:"due"`              // of the contact's answer
	Settled time.Time `json:"settled,omitzero"` // zero while the contact has yet to answer
	Kept    bool      `json:"kept,omitempty"`   // settled, and kept hidden
	Claim   Claim     `json:"claim,omitzero"`   // the contact who looks into it, until it is settled
}

// Open tells that the contact has yet to settle it.
func (c *Concern) Open() bool { return c != nil && c.Settled.IsZero() }

// Hides tells that nobody but the contact reads the item.
func (c *Concern) Hides() bool { return c.Open() || c != nil && c.Kept }

// again is the concern once it was raised (again).
func (c *Concern) again(due Date, at time.Time) *Concern {
	raised := Concern{Times: 1, Raised: at, Due: due}
	if c != nil {
		raised.Times += c.Times
	}
	if c.Open() {
		raised.Raised, raised.Due, raised.Claim = c.Raised, c.Due, c.Claim
	}
	return &raised
}

// settled is the concern once the contact answered.
func (c *Concern) settled(shown bool, at time.Time) *Concern {
	after := *c
	after.Settled, after.Kept, after.Claim = at, !shown, Claim{}
	return &after
}

// MayReadItem tells whether somebody may read the words of an item of an LMG: all may,
// until a concern hides it from all but the safeguarding contact. To them it is as if it
// were not there.
func MayReadItem(who Actor, lmg BodyID, c *Concern) bool {
	return !c.Hides() || who.Is(lmg, Safeguarding)
}

// MayReadConcern tells whether somebody may read what was said of a concern, and by
// whom: the safeguarding contact alone, also once the item is shown again.
func MayReadConcern(who Actor, lmg BodyID) bool { return who.Is(lmg, Safeguarding) }

// RaiseConcern says of a voice or an item of evidence that somebody may be unsafe.
type RaiseConcern struct {
	Why   Words `json:"why,omitzero"` // for the contact alone
	Facts Facts `json:"-"`
}

// SettleConcern is the contact's answer: shown again, or kept hidden.
type SettleConcern struct {
	Shown bool  `json:"shown,omitempty"`
	Note  Words `json:"note"` // that only contacts read
	Facts Facts `json:"-"`
}

// CommandName is its name in documents.
func (RaiseConcern) CommandName() string { return "raise-concern" }

// CommandName is its name in documents.
func (SettleConcern) CommandName() string { return "settle-concern" }

// People lists nobody.
func (RaiseConcern) People() []PersonID { return nil }

// People lists nobody.
func (SettleConcern) People() []PersonID { return nil }

// Anybody is false: whoever reads items has a name.
func (RaiseConcern) Anybody() bool { return false }

// Anybody is false.
func (SettleConcern) Anybody() bool { return false }

// Asks is about the LMG of the item.
func (RaiseConcern) Asks(d Direct) Lookup { return Lookup{LMG: lmgOf(d)} }

// Asks is about the LMG of the item.
func (SettleConcern) Asks(d Direct) Lookup { return Lookup{LMG: lmgOf(d)} }

// With gives the command with the answers.
func (c RaiseConcern) With(f Facts) DirectCommand { c.Facts = f; return c }

// With gives the command with the answers.
func (c SettleConcern) With(f Facts) DirectCommand { c.Facts = f; return c }

// worrying is a subject without a workflow of which somebody may say that someone may be
// unsafe.
type worrying interface {
	Direct
	home() BodyID // the LMG whose contact hears
	concern() *Concern
	Tasks() []Task
	waitsOnceShown() bool // to be moderated
}

func lmgOf(d Direct) BodyID {
	if w, ok := d.(worrying); ok {
		return w.home()
	}
	return ""
}

func (c RaiseConcern) decide(d Direct, _ Actor, now time.Time) ([]Event, error) {
	w, ok := d.(worrying)
	if !ok || w.home() == "" {
		return nil, noItem()
	}
	if err := boundedLine("why", c.Why); err != nil {
		return nil, err
	}
	return []Event{&ConcernRaised{Why: c.Why, Due: c.Facts.in(c.Facts.Terms.concern(), now), NoContact: !c.Facts.Contact}}, nil
}

func (c SettleConcern) decide(d Direct, who Actor, now time.Time) ([]Event, error) {
	w, ok := d.(worrying)
	if !ok || w.home() == "" {
		return nil, noItem()
	}
	if err := maySettle(who, w.home(), w.concern(), c.Shown, c.Note); err != nil {
		return nil, err
	}
	e := &ConcernSettled{Shown: c.Shown, Note: c.Note}
	if c.Shown && w.waitsOnceShown() {
		e.Due = c.Facts.in(c.Facts.Terms.moderate(), now)
	}
	return []Event{e}, nil
}

// maySettle refuses all but a contact's answer to a concern that is open, or a change
// of mind of what was kept hidden.
func maySettle(who Actor, lmg BodyID, c *Concern, shown bool, note Words) error {
	switch {
	case !who.Is(lmg, Safeguarding):
		return notAllowed("Only the safeguarding contact of %s settles this.", lmg)
	case c == nil, !c.Hides(), !c.Open() && !shown:
		return wrongStage("There is no concern here to settle.")
	}
	return requiredLine("note", note, "Say in a line what you did. Only safeguarding contacts read it.")
}

// noItem is told alike of what is not there, and of what is hidden from whoever asks.
func noItem() error {
	return Refuse(NotFound, "id", "There is nothing on record under this identifier that is for you. Check it.")
}

// ConcernRaised is that somebody may be unsafe.
type ConcernRaised struct {
	Item      string `json:"item,omitempty"` // of a test: the evidence
	Day       Date   `json:"day,omitempty"`  // of a test: the day of the evidence
	Why       Words  `json:"why,omitzero"`
	Due       Date   `json:"due"`
	NoContact bool   `json:"no_contact,omitempty"` // the LMG had no safeguarding contact
}

// ConcernSettled is what the safeguarding contact answered.
type ConcernSettled struct {
	Item     string    `json:"item,omitempty"`
	Evidence *Evidence `json:"evidence,omitempty"` // of a test, shown again: as it was filed
	Shown    bool      `json:"shown,omitempty"`
	Note     Words     `json:"note"`
	Due      Date      `json:"due,omitempty"` // of what is to be done with it next
}

// EventName is the wire name.
func (*ConcernRaised) EventName() string { return "concern-raised" }

// EventName is the wire name.
func (*ConcernSettled) EventName() string { return "concern-settled" }

// Sentence tells it, and not by whom.
func (e *ConcernRaised) Sentence(Names) string {
	if e.Item == "" {
		return "Someone may be unsafe: the safeguarding contact was told"
	}
	return "Someone may be unsafe, by evidence " + e.Item + ": the safeguarding contact was told"
}

// Sentence tells it.
func (e *ConcernSettled) Sentence(Names) string {
	what := "it"
	if e.Item != "" {
		what = "evidence " + e.Item
	}
	if e.Shown {
		return "looked into the concern and showed " + what + " again"
	}
	return "looked into the concern and kept " + what + " hidden"
}

// concernTask is the contact's: nobody else is ever told that it waits.
func concernTask(subject SubjectID, lmg BodyID, key, item string, c *Concern) Task {
	return Task{
		Key: key, Subject: subject, Kind: TaskConcern, Item: item, Body: lmg, Role: Safeguarding,
		Opened: c.Raised, Due: c.Due, LMG: lmg, Private: true, Claimed: c.Claim.By,
	}
}

// concernTaskKey is the key of the contact's task where a subject has one at most.
const concernTaskKey = "concern"

// concernNotices tell the contact at once, without a word of the item. Where an LMG has
// none, those hear who can name one.
func concernNotices(subject SubjectID, lmg BodyID, item string, entry Entry, noContact bool) []Notice {
	n := Notice{
		Cause: entryCause(subject, entry), Kind: NoticeUnsafe, Subject: subject, Item: item, Urgent: true, SendAfter: Moment(entry.At),
	}
	told := toldTo([]Recipient{{Body: lmg, Role: Safeguarding}}, n)
	if !noContact {
		return told
	}
	n.Kind, n.Item, n.Cause = NoticeNoContact, "", n.Cause+"/no-contact"
	return append(told, toldTo([]Recipient{{Body: lmg, Role: Chair}, {Body: lmg, Role: LWO}, {Body: lmg, Role: Administrator}}, n)...)
}

// ofConcern tells that an entry is about a concern.
func ofConcern(entry Entry) bool {
	switch entry.Event.(type) {
	case *ConcernRaised, *ConcernSettled, *ConcernClaimed:
		return true
	}
	return false
}

// shownTo is a concern as somebody may know of it: but for the contact there is none.
func (c *Concern) shownTo(who Actor, lmg BodyID) *Concern {
	if MayReadConcern(who, lmg) {
		return c
	}
	return nil
}

// MayKnow tells whether somebody may know of a task: of one that is private nobody does
// but whose it is.
func (t Task) MayKnow(who Actor) bool {
	return !t.Private || who.Person != "" && who.Person == t.Owner || who.Is(t.Body, t.Role)
}

// Private tells that a notice is for whoever gets it alone: somebody may be unsafe.
func (n Notice) Private() bool {
	return n.Kind == NoticeUnsafe || n.Kind == NoticeNoContact || n.TaskKind == TaskConcern
}

// ShownTo is a message as somebody may know of it. Of one that is for another alone
// there is left to whom it goes and what became of it, so that one which could not be
// delivered is noticed.
func (d Delivery) ShownTo(who Actor) Delivery {
	if !d.Notice.Private() || who.Person != "" && (who.Person == d.Person || who.Person == d.For) {
		return d
	}
	d.Notice, d.Private = Notice{Urgent: d.Notice.Urgent, SendAfter: d.Notice.SendAfter}, true
	return d
}
