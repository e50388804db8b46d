package improvement

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// TestsFilter narrows and orders a list of tests of change; a zero field does not.
type TestsFilter struct {
	LMG      BodyID
	Locality BodyID
	Theme    ThemeID
	Stage    Stage
	Status   Status
	Open     bool
	Closed   bool
	Overdue  bool     // with a task due before Today
	Mine     PersonID // who leads it, guides it, is in its action group, or has a task of it
	ByDue    bool     // by the next due day, those without one last, then by ID; else by ID
	Today    Date     // decides what is overdue, and the status
	After    Place    // only those behind it
	Before   Place    // only those before it, the nearest
	Limit    int      // the most to give; 0 is PageOfTests
}

// PageOfTests is how many tests a page has where the filter does not say.
const PageOfTests = 25

// Place is where a test stands in a list, so that a page goes on from it.
type Place struct {
	Due     Date
	Subject SubjectID
}

// String writes the place for an address; empty for none.
func (p Place) String() string {
	if p.Subject == "" {
		return ""
	}
	return string(p.Due) + "," + p.Subject.ID()
}

// ParsePlace reads what String wrote.
func ParsePlace(text string) (Place, error) {
	if text == "" {
		return Place{}, nil
	}
	due, id, ok := strings.Cut(text, ",")
	if !ok || CheckID("place", id) != nil || due != "" && !Date(due).Valid() {
		return Place{}, invalid("place", "%q is not a place in this list. Begin with the first page.", clip(text))
	}
	return Place{Date(due), TestSubject(id)}, nil
}

// TestLine is a line of a list of tests.
type TestLine struct {
	Listing
	Status Status `json:"status"`
	Course Course `json:"course"`
}

// Place is where the line stands.
func (l TestLine) Place() Place { return Place{l.Due, l.Subject} }

// TestsPage is a page of a list of tests.
type TestsPage struct {
	Tests    []TestLine     `json:"tests"`
	Total    int            `json:"total"`               // on all pages
	ByStage  map[Stage]int  `json:"by_stage,omitempty"`  // whatever stage the filter names: for a board
	ByStatus map[Status]int `json:"by_status,omitempty"` // whatever status the filter names
	Earlier  bool           `json:"earlier,omitempty"`   // there is a page before
	Later    bool           `json:"later,omitempty"`     // there is a page behind
}

// TestCount counts tests that have all of this in common.
type TestCount struct {
	Theme   ThemeID
	Stage   Stage
	Status  Status
	N       int
	Decided int // of those, with a decision of the LMG since the day asked for
}

// Waited counts the tests whose first decision came so many days after their launch.
type Waited struct {
	Days, N int
}

// Programme is what an overview is made of.
type Programme struct {
	Counts    []TestCount
	Attention []TestLine // stuck, or in need of attention: the worst first
	Decided   []TestLine // with a decision since the day asked for, the latest first
	Waited    []Waited   // by days
}

// ProgrammeFilter says whose programme it is; a zero field takes all.
type ProgrammeFilter struct {
	LMG   BodyID
	Theme ThemeID
	Today Date
	Since Date // decisions from that day on
	Limit int  // the most tests that are listed of each kind; 0 is PageOfTests
}

// Programmes lists tests of change, and adds them up.
type Programmes interface {
	Tests(ctx context.Context, f TestsFilter) (TestsPage, error)
	Programme(ctx context.Context, f ProgrammeFilter) (Programme, error)
}

// DecidedWithin is for how many days an overview looks back for decisions.
const DecidedWithin = 90

// Overview is how the tests of an LMG go, or of all.
type Overview struct {
	LMG       BodyID         `json:"lmg,omitempty"`
	On        Date           `json:"on"`
	Since     Date           `json:"since"` // decisions from that day on
	Total     int            `json:"total"`
	ByStage   map[Stage]int  `json:"by_stage"`
	ByStatus  map[Status]int `json:"by_status"`
	Themes    []ThemeCount   `json:"themes"`
	Attention []TestLine     `json:"attention,omitempty"` // the worst first; NeedAttention tells how many there are
	Need      int            `json:"need_attention"`
	Decisions []Ruling       `json:"decisions,omitempty"` // the latest first
	Decided   int            `json:"decided"`             // tests with a decision since Since
	// ToFirst is the median of days from launch to the LMG's first decision, of all tests
	// that had one; nil where none had.
	ToFirst *float64 `json:"days_to_first_decision,omitempty"`
	Had     int      `json:"had_a_decision"` // that many tests
}

// ThemeCount counts the tests of a theme.
type ThemeCount struct {
	Theme    ThemeID        `json:"theme"`
	Total    int            `json:"total"`
	ByStatus map[Status]int `json:"by_status"`
}

// Ruling is a decision of the LMG, with the test that it was on.
type Ruling struct {
	TestDecision
	Test  SubjectID `json:"test"`
	Title Words     `json:"title,omitzero"`
}

// Oversee sets out how the tests go.
func Oversee(f ProgrammeFilter, p Programme) Overview {
	o := Overview{LMG: f.LMG, On: f.Today, Since: f.Since, ByStage: map[Stage]int{}, ByStatus: map[Status]int{}, Themes: []ThemeCount{}, Attention: p.Attention}
	for _, t := range p.Counts {
		o.count(t)
	}
	o.Need = o.ByStatus[Stuck] + o.ByStatus[NeedsAttention]
	slices.SortFunc(o.Themes, func(a, b ThemeCount) int { return cmp.Compare(a.Theme, b.Theme) })
	for _, l := range p.Decided {
		for _, d := range l.Course.Decisions {
			if d.On >= f.Since {
				o.Decisions = append(o.Decisions, Ruling{d, l.Subject, l.Title})
			}
		}
	}
	slices.SortStableFunc(o.Decisions, func(a, b Ruling) int {
		return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Test, b.Test), cmp.Compare(b.Approval, a.Approval))
	})
	o.ToFirst, o.Had = median(p.Waited)
	return o
}

func (o *Overview) count(t TestCount) {
	o.Total += t.N
	o.Decided += t.Decided
	o.ByStage[t.Stage] += t.N
	o.ByStatus[t.Status] += t.N
	i := slices.IndexFunc(o.Themes, func(h ThemeCount) bool { return h.Theme == t.Theme })
	if i < 0 {
		i = len(o.Themes)
		o.Themes = append(o.Themes, ThemeCount{Theme: t.Theme, ByStatus: map[Status]int{}})
	}
	o.Themes[i].Total += t.N
	o.Themes[i].ByStatus[t.Status] += t.N
}

// median is that of days, each of so many tests, and of how many tests it is.
func median(waited []Waited) (*float64, int) {
	slices.SortFunc(waited, func(a, b Waited) int { return a.Days - b.Days })
	all := 0
	for _, w := range waited {
		all += w.N
	}
	if all == 0 {
		return nil, 0
	}
	nth := func(n int) float64 { // from 0
		for _, w := range waited {
			if n -= w.N; n < 0 {
				return float64(w.Days)
			}
		}
		return 0
	}
	middle := (nth((all-1)/2) + nth(all/2)) / 2
	return &middle, all
}

// ToFirst is the days from the launch to the LMG's first decision; -1 before it.
func (c Course) ToFirst() int {
	if c.First == "" {
		return -1
	}
	return int(c.First.midday().Sub(c.Launched.midday()).Hours()) / 24
}

// LastDecision is the day of the LMG's latest decision; empty before the first.
func (c Course) LastDecision() Date {
	if len(c.Decisions) == 0 {
		return ""
	}
	return c.Decisions[len(c.Decisions)-1].On
}
