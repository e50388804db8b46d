package improvement

import (
	"cmp"
	"slices"
	"strconv"
)

// FoundKind says what the journal tells.
type FoundKind string

// The kinds of news.
const (
	FoundPriority FoundKind = "priority-agreed"
	FoundFate     FoundKind = "priority-ended" // completed or retired
	FoundTest     FoundKind = "test-started"
	FoundDecision FoundKind = "decided"
	FoundGain     FoundKind = "gain-checked"
	FoundYouSaid  FoundKind = "you-said" // a voice that led to a priority, a test and its decision
)

// Found is news in a journal. It holds no words: they are read where they stand, so
// that what is erased or hidden meanwhile is gone here, too.
type Found struct {
	ID      string    `json:"id"` // within its issue
	Kind    FoundKind `json:"kind"`
	Subject SubjectID `json:"subject"`
	Entry   int       `json:"entry"` // of its journal
	Day     Date      `json:"day"`
	Said    []ItemID  `json:"said,omitempty"` // the voices, of FoundYouSaid
	LeftOut bool      `json:"left_out,omitempty"`
}

// Deed is an entry with the subject in whose journal it stands.
type Deed struct {
	Subject SubjectID `json:"subject"`
	Entry   Entry     `json:"entry"`
}

// NewsEvents are the wire names of the events that newsletters tell of.
func NewsEvents() []string {
	return []string{"priority-recorded", "priority-settled", "launched", "decision-reached", "gain-checked"}
}

// News picks what newsletters tell out of deeds, in the order of their time. voices
// gives those that led to a test, by its subject.
func News(deeds []Deed, voices map[SubjectID][]ItemID) []Found {
	slices.SortStableFunc(deeds, func(a, b Deed) int {
		return cmp.Or(a.Entry.At.Compare(b.Entry.At), cmp.Compare(a.Subject, b.Subject), a.Entry.Version-b.Entry.Version)
	})
	var found []Found
	add := func(kind FoundKind, d Deed, said []ItemID) {
		found = append(found, Found{
			ID: "j-" + strconv.Itoa(len(found)+1), Kind: kind, Subject: d.Subject, Entry: d.Entry.Version, Day: DateOf(d.Entry.At), Said: said,
		})
	}
	for _, d := range deeds {
		kind, news := newsOf(d.Entry)
		if !news {
			continue
		}
		add(kind, d, nil)
		if said := voices[d.Subject]; kind == FoundDecision && len(said) > 0 {
			add(FoundYouSaid, d, said)
		}
	}
	return found
}

// newsOf tells whether an entry is news. A priority is when it is first on record; a
// decision when it is one, and not a request to go back.
func newsOf(entry Entry) (FoundKind, bool) {
	switch e := entry.Event.(type) {
	case *PriorityRecorded:
		return FoundPriority, entry.Version == 1
	case *PrioritySettled:
		return FoundFate, e.Fate != Carried
	case *Launched:
		return FoundTest, true
	case *DecisionReached:
		return FoundDecision, e.Result.Verdict == Agreed
	case *GainChecked:
		return FoundGain, true
	}
	return "", false
}

// Story is what one piece of news says, in sealed words and a sentence of ours.
type Story struct {
	Line  string  `json:"line"` // plain, to stand before the title
	Title Words   `json:"title,omitzero"`
	Text  []Words `json:"text,omitempty"`
	Heard
}

// MaxQuotes is how many voices a newsletter quotes about one decision; it counts the rest.
const MaxQuotes = 3

// Heard is what may be told of the voices behind a decision: what some of them said, in
// their words, and how many more there are.
type Heard struct {
	Said   []Words `json:"said,omitempty"`
	Others int     `json:"others,omitempty"`
}

// Add counts one more voice. words are empty where it may not be quoted.
func (h *Heard) Add(words Words) {
	if words.Empty() || len(h.Said) >= MaxQuotes {
		h.Others++
		return
	}
	h.Said = append(h.Said, words)
}

func (h Heard) nothing() bool { return len(h.Said)+h.Others == 0 }

// Quote is what a newsletter may quote of the voice: nothing without consent to that, and
// nothing of someone under 16, whose own consent is not enough.
func (v *CommunityVoice) Quote() Words {
	if !v.Citable() || !v.Said.Consent.Quoted || v.Said.Under16 {
		return Words{}
	}
	return v.Said.Text
}

// Tell reads what a piece of news says out of its journal. entries are that journal from
// the beginning; heard is what may be told of the voices, of FoundYouSaid. It is false
// where there is nothing to show any more.
func (f Found) Tell(entries []Entry, heard Heard, names Names) (Story, bool) {
	if f.Entry < 1 || f.Entry > len(entries) || f.Kind == FoundYouSaid && heard.nothing() {
		return Story{}, false
	}
	if f.Subject.Kind() == KindPriority {
		return f.tellPriority(entries, names)
	}
	t, err := TestAt(entries, f.Entry)
	if err != nil {
		return Story{}, false
	}
	s := Story{Title: t.Charter.Title, Heard: heard}
	switch f.Kind {
	case FoundTest:
		s.Line = "A test of change has begun in " + names.Body(t.Charter.Locality)
		s.Text = written(t.Charter.Aim.What, t.Charter.ChangeIdea)
	case FoundGain:
		s.Line = "Did it last? " + gainPlain(entries[f.Entry-1].Event)
		s.Text = gainSays(entries[f.Entry-1].Event)
	default:
		s.Line = names.Body(t.Charter.LMG) + " decided to " + cmp.Or(t.proposal(), "go on")
		if f.Kind == FoundYouSaid && t.proposal() != "" {
			s.Line += " it" // the title stands above what was said
		}
		s.Text = t.learned(f.Entry, entries)
	}
	return s, true
}

func (f Found) tellPriority(entries []Entry, names Names) (Story, bool) {
	p, err := foldPriority(entries[:f.Entry])
	if err != nil {
		return Story{}, false
	}
	s := Story{Title: p.Statement, Line: names.Body(p.LMG) + " agreed a priority"}
	if f.Kind == FoundFate {
		s.Line, s.Text = "A priority was "+string(p.Fate), written(p.Because)
	}
	return s, true
}

// learned is what the study before a decision says was learned. What came after the
// decision, or a study that was taken back, is another's.
func (t *TestOfChange) learned(entry int, entries []Entry) []Words {
	for _, e := range slices.Backward(entries[:entry]) {
		if studied, ok := e.Event.(*Studied); ok {
			return written(studied.Study.Learned)
		}
	}
	return nil
}

func gainPlain(e Event) string {
	switch held := heldOf(e); held {
	case "yes":
		return "The gain has held"
	case "partly":
		return "The gain has held in part"
	}
	return "The gain has not held"
}

func heldOf(e Event) string {
	if checked, ok := e.(*GainChecked); ok {
		return checked.Held
	}
	return ""
}

func gainSays(e Event) []Words {
	if checked, ok := e.(*GainChecked); ok {
		return written(checked.Says)
	}
	return nil
}

// Edition is an issue as readers get it, in sealed words. What is empty is left out.
type Edition struct {
	Subject  SubjectID        `json:"subject"`
	Network  BodyID           `json:"network"`
	Called   string           `json:"called"`
	Period   Period           `json:"period"`
	Day      Date             `json:"day"` // on which it goes, or went, out
	Sections []EditionSection `json:"sections"`
}

// EditionSection is a section with something in it.
type EditionSection struct {
	Title string         `json:"title"`
	Note  Words          `json:"note,omitzero"`
	News  []Story        `json:"news,omitempty"`
	Items []EditionEntry `json:"items,omitempty"`
}

// EditionEntry is an item as readers get it.
type EditionEntry struct {
	Title Words `json:"title"`
	Text  Words `json:"text,omitzero"`
	Link  Words `json:"link,omitzero"`
	Until Date  `json:"until,omitempty"`
}

// Edition puts the issue together. tell gives a piece of news, and whether there is
// something to show.
func (i *Issue) Edition(tell func(Found) (Story, bool, error)) (Edition, error) {
	e := Edition{Subject: i.Subject(), Network: i.Network, Called: i.Called, Period: i.Period, Day: i.Days.Send}
	for _, section := range i.Sections {
		part := EditionSection{Title: section.Title}
		if section.ID == openingSection {
			part.Note = i.Opening
		}
		if section.ID == lookingBack {
			var err error
			if part.News, err = i.news(tell); err != nil {
				return e, err
			}
		}
		for _, item := range i.Items {
			if item.Section == section.ID && i.shows(item) {
				part.Items = append(part.Items, EditionEntry{item.Title, item.Text, item.Link, item.Until})
			}
		}
		if !part.Note.Empty() || len(part.News)+len(part.Items) > 0 {
			e.Sections = append(e.Sections, part)
		}
	}
	return e, nil
}

// news is what the journal tells. A decision is told once: with the voices that led to
// it, where there are any to tell of.
func (i *Issue) news(tell func(Found) (Story, bool, error)) ([]Story, error) {
	type told struct {
		Found
		Story
	}
	var all []told
	for _, f := range i.Found {
		if f.LeftOut {
			continue
		}
		story, shown, err := tell(f)
		if err != nil {
			return nil, err
		}
		if shown {
			all = append(all, told{f, story})
		}
	}
	var stories []Story
	for _, n := range all {
		withVoices := func(o told) bool { return o.Kind == FoundYouSaid && o.Subject == n.Subject && o.Entry == n.Entry }
		if n.Kind != FoundDecision || !slices.ContainsFunc(all, withVoices) {
			stories = append(stories, n.Story)
		}
	}
	return stories, nil
}

// CoveredBefore gives, of a network's issues, the one before a period and the last that
// readers had; nil where there is none.
func CoveredBefore(issues []*Issue, p Period) (before, covered *Issue) {
	for _, i := range issues {
		if i.Period >= p {
			continue
		}
		if before == nil || i.Period > before.Period {
			before = i
		}
		if i.Covered() && (covered == nil || i.Period > covered.Period) {
			covered = i
		}
	}
	return before, covered
}
