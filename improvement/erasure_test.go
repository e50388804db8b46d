package improvement_test

import (
	"encoding/json"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

var leaver = Person{ID: "kit", Name: words("Kit"), Email: words("kit@example.org")}

func erasing(asked Date) ErasePerson {
	return ErasePerson{Person: "kit", AskedBy: "kit", Asked: asked, Why: words("They moved away")}
}

// erasedJournal is the journal of a person who was exported and erased.
func erasedJournal(t *testing.T) []Entry {
	t.Helper()
	events, err := erasing("2026-02-01").Decide(admin, ErasureFacts{Person: leaver}, monday)
	if err != nil {
		t.Fatal(err)
	}
	events = append([]Event{&PersonRecorded{Person: leaver}, &PersonExported{}}, events...)
	return Entries(0, "load", "admin", monday, append(events, &ErasureFinished{Files: []string{strings.Repeat("ab", 32)}}))
}

func TestWhatAnErasureLeavesOfAPerson(t *testing.T) {
	var p Person
	for i, e := range erasedJournal(t) {
		subject := PersonSubject("kit")
		var state []byte
		if i > 0 {
			state = stateOf(t, p)
		}
		f, err := DirectoryFiling(subject, i, state, e.Command, e.By, e.At, []Event{e.Event})
		if err != nil {
			t.Fatal(err)
		}
		p = Person{}
		if err := json.Unmarshal(f.State, &p); err != nil {
			t.Fatal(err)
		}
	}
	if p.ID != "kit" || !p.Email.Empty() || p.Erased == nil {
		t.Fatalf("left is %+v", p)
	}
	e := p.Erased
	if e.By != "admin" || e.AskedBy != "kit" || e.Asked != "2026-02-01" || e.Why != words("They moved away") ||
		!e.At.Equal(monday) || !e.Finished.Equal(monday) || len(e.Files) != 1 {
		t.Errorf("the record of it is %+v", e)
	}
}

func TestWhoMayEraseWhom(t *testing.T) {
	for _, who := range everybody {
		_, err := erasing("2026-02-01").Decide(who, ErasureFacts{Person: leaver}, monday)
		if (err == nil) != among([]Actor{admin}, who) {
			t.Errorf("%q: %v", who.Person, err)
		}
	}
	self := erasing("2026-02-01")
	self.Person = admin.Person
	_, err := self.Decide(admin, ErasureFacts{Person: Person{ID: admin.Person}}, monday)
	if refusalOf(t, err).Code != NotAllowed {
		t.Errorf("an administrator erases themselves: %v", err)
	}
}

func TestAnErasureSaysWhatIsToBeDoneFirst(t *testing.T) {
	test := TestSubject("breakfast")
	for name, c := range map[string]struct {
		facts ErasureFacts
		says  []string
	}{
		"a lead":          {ErasureFacts{Parts: []SubjectID{test}, Tasks: []Task{{Subject: test}}}, []string{"have open steps in test-of-change/breakfast: hand these over first"}},
		"a voter":         {ErasureFacts{Tasks: []Task{{Subject: ApprovalSubject(test, 1)}, {Subject: ApprovalSubject(test, 1)}}}, []string{"open tasks in approval/test-of-change/breakfast/1:"}},
		"a named adult":   {ErasureFacts{HearsFor: []PersonID{"kim", "lee"}}, []string{"named adult of kim and lee: name another adult first"}},
		"the only keeper": {ErasureFacts{OnlyKeeper: true}, []string{"make another person an administrator first"}},
		"all of it":       {ErasureFacts{Parts: []SubjectID{test}, HearsFor: []PersonID{"kim"}, OnlyKeeper: true}, []string{"hand these over", "another adult", "another person"}},
	} {
		c.facts.Person = leaver
		_, err := erasing("2026-02-01").Decide(admin, c.facts, monday)
		refused := refusalOf(t, err)
		for _, part := range c.says {
			if refused.Code != Conflict || !strings.Contains(refused.Message, part) {
				t.Errorf("%s: %v, want %q", name, err, part)
			}
		}
	}
}

func TestAnErasureHasItsReasons(t *testing.T) {
	for field, change := range map[string]func(*ErasePerson){
		"asked-by": func(c *ErasePerson) { c.AskedBy = "" },
		"asked":    func(c *ErasePerson) { c.Asked = DateOf(monday).AddDays(1) },
		"why":      func(c *ErasePerson) { c.Why = Words{} },
	} {
		c := erasing("2026-02-01")
		change(&c)
		_, err := c.Decide(admin, ErasureFacts{Person: leaver}, monday)
		if refusalOf(t, err).Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	begun := Person{ID: "kit", Erased: &Erasure{}}
	if events, err := erasing("2026-02-01").Decide(admin, ErasureFacts{Person: begun, OnlyKeeper: true}, monday); err != nil || len(events) > 0 {
		t.Errorf("begun already: %v, %v", events, err)
	}
}

func TestWhoWasErasedActsNoMore(t *testing.T) {
	for name, try := range map[string]func(Actor) error{
		"a plan": func(a Actor) error {
			_, err := launched(t).test.Decide(SubmitPlan{Plan: lawfulPlan(monday)}, a, monday)
			return err
		},
		"a load":   func(a Actor) error { return MayKeepDirectory(a, false) },
		"recovery": MayRecover,
		"export":   func(a Actor) error { return MayExport(a, a.Person) },
		"erasure":  func(a Actor) error { return MayErase(a, "kit") },
	} {
		for _, who := range []Actor{lead, admin} {
			who.Erased = true
			err := try(who)
			if refused, ok := Refusal(err); !ok || refused.Code != NotAllowed {
				t.Errorf("%s by %s: %v", name, who.Person, err)
			}
		}
	}
}

func TestWhoMayHaveWhatIsHeldAboutSomebody(t *testing.T) {
	aunt := Actor{Person: "aunt", HearsFor: []PersonID{"kit"}}
	child := Actor{Person: "kit", NamedAdult: "aunt"}
	for name, c := range map[string]struct {
		who Actor
		may bool
	}{
		"themselves": {Actor{Person: "kit"}, true}, "an administrator": {admin, true}, "their named adult": {aunt, true},
		"somebody under 16, who asks their adult": {child, false}, "their LWO": {officer, false}, "nobody": {Actor{}, false},
	} {
		if err := MayExport(c.who, "kit"); (err == nil) != c.may {
			t.Errorf("%s: %v", name, err)
		}
	}
}
