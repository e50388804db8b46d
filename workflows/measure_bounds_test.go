package workflows_test

import (
	"fmt"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
	"github.com/cairnqi/cairn/workflows"
)

// eventful is a story of a count with all the points that a test may have, noted and
// partly corrected, in as many phases as there may be, and with many signals.
func eventful(t *testing.T) (s *story, all []*answer) {
	t.Helper()
	s = newStory(t)
	c := charter()
	c.Measures[0].Rules = spc.C
	s.input = workflows.TestStart{Clock: s.clock, Command: "launch", By: lwo, Launched: launched(t, c, s.now)}
	before := points("2032-03-01", improvement.MaxPoints-180)
	for i := range before.Points {
		before.Points[i].Note = longWords(volunteer, 100)
	}
	all = append(all, s.test("2037-03-02 10:00", volunteer, before))
	for i := range 20 {
		from := improvement.Date("2032-03-01").AddDays(90 * i)
		phase := &improvement.RebaseMeasure{Measure: measure, From: from, Baseline: from.AddDays(30), Reason: longWords(lead, 100)}
		fix := corrected(from.AddDays(1), 9)
		fix.Point.Note = longWords(volunteer, 200)
		all = append(all, s.test(fmt.Sprintf("2037-03-02 11:%02d", i), lead, phase), s.test(fmt.Sprintf("2037-03-02 12:%02d", i), volunteer, fix))
	}
	for i := range 18 { // ten points at a time, each far outside
		worst := counts(improvement.Date("2037-03-02").AddDays(10*i), 900, 1900, 900, 1900, 900, 1900, 900, 1900, 900, 1900)
		all = append(all, s.test(fmt.Sprintf("2037-09-01 10:%02d", i), volunteer, worst))
	}
	return s, all
}

// The largest state of a measure that is lawful continues as new with its talks open,
// and is studied, decided by a pack of its own size, talked about and closed.
func TestATestFullOfPointsAndSignalsContinuesAsNew(t *testing.T) {
	s, all := eventful(t)
	large := longPlan(150_000)
	large.Plan.Steps[0].Due = "2037-09-20"
	all = append(all,
		s.test("2037-09-02 11:00", lead, large),
		s.test("2037-09-03 10:00", lwo, &improvement.AgreePlan{}))
	refused := s.test("2037-09-03 10:30", volunteer, counts("2037-09-03", 1))
	all = append(all,
		s.test("2037-09-03 11:00", lwo, &improvement.EndDoEarly{Reason: words(lwo)}),
		s.test("2037-09-03 13:00", lead, answers(large.Plan)),
		s.test("2037-09-03 14:00", lead, adapt(1, "")))
	all = append(all, s.agreed("2037-09-04", 1)...)
	all = append(all, s.test("2037-09-07 10:00", lead, talked("t1")))
	s.at("2037-09-07 10:30", func() {
		pack := s.rec.approval(approvalOf(1)).Pack
		if same, err := pack.Recomputed(s.rec.journal(club)); !same || err != nil || len(pack.Measures[0].Reading.Signals) != 10 || pack.Measures[0].Reading.Earlier == 0 {
			t.Errorf("the pack reads %+v; computed again: %t, %v", pack.Measures[0].Reading, same, err)
		}
	})
	all = append(all, s.week("2037-09-14", 2, abandon())...)
	all = append(all, s.agreed("2037-09-21", 2)...)
	s.play()
	s.ended()
	s.filed(all...)
	s.refused(refused, improvement.Invalid, "points")
	test := s.rec.test(club)
	if s.runs != 2 || !test.Closed() || test.Points() != improvement.MaxPoints || len(test.Talks) < 10 || len(test.Phases(measure)) != 20 {
		t.Fatalf("%d runs, in %s, %d points, %d talks, %d phases", s.runs, test.Stage, test.Points(), len(test.Talks), len(test.Phases(measure)))
	}
	if size := s.asNew[0]; size < improvement.MaxStateSize/2 || size > payloadLimit {
		t.Errorf("the run continued with %d bytes", size)
	}
}
