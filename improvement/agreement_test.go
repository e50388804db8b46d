package improvement_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// shared is an agreement between the lead, the teacher, the LMG and the group.
func shared(now time.Time) ProposeAgreement {
	return ProposeAgreement{
		Purpose: words("A breakfast every Monday until summer"), From: DateOf(now), ReviewBy: DateOf(now).AddDays(90),
		Parties: []PlannedParty{
			{Person: "lead", Brings: words("Two hours a week")},
			{Person: "teacher", Brings: words("The classroom")},
			{Body: east, Kind: LMG, Role: Chair, Brings: words("A word with the caterers")},
			{Body: breakfast, Kind: ActionGroup, Role: GroupLead, Brings: words("The rota")},
		},
	}
}

// proposedStory is a test whose agreement is put to its parties by the LWO.
func proposedStory(t reporter) *story {
	t.Helper()
	s := launched(t)
	s.do(officer, shared(s.now))
	return s
}

// agreedStory is one to which all have agreed.
func agreedStory(t reporter) *story {
	t.Helper()
	s := proposedStory(t)
	s.do(lead, AgreeToPart{Party: 1})
	s.do(teacher, AgreeToPart{})
	s.do(deputy, AgreeToPart{Version: 1})
	s.do(lead, AgreeToPart{})
	return s
}

// checkAgreement is what holds for a shared agreement at every moment.
func (s *story) checkAgreement(must func(bool, string)) {
	s.t.Helper()
	a := s.test.Agreement
	if a == nil {
		return
	}
	must(a.Version > 0 && len(a.Parties) > 1 && a.ReviewBy.Valid(), "an agreement is whole")
	waiting := 0
	for _, p := range a.Parties {
		must((p.Person == "") != (p.Body == "") && p.Due.Valid(), "a party is a person or a body, asked by a day")
		must(!p.Declined || !p.Answered.IsZero(), "a no is an answer")
		must(p.Claim == (Claim{}) || p.Body != "" && p.Answered.IsZero(), "somebody sees to what a body has yet to answer, and to nothing else")
		if p.Answered.IsZero() {
			waiting++
		}
	}
	tasks, reviews := 0, 0
	for _, task := range s.test.Tasks() {
		switch task.Kind {
		case TaskAgreement:
			tasks++
		case TaskReview:
			reviews++
			must(task.Due == a.ReviewBy && task.Owner == s.test.Charter.Lead, "the lead reviews it by its date")
		}
	}
	if s.test.Paused != nil || s.test.Closed() || a.Status() == AgreementEnded {
		must(tasks+reviews == 0, "paused, closed or ended, nobody is asked")
		return
	}
	must(tasks == waiting && reviews == 1, "who has not answered is asked, and the lead reviews it")
}

func tasksOf(s *story, kind TaskKind) []Task {
	return slices.DeleteFunc(s.test.Tasks(), func(t Task) bool { return t.Kind != kind })
}

func TestAnAgreementIsPutToItsParties(t *testing.T) {
	s := proposedStory(t)
	asked := tasksOf(s, TaskAgreement)
	if len(asked) != 4 || asked[1].Owner != "teacher" || asked[1].What != words("The classroom") || asked[2].Role != Chair || asked[3].Body != breakfast {
		t.Fatalf("asked: %+v", asked)
	}
	if asked[0].Due != holidays.Add(DateOf(s.now), 10) || tasksOf(s, TaskReview)[0].Due != DateOf(s.now).AddDays(90) {
		t.Errorf("due %s and %s", asked[0].Due, tasksOf(s, TaskReview)[0].Due)
	}
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"breakfast-group/group-lead", "east/chair", "lead", "teacher"}) {
		t.Errorf("told %v", got)
	}
	s.until(at("2026-02-20 12:00")) // overdue by three working days: the LWO hears
	if !slices.ContainsFunc(s.heard, func(n Notice) bool {
		return n.Kind == NoticeEscalated && n.TaskKind == TaskAgreement && n.To.Person == "officer"
	}) {
		t.Error("the LWO did not hear that a party has not answered")
	}
}

func TestAnAgreementIsAgreedByEachParty(t *testing.T) {
	s := proposedStory(t)
	s.refuse(helper, AgreeToPart{}, NotAllowed, "as")
	s.refuse(teacher, AgreeToPart{Party: 1}, NotAllowed, "as")
	s.refuse(teacher, AgreeToPart{Party: 5}, Invalid, "party")
	s.refuse(teacher, AgreeToPart{Version: 2}, Conflict, "version")
	if refused := s.refuse(lead, AgreeToPart{}, Invalid, "party"); !strings.Contains(refused.Message, "1 and 4") {
		t.Error(refused.Message)
	}
	s.do(lead, AgreeToPart{Party: 1})
	s.refuse(lead, AgreeToPart{Party: 1}, Conflict, "party")
	s.do(teacher, AgreeToPart{})
	s.do(deputy, AgreeToPart{}) // stands in for the chair
	if got := s.test.Agreement.Status(); got != AgreementProposed {
		t.Errorf("three of four agreed, and it is %s", got)
	}
	s.do(lead, AgreeToPart{}) // for the group, the only one left
	a := s.test.Agreement
	if a.Status() != AgreementAgreed || a.Parties[2].By != "deputy" || len(tasksOf(s, TaskAgreement)) != 0 || len(tasksOf(s, TaskReview)) != 1 {
		t.Errorf("agreed: %+v", a)
	}
	if got := s.told(NoticeAllAgreed); !slices.Contains(got, "teacher") || !slices.Contains(got, "officer") || !slices.Contains(got, "east/chair") {
		t.Errorf("told %v", got)
	}
	s.refuse(teacher, DeclinePart{Reason: words("x")}, WrongStage, "")
	s.verify()
}

func TestWhoProposesAgreesToTheirOwnPart(t *testing.T) {
	s := launched(t)
	s.do(lead, shared(s.now))
	if p := s.test.Agreement.Parties; p[0].Answered.IsZero() || !p[3].Answered.IsZero() || p[0].By != "lead" {
		t.Errorf("the parties are %+v", p)
	}
}

func TestAPartyDeclinesAndTheAgreementIsChanged(t *testing.T) {
	s := proposedStory(t)
	s.refuse(teacher, DeclinePart{}, Invalid, "reason")
	s.do(teacher, DeclinePart{Reason: words("The room is let on Mondays")})
	if got := s.told(NoticeDeclined); !slices.Equal(got, []string{"lead", "officer"}) || s.notices[0].Reason != words("The room is let on Mondays") {
		t.Errorf("told %v: %+v", got, s.notices)
	}
	if len(tasksOf(s, TaskAgreement)) != 3 || s.test.Agreement.Status() != AgreementProposed {
		t.Errorf("the agreement is %+v", s.test.Agreement)
	}
	changed := shared(s.now)
	changed.Parties[1].Brings = words("The hall")
	s.refuse(helper, changed, NotAllowed, "as")
	s.do(lead, changed)
	a := s.test.Agreement
	if a.Version != 2 || a.Parties[1].Declined || !a.Parties[1].Answered.IsZero() {
		t.Errorf("the changed one is %+v", a)
	}
	s.do(teacher, AgreeToPart{Version: 2})
	all, err := Agreements(s.journal)
	if err != nil || len(all) != 2 || !all[0].Parties[1].Declined || all[0].Parties[1].Brings != words("The classroom") || all[1].Version != 2 || all[1].Parties[1].By != "teacher" {
		t.Errorf("the versions are %+v (%v)", all, err)
	}
	s.verify()
}

func TestSomeoneUnder16AgreesThroughTheirAdult(t *testing.T) {
	s := launched(t)
	c := shared(s.now)
	c.Parties = append(c.Parties[:2], PlannedParty{Person: "kit", Brings: words("Three songs")})
	s.do(officer, c)
	s.refuse(kit, AgreeToPart{}, NotAllowed, "as")
	if refused := s.refuse(adult, AgreeToPart{}, Invalid, "party"); !strings.Contains(refused.Message, "2 and 3") {
		t.Error(refused.Message)
	}
	s.do(adult, AgreeToPart{Party: 3})
	if p := s.test.Agreement.Parties; p[2].By != "teacher" || p[1].By != "" {
		t.Errorf("the parties are %+v", p)
	}
}

func TestAnAgreementNamesTheFieldAtFault(t *testing.T) {
	cases := []struct {
		name  string
		wrong func(*ProposeAgreement)
		field string
		says  string
	}{
		{"no purpose", func(c *ProposeAgreement) { c.Purpose = Words{} }, "purpose", "what you agree this for"},
		{"no beginning", func(c *ProposeAgreement) { c.From = "" }, "from", "missing"},
		{"no review", func(c *ProposeAgreement) { c.ReviewBy = "" }, "review_by", "missing"},
		{"a review of yesterday", func(c *ProposeAgreement) { c.ReviewBy = "2026-02-01" }, "review_by", "in the past"},
		{"a review before it begins", func(c *ProposeAgreement) { c.From = c.ReviewBy }, "review_by", "later day"},
		{"one party", func(c *ProposeAgreement) { c.Parties = c.Parties[:1] }, "parties", "two parties"},
		{"too many", func(c *ProposeAgreement) { c.Parties = make([]PlannedParty, 21) }, "parties", "20 is the most"},
		{"nobody", func(c *ProposeAgreement) { c.Parties[0].Person = "" }, "parties", "name one of the two"},
		{"both", func(c *ProposeAgreement) { c.Parties[0].Body = east }, "parties", "name one of the two"},
		{"twice", func(c *ProposeAgreement) { c.Parties[1].Person = "lead" }, "parties", "named twice"},
		{"brings nothing", func(c *ProposeAgreement) { c.Parties[0].Brings = Words{} }, "parties.brings", "what lead brings"},
		{"brings a book", func(c *ProposeAgreement) { c.Parties[0].Brings = words(strings.Repeat("x", 1001)) }, "parties.brings", "1000 is the most"},
		{"a body that is not there", func(c *ProposeAgreement) { c.Parties[2].Kind = "" }, "parties.body", "not a body on record"},
		{"a place", func(c *ProposeAgreement) { c.Parties[2].Kind, c.Parties[2].Role = Locality, "" }, "parties.body", "is a place"},
		{"a body of nobody", func(c *ProposeAgreement) { c.Parties[2].Role = "" }, "parties.body", "Nobody on record answers"},
		{"a role of another kind", func(c *ProposeAgreement) { c.Parties[2].Role = NetworkMember }, "parties.body", "Nobody on record answers"},
		{"a person with a role", func(c *ProposeAgreement) { c.Parties[0].Role = Chair }, "parties.person", "for themselves"},
	}
	s := launched(t)
	for _, c := range cases {
		wrong := shared(s.now)
		c.wrong(&wrong)
		if refused := s.refuse(lead, wrong, Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
	s.refuse(lead, AgreeToPart{}, NotFound, "agreement")
	s.refuse(lead, ReviewAgreement{Outcome: "kept", ReviewBy: "2026-12-01"}, NotFound, "agreement")
}

func TestAnAgreementIsReviewed(t *testing.T) {
	s := proposedStory(t)
	s.refuse(lead, ReviewAgreement{Outcome: "kept", ReviewBy: "2026-12-01"}, WrongStage, "")
	s = agreedStory(t)
	s.refuse(helper, ReviewAgreement{Outcome: "kept", ReviewBy: "2026-12-01"}, NotAllowed, "as")
	s.refuse(lead, ReviewAgreement{Outcome: "good"}, Invalid, "outcome")
	if refused := s.refuse(lead, ReviewAgreement{Outcome: "changed"}, Invalid, "outcome"); !strings.Contains(refused.Message, "Propose it") {
		t.Error(refused.Message)
	}
	s.refuse(lead, ReviewAgreement{Outcome: "kept"}, Invalid, "review_by")
	s.refuse(lead, ReviewAgreement{Outcome: "kept", ReviewBy: DateOf(s.now)}, Invalid, "review_by")
	s.refuse(lead, ReviewAgreement{Outcome: "ended"}, Invalid, "reason")
	s.do(lead, ReviewAgreement{Outcome: "kept", ReviewBy: "2026-12-01"})
	if review := tasksOf(s, TaskReview); len(review) != 1 || review[0].Due != "2026-12-01" || !slices.Contains(s.told(NoticeTask), "lead") {
		t.Errorf("to be reviewed: %+v, told %v", review, s.notices)
	}
	if kept := s.told(NoticeAgreementKept); !slices.Contains(kept, "teacher") || !slices.Contains(kept, "officer") {
		t.Errorf("that it was kept was told to %v", kept)
	}
	if s.test.Agreement.Status() != AgreementAgreed {
		t.Error("kept, and no longer agreed")
	}
	s.do(officer, ReviewAgreement{Outcome: "ended", Reason: words("The school does it now")})
	if len(tasksOf(s, TaskReview)) != 0 || !slices.Contains(s.told(NoticeAgreementEnded), "teacher") {
		t.Errorf("told %+v", s.notices)
	}
	for _, c := range []TestCommand{ReviewAgreement{Outcome: "kept", ReviewBy: "2027-02-01"}, AgreeToPart{Party: 1}, DeclinePart{Party: 1, Reason: words("x")}} {
		s.refuse(lead, c, WrongStage, "")
	}
	s.do(lead, shared(s.now)) // and another one may follow
	if a := s.test.Agreement; a.Version != 2 || a.Status() != AgreementProposed {
		t.Errorf("the next is %+v", a)
	}
	s.verify()
}

// Who brought something, and has no part in a changed agreement, is told so; nobody else is.
func TestWhoHasNoPartInAChangedAgreementHears(t *testing.T) {
	s := agreedStory(t)
	changed := shared(s.now)
	changed.Parties = slices.DeleteFunc(changed.Parties, func(p PlannedParty) bool { return p.Person == "teacher" })
	s.do(lead, changed)
	if told := s.told(NoticeAgreementLeft); !slices.Equal(told, []string{"teacher"}) {
		t.Errorf("told %v", told)
	}
	s.do(lead, shared(s.now))
	if told := s.told(NoticeAgreementLeft); len(told) != 0 {
		t.Errorf("nobody left, and %v were told", told)
	}
	s.verify()
	s.do(officer, ReviewAgreement{Outcome: "ended", Reason: words("The school does it now")})
	s.do(lead, changed)
	if told := s.told(NoticeAgreementLeft); len(told) != 0 {
		t.Errorf("it had ended, and %v were told again", told)
	}
}

// Ten working days of pause move what an agreement waits for by ten.
func TestAPauseMovesAnAgreement(t *testing.T) {
	s := proposedStory(t)
	s.do(teacher, AgreeToPart{})
	was := s.test.Agreement
	due, review, answered := was.Parties[0].Due, was.ReviewBy, was.Parties[1].Due
	s.do(officer, PauseTest{Until: "2026-02-16", Reason: words("flu")})
	s.refuse(lead, shared(s.now), WrongStage, "")
	s.refuse(lead, ReviewAgreement{Outcome: "ended", Reason: words("x")}, WrongStage, "")
	if len(s.test.Tasks()) != 0 {
		t.Error("while paused somebody is asked")
	}
	s.until(at("2026-02-09 12:00"))
	s.do(lead, AgreeToPart{Party: 1}) // answers are taken all the same
	s.do(officer, HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("leave")})
	asked := s.test.Agreement.Parties[0].Due // anew, in the middle of the pause
	s.until(at("2026-02-16 09:00"))
	a := s.test.Agreement
	if got := a.Parties[2].Due; got != holidays.Add(due, 10) || a.ReviewBy != holidays.Add(review, 10) || a.Parties[1].Due != answered {
		t.Errorf("due %s after %s, to be reviewed by %s after %s", got, due, a.ReviewBy, review)
	}
	if got := a.Parties[0].Due; got != holidays.Add(asked, 5) {
		t.Errorf("who was asked in the pause has until %s, asked until %s", got, asked)
	}
	s.verify()
}

// A part goes with its person's tasks, and whoever has it now is asked: an answer was its
// giver's.
func TestAHandOverMovesAPart(t *testing.T) {
	s := agreedStory(t)
	s.do(officer, HandOver{From: "teacher", To: "helper", ToRoles: helper.Roles, Reason: words("leave")})
	a := s.test.Agreement
	if p := a.Parties[1]; p.Person != "helper" || !p.Answered.IsZero() || !slices.Equal(p.Had, []PersonID{"teacher"}) || a.Status() != AgreementProposed {
		t.Errorf("the part is %+v", p)
	}
	if !slices.Contains(s.told(NoticeTask), "helper") {
		t.Errorf("told %+v", s.notices)
	}
	s.refuse(teacher, AgreeToPart{}, NotAllowed, "as")
	s.do(helper, AgreeToPart{})
	if s.test.Agreement.Status() != AgreementAgreed {
		t.Error("all agreed again, and it is not agreed")
	}
	s.do(officer, HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("leave")})
	if review := tasksOf(s, TaskReview); review[0].Owner != "helper" {
		t.Errorf("%s reviews it", review[0].Owner)
	}
	s.verify()
}

// A party may say what they saw.
func TestAPartyContributes(t *testing.T) {
	saw := FileEvidence{Evidence: Evidence{ID: "e", Kind: Voice, Text: words("nice"), When: "2026-01-30"}}
	s := launched(t)
	s.refuse(teacher, saw, NotAllowed, "as")
	s.do(officer, shared(s.now))
	s.do(teacher, saw)
}

func TestWithTheTestItsAgreementsTasksEnd(t *testing.T) {
	s := agreedStory(t)
	s.propose(abandon())
	s.conclude(Result{Verdict: Agreed})
	if !s.test.Closed() || len(s.test.Tasks()) != 0 || s.test.Agreement.Status() != AgreementAgreed {
		t.Errorf("closed with %+v", s.test.Tasks())
	}
}

// The longest agreement, with the longest refusals, is filed, and leaves a test that is
// carried to its end.
func TestTheLongestAgreementLeavesRoom(t *testing.T) {
	s := launchedHeavy(t)
	c := ProposeAgreement{Purpose: emoji(4_000), From: DateOf(s.now), ReviewBy: DateOf(s.now).AddDays(300)}
	var people []Actor
	for i := range 20 {
		person := PersonID("party-" + string(rune('a'+i)))
		people = append(people, Actor{Person: person})
		c.Parties = append(c.Parties, PlannedParty{Person: person, Brings: emoji(310)})
	}
	s.do(officer, c)
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.do(officer, AgreePlan{})
	s.crammed()
	for _, who := range people {
		s.do(who, DeclinePart{Reason: emoji(310)})
	}
	s.toTheEnd()
	s.verify()
}

func TestWhoAnswersForABody(t *testing.T) {
	holds := func(kind BodyKind, roles ...Role) Role {
		b := BodyState{Body: Body{ID: "b", Kind: kind}}
		for _, r := range roles {
			b.Members = append(b.Members, Membership{Body: "b", Person: "p", Role: r})
		}
		return b.AnswersFor()
	}
	for want, got := range map[Role]Role{
		Chair: holds(LMG, Member, Deputy, Chair), Deputy: holds(LMG, Member, Deputy), GroupLead: holds(ActionGroup, GroupMember, GroupLead),
		GroupMember: holds(ActionGroup, GroupMember), NetworkMember: holds(Network, NetworkMember), "": holds(Locality, Administrator),
	} {
		if got != want {
			t.Errorf("%q answers, want %q", got, want)
		}
	}
	s := launched(t)
	c := shared(s.now)
	c.Parties[3].Role = GroupMember // nobody led the group then
	c.Parties[2] = PlannedParty{Body: "net", Kind: Network, Role: NetworkMember, Brings: words("News")}
	s.do(officer, c)
	s.do(helper, AgreeToPart{})
	s.refuse(chair, AgreeToPart{Party: 3}, NotAllowed, "as")
	s.do(member("newcomer", "net", NetworkMember), AgreeToPart{})
}
