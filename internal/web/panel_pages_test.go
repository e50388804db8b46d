package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestADecisionThatNobodyCanMake asks an LMG that has neither chair nor members yet, as on
// a record that was set up in haste: the pages lead from there to a decision that can be
// made.
func TestADecisionThatNobodyCanMake(t *testing.T) {
	town := pagestest.Open(t, nil)
	admin, lwo := town.As(t, "it-admin"), town.As(t, theLWO)
	panel := map[string]string{
		"east-chair": "chair", "east-deputy": "deputy", "east-health-visitor": "member", "east-social-work": "member",
		"east-third-sector": "member", "keith-headteacher": "member",
	}
	for person, role := range panel {
		at := fmt.Sprintf("/people/%s/roles/east-lmg/%s/end", person, role)
		admin.Get(at).Send("/end", nil).Must(http.StatusOK, "The role has ended")
	}
	admin.Get("/people/safeguarding/roles/east-lmg/safeguarding-contact/end").Send("/end", nil).Must(http.StatusOK, "The role has ended")
	_, decision := proposed(t, town)
	const invite = "Invite the chair and the members of East Locality Management Group: it takes 3 of them at least to decide by votes"
	admin.Get("/").Must(http.StatusOK, invite)
	lwo.Get("/").Must(http.StatusOK, invite)
	const contact = "Invite a safeguarding contact into East Locality Management Group"
	if p := lwo.Get("/").Must(http.StatusOK, contact, "nobody can yet (an administrator does this)"); strings.Contains(p.Body, "role=safeguarding-contact") {
		t.Error("the LWO is led to a form that is not for them")
	}
	if p := admin.Get("/").Must(http.StatusOK, contact); !strings.Contains(p.Body, "/groups/east-lmg/invite?role=safeguarding-contact") {
		t.Errorf("the administrator is led nowhere: %s", p.Body)
	}
	if town.As(t, "west-lwo").Get("/").Has("to decide by votes") {
		t.Error("the LWO of another LMG is asked to invite")
	}
	const takeBack = "Nobody on the panel is free to decide: take it back"
	eventually(t, "the LWO is asked to take it back", func() bool { return lwo.Get("/").Has(takeBack) })
	lwo.Get(decision).Must(http.StatusOK, "Nobody was on the panel when this was asked", "Take it back to those who asked")

	for _, person := range []string{"east-chair", "east-deputy", "east-social-work"} {
		at := admin.Get("/people/" + person + "/give-role")
		at.Send("/give-role", one("role", "east-lmg/"+panel[person])).Must(http.StatusOK)
	}
	if lwo.Get("/").Has("to decide by votes") {
		t.Error("who decides is there, and still asked for")
	}
	lwo.Get(decision+"/return").Send("/return", one("reason", "There are three of them now.")).Must(http.StatusOK, "It is taken back")
	lead := town.As(t, theLead)
	eventually(t, "the lead is asked again", func() bool { return lead.Get("/").Has("Propose to adapt, adopt or abandon") })
	town.Do(t, "breakfast-club-2027", theLead, "act", []byte("direction: abandon\nwhy: Mornings are wrong.\ncosts:\n- {kind: money, amount: 165}\n"))
	next := decision[:len(decision)-1] + "2"
	eventually(t, "the LMG is asked anew", func() bool { return town.As(t, "east-chair").Get(next).Status == http.StatusOK })
	town.As(t, "east-chair").Get(next).Must(http.StatusOK, "0 of the 3 votes that are needed", "Your vote is asked for.")
}
