package improvement_test

import (
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// Kit is under 16; the teacher hears for Kit.
var (
	kit   = Actor{Person: "kit", NamedAdult: "teacher", Roles: []Membership{{Body: breakfast, Person: "kit", Role: GroupMember}}}
	adult = Actor{Person: "teacher", HearsFor: []PersonID{"kit"}}
)

// kitsTurn is a test in Do in which Kit has a step and collects data.
func kitsTurn(t *testing.T) *story {
	s := launched(t)
	plan := lawfulPlan(s.now)
	plan.Steps[0].Who = "kit"
	plan.Collections = []Collection{{Measure: "waste", Who: "kit", First: DateOf(s.now).AddDays(2), EveryDays: 7, Until: DateOf(s.now).AddDays(30)}}
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	return s
}

func TestTheNamedAdultFilesForSomeoneUnder16(t *testing.T) {
	points := RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-30", Value: 3}}}
	s := kitsTurn(t)
	s.do(adult, points)
	s.do(adult, CompleteStep{Step: "1.1"})
	if step := s.test.Cycle().Steps[0]; step.Who != "kit" || step.Status != StepIsDone || step.ClosedBy != "teacher" {
		t.Errorf("got %+v, want Kit's step, done, as the teacher says", step)
	}
	// Hearing for somebody else is not enough.
	s = kitsTurn(t)
	other := Actor{Person: "teacher", HearsFor: []PersonID{"lee"}}
	s.refuse(other, CompleteStep{Step: "1.1"}, NotAllowed, "as")
	s.refuse(other, points, NotAllowed, "as")
	s.refuse(adult, DropStep{Step: "1.1", Reason: words("ill")}, NotAllowed, "as")
}

// The adult of a pupil in the group brings what the pupil saw, step or no step.
func TestTheNamedAdultContributesForAGroupMember(t *testing.T) {
	saw := FileEvidence{Evidence: Evidence{ID: "e", Kind: Voice, Text: words("nice"), When: "2026-01-30"}}
	points := RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-30", Value: 3}}}
	s := launched(t)
	s.refuse(adult, saw, NotAllowed, "as") // nothing says that Kit is in the group
	inGroup := adult
	inGroup.TheirRoles = kit.Roles
	s.do(inGroup, saw)
	s.do(inGroup, points)
	s.refuse(inGroup, SubmitPlan{Plan: lawfulPlan(s.now)}, NotAllowed, "as")
	elsewhere := adult
	elsewhere.TheirRoles = []Membership{{Body: "another-group", Person: "kit", Role: GroupMember}}
	s.refuse(elsewhere, saw, NotAllowed, "as")
}

func TestNobodyUnder16Leads(t *testing.T) {
	charter, facts := lawfulCharter(), lawfulFacts()
	charter.Lead, facts.LeadRoles, facts.LeadAdult = "kit", kit.Roles, "teacher"
	_, err := Launch(charter, facts, DefaultTerms(), holidays, officer, monday)
	if refused := refusalOf(t, err); refused.Field != "lead" || !strings.Contains(refused.Message, "kit is under 16") {
		t.Error(refused)
	}
	s := launched(t).toDo()
	s.refuse(officer, HandOver{From: "lead", To: "kit", ToRoles: kit.Roles, ToAdult: "teacher", Reason: words("leave")}, Invalid, "to")
	s.do(officer, HandOver{From: "teacher", To: "kit", ToRoles: kit.Roles, ToAdult: "teacher", Reason: words("leave")}) // a step is fine
	if got := stepOf(s, "1.1").Who; got != "kit" {
		t.Errorf("step 1.1 is %s's", got)
	}
}

// Whoever hears for somebody does not get a lead's powers by it.
func TestTheNamedAdultDoesNotLead(t *testing.T) {
	s := launched(t)
	ofTheLead := Actor{Person: "teacher", HearsFor: []PersonID{"lead"}}
	s.refuse(ofTheLead, SubmitPlan{Plan: lawfulPlan(s.now)}, NotAllowed, "as")
}

func TestSomeoneUnder16DoesNotActThemselves(t *testing.T) {
	kind := func(refused *Error) {
		t.Helper()
		if refused == nil || refused.Code != NotAllowed || refused.Field != "as" || !strings.Contains(refused.Message, "ask teacher, your named adult") {
			t.Errorf("got %v", refused)
		}
	}
	s := kitsTurn(t)
	kind(s.try(kit, CompleteStep{Step: "1.1"}))
	kind(s.try(kit, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-30", Value: 3}}}))
	kind(s.try(kit, FileEvidence{Evidence: Evidence{ID: "e", Kind: Voice, Text: words("nice"), When: "2026-01-30"}}))

	with := func(role Role) Actor {
		return Actor{Person: "kit", NamedAdult: "teacher", Roles: []Membership{{Body: east, Person: "kit", Role: role}}}
	}
	_, err := Launch(lawfulCharter(), lawfulFacts(), DefaultTerms(), holidays, with(LWO), monday)
	kind(refusalOf(t, err))
	kind(refusalOf(t, MayRecover(with(Administrator))))
	kind(refusalOf(t, MayKeepDirectory(with(Administrator), false)))
	b := opened(t, 5)
	young := b.members[0]
	young.NamedAdult = "teacher"
	kind(b.try(young, ballotOf(Agree)))
}
