package improvement

import (
	"slices"
	"time"
)

// Conversation is what was heard where people came together: evidence of a kind of its
// own, which belongs to no test.
const Conversation EvidenceKind = "conversation"

// Item is an item of evidence that belongs to no test: of an LMG, or of one locality.
type Item struct {
	LMG      BodyID   `json:"lmg"`
	Locality BodyID   `json:"locality,omitempty"` // empty: the whole of the LMG's
	Theme    ThemeID  `json:"theme,omitempty"`
	Strength Strength `json:"strength"`
	Title    Words    `json:"title"`
	Evidence Evidence `json:"evidence"`
	People   int      `json:"people,omitempty"` // how many took part, in a conversation
	Place    []Score  `json:"place,omitempty"`
}

// EvidenceItem is an item as it is now. Earlier versions stand in the journal.
type EvidenceItem struct {
	Version  int       `json:"version"`
	Item     Item      `json:"item"`
	By       PersonID  `json:"by"`
	Filed    time.Time `json:"filed"`
	Versions int       `json:"versions"` // 1, and one more for each correction
	Entry    int       `json:"entry"`    // of the journal, that holds it as it is now
	Concern  *Concern  `json:"concern,omitempty"`
}

// FileItem files an item of evidence.
type FileItem struct {
	Item  Item  `json:"item"`
	Facts Facts `json:"-"`
}

// CorrectItem files a further version of an item. The earlier one stays in the journal.
type CorrectItem struct {
	Item   Item  `json:"item"`
	Of     int   `json:"of"` // the version that whoever corrects it has read, and whose files it keeps
	Reason Words `json:"reason"`
	Facts  Facts `json:"-"`
}

// CommandName is its name in documents.
func (FileItem) CommandName() string { return "file-item" }

// CommandName is its name in documents.
func (CorrectItem) CommandName() string { return "correct-item" }

// People lists nobody.
func (FileItem) People() []PersonID { return nil }

// People lists nobody.
func (CorrectItem) People() []PersonID { return nil }

// Anybody is false.
func (FileItem) Anybody() bool { return false }

// Anybody is false.
func (CorrectItem) Anybody() bool { return false }

// Asks is about the place that the item names.
func (c FileItem) Asks(Direct) Lookup { return c.Item.asks() }

// Asks is about the place that the item names.
func (c CorrectItem) Asks(Direct) Lookup { return c.Item.asks() }

// With gives the command with the answers.
func (c FileItem) With(f Facts) DirectCommand { c.Facts = f; return c }

// With gives the command with the answers.
func (c CorrectItem) With(f Facts) DirectCommand { c.Facts = f; return c }

func (i Item) asks() Lookup { return Lookup{LMG: i.LMG, Locality: i.Locality, Theme: i.Theme} }

// mayFileItem lets the members of an LMG, its LWO, its clerk, and those of its action
// groups and networks file evidence to it, and the adults named for any of these.
func mayFileItem(who Actor, lmg BodyID, f Facts) error {
	if who.Is(lmg, LWO, Chair, Deputy, Member, Clerk) || len(f.Under) > 0 {
		return nil
	}
	return notAllowed("Only members of %s, of its action groups and of its networks file evidence there.", clip(string(lmg)))
}

func (c FileItem) decide(d Direct, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(c.Facts.checkPlace(c.Item.LMG, c.Item.Locality, c.Item.Theme), mayFileItem(who, c.Item.LMG, c.Facts)); err != nil {
		return nil, err
	}
	if i, ok := d.(*EvidenceItem); !ok || i.Version > 0 {
		return nil, Refuse(Conflict, "id", "There is evidence under this identifier already. Choose another.")
	}
	item := c.Item.settled()
	if err := item.check(now); err != nil {
		return nil, err
	}
	return []Event{&ItemFiled{Item: item}}, nil
}

func (c CorrectItem) decide(d Direct, who Actor, now time.Time) ([]Event, error) {
	i, ok := d.(*EvidenceItem)
	switch {
	case !ok || i.Version == 0 || !i.MayRead(who):
		return nil, noItem()
	case who.Person != i.By && !who.Is(i.Item.LMG, LWO):
		return nil, notAllowed("Only who filed it, or a Locality Wellbeing Officer of %s, corrects this.", i.Item.LMG)
	case i.Concern.Hides():
		return nil, wrongStage("Someone may be unsafe. That concern is settled first.")
	case c.Item.LMG != i.Item.LMG || c.Item.Evidence.ID != i.Item.Evidence.ID:
		return nil, invalid("lmg", "An item stays where it was filed, in %s. File it anew elsewhere.", i.Item.LMG)
	case c.Item.Evidence.Kind != i.Item.Evidence.Kind:
		return nil, invalid("kind", "This was filed as %s, and a correction keeps its kind. Leave the kind out, or file this as evidence of its own.", i.Item.Evidence.Kind)
	case c.Of != i.Versions:
		return nil, Refuse(Conflict, "version", "Somebody else corrected this a moment ago. Read it as it is now, and correct that.")
	}
	item := c.Item.settled()
	if err := firstOf(
		c.Facts.checkPlace(item.LMG, item.Locality, item.Theme), item.check(now),
		requiredLine("reason", c.Reason, "Say in a line why it is corrected."),
	); err != nil {
		return nil, err
	}
	return []Event{&ItemCorrected{Item: item, Reason: c.Reason}}, nil
}

// settled fills in the strength where the kind tells it, and keeps a file once that was
// attached twice.
func (i Item) settled() Item {
	if i.Strength == "" {
		i.Strength = i.Evidence.Kind.strength()
	}
	var files []File
	for _, f := range i.Evidence.Files {
		if !slices.ContainsFunc(files, func(kept File) bool { return kept.Hash == f.Hash }) {
			files = append(files, f)
		}
	}
	i.Evidence.Files = files
	return i
}

func (i Item) check(now time.Time) error {
	if !slices.Contains([]Strength{FromData, FromResearch, FromPractice, FromVoice}, i.Strength) {
		return invalid("strength", "%q does not say what this rests on. Use data, research, practice or voice.", clip(string(i.Strength)))
	}
	conversation := i.Evidence.Kind == Conversation
	if !conversation && !i.Evidence.Kind.known() {
		return invalid("kind", "%q is not a kind of evidence. Use document, data, observation, voice, self-evaluation or conversation.", clip(string(i.Evidence.Kind)))
	}
	if err := firstOf(
		requiredTitle("title", i.Title, "This title is empty. Give it a short name."),
		i.Evidence.checkContent(now), checkScores(i.Place),
	); err != nil {
		return err
	}
	if conversation {
		return i.checkConversation()
	}
	switch {
	case i.Evidence.Source.Empty():
		return invalid("source", "Say where this comes from.")
	case i.People != 0:
		return invalid("people", "Only a conversation has people who took part. Leave this out.")
	}
	return nil
}

// checkConversation asks where, how many, and what was heard.
func (i Item) checkConversation() error {
	switch {
	case i.Evidence.Where.Empty():
		return invalid("where", "Say where the conversation was.")
	case i.People < 1 || i.People > 100_000:
		return invalid("people", "Say how many took part, from 1 to 100000.")
	case i.Evidence.Text.Empty():
		return invalid("text", "Say what was heard.")
	}
	return nil
}

// ItemFiled is an item of evidence that belongs to no test.
type ItemFiled struct {
	Item Item `json:"item"`
}

// ItemCorrected is a further version of it.
type ItemCorrected struct {
	Item   Item  `json:"item"`
	Reason Words `json:"reason"`
}

// EventName is the wire name.
func (*ItemFiled) EventName() string { return "item-filed" }

// EventName is the wire name.
func (*ItemCorrected) EventName() string { return "item-corrected" }

// Sentence tells it.
func (e *ItemFiled) Sentence(Names) string { return "filed evidence: " + string(e.Item.Evidence.Kind) }

// Sentence tells it.
func (*ItemCorrected) Sentence(Names) string { return "corrected the evidence" }

// Subject is the item's subject.
func (i *EvidenceItem) Subject() SubjectID { return EvidenceSubject(i.Item.Evidence.ID) }

// MayRead tells whether somebody may read the item.
func (i *EvidenceItem) MayRead(who Actor) bool { return MayReadItem(who, i.Item.LMG, i.Concern) }

// MayReadEntry tells whether somebody may know of an entry of its journal, where they may
// read the item.
func (i *EvidenceItem) MayReadEntry(who Actor, e Entry) bool {
	return !ofConcern(e) || MayReadConcern(who, i.Item.LMG)
}

// For is the item as somebody may read it.
func (i *EvidenceItem) For(who Actor) *EvidenceItem {
	kept := *i
	kept.Concern = i.Concern.shownTo(who, i.Item.LMG)
	if !i.MayRead(who) {
		kept.Item.Title, kept.Item.Place, kept.Item.Evidence = Words{}, nil, i.Item.Evidence.keptBack()
	}
	return &kept
}

func (i *EvidenceItem) home() BodyID       { return i.Item.LMG }
func (i *EvidenceItem) concern() *Concern  { return i.Concern }
func (*EvidenceItem) waitsOnceShown() bool { return false }

// Apply folds one journal entry into the item.
func (i *EvidenceItem) Apply(entry Entry) {
	i.Version = entry.Version
	switch e := entry.Event.(type) {
	case *ItemFiled:
		i.Item, i.By, i.Filed, i.Entry, i.Versions = e.Item, entry.By, entry.At, entry.Version, 1
	case *ItemCorrected:
		i.Item, i.Entry = e.Item, entry.Version
		i.Versions++
	case *ConcernRaised:
		i.Concern = i.Concern.again(e.Due, entry.At)
	case *ConcernSettled:
		i.Concern = i.Concern.settled(e.Shown, entry.At)
	}
}

// Filing prepares events of the item for the record.
func (i *EvidenceItem) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	after := *i
	return prepare(&after, i.Version, i.Tasks(), command, by, now, events)
}

func (i *EvidenceItem) filedAs() SubjectID { return i.Subject() }

// Summary is the item's line in lists.
func (i *EvidenceItem) Summary() Summary {
	s := Summary{Open: i.Concern.Open(), Stage: "filed", LMG: i.Item.LMG, Locality: i.Item.Locality, Theme: i.Item.Theme}
	switch {
	case i.Concern.Open():
		s.Stage, s.Due = "unsafe", i.Concern.Due
	case i.Concern.Hides():
		s.Stage = "kept-hidden"
	default:
		s.Title = i.Item.Title
	}
	return s
}

// Tasks is the safeguarding contact's, where somebody may be unsafe.
func (i *EvidenceItem) Tasks() []Task {
	if !i.Concern.Open() {
		return nil
	}
	return []Task{concernTask(i.Subject(), i.Item.LMG, "concern", string(i.Subject()), i.Concern)}
}

func (i *EvidenceItem) notices(entry Entry, _ []Task) []Notice {
	if e, raised := entry.Event.(*ConcernRaised); raised {
		return concernNotices(i.Subject(), i.Item.LMG, string(i.Subject()), entry, e.NoContact)
	}
	return nil
}

func (*EvidenceItem) links(Entry) []Link { return nil }

func (i *EvidenceItem) shelved(Entry) []Shelved {
	e := i.Item.Evidence
	item := Shelved{
		ID: ItemID(i.Subject()), Entry: i.Entry, Kind: e.Kind, Strength: i.Item.Strength, By: i.By, Day: e.When,
		LMG: i.Item.LMG, Locality: i.Item.Locality, Theme: i.Item.Theme, Versions: i.Versions, Hidden: i.Concern.Hides(),
	}
	if !item.Hidden {
		item.Title = i.Item.Title
		item.Words = slices.Concat(written(i.Item.Title), e.words(), reasons(i.Item.Place))
	}
	return []Shelved{item}
}

// ItemVersion gives a version of an item out of its journal, from 1, with why it was
// filed where it corrects another; ErrNotFound where there is none.
func ItemVersion(entries []Entry, n int) (item Item, by PersonID, at time.Time, reason Words, err error) {
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *ItemFiled:
			item, reason = e.Item, Words{}
		case *ItemCorrected:
			item, reason = e.Item, e.Reason
		default:
			continue
		}
		if n--; n == 0 {
			return item, entry.By, entry.At, reason, nil
		}
	}
	return Item{}, "", time.Time{}, Words{}, ErrNotFound
}
