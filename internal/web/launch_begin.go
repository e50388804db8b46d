package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// What a launch may begin from, as written in a form and in an address: kind and name.
const (
	fromNothing    = "nothing"
	fromPriority   = "priority/"
	fromCommission = "commission/"
	fromTest       = "test/"
)

// startingPoints lists the priorities in effect, and what was commissioned, of the LMGs
// for which this person launches.
func (v *visit) startingPoints(ctx context.Context) (priorities, commissions []startingPoint, err error) {
	lmgs := v.launchesFor()
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person}, lmgs); err != nil {
		return nil, nil, err
	}
	for _, lmg := range lmgs {
		lists := map[improvement.Kind][]improvement.Listing{}
		for _, kind := range []improvement.Kind{improvement.KindPriority, improvement.KindCommission} {
			if lists[kind], err = v.Record.List(ctx, improvement.Filter{Kind: kind, Open: true, LMG: lmg}); err != nil {
				return nil, nil, err
			}
		}
		for _, l := range lists[improvement.KindPriority] {
			priorities = append(priorities, startingPoint{fromPriority + l.Subject.ID(), v.words.Title(l.Subject, l.Title), v.words.Body(lmg)})
		}
		for _, l := range lists[improvement.KindCommission] {
			commissions = append(commissions, startingPoint{fromCommission + l.Subject.ID(), v.words.Title(l.Subject, l.Title), v.words.Body(lmg) + ", by " + l.Due.Plain()})
		}
	}
	return priorities, commissions, nil
}

// beginLaunch begins a launch with all that is known from where it begins. One that was
// begun is never written over.
func beginLaunch(ctx context.Context, v *visit) (answer, error) {
	_, begun, err := v.launchDraft(ctx)
	if err != nil {
		return answer{}, err
	}
	if begun {
		v.say("You have begun a launch already. Finish it, or throw it away first.")
		return goTo(launchPath)
	}
	d, err := v.known(ctx, v.request.PostFormValue("from"))
	if err != nil {
		return answer{}, err
	}
	d.Set("kind", string(improvement.SmallTest))
	if err := v.keepLaunch(ctx, d); err != nil {
		return answer{}, err
	}
	return goTo(launchPath)
}

// dropLaunch throws away what was written of a launch.
func dropLaunch(ctx context.Context, v *visit) (answer, error) {
	all := []string{launchPath}
	for _, part := range append(slices.Clone(launchParts), launchID) {
		all = append(all, part.path())
	}
	for _, form := range all {
		if err := v.Access.DropDraft(ctx, v.who.Person, "", form); err != nil {
			return answer{}, err
		}
	}
	v.say("What you had written is thrown away.")
	return goTo(launchPath)
}

// known is all that is known from where a launch begins.
func (v *visit) known(ctx context.Context, from string) (url.Values, error) {
	id := func(kind string) (string, bool) { return strings.CutPrefix(from, kind) }
	if from == fromNothing {
		return url.Values{}, nil
	}
	if id, is := id(fromPriority); is {
		return v.fromPriority(ctx, improvement.PriorityID(id))
	}
	if id, is := id(fromCommission); is {
		return v.fromCommission(ctx, id)
	}
	if id, is := id(fromTest); is {
		return v.fromTest(ctx, id)
	}
	return nil, improvement.Refuse(improvement.Invalid, "from", "Choose what you begin from.")
}

// fromPriority knows the LMG, the theme and, where it is one, the locality.
func (v *visit) fromPriority(ctx context.Context, id improvement.PriorityID) (url.Values, error) {
	_, state, err := v.Record.State(ctx, improvement.PrioritySubject(id))
	if err != nil {
		return nil, err
	}
	var p improvement.Priority
	if err := json.Unmarshal(state, &p); err != nil {
		return nil, err
	}
	if !p.InEffect() {
		return nil, improvement.Refuse(improvement.WrongStage, "", "This priority is no longer worked on. Choose one that is in effect.")
	}
	d := url.Values{}
	if v.who.Is(p.LMG, improvement.LWO) {
		d.Set("lmg", string(p.LMG))
		d.Set("theme", string(p.Theme))
		d.Set("priority", string(p.ID))
		if len(p.Localities) == 1 {
			d.Set("locality", string(p.Localities[0]))
		}
	}
	return d, nil
}

// fromCommission knows what its priority knows, and the group. Its title is only what the
// LMG had in mind.
func (v *visit) fromCommission(ctx context.Context, id string) (url.Values, error) {
	_, state, err := v.Record.State(ctx, improvement.CommissionSubject(id))
	if err != nil {
		return nil, err
	}
	c, err := improvement.RestoreCommission(state)
	if err != nil {
		return nil, err
	}
	if c.Closed() {
		return nil, improvement.Refuse(improvement.WrongStage, "", "This was launched, or withdrawn, already.")
	}
	d, err := v.fromPriority(ctx, c.Priority)
	if err == nil && v.who.Is(c.LMG, improvement.LWO) {
		d.Set("action_group", string(c.Group))
		v.put(d, "title", c.Title)
		v.put(d, "change_idea", c.Note)
	}
	return d, err
}

// put writes words in the clear; what was erased is left out.
func (v *visit) put(d url.Values, field string, w improvement.Words) {
	if text := v.words.Text(w); text != "" && text != erasedWords {
		d.Set(field, text)
	}
}

// erasedWords stand for words that were erased.
const erasedWords = "(erased)"

// fromTest copies the charter of an earlier test, but for its day; its place, group and
// lead only where this person launches for its LMG.
func (v *visit) fromTest(ctx context.Context, id string) (url.Values, error) {
	t, err := v.test(ctx, id)
	if err != nil {
		return nil, err
	}
	c := t.Charter
	d := url.Values{"kind": {string(c.Kind)}}
	for field, words := range map[string]improvement.Words{
		"title": c.Title, "aim.what": c.Aim.What, "aim.for_whom": c.Aim.ForWhom, "aim.how_much": c.Aim.HowMuch,
		"change_idea": c.ChangeIdea, "tested_with": c.TestedWith,
	} {
		v.put(d, field, words)
	}
	v.copyOutcomes(d, t.Outcomes())
	v.copyMeasures(d, c.Measures)
	for i, cost := range c.Costs {
		row := fmt.Sprintf("costs[%d].", i+1)
		d.Set(row+"kind", string(cost.Kind))
		d.Set(row+"amount", wording.Number(cost.Amount))
		v.put(d, row+"note", cost.Note)
	}
	if !v.who.Is(c.LMG, improvement.LWO) {
		return d, nil
	}
	place, err := v.fromPriority(ctx, c.Priority)
	if _, over := improvement.Refusal(err); err != nil && !over && !errors.Is(err, improvement.ErrNotFound) {
		return nil, err
	}
	for name, all := range place {
		d[name] = all
	}
	for field, id := range map[string]string{"lmg": string(c.LMG), "locality": string(c.Locality), "action_group": string(c.ActionGroup), "lead": string(c.Lead)} {
		d.Set(field, id)
	}
	return d, nil
}

func (v *visit) copyOutcomes(d url.Values, outcomes []improvement.AnticipatedOutcome) {
	own := 0
	for _, o := range outcomes {
		listed := slices.ContainsFunc(v.Outcomes, func(core improvement.CoreOutcome) bool { return core.ID == o.ID })
		switch {
		case o.Chosen && listed:
			d.Add("core[]", string(o.ID))
		case o.Chosen: // no longer in the list
			own++
			d.Set(fmt.Sprintf("outcomes[%d].text", own), o.Name)
		default:
			own++
			v.put(d, fmt.Sprintf("outcomes[%d].text", own), o.Text)
		}
	}
}

func (v *visit) copyMeasures(d url.Values, measures []improvement.Measure) {
	for i, m := range measures {
		row := fmt.Sprintf("measures[%d].", i+1)
		v.put(d, row+"name", m.Name)
		v.put(d, row+"unit", m.Unit)
		d.Set(row+"kind", string(m.Kind))
		d.Set(row+"better", string(m.Better))
		d.Set(row+"rules", string(m.Rules))
		if m.Target != nil {
			d.Set(row+"target", wording.Number(*m.Target))
		}
		if m.Per != 0 {
			d.Set(row+"per", wording.Number(m.Per))
		}
	}
}
