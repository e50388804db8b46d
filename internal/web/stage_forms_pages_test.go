package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

const (
	leads  = "keith-link-worker"
	guides = "east-lwo"
	helps  = "keith-parent"
)

// stage is a test of change whose forms are tried.
type stage struct {
	*testing.T
	town *pagestest.Town
	test string
}

func (s stage) path(part string) string { return "/tests/" + s.test + part }

func (s stage) version() int {
	s.Helper()
	return version(s.T, s.town, improvement.TestSubject(s.test))
}

// takes sends a form as the right person, twice by the same page: it is filed once.
func (s stage) takes(who, part string, fill url.Values, says string) {
	s.Helper()
	form := s.town.As(s.T, who).Get(s.path(part)).Must(http.StatusOK)
	last := part[strings.LastIndexByte(part, '/'):]
	form.Send(last, fill).Must(http.StatusOK, says)
	after := s.version()
	form.Send(last, fill).Must(http.StatusOK)
	if now := s.version(); now != after {
		s.Errorf("%s was sent twice and filed twice", part)
	}
}

// refuses sends a form as somebody, or at a moment, that is not right: the page is not given,
// and what is sent all the same changes nothing.
func (s stage) refuses(who, part string, fill url.Values, status int, says string) {
	s.Helper()
	before, v := s.version(), s.town.As(s.T, who)
	v.Get(s.path(part)).Must(status, says)
	if p := v.Post(s.path(part), fill); p.Status < http.StatusBadRequest || s.version() != before {
		s.Errorf("%s sent %s, and it was taken: %d %s", who, part, p.Status, p.Text())
	}
}

// wants sends a form in which something is missing or wrong.
func (s stage) wants(who, part string, fill url.Values, says string) *pagestest.Page {
	s.Helper()
	before := s.version()
	p := s.town.As(s.T, who).Get(s.path(part)).Send(part[strings.LastIndexByte(part, '/'):], fill).Must(http.StatusUnprocessableEntity, "There is a problem", says)
	if s.version() != before {
		s.Errorf("%s was filed as it was", part)
	}
	return p
}

func inDo(t *testing.T) stage {
	t.Helper()
	town := pagestest.Open(t, nil)
	return stage{t, town, begun(t, town)}
}

// dated adds a day to what is sent.
func dated(values url.Values, name, day, month, year string) url.Values {
	values.Set(name+"-day", day)
	values.Set(name+"-month", month)
	values.Set(name+"-year", year)
	return values
}

func TestAStepGoesToAnotherAndIsLeftOut(t *testing.T) {
	s := inDo(t)
	over := fields("to", "keith-volunteer", "reason", "She has the keys.")
	s.refuses(helps, "/steps/1.2/assign", over, http.StatusForbidden, "lead")
	s.wants(leads, "/steps/1.2/assign", fields("to", "keith-volunteer"), "Say why, in a few words.")
	s.wants(leads, "/steps/1.2/assign", fields("reason", "x"), "Name the person who does it.")
	s.takes(leads, "/steps/1.2/assign", over, "The step is handed on.")
	s.town.As(t, "keith-volunteer").Get("/").Must(http.StatusOK, "Check the kitchen")

	out := fields("reason", "Everybody knew already.")
	s.refuses(helps, "/steps/1.1/drop", out, http.StatusForbidden, "lead")
	s.wants(leads, "/steps/1.1/drop", nil, "Say why, in a few words.")
	s.takes(leads, "/steps/1.1/drop", out, "The step is left out.")
	s.refuses(leads, "/steps/1.1/drop", out, http.StatusConflict, "Step 1.1 is")
	s.refuses(leads, "/steps/1.1/assign", over, http.StatusConflict, "Step 1.1 is")
	s.refuses(leads, "/steps/9.9/drop", out, http.StatusNotFound, "no step")
}

func TestDoIsEndedEarly(t *testing.T) {
	town := pagestest.Open(t, nil)
	s := stage{t, town, town.Launch(t)}
	end := fields("reason", "The heating failed.", "harm", "yes")
	s.refuses(guides, "/end-do", end, http.StatusConflict, "You cannot end Do now")
	town.Do(t, s.test, leads, "plan", pagestest.Document(t, "breakfast-club/plan.yaml"))
	town.Do(t, s.test, guides, "agree-plan", nil)
	s.refuses(helps, "/end-do", end, http.StatusForbidden, "Locality Wellbeing Officer")
	s.wants(guides, "/end-do", nil, "Say why it ends early.")
	s.takes(guides, "/end-do", end, "Do has ended early.")
	s.refuses(guides, "/end-do", end, http.StatusConflict, "You cannot end Do now")
	town.As(t, leads).Get(s.path("")).Must(http.StatusOK, "someone could have been harmed")
}

func TestATestIsPausedAndGoesOn(t *testing.T) {
	s := inDo(t)
	rest := dated(fields("reason", "The school is closed."), "until", "1", "3", "2027")
	s.refuses(guides, "/resume", nil, http.StatusConflict, "This test is not paused.")
	s.refuses(leads, "/pause", rest, http.StatusForbidden, "Locality Wellbeing Officer")
	s.wants(guides, "/pause", dated(fields("reason", "x"), "until", "18", "1", "2027"), "A pause ends on a later day than today.")
	s.wants(guides, "/pause", dated(url.Values{}, "until", "1", "3", "2027"), "Say why it is paused.")
	s.takes(guides, "/pause", rest, "The test is paused.")
	s.refuses(guides, "/pause", rest, http.StatusConflict, "This test is paused until")
	s.refuses(leads, "/resume", nil, http.StatusForbidden, "Locality Wellbeing Officer")
	s.takes(guides, "/resume", nil, "The test goes on.")
	s.refuses(guides, "/resume", nil, http.StatusConflict, "This test is not paused.")
}

func TestTasksOfATestAreHandedOver(t *testing.T) {
	s := inDo(t)
	over := fields("from", leads, "to", "keith-headteacher", "reason", "They start a new job.")
	s.refuses(helps, "/hand-over", over, http.StatusForbidden, "hands tasks over")
	s.wants(guides, "/hand-over", fields("from", leads, "to", leads, "reason", "x"), "Name another person to hand over to.")
	s.wants(guides, "/hand-over", fields("from", leads, "to", "keith-headteacher"), "Say why it is handed over.")
	s.takes(guides, "/hand-over", over, "The tasks are handed over.")
	s.town.As(t, guides).Get(s.path("")).Must(http.StatusOK, "Headteacher, Keith")
	s.wants(guides, "/hand-over", over, "has no task in this test to hand over.") // they have none any more
}

// counted files points of breakfasts in which the last are higher than those before.
func (s stage) counted() {
	s.Helper()
	s.town.Do(s.T, s.test, leads, "measure", []byte("measure: breakfasts\npoints:\n"+
		"- {date: 5 Oct 2026, value: 4}\n- {date: 12 Oct 2026, value: 5}\n- {date: 19 Oct 2026, value: 3}\n- {date: 26 Oct 2026, value: 4}\n"+
		"- {date: 2 Nov 2026, value: 5}\n- {date: 9 Nov 2026, value: 3}\n- {date: 16 Nov 2026, value: 4}\n- {date: 23 Nov 2026, value: 5}\n"+
		"- {date: 30 Nov 2026, value: 14}\n- {date: 7 Dec 2026, value: 15}\n- {date: 14 Dec 2026, value: 13}\n- {date: 21 Dec 2026, value: 14}\n"+
		"- {date: 28 Dec 2026, value: 16}\n- {date: 4 Jan 2027, value: 15}\n- {date: 11 Jan 2027, value: 17}\n- {date: 18 Jan 2027, value: 16}\n"))
}

func TestAnotherUsualIsSet(t *testing.T) {
	s := inDo(t)
	const part = "/measures/breakfasts/usual"
	usual := dated(fields("reason", "The bus comes earlier."), "from", "30", "11", "2026")
	s.counted()
	s.refuses(helps, part, usual, http.StatusForbidden, "lead")
	s.wants(leads, part, dated(url.Values{}, "from", "30", "11", "2026"), "Say why.")
	s.takes(leads, part, usual, "The chart is read with the usual that you set.")
	s.wants(leads, part, dated(fields("reason", "x", "undo", "yes"), "from", "1", "1", "2026"), "none to take away")
	s.takes(leads, part, dated(fields("reason", "It was chance.", "undo", "yes"), "from", "30", "11", "2026"), "The chart is read")
	for _, part := range []string{"usual", "record", "correct", "import"} {
		s.refuses(leads, "/measures/nothing-such/"+part, usual, http.StatusNotFound, "There is nothing at this address.")
	}
}

func TestWhatPointsShowIsTalkedAbout(t *testing.T) {
	s := inDo(t)
	made := fields("said", "The bus comes earlier. We keep it.")
	s.refuses(leads, "/talks/t1", nil, http.StatusNotFound, "No signal of this test waits")
	s.counted()
	s.refuses(helps, "/talks/t1", made, http.StatusForbidden, "lead")
	s.wants(leads, "/talks/t1", nil, "Say what you made of it")
	s.takes(leads, "/talks/t1", made, "What you made of it is filed.")
	s.refuses(leads, "/talks/t1", made, http.StatusConflict, "filed on")
}

func TestPartiesAgreeAndDecline(t *testing.T) {
	s := inDo(t)
	put := dated(dated(fields("purpose", "That breakfast goes on.", "parties[1].person", "keith-headteacher", "parties[1].brings", "The hall.",
		"parties[2].person", "keith-parent", "parties[2].brings", "A word at the gate."), "from", "1", "3", "2027"), "review_by", "1", "3", "2028")
	s.refuses(helps, "/agreement", put, http.StatusForbidden, "lead")
	s.refuses(guides, "/agreement/review", fields("outcome", "kept"), http.StatusNotFound, "no shared agreement")
	missing := s.wants(leads, "/agreement", dated(dated(fields("purpose", "That it goes on.", "parties[1].person", "keith-headteacher", "parties[1].brings", "The hall.",
		"parties[2].person", "keith-parent"), "from", "1", "3", "2027"), "review_by", "1", "3", "2028"), "brings")
	if !strings.Contains(missing.Body, `href="#parties-2-brings"`) || !strings.Contains(missing.Body, `id="error-parties-2-brings"`) {
		t.Errorf("the fault does not lead to its entry: %s", missing.Body)
	}
	s.takes(leads, "/agreement", put, "The agreement is proposed.")

	s.refuses("keith-cook", "/agreement/1/agree", nil, http.StatusForbidden, "")
	s.takes("keith-headteacher", "/agreement/1/agree", nil, "Your part is agreed.")
	s.refuses("keith-headteacher", "/agreement/1/agree", nil, http.StatusConflict, "agreed to on")
	s.refuses("keith-cook", "/agreement/2/decline", fields("reason", "x"), http.StatusForbidden, "")
	s.wants(helps, "/agreement/2/decline", nil, "Say why")
	s.takes(helps, "/agreement/2/decline", fields("reason", "I move away."), "Your answer is filed.")

	ends := fields("outcome", "ended", "reason", "It went on without.")
	s.refuses(helps, "/agreement/review", ends, http.StatusForbidden, "lead")
	s.wants(leads, "/agreement/review", fields("outcome", "ended"), "Say why it ends.")
	s.takes(leads, "/agreement/review", ends, "The review is filed.")
	s.refuses(leads, "/agreement/review", ends, http.StatusConflict, "The shared agreement ended on")
	s.refuses("keith-headteacher", "/agreement/1/agree", nil, http.StatusConflict, "The shared agreement ended on")
}

// allAgree has three of the LMG agree to what a test proposes.
func allAgree(t *testing.T, town *pagestest.Town, decision string) {
	t.Helper()
	for _, member := range []string{"east-chair", "east-deputy", "east-health-visitor"} {
		town.As(t, member).Get(decision+"/vote").Must(http.StatusOK).Send("/vote", fields("choice", "agree")).Must(http.StatusOK)
	}
}

func TestAGainIsLookedAtAgain(t *testing.T) {
	town := pagestest.Open(t, nil)
	test, decision := proposed(t, town)
	s := stage{t, town, test}
	held := fields("held", "partly", "says", "14 families still come.")
	s.refuses(leads, "/check-gain", held, http.StatusConflict, "You cannot check the gain now")
	allAgree(t, town, decision)
	eventually(t, "the test is followed up", func() bool { return s.at() == improvement.StageFollowUp })
	s.refuses("keith-volunteer", "/check-gain", held, http.StatusForbidden, "lead")
	s.wants(leads, "/check-gain", fields("says", "14 still come."), "This is not answered yet. Choose one of what is offered.")
	s.wants(leads, "/check-gain", fields("held", "yes"), "Say what you saw when you looked again.")
	s.takes(leads, "/check-gain", held, "What you saw is filed.")
	s.refuses(leads, "/check-gain", held, http.StatusConflict, "closed")
}

func (s stage) at() improvement.Stage {
	s.Helper()
	return s.state().Stage
}

func (s stage) state() *improvement.TestOfChange {
	s.Helper()
	_, state, err := s.town.Desk.State(s.Context(), improvement.TestSubject(s.test))
	if err != nil {
		s.Fatal(err)
	}
	of, err := improvement.RestoreTest(state)
	if err != nil {
		s.Fatal(err)
	}
	return of
}

// TestTheNextCycleIsBegunAsTheLMGAllowedAhead carries a test through cycles that were granted.
func TestTheNextCycleIsBegunAsTheLMGAllowedAhead(t *testing.T) {
	town := pagestest.Open(t, nil)
	s := stage{t, town, town.Launch(t)}
	s.refuses(guides, "/begin-cycle", nil, http.StatusConflict, "You cannot")
	allAgree(t, town, s.adapts(1, "cycles: 3\nuntil: 1 Dec 2027\n"))
	eventually(t, "the second cycle is planned", func() bool { return s.at() == improvement.StagePlan })
	s.adapts(2, "")
	s.refuses(leads, "/begin-cycle", nil, http.StatusForbidden, "Locality Wellbeing Officer")
	s.refuses(leads, "/take-to-lmg", nil, http.StatusForbidden, "Locality Wellbeing Officer")
	town.As(t, guides).Get(s.path("/begin-cycle")).Must(http.StatusOK, "The lead proposes: Ask the grandparents.")
	s.takes(guides, "/begin-cycle", nil, "The next cycle has begun.")
	s.refuses(guides, "/begin-cycle", nil, http.StatusConflict, "You cannot")
	s.refuses(guides, "/take-to-lmg", nil, http.StatusConflict, "You cannot")
	s.adapts(3, "")
	s.takes(guides, "/take-to-lmg", nil, "The Locality Management Group is asked to decide.")
	s.refuses(guides, "/take-to-lmg", nil, http.StatusConflict, "You cannot")
	if s.at() != improvement.StageDecide {
		t.Errorf("it is in %s", s.at())
	}
}

// adapts carries a cycle to its proposal, and gives the decision that is asked for first.
func (s stage) adapts(cycle int, grant string) (decision string) {
	s.Helper()
	step := string(rune('0'+cycle)) + ".1"
	do := func(as improvement.PersonID, command, doc string) { s.town.Do(s.T, s.test, as, command, []byte(doc)) }
	do(leads, "plan", "objective: See who comes.\nquestions:\n- {question: \"How many come?\", prediction: \"15.\", measure: breakfasts}\nsteps:\n- {what: Tell the families, who: keith-parent, due: 25 Jan 2027}\n")
	do(guides, "agree-plan", "")
	do(helps, "step-done", "step: '"+step+"'")
	do(leads, "finish-do", "as_planned: yes\n")
	do(leads, "study", "answers:\n- {question: 1, as_found: partly, happened: Eleven came.}\nlearned: Children come with children.\noutcomes:\n- {outcome: o1, mark: emerging, seen: Most were on time.}\n- {outcome: nobody-stands-out, mark: not-seen}\n- {outcome: connected, mark: emerging, seen: They came together.}\n")
	do(leads, "act", "direction: adapt\nchanges: Ask the grandparents.\n"+grant+"costs:\n- {kind: money, amount: 165, note: Food}\nconsequences: A late first lesson.\n")
	if cycle == 1 {
		eventually(s.T, "the LMG is asked", func() bool {
			_, _, err := s.town.Desk.State(s.Context(), improvement.ApprovalSubject(improvement.TestSubject(s.test), 1))
			return err == nil
		})
	}
	return "/decisions/" + s.test + ".1"
}
