package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
	"github.com/cairnqi/cairn/internal/wording"
)

// testPack is what an LMG decides on a test by, as it was frozen.
type testPack struct {
	Aim, Cycle   string
	Ramp         template.HTML
	Predictions  []predictionView
	Before       string
	Learned      string
	Charts       []chartView
	Outcomes     []markedOutcome
	Ratings      []selfRating
	Proposed     string
	Means        []toldView // what the proposal says, each under a heading
	Notes        []string
	Costs        *costsOfTest
	Consequences string
	Stories      []citedView
	Evidence     []packItem
	More         int // items that are not listed
	AllEvidence  string
	Gone         bool // the test's journal cannot be read any more
}

// predictionView is a question with what was expected beside what happened.
type predictionView struct{ Question, Expected, Happened, AsFound string }

// chartView is a measure's points as the panel was given them.
type chartView struct {
	Name, Says, Analysis string
	Points               int
	Drawing, Table       template.HTML
}

type markedOutcome struct {
	Says, Mark, Seen string
	Evidence         []decisionLink
}

type selfRating struct{ Indicator, Score, Because string }

type toldView struct{ Heading, Text string }

type citedView struct {
	Text     string
	Evidence []decisionLink
}

// packItem is an item of evidence in short.
type packItem struct{ Path, Kind, Text, Filed string }

// mostItems is how many items of evidence a pack lists; the test's own page has them all.
const mostItems = 30

// showTestPack puts the pack of a test on the page, as whoever asks may know of it.
func (v *visit) showTestPack(ctx context.Context, a *improvement.Approval, page *decisionPage) error {
	page.From = "/tests/" + a.Of.ID()
	entries, err := v.Record.Journal(ctx, a.Of, 0)
	if errors.Is(err, improvement.ErrNotFound) {
		page.Test = &testPack{Gone: true}
		return v.meetPanel(ctx, a, nil, nil)
	}
	if err != nil {
		return err
	}
	now, err := improvement.TestAt(entries, len(entries))
	if err != nil {
		return err
	}
	frozen, err := improvement.TestAt(entries, a.Pack.Version)
	if err != nil {
		return err
	}
	since := changedFor(v.who, a, now)
	a.Pack = now.PackFor(v.who, a.Pack)
	if err := v.meetPanel(ctx, a, filersOf(a.Pack.Evidence, since.Evidence), nil); err != nil {
		return err
	}
	page.Since = v.sinceTest(now, since, entries)
	page.Found = v.found(a.Pack.Found)
	page.Test = v.testPack(a.Pack, now, frozen, entries)
	return nil
}

func filersOf(all ...[]improvement.EvidenceRef) []improvement.PersonID {
	var people []improvement.PersonID
	for _, ref := range slices.Concat(all...) {
		people = append(people, ref.By)
	}
	return people
}

func (v *visit) testPack(pack improvement.Pack, now, frozen *improvement.TestOfChange, entries []improvement.Entry) *testPack {
	p := &testPack{
		Aim: v.words.Text(frozen.Charter.Aim.What), Cycle: fmt.Sprintf("cycle %d", pack.Cycle),
		Ramp:  template.HTML(picture.OfRamp(frozen, v.words.Line).SVG(picture.Options{IDPrefix: "ramp-"})), //nolint:gosec // drawn by us, its words escaped
		Costs: v.costsOf(frozen, pack.Cycle), AllEvidence: "/tests/" + frozen.Charter.ID + "/evidence",
	}
	cited := func(ids []string) []decisionLink { return citedItems(v.who, now, ids) }
	v.sayStudy(p, pack, frozen, cited)
	v.sayAct(p, pack.Act, cited)
	for i, m := range pack.Measures {
		p.Charts = append(p.Charts, v.packChart(pack, frozen, m, i))
	}
	listed := pack.Evidence[:min(len(pack.Evidence), mostItems)]
	p.More = len(pack.Evidence) - len(listed)
	for _, ref := range listed {
		p.Evidence = append(p.Evidence, v.packItem(now, ref, entries))
	}
	return p
}

// sayStudy puts what was predicted beside what happened, and what was learned.
func (v *visit) sayStudy(p *testPack, pack improvement.Pack, t *improvement.TestOfChange, cited func([]string) []decisionLink) {
	s := pack.Study
	if s == nil {
		return
	}
	p.Before, p.Learned = v.words.Text(s.Before), v.words.Text(s.Learned)
	for _, a := range s.Answers {
		q := askedIn(t, pack.Cycle, a.Question)
		p.Predictions = append(p.Predictions, predictionView{
			v.words.Text(q.Question), v.words.Text(q.Prediction), v.words.Text(a.Happened), asFound[a.AsFound],
		})
	}
	names := map[improvement.OutcomeID]string{}
	for _, o := range t.Outcomes() {
		names[o.ID] = strings.TrimSuffix(o.Says(v.words.Line), ".")
	}
	for _, m := range s.Outcomes {
		p.Outcomes = append(p.Outcomes, markedOutcome{names[m.Outcome], wording.Plainly(m.Mark), v.words.Text(m.Seen), cited(m.Evidence)})
	}
	for _, r := range s.SelfEvaluation {
		p.Ratings = append(p.Ratings, selfRating{v.words.Line(r.Indicator), fmt.Sprintf("%d of 6, %s", r.Score, improvement.ScoreWord(r.Score)), v.words.Text(r.Because)})
	}
}

// askedIn is a question of a cycle's plan, by its number from 1; empty where it is gone.
func askedIn(t *improvement.TestOfChange, cycle, n int) improvement.Question {
	if cycle < 1 || cycle > len(t.Cycles) || t.Cycles[cycle-1].Plan == nil {
		return improvement.Question{}
	}
	questions := t.Cycles[cycle-1].Plan.Questions
	if n < 1 || n > len(questions) {
		return improvement.Question{}
	}
	return questions[n-1]
}

// sayAct puts what is proposed on the page, with its consequences.
func (v *visit) sayAct(p *testPack, a *improvement.Act, cited func([]string) []decisionLink) {
	if a == nil {
		return
	}
	p.Proposed = proposedWord(*a)
	p.Consequences = v.words.Text(a.Consequences)
	for _, told := range []toldView{
		{"What changes next", v.words.Text(a.Changes)}, {"How it is put in place", v.words.Text(a.Implementation)},
		{"How it will last", v.words.Text(a.Sustain)}, {"Why", v.words.Text(a.Why)},
	} {
		if told.Text != "" {
			p.Means = append(p.Means, told)
		}
	}
	if a.WiderScope {
		p.Notes = append(p.Notes, "The scope is wider than before.")
	}
	if a.MoreCost {
		p.Notes = append(p.Notes, "It costs more than before.")
	}
	for _, s := range a.Stories {
		p.Stories = append(p.Stories, citedView{v.words.Text(s.Text), cited(s.Evidence)})
	}
}

// proposedWord says what is proposed, and what an agreement to adapt lets the LWO do
// without returning.
func proposedWord(a improvement.Act) string {
	switch a.Direction {
	case improvement.Adopt:
		return "Adopt: make the change part of how things are done."
	case improvement.Abandon:
		return "Abandon: stop here, with what was learned."
	}
	cycles := "one further cycle"
	if a.Cycles > 1 {
		cycles = fmt.Sprintf("%d further cycles", a.Cycles)
	}
	if a.Until == "" {
		return "Adapt: change something and try again, for " + cycles + "."
	}
	return fmt.Sprintf("Adapt: change something and try again, for %s until %s, without asking again.", cycles, a.Until.Plain())
}

// packChart is a measure as the panel was given it. Points that cannot be drawn are told.
func (v *visit) packChart(pack improvement.Pack, frozen *improvement.TestOfChange, m improvement.PackMeasure, i int) chartView {
	view := chartView{Name: v.measureName(frozen, m.Measure), Points: m.Points}
	if pack.Study != nil {
		for _, a := range pack.Study.Analyses {
			if a.Measure == m.Measure {
				view.Analysis = v.words.Text(a.Says)
			}
		}
	}
	if m.Reading != nil {
		view.Says = m.Reading.Says
	}
	reading, err := pack.Reading(frozen, m.Measure)
	if err != nil {
		return view
	}
	view.Says = reading.Says
	if m.Points == 0 {
		return view
	}
	drawn, err := picture.OfPack(frozen, m.Measure, reading.Options, v.words.Line)
	if err != nil {
		return view
	}
	view.Drawing = template.HTML(drawn.SVG(picture.Options{IDPrefix: fmt.Sprintf("chart-%d-", i+1), NoTitle: true})) //nolint:gosec // drawn by us, its words escaped
	view.Table = template.HTML(drawn.Table())                                                                        //nolint:gosec // written by a template, which escaped it
	return view
}

func (v *visit) measureName(t *improvement.TestOfChange, id improvement.MeasureID) string {
	return cmp.Or(v.words.Line(t.Measure(id).Name), string(id))
}

// packItem is an item of evidence in short, with where it can be read whole.
func (v *visit) packItem(t *improvement.TestOfChange, ref improvement.EvidenceRef, entries []improvement.Entry) packItem {
	item := packItem{
		Path: itemPath(t, ref.ID), Kind: wording.Plainly(ref.Kind),
		Filed: fmt.Sprintf("%s, %s", v.words.Person(ref.By), improvement.DateOf(ref.At).Plain()),
	}
	if ref.Entry < 1 || ref.Entry > len(entries) {
		return item
	}
	if filed, is := entries[ref.Entry-1].Event.(*improvement.EvidenceFiled); is {
		item.Text = shortened(v.words.Line(filed.Evidence.Text))
	}
	return item
}

func itemPath(t *improvement.TestOfChange, id string) string {
	return "/tests/" + t.Charter.ID + "/evidence/" + id
}

// citedItems are links to items that a word rests on, but for those kept back from
// whoever reads.
func citedItems(who improvement.Actor, t *improvement.TestOfChange, ids []string) []decisionLink {
	var links []decisionLink
	for _, id := range ids {
		if t.MayReadEvidence(who, id) {
			links = append(links, decisionLink{itemPath(t, id), id})
		}
	}
	return links
}

// shortened is a text cut where a list has no room for more.
func shortened(text string) string {
	const most = 160
	if letters := []rune(text); len(letters) > most {
		return strings.TrimSpace(string(letters[:most])) + " …"
	}
	return text
}
