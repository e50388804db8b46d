package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// anew signs the person of a sign-in page in once more, by its press.
func anew(t *testing.T, p *pagestest.Page, person string) *pagestest.Page {
	t.Helper()
	return p.Must(http.StatusOK, "Sign in again", "show once more that it is you").Send("/sign-in/rehearsal", url.Values{"person": {person}})
}

// TestWhatChangesComingInAsksAgain holds that a browser that was left open changes nothing
// of how somebody comes in, and that they come back to where they were.
func TestWhatChangesComingInAsksAgain(t *testing.T) {
	town := pagestest.Open(t, nil)
	cook := town.As(t, "keith-cook").Aged(time.Hour)
	cook.Get("/you").Must(http.StatusOK, "Your account")
	for _, path := range []string{"/you/calendar", "/you/passkeys/remove", "/you/sign-ins/end-others", "/you/sign-ins/end"} {
		cook.Post(path, url.Values{"passkey": {"eA"}}).Must(http.StatusOK, "Sign in again")
	}
	if _, err := town.Desk.CalendarOf(t.Context(), "keith-cook"); err == nil {
		t.Error("a calendar was made")
	}
	for _, path := range []string{"/you/passkeys/begin", "/you/passkeys"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, town.URL+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		var told struct{ To string }
		if p := cook.Send(r); json.Unmarshal([]byte(p.Body), &told) != nil || told.To != "/sign-in?again=yes&next=%2Fyou" {
			t.Errorf("%s answered %d: %s", path, p.Status, p.Body)
		}
	}
	if p := anew(t, cook.Post("/you/calendar", nil), "keith-cook").Must(http.StatusOK, "Your account"); p.Path != "/you" {
		t.Errorf("they came to %s", p.Path)
	}
	cook.Get("/you").Send("/you/calendar", nil).Must(http.StatusOK, "/calendar/")

	stranger := town.Stranger(t)
	if stranger.Get("/sign-in?again=yes").Has("Sign in again") {
		t.Error("a stranger is asked again")
	}
}

// TestWhatWasWrittenWaitsWhileOneSignsInAgain is for an administrator who changes an address
// by which somebody comes in.
func TestWhatWasWrittenWaitsWhileOneSignsInAgain(t *testing.T) {
	town := pagestest.Open(t, nil)
	admin := town.As(t, "it-admin")
	form := admin.Get("/people/keith-cook/change").Must(http.StatusOK)
	admin.Aged(time.Hour)
	const path = "/people/keith-cook/change"
	before := version(t, town, improvement.PersonSubject("keith-cook"))
	ask := form.Send(path, url.Values{"name": {"Head cook, Keith"}, "email": {"kitchen@example.org"}})
	if version(t, town, improvement.PersonSubject("keith-cook")) != before {
		t.Error("it was changed by whoever sat there")
	}
	back := anew(t, ask, "it-admin").Must(http.StatusOK)
	if back.Path != path || !strings.Contains(back.Body, `value="Head cook, Keith"`) || !strings.Contains(back.Body, `value="kitchen@example.org"`) {
		t.Errorf("%s lost what was written: %s", back.Path, back.Body)
	}
	back.Send(path, nil).Must(http.StatusOK, "Head cook, Keith", "kitchen@example.org")
}

// version counts what was filed of a subject.
func version(t *testing.T, town *pagestest.Town, subject improvement.SubjectID) int {
	t.Helper()
	n, _, err := town.Desk.State(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSomebodyEndsTheirOtherSignIns(t *testing.T) {
	town := pagestest.Open(t, nil)
	here, phone, library := town.As(t, "keith-cook"), town.As(t, "keith-cook"), town.As(t, "keith-cook")
	other := town.As(t, "keith-parent")
	in, err := town.Desk.SignInsOf(t.Context(), "keith-cook")
	if err != nil || len(in) != 3 {
		t.Fatalf("%+v, %v", in, err)
	}
	first := in[slices.IndexFunc(in, func(s access.SignIn) bool { return s.Session == access.HashOf(phone.Cookie("cairn")) })]
	out := func(v *pagestest.Visitor) bool { return strings.HasPrefix(v.Get("/tests").Path, "/sign-in") }

	one := url.Values{"sign-in": {string(first.ID)}}
	other.Post("/you/sign-ins/end", one).Must(http.StatusNotFound)
	other.Post("/you/sign-ins/end", url.Values{"sign-in": {"MADEUP"}}).Must(http.StatusNotFound)
	if out(phone) {
		t.Fatal("another person ended it")
	}
	here.Post("/you/sign-ins/end", one).Must(http.StatusOK, "It is ended.")
	here.Post("/you/sign-ins/end", one).Must(http.StatusOK, "It is ended.") // twice
	if !out(phone) || out(here) || out(library) {
		t.Error("not that one alone was ended")
	}
	here.Get("/you").Send("/you/sign-ins/end-others", nil).Must(http.StatusOK, "All others are ended.")
	here.Post("/you/sign-ins/end-others", nil).Must(http.StatusOK, "All others are ended.")
	if !out(library) || out(here) || out(other) {
		t.Error("not all others of theirs, and those alone, were ended")
	}
	ended := 0
	for _, what := range audited(t, town, "keith-cook") {
		if what == access.SignInsEnded {
			ended++
		}
	}
	if ended != 4 {
		t.Errorf("%d are in the audit", ended)
	}
}

// TestACalendarHasAnAddressThatIsShownOnce makes one, makes another, and ends it.
func TestACalendarHasAnAddressThatIsShownOnce(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	cook, program := town.As(t, "keith-cook"), town.Stranger(t)
	feed := func() string {
		t.Helper()
		p := cook.Get("/you").Send("/you/calendar", nil).Must(http.StatusOK, "Your calendar's address", "it is shown once")
		_, after, _ := strings.Cut(p.Body, "/calendar/")
		address, _, found := strings.Cut(after, ".ics")
		if !found {
			t.Fatalf("no address is shown: %s", p.Text())
		}
		if again := cook.Get("/you"); strings.Contains(again.Body, address) {
			t.Error("it is shown again")
		}
		data, _, err := town.Desk.Sessions().FindCtx(t.Context(), cook.Cookie("cairn"))
		if err != nil || strings.Contains(string(data), address) {
			t.Errorf("the session holds it: %v", err)
		}
		return "/calendar/" + address + ".ics"
	}
	first := feed()
	if p := program.Get(first); p.Status != http.StatusOK || !strings.Contains(p.Body, "BEGIN:VEVENT") || !strings.Contains(p.Body, test) {
		t.Errorf("the calendar: %d %s", p.Status, p.Body)
	}
	second := feed()
	program.Get(first).Must(http.StatusNotFound)
	program.Get(second).Must(http.StatusOK)
	cook.Get("/you").Send("/you/calendar/end", nil).Must(http.StatusOK, "works no more")
	program.Get(second).Must(http.StatusNotFound)
	program.Get("/calendar/" + access.NewToken() + ".ics").Must(http.StatusNotFound)
}

// TestSomebodyChoosesHowTheyHear holds what each choice does to news that can wait.
func TestSomebodyChoosesHowTheyHear(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	cook, parent := town.As(t, "keith-cook"), town.As(t, "keith-parent")
	cook.Get("/you").Send("/you", url.Values{"how": {"never"}}).Must(http.StatusUnprocessableEntity, "There is a problem")
	said := func(how, says string) improvement.Delivery {
		t.Helper()
		cook.Get("/you").Send("/you", url.Values{"how": {how}}).Must(http.StatusOK, "You hear "+says)
		parent.Get("/tests/"+test+"/discussion").Send("/discussion", url.Values{"says": {"Hear this " + how}, "mentioned[]": {"keith-cook"}}).Must(http.StatusOK, "Hear this "+how)
		return mentioned(t, town, test, "keith-cook")
	}
	weekly, daily, atOnce := said("weekly", "once a week"), said("daily", "once a day"), said("at-once", "at once")
	if !atOnce.WithDigest.IsZero() || !daily.WithDigest.After(daily.Notice.SendAfter) || !weekly.WithDigest.After(daily.WithDigest) {
		t.Errorf("they leave on %s, %s and %s", atOnce.WithDigest, daily.WithDigest, weekly.WithDigest)
	}
}

// mentioned is the last delivery of a mention to somebody.
func mentioned(t *testing.T, town *pagestest.Town, test string, person improvement.PersonID) improvement.Delivery {
	t.Helper()
	all, err := town.Desk.Outbox(t.Context(), improvement.OutboxFilter{Subject: improvement.TestSubject(test)})
	if err != nil {
		t.Fatal(err)
	}
	var last improvement.Delivery
	for _, d := range all {
		if d.Person == person && d.Notice.Kind == improvement.NoticeMentioned && d.ID > last.ID {
			last = d
		}
	}
	return last
}

// TestANewAddressEndsTheOldWaysIn holds that whoever had the address before comes in no
// more: by no sign-in, link of a letter, or calendar.
func TestANewAddressEndsTheOldWaysIn(t *testing.T) {
	mail := pagestest.OpenMail(t)
	town := pagestest.Open(t, mail.Settings())
	begun(t, town)
	asks := town.Stranger(t)
	asked(t, asks, "keith-cook@example.org")
	link := path(t, mail.Wait("keith-cook@example.org", signInSubject, 1).Links()[0])
	signedIn := town.As(t, "keith-cook")
	shown := signedIn.Get("/you").Send("/you/calendar", nil).Must(http.StatusOK)
	_, after, _ := strings.Cut(shown.Body, "/calendar/")
	address, _, _ := strings.Cut(after, "<")

	town.As(t, "it-admin").Get("/people/keith-cook/change").
		Send("/change", url.Values{"email": {"kitchen@example.org"}}).Must(http.StatusOK, "They sign in anew, with the new address.")
	if p := signedIn.Get("/tests"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("the sign-in of before came to %s", p.Path)
	}
	asks.Get(link).Must(http.StatusNotFound)
	asks.Post(link, nil).Must(http.StatusNotFound)
	asks.Get("/calendar/" + address).Must(http.StatusNotFound)
	asked(t, asks, "keith-cook@example.org")
	asked(t, asks, "kitchen@example.org")
	anew := path(t, mail.Wait("kitchen@example.org", signInSubject, 1).Links()[0])
	asks.Get(anew).Must(http.StatusOK).Send(anew, nil).Must(http.StatusOK)
	letters := mail.To("keith-cook@example.org")
	if n := len(slices.DeleteFunc(letters, func(l pagestest.Letter) bool { return !strings.Contains(l.Subject, signInSubject) })); n != 1 {
		t.Errorf("%d links went to the old address", n)
	}
}
