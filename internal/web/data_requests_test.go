package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// unzipped gives the files of an export by their names.
func unzipped(t *testing.T, p *pagestest.Page) map[string]string {
	t.Helper()
	if got := p.Header.Get("Content-Disposition"); p.Status != http.StatusOK || !strings.HasPrefix(got, "attachment; filename=") || p.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("it is given as %q, %q (%d): %s", got, p.Header.Get("Cache-Control"), p.Status, p.Text())
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(p.Body)), int64(len(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

// TestPeopleHaveWhatIsHeldAboutThem holds that people, and the adult named for a child, have
// all of it as a file, that it is audited, and that nobody else has it.
func TestPeopleHaveWhatIsHeldAboutThem(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	cook := town.As(t, "keith-cook")
	cook.Get("/tests/"+test+"/steps/1.2/done").Send("/done", url.Values{"note": {"Forty bowls of porridge went"}})
	held := cook.Get("/you").Must(http.StatusOK, "See what is held about you")
	if !strings.Contains(held.Body, `href="/held/person/keith-cook"`) {
		t.Fatal("the account does not lead to it")
	}
	files := unzipped(t, cook.Get("/held/person/keith-cook").Must(http.StatusOK, "What is held about you", "Download everything").Send("/export", nil))
	if !strings.Contains(files["person.html"], "Forty bowls of porridge went") || !strings.Contains(files["person.json"], "Forty bowls of porridge went") {
		t.Errorf("it lacks what they wrote: %v", files["person.html"])
	}
	audit, err := town.Desk.Audit(t.Context(), access.AuditFilter{Person: "keith-cook", What: access.Exported}, 5)
	if err != nil || len(audit) != 1 || audit[0].About != "/held/person/keith-cook/export" {
		t.Errorf("the audit says %+v: %v", audit, err)
	}
	for _, person := range []string{"keith-parent", "east-lwo", "west-lwo", "safeguarding"} {
		v := town.As(t, person)
		if v.Get("/held/person/keith-cook").Status != http.StatusForbidden || v.Post("/held/person/keith-cook/export", nil).Status != http.StatusForbidden {
			t.Errorf("%s has what is held about somebody else", person)
		}
		if v.Get("/held/person/keith-cook/erase").Status != http.StatusForbidden {
			t.Errorf("%s is offered to erase somebody", person)
		}
	}
	unzipped(t, town.As(t, "keith-link-worker").Post("/held/person/keith-pupil/export", nil)) // whose named adult they are
	unzipped(t, town.As(t, "it-admin").Post("/held/person/keith-cook/export", nil))
	town.As(t, "it-admin").Get("/held/person/nobody-such").Must(http.StatusNotFound)
	cook.Get("/held/theme/poverty").Must(http.StatusNotFound)
}

// TestSomebodyAsksForACorrection follows a request from the account of who asks to its answer.
func TestSomebodyAsksForACorrection(t *testing.T) {
	town := pagestest.Open(t, nil)
	cook, admin := town.As(t, "keith-cook"), town.As(t, "it-admin")
	form := cook.Get("/you/request").Must(http.StatusOK, "An administrator answers within one month")
	form.Send("/you/request", nil).Must(http.StatusUnprocessableEntity, "Say what is asked")
	said := url.Values{"kind": {"correction"}, "says": {"My old address is still there."}}
	asked := form.Send("/you/request", said).Must(http.StatusOK, "The administrators are asked", "To be answered by Thu 18 Feb 2027", "My old address is still there.", "Cook, Keith, keith-cook@example.org")
	if again := form.Send("/you/request", said); again.Path != asked.Path {
		t.Errorf("sent twice it is two: %s, %s", asked.Path, again.Path)
	}
	cook.Get("/you").Must(http.StatusOK, "To have something put right (asked-")
	if home := admin.Get("/"); !strings.Contains(home.Body, asked.Path) || !home.Has("Answer the data-protection request (correction)", "Thu 18 Feb 2027") {
		t.Errorf("the task does not lead to it: %s", home.Text())
	}
	admin.Get("/see/data-request/"+strings.TrimPrefix(asked.Path, "/data-requests/")).Must(http.StatusOK, "My old address")
	admin.Get("/data-requests").Must(http.StatusOK, "To have something put right", "To be answered by Thu 18 Feb 2027")
	for _, person := range []string{"keith-parent", "west-clerk", "east-chair"} {
		if p := town.As(t, person).Get(asked.Path); p.Status != http.StatusNotFound {
			t.Errorf("%s reads it: %d: %s", person, p.Status, p.Text())
		}
	}
	if p := town.As(t, "west-clerk").Get("/data-requests").Must(http.StatusOK); p.Has("asked-") {
		t.Error("another LMG’s are listed")
	}
	cook.Get(asked.Path + "/close").Must(http.StatusForbidden)
	admin.Get(asked.Path).Must(http.StatusOK, "Give out or erase what is held", "Take two further months")
	admin.Get(asked.Path+"/acknowledge").Send("/acknowledge", nil).Must(http.StatusOK, "is recorded that they were told")
	admin.Get(asked.Path+"/extend").Send("/extend", nil).Must(http.StatusUnprocessableEntity, "Say why")
	admin.Get(asked.Path+"/extend").Send("/extend", url.Values{"reason": {"Two groups to ask."}}).Must(http.StatusOK, "To be answered by Sun 18 Apr 2027, which was extended")
	closing := admin.Get(asked.Path + "/close")
	closing.Send("/close", url.Values{"done": {"We put it right, and wrote to them."}}).Must(http.StatusOK, "It is closed", "Answered on Mon 18 Jan 2027", "We put it right, and wrote to them.")
	if p := cook.Get(asked.Path).Must(http.StatusOK, "Answered on Mon 18 Jan 2027"); p.Has("We put it right") {
		t.Error("the office’s note is shown to whoever asked")
	}
	admin.Get("/data-requests?all=yes").Must(http.StatusOK, "Answered on Mon 18 Jan 2027")
	if p := admin.Get("/"); p.Has("Answer the data-protection request") {
		t.Error("the task stays")
	}
}

// TestARequestByLetter is recorded by those who see to it, with the day on which it came.
func TestARequestByLetter(t *testing.T) {
	town := pagestest.Open(t, nil)
	clerk := town.As(t, "east-clerk")
	form := clerk.Get("/data-requests/record").Must(http.StatusOK, "Record a data request")
	said := url.Values{"kind": {"complaint"}, "from": {"A parent, by letter"}, "says": {"Nobody answered."},
		"received-day": {"11"}, "received-month": {"1"}, "received-year": {"2027"}}
	p := form.Send("/record", said).Must(http.StatusOK, "To be acknowledged by Tue 9 Feb 2027", "A parent, by letter", "Nobody answered.")
	clerk.Get(p.Path+"/close").Send("/close", url.Values{"done": {"We wrote."}}).Must(http.StatusConflict, "A complaint is acknowledged first")
	said.Set("received-year", "2028")
	form.Send("/record", said).Must(http.StatusUnprocessableEntity, "has not come yet")
	said.Set("received-year", "2027")
	said.Set("about", "nobody-such")
	form.Send("/record", said).Must(http.StatusUnprocessableEntity, "is not on record")
	town.As(t, "east-chair").Get("/data-requests/record").Must(http.StatusForbidden)
	town.As(t, "west-clerk").Post("/data-requests/record", url.Values{"kind": {"access"}, "lmg": {"east-lmg"}, "from": {"Somebody"}}).Must(http.StatusUnprocessableEntity, "Only an administrator, the clerk")
}

// TestSomebodyIsErased holds that it is warned of, asked for twice, and done once.
func TestSomebodyIsErased(t *testing.T) {
	town := pagestest.Open(t, nil)
	admin := town.As(t, "it-admin")
	volunteer := town.As(t, "buckie-volunteer")
	admin.Get("/people/buckie-volunteer").Must(http.StatusOK, "Give out or erase what is held about them")
	admin.Get("/held/person/buckie-volunteer").Must(http.StatusOK, "Erase all of it for good", "handed over to somebody else")
	admin.Get("/held/person/it-admin").Must(http.StatusOK, "What is held about you")
	admin.Get("/held/person/it-admin/erase").Must(http.StatusForbidden, "You cannot erase yourself")
	form := admin.Get("/held/person/buckie-volunteer/erase").Must(http.StatusOK, "This cannot be undone", "Erase: Volunteer, Buckie")
	form.Send("/erase", url.Values{"yes": {"buckie-volunteer"}}).Must(http.StatusUnprocessableEntity, "Say why")
	form.Send("/erase", url.Values{"why": {"They asked."}, "yes": {"buckie"}}).Must(http.StatusUnprocessableEntity, "Nothing was erased yet")
	volunteer.Get("/").Must(http.StatusOK, "Your tasks")
	form.Send("/erase", url.Values{"why": {"They asked."}, "yes": {"buckie-volunteer"}, "asked_by": {"nobody-such"}}).Must(http.StatusUnprocessableEntity, "is not on record")
	form.Send("/erase", url.Values{"why": {"They asked."}, "yes": {"buckie-volunteer"}}).Must(http.StatusOK, "It is erased for good", "Erased on Mon 18 Jan 2027", "Roles ended in 2 groups")
	if p := volunteer.Get("/"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("they are still signed in: %s", p.Path)
	}
	if p := admin.Get("/held/person/buckie-volunteer").Must(http.StatusOK, "Erased on"); p.Has("Erase all of it") || p.Has("Volunteer, Buckie") {
		t.Errorf("it is offered again, or named: %s", p.Text())
	}
	test := begun(t, town)
	admin.Get("/held/person/keith-cook/erase").Send("/erase", url.Values{"why": {"They asked."}, "yes": {"keith-cook"}}).
		Must(http.StatusConflict, "hand these over to somebody first", test)
}

// TestAVoiceIsGivenOutAndErasedAlone holds that who wrote in, and is nobody on record, has
// what is held and is erased by an administrator.
func TestAVoiceIsGivenOutAndErasedAlone(t *testing.T) {
	town := pagestest.Open(t, nil)
	id := speak(t, town, lastBus, nil)
	admin, officer := town.As(t, "it-admin"), town.As(t, "east-lwo")
	find := admin.Get("/held/find")
	find.Send("/find", nil).Must(http.StatusUnprocessableEntity, "Write one of the two")
	find.Send("/find", url.Values{"voice": {"nothing-such"}}).Must(http.StatusUnprocessableEntity, "There is no voice")
	find.Send("/find", url.Values{"address": {"reader@example.org"}}).Must(http.StatusUnprocessableEntity, "No newsletter goes")
	held := find.Send("/find", url.Values{"voice": {id}}).Must(http.StatusOK, "Whoever sent the voice")
	if !strings.Contains(unzipped(t, held.Send("/export", nil))["person.html"], lastBus) {
		t.Error("it lacks what they said")
	}
	officer.Get("/held/voice/" + id).Must(http.StatusForbidden)
	officer.Get("/held/find").Must(http.StatusForbidden)
	form := admin.Get("/held/voice/"+id+"/erase").Must(http.StatusOK, "This cannot be undone")
	form.Send("/erase", url.Values{"why": {"They asked."}, "yes": {id}}).Must(http.StatusOK, "It is erased for good")
	if _, err := town.Desk.Vault.Open(t.Context(), voiceOf(t, town, id).Said.Text); err == nil {
		t.Error("its words are there still")
	}
	unsafe := speak(t, town, "I am worried about a child next door", url.Values{"unsafe": {"yes"}})
	admin.Get("/held/voice/" + unsafe).Must(http.StatusNotFound)
	admin.Get("/held/voice/" + unsafe + "/erase").Must(http.StatusNotFound)
	unzipped(t, town.As(t, "safeguarding").Post("/held/voice/"+unsafe+"/export", nil))
}

func voiceOf(t *testing.T, town *pagestest.Town, id string) *improvement.CommunityVoice {
	t.Helper()
	_, state, err := town.Desk.State(t.Context(), improvement.VoiceSubject(id))
	if err != nil {
		t.Fatal(err)
	}
	d, err := improvement.RestoreDirect(improvement.VoiceSubject(id), state)
	if err != nil {
		t.Fatal(err)
	}
	return d.(*improvement.CommunityVoice)
}
