package improvement_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// directory is a command that keeps people, bodies, themes and priorities.
type directory interface {
	Decide(a Actor, empty bool) ([]Event, error)
}

func TestTheDirectoryNamesTheFieldAtFault(t *testing.T) {
	lmg := Body{ID: east, Kind: LMG, Name: "East"}
	of := func(p PersonID, r Role) []Membership { return []Membership{{Body: east, Person: p, Role: r}} }
	name := words("Kit")
	cases := []struct {
		name  string
		c     directory
		field string
		says  string
	}{
		{"a person without an id", RecordPerson{Person{Name: name}}, "id", "empty"},
		{"a person without a name", RecordPerson{Person{ID: "kit"}}, "name", "their role"},
		{"a long address", RecordPerson{Person{ID: "kit", Name: name, Email: long()}}, "email", "20000"},
		{"a child's address", RecordPerson{Person{ID: "kit", Name: name, Under16: true, NamedAdult: "lead", Email: words("k")}}, "email", "under 16"},
		{"a child without an adult", RecordPerson{Person{ID: "kit", Name: name, Under16: true}}, "named_adult", "adult"},
		{"a child as its own adult", RecordPerson{Person{ID: "kit", Name: name, Under16: true, NamedAdult: "kit"}}, "named_adult", "another person"},
		{"a body without an id", RecordBody{Body{Kind: LMG, Name: "East"}}, "id", "empty"},
		{"a body without a name", RecordBody{Body{ID: east, Kind: LMG}}, "name", "empty"},
		{"a body with a long name", RecordBody{Body{ID: east, Kind: LMG, Name: strings.Repeat("ä", 201)}}, "name", "201 characters"},
		{"a body of no kind", RecordBody{Body{ID: east, Kind: "club", Name: "East"}}, "kind", "action-group"},
		{"a group of no LMG", RecordBody{Body{ID: breakfast, Kind: ActionGroup, Name: "Breakfast"}}, "parent", "which LMG"},
		{"a group under itself", RecordBody{Body{ID: breakfast, Kind: ActionGroup, Name: "Breakfast", Parent: breakfast}}, "parent", "which LMG"},
		{"an LMG under another", RecordBody{Body{ID: east, Kind: LMG, Name: "East", Parent: west}}, "parent", "no other body"},
		{"a body named on two lines", RecordBody{Body{ID: east, Kind: LMG, Name: "East\nLMG"}}, "name", "on one line"},
		{"a body named in the other direction", RecordBody{Body{ID: east, Kind: LMG, Name: "East \u202eGML"}}, "name", "cannot be seen"},
		{"a body named in no text", RecordBody{Body{ID: east, Kind: LMG, Name: "East \xff"}}, "name", "cannot be read"},
		{"a panel that is a crowd", SetMembers{lmg, crowd(41)}, "members", "40 is the most"},
		{"a theme with a mark in it", RecordTheme{Theme{ID: "poverty", Name: "Pov\u200ferty"}}, "name", "cannot be seen"},
		{"a priority with a bell in it", RecordPriority{Priority{ID: "p", LMG: east, Theme: "poverty", Statement: name, Strategic: "\a"}}, "strategic", "cannot be seen"},
		{"a priority with a long reference", RecordPriority{Priority{ID: "p", LMG: east, Theme: "poverty", Statement: name, Strategic: strings.Repeat("x", 201)}}, "strategic", "201 characters"},
		{"a member who is nobody", SetMembers{lmg, of("", Chair)}, "person", "no person"},
		{"a role that an LMG lacks", SetMembers{lmg, of("kit", GroupLead)}, "role", "not a role in east"},
		{"a theme without an id", RecordTheme{Theme{Name: "Poverty"}}, "id", "empty"},
		{"a theme without a name", RecordTheme{Theme{ID: "poverty"}}, "name", "empty"},
		{"a priority without an id", RecordPriority{Priority{LMG: east, Theme: "poverty", Statement: name}}, "id", "empty"},
		{"a priority of no LMG", RecordPriority{Priority{ID: "p", Theme: "poverty", Statement: name}}, "lmg", "empty"},
		{"a priority of no theme", RecordPriority{Priority{ID: "p", LMG: east, Statement: name}}, "theme", "empty"},
		{"a priority that says nothing", RecordPriority{Priority{ID: "p", LMG: east, Theme: "poverty"}}, "statement", "agreed to work on"},
	}
	for _, c := range cases {
		_, err := c.c.Decide(admin, false)
		if refused := refusalOf(t, err); refused.Field != c.field || !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %v", c.name, refused)
		}
	}
}

// crowd is so many members of an LMG.
func crowd(n int) []Membership {
	var members []Membership
	for i := range n {
		members = append(members, Membership{Body: east, Person: PersonID(fmt.Sprint("m", i)), Role: Member})
	}
	return members
}

// Every mark that cannot be seen is refused, and nothing that can be.
func TestALineShowsAsItIs(t *testing.T) {
	for _, r := range "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029\x00\t\r\n\x1b\x7f\u0085" {
		if refused := refusalOf(t, CheckLine("name", "East"+string(r)+"LMG")); refused.Field != "name" {
			t.Errorf("%U: %v", r, refused)
		}
	}
	for _, line := range []string{"East LMG", "Càirn – “Gàidhealach”", "👩\u200d👧 families", "مجموعة", "Zürich's №1"} {
		if err := CheckLine("name", line); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestBodiesLieUnderAnLMG(t *testing.T) {
	lmg := Body{ID: east, Kind: LMG, Name: "East"}
	for _, kind := range []BodyKind{Locality, Network, ActionGroup} {
		b := Body{ID: "b", Kind: kind, Name: "B", Parent: east}
		if err := b.CheckPlace(Body{}, lmg); err != nil {
			t.Errorf("a new %s: %v", kind, err)
		}
		if err := b.CheckPlace(b, lmg); err != nil {
			t.Errorf("a %s on record: %v", kind, err)
		}
		if refused := refusalOf(t, b.CheckPlace(Body{}, Body{ID: east, Kind: kind})); refused.Field != "parent" {
			t.Errorf("a %s under its like: %v", kind, refused)
		}
		if refused := refusalOf(t, b.CheckPlace(lmg, lmg)); refused.Field != "kind" {
			t.Errorf("a %s that was an LMG: %v", kind, refused)
		}
		if refused := refusalOf(t, Priority{LMG: "b"}.CheckLMG(b)); refused.Field != "lmg" {
			t.Errorf("a priority of a %s: %v", kind, refused)
		}
	}
	if err := (Priority{LMG: east}).CheckLMG(lmg); err != nil {
		t.Error(err)
	}
}

func TestWhoKeepsTheDirectory(t *testing.T) {
	commands := []directory{
		RecordPerson{Person{ID: "kit", Name: words("Kit")}}, RecordBody{Body{ID: east, Kind: LMG, Name: "East"}},
		SetMembers{Body: Body{ID: east, Kind: LMG}}, RecordTheme{Theme{ID: "poverty", Name: "Poverty"}},
		RecordPriority{Priority{ID: "p", LMG: east, Theme: "poverty", Statement: words("x")}},
	}
	for _, c := range commands {
		for _, who := range everybody {
			events, err := c.Decide(who, false)
			if (err == nil) != among([]Actor{admin}, who) {
				t.Errorf("%T by %q: %v", c, who.Person, err)
			}
			if err != nil && refusalOf(t, err).Code != NotAllowed {
				t.Errorf("%T by %q: %v", c, who.Person, err)
			}
			if err == nil && events[0].Sentence(ByID{}) == "" {
				t.Errorf("%T has no sentence", c)
			}
		}
		if _, err := c.Decide(nobody, true); err != nil {
			t.Errorf("%T in an empty record: %v", c, err)
		}
	}
}

func TestADirectoryFilingFolds(t *testing.T) {
	for name, entries := range directoryJournals(t) {
		subject := SubjectID(name + "/x")
		var state json.RawMessage
		for i, e := range entries {
			f, err := DirectoryFiling(subject, i, state, e.Command, e.By, e.At, []Event{e.Event})
			if err != nil || f.Subject != subject || f.Expected != i || f.Entries[0].Version != i+1 || !f.Summary.Open {
				t.Fatalf("%s: %+v, %v", name, f, err)
			}
			state = f.State
		}
		folded, err := Fold(subject.Kind(), entries)
		if err != nil || string(folded) != string(state) {
			t.Errorf("%s folds to %s, filed as %s: %v", name, folded, state, err)
		}
	}
	if _, err := DirectoryFiling(BodySubject(east), 1, []byte("{"), "c", "admin", monday, nil); err == nil {
		t.Error("half a state was read")
	}
}

func TestSubjects(t *testing.T) {
	of := TestSubject("breakfast")
	cases := []struct {
		subject  SubjectID
		kind     Kind
		id, want string
	}{
		{of, KindTest, "breakfast", "test-of-change/breakfast"},
		{ApprovalSubject(of, 2), KindApproval, "test-of-change/breakfast/2", "approval/test-of-change/breakfast/2"},
		{PersonSubject("kit"), KindPerson, "kit", "person/kit"},
		{BodySubject(east), KindBody, "east", "body/east"},
		{ThemeSubject("poverty"), KindTheme, "poverty", "theme/poverty"},
		{PrioritySubject("p"), KindPriority, "p", "priority/p"},
	}
	for _, c := range cases {
		if string(c.subject) != c.want || c.subject.Kind() != c.kind || c.subject.ID() != c.id {
			t.Errorf("%s is %s of the kind %s", c.subject, c.subject.ID(), c.subject.Kind())
		}
	}
}

func TestIdentifiers(t *testing.T) {
	for _, id := range []string{"a", "0", "breakfast-club", strings.Repeat("a", 63)} {
		if err := CheckID("id", id); err != nil {
			t.Errorf("%q: %v", id, err)
		}
	}
	for _, id := range []string{"", "-a", "A", "a b", "a/b", "ä", "a\n", strings.Repeat("a", 64), "\xff", strings.Repeat("é", 9000)} {
		refused := refusalOf(t, CheckID("id", id))
		if refused.Field != "id" || len(refused.Message) > 400 {
			t.Errorf("%q: %s", id, refused.Message)
		}
		if !strings.HasPrefix(refused.Error(), "id: ") {
			t.Error(refused.Error())
		}
	}
}
