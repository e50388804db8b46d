package main

import (
	"fmt"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// tests files tests of change with their points and evidence; every second one has been
// decided, and the others stand at each stage before.
func (f *founder) tests() error {
	for n := range f.Tests {
		test, err := f.lived(n)
		if err != nil {
			return err
		}
		if test.Approvals == 0 {
			continue
		}
		approval := new(improvement.Approval)
		if err := f.put(approval.Filing("open", "", began, f.approval(test))); err != nil {
			return err
		}
	}
	return nil
}

// approval is what the LMG did with a proposal: nothing yet, or it agreed by two votes.
func (f *founder) approval(t *improvement.TestOfChange) []improvement.Event {
	var seats []improvement.Seat
	for _, role := range []improvement.Role{improvement.Chair, improvement.Deputy, improvement.Member} {
		seats = append(seats, improvement.Seat{Person: f.person(string(role)), Role: role})
	}
	events := []improvement.Event{&improvement.ApprovalOpened{Request: t.Request(seats), Deadline: improvement.DateOf(time.Now()).AddDays(30)}}
	if t.Cycle().Decided == nil {
		return events
	}
	for _, s := range seats[:2] {
		events = append(events, &improvement.VoteCast{Person: s.Person, Vote: improvement.Vote{Choice: improvement.Agree, At: began}})
	}
	return append(events, &improvement.ApprovalDecided{Result: improvement.Result{Verdict: improvement.Agreed, At: began}})
}

// lived files a test: its LWO launches it, one of the group files evidence, and the lead
// carries it on.
func (f *founder) lived(n int) (*improvement.TestOfChange, error) {
	cycle := f.cycle(n)
	if n%2 == 0 {
		cycle = cycle[:n/2%len(cycle)]
	}
	test := new(improvement.TestOfChange)
	for _, part := range []struct {
		command improvement.CommandID
		by      improvement.PersonID
		events  []improvement.Event
	}{
		{"launch", f.person("lwo"), f.launched(n)},
		{"observe", f.helper(n), f.found(n)},
		{"carry", f.person(string(improvement.GroupLead)), cycle},
	} {
		if len(part.events) == 0 {
			continue
		}
		filing, err := test.Filing(part.command, part.by, began, part.events)
		if err := f.put(filing, err); err != nil {
			return nil, err
		}
		if test, err = improvement.RestoreTest(filing.State); err != nil {
			return nil, err
		}
	}
	return test, nil
}

// helpers is how many people of an action group file evidence.
const helpers = 20

func (f *founder) helper(n int) improvement.PersonID {
	return f.person(fmt.Sprint("helper", n%helpers))
}

// launched is a test with its points.
func (f *founder) launched(n int) []improvement.Event {
	said := f.text(8)
	charter := improvement.Charter{
		ID: f.test(n), Title: said, LMG: f.lmg(), Locality: f.locality(n), Theme: f.theme(n), Priority: f.priority(n), Lead: f.person(string(improvement.GroupLead)),
		ActionGroup: f.group(), ChangeIdea: f.text(40), TestedWith: said,
		Aim:      improvement.Aim{What: said, ForWhom: said, HowMuch: said, ByWhen: "2026-12-01"},
		Measures: []improvement.Measure{{ID: visits, Kind: improvement.Outcome, Name: said, Better: improvement.Higher}},
	}
	points := &improvement.PointsRecorded{Measure: visits}
	for i := range f.Points {
		points.Points = append(points.Points, improvement.Point{Date: improvement.DateOf(began).AddDays(i - f.Points), Value: float64(f.random.IntN(100))})
	}
	return []improvement.Event{
		&improvement.Launched{Charter: charter, LWO: f.person("lwo"), Terms: improvement.DefaultTerms(), Rules: improvement.CurrentRules, Due: "2026-07-01"}, points,
	}
}

// found is the evidence of a test, and what was said of it.
func (f *founder) found(n int) []improvement.Event {
	var events []improvement.Event
	kinds := []improvement.EvidenceKind{improvement.ObservationOf, improvement.Data, improvement.Document, improvement.Voice, improvement.SelfEvaluation}
	for i := range f.Evidence * evidenceShares[n%len(evidenceShares)] / 100 {
		day := f.day()
		e := improvement.Evidence{ID: fmt.Sprint("e", i), Kind: kinds[i*i%7%len(kinds)], Text: f.item(day), When: day}
		events = append(events, &improvement.EvidenceFiled{Evidence: e})
	}
	for range 3 {
		events = append(events, &improvement.RemarkMade{Says: f.text(20)})
	}
	return events
}

// cycle is one from the plan to the LMG's decision.
func (f *founder) cycle(n int) []improvement.Event {
	said := f.text(8)
	plan := improvement.Plan{
		Objective: said, Questions: []improvement.Question{{Question: said, Prediction: said, Measure: visits}},
		Steps: []improvement.PlannedStep{
			{What: f.text(6), Who: f.person(string(improvement.GroupMember)), Due: "2026-07-10"},
			{What: f.text(6), Who: f.person(string(improvement.GroupLead)), Due: "2026-07-14"},
		},
	}
	study := improvement.Study{Learned: said, Answers: []improvement.Answer{{Question: 1, Happened: said, AsFound: "as-predicted"}}}
	directions := []improvement.Direction{improvement.Adopt, improvement.Abandon}
	decided := improvement.Result{Verdict: improvement.Agreed, At: began}
	return []improvement.Event{
		&improvement.PlanSubmitted{Plan: plan, Due: "2026-07-02"},
		&improvement.PlanAgreed{Predictions: plan.Seal(), Due: "2026-07-09"},
		&improvement.DoFinished{Do: improvement.Do{AsPlanned: true}, Due: "2026-07-20"},
		&improvement.Studied{Study: study, Due: "2026-07-24"},
		&improvement.NextProposed{Act: improvement.Act{Direction: directions[n/2%2], Why: said}},
		&improvement.DecisionReached{Approval: improvement.ApprovalSubject(improvement.TestSubject(f.test(n)), 1), Result: decided, CheckDue: "2026-12-01"},
	}
}
