package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/report"
)

// reportPage is a report as a table, with its filters.
type reportPage struct {
	asking
	Title, Says, Label string
	Crumbs             []crumb
	Filters            []question
	Over               string // the period in words
	Table              *report.Whole
	More               bool // there are more rows than are shown
	CSV, XLSX          string
}

func (p reportPage) head() head {
	return head{Template: "report", Title: p.Title, Help: p.Says, Label: p.Label, Crumbs: p.Crumbs, Wide: true}
}

// rowsShown is how many rows of a report its page shows.
const rowsShown = 100

// showReport shows a report. A filter that is wrong is told, and no table is shown: an
// empty one would be taken for an answer.
func showReport(ctx context.Context, v *visit) (answer, error) {
	kind, of, err := v.reportCalled(ctx)
	if err != nil {
		return answer{}, err
	}
	names, err := v.namesIn(ctx, kind, of)
	if err != nil {
		return answer{}, err
	}
	f := v.blank(v.request.URL.Query())
	f.Action = reportPath(kind.name, of)
	q, refused := v.reportQuery(f, names)
	if refused != nil && !f.refused(v, refused) {
		return answer{}, refused
	}
	p := reportPage{asking: asking{f}, Title: kind.title, Says: kind.help, Label: "Report", Crumbs: []crumb{{"Reports", "/reports"}}}
	if of != nil {
		title := v.words.Line(of.Charter.Title)
		p.Title, p.Label, p.Crumbs = kind.title+": "+title, "Report on a test of change", []crumb{{"Tests", "/tests"}, {title, testPath(of.Charter.ID)}}
	}
	p.Filters = filtersOf(kind, of, f, names)
	if refused != nil {
		return again(p)
	}
	q.First = rowsShown + 1
	table, err := kind.table(ctx, v, names, of, q)
	if err != nil {
		return answer{}, err
	}
	whole, more, err := firstRows(table)
	if err != nil {
		return answer{}, err
	}
	p.Table, p.More, p.Over = &whole, more, table.Period.Says()
	with := ""
	if v.request.URL.RawQuery != "" {
		with = "?" + v.request.URL.Query().Encode()
	}
	p.CSV, p.XLSX = f.Action+"/csv"+with, f.Action+"/xlsx"+with
	return answer{status: http.StatusOK, page: p}, v.words.Err()
}

// firstRows reads as many rows of a table as its page shows.
func firstRows(t report.Table) (whole report.Whole, more bool, err error) {
	all := t.Rows
	n := 0
	t.Rows = func(yield func([]report.Cell, error) bool) {
		for row, err := range all {
			if n++; n > rowsShown {
				more = true
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
	whole, err = t.Read()
	return whole, more, err
}

func filtersOf(kind reportKind, of *improvement.TestOfChange, f *form, n *reportNames) []question {
	var all []question
	if kind.when != "" {
		all = append(all, question{"date", f.Field("from", kind.when+" from", "That day is included. Leave it empty for all.")},
			question{"date", f.Field("until", kind.when+" until", "That day is included.")})
	}
	if of == nil {
		all = append(all, question{"pick", f.Choice("theme", "Theme", "", n.themes)}, question{"pick", f.Choice("lmg", "Locality Management Group", "", n.lmgs)})
	}
	return all
}

// reportQuery reads the filters in the address.
func (v *visit) reportQuery(f *form, n *reportNames) (report.Query, error) {
	q := report.Query{LMG: improvement.BodyID(f.value("lmg")), Theme: improvement.ThemeID(f.value("theme")), AsOf: v.today(), For: v.who}
	var err error
	if q.Period.From, err = dayAsked(f.values, "from"); err != nil {
		return q, err
	}
	if q.Period.Until, err = dayAsked(f.values, "until"); err != nil {
		return q, err
	}
	for _, asked := range []struct {
		field, value string
		of           []option
	}{{"lmg", string(q.LMG), n.lmgs}, {"theme", string(q.Theme), n.themes}} {
		if asked.value != "" && !slices.ContainsFunc(asked.of, func(o option) bool { return o.Value == asked.value }) {
			return q, improvement.Refuse(improvement.Invalid, asked.field, "This is not on record. Choose one of the list.")
		}
	}
	return q, q.Period.Check()
}

// dayAsked is a day in an address: in its three fields, or in one, as 2026-03-31 or 31 March 2026.
func dayAsked(values url.Values, name string) (improvement.Date, error) {
	text := withDays(values).Get(name)
	if text == "" {
		return "", nil
	}
	if day, err := intake.Date(text); err == nil {
		return day, nil
	}
	return "", improvement.Refuse(improvement.Invalid, name, "This is not a day. Write the day, the month and the year as numbers, for example 31 3 2026.")
}
