package improvement_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

func came(subject SubjectID, outcome string, own bool) Came {
	return Came{Listing: Listing{Subject: subject, Summary: Summary{Open: outcome == "", Outcome: outcome}}, Own: own}
}

func TestWhatCameOfAPart(t *testing.T) {
	who := Actor{Person: "cook", Roles: []Membership{{Body: "group", Person: "cook", Role: GroupMember}}, HearsFor: []PersonID{"sam"}}
	did := []Did{Counted(DeedStep, 3, 1, "2026-03-01")}
	p := PartOf(who, "", did, []Came{
		came("evidence/e", "", true), // on the way, and not told
		came("test-of-change/bus", "", false),
		came("test-of-change/club", "adopt", true),
		came("test-of-change/swings", "abandon", true),
		came("test-of-change/walks", "", true),
		came("priority/hungry", "completed", false),
		came("approval/test-of-change/bus/1", "agreed", false),
		came("approval/test-of-change/bus/2", "", false), // still open
		came("approval/test-of-change/club/1", "agreed", true),
		came("approval/test-of-change/club/2", "agreed", true),
		came("approval/test-of-change/club/3", "more-evidence", true),
		came("approval/test-of-change/club/4", "agreed", true),
		came("approval/test-of-change/swings/1", "agreed", true),
		came("approval/test-of-change/walks/1", "withdrawn", true),
		came("approval/test-of-change/walks/2", "returned", true),
		came("approval/priority-setting/east/next/1", "agreed", false),
		came("approval/priority-setting/east/next/2", "declined", false), // the LMG's own
	}, false)
	var tests, changes []string
	for _, c := range p.Tests {
		tests = append(tests, c.Subject.ID())
	}
	for _, c := range p.Changes {
		changes = append(changes, c.Test.ID()+" "+c.Says)
	}
	if got, want := strings.Join(tests, " "), "club swings walks bus"; got != want { // their own first
		t.Errorf("the tests are %s, want %s", got, want)
	}
	if got, want := strings.Join(changes, ", "), "club was adapted twice, then adopted, bus was adapted once"; got != want {
		t.Errorf("the changes are %q, want %q", got, want)
	}
	if len(p.Decisions) != 7 || len(p.Priorities) != 1 || p.More {
		t.Errorf("%d decisions, %d priorities, more %t", len(p.Decisions), len(p.Priorities), p.More)
	}
	want := "It fed 4 tests, 1 priority and 7 decisions. 1 change was adopted, and stays part of how things are done."
	if p.Says != want {
		t.Errorf("it says %q, want %q", p.Says, want)
	}
	if len(p.Remits) != 2 || p.Remits[1].Says != "hears for 1 young person under 16, and files what they did" {
		t.Errorf("the remits are %+v", p.Remits)
	}
}

// Where there is nothing yet, it is said kindly, and what is listed is never null.
func TestAPartThatIsNotOnRecordYet(t *testing.T) {
	for _, c := range []struct {
		since Date
		did   []Did
		says  string
	}{
		{"", nil, "Nothing is filed under this name yet. That is no measure"},
		{"2026-03-01", nil, "Nothing is filed under this name since Sun 1 Mar 2026. That is no measure"},
		{"", []Did{Counted(DeedEvidence, 1, 1, "2026-03-01")}, "Nothing has come of it yet that is on record."},
	} {
		p := PartOf(Actor{Person: "cook"}, c.since, c.did, nil, false)
		if !strings.HasPrefix(p.Says, c.says) {
			t.Errorf("%+v says %q", c, p.Says)
		}
		if p.Remits == nil || p.Did == nil || p.Tests == nil || p.Decisions == nil || p.Changes == nil || p.Priorities == nil {
			t.Errorf("a list of %+v is null", p)
		}
	}
}

// Every role that somebody can hold is told in plain words.
func TestEveryRoleHasARemit(t *testing.T) {
	for _, role := range []Role{LWO, Chair, Deputy, Member, Clerk, GroupLead, GroupMember, NetworkMember, Safeguarding, Administrator} {
		got := RemitsOf(Actor{Person: "p", Roles: []Membership{{Body: "b", Role: role}}})
		if len(got) != 1 || got[0].Title == "" || got[0].Says == "" || got[0].Body != "b" {
			t.Errorf("%s is told as %+v", role, got)
		}
	}
	two := RemitsOf(Actor{Roles: []Membership{{Body: "east", Role: Member}, {Body: "east", Role: LWO}, {Body: "west", Role: LWO}}})
	if got := fmt.Sprintf("%s %s %s", two[0].Body, two[1].Body, two[2].Role); got != "east west member" {
		t.Errorf("several roles are told as %+v", two)
	}
}

func TestWhoSeesAPart(t *testing.T) {
	of := Actor{Person: "cook"}
	lwo := func(lmg BodyID) Actor {
		return Actor{Person: "officer", Roles: []Membership{{Body: lmg, Person: "officer", Role: LWO}}}
	}
	for what, c := range map[string]struct {
		who, of Actor
		says    string // empty: they do
	}{
		"themselves":         {Actor{Person: "cook"}, of, ""},
		"their LWO":          {lwo("east"), of, ""},
		"another LWO":        {lwo("west"), of, "Your own is yours to read"},
		"a colleague":        {Actor{Person: "lead"}, of, "for a Locality Wellbeing Officer of theirs"},
		"a chair":            {Actor{Person: "ch", Roles: []Membership{{Body: "east", Role: Chair}}}, of, "for themselves"},
		"an administrator":   {Actor{Person: "it", Roles: []Membership{{Body: "east", Role: Administrator}}}, of, "for themselves"},
		"nobody":             {Actor{}, of, "Say who you are"},
		"a named adult":      {Actor{Person: "mum", HearsFor: []PersonID{"cook"}}, of, ""},
		"a child themselves": {Actor{Person: "cook", NamedAdult: "mum"}, of, "ask mum"},
		"of who was erased":  {lwo("east"), Actor{Person: "cook", Erased: true}, "nobody's any more"},
		"who was erased":     {Actor{Person: "cook", Erased: true}, Actor{Person: "cook", Erased: true}, "was erased"},
	} {
		err := MayReadPart(c.who, c.of, []BodyID{"east"})
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", what, err, c.says)
		}
	}
}

// However much came of it, a part stays short, and says where it leaves something out.
func TestAPartIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Came
		tests, decisions := rapid.IntRange(0, 2*MaxCame).Draw(t, "tests"), 0
		for n := range tests {
			id := fmt.Sprintf("t%03d", n)
			all = append(all, came(TestSubject(id), rapid.SampledFrom([]string{"", "adopt", "abandon"}).Draw(t, "outcome"), n%2 == 0))
			for i := range rapid.IntRange(0, 3).Draw(t, "decisions") {
				decisions++
				all = append(all, came(ApprovalSubject(TestSubject(id), i+1), string(Agreed), false))
			}
		}
		p := PartOf(Actor{Person: "p"}, "", []Did{Counted(DeedLaunch, 1, 1, "")}, all, false)
		if len(p.Tests) != min(tests, MaxCame) || len(p.Decisions) != min(decisions, MaxCame) || len(p.Changes) > MaxCame {
			t.Fatalf("%d tests, %d decisions, %d changes", len(p.Tests), len(p.Decisions), len(p.Changes))
		}
		if cut := tests > MaxCame || decisions > MaxCame; cut && !p.More {
			t.Fatal("what is left out is not said")
		}
		for _, c := range p.Changes {
			if c.Says == "" || c.Adapted < 0 {
				t.Fatalf("a change is %+v", c)
			}
		}
	})
}
