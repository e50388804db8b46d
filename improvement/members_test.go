package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestWhoKeepsWhichRoles(t *testing.T) {
	lmg, other := Body{ID: east, Kind: LMG}, Body{ID: west, Kind: LMG}
	group := Body{ID: breakfast, Kind: ActionGroup, Parent: east}
	network := Body{ID: "network", Kind: Network, Parent: west}
	officer := member("officer", east, LWO)
	young := officer
	young.NamedAdult = "lead"
	gone := officer
	gone.Erased = true
	cases := []struct {
		name   string
		who    Actor
		body   Body
		person PersonID
		roles  []Role
		may    bool
	}{
		{"an administrator, an administrator's role", admin, other, "kit", []Role{Administrator}, true},
		{"an administrator, their own", admin, lmg, admin.Person, []Role{Member}, true},
		{"an LWO, their LMG's", officer, lmg, "kit", []Role{Chair, Deputy}, true},
		{"an LWO, another LWO", officer, lmg, "kit", []Role{LWO}, true},
		{"an LWO, a group under their LMG", officer, group, "kit", []Role{GroupLead}, true},
		{"an LWO, another LMG", officer, other, "kit", []Role{Member}, false},
		{"an LWO, a network under another LMG", officer, network, "kit", []Role{NetworkMember}, false},
		{"an LWO, to an administrator", officer, lmg, "kit", []Role{Member, Administrator}, false},
		{"an LWO, from an administrator", officer, lmg, "kit", []Role{Administrator, Member}, false},
		{"an LWO, the safeguarding contact", officer, lmg, "kit", []Role{Safeguarding}, false},
		{"an LWO, a role of their own", officer, lmg, "officer", []Role{Chair}, false},
		{"an LWO with a named adult", young, lmg, "kit", []Role{Chair}, false},
		{"an LWO who was erased", gone, lmg, "kit", []Role{Chair}, false},
		{"the chair", member("chair", east, Chair), lmg, "kit", []Role{Member}, false},
		{"a group's lead", member("lead", breakfast, GroupLead), group, "kit", []Role{GroupMember}, false},
		{"nobody", Actor{}, lmg, "kit", []Role{Member}, false},
	}
	for _, c := range cases {
		err := MayKeepMember(c.who, false, c.body, c.person, c.roles...)
		if (err == nil) != c.may {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && refusalOf(t, err).Code != NotAllowed {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := MayKeepMember(Actor{Person: "first"}, true, lmg, "first", Administrator); err != nil {
		t.Errorf("in an empty record: %v", err)
	}
	if given := RolesGivenBy(officer, lmg); slices.Contains(given, Administrator) || slices.Contains(given, Safeguarding) || !slices.Contains(given, Chair) {
		t.Errorf("an LWO gives %v", given)
	}
	if given := RolesGivenBy(officer, other); len(given) > 0 {
		t.Errorf("an LWO gives %v in another LMG", given)
	}
}

func TestWhoInvitesWhom(t *testing.T) {
	lmg, other := Body{ID: east, Kind: LMG}, Body{ID: west, Kind: LMG}
	officer := member("officer", east, LWO)
	kit := Person{ID: "kit", Name: words("Kit")}
	as := func(b BodyID, r Role) Membership { return Membership{b, "kit", r} }
	cases := []struct {
		name  string
		who   Actor
		c     InvitePerson
		body  Body
		code  Code
		field string
	}{
		{"an administrator, without a role", admin, InvitePerson{kit, Membership{}}, Body{}, "", ""},
		{"an administrator, an administrator", admin, InvitePerson{kit, as(west, Administrator)}, other, "", ""},
		{"an LWO, into their LMG", officer, InvitePerson{kit, as(east, Member)}, lmg, "", ""},
		{"an LWO, without a role", officer, InvitePerson{kit, Membership{}}, Body{}, Invalid, "body"},
		{"an LWO, into another LMG", officer, InvitePerson{kit, as(west, Member)}, other, NotAllowed, "as"},
		{"an LWO, an administrator", officer, InvitePerson{kit, as(east, Administrator)}, lmg, NotAllowed, "as"},
		{"an LWO, somebody without a name", officer, InvitePerson{Person{ID: "kit"}, as(east, Member)}, lmg, Invalid, "name"},
		{"a member", member("m", east, Member), InvitePerson{kit, as(east, Member)}, lmg, NotAllowed, "as"},
	}
	for _, c := range cases {
		events, err := c.c.Decide(c.who, false, c.body)
		if c.code == "" {
			if err != nil || len(events) != 1 {
				t.Errorf("%s: %v, %v", c.name, events, err)
			}
			continue
		}
		if refused := refusalOf(t, err); refused.Code != c.code || refused.Field != c.field {
			t.Errorf("%s: %v", c.name, refused)
		}
	}
}

func TestWhoSeesWhom(t *testing.T) {
	lmg := Body{ID: east, Kind: LMG, Name: "East"}
	group := Body{ID: "w", Kind: ActionGroup, Name: "W", Parent: west}
	officer := member("officer", east, LWO)
	for name, c := range map[string]struct {
		who    Actor
		bodies []Body
		may    bool
	}{
		"an administrator":              {admin, nil, true},
		"an LWO of theirs":              {officer, []Body{group, lmg}, true},
		"an LWO of none of theirs":      {officer, []Body{group}, false},
		"an LWO, who is in no group":    {officer, nil, false},
		"a member of the same LMG":      {member("m", east, Member), []Body{lmg}, false},
		"the group's lead, of a member": {member("l", "w", GroupLead), []Body{group}, false},
	} {
		if err := MaySeePerson(c.who, c.bodies); (err == nil) != c.may {
			t.Errorf("%s: %v", name, err)
		}
	}
	if MaySeeMembers(officer, lmg) != nil || MaySeeMembers(officer, group) == nil || MaySeeMembers(admin, group) != nil || MaySeeMembers(member("m", east, Member), lmg) == nil {
		t.Error("others see who belongs to a group")
	}
}
