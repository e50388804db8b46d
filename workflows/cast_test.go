package workflows_test

import (
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// Who plays in the stories. The helper of the group sits in the LMG too, and so
// has an interest there.
const (
	lwo, newLWO              improvement.PersonID = "lwo", "new-lwo"
	chair, deputy, clerk     improvement.PersonID = "chair", "deputy", "clerk"
	memberOne, memberTwo     improvement.PersonID = "member-one", "member-two"
	lead, newLead, volunteer improvement.PersonID = "lead", "new-lead", "volunteer"
	both                     improvement.PersonID = "both"
	admin                    improvement.PersonID = "admin"
)

const (
	east     improvement.BodyID     = "east"
	forres   improvement.BodyID     = "forres"
	group    improvement.BodyID     = "breakfast-group"
	theme    improvement.ThemeID    = "poverty"
	priority improvement.PriorityID = "food-at-school"
	measure  improvement.MeasureID  = "attendance"
)

// club is the test of change that the stories are about.
var club = improvement.TestSubject("breakfast-club")

// approvalOf is the nth approval that the club asked for.
func approvalOf(n int) improvement.SubjectID { return improvement.ApprovalSubject(club, n) }

func memberships() map[improvement.BodyID][]improvement.Membership {
	roles := map[improvement.BodyID][]improvement.Membership{}
	add := func(body improvement.BodyID, role improvement.Role, people ...improvement.PersonID) {
		for _, p := range people {
			roles[body] = append(roles[body], improvement.Membership{Body: body, Person: p, Role: role})
		}
	}
	add(east, improvement.Administrator, admin)
	add(east, improvement.Chair, chair)
	add(east, improvement.Clerk, clerk)
	add(east, improvement.Deputy, deputy)
	add(east, improvement.LWO, lwo, newLWO)
	add(east, improvement.Member, both, memberOne, memberTwo)
	add(group, improvement.GroupLead, lead)
	add(group, improvement.GroupMember, both, newLead, volunteer)
	return roles
}

// actor is a person with the roles on record.
func actor(p improvement.PersonID) improvement.Actor {
	a := improvement.Actor{Person: p}
	members := memberships()
	for _, body := range []improvement.BodyID{group, east} {
		for _, m := range members[body] {
			if m.Person == p {
				a.Roles = append(a.Roles, m)
			}
		}
	}
	return a
}

// words are sealed as people's words are; there is nothing in them.
func words(by improvement.PersonID) improvement.Words {
	return improvement.Words{By: by, Length: 12, Sealed: "c2VhbGVkIHdvcmRz"}
}

// longWords are sealed words of so many characters.
func longWords(by improvement.PersonID, n int) improvement.Words {
	return improvement.Words{By: by, Length: n, Sealed: strings.Repeat("c2Vh", n/3+8)}
}

func charter() improvement.Charter {
	return improvement.Charter{
		ID: "breakfast-club", Kind: improvement.SmallTest, Title: words(lwo), Locality: forres, LMG: east,
		Theme: theme, Priority: priority, ActionGroup: group, Lead: lead,
		Aim:        improvement.Aim{What: words(lwo), ForWhom: words(lwo), HowMuch: words(lwo), ByWhen: "2037-12-18"},
		ChangeIdea: words(lwo), TestedWith: words(lwo),
		Measures: []improvement.Measure{{ID: measure, Kind: improvement.Outcome, Name: words(lwo), Better: improvement.Higher}},
	}
}

func facts() improvement.CharterFacts {
	return improvement.CharterFacts{
		LMG:       improvement.Body{ID: east, Kind: improvement.LMG, Name: "East"},
		Locality:  improvement.Body{ID: forres, Kind: improvement.Locality, Name: "Forres", Parent: east},
		Group:     improvement.Body{ID: group, Kind: improvement.ActionGroup, Name: "Breakfast group", Parent: east},
		Theme:     improvement.Theme{ID: theme, Name: "Poverty"},
		Priority:  improvement.Priority{ID: priority, LMG: east, Theme: theme, Statement: words(lwo)},
		LeadRoles: actor(lead).Roles,
	}
}

// plan has one question and one step, for the volunteer.
func plan(due improvement.Date) *improvement.SubmitPlan {
	return &improvement.SubmitPlan{Plan: improvement.Plan{
		Objective: words(lead),
		Questions: []improvement.Question{{Question: words(lead), Prediction: words(lead), Measure: measure}},
		Steps:     []improvement.PlannedStep{{What: words(lead), Who: volunteer, Due: due}},
	}}
}

func study() *improvement.FileStudy {
	return &improvement.FileStudy{Study: improvement.Study{
		Answers: []improvement.Answer{{Question: 1, Happened: words(lead), AsFound: "as-predicted"}}, Learned: words(lead),
	}}
}

func adopt() *improvement.ProposeNext {
	return propose(improvement.Act{Direction: improvement.Adopt, Implementation: words(lead), Sustain: words(lead), Costs: took})
}

func abandon() *improvement.ProposeNext {
	return propose(improvement.Act{Direction: improvement.Abandon, Why: words(lead), Costs: took})
}

// adapt asks for so many further cycles, until a day where there is one.
func adapt(cycles int, until improvement.Date) *improvement.ProposeNext {
	return propose(improvement.Act{Direction: improvement.Adapt, Changes: words(lead), Cycles: cycles, Until: until, Costs: took})
}

// took is what every cycle here takes.
var took = []improvement.Cost{{Kind: improvement.VolunteerHours, Amount: 6}}

func propose(a improvement.Act) *improvement.ProposeNext { return &improvement.ProposeNext{Act: a} }

func done(step improvement.StepID) *improvement.CompleteStep {
	return &improvement.CompleteStep{Step: step}
}

func finished() *improvement.FinishDo { return &improvement.FinishDo{AsPlanned: true} }

func pause(until improvement.Date) *improvement.PauseTest {
	return &improvement.PauseTest{Until: until, Reason: words(lwo)}
}

func points(from improvement.Date, n int) *improvement.RecordPoints {
	c := &improvement.RecordPoints{Measure: measure}
	for i := range n {
		c.Points = append(c.Points, improvement.Point{Date: from.AddDays(i), Value: float64(70 + i%7)})
	}
	return c
}

func vote(choice improvement.Choice) *improvement.CastVote {
	return &improvement.CastVote{Choice: choice, Reason: words(chair)}
}

func conditional(due improvement.Date) *improvement.CastVote {
	v := vote(improvement.WithConditions)
	v.Conditions = []improvement.Condition{{What: words(chair), Who: volunteer, Due: due}}
	return v
}

func minute(outcome improvement.Choice, held improvement.Date, present ...improvement.PersonID) *improvement.FileMinute {
	return &improvement.FileMinute{Minute: improvement.Minute{
		Outcome: outcome, Present: present, Reference: words(clerk), Held: held, Reasons: []improvement.Words{words(clerk)},
	}}
}
