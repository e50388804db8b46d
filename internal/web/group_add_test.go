package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestAnEmptyRecordIsSetUpByClicking takes an administrator from the first link to a round
// of priority setting, without a file.
func TestAnEmptyRecordIsSetUpByClicking(t *testing.T) {
	town := pagestest.Begin(t, nil)
	admin := town.Stranger(t)
	link := path(t, town.FirstLink())
	admin.Get(link).Send(link, url.Values{
		"people[1].name": {"An Administrator"}, "people[1].email": {"admin@example.org"}, "bodies[1].name": {"East LMG"},
	}).Must(http.StatusOK, "Welcome.")

	themes := admin.Get("/themes").Must(http.StatusOK, "There is no theme yet.")
	themes.Send("/themes", url.Values{"name": {" "}}).Must(http.StatusUnprocessableEntity, "Write what the theme is called.")
	themes.Send("/themes", url.Values{"name": {"Mental Health & Wellbeing"}}).Must(http.StatusOK, "is there to choose")
	themes.Send("/themes", url.Values{"name": {"Mental health: wellbeing"}}).Must(http.StatusUnprocessableEntity, "There is a theme with a name like this already")

	admin.Get("/groups").Must(http.StatusOK, "Add a group", "East LMG")
	add := admin.Get("/groups/add").Must(http.StatusOK, "Under which Locality Management Group?")
	add.Send("/add", url.Values{"name": {"Keith"}}).Must(http.StatusUnprocessableEntity, "Say what kind of group it is.")
	add.Send("/add", url.Values{"name": {"Keith"}, "kind": {"locality"}}).Must(http.StatusUnprocessableEntity, "Say under which Locality Management Group it lies.")
	group := func(name, kind string) *pagestest.Page {
		return add.Send("/add", url.Values{"name": {name}, "kind": {kind}, "parent": {"east-lmg"}})
	}
	group("Keith", "locality").Must(http.StatusOK, "Keith is added.")
	group("Keith", "locality").Must(http.StatusOK)
	group("Keith!", "network").Must(http.StatusUnprocessableEntity, "There is a group with a name like this already.")
	group("East network", "network").Must(http.StatusOK, "is added")
	group("Breakfast group", "action-group").Must(http.StatusOK, "is added")

	admin.Get("/people/administrator/give-role").Must(http.StatusOK)
	admin.Get("/groups/breakfast-group/invite").Send("/invite", url.Values{"name": {"A lead"}, "email": {"lead@example.org"}, "role": {"group-lead"}}).Must(http.StatusOK, "A lead")

	if _, _, err := town.Desk.State(t.Context(), improvement.BodySubject("keith")); err != nil {
		t.Error(err)
	}
	stranger := town.Stranger(t)
	stranger.Post("/groups/add", url.Values{"name": {"Mine"}, "kind": {"lmg"}})
	if _, _, err := town.Desk.State(t.Context(), improvement.BodySubject("mine")); err == nil {
		t.Error("a stranger adds a group")
	}
}
