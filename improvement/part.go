package improvement

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Part is the part that somebody takes: what their roles ask of them, what they did, and
// what came of it.
type Part struct {
	Person    PersonID `json:"person"`
	Since     Date     `json:"since,omitempty"` // empty: since ever
	Remits    []Remit  `json:"remits"`
	Did       []Did    `json:"did"`
	Tests     []Came   `json:"tests"`     // that they took part in, then those that what they did led to
	Decisions []Came   `json:"decisions"` // of an LMG, on these
	Changes   []Change `json:"changes"`   // that LMGs agreed
	// Priorities are those that rest on what they did.
	Priorities []Came `json:"priorities"`
	// More tells that there is more than is listed.
	More bool   `json:"more,omitempty"`
	Says string `json:"says"` // all of it in a sentence or two
}

// Came is something that came of what somebody did.
type Came struct {
	Listing
	Own bool  `json:"own,omitempty"` // they took part in it themselves
	Did []Did `json:"did,omitempty"` // by this; of tests that are listed
}

// Change is what became of a test by what its LMG agreed.
type Change struct {
	Test    SubjectID `json:"test"`
	Title   Words     `json:"title,omitzero"`
	Adapted int       `json:"adapted,omitempty"` // so many times it was agreed to adapt and go on
	Adopted bool      `json:"adopted,omitempty"`
	Says    string    `json:"says"` // "was adapted once, then adopted"
}

const (
	// MaxFollowed is how many subjects are followed for a part.
	MaxFollowed = 1000
	// MaxCame is how many subjects a part lists of each sort.
	MaxCame = 50
)

// Partaking tells of the parts that people took.
type Partaking interface {
	// Did adds up what somebody did since a day, by kind; an empty day is since ever.
	// What is hidden from all but the safeguarding contact is as if it were not there.
	Did(ctx context.Context, person PersonID, since Date) ([]Did, error)
	// DidTowards adds up what somebody did, up to a moment, in a subject and in what it
	// rests on.
	DidTowards(ctx context.Context, person PersonID, subject SubjectID, until time.Time) ([]Did, error)
	// DidIn adds up what somebody did since a day in each of some subjects, and in what
	// was decided on them.
	DidIn(ctx context.Context, person PersonID, since Date, subjects []SubjectID) (map[SubjectID][]Did, error)
	// CameOf lists what somebody took part in since a day, and what came of that, by
	// links; more tells that there is more than was followed.
	CameOf(ctx context.Context, person PersonID, since Date) (came []Came, more bool, err error)
}

// MayReadPart lets somebody, the adult named for them, and a Locality Wellbeing Officer of
// theirs see their part. lmgs are those that the person's bodies belong to.
func MayReadPart(who, of Actor, lmgs []BodyID) error {
	if err := who.mayAct(); err != nil {
		return err
	}
	if of.Erased {
		return Refuse(NotFound, "person", "%s was erased from this record. What was counted stays in the tests, and is nobody's any more.", of.Person)
	}
	if who.actsFor(of.Person) || slices.ContainsFunc(lmgs, func(lmg BodyID) bool { return who.Is(lmg, LWO) }) {
		return nil
	}
	return notAllowed("The part that somebody takes is for themselves, for the adult named for them, and for a Locality Wellbeing Officer of theirs. Your own is yours to read.")
}

// PartOf sets out the part of somebody from what the record has of it.
func PartOf(of Actor, since Date, did []Did, came []Came, more bool) Part {
	p := Part{
		Person: of.Person, Since: since, Remits: append([]Remit{}, RemitsOf(of)...), Did: append([]Did{}, did...),
		Tests: []Came{}, Decisions: []Came{}, Changes: []Change{}, Priorities: []Came{}, More: more,
	}
	for _, c := range came {
		switch c.Subject.Kind() {
		case KindTest:
			p.Tests = append(p.Tests, c)
		case KindApproval:
			if verdict := Verdict(c.Outcome); verdict != "" && verdict != Returned && verdict != Withdrawn {
				p.Decisions = append(p.Decisions, c)
			}
		case KindPriority:
			p.Priorities = append(p.Priorities, c)
		}
	}
	for _, list := range [][]Came{p.Tests, p.Decisions, p.Priorities} {
		slices.SortFunc(list, ownFirst)
	}
	p.Changes = append(p.Changes, changes(p.Tests, p.Decisions)...)
	p.Says = p.sentence()
	p.bound()
	return p
}

func ownFirst(a, b Came) int {
	switch {
	case a.Own && !b.Own:
		return -1
	case b.Own && !a.Own:
		return 1
	}
	return cmp.Compare(a.Subject, b.Subject)
}

// changes tells what became of tests. What was agreed and neither adopted nor abandoned
// the test was to adapt it.
func changes(tests, decisions []Came) []Change {
	agreed := map[SubjectID]int{}
	for _, d := range decisions {
		if Verdict(d.Outcome) == Agreed {
			agreed[Matter(d.Subject)]++
		}
	}
	var all []Change
	for _, t := range tests {
		c := Change{Test: t.Subject, Title: t.Title, Adapted: agreed[t.Subject], Adopted: t.Outcome == string(Adopt)}
		if t.Outcome != "" {
			c.Adapted = max(0, c.Adapted-1)
		}
		if c.Says = c.sentence(); c.Says != "" {
			all = append(all, c)
		}
	}
	return all
}

func (c Change) sentence() string {
	var times string
	switch c.Adapted {
	case 0:
	case 1:
		times = "adapted once"
	case 2:
		times = "adapted twice"
	default:
		times = "adapted " + count(c.Adapted, "time")
	}
	switch {
	case c.Adopted && times != "":
		return "was " + times + ", then adopted"
	case c.Adopted:
		return "was adopted"
	case times != "":
		return "was " + times
	}
	return ""
}

// sentence sums the part up. Where there is nothing yet it says so, and that it is no
// measure of anybody.
func (p Part) sentence() string {
	if len(p.Did) == 0 {
		if p.Since != "" {
			return "Nothing is filed under this name since " + p.Since.Plain() + ". That is no measure of what somebody brings: much that helps is never filed."
		}
		return "Nothing is filed under this name yet. That is no measure of what somebody brings: much that helps is never filed."
	}
	var fed []string
	for _, some := range []struct {
		n         int
		one, many string
	}{
		{len(p.Tests), "test", "tests"}, {len(p.Priorities), "priority", "priorities"}, {len(p.Decisions), "decision", "decisions"},
	} {
		if some.n > 0 {
			fed = append(fed, countOf(some.n, some.one, some.many))
		}
	}
	if len(fed) == 0 {
		return "Nothing has come of it yet that is on record. A test takes months, a priority longer: it shows here as it comes."
	}
	says := "It fed " + list(fed) + "."
	adopted := 0
	for _, c := range p.Changes {
		if c.Adopted {
			adopted++
		}
	}
	switch adopted {
	case 0:
		return says
	case 1:
		return says + " 1 change was adopted, and stays part of how things are done."
	}
	return says + " " + count(adopted, "change") + " were adopted, and stay part of how things are done."
}

// OwnTests are the tests that are listed and that they took part in.
func (p Part) OwnTests() []SubjectID {
	var own []SubjectID
	for _, t := range p.Tests {
		if t.Own {
			own = append(own, t.Subject)
		}
	}
	return own
}

// bound keeps each list to what somebody reads.
func (p *Part) bound() {
	for _, list := range []*[]Came{&p.Tests, &p.Decisions, &p.Priorities} {
		if len(*list) > MaxCame {
			*list, p.More = (*list)[:MaxCame], true
		}
	}
	if len(p.Changes) > MaxCame {
		p.Changes, p.More = p.Changes[:MaxCame], true
	}
}

// TellsWhatCame tells of a notice that it says what came of something: whoever took part
// in it is told their part.
func (n Notice) TellsWhatCame() bool {
	switch n.Kind {
	case NoticeDecision, NoticeClosed, NoticePriorities, NoticeCommissionFulfilled:
		return true
	}
	return false
}
