package steward_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// roles lists who holds which role in a body, as "person role".
func (o *office) roles(t *testing.T, body improvement.BodyID) []string {
	t.Helper()
	list, err := o.Members(t.Context(), body)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range list {
		all = append(all, string(m.Person)+" "+string(m.Role))
	}
	return all
}

func refusedFor(t *testing.T, err error, code improvement.Code, field string) {
	t.Helper()
	refused, is := improvement.Refusal(err)
	if !is || refused.Code != code || refused.Field != field {
		t.Errorf("%v, want %s for %s", err, code, field)
	}
}

func TestSomebodyIsAddedOnceWithARole(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	added := improvement.RecordPerson{Person: o.person(t, "newcomer")}
	clerk := improvement.Membership{Body: "east", Person: "newcomer", Role: improvement.Clerk}
	wrong := clerk
	wrong.Role = improvement.GroupLead
	refusedFor(t, o.directory.Add(t.Context(), "admin", added, wrong), improvement.Invalid, "role")
	wrong = clerk
	wrong.Body = "north"
	refusedFor(t, o.directory.Add(t.Context(), "admin", added, wrong), improvement.NotFound, "body")
	if there, err := o.directory.OnRecord(t.Context(), "newcomer"); there || err != nil {
		t.Fatalf("a refused person is on record: %v", err)
	}
	refusedFor(t, o.directory.Add(t.Context(), "member", added, clerk), improvement.NotAllowed, "as")
	if err := o.directory.Add(t.Context(), "admin", added, clerk); err != nil {
		t.Fatal(err)
	}
	if got := o.roles(t, "east"); !slices.Contains(got, "newcomer clerk") || !slices.Contains(got, "admin administrator") {
		t.Errorf("roles are %v", got)
	}
	refusedFor(t, o.directory.Add(t.Context(), "admin", added, improvement.Membership{}), improvement.Conflict, "id")
}

func TestACorrectionKeepsTheRest(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	p := o.person(t, "kit")
	if err := o.directory.Add(t.Context(), "admin", improvement.RecordPerson{Person: p}, improvement.Membership{}); err != nil {
		t.Fatal(err)
	}
	if err := o.directory.ChooseNotices(t.Context(), "kit", improvement.ChooseNotices{Person: "kit", How: improvement.HearWeekly}); err != nil {
		t.Fatal(err)
	}
	email, err := o.vault.Seal(t.Context(), "email", "kit", "kit@example.org")
	if err != nil {
		t.Fatal(err)
	}
	c := improvement.CorrectPerson{Person: improvement.Person{ID: "kit", Email: email}, Email: true}
	if err := o.directory.Correct(t.Context(), "admin", c); err != nil {
		t.Fatal(err)
	}
	if got := o.personOnRecord(t, "kit"); got.Name != p.Name || got.Email != email || got.Hearing != improvement.HearWeekly {
		t.Errorf("on record is %+v", got)
	}
	refusedFor(t, o.directory.Correct(t.Context(), "kit", c), improvement.NotAllowed, "as")
	c.Person.ID = "stranger"
	refusedFor(t, o.directory.Correct(t.Context(), "admin", c), improvement.NotFound, "id")
}

// Two administrators who change roles at once both have their way.
func TestRolesChangedAtOnceAreAllKept(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	var people sync.WaitGroup
	for _, id := range []improvement.PersonID{"ann", "ben", "cat", "dan"} {
		o.load(t, "admin", improvement.RecordPerson{Person: o.person(t, id)})
		people.Go(func() {
			m := improvement.Membership{Body: "east", Person: id, Role: improvement.Member}
			if err := o.directory.GiveRole(t.Context(), "admin", improvement.GiveRole{Membership: m}); err != nil {
				t.Error(err)
			}
		})
	}
	people.Wait()
	got := strings.Join(o.roles(t, "east"), ", ")
	for _, want := range []string{"ann member", "ben member", "cat member", "dan member", "admin administrator"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
}

func TestSomebodyAlwaysKeepsTheDirectory(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	last := improvement.Membership{Body: "east", Person: "admin", Role: improvement.Administrator}
	refusedFor(t, o.directory.EndRole(t.Context(), "admin", improvement.EndRole{Membership: last}), improvement.Invalid, "members")
	refusedFor(t, o.directory.ChangeRole(t.Context(), "admin", improvement.ChangeRole{Membership: last, To: improvement.Clerk}), improvement.Invalid, "members")
}

func TestWhoMayChooseForWhom(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	child := o.person(t, "child")
	child.Under16, child.NamedAdult = true, "aunt"
	east := improvement.Body{ID: "east", Kind: improvement.LMG, Name: "East"}
	west := improvement.Body{ID: "west", Kind: improvement.LMG, Name: "West"}
	group := improvement.Body{ID: "club", Kind: improvement.ActionGroup, Name: "Club", Parent: "east"}
	role := func(b improvement.BodyID, p improvement.PersonID, r improvement.Role) improvement.Membership {
		return improvement.Membership{Body: b, Person: p, Role: r}
	}
	o.load(t, "admin",
		improvement.RecordBody{Body: west}, improvement.RecordBody{Body: group},
		improvement.RecordPerson{Person: o.person(t, "aunt")}, improvement.RecordPerson{Person: child},
		improvement.RecordPerson{Person: o.person(t, "guide")}, improvement.RecordPerson{Person: o.person(t, "elsewhere")},
		improvement.SetMembers{Body: east, Members: []improvement.Membership{role("east", "admin", improvement.Administrator), role("east", "guide", improvement.LWO)}},
		improvement.SetMembers{Body: west, Members: []improvement.Membership{role("west", "elsewhere", improvement.LWO)}},
		improvement.SetMembers{Body: group, Members: []improvement.Membership{role("club", "child", improvement.GroupMember)}})
	choose := func(as, of improvement.PersonID, how improvement.Hearing) error {
		return o.directory.ChooseNotices(t.Context(), as, improvement.ChooseNotices{Person: of, How: how})
	}
	for _, as := range []improvement.PersonID{"elsewhere", "child"} {
		refusedFor(t, choose(as, "child", improvement.HearDaily), improvement.NotAllowed, "as")
	}
	refusedFor(t, choose("guide", "aunt", improvement.HearDaily), improvement.NotAllowed, "as") // who takes part nowhere
	refusedFor(t, choose("stranger", "child", improvement.HearDaily), improvement.NotFound, "as")
	refusedFor(t, choose("admin", "stranger", improvement.HearDaily), improvement.NotFound, "person")
	for as, how := range map[improvement.PersonID]improvement.Hearing{"aunt": improvement.HearDaily, "guide": improvement.HearWeekly, "admin": improvement.HearAtOnce} {
		if err := choose(as, "child", how); err != nil {
			t.Errorf("%s: %v", as, err)
		}
		if got := o.personOnRecord(t, "child").Hearing; got != how {
			t.Errorf("%s chose %s: %q is on record", as, how, got)
		}
	}
	version, _, err := o.State(t.Context(), improvement.PersonSubject("child"))
	if err != nil {
		t.Fatal(err)
	}
	if err := choose("admin", "child", o.personOnRecord(t, "child").Hearing); err != nil {
		t.Fatal(err)
	}
	if again, _, err := o.State(t.Context(), improvement.PersonSubject("child")); err != nil || again != version {
		t.Errorf("the same choice was filed again: version %d, %v", again, err)
	}
	if report, err := o.Verify(t.Context()); err != nil || len(report.Faults) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// An LWO keeps who belongs to the groups of their own LMG, and nothing else.
func TestAnLWOInvitesIntoTheirOwnGroups(t *testing.T) {
	o := open(t)
	o.load(t, "admin", append(o.town(t), improvement.RecordPerson{Person: o.person(t, "officer")},
		improvement.RecordBody{Body: improvement.Body{ID: "west", Kind: improvement.LMG, Name: "West LMG"}},
		improvement.RecordBody{Body: improvement.Body{ID: "cooks", Kind: improvement.ActionGroup, Name: "Cooks", Parent: "east"}})...)
	ctx := t.Context()
	if err := o.directory.GiveRole(ctx, "admin", improvement.GiveRole{Membership: improvement.Membership{Body: "east", Person: "officer", Role: improvement.LWO}}); err != nil {
		t.Fatal(err)
	}
	cook := improvement.RecordPerson{Person: o.person(t, "cook")}
	refusedFor(t, o.directory.Add(ctx, "officer", cook, improvement.Membership{}), improvement.Invalid, "body")
	refusedFor(t, o.directory.Add(ctx, "officer", cook, improvement.Membership{Body: "west", Person: "cook", Role: improvement.Member}), improvement.NotAllowed, "as")
	if there, err := o.directory.OnRecord(ctx, "cook"); there || err != nil {
		t.Fatalf("a refused person is on record: %v", err)
	}
	member := improvement.Membership{Body: "cooks", Person: "cook", Role: improvement.GroupMember}
	if err := o.directory.Add(ctx, "officer", cook, member); err != nil {
		t.Fatal(err)
	}
	if err := o.directory.ChangeRole(ctx, "officer", improvement.ChangeRole{Membership: member, To: improvement.GroupLead}); err != nil {
		t.Fatal(err)
	}
	if got := o.roles(t, "cooks"); !slices.Equal(got, []string{"cook group-lead"}) {
		t.Errorf("roles are %v", got)
	}
	admins := improvement.Membership{Body: "east", Person: "admin", Role: improvement.Administrator}
	refusedFor(t, o.directory.EndRole(ctx, "officer", improvement.EndRole{Membership: admins}), improvement.NotAllowed, "as")
	refusedFor(t, o.directory.ChangeRole(ctx, "officer", improvement.ChangeRole{Membership: improvement.Membership{Body: "east", Person: "member", Role: improvement.Member}, To: improvement.Administrator}), improvement.NotAllowed, "as")
	refusedFor(t, o.directory.Correct(ctx, "officer", improvement.CorrectPerson{Person: cook.Person, Name: true}), improvement.NotAllowed, "as")
	_, err := o.directory.Load(ctx, "officer", []steward.Command{improvement.RecordTheme{Theme: improvement.Theme{ID: "t", Name: "T"}}})
	refusedFor(t, err, improvement.NotAllowed, "as")
}
