package web

import (
	"fmt"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
	"github.com/cairnqi/cairn/internal/wording"
)

// cycleView is one turn of Plan, Do, Study, Act.
type cycleView struct {
	Number    int
	Current   bool
	Ended     string
	Objective string
	Seal      string
	Agreed    string
	Questions []answeredView
	Plan      *planView // while it is not agreed
	Steps     []stepView
	Do        string
	Unplanned string
	Study     *studyView
	Act       *actView
	Decided   *decidedView
	Asked     []string // for more evidence, by the LMG
}

// answeredView is a question with what was expected beside what happened.
type answeredView struct {
	questionView
	Happened, AsFound string
}

// stepView is a step with what became of it, and what whoever asks may do with it.
type stepView struct {
	ID, What, Who, Where, Due, Repeat, State string
	Open, Overdue                            bool
	Record, Done, Move, Assign, Drop         string
}

type studyView struct {
	Analyses        []fact
	Before, Learned string
	Ratings         []ratingView
}

type ratingView struct {
	Indicator, Because string
	Score              int
}

type actView struct {
	Proposes     string
	Says         []fact
	Consequences string
	Stories      []string
}

type decidedView struct {
	Outcome, At string
	Reasons     []string
	Conditions  []string
}

// cycleViews are the cycles, the current one first.
func (v *visit) cycleViews(t *improvement.TestOfChange) []cycleView {
	var all []cycleView
	for i := len(t.Cycles) - 1; i >= 0; i-- {
		all = append(all, v.cycleView(t, t.Cycles[i], i == len(t.Cycles)-1))
	}
	return all
}

func (v *visit) cycleView(t *improvement.TestOfChange, c improvement.Cycle, current bool) cycleView {
	of := cycleView{Number: c.Number, Current: current, Ended: picture.Ended(c, current), Seal: shortSeal(c.Predictions)}
	if c.Plan != nil {
		of.Objective = v.words.Text(c.Plan.Objective)
		if c.Agreed.IsZero() {
			plan := v.planView(t, *c.Plan)
			of.Plan = &plan
		} else {
			of.Agreed, of.Questions = improvement.DateOf(c.Agreed).Plain(), v.answered(t, c)
		}
	}
	for _, s := range c.Steps {
		of.Steps = append(of.Steps, v.stepView(t, s))
	}
	if c.Do != nil {
		of.Do, of.Unplanned = doneHow(*c.Do), v.words.Text(c.Do.Unplanned)+v.words.Text(c.Do.Reason)
	}
	of.Study, of.Act, of.Decided = v.studyView(t, c.Study), v.actView(c.Act), v.decidedView(c.Decided)
	for _, words := range append(append([]improvement.Words{}, c.Requests...), c.Declined...) {
		of.Asked = append(of.Asked, v.words.Text(words))
	}
	return of
}

// asFound say in words how a prediction fared.
var asFound = map[string]string{"as-predicted": "As predicted", "partly": "Partly", "otherwise": "Otherwise"}

func (v *visit) answered(t *improvement.TestOfChange, c improvement.Cycle) []answeredView {
	all := make([]answeredView, len(c.Plan.Questions))
	for i, q := range c.Plan.Questions {
		all[i].questionView = v.questionView(t, q)
	}
	if c.Study == nil {
		return all
	}
	for _, a := range c.Study.Answers {
		all[a.Question-1].Happened, all[a.Question-1].AsFound = v.words.Text(a.Happened), asFound[a.AsFound]
	}
	return all
}

func doneHow(do improvement.Do) string {
	switch {
	case do.Harm:
		return "Ended at once, because someone could have been harmed."
	case do.EndedEarly:
		return "Ended early."
	case do.AsPlanned:
		return "Carried out as planned."
	}
	return "Not all was carried out as planned."
}

func (v *visit) stepView(t *improvement.TestOfChange, s improvement.Step) stepView {
	of := stepView{
		ID: string(s.ID), What: v.stepIs(t, s), Who: v.words.Person(s.Who), Where: v.words.Line(s.Where),
		Due: s.Due.Plain(), Repeat: repeats(s.Repeat), State: stepState(t, s), Open: s.Status == improvement.StepOpen,
	}
	of.Overdue = of.Open && t.Paused == nil && !v.Now().Before(s.Due.End())
	if s.Condition {
		of.What = "The LMG asked: " + of.What
	}
	if of.Open {
		v.offerStep(t, s, &of)
	}
	return of
}

// offerStep says what whoever asks may do with an open step.
func (v *visit) offerStep(t *improvement.TestOfChange, s improvement.Step, of *stepView) {
	at := testPart(t.Charter.ID, "steps", string(s.ID))
	for _, o := range []struct {
		into    *string
		path    string
		command improvement.TestCommand
	}{
		{&of.Move, at + "/reschedule", improvement.RescheduleStep{Step: s.ID}},
		{&of.Assign, at + "/assign", improvement.AssignStep{Step: s.ID, To: "?"}},
		{&of.Drop, at + "/drop", improvement.DropStep{Step: s.ID}},
	} {
		if t.Offers(o.command, v.who, v.Now()) == nil {
			*o.into = o.path
		}
	}
	switch {
	case s.Measure != "" && t.Offers(improvement.RecordPoints{Measure: s.Measure}, v.who, v.Now()) == nil:
		of.Record = testPart(t.Charter.ID, "measures", string(s.Measure)) + "/record"
	case s.Measure == "" && t.Offers(improvement.CompleteStep{Step: s.ID}, v.who, v.Now()) == nil:
		of.Done = at + "/done"
	}
}

// stepState says in words what became of a step.
func stepState(t *improvement.TestOfChange, s improvement.Step) string {
	state := map[improvement.StepStatus]string{
		improvement.StepOpen: "Open", improvement.StepIsDone: "Done", improvement.StepIsGone: "Left out", improvement.StepIsEnded: "Over",
	}[s.Status]
	switch {
	case s.Repeat == nil:
	case s.Measure != "":
		if came, due := t.Recorded(s); due > 0 {
			state += fmt.Sprintf(", filed for %d of %s", came, countOf(due, "time", "times"))
		}
	default:
		if s.Done > 0 {
			state += ", done " + times(s.Done)
		}
		if s.Missed > 0 {
			state += ", passed undone " + times(s.Missed)
		}
	}
	return state
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return itoa(n) + " times"
}

func (v *visit) studyView(t *improvement.TestOfChange, s *improvement.Study) *studyView {
	if s == nil {
		return nil
	}
	of := &studyView{Before: v.words.Text(s.Before), Learned: v.words.Text(s.Learned)}
	for _, a := range s.Analyses {
		of.Analyses = append(of.Analyses, fact{v.words.Line(t.Measure(a.Measure).Name), v.words.Text(a.Says)})
	}
	for _, r := range s.SelfEvaluation {
		of.Ratings = append(of.Ratings, ratingView{v.words.Line(r.Indicator), v.words.Text(r.Because), r.Score})
	}
	return of
}

func (v *visit) actView(a *improvement.Act) *actView {
	if a == nil {
		return nil
	}
	of := &actView{Consequences: v.words.Text(a.Consequences)}
	say := func(name string, words improvement.Words) {
		if !words.Empty() {
			of.Says = append(of.Says, fact{name, v.words.Text(words)})
		}
	}
	switch a.Direction {
	case improvement.Adapt:
		of.Proposes = "Adapt: go on with something changed"
		say("What changes", a.Changes)
	case improvement.Adopt:
		of.Proposes = "Adopt: make it part of how things are done"
		say("How it is put in place", a.Implementation)
		say("How it will last", a.Sustain)
	case improvement.Abandon:
		of.Proposes = "Abandon: stop, and keep what was learned"
		say("Why", a.Why)
	}
	for _, s := range a.Stories {
		of.Stories = append(of.Stories, v.words.Text(s.Text))
	}
	return of
}

// verdicts say in words what an LMG decided.
var verdicts = map[improvement.Verdict]string{
	improvement.Agreed: "Agreed", improvement.Returned: "Taken back", improvement.Withdrawn: "Withdrawn",
}

func (v *visit) decidedView(d *improvement.Decided) *decidedView {
	if d == nil {
		return nil
	}
	of := &decidedView{Outcome: verdicts[d.Outcome], At: improvement.DateOf(d.At).Plain()}
	if of.Outcome == "" {
		of.Outcome = wording.Plainly(string(d.Outcome))
	}
	for _, r := range d.Reasons {
		of.Reasons = append(of.Reasons, v.words.Text(r))
	}
	for _, c := range d.Conditions {
		says := v.words.Text(c.What)
		if c.Who != "" {
			says += " – " + v.words.Person(c.Who)
		}
		if c.Due != "" {
			says += ", by " + c.Due.Plain()
		}
		of.Conditions = append(of.Conditions, says)
	}
	return of
}
