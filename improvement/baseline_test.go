package improvement_test

import (
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// Older points that come later do not move a baseline that was frozen.
func TestAFrozenBaselineKeepsToItsFirstPoint(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6, 5, 4, 6, 5, 4, 6, 5)})
	s.do(lead, RebaseMeasure{Measure: "waste", Baseline: "2026-01-30", Reason: words("The usual before we began")})
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2025-11-01", 90, 91, 92, 93, 94, 95, 90, 91, 92, 93, 94, 95)})
	reading, err := s.test.Reading("waste")
	if err != nil || len(reading.Phases) != 2 || reading.Phases[1].Middle != 5 || reading.Phases[1].Points != 10 || reading.Phases[1].Baseline != "2026-01-30" {
		t.Errorf("reads as %+v, %v", reading.Phases, err)
	}
	s.do(lead, RebaseMeasure{Measure: "waste", Undo: true, Reason: words("Another thought")})
	if n := len(s.test.Phases("waste")); n != 0 {
		t.Errorf("%d phases are left", n)
	}
}

// Where only gaps lie before a phase there is nothing to read there.
func TestGapsBeforeAPhase(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: append(weekly("2026-01-30", 5, 4, 6, 5, 4, 6, 5), Point{Date: "2025-10-10", Missing: true})})
	s.do(lead, RebaseMeasure{Measure: "waste", From: "2025-12-19", Reason: words("The hall opened")})
	if reading, err := s.test.Reading("waste"); err != nil || len(reading.Phases) != 1 || reading.Phases[0].Points != 7 {
		t.Errorf("reads as %+v, %v", reading.Phases, err)
	}
}

// A phase does not cut a frozen baseline short, whichever of the two comes first.
func TestAPhaseLeavesAFrozenBaselineAlone(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6, 5)})
	s.do(lead, RebaseMeasure{Measure: "waste", Baseline: "2026-01-23", Reason: words("because")})
	s.refuse(lead, RebaseMeasure{Measure: "waste", From: "2026-01-20", Reason: words("because")}, Invalid, "from")
	s.do(lead, RebaseMeasure{Measure: "waste", From: "2026-01-24", Reason: words("because")})
	s.refuse(lead, RebaseMeasure{Measure: "waste", From: "2026-01-24", Baseline: "2026-01-30", Undo: true, Reason: words("because")}, Invalid, "baseline")
}

func TestAPhaseStaysWithinItsOwnDays(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6, 5)})
	why := words("because")
	s.do(lead, RebaseMeasure{Measure: "waste", From: "2026-01-23", Reason: why})
	s.refuse(lead, RebaseMeasure{Measure: "waste", From: "2026-01-20", Reason: why}, Invalid, "from")
	s.refuse(lead, RebaseMeasure{Measure: "waste", Baseline: "2026-01-23", Reason: why}, Invalid, "baseline")
	s.do(lead, RebaseMeasure{Measure: "waste", Baseline: "2026-01-22", Reason: why})
}

// A baseline that a person froze stays where it was, whatever comes after.
func TestAFrozenBaseline(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6, 5, 4, 6, 5, 4, 6, 5)})
	s.do(lead, RebaseMeasure{Measure: "waste", Baseline: "2026-01-30", Reason: words("The usual before we began")})
	s.now = s.now.Add(100 * 24 * time.Hour)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-03-20", 2, 1, 2, 1, 2)})
	reading, err := s.test.Reading("waste")
	if err != nil || len(reading.Phases) != 1 || reading.Phases[0].Middle != 5 || reading.Phases[0].Baseline != "2026-01-30" || reading.Phases[0].Points != 10 {
		t.Errorf("reads as %+v, %v", reading, err)
	}
}

func TestAPhaseIsSetAndTakenAway(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6, 5, 4, 1, 2, 1, 2)})
	s.do(officer, RebaseMeasure{Measure: "waste", From: "2026-01-06", Reason: words("Another kitchen")})
	reading, _ := s.test.Reading("waste")
	if len(reading.Phases) != 2 || reading.Phases[0].Middle != 5 || reading.Phases[1].Middle != 1.5 || reading.Phases[1].From != "2026-01-09" {
		t.Errorf("reads as %+v", reading)
	}
	s.do(officer, RebaseMeasure{Measure: "waste", From: "2026-01-06", Undo: true, Reason: words("It was the same kitchen")})
	if reading, _ := s.test.Reading("waste"); len(reading.Phases) != 1 {
		t.Errorf("reads as %+v", reading)
	}
	s.refuse(officer, RebaseMeasure{Measure: "waste", From: "2026-01-06", Undo: true, Reason: words("Once more")}, NotFound, "from")
}

// A phase of which the last point was taken out waits for others.
func TestAPhaseWithoutPointsLeft(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6)})
	s.do(lead, RebaseMeasure{Measure: "waste", From: "2026-01-30", Baseline: "2026-01-30", Reason: words("Another kitchen")})
	s.do(lead, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30"}, Remove: true, Reason: words("The day was cancelled")})
	if reading, err := s.test.Reading("waste"); err != nil || len(reading.Phases) != 1 {
		t.Errorf("reads as %+v, %v", reading, err)
	}
	s.now = s.now.Add(30 * 24 * time.Hour)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-02-20", 1, 2)})
	if reading, err := s.test.Reading("waste"); err != nil || len(reading.Phases) != 2 {
		t.Errorf("reads as %+v, %v", reading, err)
	}
}

func TestPhasesThatAreRefused(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6)})
	why := words("because")
	for name, c := range map[string]struct {
		who     Actor
		command RebaseMeasure
		code    Code
		field   string
	}{
		"a helper":                {helper, RebaseMeasure{Measure: "waste", From: "2026-01-20", Reason: why}, NotAllowed, "as"},
		"without a reason":        {lead, RebaseMeasure{Measure: "waste", From: "2026-01-20"}, Invalid, "reason"},
		"another measure":         {lead, RebaseMeasure{Measure: "joy", From: "2026-01-20", Reason: why}, Invalid, "measure"},
		"nothing":                 {lead, RebaseMeasure{Measure: "waste", Reason: why}, Invalid, "from"},
		"a day to come":           {lead, RebaseMeasure{Measure: "waste", From: "2026-09-01", Reason: why}, Invalid, "from"},
		"a baseline to come":      {lead, RebaseMeasure{Measure: "waste", Baseline: "2026-09-01", Reason: why}, Invalid, "baseline"},
		"a baseline before":       {lead, RebaseMeasure{Measure: "waste", From: "2026-01-20", Baseline: "2026-01-19", Reason: why}, Invalid, "baseline"},
		"no point in it":          {lead, RebaseMeasure{Measure: "waste", From: "2026-01-31", Reason: why}, Invalid, "from"},
		"no such phase to forget": {lead, RebaseMeasure{Measure: "waste", From: "2026-01-20", Undo: true, Reason: why}, NotFound, "from"},
		"no day":                  {lead, RebaseMeasure{Measure: "waste", From: "20 Jan", Reason: why}, Invalid, "from"},
	} {
		t.Run(name, func(t *testing.T) { s.refuse(c.who, c.command, c.code, c.field) })
	}
	for i := range 20 {
		s.do(lead, RebaseMeasure{Measure: "waste", From: Date("2026-01-01").AddDays(i), Reason: why})
	}
	s.refuse(lead, RebaseMeasure{Measure: "waste", From: "2026-01-25", Reason: why}, Invalid, "from")
	s.do(lead, RebaseMeasure{Measure: "waste", From: "2026-01-16", Baseline: "2026-01-16", Reason: why}) // in place of another
}
