package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// prioritiesPage lists the LMGs that set priorities.
type prioritiesPage struct{ LMGs []improvement.Body }

func (prioritiesPage) head() head {
	return head{Template: "priorities", Title: "Priorities", Help: "What each Locality Management Group agreed to work on, and how it came to that."}
}

func showPriorities(ctx context.Context, v *visit) (answer, error) {
	lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
	if err != nil {
		return answer{}, err
	}
	return show(prioritiesPage{lmgs})
}

// lmgPage is what an LMG works on: its priorities, its rounds, and what it commissioned.
type lmgPage struct {
	LMG, Path            string
	Current, Earlier     []priorityLine
	Rounds, Past, Tested []subjectLine
	Offers               []offer
}

func (p lmgPage) head() head {
	return head{Template: "priorities-lmg", Title: "Priorities of " + p.LMG, Crumbs: []crumb{{"Priorities", "/priorities"}},
		Help: "What the group agreed to work on, the round of priority setting that is under way, and the tests that it asked for."}
}

type priorityLine struct {
	ID, Statement, Theme, Supports, Where, Ended string
	RestsOn                                      int
	Trace                                        string
}

type subjectLine struct{ Name, Path, Stands string }

func prioritiesPath(lmg improvement.BodyID) string {
	return "/priorities/" + url.PathEscape(string(lmg))
}

func showLMG(ctx context.Context, v *visit) (answer, error) {
	lmg, err := v.body(ctx, improvement.BodyID(v.path("lmg")), improvement.LMG)
	if err != nil {
		return answer{}, err
	}
	at := prioritiesPath(lmg.ID)
	p := lmgPage{LMG: lmg.Name, Path: at, Offers: lmgOffers(lmg.ID, v.who)}
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return answer{}, err
	}
	if _, err := v.bodiesOf(ctx, improvement.Locality, lmg.ID); err != nil { // their names
		return answer{}, err
	}
	all, err := v.prioritiesOfLMG(ctx, lmg.ID)
	if err != nil {
		return answer{}, err
	}
	for _, one := range all {
		line := v.priorityLine(one, themeNames(themes))
		if one.InEffect() {
			p.Current = append(p.Current, line)
		} else {
			p.Earlier = append(p.Earlier, line)
		}
	}
	if err := v.lmgWork(ctx, lmg.ID, &p); err != nil {
		return answer{}, err
	}
	return show(p)
}

// lmgWork lists the rounds of an LMG, and the tests that it commissioned.
func (v *visit) lmgWork(ctx context.Context, lmg improvement.BodyID, p *lmgPage) error {
	rounds, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindRound, LMG: lmg})
	if err != nil {
		return err
	}
	for _, l := range rounds {
		_, round, _ := improvement.CutRound(l.Subject)
		line := subjectLine{v.words.Line(l.Title), roundPath(lmg, round), roundStage(l.Stage)}
		if l.Open {
			p.Rounds = append(p.Rounds, line)
		} else {
			p.Past = append(p.Past, line)
		}
	}
	asked, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindCommission, LMG: lmg, Open: true})
	for _, l := range asked {
		line := subjectLine{Name: v.words.Line(l.Title), Path: commissionPath(l.Subject), Stands: "A test is to be launched"}
		if l.Due != "" {
			line.Stands += " by " + l.Due.Plain()
		}
		p.Tested = append(p.Tested, line)
	}
	return err
}

func roundStage(stage string) string {
	if says, known := map[string]string{
		"gather": "Evidence is gathered", "propose": "Priorities are drafted and scored", "agree": "The group is deciding", "publish": "Agreed, and soon published",
		"take-effect": "Being published", "follow-up": "Published", "closed": "Closed",
	}[stage]; known {
		return says
	}
	return plainStage(stage)
}

// prioritiesOfLMG reads all priorities of an LMG at once, by name.
func (v *visit) prioritiesOfLMG(ctx context.Context, lmg improvement.BodyID) ([]improvement.Priority, error) {
	states, err := v.listed(ctx, improvement.Filter{Kind: improvement.KindPriority, LMG: lmg})
	if err != nil {
		return nil, err
	}
	var all []improvement.Priority
	for _, state := range states {
		var p improvement.Priority
		if err := json.Unmarshal(state, &p); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b improvement.Priority) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

func (v *visit) priorityLine(p improvement.Priority, themes map[improvement.ThemeID]string) priorityLine {
	line := priorityLine{
		ID: string(p.ID), Statement: v.words.Line(p.Statement), Theme: themes[p.Theme], Supports: p.Strategic, Where: v.places(p.Localities),
		RestsOn: len(p.Evidence), Trace: tracePath(improvement.PrioritySubject(p.ID)),
	}
	if !p.InEffect() {
		line.Ended = plainStage(string(p.Fate)) + ": " + v.words.Line(p.Because)
	}
	return line
}

// lmgOffers lists what somebody may begin for an LMG.
func lmgOffers(lmg improvement.BodyID, who improvement.Actor) []offer {
	at := prioritiesPath(lmg)
	var offers []offer
	if who.Is(lmg, improvement.LWO, improvement.Chair) {
		offers = append(offers, offer{"Open a round of priority setting", at + "/open"})
	}
	if who.Is(lmg, improvement.Chair, improvement.Deputy, improvement.Clerk, improvement.LWO) {
		offers = append(offers, offer{"Commission a test", at + "/commission"})
	}
	if improvement.KeepsDirectory(who) {
		offers = append(offers, offer{"Record a priority that was agreed before", at + "/record"})
	}
	return offers
}

// coveragePage is where strategic priorities are worked on, and where nothing happens.
type coveragePage struct {
	LMG, Path string
	Rows      []coverageRow
	Bare      []string
}

func (p coveragePage) head() head {
	return head{Template: "coverage", Title: "Coverage of " + p.LMG, Wide: true, Crumbs: []crumb{{"Priorities", "/priorities"}, {p.LMG, p.Path}},
		Help: "For every strategic priority and every locality: the priorities that are agreed, and the tests of change that run or have ended. A dash is none."}
}

type coverageRow struct {
	Name  string
	Cells []coverageCell
}

type coverageCell struct {
	Where, Says                         string
	Agreed, Running, Adopted, Abandoned int
}

func showCoverage(ctx context.Context, v *visit) (answer, error) {
	lmg, err := v.body(ctx, improvement.BodyID(v.path("lmg")), improvement.LMG)
	if err != nil {
		return answer{}, err
	}
	found, err := v.Library.Survey(ctx, lmg.ID)
	if err != nil {
		return answer{}, err
	}
	names := map[improvement.BodyID]string{}
	for _, b := range found.Localities {
		names[b.ID] = b.Name
	}
	p := coveragePage{LMG: lmg.Name, Path: prioritiesPath(lmg.ID)}
	for _, row := range improvement.Cover(lmg.ID, found).Rows {
		r := coverageRow{Name: row.Name}
		var bare []string
		if r.Name == "" {
			r.Name = "Supports no strategic priority"
		}
		for _, c := range row.Cells {
			cell := coverageCell{Where: names[c.Locality], Agreed: len(c.Agreed), Running: c.Running, Adopted: c.Adopted, Abandoned: c.Abandoned}
			switch {
			case c.Nothing():
				cell.Says = "Nothing happens"
				bare = append(bare, cell.Where)
			case len(c.Agreed) > 0 && c.Running+c.Adopted+c.Abandoned == 0:
				cell.Says = "No test yet"
			}
			r.Cells = append(r.Cells, cell)
		}
		if len(bare) > 0 {
			p.Bare = append(p.Bare, r.Name+": "+strings.Join(bare, ", "))
		}
		p.Rows = append(p.Rows, r)
	}
	return show(p)
}
