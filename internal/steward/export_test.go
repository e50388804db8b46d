package steward_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

func (p *parish) export(t *testing.T, person improvement.PersonID) (d steward.Dossier, text string) {
	t.Helper()
	d, err := steward.Export(t.Context(), p.Store, p.vault, improvement.Actor{Person: "admin"}, person, p.directory.Now())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := json.Marshal(d.Entries)
	if err != nil {
		t.Fatal(err)
	}
	return d, string(whole)
}

func TestAnExportHoldsWhatConcernsThePersonAndNothingOfOthers(t *testing.T) {
	p := openParish(t)
	d, text := p.export(t, "leaver")
	if d.Name != "Name of leaver" || d.Email != "leaver@example.org" || len(d.Told) != 1 {
		t.Errorf("on record: %+v", d)
	}
	for _, part := range []string{"What leaver saw", "photo.jpg", "leaver@example.org"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in it", part)
		}
	}
	for _, part := range []string{"What other saw", "Name of other", `"box"`, "Title"} {
		if strings.Contains(text, part) {
			t.Errorf("%q is in it", part)
		}
	}
	if n := strings.Count(text, steward.OthersWords); n == 0 || d.LeftOut < n {
		t.Errorf("%d texts are marked as left out, %d counted", n, d.LeftOut)
	}
	var files []string
	for _, f := range d.Files {
		files = append(files, f.Hash+" "+f.Name)
	}
	want := []string{p.own + " photo.jpg", p.shared + " photo.jpg"}
	slices.Sort(want)
	if !slices.Equal(files, want) {
		t.Errorf("files %v", files)
	}
	if last := must(p.Journal(t.Context(), improvement.PersonSubject("leaver"), 1))(t); len(last) != 1 || last[0].By != "admin" || last[0].Event.EventName() != "person-exported" {
		t.Errorf("on record of the export: %+v", last)
	}
	p.attach(t, "three", "leaver", p.own) // the record goes on
}

// Who else belongs to a group is not told, and neither is what others were asked.
func TestAnExportNarrowsLists(t *testing.T) {
	p := openParish(t)
	d, _ := p.export(t, "leaver")
	for _, e := range d.Entries {
		text := string(must(json.Marshal(e.Content))(t))
		if e.Event == "members-set" && strings.Contains(text, "admin") {
			t.Errorf("a set of members tells of others: %s", text)
		}
		if e.By != "leaver" && strings.Contains(text, "holidays") {
			t.Errorf("it holds what concerns nobody: %s", text)
		}
	}
}

func TestAnExportTellsRolesNowAndBefore(t *testing.T) {
	p := openParish(t)
	group := improvement.Body{ID: "group", Kind: improvement.ActionGroup, Name: "Group", Parent: "east"}
	set := func(role ...improvement.Role) {
		var members []improvement.Membership
		for _, r := range role {
			members = append(members, improvement.Membership{Body: "group", Person: "leaver", Role: r})
		}
		p.load(t, "admin", improvement.SetMembers{Body: group, Members: members})
	}
	set()
	set(improvement.GroupLead)
	set(improvement.GroupLead, improvement.GroupMember)
	d, _ := p.export(t, "leaver")
	var roles []string
	for _, r := range d.Roles {
		now := " before"
		if r.Until.IsZero() {
			now = " now"
		}
		roles = append(roles, r.Name+" "+string(r.Role)+now)
	}
	want := []string{"East LMG member now", "Group group-member before", "Group group-lead now", "Group group-member now"}
	if !slices.Equal(roles, want) {
		t.Errorf("roles %q, want %q", roles, want)
	}
}

// What is held about somebody under 16 is gathered with what their named adult was sent
// for them; the adult's own export has no task of the child.
func TestAnExportOfSomebodyUnder16(t *testing.T) {
	p := openParish(t)
	child := p.person(t, "child")
	child.Under16, child.NamedAdult = true, "other"
	p.load(t, "admin", improvement.RecordPerson{Person: child})
	theme := improvement.RecordTheme{Theme: improvement.Theme{ID: "new", Name: "New"}}
	events, err := theme.Decide(improvement.Actor{Roles: []improvement.Membership{{Role: improvement.Administrator}}, Person: "admin"}, false)
	if err != nil {
		t.Fatal(err)
	}
	f, err := improvement.DirectoryFiling(improvement.ThemeSubject("new"), 0, nil, "c", "admin", p.directory.Now(), events)
	if err != nil {
		t.Fatal(err)
	}
	f.Tasks = []improvement.Task{{Key: "k", Owner: "child", Due: "2026-07-20"}}
	f.Notices = []improvement.Notice{{Cause: "to the child", To: improvement.Recipient{Person: "child"}}}
	if _, err := p.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	d, _ := p.export(t, "child")
	if !d.Under16 || d.NamedAdult != "other" || len(d.Tasks) != 1 || len(d.Told) != 1 || d.Told[0].Person != "other" {
		t.Errorf("of the child: %+v", d)
	}
	d, _ = p.export(t, "other")
	childs := slices.ContainsFunc(d.Tasks, func(t improvement.Task) bool { return t.Owner == "child" })
	if childs || len(d.Told) != 2 || !slices.Equal(d.HearsFor, []improvement.PersonID{"child"}) {
		t.Errorf("of the adult: %+v", d)
	}
}

func TestAnExportOfWhoWasErased(t *testing.T) {
	p := openParish(t)
	if _, err := p.eraser().Erase(t.Context(), "admin", p.command()); err != nil {
		t.Fatal(err)
	}
	d, text := p.export(t, "leaver")
	if d.Name != "(erased)" || d.Email != "" || d.Erased == nil || strings.Contains(text, "leaver saw") {
		t.Errorf("there is left: %+v", d)
	}
	p.gone(t)
}
