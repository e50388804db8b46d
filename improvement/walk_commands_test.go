package improvement_test

import (
	"fmt"

	. "github.com/cairnqi/cairn/improvement"
)

// testCommand is mostly what the stage asks for, by somebody who may.
func (w *walk) testCommand() (Actor, TestCommand) {
	if w.percent(25) {
		return pick(w.chooser, everybody...), w.anyCommand()
	}
	s := w.story
	if a := s.test.Agreement; w.percent(35) && a != nil {
		return w.answer(a)
	}
	guide := pick(w.chooser, officer, officer2)
	if w.percent(8) {
		return guide, PauseTest{Until: w.day(&s.run, 1, 25), Reason: w.text()}
	}
	leads := pick(w.chooser, lead, lead, officer)
	if s.test.Paused != nil && w.percent(30) {
		return guide, ResumeTest{}
	}
	switch s.test.Stage {
	case StagePlan:
		return leads, SubmitPlan{Plan: w.plan()}
	case StageAgree:
		if w.percent(20) {
			return guide, SendBackPlan{Reason: w.text()}
		}
		return guide, AgreePlan{}
	case StageDo:
		return w.doCommand(leads, guide)
	case StageStudy:
		return leads, FileStudy{Study: w.study()}
	case StageAct:
		return leads, ProposeNext{Act: w.act()}
	case StageBegin:
		return guide, pick[TestCommand](w.chooser, BeginCycle{}, BeginCycle{}, TakeToLMG{})
	case StageFollowUp:
		if w.percent(50) {
			return guide, pick[TestCommand](w.chooser, CompleteStep{Step: w.stepID()}, DropStep{Step: w.stepID(), Reason: w.text()})
		}
		return leads, CheckGain{Held: pick(w.chooser, "yes", "partly", "no", "perhaps"), Says: w.text()}
	}
	return leads, w.anyCommand()
}

func (w *walk) doCommand(leads, guide Actor) (Actor, TestCommand) {
	switch w.chooser(10) {
	case 0, 1, 2, 3:
		return leads, CompleteStep{Step: w.stepID(), Note: w.text()}
	case 4:
		return leads, DropStep{Step: w.stepID(), Reason: w.text()}
	case 5:
		return guide, EndDoEarly{Reason: w.text(), Harm: w.percent(30)}
	}
	return leads, FinishDo{AsPlanned: w.percent(70), Unplanned: w.text()}
}

func (w *walk) anyCommand() TestCommand {
	r := &w.story.run
	switch w.chooser(30) {
	case 0:
		return SubmitPlan{Plan: w.plan()}
	case 1:
		return AgreePlan{}
	case 2:
		return SendBackPlan{Reason: w.text()}
	case 3:
		return CompleteStep{Step: w.stepID(), Note: w.text()}
	case 4:
		if w.percent(30) {
			return ClaimStep{Step: w.stepID()}
		}
		return AssignStep{Step: w.stepID(), To: pick[PersonID](w.chooser, "helper", "teacher", "lead", ""), Reason: w.text()}
	case 5:
		return RescheduleStep{Step: w.stepID(), Due: w.day(r, -2, 30), Reason: w.text()}
	case 6:
		return DropStep{Step: w.stepID(), Reason: w.text()}
	case 7, 8:
		return w.points()
	case 9:
		return FileEvidence{Evidence: Evidence{ID: fmt.Sprintf("e%d", w.chooser(6)), Kind: Voice, Text: w.text(), When: w.day(r, -9, 1)}}
	case 10:
		return FinishDo{AsPlanned: w.percent(50), Unplanned: w.text()}
	case 11:
		return EndDoEarly{Reason: w.text()}
	case 12:
		return FileStudy{Study: w.study()}
	case 13:
		return ProposeNext{Act: w.act()}
	case 14:
		return pick[TestCommand](w.chooser, BeginCycle{}, TakeToLMG{})
	case 15:
		return CheckGain{Held: "yes", Says: w.text()}
	case 16:
		return PauseTest{Until: w.day(r, -1, 25), Reason: w.text()}
	case 17:
		return ResumeTest{}
	case 18, 19:
		return CorrectPoint{Measure: pick[MeasureID](w.chooser, "waste", "attendance"), Point: Point{Date: w.pointDay(), Value: w.value()}, Remove: w.percent(30), Reason: w.text()}
	case 20:
		c := RebaseMeasure{Measure: pick[MeasureID](w.chooser, "waste", "attendance"), From: w.pointDay(), Reason: w.text(), Undo: w.percent(20)}
		if w.percent(50) {
			c.Baseline = w.pointDay()
		}
		return c
	case 21:
		return TalkAbout{Talk: fmt.Sprintf("t%d", 1+w.chooser(3)), Said: w.text()}
	case 22:
		return RaiseEvidenceConcern{Item: fmt.Sprintf("e%d", w.chooser(6)), Why: w.text(), Day: w.day(r, -9, 1), NoContact: w.percent(20)}
	case 23:
		id := fmt.Sprintf("e%d", w.chooser(6))
		if w.percent(30) {
			return ClaimEvidenceConcern{Item: id, Back: w.percent(30)}
		}
		return SettleEvidenceConcern{Item: id, Shown: w.percent(60), Note: w.text(), Evidence: &Evidence{ID: id, Kind: Voice, When: w.day(r, -9, 1)}}
	case 24, 25:
		if w.story.test.Agreement == nil || w.percent(30) {
			return w.proposal()
		}
		return ReviewAgreement{Outcome: "ended", Reason: w.text()}
	case 26:
		return pick[TestCommand](w.chooser, AgreeToPart{Party: w.chooser(5)}, AgreeToPart{Version: w.chooser(3)}, DeclinePart{Party: w.chooser(5), Reason: w.text()},
			ClaimPart{Party: w.chooser(5), Back: w.percent(30)})
	case 28:
		return MakeRemark{Says: w.text(), Mentioned: []PersonID{pick[PersonID](w.chooser, "helper", "lead", "teacher", "")}}
	case 27:
		return ReviewAgreement{Outcome: pick(w.chooser, "kept", "kept", "kept", "ended", "changed", "good"), ReviewBy: w.day(r, 0, 60), Reason: w.text()}
	}
	to := pick(w.chooser, officer2, officer, helper, lead)
	return HandOver{From: pick[PersonID](w.chooser, "lead", "helper", "officer", "teacher"), To: to.Person, ToRoles: to.Roles, Reason: w.text()}
}

// pointDay is mostly a day that has a point.
func (w *walk) pointDay() Date {
	var days []Date
	for _, series := range w.story.test.Series {
		for _, p := range series.Points {
			days = append(days, p.Date)
		}
	}
	if len(days) == 0 || w.percent(10) {
		return w.day(&w.story.run, -30, 0)
	}
	return days[w.chooser(len(days))]
}

func (w *walk) stepID() StepID {
	var open []StepID
	for _, c := range w.story.test.Cycles {
		for _, step := range c.Steps {
			if step.Status == StepOpen {
				open = append(open, step.ID)
			}
		}
	}
	if len(open) == 0 || w.percent(5) {
		return pick[StepID](w.chooser, "1.1", "1.c1", "", "9.9")
	}
	return pick(w.chooser, open...)
}

func (w *walk) plan() Plan {
	r := &w.story.run
	p := Plan{Objective: w.text()}
	for range 1 + w.chooser(3) {
		p.Questions = append(p.Questions, Question{Question: w.text(), Prediction: w.text(), Measure: pick[MeasureID](w.chooser, "", "waste", "attendance")})
	}
	for range 1 + w.chooser(3) {
		step := PlannedStep{What: w.text(), Who: pick[PersonID](w.chooser, "teacher", "helper", "lead"), Due: w.day(r, 0, 20)}
		if w.percent(40) {
			step.Repeat = &Recurrence{EveryDays: 1 + w.chooser(9), Until: step.Due.AddDays(w.chooser(30))}
		}
		p.Steps = append(p.Steps, step)
	}
	for range w.chooser(3) {
		first := w.day(r, 0, 14)
		p.Collections = append(p.Collections, Collection{
			Measure: pick[MeasureID](w.chooser, "waste", "attendance"), Who: pick[PersonID](w.chooser, "helper", "lead"),
			First: first, EveryDays: 1 + w.chooser(8), Until: first.AddDays(w.chooser(40)),
		})
	}
	return p
}

func (w *walk) points() RecordPoints {
	c := RecordPoints{Measure: pick[MeasureID](w.chooser, "waste", "attendance", "waste", "joy")}
	day := w.day(&w.story.run, -30, 0)
	for i := range w.chooser(4) {
		p := Point{Date: day.AddDays(-i), Value: w.value()}
		if w.percent(20) {
			num, den := w.value(), w.value()
			p.Numerator, p.Denominator = &num, &den
		}
		c.Points = append(c.Points, p)
	}
	return c
}

func (w *walk) study() Study {
	s := Study{Learned: w.text()}
	for _, o := range w.story.test.Outcomes() {
		s.Outcomes = append(s.Outcomes, w.mark(o.ID))
	}
	n := 2
	if plan := w.story.test.Cycle().Plan; plan != nil {
		n = len(plan.Questions)
	}
	for i := range n {
		s.Answers = append(s.Answers, Answer{Question: i + 1, Happened: w.text(), AsFound: pick(w.chooser, "as-predicted", "partly", "otherwise")})
	}
	if w.percent(30) {
		s.SelfEvaluation = []Rating{{Indicator: w.text(), Score: w.chooser(8), Because: w.text()}}
	}
	return s
}

func (w *walk) act() Act {
	a := Act{Direction: pick(w.chooser, Adapt, Adapt, Adapt, Adopt, Abandon), WiderScope: w.percent(10), MoreCost: w.percent(10)}
	w.took(&a)
	switch a.Direction {
	case Adapt:
		a.Changes, a.Cycles = w.text(), w.chooser(7)
		if a.Cycles > 1 || w.percent(20) {
			a.Until = w.day(&w.story.run, 0, 120)
		}
	case Adopt:
		a.Implementation, a.Sustain = w.text(), w.text()
	case Abandon:
		a.Why = w.text()
	}
	return a
}
