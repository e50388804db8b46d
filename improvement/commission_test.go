package improvement_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

// commissionStory drives one commission.
type commissionStory struct {
	run
	commission *Commission
}

func lawfulCommission() CommissionCharter {
	return CommissionCharter{
		ID: "breakfast", LMG: east, Priority: "ready-to-learn", Group: breakfast, Title: words("A breakfast club"),
		Note: words("Begin small"), Due: "2026-03-02",
	}
}

func commissionFacts() CommissionFacts {
	return CommissionFacts{
		LMG: Body{ID: east, Kind: LMG, Name: "East"}, Group: Body{ID: breakfast, Kind: ActionGroup, Name: "Breakfast", Parent: east},
		Priority: Priority{ID: "ready-to-learn", LMG: east, Theme: "poverty"}, LWOs: []PersonID{"officer", "officer-two"},
	}
}

// commissioned is a commission that the chair filed on a Monday.
func commissioned(t reporter) *commissionStory {
	t.Helper()
	c := new(Commission)
	s := &commissionStory{commission: c}
	s.run = run{t: t, now: monday, life: c, kind: KindCommission, moments: map[time.Time]bool{}, checked: s.checkCommission}
	events, err := OpenCommission(lawfulCommission(), commissionFacts(), DefaultTerms(), holidays, chair, s.now)
	if err != nil {
		t.Fatalf("OpenCommission: %v", err)
	}
	s.file(chair.Person, events)
	return s
}

func (s *commissionStory) try(who Actor, c CommissionCommand) *Error {
	s.t.Helper()
	before := stateOf(s.t, s.commission)
	events, err := s.commission.Decide(c, who, s.now)
	if after := stateOf(s.t, s.commission); !bytes.Equal(before, after) {
		s.t.Fatalf("deciding %s changed the state", c.CommandName())
	}
	if err != nil {
		return refusalOf(s.t, err)
	}
	s.file(who.Person, events)
	return nil
}

func (s *commissionStory) do(who Actor, c CommissionCommand) *commissionStory {
	s.t.Helper()
	if refused := s.try(who, c); refused != nil {
		s.t.Fatalf("%s by %s: %v", c.CommandName(), who.Person, refused)
	}
	return s
}

func (s *commissionStory) checkCommission() {
	s.t.Helper()
	c := s.commission
	must := func(holds bool, what string) {
		s.t.Helper()
		if !holds {
			s.t.Fatalf("version %d: %s\n%s", c.Version, what, stateOf(s.t, c))
		}
	}
	must(c.Version == s.version && c.Version == len(s.journal), "the version is the number of entries")
	must(c.Closed() == (c.Test != "" || !c.Withdrawn.Empty()), "closed by a test, or withdrawn")
	must(c.Test == "" || c.Withdrawn.Empty(), "not both")
	must(c.Closed() || len(c.Tasks()) == 1 && c.Tasks()[0].Owner == c.LWO, "an open one is the LWO's task")
	must(!c.HandledTo.After(s.now), "the watermark is not ahead of time")
	must(c.NextMoment().IsZero() || c.NextMoment().After(c.HandledTo), "the next moment is past the watermark")
	again, err := RestoreCommission(stateOf(s.t, c))
	must(err == nil && bytes.Equal(stateOf(s.t, again), stateOf(s.t, c)), "the state can be restored")
}

func TestACommissionIsFiledWithCare(t *testing.T) {
	for name, c := range map[string]struct {
		wrong func(c *CommissionCharter, f *CommissionFacts)
		field string
		says  string
	}{
		"no LMG":               {func(c *CommissionCharter, f *CommissionFacts) { f.LMG = Body{} }, "lmg", `"east" is not an LMG on record.`},
		"no priority":          {func(c *CommissionCharter, f *CommissionFacts) { f.Priority = Priority{} }, "priority", `"ready-to-learn" is not a priority that east agreed.`},
		"another's priority":   {func(c *CommissionCharter, f *CommissionFacts) { f.Priority.LMG = west }, "priority", "not a priority that east agreed"},
		"a retired one":        {func(c *CommissionCharter, f *CommissionFacts) { f.Priority.Fate = Retired }, "priority", "ready-to-learn is no longer worked on: it was retired. Name a priority that is in effect."},
		"no group":             {func(c *CommissionCharter, f *CommissionFacts) { f.Group = Body{} }, "action_group", `"breakfast-group" is not an action group on record.`},
		"a network":            {func(c *CommissionCharter, f *CommissionFacts) { f.Group.Kind = Network }, "action_group", "not an action group"},
		"another LMG's group":  {func(c *CommissionCharter, f *CommissionFacts) { f.Group.Parent = west }, "action_group", "breakfast-group works for west, not for east."},
		"no identifier":        {func(c *CommissionCharter, f *CommissionFacts) { c.ID = "" }, "id", "This is empty."},
		"no title":             {func(c *CommissionCharter, f *CommissionFacts) { c.Title = Words{} }, "title", "Say in a few words what is to be tried."},
		"a long note":          {func(c *CommissionCharter, f *CommissionFacts) { c.Note = long() }, "note", "20000"},
		"no day":               {func(c *CommissionCharter, f *CommissionFacts) { c.Due = "" }, "due", "missing"},
		"a day that was":       {func(c *CommissionCharter, f *CommissionFacts) { c.Due = "2026-02-01" }, "due", "in the past"},
		"nobody to launch it":  {func(c *CommissionCharter, f *CommissionFacts) { f.LWOs = nil }, "lmg", "has no Locality Wellbeing Officer on record, who would launch the test."},
		"a long minute":        {func(c *CommissionCharter, f *CommissionFacts) { c.Minute = long() }, "minute", "1000 is the most"},
		"as it should be":      {func(c *CommissionCharter, f *CommissionFacts) {}, "", ""},
		"with a minute, today": {func(c *CommissionCharter, f *CommissionFacts) { c.Minute, c.Due = words("7.3"), "2026-02-02" }, "", ""},
	} {
		charter, facts := lawfulCommission(), commissionFacts()
		c.wrong(&charter, &facts)
		_, err := OpenCommission(charter, facts, DefaultTerms(), holidays, chair, monday)
		if c.field == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		} else if refused := refusalOf(t, err); refused.Field != c.field || !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s: %s", name, refused.Field, refused.Message)
		}
	}
}

// The LMG commissions: whoever files it for the LMG names the minute.
func TestWhoCommissions(t *testing.T) {
	for _, who := range everybody {
		for _, minute := range []Words{{}, words("7.3")} {
			charter := lawfulCommission()
			charter.Minute = minute
			events, err := OpenCommission(charter, commissionFacts(), DefaultTerms(), holidays, who, monday)
			switch {
			case among([]Actor{chair, deputy}, who), !minute.Empty() && among([]Actor{clerk, officer, officer2}, who):
				if err != nil {
					t.Errorf("%s: %v", who.Person, err)
					continue
				}
				want := PersonID("officer")
				if who.Person == "officer-two" {
					want = "officer-two"
				}
				if got := events[0].(*Commissioned); got.LWO != want || got.By != who.Person {
					t.Errorf("by %s: %+v", who.Person, got)
				}
			case among([]Actor{clerk, officer, officer2}, who):
				if refused := refusalOf(t, err); refused.Field != "minute" || refused.Message != "The LMG commissions. Give the reference of the minute in which it did." {
					t.Errorf("%s: %v", who.Person, refused)
				}
			default:
				if refused := refusalOf(t, err); refused.Code != NotAllowed {
					t.Errorf("%s: %v", who.Person, refused)
				}
			}
		}
	}
}

func TestWhoMayDoWhatToACommission(t *testing.T) {
	for _, r := range []struct {
		c     CommissionCommand
		roles []Actor
	}{
		{RescheduleCommission{Due: "2026-04-01", Reason: words("x")}, steerers},
		{WithdrawCommission{Reason: words("x")}, steerers},
		{HandOverCommission{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("x")}, []Actor{officer, officer2, admin}},
	} {
		for _, who := range everybody {
			s := commissioned(t)
			refused := s.try(who, r.c)
			if allowed := among(r.roles, who); allowed != (refused == nil) || refused != nil && refused.Code != NotAllowed {
				t.Errorf("%s by %s: %v", r.c.CommandName(), who.Person, refused)
			}
			s.verify()
		}
		closed := commissioned(t).do(chair, WithdrawCommission{Reason: words("x")})
		if refused := closed.try(officer, r.c); refused.Code != WrongStage || refused.Message != "This commission was closed on Mon 2 Feb 2026." {
			t.Errorf("%s: %v", r.c.CommandName(), refused)
		}
		if again, err := DecodeCommissionCommand(r.c.CommandName(), []byte("{}")); err != nil || again.CommandName() != r.c.CommandName() {
			t.Error(err)
		}
	}
	if _, err := DecodeCommissionCommand("launch", []byte("{}")); refusalOf(t, err).Message != `"launch" is not something one does to a commission.` {
		t.Error(err)
	}
}

func TestWhatIsWrongInACommission(t *testing.T) {
	hand := func(from, to PersonID, roles []Membership) HandOverCommission {
		return HandOverCommission{From: from, To: to, ToRoles: roles, Reason: words("leave")}
	}
	for name, c := range map[string]struct {
		c     CommissionCommand
		field string
		says  string
	}{
		"moved to yesterday":       {RescheduleCommission{Due: "2026-02-01", Reason: words("x")}, "due", "in the past"},
		"moved nowhere":            {RescheduleCommission{Reason: words("x")}, "due", "missing"},
		"moved without a reason":   {RescheduleCommission{Due: "2026-04-01"}, "reason", "Say why"},
		"moved to its own day":     {RescheduleCommission{Due: "2026-03-02", Reason: words("x")}, "due", "Mon 2 Mar 2026 is its day already."},
		"withdrawn without reason": {WithdrawCommission{}, "reason", "Say why it is withdrawn."},
		"handed to nobody":         {hand("officer", "", nil), "to", "Name another person"},
		"handed to themselves":     {hand("officer", "officer", officer.Roles), "to", "Name another person"},
		"handed by a stranger":     {hand("teacher", "officer-two", officer2.Roles), "from", "teacher has no task here to hand over."},
		"handed to a stranger":     {hand("officer", "teacher", nil), "to", "teacher is not a Locality Wellbeing Officer of east."},
		"handed without a reason":  {HandOverCommission{From: "officer", To: "officer-two", ToRoles: officer2.Roles}, "reason", "Say why it is handed over."},
	} {
		if refused := commissioned(t).try(officer, c.c); refused == nil || refused.Field != c.field || !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %v", name, refused)
		}
	}
}

// Launching is the LWO's task; overdue it climbs the ladder to the chair.
func TestTheLadderOfACommission(t *testing.T) {
	s := commissioned(t)
	if got := s.told(NoticeCommissioned); !slices.Equal(got, []string{"breakfast-group/group-lead", "breakfast-group/group-member"}) {
		t.Errorf("told %v", got)
	}
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"officer"}) {
		t.Errorf("told %v", got)
	}
	s.until(at("2026-03-04 12:00"))
	s.do(chair, RescheduleCommission{Due: "2026-03-20", Reason: words("flu")})
	s.until(at("2026-03-20 12:00"))
	s.do(admin, HandOverCommission{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("left")})
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"officer-two"}) {
		t.Errorf("told %v", got)
	}
	s.until(at("2026-05-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskLaunch), []string{
		"2026-02-23 09:05 GMT reminder officer", "2026-02-27 09:05 GMT reminder officer", "2026-03-02 09:05 GMT reminder officer", "2026-03-03 09:05 GMT overdue officer",
		"2026-03-13 09:05 GMT reminder officer", "2026-03-19 09:05 GMT reminder officer", "2026-03-20 09:05 GMT reminder officer",
		"2026-03-23 09:05 GMT overdue officer-two", "2026-03-25 09:05 GMT overdue officer-two", "2026-03-31 09:05 BST escalated east/chair",
	})
	s.verify()
}

// A test that its group launched since, under its priority, fulfils it.
func TestATestFulfilsACommission(t *testing.T) {
	s := commissioned(t)
	test := launched(t).test
	for name, c := range map[string]struct {
		change func(t *TestOfChange)
		wants  bool
	}{
		"as commissioned":  {func(*TestOfChange) {}, true},
		"another priority": {func(t *TestOfChange) { t.Charter.Priority = "buses" }, false},
		"another group":    {func(t *TestOfChange) { t.Charter.ActionGroup = "others" }, false},
		"launched before":  {func(t *TestOfChange) { t.Launched = monday.Add(-time.Second) }, false},
	} {
		other := *test
		c.change(&other)
		if got := s.commission.Answers(&other); got != c.wants {
			t.Errorf("%s: %v", name, got)
		}
	}
	if s.commission.Fulfil("") != nil {
		t.Error("nothing fulfilled it")
	}
	s.file("", s.commission.Fulfil(test.Subject()))
	if got := s.told(NoticeCommissionFulfilled); !slices.Equal(got, []string{"east/chair"}) {
		t.Errorf("told %v", got)
	}
	want := []Link{{"priority/ready-to-learn", "commission/breakfast"}, {"commission/breakfast", "test-of-change/breakfast"}}
	if sum := s.commission.Summary(); sum.Open || sum.Outcome != "fulfilled" || sum.Due != "" || !slices.Equal(s.derived.Links, want) {
		t.Errorf("%+v, %v", sum, s.derived.Links)
	}
	if s.commission.Fulfil("x") != nil || s.commission.RefreshCalendar(Calendar{}) != nil {
		t.Error("a closed commission goes on")
	}
	if day, err := ClosedOn(KindCommission, stateOf(t, s.commission)); err != nil || day != "2026-02-02" {
		t.Errorf("closed on %q, %v", day, err)
	}
	s.verify()
}

// Whoever withdraws it, the group, the LWO and the chair hear why.
func TestWhoHearsOfAWithdrawnCommission(t *testing.T) {
	s := commissioned(t).do(officer, WithdrawCommission{Reason: words("no room")})
	if got := s.told(NoticeCommissionWithdrawn); !slices.Equal(got, []string{"breakfast-group/group-lead", "breakfast-group/group-member", "east/chair", "officer"}) {
		t.Errorf("told %v", got)
	}
	if sum := s.commission.Summary(); sum.Open || sum.Outcome != "withdrawn" || sum.Stage != "closed" {
		t.Errorf("%+v", sum)
	}
	s.verify()
}

func commissionWalk(t reporter, c chooser, steps int) *commissionStory {
	s := commissioned(t)
	for range steps {
		switch c(8) {
		case 0, 1:
			to := s.now.Add(time.Duration(c(20*24*60)) * time.Minute)
			if next := s.commission.NextMoment(); c.percent(40) && next.After(s.now) {
				to = next
			}
			if c.percent(60) {
				s.until(to)
			} else {
				s.asleep(to)
			}
		case 2:
			if events := s.commission.RefreshCalendar(Calendar{Holidays: many(c(5), func(i int) Date { return Date("2026-02-16").AddDays(7 * i) })}); events != nil {
				s.file("", events)
			}
		case 3:
			restored, err := RestoreCommission(stateOf(s.t, s.commission))
			if err != nil {
				t.Fatalf("RestoreCommission: %v", err)
			}
			s.commission, s.life = restored, restored
		case 4:
			if c.percent(15) {
				if events := s.commission.Fulfil("test-of-change/breakfast"); events != nil {
					s.file("", events)
				}
			}
		default:
			to := pick(c, officer, officer2, teacher)
			s.try(pick(c, everybody...), pick[CommissionCommand](c,
				RescheduleCommission{Due: c.day(&s.run, -2, 30), Reason: c.text()},
				RescheduleCommission{Due: c.day(&s.run, 0, 30), Reason: words("x")},
				HandOverCommission{From: s.commission.LWO, To: to.Person, ToRoles: to.Roles, Reason: c.text()},
				WithdrawCommission{Reason: Words{Length: c(30) / 29, Sealed: "x"}},
			))
		}
	}
	s.verify()
	return s
}

// Whatever is done to a commission when: the journal tells of it, and time advances.
func TestRandomWalksOfCommissions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		commissionWalk(t, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }, rapid.IntRange(1, 40).Draw(t, "steps"))
	})
	outcomes := map[string]int{}
	for seed := range uint64(30) {
		s := commissionWalk(t, rand.New(rand.NewPCG(seed, 3)).IntN, 60)
		outcomes[s.commission.Summary().Outcome]++
		outcomes["handed over"] += len(s.commission.HandedOver)
	}
	for _, what := range []string{"", "fulfilled", "withdrawn", "handed over"} {
		if outcomes[what] == 0 {
			t.Errorf("no walk reached %q: %v", what, outcomes)
		}
	}
}
