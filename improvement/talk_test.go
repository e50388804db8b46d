package improvement_test

import (
	"slices"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// unusual is a story in which a frozen baseline is left behind for good by the
// points after the launch: a shift.
func unusual(t reporter) *story {
	t.Helper()
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6, 5, 4, 6, 5, 4, 6, 5)})
	s.do(lead, RebaseMeasure{Measure: "waste", Baseline: "2026-01-30", Reason: words("The usual before we began")})
	s.now = s.now.Add(120 * 24 * time.Hour)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-03-06", 2, 1, 2, 1, 2)})
	if talks := s.talks(); len(talks) > 0 {
		t.Fatalf("five points low are a signal already: %+v", talks)
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: weekly("2026-03-13", 1)})
	return s
}

func (s *story) talks() []Task {
	return slices.DeleteFunc(s.test.Tasks(), func(t Task) bool { return t.Kind != TaskTalk })
}

func TestASignalOpensOneConversation(t *testing.T) {
	s := unusual(t)
	talks := s.talks()
	if len(talks) != 2 || talks[0].Owner != "lead" || talks[1].Owner != "officer" || talks[0].Item != "t1" {
		t.Fatalf("the tasks are %+v", talks)
	}
	if talks[0].Due != holidays.Add(DateOf(s.now), 5) || talks[0].Says == "" || talks[0].What != words("Food left over") {
		t.Errorf("the task is %+v", talks[0])
	}
	if got := s.told(NoticeTask); !slices.Contains(got, "lead") || !slices.Contains(got, "officer") {
		t.Errorf("told: %v", got)
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: weekly("2026-03-20", 2)}) // the same run goes on
	if talks := s.talks(); len(talks) != 2 {
		t.Errorf("asked again: %+v", talks)
	}
	if s.test.Series[1].Phases[0].Baseline != "2026-01-30" || len(s.test.Series[1].Phases) != 1 {
		t.Errorf("it was re-based by itself: %+v", s.test.Series[1].Phases)
	}
	s.do(officer, TalkAbout{Talk: "t1", Said: words("Less is left since they choose for themselves")})
	if talks := s.talks(); len(talks) != 0 {
		t.Errorf("still asked: %+v", talks)
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: weekly("2026-03-27", 2)})
	if talks := s.talks(); len(talks) != 0 {
		t.Errorf("asked again: %+v", talks)
	}
	s.refuse(lead, TalkAbout{Talk: "t1", Said: words("Me too")}, WrongStage, "")
	s.verify()
}

func TestWhoSaysWhatWasMadeOfASignal(t *testing.T) {
	s := unusual(t)
	s.refuse(helper, TalkAbout{Talk: "t1", Said: words("x")}, NotAllowed, "as")
	s.refuse(lead, TalkAbout{Talk: "t1"}, Invalid, "said")
	s.refuse(lead, TalkAbout{Talk: "t2", Said: words("x")}, NotFound, "talk")
	s.do(lead, TalkAbout{Talk: "t1", Said: words("x")})
}

// What a typing error brought up goes with its correction.
func TestACorrectionTakesItsConversationAlong(t *testing.T) {
	s := charted(t, spc.XmR, 0)
	s.now = s.now.Add(120 * 24 * time.Hour)
	s.do(lead, RecordPoints{Measure: "attendance", Points: weekly("2026-05-01", 84, 86, 85, 87, 84, 86, 83, 85, 86, 84, 85, 86, 84, 85, 86, 8)})
	if len(s.talks()) != 2 {
		t.Fatalf("the tasks are %+v", s.talks())
	}
	s.do(lead, CorrectPoint{Measure: "attendance", Point: Point{Date: "2026-05-01", Value: 85}, Reason: words("A digit was missing")})
	if len(s.talks()) != 0 {
		t.Errorf("still asked: %+v", s.talks())
	}
	s.refuse(lead, TalkAbout{Talk: "t1", Said: words("x")}, WrongStage, "")
	s.do(lead, CorrectPoint{Measure: "attendance", Point: Point{Date: "2026-05-01", Value: 8}, Reason: words("It was right")})
	if talks := s.talks(); len(talks) != 2 || talks[0].Item != "t2" {
		t.Errorf("it is there again, and the tasks are %+v", talks)
	}
	s.verify()
}

// What was before the launch is where the test starts from: nobody is asked.
func TestHistoryAsksNobody(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 9, 9, 9, 9, 9, 9, 9, 2, 2, 2, 2, 2, 2, 2)})
	if reading, _ := s.test.Reading("waste"); reading.Verdict != spc.Signaled {
		t.Fatalf("reads as %+v", reading)
	}
	if len(s.talks()) != 0 {
		t.Errorf("asked: %+v", s.talks())
	}
}

func TestALongImportAsksOnce(t *testing.T) {
	s := charted(t, spc.C, 0)
	s.now = s.now.Add(500 * 24 * time.Hour)
	var points []Point
	for i := range 120 {
		points = append(points, Point{Date: Date("2026-02-02").AddDays(i), Value: float64(i % 2 * 40)})
	}
	s.do(lead, RecordPoints{Measure: "attendance", Points: points})
	talks := s.talks()
	if len(talks) != 2 || len(s.test.Talks) != 1 || len(s.test.Talks[0].Signals) != 20 || s.test.Talks[0].More == 0 {
		t.Fatalf("the tasks are %+v", talks)
	}
	s.do(lead, RebaseMeasure{Measure: "attendance", From: "2026-02-02", Reason: words("As it was")})
	if len(s.test.Talks) != 1 {
		t.Errorf("asked again about what was too much to list: %+v", s.test.Talks[1])
	}
}

// One who leads and guides is asked once; a pause rests the task, and a hand-over
// gives it on.
func TestWhoIsAskedAboutASignal(t *testing.T) {
	s := unusual(t)
	s.do(officer, HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("Leaves the school")})
	if talks := s.talks(); talks[0].Owner != "helper" || talks[1].Owner != "officer" {
		t.Errorf("the tasks are %+v", talks)
	}
	s.do(officer, PauseTest{Until: DateOf(s.now).AddDays(10), Reason: words("Holidays")})
	if len(s.test.Tasks()) != 0 {
		t.Errorf("asked in a pause: %+v", s.test.Tasks())
	}
}
