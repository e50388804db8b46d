package report

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Query says what a report is asked for; an empty field does not narrow it.
type Query struct {
	Period Period
	LMG    improvement.BodyID
	Theme  improvement.ThemeID
	AsOf   improvement.Date  // today, by the record's clock
	For    improvement.Actor // who asks: what they may not read is left out
	First  int               // how many lines are read at first, where no more may be wanted; 0: as many as at a time
}

func (q Query) filter() improvement.Filter { return improvement.Filter{LMG: q.LMG, Theme: q.Theme} }

// Names opens people's words and tells what things are called. A text that was erased is
// said to be; none is an error.
type Names interface {
	Words(improvement.Words) string
	Body(improvement.BodyID) string
	Theme(improvement.ThemeID) string
	Priority(improvement.PriorityID) string
}

// Tests lists tests of change by ID, as Filter says.
type Tests interface {
	TestLines(ctx context.Context, f improvement.Filter) ([]improvement.ReportedTest, error)
}

// Counted is what tests of change are counted by.
type Counted interface {
	// CountedTests lists tests with no more of a listing than theme, outcome and whether
	// they are open.
	CountedTests(ctx context.Context, f improvement.Filter) ([]improvement.ReportedTest, error)
	// AgreedOn tells when the LMGs agreed on tests, by test.
	AgreedOn(ctx context.Context, f improvement.Filter) (map[improvement.SubjectID][]time.Time, error)
}

// Decisions lists what LMGs decided by ID, as Filter says.
type Decisions interface {
	Decisions(ctx context.Context, f improvement.Filter) ([]improvement.DecisionLine, error)
}

// States gives a subject's state as JSON.
type States interface {
	State(ctx context.Context, subject improvement.SubjectID) (version int, state json.RawMessage, err error)
}

// Shelf lists the library of evidence, the newest day first.
type Shelf interface {
	Shelf(ctx context.Context, f improvement.LibraryFilter) ([]improvement.Shelved, error)
}

// pageSize is how many lines are read at a time.
const pageSize = 5_000

// first is how many lines are read at first.
func (q Query) first() int {
	if q.First > 0 {
		return min(q.First, pageSize)
	}
	return pageSize
}

// paged reads a list page by page and hands over what is on each; each gives false to stop.
func paged[T any](q Query, list func(improvement.Filter) ([]T, error), name func(T) improvement.SubjectID, each func(T) bool) error {
	f := q.filter()
	for f.Limit = q.first(); ; f.Limit = pageSize {
		found, err := list(f)
		if err != nil {
			return err
		}
		for _, one := range found {
			if !each(one) {
				return nil
			}
		}
		if len(found) < f.Limit {
			return nil
		}
		f.After = name(found[f.Limit-1])
	}
}

// titleOf is a subject's title on one line, or what it is called where nobody gave it one.
func titleOf(n Names, l improvement.Listing) string {
	if l.Title.Empty() {
		return improvement.Untitled(l.Subject, n.Body)
	}
	return line(n.Words(l.Title))
}

// line is a text on one line.
func line(s string) string { return strings.Join(strings.Fields(plain(s)), " ") }

// bothDays is what every report over a period tells of it.
const bothDays = "Both the first and the last day of the period are included, as days in Europe/London."

// cannotErase is what whoever keeps a file with people's words must know.
const cannotErase = "This file holds words that people wrote, as of its day. What is erased or hidden on the record later is not erased here: keep it no longer than you need it."
