package web

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// planPage asks for the Plan part of the worksheet.
type planPage struct {
	Objective   field
	Questions   []planQuestion
	Steps       []planStep
	Collections []planCollection
}

type planQuestion struct {
	Number                        int
	Question, Prediction, Measure field
}

type planStep struct {
	Number                            int
	What, Who, Where, Due, Every, End field
}

type planCollection struct {
	Number                                 int
	Measure, Who, Where, First, Every, End field
}

var submitPlan = ofTest{
	template: "test-plan", title: "Write the plan", help: "What this cycle is to find out, what you expect, and who does what. The Locality Wellbeing Officer looks at it next.",
	command: "plan", send: "Send the plan to the LWO", done: "Thank you. The Locality Wellbeing Officer is asked to agree the plan.", long: true,
	offered: func(*visit) improvement.TestCommand { return improvement.SubmitPlan{} },
	fill: func(ctx context.Context, v *visit, p *testForm) error {
		people, err := v.around(ctx, p.Of)
		if err != nil {
			return err
		}
		if p.Form.isBlank() {
			v.putPlan(p.Form, p.Of)
		}
		p.Content = v.planPage(p, people)
		return nil
	},
}.asks()

func (v *visit) planPage(p *testForm, people []option) planPage {
	f, measures := p.Form, v.measuresToChoose(p.Of)
	of := planPage{Objective: f.Field("objective", "What is this cycle to find out?", "For example: find out whether families come to breakfast if it begins at 8.15.")}
	for i, at := range f.Rows("questions", 1) {
		of.Questions = append(of.Questions, planQuestion{
			i + 1,
			f.Field(at+".question", "What do you want to know?", "For example: do more families come than last month?"),
			f.Field(at+".prediction", "What do you expect?", "Write it before you try: it is sealed when the plan is agreed. For example: yes, about 15 a morning instead of 9."),
			optional(f.Choice(at+".measure", "Which measure answers it?", "", measures)),
		})
	}
	for i, at := range f.Rows("steps", 1) {
		of.Steps = append(of.Steps, planStep{
			i + 1,
			f.Field(at+".what", "What will be done?", "For example: put up posters at the school gate."),
			f.Choice(at+".who", "Who does it?", "", people),
			f.May(at+".where", "Where?", ""),
			f.Field(at+".due", "By when?", "For example, 27 3 2027"),
			f.May(at+".every_days", "Repeat every so many days", "7 for once a week. Leave it empty for something done once."),
			optional(f.Field(at+".until", "Repeat until", "")),
		})
	}
	for i, at := range f.Rows("collections", len(p.Of.Charter.Measures)) {
		of.Collections = append(of.Collections, planCollection{
			i + 1,
			f.Choice(at+".measure", "What is measured?", "", measures),
			f.Choice(at+".who", "Who records it?", "", people),
			f.May(at+".where", "Where?", ""),
			f.Field(at+".first", "First time on", "For example, 27 3 2027"),
			f.Field(at+".every_days", "Every so many days", "7 for once a week"),
			f.Field(at+".until", "Until", ""),
		})
	}
	return of
}

// optional marks a question that may be left out.
func optional(of field) field {
	of.Label += " (optional)"
	of.Optional = true
	return of
}

// putPlan fills in the plan that was sent back.
func (v *visit) putPlan(f *form, t *improvement.TestOfChange) {
	plan := t.Cycle().Plan
	if plan == nil {
		return
	}
	f.values.Set("objective", v.words.Text(plan.Objective))
	for i, q := range plan.Questions {
		f.put("questions", i, map[string]string{
			"question": v.words.Text(q.Question), "prediction": v.words.Text(q.Prediction), "measure": string(q.Measure),
		})
	}
	for i, s := range plan.Steps {
		f.put("steps", i, map[string]string{"what": v.words.Text(s.What), "who": string(s.Who), "where": v.words.Text(s.Where)})
		f.putDay(fmt.Sprintf("steps[%d].due", i+1), s.Due)
		if s.Repeat != nil {
			f.put("steps", i, map[string]string{"every_days": strconv.Itoa(s.Repeat.EveryDays)})
			f.putDay(fmt.Sprintf("steps[%d].until", i+1), s.Repeat.Until)
		}
	}
	for i, c := range plan.Collections {
		f.put("collections", i, map[string]string{
			"measure": string(c.Measure), "who": string(c.Who), "where": v.words.Text(c.Where), "every_days": strconv.Itoa(c.EveryDays),
		})
		f.putDay(fmt.Sprintf("collections[%d].first", i+1), c.First)
		f.putDay(fmt.Sprintf("collections[%d].until", i+1), c.Until)
	}
}

// isBlank tells that nobody wrote anything in the form yet.
func (f *form) isBlank() bool { return len(f.values) == 0 }

// put fills in fields of an entry of a list, from 0.
func (f *form) put(list string, i int, fields map[string]string) {
	for name, value := range fields {
		if value != "" {
			f.values.Set(fmt.Sprintf("%s[%d].%s", list, i+1, name), value)
		}
	}
}

// putDay fills in a day.
func (f *form) putDay(name string, day improvement.Date) {
	parts := strings.Split(string(day), "-")
	if len(parts) != 3 {
		return
	}
	for i, part := range []string{yearPart, monthPart, dayPart} {
		f.values.Set(name+part, strings.TrimLeft(parts[i], "0"))
	}
}

// planView is a plan as it is read.
type planView struct {
	Objective   string
	Questions   []questionView
	Steps       []plannedView
	Collections []plannedView
}

type questionView struct{ Question, Prediction, Measure string }

type plannedView struct{ What, Who, Where, Due, Repeat string }

func (v *visit) planView(t *improvement.TestOfChange, plan improvement.Plan) planView {
	of := planView{Objective: v.words.Text(plan.Objective)}
	for _, q := range plan.Questions {
		of.Questions = append(of.Questions, v.questionView(t, q))
	}
	for _, s := range plan.Steps {
		of.Steps = append(of.Steps, v.plannedView(s, v.words.Line(s.What)))
	}
	for _, c := range plan.Collections {
		repeat := &improvement.Recurrence{EveryDays: c.EveryDays, Until: c.Until}
		of.Collections = append(of.Collections, v.plannedView(
			improvement.PlannedStep{Who: c.Who, Where: c.Where, Due: c.First, Repeat: repeat}, v.words.Line(t.Measure(c.Measure).Name)))
	}
	return of
}

func (v *visit) questionView(t *improvement.TestOfChange, q improvement.Question) questionView {
	of := questionView{Question: v.words.Text(q.Question), Prediction: v.words.Text(q.Prediction)}
	if q.Measure != "" {
		of.Measure = v.words.Line(t.Measure(q.Measure).Name)
	}
	return of
}

func (v *visit) plannedView(s improvement.PlannedStep, what string) plannedView {
	return plannedView{What: what, Who: v.words.Person(s.Who), Where: v.words.Line(s.Where), Due: s.Due.Plain(), Repeat: repeats(s.Repeat)}
}

// repeats says how often something is done.
func repeats(r *improvement.Recurrence) string {
	switch {
	case r == nil:
		return ""
	case r.EveryDays == 1:
		return "every day until " + r.Until.Plain()
	case r.EveryDays == 7:
		return "every week until " + r.Until.Plain()
	}
	return fmt.Sprintf("every %d days until %s", r.EveryDays, r.Until.Plain())
}

// peopleOfPlan are those whom a plan names.
func peopleOfPlan(plan *improvement.Plan) []improvement.PersonID {
	if plan == nil {
		return nil
	}
	return improvement.SubmitPlan{Plan: *plan}.People()
}

// agreePlanPage is the plan with one press to agree it.
type agreePlanPage struct {
	Plan     planView
	SendBack string
}

var agreePlan = ofTest{
	template: "test-agree-plan", title: "Agree the plan", help: "Read the plan. When you agree it, its predictions are sealed and the steps begin. If it still needs something, send it back and say what.",
	command: "agree-plan", send: "Agree the plan", done: "The plan is agreed. Its predictions are sealed, and everybody is told of their steps.",
	offered: func(*visit) improvement.TestCommand { return improvement.AgreePlan{} },
	fill: func(ctx context.Context, v *visit, p *testForm) error {
		plan := p.Of.Cycle().Plan
		if plan == nil {
			return improvement.ErrNotFound
		}
		if err := v.meet(ctx, peopleOfPlan(plan), nil); err != nil {
			return err
		}
		p.Content = agreePlanPage{Plan: v.planView(p.Of, *plan), SendBack: p.Path + "/send-back"}
		return nil
	},
}.asks()

// testPart is the page of a part of a test.
func testPart(test, kind, id string) string {
	return testPath(test) + "/" + kind + "/" + url.PathEscape(id)
}
