package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

func TestAnLWOLooksAfterTheirGroups(t *testing.T) {
	town := pagestest.Open(t, nil)
	begun(t, town)
	lwo := town.As(t, "east-lwo")
	people := lwo.Get("/people").Must(http.StatusOK, "Cook, Keith", "Group member, Keith breakfast group")
	if people.Has("West") || people.Has("Load people from a spreadsheet") {
		t.Errorf("it shows what is not theirs: %s", people.Text())
	}
	if leads := lwo.Get("/people?role=group-lead&body=keith-breakfast").Must(http.StatusOK, "Home-school link worker, Keith"); leads.Has("Cook, Keith") {
		t.Errorf("it is not narrowed: %s", leads.Text())
	}
	lwo.Get("/people/keith-cook").Must(http.StatusOK, "keith-cook@example.org", "What waits for them", "Check", "At once")
	lwo.Get("/people/west-chair").Must(http.StatusForbidden, "no role in a group of your LMG")
	lwo.Get("/people/keith-cook/change").Must(http.StatusForbidden, "This page is for administrators")
	lwo.Get("/people/nobody").Must(http.StatusForbidden, "no role in a group of your LMG") // as of somebody elsewhere
	if groups := lwo.Get("/groups").Must(http.StatusOK, "Keith breakfast group", "East locality network"); groups.Has("Forres") {
		t.Errorf("it shows what is not theirs: %s", groups.Text())
	}
	lwo.Get("/groups/west-lmg").Must(http.StatusNotFound)
	lwo.Get("/groups/keith-breakfast").Must(http.StatusOK, "Group lead", "Cook, Keith", "Invite somebody")
	lmg := lwo.Get("/groups/east-lmg/invite").Must(http.StatusOK, "Deputy")
	if lmg.Has("Administrator Safeguarding") || strings.Contains(lmg.Body, `value="administrator"`) || strings.Contains(lmg.Body, `value="safeguarding-contact"`) {
		t.Errorf("it offers what an LWO does not give: %s", lmg.Text())
	}

	form := lwo.Get("/groups/keith-breakfast/invite").Must(http.StatusOK, "Nobody gets a password")
	form.Send("/invite", url.Values{"name": {"Baker, Keith"}, "email": {"nowhere"}, "role": {"group-member"}}).Must(http.StatusUnprocessableEntity, "There is a problem")
	form.Send("/invite", url.Values{"name": {"Baker, Keith"}}).Must(http.StatusUnprocessableEntity, "Say what they are in this group")
	said := url.Values{"name": {"Baker, Keith"}, "email": {"keith-baker@example.org"}, "role": {"group-member"}}
	page := form.Send("/invite", said).Must(http.StatusOK, "No letter goes: this service sends no email", "keith-baker@example.org", "Group member, Keith breakfast group")
	if again := form.Send("/invite", said).Must(http.StatusOK); again.Path != page.Path {
		t.Errorf("sent twice, it leads to %s and %s", page.Path, again.Path)
	}
	if members, err := town.Desk.Members(t.Context(), "keith-breakfast"); err != nil || len(members) != 7 {
		t.Errorf("members: %v, %v", members, err)
	}

	at := page.Path
	lwo.Get(at+"/roles/keith-breakfast/group-member/change").Must(http.StatusOK, "Group lead").
		Send("/change", url.Values{"to": {"group-lead"}}).Must(http.StatusOK, "The role is changed", "Group lead, Keith breakfast group")
	lwo.Get(at+"/give-role").Must(http.StatusOK).Send("/give-role", url.Values{"role": {"east-lmg/administrator"}}).Must(http.StatusUnprocessableEntity, "Only an administrator gives")
	lwo.Get(at+"/give-role").Send("/give-role", url.Values{"role": {"east-network/network-member"}}).Must(http.StatusOK, "They hold the role from now on", "Network member")
	end := lwo.Get(at+"/roles/east-network/network-member/end").Must(http.StatusOK, "What they did stays theirs")
	end.Send("/end", nil).Must(http.StatusOK, "The role has ended")
	end.Send("/end", nil).Must(http.StatusOK, "They do not hold this role any more")
	lwo.Get(at+"/hearing").Must(http.StatusOK).Send("/hearing", url.Values{"how": {"weekly"}}).Must(http.StatusOK, "Once a week")
	lwo.Post("/people/it-admin/roles/east-lmg/administrator/end", url.Values{"form": {"x"}}).Must(http.StatusForbidden, "Only an administrator gives")
	lwo.Post("/people/east-lwo/give-role", url.Values{"role": {"east-lmg/chair"}}).Must(http.StatusForbidden, "Your own roles")
}

// TestRefusalsAreAudited holds that a page and a form that are not somebody's leave a trace
// with the reference that they were shown.
func TestRefusalsAreAudited(t *testing.T) {
	town := pagestest.Open(t, nil)
	cook := town.As(t, "keith-cook")
	shown := cook.Get("/audit").Must(http.StatusForbidden)
	cook.Post("/people/keith-cook/give-role", url.Values{"role": {"east-lmg/chair"}}).Must(http.StatusForbidden)
	refused := read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{What: access.Refused, Person: "keith-cook"}, 10))
	if len(refused) != 2 || refused[1].About != "/audit" || refused[0].About != "/people/keith-cook/give-role" || !shown.Has(refused[1].Reference) {
		t.Errorf("the audit: %+v", refused)
	}
}

// TestAnAdministratorEndsSignIns is for a telephone that was lost.
func TestAnAdministratorEndsSignIns(t *testing.T) {
	town := pagestest.Open(t, nil)
	lost := town.As(t, "keith-cook")
	admin := town.As(t, "it-admin")
	astray := letIn(t, town, admin, "/people/keith-cook")
	admin.Get("/people/keith-cook").Must(http.StatusOK, "End their sign-ins")
	admin.Get("/people/keith-cook/end-sign-ins").Must(http.StatusOK, "They are signed out on every device").
		Send("/end-sign-ins", nil).Must(http.StatusOK, "Their sign-ins are ended.")
	if p := lost.Get("/tests"); !strings.HasPrefix(p.Path, "/sign-in?") {
		t.Errorf("the telephone came to %s", p.Path)
	}
	town.Stranger(t).Get(astray).Must(http.StatusNotFound, "This link is not known")
	admin.Get("/audit?what=sign-ins-ended").Must(http.StatusOK, "person/keith-cook")
	town.As(t, "keith-cook").Get("/people/it-admin/end-sign-ins").Must(http.StatusForbidden)
	town.As(t, "east-lwo").Get("/people/it-admin/end-sign-ins").Must(http.StatusForbidden)
}

func TestAnAdministratorKeepsPeople(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	admin := town.As(t, "it-admin")
	admin.Get("/people").Must(http.StatusOK, "Cook, Keith", "Chair, West", "Load people from a spreadsheet")
	page := admin.Get("/people/keith-cook/change").Must(http.StatusOK)
	page.Send("/change", url.Values{"name": {""}, "email": {"keith-cook@example.org"}}).Must(http.StatusUnprocessableEntity, "name is empty")
	page.Send("/change", url.Values{"name": {"Head cook, Keith"}, "email": {""}}).Must(http.StatusOK, "It is changed", "Head cook, Keith", "they hear nothing by email")

	over := admin.Get("/people/keith-link-worker/hand-over").Must(http.StatusOK)
	over.Send("/hand-over", url.Values{"to": {"keith-headteacher"}}).Must(http.StatusUnprocessableEntity, "Say why")
	over.Send("/hand-over", url.Values{"to": {"keith-headteacher"}, "reason": {"They moved on."}}).Must(http.StatusOK, "Handed over: 1.")
	_, state, err := town.Desk.State(t.Context(), improvement.TestSubject(test))
	if err != nil {
		t.Fatal(err)
	}
	if of, err := improvement.RestoreTest(state); err != nil || of.Charter.Lead != "keith-headteacher" {
		t.Errorf("the lead is %v, %v", of.Charter.Lead, err)
	}
	for _, path := range []string{"/people", "/groups", "/people/keith-parent"} {
		town.As(t, "keith-parent").Get(path).Must(http.StatusForbidden)
	}
}

// TestAnAddressIsOnePersons holds what whoever invites reads of an address that somebody
// has already: their name where they look after them, and nothing of others.
func TestAnAddressIsOnePersons(t *testing.T) {
	town := pagestest.Open(t, nil)
	said := func(email string) url.Values {
		return url.Values{"name": {"Baker, Keith"}, "email": {email}, "role": {"group-member"}}
	}
	lwo := town.As(t, "east-lwo").Get("/groups/keith-breakfast/invite").Must(http.StatusOK)
	p := lwo.Send("/invite", said("Keith-Cook@example.org")).Must(http.StatusConflict, "Cook, Keith has this address", "give them this role on their page")
	if !strings.Contains(p.Body, `href="#email"`) || !strings.Contains(p.Body, `id="error-email"`) || !strings.Contains(p.Body, `value="Baker, Keith"`) {
		t.Errorf("it does not stand at the field: %s", p.Body)
	}
	if p := lwo.Send("/invite", said("west-chair@example.org")).Must(http.StatusConflict, "This address cannot be used for somebody new"); p.Has("Chair, West") {
		t.Errorf("it tells whose it is: %s", p.Text())
	}
	town.As(t, "it-admin").Get("/groups/keith-breakfast/invite").Send("/invite", said("west-chair@example.org")).
		Must(http.StatusConflict, "Chair, West LMG has this address")
	first := lwo.Send("/invite", said("keith-baker@example.org")).Must(http.StatusOK, "They are on record")
	if again := lwo.Send("/invite", said("keith-baker@example.org")).Must(http.StatusOK); again.Path != first.Path {
		t.Errorf("sent twice, it leads to %s and %s", first.Path, again.Path)
	}
}
