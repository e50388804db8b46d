package web

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// overviewPage tells how the tests of an LMG go, or of all.
type overviewPage struct {
	testsFilter
	Says      string // how many, of whom
	Statuses  []tally
	Stages    []tally
	ByTheme   []themeLine
	Attention []testLine
	More      int    // that need attention, and are not listed
	Stuck     string // where those that are stuck are listed, and those that need attention
	Needing   string
	Decisions []lmgDecided
	Since     string
	First     string // how long until the LMG first decided
}

func (overviewPage) head() head {
	return head{Template: "overview", Title: "Programme overview", Wide: true, Crumbs: []crumb{{"Tests of change", "/tests"}},
		Help: "How the tests go, what needs attention and why, and what was decided. It is counted from what was filed."}
}

// tally is how many of something there are, and where they are listed.
type tally struct {
	Name, Colour, Path string
	N                  int
}

// themeLine counts the tests of a theme.
type themeLine struct {
	Theme, Path          string
	Total, Stuck, Needed int
}

// lmgDecided is a decision of an LMG.
type lmgDecided struct{ On, Says, Title, Path string }

// inAnOverview is how many tests, and decisions, are listed.
const inAnOverview = 10

func showOverview(ctx context.Context, v *visit) (answer, error) {
	f, t, err := v.filterTests(ctx)
	if err != nil {
		return answer{}, err
	}
	of := improvement.ProgrammeFilter{LMG: t.LMG, Theme: t.Theme, Today: t.Today, Since: t.Today.AddDays(-improvement.DecidedWithin), Limit: inAnOverview}
	found, err := v.Programmes.Programme(ctx, of)
	if err != nil {
		return answer{}, err
	}
	o := improvement.Oversee(of, found)
	page := overviewPage{testsFilter: f, Since: o.Since.Plain(), More: o.Need - len(o.Attention)}
	page.Says = numbered(o.Total, "test") + " of all LMGs"
	if o.LMG != "" {
		page.Says = numbered(o.Total, "test") + " of " + v.words.Body(o.LMG)
	}
	page.Says += ", on " + o.On.Plain() + "."
	page.count(o)
	if page.Attention, err = v.testLines(ctx, f.names, o.Attention); err != nil {
		return answer{}, err
	}
	for _, d := range o.Decisions {
		page.Decisions = append(page.Decisions, lmgDecided{d.On.Plain(), decided(d.TestDecision), v.words.Title(d.Test, d.Title), testPath(d.Test.ID())})
	}
	if o.ToFirst != nil {
		page.First = fmt.Sprintf("From the launch to the LMG's first decision: %v days in the middle, of %s.", *o.ToFirst, numbered(o.Had, "test"))
	}
	return show(page)
}

func (p *overviewPage) count(o improvement.Overview) {
	at := func(name, value string) string {
		query := url.Values{"all": {"yes"}}
		for _, chosen := range []string{"lmg", "theme"} {
			if of := p.Form.value(chosen); of != "" {
				query.Set(chosen, of)
			}
		}
		query.Set(name, value)
		return "/tests?" + query.Encode()
	}
	for _, s := range improvement.Statuses() {
		if n := o.ByStatus[s]; n > 0 {
			p.Statuses = append(p.Statuses, tally{capital(s.Plain()), statusColours[s], at("status", string(s)), n})
		}
	}
	p.Stuck, p.Needing = at("status", string(improvement.Stuck)), at("status", string(improvement.NeedsAttention))
	for _, s := range improvement.Stages() {
		if n := o.ByStage[s]; n > 0 {
			p.Stages = append(p.Stages, tally{stageWords[s], "grey", at("stage", string(s)), n})
		}
	}
	for _, t := range o.Themes {
		p.ByTheme = append(p.ByTheme, themeLine{p.names.themes[t.Theme], at("theme", string(t.Theme)), t.Total, t.ByStatus[improvement.Stuck], t.ByStatus[improvement.NeedsAttention]})
	}
}

// decided tells a decision: "Adopt: agreed".
func decided(d improvement.TestDecision) string {
	verdict := strings.ReplaceAll(string(d.Verdict), "-", " ")
	if d.Direction == "" {
		return capital(verdict)
	}
	return capital(string(d.Direction)) + ": " + verdict
}

// numbered is a number with its noun: "1 test", "2 tests".
func numbered(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
