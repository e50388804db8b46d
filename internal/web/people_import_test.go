package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

const breakfastSheet = `id,name,email,under 16,named adult,body,role
keith-baker,"Baker, Keith",keith-baker@example.org,,,keith-breakfast,group-member
keith-link-worker,,,,,keith-breakfast,group-lead
keith-cook,,,,,keith-breakfast,group-member
`

func TestAFileOfPeopleIsLoadedAsItWasShown(t *testing.T) {
	town := pagestest.Open(t, nil)
	admin := town.As(t, "it-admin")
	look := func(sheet string) *pagestest.Page {
		t.Helper()
		return admin.Get("/people/import").Must(http.StatusOK).Send("/import", url.Values{"press": {"look"}, "paste": {sheet}})
	}
	load := func(p *pagestest.Page) *pagestest.Page { t.Helper(); return p.Send("/import", nil) }
	members := func() int {
		t.Helper()
		all, err := town.Desk.Members(t.Context(), "keith-breakfast")
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	look("").Must(http.StatusUnprocessableEntity, "Choose a file, or paste the rows")
	look("id,colour\nx,red\n").Must(http.StatusUnprocessableEntity, "There is a problem")
	look(strings.Replace(breakfastSheet, "group-lead", "group-queen", 1)).Must(http.StatusUnprocessableEntity, "There is a problem", "group-queen")

	page := look(breakfastSheet).Must(http.StatusOK, "What would change", "Is new: keith-baker", "keith-baker, as group member", "Parent council, Keith, who was group member")
	if members() != 6 {
		t.Error("looking changed something")
	}
	if err := town.Desk.GiveRole(t.Context(), "it-admin", []byte(`{"person": "east-chair", "body": "keith-breakfast", "role": "group-member"}`)); err != nil {
		t.Fatal(err)
	}
	stale := load(page).Must(http.StatusUnprocessableEntity, "were changed since you looked", "Chair, East LMG, who was group member")
	if members() != 7 {
		t.Error("what was not shown was loaded")
	}
	load(stale).Must(http.StatusOK, "The file is loaded", "Baker, Keith")
	if members() != 3 {
		t.Errorf("there are %d members", members())
	}
	load(stale).Must(http.StatusUnprocessableEntity, "not kept any more")
	if _, err := town.Desk.Actor(t.Context(), improvement.PersonID("keith-baker")); err != nil {
		t.Error(err)
	}
	look(breakfastSheet).Must(http.StatusOK, "all of it is on record already")
	town.As(t, "east-lwo").Get("/people/import").Must(http.StatusForbidden)
}

// TestAnAddressInAFileIsGuardedAsOneOnAPage holds that a file asks for a recent sign-in,
// shows which address becomes which, and ends the ways in of before; so do the documents of
// the command line.
func TestAnAddressInAFileIsGuardedAsOneOnAPage(t *testing.T) {
	const sheet, path = "id,name,email\nkeith-cook,\"Cook, Keith\",kitchen@example.org\neast-chair,\"Chairman, East LMG\",East-Chair@example.org\n", "/people/import"
	const moves = "The address changes from keith-cook@example.org to kitchen@example.org. They sign in anew"
	town := pagestest.Open(t, nil)
	admin := town.As(t, "it-admin").Aged(time.Hour)
	anew(t, admin.Get(path), "it-admin").Must(http.StatusOK, "Load people from a spreadsheet")

	admin.Aged(time.Hour)
	ask := admin.Post(path, url.Values{"press": {"look"}, "paste": {sheet}})
	back := anew(t, ask, "it-admin").Must(http.StatusOK, "Cook, Keith", "kitchen@example.org")
	shown := back.Send("/import", url.Values{"press": {"look"}}).Must(http.StatusOK, moves)
	if strings.Count(shown.Text(), "They sign in anew") != 1 {
		t.Errorf("what is the same address is told as another: %s", shown.Text())
	}

	admin.Aged(time.Hour)
	signedIn, chair := town.As(t, "keith-cook"), town.As(t, "east-chair")
	out := func(v *pagestest.Visitor) bool { return strings.HasPrefix(v.Get("/tests").Path, "/sign-in") }
	back = anew(t, shown.Send("/import", nil), "it-admin").Must(http.StatusOK, moves)
	if out(signedIn) {
		t.Fatal("it was loaded by whoever sat there")
	}
	back.Send("/import", nil).Must(http.StatusOK, "The file is loaded")
	if !out(signedIn) || out(chair) {
		t.Error("not whose address changed is signed out, and they alone")
	}

	as := []byte(`{"id": "keith-cook", "email": "cook@example.org"}`)
	for n, change := range []func() error{
		func() error { return town.Desk.CorrectPerson(t.Context(), "it-admin", as) },
		func() error {
			_, err := town.Desk.LoadDirectory(t.Context(), "it-admin", assembly.LoadFile{Content: []byte(sheet), Sheet: true})
			return err
		},
	} {
		signedIn = town.As(t, "keith-cook")
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if !out(signedIn) {
			t.Errorf("verb %d of the command line leaves them signed in", n)
		}
	}
}

// TestAPastedSheetOutlastsASignIn holds that rows that were pasted as a sign-in had ended are
// there again, until they were looked at.
func TestAPastedSheetOutlastsASignIn(t *testing.T) {
	town := pagestest.Open(t, nil)
	admin := town.As(t, "it-admin")
	form := admin.Get("/people/import")
	if _, err := town.Desk.EndSignInsOf(t.Context(), "it-admin", "", town.Desk.Now()); err != nil {
		t.Fatal(err)
	}
	back := form.Send("/import", url.Values{"press": {"look"}, "paste": {breakfastSheet}}).Must(http.StatusOK, "What you wrote is kept").
		Send("/sign-in/rehearsal", url.Values{"person": {"it-admin"}})
	if back.Must(http.StatusOK, "Load people"); !strings.Contains(back.Body, "keith-baker@example.org") {
		t.Fatalf("it is lost: %s", back.Text())
	}
	back.Send("/import", url.Values{"press": {"look"}}).Must(http.StatusOK, "What would change")
	if again := admin.Get("/people/import"); strings.Contains(again.Body, "keith-baker@example.org") {
		t.Error("it is there still")
	}
}

func TestTheAuditTellsWhoCameInAndWhatWasTaken(t *testing.T) {
	town := pagestest.Open(t, nil)
	town.As(t, "keith-cook").Get("/reports/tests/csv").Must(http.StatusOK)
	admin := town.As(t, "it-admin")
	admin.Get("/audit").Must(http.StatusOK, "Cook, Keith", "Signed in (demo)", "Took data out", "/reports/tests/csv")
	if only := admin.Get("/audit?what=export&person=keith-cook").Must(http.StatusOK, "Cook, Keith"); only.Has("Signed in (demo)") {
		t.Errorf("it is not narrowed: %s", only.Text())
	}
	admin.Get("/audit?since=2099-01-01").Must(http.StatusOK, "There is no such entry")
	admin.Get("/audit?since-day=40&since-month=1&since-year=2026").Must(http.StatusUnprocessableEntity, "This is not a day")
	admin.Get("/audit?what=gossip").Must(http.StatusUnprocessableEntity)
	for range 101 {
		admin.Get("/reports/tests/csv").Must(http.StatusOK)
	}
	first := admin.Get("/audit?what=export").Must(http.StatusOK, "Earlier entries")
	if first.Has("Cook, Keith") {
		t.Error("a page of the audit has no end")
	}
	at := first.Body[strings.Index(first.Body, "/audit?before="):]
	admin.Get(strings.ReplaceAll(at[:strings.Index(at, `"`)], "&amp;", "&")).Must(http.StatusOK, "Cook, Keith", "The latest entries")
	town.As(t, "east-lwo").Get("/audit").Must(http.StatusForbidden)
}
