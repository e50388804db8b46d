package web

import (
	"context"
	"fmt"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// nextStep is what a record still lacks before its first test of change goes: what to do
// and, for whoever may do it, where.
type nextStep struct {
	Says, Path  string
	Other, Else string // another way to do it, and where
}

// lacking is what is still to be done on a record, for somebody who looks after it.
type lacking struct {
	*visit
	bodies []improvement.BodyState // that they look after
	steps  []nextStep
}

// nextSteps lists what is still to be done before somebody who looks after the groups can
// launch, or have launched, a first test. They go as they are done: with the first test of
// theirs all are, but for those who decide on it in the end.
func (v *visit) nextSteps(ctx context.Context) ([]nextStep, error) {
	if !officers.lets(true, v.who) {
		return v.comeAgain(ctx)
	}
	lmg := v.onlyLMG()
	tested, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindTest, LMG: lmg, Limit: 1})
	if err != nil {
		return nil, err
	}
	l := &lacking{visit: v}
	if len(tested) > 0 {
		return l.afterwards(ctx)
	}
	if err := l.look(ctx); err != nil {
		return nil, err
	}
	themes, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindTheme, Limit: 1})
	if err != nil {
		return nil, err
	}
	agreed, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindPriority, Open: true, LMG: lmg, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(themes) == 0 {
		l.keeps("Add a theme: what priorities and tests are about", "/themes")
	}
	l.places()
	l.officer()
	l.carriers()
	if len(agreed) == 0 && len(themes) > 0 {
		l.priority()
	}
	ready := len(l.steps) == 0
	l.contact()
	if ready {
		l.launch()
	}
	l.deciders()
	return l.steps, nil
}

// afterwards lists what is still to be done once there is a test.
func (l *lacking) afterwards(ctx context.Context) ([]nextStep, error) {
	if err := l.lookAtPanels(ctx); err != nil {
		return nil, err
	}
	l.contact()
	l.deciders()
	again, err := l.comeAgain(ctx)
	return append(l.steps, again...), err
}

// onlyLMG is the LMG of somebody who looks after the groups of one; empty for who looks
// after more.
func (v *visit) onlyLMG() improvement.BodyID {
	if all := v.launchesFor(); !improvement.KeepsDirectory(v.who) && len(all) == 1 {
		return all[0]
	}
	return ""
}

// look reads the groups that they look after.
func (l *lacking) look(ctx context.Context) error {
	t, err := l.town(ctx)
	if err == nil {
		l.bodies = t.bodies
	}
	return err
}

// lookAtPanels reads the LMGs alone of those groups.
func (l *lacking) lookAtPanels(ctx context.Context) error {
	f := improvement.Filter{Stage: string(improvement.LMG), Limit: lmgsLookedAt}
	if !improvement.KeepsDirectory(l.who) {
		f.LMG = l.onlyLMG()
	}
	lmgs, err := l.bodiesBy(ctx, f)
	if err != nil {
		return err
	}
	for _, b := range lmgs {
		if improvement.MaySeeMembers(l.who, b.Body) == nil {
			l.bodies = append(l.bodies, b)
		}
	}
	slices.SortFunc(l.bodies, byNameOfBody)
	return nil
}

// keeps adds a step that administrators do.
func (l *lacking) keeps(says, path string) {
	if !improvement.KeepsDirectory(l.who) {
		says, path = says+" (an administrator does this)", ""
	}
	l.steps = append(l.steps, nextStep{Says: says, Path: path})
}

// first gives the first LMG of which something is true.
func (l *lacking) first(is func(lmg improvement.BodyState) bool) (improvement.BodyState, bool) {
	for _, b := range l.bodies {
		if b.Body.Kind == improvement.LMG && is(b) {
			return b, true
		}
	}
	return improvement.BodyState{}, false
}

// under tells whether a body of a kind lies under an LMG.
func (l *lacking) under(lmg improvement.BodyID, kind improvement.BodyKind) bool {
	for _, b := range l.bodies {
		if b.Body.Kind == kind && b.Body.Parent == lmg {
			return true
		}
	}
	return false
}

func (l *lacking) places() {
	for _, one := range []struct {
		kind improvement.BodyKind
		says string
	}{
		{improvement.Locality, "Add a locality of "}, {improvement.ActionGroup, "Add an action group under "},
	} {
		if lmg, lacks := l.first(func(b improvement.BodyState) bool { return !l.under(b.Body.ID, one.kind) }); lacks {
			l.keeps(one.says+lmg.Body.Name, "/groups/add?kind="+string(one.kind)+"&parent="+string(lmg.Body.ID))
		}
	}
}

// officer asks for the Locality Wellbeing Officer, who launches tests.
func (l *lacking) officer() {
	lmg, lacks := l.first(func(b improvement.BodyState) bool { return len(holding(b, improvement.LWO)) == 0 })
	if !lacks {
		return
	}
	l.steps = append(l.steps, nextStep{
		Says: "Invite a Locality Wellbeing Officer into " + lmg.Body.Name, Path: groupPath(lmg.Body.ID) + "/invite?role=" + string(improvement.LWO),
		Other: "Take that role yourself", Else: personPath(l.who.Person) + "/give-role?role=" + string(lmg.Body.ID) + "/" + string(improvement.LWO),
	})
}

// contact asks for who looks into it where someone may be unsafe: without one nobody may
// read what says so.
func (l *lacking) contact() {
	lmg, lacks := l.first(func(b improvement.BodyState) bool { return len(holding(b, improvement.Safeguarding)) == 0 })
	if lacks {
		l.keeps("Invite a safeguarding contact into "+lmg.Body.Name+": where someone may be unsafe, only they may read it, and nobody can yet",
			groupPath(lmg.Body.ID)+"/invite?role="+string(improvement.Safeguarding))
	}
}

// carriers asks for the people of an action group, of whom one leads a test.
func (l *lacking) carriers() {
	for _, b := range l.bodies {
		if b.Body.Kind == improvement.ActionGroup && len(b.Members) == 0 {
			l.steps = append(l.steps, nextStep{Says: "Invite the lead of " + b.Body.Name, Path: groupPath(b.Body.ID) + "/invite?role=" + string(improvement.GroupLead)})
			return
		}
	}
}

func (l *lacking) priority() {
	lmg, there := l.first(func(improvement.BodyState) bool { return true })
	if !there {
		return
	}
	step := nextStep{Says: "Record a priority that " + lmg.Body.Name + " agreed before", Path: prioritiesPath(lmg.Body.ID) + "/record"}
	if !improvement.KeepsDirectory(l.who) {
		step = nextStep{Says: "Record a priority that " + lmg.Body.Name + " agreed before (an administrator does this)"}
	}
	if l.who.Is(lmg.Body.ID, improvement.LWO, improvement.Chair) {
		step.Other, step.Else = "Open a round of priority setting", prioritiesPath(lmg.Body.ID)+"/open"
	}
	l.steps = append(l.steps, step)
}

// launch is the step that the others lead to.
func (l *lacking) launch() {
	if len(l.launchesFor()) > 0 {
		l.steps = append(l.steps, nextStep{Says: "Launch a first test of change", Path: launchPath})
		return
	}
	l.steps = append(l.steps, nextStep{Says: "Let the Locality Wellbeing Officer know that all is there to launch a first test of change"})
}

// deciders asks for those who decide on a test in the end: it can wait, so it comes last.
func (l *lacking) deciders() {
	votes := func(b improvement.BodyState) *improvement.Approval {
		return &improvement.Approval{Request: improvement.Request{Panel: improvement.Panel(b.Members, nil)}}
	}
	lmg, lacks := l.first(func(b improvement.BodyState) bool { return votes(b).NeedsMeeting() })
	if !lacks {
		return
	}
	whom, role := "more members", improvement.Member
	if len(holding(lmg, improvement.Chair)) == 0 {
		whom, role = "the chair and the members", improvement.Chair
	}
	l.steps = append(l.steps, nextStep{
		Says: fmt.Sprintf("Invite %s of %s: it takes %d of them at least to decide by votes", whom, lmg.Body.Name, votes(lmg).Quorum()), Path: groupPath(lmg.Body.ID) + "/invite?role=" + string(role),
	})
}

// holding are those who hold a role of a body.
func holding(b improvement.BodyState, role improvement.Role) []improvement.PersonID {
	var people []improvement.PersonID
	for _, m := range b.Members {
		if m.Role == role {
			people = append(people, m.Person)
		}
	}
	return people
}

// comeAgain asks for a passkey where nothing else lets somebody in again.
func (v *visit) comeAgain(ctx context.Context) ([]nextStep, error) {
	if !v.quiet() || v.passkeys == nil || v.OIDC.Issuer != "" {
		return nil, nil
	}
	has, err := v.Access.PasskeysOf(ctx, v.who.Person)
	if err != nil || len(has) > 0 {
		return nil, err
	}
	return []nextStep{{Says: "Add a passkey: by it you come in again, without a new link", Path: "/you"}}, nil
}
