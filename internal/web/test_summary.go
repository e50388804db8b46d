package web

import (
	"context"
	"html/template"

	"github.com/cairnqi/cairn/internal/report"
)

// summaryPage is a test of change on one page, for a wall. It names nobody.
type summaryPage struct {
	report.Summary
	Test, Path string
	Chart      template.HTML
	On         string
}

func (p summaryPage) head() head {
	return head{Template: "test-summary", Title: "One page: " + p.Title, Help: "This test of change on one page, to print and put up. It names nobody.",
		Crumbs: []crumb{{"Tests", "/tests"}, {p.Test, p.Path}}}
}

func showSummary(ctx context.Context, v *visit) (answer, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return answer{}, err
	}
	names, err := v.namesForTest(ctx, t)
	if err != nil {
		return answer{}, err
	}
	s, err := report.SummaryOf(t, names, v.today())
	if err != nil {
		return answer{}, err
	}
	p := summaryPage{Summary: s, Test: s.Title, Path: testPath(t.Charter.ID), On: s.AsOf.Plain()}
	if s.Chart != nil {
		p.Chart = template.HTML(s.Chart.SVG) //nolint:gosec // drawn by us, its words escaped
	}
	return show(p)
}
