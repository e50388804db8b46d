package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// statesOf reads the states of a list at once.
func (v *visit) statesOf(ctx context.Context, list []improvement.Listing) (map[improvement.SubjectID]json.RawMessage, error) {
	subjects := make([]improvement.SubjectID, len(list))
	for i, l := range list {
		subjects[i] = l.Subject
	}
	if len(subjects) == 0 {
		return nil, nil
	}
	return v.Record.States(ctx, subjects)
}

// localitiesToLaunch are those of the LMGs for which this person launches.
func localitiesToLaunch(ctx context.Context, v *visit, _ url.Values) ([]option, error) {
	lmgs := v.launchesFor()
	all, err := v.bodiesOf(ctx, improvement.Locality, "")
	if err != nil {
		return nil, err
	}
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person}, lmgs); err != nil {
		return nil, err
	}
	var options []option
	for _, b := range all {
		if slices.Contains(lmgs, b.Parent) {
			options = append(options, option{Value: string(b.ID), Label: b.Name, Hint: v.words.Body(b.Parent)})
		}
	}
	return options, nil
}

// settlePlace takes the LMG from the locality; what was chosen of another LMG goes, and a
// priority that was not agreed for the locality.
func settlePlace(ctx context.Context, v *visit, was, d url.Values) error {
	_, state, err := v.Record.State(ctx, improvement.BodySubject(improvement.BodyID(d.Get("locality"))))
	if err != nil {
		return noChoice("locality", err)
	}
	var b improvement.BodyState
	if err := json.Unmarshal(state, &b); err != nil {
		return err
	}
	if b.Body.Kind != improvement.Locality || !v.who.Is(b.Body.Parent, improvement.LWO) {
		return improvement.Refuse(improvement.NotAllowed, "locality", "You launch tests for the localities in this list. Choose one of them.")
	}
	d.Set("lmg", string(b.Body.Parent))
	if was.Get("lmg") != "" && was.Get("lmg") != d.Get("lmg") {
		for _, of := range []string{"priority", "theme", "action_group", "lead"} {
			d.Del(of)
		}
	}
	if d.Get("priority") == "" {
		return nil
	}
	var p improvement.Priority
	err = v.state(ctx, improvement.PrioritySubject(improvement.PriorityID(d.Get("priority"))), &p)
	if gone := errors.Is(err, improvement.ErrNotFound); gone || err == nil && !p.HoldsIn(b.Body.ID) {
		d.Del("priority")
		d.Del("theme")
		return nil
	}
	return err
}

// noChoice is the refusal of what is not there to be chosen, any more.
func noChoice(field string, err error) error {
	if !errors.Is(err, improvement.ErrNotFound) {
		return err
	}
	return improvement.Refuse(improvement.Invalid, field, "This is not there to choose. Choose one from the list.")
}

// prioritiesToServe are those in effect in the locality.
func prioritiesToServe(ctx context.Context, v *visit, d url.Values) ([]option, error) {
	priorities, err := v.prioritiesOf(ctx, improvement.BodyID(d.Get("lmg")))
	if err != nil {
		return nil, err
	}
	themes, err := v.themes(ctx)
	if err != nil {
		return nil, err
	}
	var options []option
	for _, p := range priorities {
		if p.HoldsIn(improvement.BodyID(d.Get("locality"))) {
			options = append(options, option{Value: string(p.ID), Label: v.words.Line(p.Statement), Hint: themes[p.Theme]})
		}
	}
	return options, nil
}

// prioritiesOf lists the priorities in effect of an LMG.
func (v *visit) prioritiesOf(ctx context.Context, lmg improvement.BodyID) ([]improvement.Priority, error) {
	list, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindPriority, Open: true, LMG: lmg})
	if err != nil {
		return nil, err
	}
	states, err := v.statesOf(ctx, list)
	if err != nil {
		return nil, err
	}
	var all []improvement.Priority
	for _, l := range list {
		var p improvement.Priority
		if err := json.Unmarshal(states[l.Subject], &p); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// themes gives the names of all themes.
func (v *visit) themes(ctx context.Context) (map[improvement.ThemeID]string, error) {
	themes, err := v.themesOnRecord(ctx)
	names := make(map[improvement.ThemeID]string, len(themes))
	for _, t := range themes {
		names[t.ID] = t.Name
	}
	return names, err
}

// settleTheme takes the theme from the priority.
func settleTheme(ctx context.Context, v *visit, _, d url.Values) error {
	_, state, err := v.Record.State(ctx, improvement.PrioritySubject(improvement.PriorityID(d.Get("priority"))))
	if err != nil {
		return noChoice("priority", err)
	}
	var p improvement.Priority
	if err := json.Unmarshal(state, &p); err != nil {
		return err
	}
	d.Set("theme", string(p.Theme))
	return nil
}

func coreOutcomes(_ context.Context, v *visit, _ url.Values) ([]option, error) {
	options := make([]option, len(v.Outcomes))
	for i, o := range v.Outcomes {
		options[i] = option{Value: string(o.ID), Label: o.Name}
	}
	return options, nil
}

func groupsToCarry(ctx context.Context, v *visit, d url.Values) ([]option, error) {
	bodies, err := v.bodiesOf(ctx, improvement.ActionGroup, improvement.BodyID(d.Get("lmg")))
	options := make([]option, len(bodies))
	for i, b := range bodies {
		options[i] = option{Value: string(b.ID), Label: b.Name}
	}
	return options, err
}

// settleGroup lets the lead of another group go.
func settleGroup(_ context.Context, _ *visit, was, d url.Values) error {
	if was.Get("action_group") != d.Get("action_group") {
		d.Del("lead")
	}
	return nil
}

// leadsToChoose are the people of the group who are 16 or older, its leads first.
func leadsToChoose(ctx context.Context, v *visit, d url.Values) ([]option, error) {
	members, err := v.Record.Members(ctx, improvement.BodyID(d.Get("action_group")))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(members, func(a, b improvement.Membership) int { return cmp.Compare(a.Role, b.Role) })
	var subjects []improvement.SubjectID
	for _, m := range members {
		subjects = append(subjects, improvement.PersonSubject(m.Person))
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	if err := v.words.Meet(states); err != nil {
		return nil, err
	}
	var options []option
	seen := map[improvement.PersonID]bool{}
	for _, m := range members {
		var p improvement.Person
		state, there := states[improvement.PersonSubject(m.Person)]
		if !there || seen[m.Person] {
			continue
		}
		if err := json.Unmarshal(state, &p); err != nil {
			return nil, err
		}
		if seen[m.Person] = true; p.NamedAdult != "" || p.Erased != nil {
			continue
		}
		one := option{Value: string(m.Person), Label: v.words.Person(m.Person)}
		if m.Role == improvement.GroupLead {
			one.Hint = "Leads the group"
		}
		options = append(options, one)
	}
	return options, nil
}
