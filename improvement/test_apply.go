package improvement

import (
	"fmt"
	"time"
)

// Apply folds one journal entry into the test. Only entries that Launch, Decide,
// PassTime or Conclude gave may be applied, in their order.
func (t *TestOfChange) Apply(entry Entry) {
	t.Version = entry.Version
	switch e := entry.Event.(type) {
	case *Launched:
		t.launched(e, entry.At)
	case *CalendarRefreshed:
		t.Calendar = e.Calendar
	case *PlanSubmitted, *PlanSentBack, *PlanAgreed:
		t.applyPlan(entry)
	case *StepDone, *StepAssigned, *StepClaimed, *StepRescheduled, *StepDropped:
		t.applyStep(entry)
	case *PointsRecorded, *PointCorrected, *MeasureRebased, *SignalsNoticed, *SignalsTalkedAbout:
		t.applyPoints(entry)
	case *EvidenceFiled:
		t.Evidence = append(t.Evidence, refer(e, entry))
	case *RemarkMade:
		t.Remarks = append(t.Remarks, entry.Version)
	case *ConcernRaised, *ConcernSettled, *ConcernClaimed:
		t.concerned(entry)
	case *DoFinished:
		t.finished(e, entry.At)
	case *Studied:
		t.studied(e, entry.At)
	case *NextProposed:
		t.proposed(e, entry.At)
	case *TakenToLMG:
		t.ask(entry.At)
	case *CycleBegun:
		t.Grant.Left--
		t.begin(e.Due, entry.At)
	case *DecisionReached:
		t.decided(e, entry.At)
	case *GainChecked:
		t.GainCheck.Held, t.GainCheck.Says, t.GainCheck.At = e.Held, e.Says, entry.At
	case *AgreementPut, *AgreementAnswered, *AgreementReviewed, *PartClaimed:
		t.applyAgreement(entry)
	case *TestPaused:
		t.Paused = &Pause{Since: e.Since, Until: e.Until, Reason: e.Reason}
	case *Resumed:
		t.resume(e)
	case *TasksHandedOver:
		t.handOver(e, entry.At)
	case *TimePassed:
		t.passed(e, entry.At)
	}
	t.settle(entry.At)
}

// enter opens a stage.
func (t *TestOfChange) enter(stage Stage, due Date, at time.Time) {
	t.Stage, t.Since, t.Due = stage, at, due
	t.Opening++
}

func (t *TestOfChange) launched(e *Launched, at time.Time) {
	t.Rules, t.Charter, t.LWO, t.Terms, t.Calendar = e.Rules, e.Charter, e.LWO, e.Terms, e.Calendar
	t.Launched, t.HandledTo = at, at
	for _, m := range e.Charter.Measures {
		t.Series = append(t.Series, Series{Measure: m.ID})
	}
	t.begin(e.Due, at)
}

func (t *TestOfChange) studied(e *Studied, at time.Time) {
	c := t.Cycle()
	c.Study, c.Requests = &e.Study, nil
	c.Studies++
	t.enter(StageAct, e.Due, at)
}

// begin opens the next cycle.
func (t *TestOfChange) begin(due Date, at time.Time) {
	t.Cycles = append(t.Cycles, Cycle{Number: len(t.Cycles) + 1, Began: at})
	t.enter(StagePlan, due, at)
}

func (t *TestOfChange) applyPlan(entry Entry) {
	c := t.Cycle()
	switch e := entry.Event.(type) {
	case *PlanSubmitted:
		c.Plan = &e.Plan
		c.Submitted++
		t.enter(StageAgree, e.Due, entry.At)
	case *PlanSentBack:
		t.enter(StagePlan, e.Due, entry.At)
	case *PlanAgreed:
		c.Agreed, c.Predictions = entry.At, e.Predictions
		c.Steps = append(c.Steps, c.Plan.steps(c.Number, entry.At)...)
		t.enter(StageDo, e.Due, entry.At)
	}
}

func (t *TestOfChange) applyStep(entry Entry) {
	switch e := entry.Event.(type) {
	case *StepDone:
		step := t.step(e.Step)
		step.Done++
		step.occurred(StepIsDone, entry.By, entry.At)
	case *StepAssigned:
		t.step(e.Step).owned(e.To)
	case *StepClaimed:
		t.step(e.Step).owned(e.To)
	case *StepRescheduled:
		t.step(e.Step).Due = e.Due
		if e.StageDue != "" {
			t.Due = e.StageDue
		}
	case *StepDropped:
		step := t.step(e.Step)
		step.Status, step.Closed, step.ClosedBy = StepIsGone, entry.At, entry.By
	}
}

func refer(e *EvidenceFiled, entry Entry) EvidenceRef {
	ref := EvidenceRef{ID: e.Evidence.ID, Kind: e.Evidence.Kind, Cycle: e.Cycle, By: entry.By, At: entry.At, Entry: entry.Version}
	for _, f := range e.Evidence.Files {
		ref.Files = append(ref.Files, f.Hash)
	}
	return ref
}

// finished closes Do. Collections end with it; where it ended early, so does
// every open step but the LMG's conditions.
func (t *TestOfChange) finished(e *DoFinished, at time.Time) {
	c := t.Cycle()
	c.Do = &e.Do
	for _, s := range t.openSteps() {
		switch {
		case s.Condition:
		case s.Measure != "":
			s.Status, s.Closed = StepIsEnded, at
		default:
			s.Status, s.Closed = StepIsGone, at
		}
	}
	t.enter(StageStudy, e.Due, at)
}

func (t *TestOfChange) proposed(e *NextProposed, at time.Time) {
	c := t.Cycle()
	c.Act, c.Declined = &e.Act, nil
	c.Acts++
	if e.Granted {
		t.enter(StageBegin, e.Due, at)
		return
	}
	t.ask(at)
}

// ask takes the proposal to the LMG.
func (t *TestOfChange) ask(at time.Time) {
	t.Approvals++
	t.enter(StageDecide, "", at)
}

// decided takes the decision in. Where the LMG said anything but yes, its leave to
// go on without returning is over.
func (t *TestOfChange) decided(e *DecisionReached, at time.Time) {
	c := t.Cycle()
	r := e.Result
	c.Decided = &Decided{Outcome: r.Verdict, Approval: e.Approval, Conditions: r.Conditions, Reasons: r.Reasons, At: at}
	switch r.Verdict {
	case WantsEvidence:
		c.Requests, t.Grant = r.Reasons, nil
		t.enter(StageStudy, e.Due, at)
	case Agreed:
		t.agreed(e, at)
	default: // declined, returned or withdrawn without a decision
		if r.Verdict == Declined {
			t.Grant = nil
		}
		c.Declined = r.Reasons
		t.enter(StageAct, e.Due, at)
	}
}

func (t *TestOfChange) agreed(e *DecisionReached, at time.Time) {
	act := t.Cycle().Act
	if act.Direction == Adapt {
		t.Grant = &Grant{Left: act.Cycles - 1, Until: act.Until}
		t.begin(e.Due, at)
	} else {
		t.Conclusion, t.Grant = act.Direction, nil
		t.enter(StageFollowUp, "", at)
	}
	if e.CheckDue != "" {
		t.GainCheck = &Check{Due: e.CheckDue}
	}
	t.require(e.Result.Conditions, at)
}

// require turns the LMG's conditions into owned steps of the current cycle.
func (t *TestOfChange) require(conditions []Condition, at time.Time) {
	c := t.Cycle()
	had := 0
	for _, s := range c.Steps {
		if s.Condition {
			had++
		}
	}
	for i, condition := range conditions {
		step := Step{
			ID:          StepID(fmt.Sprintf("%d.c%d", c.Number, had+i+1)),
			PlannedStep: PlannedStep{What: condition.What, Who: condition.Who, Due: condition.Due},
			Condition:   true, Status: StepOpen, Opened: at,
		}
		if step.Who == "" {
			step.Who = t.Charter.Lead
		}
		if step.Due < DateOf(at) { // none named, or past since the vote: nobody would be reminded of it
			step.Due = t.Calendar.Add(DateOf(at), t.Terms.Condition)
		}
		c.Steps = append(c.Steps, step)
	}
}

// resume moves every open due day by the working days that were paused.
func (t *TestOfChange) resume(e *Resumed) {
	move := func(d Date) Date {
		if d == "" || e.Moved == 0 {
			return d
		}
		return t.Calendar.Add(d, e.Moved)
	}
	t.Due = move(t.Due)
	for _, s := range t.openSteps() {
		if s.Due < DateOf(s.Opened) { // it came late: its reminders begin again, they may lie in the pause
			s.Opened = e.On
		}
		s.Due = move(s.Due)
		if s.Repeat != nil {
			s.Repeat = &Recurrence{EveryDays: s.Repeat.EveryDays, Until: move(s.Repeat.Until)}
		}
	}
	for i := range t.Talks {
		if t.Talks[i].open() {
			// one that was opened in the pause waited for the rest of it only
			rest := t.Calendar.Between(DateOf(t.Talks[i].Opened), DateOf(e.On))
			t.Talks[i].Due = t.Calendar.Add(t.Talks[i].Due, min(e.Moved, rest))
		}
	}
	if t.GainCheck != nil && t.GainCheck.At.IsZero() {
		t.GainCheck.Due = move(t.GainCheck.Due)
	}
	t.Agreement.resumed(e.Moved, e.On, t.Calendar)
	t.Paused, t.HandledTo = nil, e.On
}

func (t *TestOfChange) handOver(e *TasksHandedOver, at time.Time) {
	for _, s := range t.openSteps() {
		if s.Who == e.From {
			s.owned(e.To)
		}
	}
	t.Agreement.handOver(e.From, e.To, t.Calendar.Add(DateOf(at), t.Terms.agreement()), at)
	stepsOnly := t.Charter.Lead != e.From && t.LWO != e.From
	if t.Charter.Lead == e.From {
		t.Charter.Lead = e.To
	}
	if t.LWO == e.From {
		t.LWO = e.To
	}
	t.HandedOver = append(t.HandedOver, Handover{From: e.From, To: e.To, At: at, StepsOnly: stepsOnly})
}

func (t *TestOfChange) passed(e *TimePassed, at time.Time) {
	t.HandledTo = e.To
	for _, id := range e.Missed {
		step := t.step(id)
		for step.open() && !step.rollsAt().After(e.To) {
			step.Missed++
			step.occurred(StepIsEnded, "", at)
		}
	}
}

// settle closes the test once it is decided and nothing is left to follow up.
func (t *TestOfChange) settle(at time.Time) {
	checked := t.GainCheck == nil || !t.GainCheck.At.IsZero()
	if t.Stage == StageFollowUp && checked && len(t.openSteps()) == 0 {
		t.enter(StageClosed, "", at)
		t.ClosedAt, t.Paused = at, nil // its last step may be done during a pause
	}
}
