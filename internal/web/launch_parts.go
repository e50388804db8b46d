package web

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// launchPart is a page of a launch: it asks one thing.
type launchPart struct {
	Name  string // in the address, and of its template after "launch-"
	Short string // in the list of parts
	title string
	help  string

	fields   []string // of the charter that it asks; a list, or a mapping, with all in it
	after    string   // the field that must be there before
	optional bool
	// options are the choices; nil where there are none.
	options func(ctx context.Context, v *visit, d url.Values) ([]option, error)
	// settle sets what follows from the answer; nil where nothing does.
	settle func(ctx context.Context, v *visit, was, d url.Values) error
}

// launchParts are the pages of a launch, in their order.
var launchParts = []launchPart{
	{Name: "title", Short: "Name", title: "What is it called?", fields: []string{"title", "kind"},
		help: "A short name that everybody in the group recognises."},
	{Name: "where", Short: "Place", title: "Where will you try it?", fields: []string{"locality", "lmg"}, options: localitiesToLaunch, settle: settlePlace,
		help: "A test of change belongs to one locality. Its Locality Management Group decides on it in the end."},
	{Name: "priority", Short: "Priority", title: "Which priority does it serve?", fields: []string{"priority", "theme"}, after: "locality",
		options: prioritiesToServe, settle: settleTheme, help: "These are the priorities that the LMG agreed for this locality."},
	{Name: "aim", Short: "Aim", title: "What do you want to become better?", fields: []string{"aim"},
		help: "An aim says what, for whom, by how much and by when. Then everybody can tell later whether it was reached."},
	{Name: "change", Short: "The change", title: "What will you try?", fields: []string{"change_idea", "tested_with"},
		help: "Begin small: one class, one street, one week. It is easier to learn from, and easier to stop."},
	{Name: "outcomes", Short: "Hoped-for outcomes", title: "What do you hope comes of it for people?", fields: []string{"outcomes", "core[]"}, optional: true, options: coreOutcomes,
		help: "Beyond the numbers. Choose as many as fit, or write your own. At the end of each cycle you say which of them you saw."},
	{Name: "measures", Short: "Measures", title: "How will you know that a change is an improvement?", fields: []string{"measures"},
		help: "Name one thing at least that you will count or measure. A few are enough: one for the aim, one for whether you did it, one for what might get worse."},
	{Name: "group", Short: "Action group", title: "Which action group carries it?", fields: []string{"action_group"}, after: "locality", options: groupsToCarry, settle: settleGroup,
		help: "The group does the work and learns from it. Its members are told of the launch."},
	{Name: "lead", Short: "Lead", title: "Who leads it?", fields: []string{"lead"}, after: "action_group", options: leadsToChoose,
		help: "The lead writes the plan with the group. It is somebody of the group who is 16 or older."},
	{Name: "costs", Short: "Expected costs", title: "What do you expect it to take?", fields: []string{"costs"}, optional: true,
		help: "Hours, pounds and what is given in kind stay apart: they are never added up to one number."},
}

// launchID asks for another identifier than the one that follows from the name.
var launchID = launchPart{Name: "reference", Short: "Reference", title: "Give it another reference", fields: []string{"id"}, settle: settleID,
	help: "Small letters, digits and hyphens, as no other test has it. It stands in the test's address, and stays as it is."}

func (p launchPart) path() string { return launchPath + "/" + p.Name }

// asks tells whether a field of the charter, or of the form, is one of the part's.
func (p launchPart) asks(field string) bool {
	return slices.ContainsFunc(p.fields, func(of string) bool {
		return field == of || strings.HasPrefix(field, of+"[") || strings.HasPrefix(field, of+".") || strings.HasPrefix(field, of+"-")
	})
}

// written tells whether anything is written in the part; where something is to be chosen,
// whether it was.
func (p launchPart) written(d url.Values) bool {
	if _, choose := chosen[p.fields[0]]; choose {
		return d.Get(p.fields[0]) != ""
	}
	for name, all := range d {
		if p.asks(name) && name != "kind" && strings.TrimSpace(strings.Join(all, "")) != "" {
			return true
		}
	}
	return false
}

// waits tells that something else must be answered before.
func (p launchPart) waits(d url.Values) bool { return p.after != "" && d.Get(p.after) == "" }

// partAsking finds the part that asks a field.
func partAsking(field string) (launchPart, bool) {
	for _, part := range append(slices.Clone(launchParts), launchID) {
		if part.asks(field) {
			return part, true
		}
	}
	return launchPart{}, false
}

// chosen are the parts that choose something on record, with what to do where nothing is.
var chosen = map[string]string{
	"locality": "Choose where you will try it.", "priority": "Choose the priority that it serves.",
	"action_group": "Choose the action group that carries it.", "lead": "Choose who leads it.",
}

// faultsOf lists what is wrong with one part of a launch, by itself.
func (v *visit) faultsOf(ctx context.Context, part launchPart, d url.Values) ([]*improvement.Error, error) {
	own := part.of(d)
	if says, one := chosen[part.fields[0]]; one {
		if own.Get(part.fields[0]) != "" {
			return nil, nil
		}
		return []*improvement.Error{{Code: improvement.Invalid, Field: part.fields[0], Message: says}}, nil
	}
	charter, err := v.charter(ctx, own)
	if faults := faultsIn(err); len(faults) > 0 {
		return faults, nil
	}
	if err != nil {
		return nil, err
	}
	all := charter.Faults(v.Now())
	return slices.DeleteFunc(all, func(f *improvement.Error) bool { return !part.asks(f.Field) }), nil
}

// launchPartPage asks one thing of a launch.
type launchPartPage struct {
	asking
	Part    launchPart
	Options []option
	Nothing string // why there is nothing to choose
	Agreed  string // the page of the priorities that the LMG agreed
	Today   improvement.Date
}

func (p launchPartPage) head() head {
	return head{Template: "launch-" + p.Part.Name, Title: p.Part.title, Help: p.Part.help, Label: "Launch a test of change",
		Crumbs: []crumb{{"Your tasks", "/"}, {"Launch a test of change", launchPath}}}
}

// Example is a day to show how days are written: half a year from now.
func (p launchPartPage) Example() string {
	return p.Today.Morning().AddDate(0, 6, 0).Format("2 1 2006")
}

// askParts are the routes of all parts: GET shows one as it was left, POST keeps it and
// goes on.
func askParts() []route {
	var rows []route
	for _, part := range append(slices.Clone(launchParts), launchID) {
		form := asks{
			about: told{part.title, part.help},
			page:  func(ctx context.Context, v *visit, f *form) (page, error) { return v.partPage(ctx, part, f) },
			do:    func(ctx context.Context, v *visit, f *form) (string, error) { return v.takePart(ctx, part, f) },
		}
		rows = append(rows, shown(part.path(), launchers, form))
		rows = append(rows, post(part.path(), launchers, func(ctx context.Context, v *visit) (answer, error) {
			f, err := v.posted()
			if err == nil && (f.press() == pressKeep || f.press() == pressKeepQuietly) {
				return v.keepPart(ctx, part, f)
			}
			return form.post(ctx, v)
		})...)
	}
	return rows
}

// keepPart keeps a part as it is, right or wrong, with the rest of the launch.
func (v *visit) keepPart(ctx context.Context, part launchPart, f *form) (answer, error) {
	quietly := f.press() == pressKeepQuietly
	d, begun, err := v.launchDraft(ctx)
	switch {
	case err != nil:
		return answer{}, err
	case !begun && quietly: // not as what is kept elsewhere: there is nothing to choose from
		return answer{}, improvement.ErrNotFound
	case !begun:
		return answer{}, errNotBegun
	}
	if quietly && f.Mark != markOf(v.who.Person, part.of(d)) {
		return answer{}, errKeptElsewhere
	}
	part.put(f.values, d)
	if err := errors.Join(v.keepLaunch(ctx, d), v.letGo(ctx, f)); err != nil {
		return answer{}, err
	}
	if quietly {
		return asJSON(keptAnswer{markOf(v.who.Person, part.of(d))})
	}
	v.say("What you wrote is kept. It waits for you here, and nobody else sees it.")
	return goTo(launchPath)
}

// of is what is written in the part.
func (p launchPart) of(d url.Values) url.Values {
	own := url.Values{}
	for name, all := range d {
		if p.asks(name) {
			own[name] = all
		}
	}
	return own
}

// put puts what was written in the part in the place of what was there.
func (p launchPart) put(written, into url.Values) {
	for name := range into {
		if p.asks(name) {
			delete(into, name)
		}
	}
	for name, all := range written {
		if p.asks(name) {
			into[name] = all
		}
	}
}

func (v *visit) partPage(ctx context.Context, part launchPart, f *form) (page, error) {
	d, begun, err := v.launchDraft(ctx)
	if err != nil {
		return nil, err
	}
	if !begun {
		return nil, errNotBegun
	}
	if v.request.Method == http.MethodGet {
		f.Mark = markOf(v.who.Person, part.of(d))
	}
	if len(f.values) == 0 {
		f.values = part.of(d)
	}
	if part.Name == launchID.Name && v.request.Method == http.MethodGet && !f.values.Has("id") {
		id, err := v.proposeID(ctx, d.Get("title"))
		if err != nil {
			return nil, err
		}
		f.values.Set("id", id)
	}
	p := launchPartPage{asking: asking{f}, Part: part, Today: v.today(), Agreed: prioritiesPath(improvement.BodyID(d.Get("lmg")))}
	if part.waits(d) {
		before, _ := partAsking(part.after)
		p.Nothing = "Answer this first: " + before.title
		return p, nil
	}
	if part.options == nil {
		return p, nil
	}
	p.Options, err = part.options(ctx, v, d)
	return p, err
}

var errNotBegun = improvement.Refuse(improvement.WrongStage, "", "You have not begun to launch a test, or you have launched it already. Begin at “Launch a test of change”.")

// takePart keeps what was answered, where nothing is wrong with it.
func (v *visit) takePart(ctx context.Context, part launchPart, f *form) (string, error) {
	d, begun, err := v.launchDraft(ctx)
	if err == nil && !begun {
		err = errNotBegun
	}
	if err != nil {
		return "", err
	}
	was := maps.Clone(d)
	part.put(f.values, d)
	faults, err := v.faultsOf(ctx, part, d)
	if err == nil {
		err = asOne(faults)
	}
	if err == nil && part.settle != nil {
		err = part.settle(ctx, v, was, d)
	}
	if err != nil {
		return "", err
	}
	return nextPart(part, d), v.keepLaunch(ctx, d)
}

// nextPart is the page of what is not answered yet and can be: behind a part, else what was
// passed over before it; else the list of all.
func nextPart(part launchPart, d url.Values) string {
	at := slices.IndexFunc(launchParts, func(p launchPart) bool { return p.Name == part.Name })
	if at < 0 {
		return launchPath
	}
	for _, p := range launchParts[at+1:] {
		if !p.written(d) && !p.waits(d) {
			return p.path()
		}
	}
	for _, p := range launchParts[:at] {
		if !p.written(d) && !p.optional {
			return p.path()
		}
	}
	return launchPath
}

// Kinds are how large an undertaking may be.
func (launchPartPage) Kinds() []option { return charterKinds }

// MeasureKinds are what a measure may be for.
func (launchPartPage) MeasureKinds() []option { return measuresFor }

// Betters are which way of a measure is good.
func (launchPartPage) Betters() []option { return betters }

// RuleSets are the ways to read a measure's chart.
func (launchPartPage) RuleSets() []option { return ruleSets() }

// CostKinds are what a cost may be paid in.
func (launchPartPage) CostKinds() []option { return costKinds() }

// More tells that something was said, or is wrong, of how a measure's chart is read.
func (p launchPartPage) More(row string) bool {
	said := p.Form.value(row+".rules") != "" || p.Form.value(row+".per") != ""
	return said || slices.ContainsFunc(p.Form.Faults, func(f fault) bool { return f.Field == row+".rules" || f.Field == row+".per" })
}
