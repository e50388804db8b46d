package improvement_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// heardOf lists "when kind who" of every notice that time brought, about one
// kind of task.
func heardOf(r *run, kind TaskKind) []string {
	var lines []string
	for _, n := range r.heard {
		if n.TaskKind == kind && n.Kind != NoticeTask {
			lines = append(lines, n.SendAfter.In(London()).Format("2006-01-02 15:04 MST ")+string(n.Kind)+" "+nameOf(n.To))
		}
	}
	return lines
}

func sameLines(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The plan is due after the clocks go forward; Good Friday is a holiday.
func TestTheLadderOfAStage(t *testing.T) {
	s := newStory(t, at("2026-03-20 10:00"))
	s.launch(DefaultTerms())
	if s.test.Due != "2026-04-06" {
		t.Fatalf("the plan is due %s", s.test.Due)
	}
	s.until(at("2026-06-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskPlan), []string{
		"2026-03-27 09:05 GMT reminder lead",
		"2026-04-02 09:05 BST reminder lead",
		"2026-04-06 09:05 BST reminder lead",
		"2026-04-07 09:05 BST overdue lead",
		"2026-04-09 09:05 BST escalated officer",
		"2026-04-15 09:05 BST escalated east/chair",
	})
	if !s.test.NextMoment().IsZero() {
		t.Errorf("after the last rung there is still %v", s.test.NextMoment())
	}
}

// The step is due after the clocks go back.
func TestTheLadderOfAStep(t *testing.T) {
	s := newStory(t, at("2026-10-12 10:00"))
	s.launch(DefaultTerms())
	plan := lawfulPlan(s.now)
	plan.Steps[0].Due = "2026-10-26"
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	s.until(at("2026-12-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskStep), []string{
		"2026-10-19 09:05 BST reminder teacher",
		"2026-10-23 09:05 BST reminder teacher",
		"2026-10-26 09:05 GMT reminder teacher",
		"2026-10-27 09:05 GMT overdue teacher",
		"2026-10-27 09:05 GMT escalated lead",
		"2026-10-29 09:05 GMT escalated officer",
	})
}

// A plan may be agreed after the day of its step: whoever has it hears all the same,
// and so do those who help.
func TestTheLadderOfAStepThatWasAgreedLate(t *testing.T) {
	s := launched(t)
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)}) // its step is due 9 February
	s.until(at("2026-03-02 12:00"))
	s.do(officer, AgreePlan{})
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"lead", "teacher"}) {
		t.Errorf("told %v", got)
	}
	s.until(at("2026-03-20 12:00"))
	sameLines(t, heardOf(&s.run, TaskStep), []string{
		"2026-03-03 09:05 GMT overdue teacher",
		"2026-03-03 09:05 GMT escalated lead",
		"2026-03-05 09:05 GMT escalated officer",
	})
}

// Whoever gets something back hears of it again: one hears of one cause once.
func TestWhoeverGetsATaskBackHearsOfIt(t *testing.T) {
	hears := func(r *run, who PersonID, kind TaskKind, times int) {
		t.Helper()
		causes := map[string]bool{}
		for _, n := range r.heard {
			if n.Kind == NoticeTask && n.TaskKind == kind && n.To.Person == who {
				causes[n.Cause] = true
			}
		}
		if len(causes) != times {
			t.Errorf("%s hears of %s for %d causes, want %d: %v", who, kind, len(causes), times, causes)
		}
	}
	s := launched(t).toDo()
	for range 2 {
		s.do(lead, AssignStep{Step: "1.1", To: "helper", Reason: words("ill")})
		s.do(lead, AssignStep{Step: "1.1", To: "teacher", Reason: words("well again")})
	}
	hears(&s.run, "teacher", TaskStep, 3)
	hears(&s.run, "helper", TaskStep, 2)

	for range 2 {
		s.do(officer, HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("leave")})
		s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")}) // brings no news to them
		s.do(officer, ResumeTest{})
		s.do(officer, HandOver{From: "helper", To: "lead", ToRoles: lead.Roles, Reason: words("back")})
	}
	hears(&s.run, "lead", TaskFinishDo, 3)
	hears(&s.run, "helper", TaskFinishDo, 2)

	b := lapsed(t, 5)
	for range 2 {
		b.do(admin, HandOverApproval{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")})
		b.do(admin, HandOverApproval{From: "officer-two", To: "officer", ToRoles: officer.Roles, Reason: words("back")})
	}
	hears(&b.run, "officer", TaskLapsed, 3)
	hears(&b.run, "officer-two", TaskLapsed, 2)
}

func TestTheLadderOfAVote(t *testing.T) {
	b := opened(t, 3)
	b.vote(1, Agree)
	b.until(at("2026-03-20 12:00"))
	sameLines(t, heardOf(&b.run, TaskVote), []string{
		"2026-02-09 09:05 GMT reminder m2", "2026-02-09 09:05 GMT reminder m3",
		"2026-02-13 09:05 GMT reminder m2", "2026-02-13 09:05 GMT reminder m3",
		"2026-02-16 09:05 GMT reminder m2", "2026-02-16 09:05 GMT reminder m3",
		"2026-02-20 09:05 GMT reminder m2", "2026-02-20 09:05 GMT reminder m3", // extended until the 23rd
		"2026-02-23 09:05 GMT reminder m2", "2026-02-23 09:05 GMT reminder m3",
	})
	sameLines(t, heardOf(&b.run, TaskLapsed), []string{
		"2026-02-24 09:05 GMT reminder officer", "2026-03-02 09:05 GMT reminder officer", "2026-03-03 09:05 GMT reminder officer",
		"2026-03-04 09:05 GMT overdue officer", "2026-03-04 09:05 GMT escalated lead",
		"2026-03-06 09:05 GMT overdue officer", "2026-03-12 09:05 GMT escalated east/chair",
	})
}

func TestRungsPastAtTheOpeningAreSkipped(t *testing.T) {
	s := newStory(t, at("2026-02-06 10:00")) // a Friday
	s.launch(DefaultTerms())
	plan := lawfulPlan(s.now)
	plan.Steps[0].Due = "2026-02-09"
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	s.until(at("2026-02-09 12:00"))
	sameLines(t, heardOf(&s.run, TaskStep), []string{"2026-02-09 09:05 GMT reminder teacher"})

	s = newStory(t, at("2026-02-06 08:59")) // a minute before a rung
	s.launch(DefaultTerms())
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	s.until(at("2026-02-09 12:00"))
	sameLines(t, heardOf(&s.run, TaskStep), []string{"2026-02-06 09:05 GMT reminder teacher", "2026-02-09 09:05 GMT reminder teacher"})

	s = newStory(t, at("2026-02-06 09:00")) // on the rung
	s.launch(DefaultTerms())
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	s.until(at("2026-02-09 08:59"))
	sameLines(t, heardOf(&s.run, TaskStep), nil)
}

func TestAfterALongOutageEachHearsOnce(t *testing.T) {
	s := inDo(t)
	s.asleep(at("2026-03-30 11:30"))
	sameLines(t, heardOf(&s.run, TaskStep), []string{
		"2026-03-30 11:35 BST overdue teacher", "2026-03-30 11:35 BST escalated lead", "2026-03-30 11:35 BST escalated officer",
	})
	sameLines(t, heardOf(&s.run, TaskFinishDo), []string{
		"2026-03-30 11:35 BST overdue lead", "2026-03-30 11:35 BST escalated officer", "2026-03-30 11:35 BST escalated east/chair",
	})
	sameLines(t, heardOf(&s.run, TaskCollect), nil) // its occurrences are over
	if s.test.HandledTo != s.now {
		t.Errorf("handled up to %v", s.test.HandledTo)
	}
	passed := s.journal[len(s.journal)-1].Event.(*TimePassed)
	if !slices.Equal(passed.Missed, []StepID{"1.2", "1.3"}) {
		t.Errorf("missed %v", passed.Missed)
	}
	s.verify()
}

func TestARecurringTaskIsToldOfOnItsDayOnly(t *testing.T) {
	s := inDo(t)
	s.until(at("2026-03-30 12:00"))
	var sweeping []string
	for _, n := range s.heard {
		if n.Item == "1.2" {
			sweeping = append(sweeping, string(n.Kind)+" "+string(n.Due)+" "+nameOf(n.To))
		}
	}
	sameLines(t, sweeping, []string{
		"task-opened 2026-02-09 helper", "reminder 2026-02-09 helper", "reminder 2026-02-10 helper",
		"reminder 2026-02-11 helper", "reminder 2026-02-12 helper", "reminder 2026-02-13 helper",
	})
	sameLines(t, heardOf(&s.run, TaskCollect), []string{
		"2026-02-09 09:05 GMT reminder helper", "2026-02-16 09:05 GMT reminder helper", "2026-02-23 09:05 GMT reminder helper",
	})
}

// Whoever wakes from an outage in the middle of a repetition hears of today's.
func TestTodaysOccurrenceAfterAnOutage(t *testing.T) {
	s := inDo(t)
	s.asleep(at("2026-02-11 13:00"))
	var sweeping []string
	for _, n := range s.notices {
		if n.Item == "1.2" {
			sweeping = append(sweeping, string(n.Kind)+" "+string(n.Due)+" "+nameOf(n.To))
		}
	}
	sameLines(t, sweeping, []string{"task-opened 2026-02-11 helper"})
}

func TestATaskSaysWhoHearsNext(t *testing.T) {
	s := launched(t) // the plan is due 16 February
	steps := []struct {
		now     string
		next    string
		nextTo  []Audience
		after   string
		afterTo []Audience
	}{
		{"2026-02-02 10:00", "2026-02-09 09:00", []Audience{ToOwner}, "2026-02-13 09:00", []Audience{ToOwner}},
		{"2026-02-09 09:00", "2026-02-13 09:00", []Audience{ToOwner}, "2026-02-16 09:00", []Audience{ToOwner}},
		{"2026-02-16 08:00", "2026-02-16 09:00", []Audience{ToOwner}, "2026-02-17 09:00", []Audience{ToOwner, ToLead}},
		{"2026-02-17 09:00", "2026-02-19 09:00", []Audience{ToLWO}, "2026-02-25 09:00", []Audience{ToChair}},
		{"2026-02-20 09:00", "2026-02-25 09:00", []Audience{ToChair}, "", nil},
		{"2026-02-25 09:00", "", nil, "", nil},
	}
	moment := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		return at(text)
	}
	for _, want := range steps {
		s.until(at(want.now))
		task := s.test.Tasks()[0]
		if !task.NextReminder.Equal(moment(want.next)) || !slices.Equal(task.NextTo, want.nextTo) ||
			!task.After.Equal(moment(want.after)) || !slices.Equal(task.AfterTo, want.afterTo) {
			t.Errorf("%s: next %v to %v, then %v to %v", want.now, task.NextReminder, task.NextTo, task.After, task.AfterTo)
		}
	}
	if task := s.test.Tasks()[0]; !task.Overdue(s.now) || task.Overdue(at("2026-02-16 23:59")) || !task.Overdue(at("2026-02-17 00:00")) {
		t.Error("a task is overdue when its day has ended")
	}
}

// One who is owner and lead and LWO hears each thing once.
func TestEachCauseIsToldOnce(t *testing.T) {
	both := Actor{Person: "officer", Roles: append(slices.Clone(officer.Roles), Membership{Body: breakfast, Person: "officer", Role: GroupLead})}
	charter, facts := lawfulCharter(), lawfulFacts()
	charter.Lead, facts.LeadRoles = "officer", both.Roles
	s := newStory(t, monday)
	events, err := Launch(charter, facts, DefaultTerms(), holidays, both, s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.file("officer", events)
	s.until(at("2026-04-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskPlan), []string{
		"2026-02-09 09:05 GMT reminder officer", "2026-02-13 09:05 GMT reminder officer", "2026-02-16 09:05 GMT reminder officer",
		"2026-02-17 09:05 GMT overdue officer", "2026-02-19 09:05 GMT overdue officer", "2026-02-25 09:05 GMT escalated east/chair",
	})
}

func TestTheLadderIsConfigured(t *testing.T) {
	terms := DefaultTerms()
	terms.Ladder = Ladder{{Days: 2, To: []Audience{ToLWO}}, {Days: -2, To: []Audience{ToOwner, ToChair}}} // in any order
	s := newStory(t, monday)
	s.launch(terms)
	s.until(at("2026-04-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskPlan), []string{
		"2026-02-12 09:05 GMT reminder lead", "2026-02-12 09:05 GMT reminder east/chair", "2026-02-18 09:05 GMT escalated officer",
	})
	terms.Ladder = nil
	s = newStory(t, monday)
	s.launch(terms)
	if !s.test.NextMoment().IsZero() {
		t.Errorf("without a ladder there is %v", s.test.NextMoment())
	}
}
