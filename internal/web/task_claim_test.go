package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// shared is a task of two people who hold a role, as it is named in the address of its press.
type shared struct {
	subject improvement.SubjectID
	key     string
}

func (s shared) at(press string) string {
	return "/tasks/" + press + "?" + url.Values{"subject": {string(s.subject)}, "key": {s.key}}.Encode()
}

// TestOneOfSeveralTakesATask holds, of each kind of task that waits for a role, that one of
// two who hold it takes it by a press on Your tasks, that the other sees so, takes it over
// and gives it back, and that nobody else can.
func TestOneOfSeveralTakesATask(t *testing.T) {
	town, issue := press(t, improvement.IssueDrafting, drafted)
	admin := town.As(t, "it-admin")
	for _, kind := range []struct {
		name, role string
		one, two   string // who holds the role, and who comes to hold it
		called     [2]string
		make       func(t *testing.T) shared
	}{
		{
			"the draft of a newsletter", "east-lmg/lwo", "east-lwo", "east-third-sector", [2]string{"LWO, East", "Third sector, East"},
			func(*testing.T) shared { return shared{issue.Subject(), "draft"} },
		},
		{
			"a data request", "east-lmg/administrator", "it-admin", "east-deputy", [2]string{"Administrator, council IT", "Deputy, East LMG"},
			func(t *testing.T) shared {
				asked := town.As(t, "keith-cook").Get("/you/request").Send("/you/request", url.Values{"kind": {"correction"}, "says": {"My old address."}}).Must(http.StatusOK)
				return shared{improvement.DataRequestSubject(strings.TrimPrefix(asked.Path, "/data-requests/")), "answer-data-request"}
			},
		},
		{
			"a request for evidence", "keith-breakfast/group-lead", "keith-link-worker", "keith-volunteer", [2]string{"Home-school link worker, Keith", "Volunteer, Keith"},
			func(t *testing.T) shared {
				asksTheGroup(t, town)
				return shared{"priority-setting/east-lmg/next", "request/r1"}
			},
		},
		{
			"a part in an agreement", "keith-breakfast/group-lead", "keith-link-worker", "keith-volunteer", [2]string{"Home-school link worker, Keith", "Volunteer, Keith"},
			func(t *testing.T) shared {
				test := town.Launch(t)
				town.Do(t, test, "keith-link-worker", "agreement-propose", []byte("purpose: A breakfast\nfrom: 1 March 2027\nreview_by: 21 June 2027\nparties:\n- {person: keith-parent, brings: The rota}\n- {body: keith-breakfast, brings: The cooking}\n"))
				return shared{improvement.TestSubject(test), "agreement/1/2"}
			},
		},
		{
			"a meeting", "east-lmg/clerk", "east-clerk", "west-clerk", [2]string{"Clerk, East LMG", "Clerk, West LMG"},
			func(t *testing.T) shared {
				decision := proposes(t, town, "breakfast-club-2027")
				for _, person := range []string{"east-deputy", "east-health-visitor", "east-social-work"} {
					town.As(t, person).Get(decision+"/interest").Send("/interest", url.Values{"because": {"My family comes"}}).Must(http.StatusOK)
				}
				return shared{improvement.ApprovalSubject("test-of-change/breakfast-club-2027", 1), "meeting/1"}
			},
		},
		{
			"a concern about a voice", "east-lmg/safeguarding-contact", "safeguarding", "west-headteacher", [2]string{"Safeguarding contact", "Headteacher"},
			func(t *testing.T) shared {
				return shared{improvement.VoiceSubject(speak(t, town, "I am afraid of him", url.Values{"unsafe": {"yes"}})), "concern"}
			},
		},
		{
			"a concern about evidence of a test", "east-lmg/safeguarding-contact", "safeguarding", "west-headteacher", [2]string{"Safeguarding contact", "Headteacher"},
			func(t *testing.T) shared {
				return shared{"test-of-change/breakfast-club-2027", concernIn(t, town, "breakfast-club-2027")}
			},
		},
	} {
		admin.Get("/people/"+kind.two+"/give-role").Send("/give-role", one("role", kind.role))
		t.Run(kind.name, func(t *testing.T) {
			task := kind.make(t)
			first, second := town.As(t, kind.one), town.As(t, kind.two)
			home := first.Get("/").Must(http.StatusOK, "I take this")
			home.Send(task.at("take"), nil).Must(http.StatusOK, "It is with you", kind.called[0]+" sees to this", "Give it back")
			home.Send(task.at("take"), nil).Must(http.StatusOK) // pressed twice
			first.Get("/").Must(http.StatusOK, kind.called[0]+" sees to this").Send(task.at("give-back"), nil).Must(http.StatusOK, "for any of you again")
			first.Get("/").Send(task.at("take"), nil).Must(http.StatusOK, "It is with you")

			seen := second.Get("/").Must(http.StatusOK, kind.called[0]+" sees to this")
			seen.Send(task.at("take"), nil).Must(http.StatusOK, kind.called[1])
			if p := second.Get("/").Must(http.StatusOK, " sees to this"); !strings.Contains(p.Body, strings.ReplaceAll(task.at("give-back"), "&", "&amp;")) {
				t.Errorf("it is not theirs to give back: %s", p.Body)
			}
			second.Get("/").Send(task.at("give-back"), nil).Must(http.StatusOK, "You have given it back")
			for _, person := range []string{"west-lwo", "west-chair", "keith-parent"} {
				town.As(t, person).Post(task.at("take"), nil).Must(http.StatusConflict, "does not wait for you")
			}
		})
	}
}

// asksTheGroup asks the breakfast group for evidence in a round.
func asksTheGroup(t *testing.T, town *pagestest.Town) {
	t.Helper()
	charter, err := intake.Reader{Sealer: town.Desk.Vault, Author: "east-chair"}.Round(t.Context(), []byte(
		"lmg: east-lmg\nround: next\ntitle: Priorities of next year\nfrom: 16 August 2027\nuntil: 14 August 2028\nthemes: [poverty]\ngather_by: 26 February 2027\npropose_by: 19 March 2027\nagree_by: 16 April 2027\npublish_by: 30 April 2027\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.OpenRound(t.Context(), command(), "east-chair", charter); err != nil {
		t.Fatal(err)
	}
	onRound(t, town, "east-lwo", "ask-evidence", "question: How many come?\nbody: keith-breakfast\ndue: 19 February 2027\n")
}

// concernIn says of the first item of evidence of a test that someone may be unsafe, and
// gives the key of the task.
func concernIn(t *testing.T, town *pagestest.Town, test string) string {
	t.Helper()
	_, state, err := town.Desk.State(t.Context(), improvement.TestSubject(test))
	if err != nil {
		t.Fatal(err)
	}
	var of improvement.TestOfChange
	if err := json.Unmarshal(state, &of); err != nil {
		t.Fatal(err)
	}
	item := of.Evidence[0].ID
	town.Do(t, test, "keith-cook", "raise-concern", []byte("item: "+item+"\n"))
	return "concern/" + item
}

// TestWhoLeftTheRoleSeesToNothing holds that a task is anybody's again once whoever took it
// does not hold the role any more, or was erased.
func TestWhoLeftTheRoleSeesToNothing(t *testing.T) {
	town := pagestest.Open(t, nil)
	id := speak(t, town, lastBus, nil)
	task := shared{improvement.VoiceSubject(id), "moderate"}
	admin := town.As(t, "it-admin")
	admin.Get("/people/east-third-sector/give-role").Send("/give-role", one("role", "east-lmg/lwo"))
	other := town.As(t, "east-third-sector")
	other.Get("/").Send(task.at("take"), nil).Must(http.StatusOK, "Third sector, East sees to this")
	officer := town.As(t, "east-lwo")
	officer.Get("/").Must(http.StatusOK, "Third sector, East sees to this")
	admin.Get("/people/east-health-visitor/give-role").Send("/give-role", one("role", "east-lmg/lwo"))
	admin.Get("/people/east-third-sector/roles/east-lmg/lwo/end").Send("/end", nil).Must(http.StatusOK)
	if p := officer.Get("/").Must(http.StatusOK, "I take this", "you, or Health visitor"); p.Has("sees to this") {
		t.Errorf("it is with somebody who left: %s", p.Text())
	}
}

// TestAConcernIsTakenAfterItsTestWasClosed holds that a contact may still say that they look
// into it: no workflow hears it any more.
func TestAConcernIsTakenAfterItsTestWasClosed(t *testing.T) {
	town := pagestest.Open(t, nil)
	town.As(t, "it-admin").Get("/people/west-headteacher/give-role").Send("/give-role", one("role", "east-lmg/safeguarding-contact"))
	test, decision := proposed(t, town)
	task := shared{improvement.TestSubject(test), concernIn(t, town, test)}
	vote := func(on, choice string, is func(*improvement.TestOfChange) bool) {
		t.Helper()
		for _, person := range []string{"east-chair", "east-deputy", "east-health-visitor"} {
			town.As(t, person).Get(on+"/vote").Send("/vote", url.Values{"choice": {choice}, "reason": {"Not now."}}).Must(http.StatusOK)
		}
		eventually(t, "the test goes on", func() bool {
			of, err := town.Desk.Test(t.Context(), improvement.TestSubject(test))
			return err == nil && is(of)
		})
	}
	vote(decision, "decline", func(of *improvement.TestOfChange) bool { return of.Stage == improvement.StageAct })
	town.Do(t, test, "keith-link-worker", "act", []byte("direction: abandon\nwhy: Too few came.\ncosts:\n- {kind: money, amount: 165}\nconsequences: None.\n"))
	eventually(t, "the LMG is asked again", func() bool {
		_, _, err := town.Desk.State(t.Context(), improvement.ApprovalSubject(improvement.TestSubject(test), 2))
		return err == nil
	})
	vote("/decisions/"+test+".2", "agree", (*improvement.TestOfChange).Closed)

	contact := town.As(t, "safeguarding")
	contact.Get("/").Send(task.at("take"), nil).Must(http.StatusOK, "It is with you", "Safeguarding contact sees to this")
	town.As(t, "west-headteacher").Get("/").Must(http.StatusOK, "Safeguarding contact sees to this")
	contact.Get("/").Send(task.at("give-back"), nil).Must(http.StatusOK, "for any of you again")
	if p := town.As(t, "east-lwo").Get("/tests/" + test + "/journal"); p.Has("see to the concern") {
		t.Errorf("the LWO reads that there is a concern: %s", p.Text())
	}
}
