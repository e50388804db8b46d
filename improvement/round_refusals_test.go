package improvement_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func many[T any](n int, of func(i int) T) []T {
	all := make([]T, n)
	for i := range all {
		all[i] = of(i)
	}
	return all
}

func items(n int) []ItemID {
	return many(n, func(i int) ItemID { return ItemID(fmt.Sprintf("evidence/i-%d", i)) })
}

func TestARoundIsOpenedWithCare(t *testing.T) {
	cases := map[string]struct {
		wrong func(c *RoundCharter, f *RoundFacts)
		field string
		says  string
	}{
		"no LMG on record":    {func(c *RoundCharter, f *RoundFacts) { f.LMG = Body{} }, "lmg", `"east" is not an LMG on record. Check the name, or load it first.`},
		"another body":        {func(c *RoundCharter, f *RoundFacts) { f.LMG.Kind = Network }, "lmg", "not an LMG"},
		"no name":             {func(c *RoundCharter, f *RoundFacts) { c.Round = "" }, "round", "This is empty."},
		"a strange name":      {func(c *RoundCharter, f *RoundFacts) { c.Round = "2026/27" }, "round", "not an identifier"},
		"no title":            {func(c *RoundCharter, f *RoundFacts) { c.Title = Words{} }, "title", "such as Priorities 2027"},
		"a long title":        {func(c *RoundCharter, f *RoundFacts) { c.Title = long() }, "title", "200 is the most"},
		"no beginning":        {func(c *RoundCharter, f *RoundFacts) { c.From = "" }, "from", "missing"},
		"no end":              {func(c *RoundCharter, f *RoundFacts) { c.Until = "soon" }, "until", "not a date"},
		"it ends first":       {func(c *RoundCharter, f *RoundFacts) { c.Until = c.From }, "until", "The period ends on Wed 1 Apr 2026, which is not after it begins."},
		"no day to gather":    {func(c *RoundCharter, f *RoundFacts) { c.Dates.Gather = "" }, "gather_by", "missing"},
		"gathered yesterday":  {func(c *RoundCharter, f *RoundFacts) { c.Dates.Gather = "2026-02-01" }, "gather_by", "in the past"},
		"drafted first":       {func(c *RoundCharter, f *RoundFacts) { c.Dates.Propose = c.Dates.Gather }, "propose_by", "name a later day than Fri 27 Feb 2026"},
		"agreed first":        {func(c *RoundCharter, f *RoundFacts) { c.Dates.Agree = c.Dates.Propose }, "agree_by", "name a later day than Fri 20 Mar 2026"},
		"published first":     {func(c *RoundCharter, f *RoundFacts) { c.Dates.Publish = "2026-04-09" }, "publish_by", "name Fri 10 Apr 2026 or a later day"},
		"published in 2040":   {func(c *RoundCharter, f *RoundFacts) { c.Dates.Publish = "2040-04-09" }, "publish_by", "more than five years away"},
		"no theme":            {func(c *RoundCharter, f *RoundFacts) { c.Themes = nil }, "themes", "Name at least one."},
		"an unknown theme":    {func(c *RoundCharter, f *RoundFacts) { c.Themes = append(c.Themes, "cats") }, "themes", `"cats" is not a theme on record.`},
		"the same theme":      {func(c *RoundCharter, f *RoundFacts) { c.Themes = append(c.Themes, "poverty") }, "themes", "poverty is named twice. Keep one."},
		"a hundred themes":    {func(c *RoundCharter, f *RoundFacts) { c.Themes = make([]ThemeID, 101) }, "themes", "100 is the most"},
		"nobody to guide it":  {func(c *RoundCharter, f *RoundFacts) { f.LWOs = nil }, "lmg", "has no Locality Wellbeing Officer on record, who would guide the round."},
		"published at once":   {func(c *RoundCharter, f *RoundFacts) { c.Dates.Publish = c.Dates.Agree }, "", ""},
		"as it should be":     {func(c *RoundCharter, f *RoundFacts) {}, "", ""},
		"everything today on": {func(c *RoundCharter, f *RoundFacts) { c.Dates.Gather = "2026-02-02" }, "", ""},
	}
	for name, c := range cases {
		charter, facts := lawfulRound(), roundFacts()
		c.wrong(&charter, &facts)
		events, err := OpenRound(charter, facts, DefaultTerms(), holidays, chair, monday)
		if c.field == "" {
			if err != nil || events[0].(*RoundOpened).LWO != "officer" {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		refused := refusalOf(t, err)
		if refused.Field != c.field || refused.Code != Invalid || !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s of %q: %s", name, refused.Code, refused.Field, refused.Message)
		}
	}
	for _, who := range everybody {
		_, err := OpenRound(lawfulRound(), roundFacts(), DefaultTerms(), holidays, who, monday)
		if among([]Actor{officer, officer2, chair}, who) {
			if err != nil {
				t.Errorf("%s: %v", who.Person, err)
			}
		} else if refused := refusalOf(t, err); refused.Code != NotAllowed {
			t.Errorf("%s: %v", who.Person, refused)
		}
	}
	// Whoever opens it as LWO guides it.
	events, err := OpenRound(lawfulRound(), roundFacts(), DefaultTerms(), holidays, officer2, monday)
	if err != nil || events[0].(*RoundOpened).LWO != "officer-two" {
		t.Errorf("%+v, %v", events, err)
	}
}

// wrongInRound is what a person sees who does something wrong in a round.
type wrongInRound struct {
	name  string
	stage RoundStage
	who   Actor
	c     RoundCommand
	code  Code
	field string
	says  string
}

func TestWhatIsWrongInGathering(t *testing.T) {
	why := words("because")
	past := "Sun 1 Feb 2026 is in the past."
	checkWrong(t, []wrongInRound{
		{"no item", RoundGather, voter, putting(), Invalid, "items", "Name at least one item of the library."},
		{"an unknown item", RoundGather, voter, PutEvidence{Items: []ItemID{"evidence/x"}}, NotFound, "items", `"evidence/x" is not in the library of evidence. Look it up there, or file it first.`},
		{"a hidden item", RoundGather, voter, putting("voice/hidden"), NotFound, "items", "not in the library"},
		{"an item off the shelf", RoundGather, voter, putting("evidence/off"), NotFound, "items", "not in the library"},
		{"a hundred and one", RoundGather, voter, putting(items(101)...), Invalid, "items", "100 is the most"},
		{"there already", RoundPropose, voter, putting("evidence/meals"), Conflict, "items", "All of this is before the LMG already."},
		{"nothing to review", RoundGather, voter, ReviewEvidence{}, Conflict, "items", "nothing that you have not reviewed"},
		{"reviewing what is not there", RoundPropose, voter, ReviewEvidence{Items: []ItemID{"evidence/x"}}, NotFound, "items", `"evidence/x" is not before the LMG.`},
		{"no question", RoundGather, officer, AskEvidence{Of: "teacher", Due: "2026-02-20"}, Invalid, "question", "Say what you would like to know."},
		{"a long question", RoundGather, officer, AskEvidence{Question: long(), Of: "teacher", Due: "2026-02-20"}, Invalid, "question", "1000 is the most"},
		{"no day", RoundGather, officer, asking("teacher", ""), Invalid, "due", "missing"},
		{"a day that was", RoundGather, officer, asking("teacher", "2026-02-01"), Invalid, "due", past},
		{"of nobody", RoundGather, officer, asking("", "2026-02-20"), Invalid, "of", "Ask either a person or a body"},
		{"of both", RoundGather, officer, AskEvidence{Question: why, Of: "teacher", Body: east, Due: "2026-02-20"}, Invalid, "of", "name one of the two"},
		{"of an unknown body", RoundGather, officer, AskEvidence{Question: why, Body: "x", Due: "2026-02-20"}, Invalid, "body", `"x" is neither an LMG nor an action group on record.`},
		{"of a network", RoundGather, officer, AskEvidence{Question: why, Body: "n", BodyIs: Body{ID: "n", Kind: Network}, Due: "2026-02-20"}, Invalid, "body", "Ask a person who can speak for it."},
		{"an unknown request", RoundGather, officer, answering("r7", "evidence/x"), NotFound, "request", `no request "r7"`},
		{"waiving an unknown one", RoundGather, officer, WaiveEvidence{Request: "r7", Reason: why}, NotFound, "request", `no request "r7"`},
		{"late, which is none", RoundGather, officer, SeeLate{Request: "r7", Says: why}, NotFound, "request", "came late"},
		{"nowhere", RoundGather, officer, MoveRound{}, Invalid, "to", "Use gather, propose or publish."},
		{"to the vote by itself", RoundGather, officer, MoveRound{To: RoundAgree}, Invalid, "to", `"agree" is not a stage to go to.`},
		{"staying", RoundGather, officer, MoveRound{To: RoundGather, Reason: why}, WrongStage, "", "This round is in the stage gather and does not go to gather from there."},
		{"a long reason to go on", RoundGather, officer, MoveRound{To: RoundPropose, Reason: long()}, Invalid, "reason", "20000"},
		{"back without a reason", RoundPropose, officer, MoveRound{To: RoundGather}, Invalid, "reason", "Say what is still to be gathered."},
		{"anew, with all agreed", RoundPublish, officer, MoveRound{To: RoundPropose, Reason: why}, WrongStage, "", "back to propose where a draft is left"},
		{"ended without a reason", RoundGather, officer, EndRound{}, Invalid, "reason", "Say why the round ends without priorities."},
		{"ended while the LMG decides", RoundAgree, officer, EndRound{Reason: why}, WrongStage, "", "The LMG is deciding (stage agree). This is done in the stage gather or propose."},
		{"an identifier that was taken", RoundPropose, officer, PutToVote{Taken: []PriorityID{"meals"}}, Conflict, "id", "There is a priority called meals by now."},
		{"over", RoundClosed, officer, EndRound{Reason: why}, WrongStage, "", "This round of priority setting was closed on Mon 2 Feb 2026."},
	})
}

func TestWhatIsWrongWithAnAnswer(t *testing.T) {
	s := openedRound(t).do(officer, asking("teacher", "2026-02-20")).do(officer, asking("helper", "2026-02-20"))
	s.refuse(helper, answering("r1", "evidence/x"), NotAllowed, "as", "Whoever was asked answers request r1, or the Locality Wellbeing Officer or the clerk of east for them.")
	s.refuse(teacher, answering("r1"), Invalid, "items", "Name at least one item")
	s.refuse(teacher, answering("r1", "evidence/hidden"), NotFound, "items", "not in the library")
	long := AnswerEvidence{Request: "r1", Items: []ItemID{"evidence/x"}, Found: found("evidence/x"), Note: long()}
	s.refuse(teacher, long, Invalid, "note", "20000")
	s.refuse(officer, WaiveEvidence{Request: "r1"}, Invalid, "reason", "Say why the LMG can go on without it.")
	s.do(clerk, answering("r1", "evidence/x", "evidence/y", "evidence/x"))
	if r := s.round.Requests[0]; len(r.Items) != 2 || r.Late || len(s.round.Before) != 2 {
		t.Errorf("answered %+v", r)
	}
	s.refuse(teacher, answering("r1", "evidence/x"), Conflict, "request", "Request r1 was answered on Mon 2 Feb 2026. File further evidence to the library, and put it before the LMG.")
	s.refuse(officer, WaiveEvidence{Request: "r1", Reason: words("x")}, WrongStage, "", "Request r1 is answered already.")
	s.refuse(officer, SeeLate{Request: "r1", Says: words("x")}, NotFound, "request", `No answer to a request "r1" came late`)
	// What is there already can be an answer; what was hidden since can not.
	s.refuse(helper, AnswerEvidence{Request: "r2", Items: []ItemID{"evidence/x"}}, NotFound, "items", "not in the library")
	s.do(helper, answering("r2", "evidence/x")).verify()
	s = openedRound(t)
	for range 50 {
		s.do(officer, asking("teacher", "2026-02-20"))
	}
	s.refuse(officer, asking("teacher", "2026-02-20"), Invalid, "question", "There are 50 requests in this round, which is the most.")
}

func TestWhatIsWrongWithDrafts(t *testing.T) {
	why := words("because")
	draft := func(wrong func(*DraftPriority)) DraftPriority {
		c := drafting("new", "evidence/meals")
		wrong(&c)
		return c
	}
	checkWrong(t, []wrongInRound{
		{"no identifier", RoundPropose, voter, draft(func(c *DraftPriority) { c.ID = "" }), Invalid, "id", "This is empty."},
		{"a strange one", RoundPropose, voter, draft(func(c *DraftPriority) { c.ID = "A b" }), Invalid, "id", "not an identifier"},
		{"no statement", RoundPropose, voter, draft(func(c *DraftPriority) { c.Statement = Words{} }), Invalid, "statement", "Say what the LMG would work on."},
		{"a long statement", RoundPropose, voter, draft(func(c *DraftPriority) { c.Statement = long() }), Invalid, "statement", "1000 is the most"},
		{"another theme", RoundPropose, voter, draft(func(c *DraftPriority) { c.Theme = "transport" }), Invalid, "theme", `"transport" is not in scope of this round. In scope are poverty and wellbeing.`},
		{"no evidence", RoundPropose, voter, draft(func(c *DraftPriority) { c.Evidence = nil }), Invalid, "evidence", "This priority rests on no evidence. Name at least one item: data, research, practice or a voice."},
		{"unknown evidence", RoundPropose, voter, draft(func(c *DraftPriority) { c.Evidence = []ItemID{"evidence/x"} }), NotFound, "evidence", "not in the library"},
		{"hidden evidence", RoundPropose, voter, drafting("new", "evidence/meals", "voice/hidden"), NotFound, "evidence", "not in the library"},
		{"evidence hidden since", RoundPropose, voter, draft(func(c *DraftPriority) { c.Facts.Found = nil }), NotFound, "evidence", `"evidence/meals" is not in the library of evidence.`},
		{"evidence taken off since", RoundPropose, voter, draft(func(c *DraftPriority) { c.Facts.Found[0].Off = true }), NotFound, "evidence", "not in the library"},
		{"too much evidence", RoundPropose, voter, drafting("new", items(51)...), Invalid, "evidence", "51 items are cited; 50 is the most."},
		{"an unknown aim", RoundPropose, voter, draft(func(c *DraftPriority) { c.Strategic = "Growth" }), Invalid, "strategic", `"Growth" is not a strategic priority on record. There are The best start and Growing up loved.`},
		{"an aim of two lines", RoundPropose, voter, draft(func(c *DraftPriority) { c.Strategic = "a\nb" }), Invalid, "strategic", "on one line"},
		{"another LMG's locality", RoundPropose, voter, draft(func(c *DraftPriority) { c.Facts.Localities[0].Parent = west }), Invalid, "localities", `"forres" is not a locality of east.`},
		{"the same locality", RoundPropose, voter, draft(func(c *DraftPriority) { c.Localities = []BodyID{forres, forres} }), Invalid, "localities", "forres is named twice."},
		{"taken", RoundPropose, voter, draft(func(c *DraftPriority) { c.Facts.Taken = true }), Conflict, "id", "There is a priority called new already. Give the new one an identifier of its own."},
		{"somebody else's draft", RoundPropose, member("another", east, Member), drafting("meals", "evidence/meals"), NotAllowed, "as", "voter drafted meals. They, the Locality Wellbeing Officer, the chair or the deputy of east change it; give yours an identifier of its own."},
		{"taking back another's", RoundPropose, member("another", east, Member), WithdrawDraft{Priority: "meals", Reason: why}, NotAllowed, "as", "voter drafted meals."},
		{"taking back what is not there", RoundPropose, voter, WithdrawDraft{Priority: "x", Reason: why}, NotFound, "priority", `There is no draft "x" in this round.`},
		{"taking back without a reason", RoundPropose, voter, WithdrawDraft{Priority: "meals"}, Invalid, "reason", "Say why it is withdrawn."},
		{"drafting while gathering", RoundGather, voter, drafting("new", "evidence/meals"), WrongStage, "", "Evidence is being gathered (stage gather). This is done in the stage propose."},
		{"a call of yesterday", RoundPropose, officer, calling("2026-02-01", "chair"), Invalid, "due", "in the past"},
		{"a call to nobody", RoundPropose, officer, calling("2026-02-20"), WrongStage, "", "east has no chair, deputy or members on record, who would score."},
		{"no score", RoundPropose, voter, ScoreDrafts{}, Invalid, "scores", "1 for little, 5 for the greatest importance"},
		{"a score of 0", RoundPropose, voter, scoring("meals", 0), Invalid, "scores.importance", "0 is not on the scale. Use 1 (of little importance) to 5 (of the greatest)."},
		{"a score of 6", RoundPropose, voter, scoring("meals", 6), Invalid, "scores.importance", "6 is not on the scale."},
		{"two scores", RoundPropose, voter, scoring("meals", 1, "meals", 5), Invalid, "scores.priority", "meals is scored twice. Keep one."},
		{"a score of no draft", RoundPropose, voter, scoring("x", 1), NotFound, "scores.priority", `There is no draft "x" to score.`},
		{"a hundred and one scores", RoundPropose, voter, ScoreDrafts{Scores: make([]Importance, 101)}, Invalid, "scores", "100 is the most"},
	})
	s := openedRound(t).toPropose()
	s.refuse(officer, calling("2026-02-20", "chair"), WrongStage, "", "There is no draft to score yet.")
	s.refuse(officer, PutToVote{}, WrongStage, "", "There is no draft to agree. Draft at least one priority.")
	for i := range 20 {
		s.drafts(PriorityID(fmt.Sprintf("p-%d", i)))
	}
	s.refuse(voter, drafting("p-20", "evidence/meals"), Invalid, "id", "There are 20 drafts, which is the most.")
	s.do(voter, drafting("p-19", "voice/v-1")).do(voter, WithdrawDraft{Priority: "p-0", Reason: why})
	s.refuse(voter, WithdrawDraft{Priority: "p-0", Reason: why}, NotFound, "priority", "no draft")
	s.refuse(voter, scoring("p-0", 1), NotFound, "scores.priority", "no draft")
	s.do(voter, drafting("p-0", "evidence/meals")).do(officer, PutToVote{OneByOne: true}).verify()
}

// What the LMG has agreed is neither drafted anew nor taken back.
func TestWhatIsAgreedStays(t *testing.T) {
	s := openedRound(t).toPropose().drafts("meals", "warm").do(officer, PutToVote{OneByOne: true})
	s.conclude(agreed()).conclude(against(Declined, "x")).do(officer, MoveRound{To: RoundPropose, Reason: words("anew")})
	s.refuse(voter, drafting("meals", "evidence/meals"), Conflict, "id", "There is a priority called meals already.")
	s.refuse(voter, WithdrawDraft{Priority: "meals", Reason: words("x")}, WrongStage, "", "The LMG has agreed meals. It can be retired in a later round.")
	s.refuse(voter, scoring("meals", 1), NotFound, "scores.priority", "no draft")
}

// Nobody could launch what is asked for under a priority that has ended: who publishes
// withdraws it first, or carries the priority.
func TestAPriorityWithAnOpenCommissionIsNotEnded(t *testing.T) {
	s := roundAt(t, RoundPublish)
	c := publishing()
	c.InEffect = []InEffect{{Priority: "ready-to-learn", Theme: "poverty", Commissions: []string{"breakfast", "fruit"}}}
	s.refuse(officer, c, Conflict, "earlier.fate", "A test is still asked for under ready-to-learn: breakfast and fruit. Withdraw what is not wanted any more, or carry the priority.")
	c.Earlier[0].Fate = Carried
	s.do(officer, c).stands(RoundTakeEffect)
}

func TestTheVoteWaitsForTheEvidence(t *testing.T) {
	s := openedRound(t).do(officer, asking("teacher", "2026-02-20")).do(officer, asking("helper", "2026-03-20")).do(officer, asking("clerk", "2026-03-20"))
	s.toPropose().drafts("meals")
	for _, oneByOne := range []bool{false, true} {
		s.refuse(officer, PutToVote{OneByOne: oneByOne}, WrongStage, "", "Evidence that was asked for is still to come: r1 (teacher, by Fri 20 Feb 2026), r2 (helper, by Fri 20 Mar 2026) and r3 (clerk, by Fri 20 Mar 2026). The LMG decides once each is answered, waived with a reason, or has timed out.")
	}
	s.do(helper, answering("r2", "evidence/x"))
	s.refuse(officer, PutToVote{}, WrongStage, "", "still to come: r1 (teacher, by Fri 20 Feb 2026) and r3 (clerk, by Fri 20 Mar 2026).")
	s.do(chair, WaiveEvidence{Request: "r3", Reason: words("The register says it")})
	s.until(at("2026-03-06 23:59")) // ten working days after the 20th of February
	s.refuse(officer, PutToVote{}, WrongStage, "", "still to come: r1 (teacher, by Fri 20 Feb 2026).")
	s.until(at("2026-03-07 00:00"))
	if r := s.round.Requests; r[0].Status != RequestTimedOut || r[1].Status != RequestAnswered || r[2].Status != RequestWaived {
		t.Errorf("requests %+v", r)
	}
	s.do(officer, PutToVote{}).stands(RoundAgree).verify()
}

func TestWhatIsWrongInPublishing(t *testing.T) {
	why := words("because")
	earlier := func(settlings ...Settling) PublishPriorities {
		c := publishing()
		c.Earlier = settlings
		return c
	}
	long := publishing()
	long.Says = Words{By: "lead", Length: MaxTextLength + 1, Sealed: "x"}
	checkWrong(t, []wrongInRound{
		{"an earlier one is left", RoundPublish, officer, earlier(), Invalid, "earlier", "Say what becomes of ready-to-learn: carried, completed or retired, and why."},
		{"one that is not in effect", RoundPublish, officer, earlier(Settling{"x", Carried, why}), NotFound, "earlier.priority", `"x" is not a priority of east that is in effect.`},
		{"settled twice", RoundPublish, officer, earlier(Settling{"buses", Carried, why}, Settling{"buses", Retired, why}), Invalid, "earlier.priority", "buses is settled twice. Keep one."},
		{"no such fate", RoundPublish, officer, earlier(Settling{"buses", "gone", why}), Invalid, "earlier.fate", `"gone" is not what becomes of a priority. Use carried, completed or retired.`},
		{"no reason", RoundPublish, officer, earlier(Settling{"buses", Retired, Words{}}), Invalid, "earlier.because", "Say why it is retired."},
		{"too many", RoundPublish, officer, earlier(make([]Settling, 101)...), Invalid, "earlier", "100 is the most"},
		{"a long word", RoundPublish, officer, long, Invalid, "says", "20000"},
		{"too early", RoundAgree, officer, publishing(), WrongStage, "", "The LMG is deciding (stage agree). This is done in the stage publish."},
		{"twice", RoundTakeEffect, officer, publishing(), WrongStage, "", "The priorities are being published (stage take-effect)."},
		{"no such action", RoundFollowUp, officer, CompleteAction{Action: "a7"}, NotFound, "action", `There is no action "a7" here.`},
		{"dropped without a reason", RoundFollowUp, officer, DropAction{Action: "a1"}, Invalid, "reason", "Say why, in a few words."},
		{"changed to the same", RoundFollowUp, officer, ChangeAction{Action: "a1", To: "teacher", Reason: why}, Conflict, "action", "Action a1 is teacher's until Fri 20 Mar 2026 already."},
	})
	s := roundAt(t, RoundPublish)
	s.do(officer, earlier(Settling{"ready-to-learn", Carried, why}, Settling{"buses", Retired, why})).verify() // out of scope is allowed
}

func TestWhatIsWrongWithHandingOver(t *testing.T) {
	hand := func(from, to PersonID, roles []Membership) HandOverRound {
		return HandOverRound{From: from, To: to, ToRoles: roles, Reason: words("leave")}
	}
	none := hand("officer", "officer-two", officer2.Roles)
	none.Reason = Words{}
	checkWrong(t, []wrongInRound{
		{"to nobody", RoundGather, officer, hand("officer", "", nil), Invalid, "to", "Name another person to hand over to."},
		{"to themselves", RoundGather, officer, hand("officer", "officer", officer.Roles), Invalid, "to", "Name another person"},
		{"of one without a task", RoundGather, officer, hand("teacher", "helper", nil), Invalid, "from", "teacher has no task in this round to hand over. Scores and votes are personal."},
		{"to one who is no LWO", RoundGather, officer, hand("officer", "teacher", nil), Invalid, "to", "teacher is not a Locality Wellbeing Officer of east. Name one, or give the role first."},
		{"to another LMG's LWO", RoundGather, admin, hand("officer", "officer-west", foreign.Roles), Invalid, "to", "not a Locality Wellbeing Officer of east"},
		{"without a reason", RoundGather, officer, none, Invalid, "reason", "Say why it is handed over."},
	})
}

func checkWrong(t *testing.T, cases []wrongInRound) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { roundAt(t, c.stage).refuse(c.who, c.c, c.code, c.field, c.says) })
	}
}
