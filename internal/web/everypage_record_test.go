package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/google/uuid"
)

// wellFilled is a record on which every page has something to show. soon is one whose days
// are short, for what comes only with time; empty has nobody on it.
type wellFilled struct {
	t                 *testing.T
	town, soon, empty *pagestest.Town
	mail              *pagestest.Mail

	doing, item             string // a test in Do, and what was seen in it
	voice, accepted, hidden string
	evidence, unsafe        string // in the library
	commission              string
	decision, lapsed        string
	issue, approved, sent   string // newsletters: their addresses
	offered                 string
	linked, photo           string // what links of letters lead to

	rating, concluding, reviewed reviewed
	request, complaint           string // data requests: their addresses
}

const (
	theLead = "keith-link-worker"
	theLWO  = "east-lwo"
)

// fill fills the record.
func fill(t *testing.T) *wellFilled {
	t.Helper()
	r := &wellFilled{t: t, mail: pagestest.OpenMail(t)}
	r.soon = pagestest.Open(t, map[string]any{"rehearse": "1d=3s", "terms.approval_days": 1, "terms.extension_days": 1, "newsletter.day": 18})
	_, r.lapsed = proposed(t, r.soon)                                       // it lapses while the rest is filled
	for _, of := range []*reviewed{&r.rating, &r.concluding, &r.reviewed} { // their days pass meanwhile
		of.town = pagestest.Open(t, quick())
	}
	settings := r.mail.Settings()
	for key, value := range map[string]any{
		"mail.base_url": "http://127.0.0.1", "newsletter.day": 28, "newsletter.ask_days": 12, "council.name": "Example Council", "council.email": "help@example.org",
	} {
		settings[key] = value
	}
	r.town = pagestest.Open(t, settings)
	r.empty = pagestest.Begin(t, nil)
	r.tests()
	r.listens()
	r.sets()
	r.writes()
	r.reviews()
	r.asks()
	return r
}

// launched launches a test of that reference.
func launched(t *testing.T, town *pagestest.Town, id, title string) string {
	t.Helper()
	doc := pagestest.Document(t, "breakfast-club/charter.yaml")
	doc = bytes.Replace(doc, []byte("breakfast-club-2027"), []byte(id), 1)
	doc = bytes.Replace(doc, []byte("Breakfast club and Monday attendance"), []byte(title), 1)
	charter, err := intake.Reader{Sealer: town.Desk.Vault, Author: theLWO}.Charter(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.Launch(t.Context(), improvement.CommandID(uuid.NewString()), theLWO, charter); err != nil {
		t.Fatal(err)
	}
	return id
}

// stages carry a test through a cycle, in their order.
var stages = []struct {
	as            improvement.PersonID
	command, says string
}{
	{theLead, "plan", "objective: See who comes.\nquestions:\n- {question: \"How many come?\", prediction: Fifteen.}\nsteps:\n- {what: Tell the families, who: keith-parent, due: 25 Jan 2027}\n"},
	{theLWO, "agree-plan", ""},
	{"keith-parent", "step-done", "step: '%d.1'\n"},
	{theLead, "finish-do", "as_planned: yes\n"},
	{theLead, "study", "answers:\n- {question: 1, as_found: partly, happened: Eleven came.}\nlearned: Children come with children.\noutcomes:\n- {outcome: o1, mark: emerging, seen: Most were on time.}\n- {outcome: nobody-stands-out, mark: not-seen}\n- {outcome: connected, mark: not-seen}\n"},
	{theLead, "act", "direction: adapt\nchanges: Two mornings.\ncycles: 2\nuntil: 25 June 2027\ncosts:\n- {kind: money, amount: 165}\n"},
}

// carried carries a test on in its cycle until that command is due.
func carried(t *testing.T, town *pagestest.Town, test string, cycle int, until string) string {
	t.Helper()
	for _, s := range stages {
		if s.command == until {
			break
		}
		says := s.says
		if strings.Contains(says, "%d") {
			says = fmt.Sprintf(says, cycle)
		}
		town.Do(t, test, s.as, s.command, []byte(says))
	}
	return test
}

// tests are at every stage.
func (r *wellFilled) tests() {
	t, town := r.t, r.town
	r.doing = begun(t, town)
	r.fillDo()
	for id, until := range map[string]string{"planned": "plan", "sent-plan": "agree-plan", "finishing": "finish-do", "studied": "study", "acting": "act"} {
		carried(t, town, launched(t, town, id, "A test that is "+id), 1, until)
	}
	launched(t, town, "paused", "A test that is paused")
	town.Do(t, "paused", theLWO, "pause", []byte("until: 1 March 2027\nreason: The hall is painted.\n"))
	r.decision = proposes(t, town, launched(t, town, "deciding", "A test to decide on"))
	agrees(t, town, proposes(t, town, launched(t, town, "adopted", "A test that was adopted")))
	agrees(t, town, asksFor(carried(t, town, launched(t, town, "again", "A test that goes on"), 1, "")))
	eventually(t, "the second cycle begins", func() bool { return town.As(t, theLead).Get("/tests/again/plan").Status == http.StatusOK })
	carried(t, town, "again", 2, "")
	officer := town.As(t, theLWO)
	officer.Post("/launch/begin", one("from", "test/"+r.doing)).Must(http.StatusOK)
	officer.Get("/launch/title").Send("/title", one("title", r.doing, "kind", "test-of-change")).Must(http.StatusOK)
}

// rising are points of a measure, of which the last seven rise: a signal to talk about.
func rising() []byte {
	var points strings.Builder
	for week := range 13 {
		value := 84 + week%2
		if week > 5 {
			value = 84 + week
		}
		fmt.Fprintf(&points, "\n  - {date: %[1]s, value: %[2]d, numerator: %[2]d, denominator: 100}", improvement.Date("2026-10-26").AddDays(7*week), value)
	}
	return []byte("measure: monday-attendance\npoints:" + points.String())
}

// fillDo gives the test in Do all that a page of a test can show.
func (r *wellFilled) fillDo() {
	t, town := r.t, r.town
	town.Do(t, r.doing, theLead, "measure", rising())
	town.Do(t, r.doing, theLead, "agreement-propose", pagestest.Document(t, "breakfast-club/agreement.yaml"))
	parent := &visitor{h: &house{t: t, town: town, url: town.URL, desk: town.Desk, test: r.doing}}
	parent = parent.h.as("keith-parent")
	seen := fields("text", "Two fathers stayed to clear up.", "kind", "observation")
	parent.h.day(seen, "when", 0)
	parent.onTest("/observe").upload(seen, "table.gif", onePixel).came("/tests/" + r.doing)
	_, r.item, _ = strings.Cut(fileLink(t, parent.page.Body), r.doing+"/")
	r.item, _, _ = strings.Cut(r.item, "/")
	parent.onTest("/discussion").send(fields("says", "Who has the key?"))
}

func asksFor(test string) (decision string) { return "/decisions/" + test + ".1" }

// agrees has a decision agreed by those who vote.
func agrees(t *testing.T, town *pagestest.Town, decision string) {
	t.Helper()
	eventually(t, "the LMG is asked", func() bool { return town.As(t, "east-chair").Get(decision+"/vote").Status == http.StatusOK })
	for _, person := range []string{"east-chair", "east-deputy", "east-social-work", "east-third-sector"} {
		form := town.As(t, person).Get(decision + "/vote")
		if form.Status == http.StatusConflict { // decided by those before
			break
		}
		form.Must(http.StatusOK).Send("/vote", url.Values{"choice": {"conditions"}, "reason": {"It matters"}, "conditions[1].what": {"Ask the children"},
			"conditions[1].who": {"keith-cook"}, "conditions[1].due-day": {"28"}, "conditions[1].due-month": {"5"}, "conditions[1].due-year": {"2027"}}).Must(http.StatusOK)
	}
}

// listens has voices come in, and evidence filed.
func (r *wellFilled) listens() {
	t, town := r.t, r.town
	officer := town.As(t, theLWO)
	r.voice = speak(t, town, "Mend the lights at the skate park.", nil)
	r.accepted = speak(t, town, lastBus, url.Values{"consent.quoted": {"yes"}})
	officer.Get("/voices/"+r.accepted+"/accept").Send("/accept", nil).Must(http.StatusOK)
	r.hidden = speak(t, town, "A boy is often alone until late.", url.Values{"unsafe": {"yes"}})
	_, r.evidence, _ = strings.Cut(fileAttendance(t, town), "/")
	item := filed(t, town, theLWO, "worried", "Notes of an evening")
	_, r.unsafe, _ = strings.Cut(string(item), "/")
	officer.Get("/library/"+string(item)+"/unsafe").Send("/unsafe", url.Values{"why": {"It names a child"}}).Must(http.StatusOK)
	form := town.As(t, "east-chair").Get("/priorities/east-lmg/commission").Must(http.StatusOK)
	r.commission = form.Send("/commission", url.Values{
		"priority": {"east-school-day"}, "action_group": {"keith-breakfast"}, "title": {"A warm room after school"}, "due-day": {"28"}, "due-month": {"5"}, "due-year": {"2027"},
	}).Must(http.StatusOK).Path
}

const (
	gathering = "/priorities/east-lmg/rounds/gathering"
	proposing = "/priorities/east-lmg/rounds/proposing"
	agreed    = "/priorities/east-lmg/rounds/agreed"
)

// sets has a round of priority setting at each stage.
func (r *wellFilled) sets() {
	t := r.t
	for _, round := range []string{"gathering", "proposing", "agreed"} {
		r.opens(round)
	}
	at := func(round string, as improvement.PersonID, command, doc string) {
		t.Helper()
		c, err := intake.Reader{Sealer: r.town.Desk.Vault, Author: as}.Command(t.Context(), command, []byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.town.Desk.Sender.Round(t.Context(), improvement.RoundSubject("east-lmg", round), improvement.CommandID(uuid.NewString()), as, c.Round); err != nil {
			t.Fatalf("%s in %s: %v", command, round, err)
		}
	}
	item := "evidence/" + r.evidence
	at("gathering", theLWO, "put-evidence", "items: ["+item+"]\n")
	at("gathering", theLWO, "ask-evidence", "question: How many come without breakfast?\nof: east-health-visitor\ndue: 12 February 2027\n")
	at("gathering", theLWO, "ask-evidence", "question: How many moved here?\nof: east-chair\ndue: 12 February 2027\n")
	at("gathering", theLWO, "waive-evidence", "request: r2\nreason: Nobody counts it.\n")
	at("gathering", "east-chair", "answer-evidence", "request: r2\nitems: ["+item+"]\n")
	for _, round := range []string{"proposing", "agreed"} {
		at(round, theLWO, "put-evidence", "items: ["+item+"]\n")
		at(round, theLWO, "move-round", "to: propose\n")
		at(round, theLWO, "draft", "id: warm-"+round+"\nstatement: No family has to choose between heating and eating.\ntheme: poverty\nevidence: ["+item+"]\n")
		at(round, "east-chair", "score", "scores:\n- {priority: warm-"+round+", importance: 5}\n")
	}
	at("agreed", theLWO, "put-to-vote", "")
	agrees(t, r.town, "/decisions/priority-setting.east-lmg.agreed.1")
	eventually(t, "the round is for publishing", func() bool { return r.town.As(t, theLWO).Get(agreed+"/publish").Status == http.StatusOK })
}

func (r *wellFilled) opens(round string) {
	r.t.Helper()
	charter, err := intake.Reader{Sealer: r.town.Desk.Vault, Author: "east-chair"}.Round(r.t.Context(), []byte(
		"lmg: east-lmg\nround: "+round+"\ntitle: Priorities, "+round+"\nfrom: 16 August 2027\nuntil: 14 August 2028\nthemes: [poverty]\ngather_by: 26 February 2027\npropose_by: 19 March 2027\nagree_by: 16 April 2027\npublish_by: 30 April 2027\n"))
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.town.Desk.Sender.OpenRound(r.t.Context(), improvement.CommandID(uuid.NewString()), "east-chair", charter); err != nil {
		r.t.Fatal(err)
	}
}

// writes has newsletters in the making, approved and sent, and links of letters.
func (r *wellFilled) writes() {
	t := r.t
	r.issue = "/newsletter/" + r.inPress(r.town, "east-network")
	r.approved = "/newsletter/" + r.inPress(r.town, "west-network")
	r.sent = "/newsletter/" + r.inPress(r.soon, "east-network")
	offer := fields("section", "events", "title", "Spring walk from Cullen harbour", "text", "An easy hour.", "link", "https://example.org/spring-walk-from-cullen-harbour-and-back-along-the-shore")
	for _, v := range []*pagestest.Visitor{r.town.As(t, theLead), r.town.As(t, "keith-headteacher")} {
		v.Get(r.issue+"/contribute").Send("/contribute", offer).Must(http.StatusOK)
	}
	_, issue, _ := strings.Cut(r.issue, "/newsletter/")
	r.offered = issueOf(t, r.town, improvement.SubjectID("newsletter/"+issue)).Items[0].ID
	r.town.As(t, "west-lwo").Get(r.approved+"/approve").Send("/approve", nil).Must(http.StatusOK)
	r.soon.As(t, theLWO).Get(r.sent+"/approve").Send("/approve", nil).Must(http.StatusOK)
	eventually(t, "it is sent", func() bool { return r.soon.Stranger(t).Get(r.sent).Status == http.StatusOK })
	_, r.linked, _ = letterWithLink(t, r.town, r.mail)
	r.photo = photoLink(t, r.mail)
}

// inPress waits for the draft of a network's newsletter, and gives its name.
func (r *wellFilled) inPress(town *pagestest.Town, network improvement.BodyID) string {
	r.t.Helper()
	if err := town.Desk.Sender.Standing(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	var name string
	assemblytest.Await(r.t, time.Minute, "an issue is drafted", func() bool {
		list, err := town.Desk.List(r.t.Context(), improvement.Filter{Kind: improvement.KindNewsletter, Stage: string(improvement.IssueDrafting), Parent: improvement.BodySubject(network)})
		if err != nil {
			r.t.Fatal(err)
		}
		for _, l := range list {
			if i := issueOf(r.t, town, l.Subject); !i.Drafted.IsZero() {
				name = l.Subject.ID()
			}
		}
		return name != ""
	})
	return name
}
