package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// standings counts tests, each in one of the last five.
type standings struct {
	launched                                    int
	adopted, adapted, abandoned, going, onPause int
}

func (s standings) tests() int { return s.adopted + s.adapted + s.abandoned + s.going + s.onPause }

func (s *standings) add(o standings) {
	s.launched += o.launched
	s.adopted += o.adopted
	s.adapted += o.adapted
	s.abandoned += o.abandoned
	s.going += o.going
	s.onPause += o.onPause
}

// Outcomes counts the tests that were launched or decided in the period, by theme.
func Outcomes(ctx context.Context, from Counted, n Names, q Query) (Table, error) {
	agreed, err := from.AgreedOn(ctx, q.filter())
	if err != nil {
		return Table{}, err
	}
	byTheme := map[improvement.ThemeID]standings{}
	all, err := from.CountedTests(ctx, q.filter())
	for _, t := range all {
		s := byTheme[t.Theme]
		s.add(standing(t, agreed[t.Subject], q.Period))
		byTheme[t.Theme] = s
	}
	return Table{
		Title: "Tests by theme and outcome", Period: q.Period, AsOf: q.AsOf,
		Columns: []Column{
			{"Theme", Text}, {"Tests", Number}, {"Launched", Number}, {"Adopted", Number}, {"Adapted", Number}, {"Abandoned", Number},
			{"Still going", Number}, {"Paused", Number}, {"Adopted, of those that ended", Percent},
		},
		Rows: listed(themeRows(n, byTheme)),
		Notes: []string{
			"A test counts once: as the LMG last agreed in the period; and where it agreed nothing then and the test was launched in the period, as still going or as paused.",
			"Launched counts the tests that were launched in the period, whatever came of them. The other columns add up to Tests.",
			"Adapted means that the LMG agreed a further cycle: the test went on. Cycles that it had allowed ahead are not counted again.",
			"Asking for more evidence, or declining, ends no test: it is still going.",
			"Still going is as of the last day of the period. Paused is as of the day of this report.",
			bothDays,
			"Tests differ in size, and a few tests say little about a theme. An abandoned test was worth trying where something was learned from it.",
		},
	}, err
}

// standing counts a test within a period; agreed is when the LMG agreed on it, the last
// time to its conclusion where it has one.
func standing(t improvement.ReportedTest, agreed []time.Time, p Period) standings {
	var s standings
	if p.Has(t.Launched) {
		s.launched = 1
	}
	if t.Outcome != "" && len(agreed) > 0 {
		slices.SortFunc(agreed, time.Time.Compare)
		agreed = agreed[:len(agreed)-1]
	}
	went := slices.ContainsFunc(agreed, func(at time.Time) bool { return p.Has(improvement.DateOf(at)) })
	concluded := t.Outcome != "" && p.Has(t.Decided)
	switch {
	case concluded && t.Outcome == string(improvement.Adopt):
		s.adopted = 1
	case concluded:
		s.abandoned = 1
	case went:
		s.adapted = 1
	case s.launched == 0:
		return standings{}
	case t.Paused:
		s.onPause = 1
	default:
		s.going = 1
	}
	return s
}

// themeRows has the themes by name that have a test, and all of them together.
func themeRows(n Names, byTheme map[improvement.ThemeID]standings) [][]Cell {
	type themed struct {
		name string
		standings
	}
	var all []themed
	total := themed{name: "All themes"}
	for id, s := range byTheme {
		if s.tests() > 0 {
			all = append(all, themed{line(n.Theme(id)), s})
			total.add(s)
		}
	}
	slices.SortFunc(all, func(a, b themed) int { return cmp.Compare(a.name, b.name) })
	var rows [][]Cell
	for _, t := range append(all, total) {
		rows = append(rows, []Cell{
			text(t.name), number(t.tests()), number(t.launched), number(t.adopted), number(t.adapted), number(t.abandoned),
			number(t.going), number(t.onPause), share(t.adopted, t.adopted+t.abandoned),
		})
	}
	return rows
}

// share is a part of a whole; nothing where there is no whole.
func share(part, whole int) Cell {
	if whole == 0 {
		return Cell{}
	}
	return number(float64(part) / float64(whole))
}
