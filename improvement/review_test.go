package improvement_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

const families BodyID = "families-group"

var (
	parent   = member("parent", families, GroupLead)
	inBoth   = Actor{Person: "in-both", Roles: []Membership{{Body: east, Person: "in-both", Role: LWO}, {Body: breakfast, Person: "in-both", Role: GroupMember}}}
	ofPupil  = Actor{Person: "adult", HearsFor: []PersonID{"kit"}, TheirRoles: []Membership{{Body: breakfast, Person: "kit", Role: GroupMember}}}
	pupil    = Actor{Person: "kit", NamedAdult: "adult", Roles: []Membership{{Body: breakfast, Person: "kit", Role: GroupMember}}}
	twoTerms = ReviewTerms{
		Months: 6, FirstMonth: 4, Days: ReviewDays{Evaluate: 20, LWO: 25, Conclude: 10},
		Indicators: []Indicator{{ID: "planning", Name: "Planning together"}, {ID: "impact", Name: "Impact"}},
	}
)

func reviewFacts() ReviewFacts {
	return ReviewFacts{
		LMG: Body{ID: east, Kind: LMG, Name: "East"}, LWOs: []PersonID{"officer", "officer-two"},
		Worked: []Worked{
			{Test: TestSubject("walk"), Group: families, Lead: "parent", From: "2025-09-01"},
			{Test: TestSubject("breakfast"), Group: breakfast, Lead: "helper", From: "2025-10-01", To: "2025-12-01"},
			{Test: TestSubject("lunch"), Group: breakfast, Lead: "helper", From: "2025-09-01"},
			{Test: TestSubject("old"), Group: "old-group", Lead: "x", From: "2024-01-01", To: "2024-12-01"},
			{Test: TestSubject("new"), Group: "new-group", Lead: "x", From: "2026-02-02"},
		},
		Leads: map[BodyID]PersonID{breakfast: "lead"},
	}
}

// look drives one quality review.
type look struct {
	run
	review *QualityReview
}

func openedReview(t reporter) *look {
	t.Helper()
	review := new(QualityReview)
	l := &look{review: review}
	l.run = run{t: t, now: monday, life: review, kind: KindReview, moments: map[time.Time]bool{}, checked: l.checkReview}
	opened, err := OpenReview{LMG: east}.Decide(reviewFacts(), twoTerms, DefaultTerms(), holidays, officer, l.now)
	if err != nil {
		t.Fatalf("OpenReview: %v", err)
	}
	l.file("officer", []Event{opened})
	return l
}

// checkReview holds what must hold after every filing.
func (l *look) checkReview() {
	l.t.Helper()
	pack := l.review.Look()
	for _, g := range l.review.Groups {
		for _, s := range pack.Beside(g.Group) {
			if !g.Rated() && s.Group != 0 {
				l.t.Fatalf("%s has not submitted and counts as %d", g.Group, s.Group)
			}
		}
	}
	own, lwo := pack.Spreads()
	for _, s := range append(own, lwo...) {
		if len(s.Scores)+s.Unrated != len(l.review.Groups) || !slices.IsSorted(s.Scores) || slices.Contains(s.Scores, 0) {
			l.t.Fatalf("the spread is %+v of %d groups", s, len(l.review.Groups))
		}
		if len(s.Scores) > 0 && (s.Median < float64(s.Lowest) || s.Median > float64(s.Highest)) {
			l.t.Fatalf("the middle lies outside its range: %+v", s)
		}
	}
	if l.review.Closed() && l.review.Actions.Left() > 0 {
		l.t.Fatalf("closed with %d actions open", l.review.Actions.Left())
	}
}

func (l *look) do(who Actor, c ReviewCommand) {
	l.t.Helper()
	events, err := l.review.Decide(c, who, l.now)
	if err != nil {
		l.t.Fatalf("%s by %s in %s: %v", c.CommandName(), who.Person, l.review.Stage, err)
	}
	l.file(who.Person, events)
}

func (l *look) refuse(who Actor, c ReviewCommand, code Code, field string) *Error {
	l.t.Helper()
	before := string(stateOf(l.t, l.review))
	_, err := l.review.Decide(c, who, l.now)
	refused := refusalOf(l.t, err)
	if refused.Code != code || refused.Field != field {
		l.t.Errorf("%s by %q in %s: refused as %s of %q (%s), want %s of %q", c.CommandName(), who.Person, l.review.Stage, refused.Code, refused.Field, refused.Message, code, field)
	}
	if string(stateOf(l.t, l.review)) != before {
		l.t.Errorf("what was refused changed the state")
	}
	return refused
}

func score(indicator string, n int) JointRating {
	return JointRating{Indicator: indicator, Score: n, Evidence: words("as seen on Mondays")}
}

// rated lets a group rate and submit, and the LWO rate it.
func (l *look) rated(group BodyID, by Actor, own, lwo [2]int) *look {
	l.t.Helper()
	l.do(by, RateJointWork{Group: group, Ratings: []JointRating{score("planning", own[0]), score("impact", own[1])}})
	l.do(by, SubmitRatings{Group: group})
	l.do(officer, RateAsLWO{Group: group, Ratings: []JointRating{score("planning", lwo[0]), score("impact", lwo[1])}})
	return l
}

func (l *look) evaluated() *look {
	l.t.Helper()
	return l.rated(breakfast, lead, [2]int{5, 4}, [2]int{3, 4}).rated(families, parent, [2]int{4, 2}, [2]int{4, 3})
}

func conclusions() ProposeConclusions {
	return ProposeConclusions{Proposal: ReviewProposal{
		Strengths: []ReviewStrength{{What: words("They help one another")}, {What: words("Plans rest on counts"), Group: breakfast, Indicator: "planning"}},
		Actions: []ImprovementAction{
			{What: words("Ask the parents each month"), Who: "parent", Due: "2026-05-29", Group: families},
			{What: words("One list of contacts"), Who: "officer", Due: "2026-04-30"},
		},
		Decision: words("Both groups carry on, with these two improvements"),
	}}
}

func (l *look) proposed() *look {
	l.t.Helper()
	l.do(officer, conclusions())
	return l
}

func (l *look) conclude(r Result) *look {
	l.t.Helper()
	r.At = l.now
	l.file("", l.review.Conclude(l.review.ApprovalSubject(), r, l.now))
	return l
}

func (l *look) wants(stage ReviewStage, tasks ...TaskKind) {
	l.t.Helper()
	var kinds []TaskKind
	for _, task := range l.review.Tasks() {
		kinds = append(kinds, task.Kind)
	}
	if l.review.Stage != stage || !slices.Equal(kinds, tasks) {
		l.t.Errorf("in %s with %v, want %s with %v", l.review.Stage, kinds, stage, tasks)
	}
}

func TestAReviewIsOfTheGroupsThatWorkedInItsPeriod(t *testing.T) {
	l := openedReview(t)
	r := l.review
	if r.Subject() != "quality-review/east/2026-02" || r.From != "2025-08-02" || r.To != "2026-02-01" || r.LWO != "officer" {
		t.Errorf("opened %s for %s to %s with %s", r.Subject(), r.From, r.To, r.LWO)
	}
	if len(r.Groups) != 2 || r.Groups[0].Group != breakfast || r.Groups[1].Group != families {
		t.Fatalf("the groups are %+v", r.Groups)
	}
	if g := r.Groups[0]; g.Lead != "lead" || !slices.Equal(g.Tests, []SubjectID{"test-of-change/lunch", "test-of-change/breakfast"}) {
		t.Errorf("got %+v: who leads on record comes before who leads a test", g)
	}
	if g := r.Groups[1]; g.Lead != "parent" {
		t.Errorf("a group without a lead on record is led by %s", g.Lead)
	}
	if told := l.told(NoticeReview); !slices.Equal(told, []string{"breakfast-group/group-member", "east/chair", "families-group/group-member"}) {
		t.Errorf("told %v", told)
	}
	l.wants(ReviewEvaluate, TaskRate, TaskRate, TaskRateAsLWO)
	if due := []Date{r.Tasks()[0].Due, r.Tasks()[2].Due}; due[0] != "2026-03-02" || due[1] != "2026-03-09" {
		t.Errorf("due %v, want 20 and 25 working days on", due)
	}
}

func TestWhoOpensAReviewOutOfTurn(t *testing.T) {
	open := func(who Actor, change func(*ReviewFacts)) (*ReviewOpened, error) {
		f := reviewFacts()
		change(&f)
		return OpenReview{LMG: east}.Decide(f, twoTerms, DefaultTerms(), holidays, who, monday)
	}
	same := func(*ReviewFacts) {}
	for _, who := range everybody {
		opened, err := open(who, same)
		if !among([]Actor{officer, officer2, chair}, who) {
			if refused := refusalOf(t, err); refused.Code != NotAllowed {
				t.Errorf("%q: %v", who.Person, refused)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", who.Person, err)
			continue
		}
		guide := who.Person
		if who.Person == "chair" {
			guide = "officer" // the first on record
		}
		if opened.LWO != guide {
			t.Errorf("opened by %q it is guided by %q", who.Person, opened.LWO)
		}
	}
	for name, tt := range map[string]struct {
		change func(*ReviewFacts)
		code   Code
	}{
		"no such LMG":       {func(f *ReviewFacts) { f.LMG = Body{} }, Invalid},
		"a locality":        {func(f *ReviewFacts) { f.LMG.Kind = Locality }, Invalid},
		"nobody at work":    {func(f *ReviewFacts) { f.Worked = f.Worked[3:] }, WrongStage},
		"nobody to guide":   {func(f *ReviewFacts) { f.LWOs = nil }, Invalid},
		"reviewed up to it": {func(f *ReviewFacts) { f.Before = &EarlierReview{To: "2026-01-31"}; f.Worked = f.Worked[1:2] }, WrongStage},
	} {
		who := officer
		if name == "nobody to guide" {
			who = chair
		}
		if _, err := open(who, tt.change); refusalOf(t, err).Code != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A review goes on where the one before ended, and shows what is left of it.
func TestTheNextReviewShowsWhatIsLeft(t *testing.T) {
	first := openedReview(t).evaluated().proposed().conclude(Result{Verdict: Agreed})
	first.do(parent, CompleteAction{Action: "a1", Note: words("Every first Friday")})
	f := reviewFacts()
	f.Before = first.review.Earlier()
	next, err := f.OpenScheduled("2026-04", twoTerms, DefaultTerms(), holidays, at("2026-04-01 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	if next.From != "2026-02-02" || next.To != "2026-03-31" || next.Before == nil || len(next.Before.Left) != 1 || next.Before.Left[0].ID != "a2" {
		t.Errorf("from %s to %s, after %+v", next.From, next.To, next.Before)
	}
	if len(next.Groups) != 3 {
		t.Errorf("the groups are %+v", next.Groups)
	}
	if first.review.Closed() {
		t.Error("the first review was closed with an action open")
	}
}

func TestWhenAReviewIsDue(t *testing.T) {
	for _, tt := range []struct {
		months, first int
		day           Date
		last, period  string
		due           bool
	}{
		{6, 4, "2026-04-01", "", "2026-04", true},
		{6, 4, "2026-04-30", "", "2026-04", true},
		{6, 4, "2026-05-01", "", "2026-04", false}, // an LMG that has come since has its first in October
		{6, 4, "2026-10-01", "2026-04", "2026-10", true},
		{6, 4, "2026-12-24", "2026-04", "2026-10", true}, // missed, and made up for
		{6, 4, "2026-12-24", "2026-10", "2026-10", false},
		{6, 4, "2027-01-05", "2026-11", "2026-10", false}, // out of turn since
		{6, 4, "2027-03-31", "2026-10", "2026-10", false},
		{6, 10, "2026-04-02", "", "2026-04", true}, // the same months
		{12, 9, "2027-08-31", "2025-09", "2026-09", true},
		{1, 1, "2026-02-28", "2026-01", "2026-02", true},
		{3, 12, "2026-09-01", "2026-06", "2026-09", true},
	} {
		terms := ReviewTerms{Months: tt.months, FirstMonth: tt.first}
		if period, due := terms.Due(tt.day, tt.last); period != tt.period || due != tt.due {
			t.Errorf("every %d months from %d, on %s after %q: %s, %v", tt.months, tt.first, tt.day, tt.last, period, due)
		}
	}
	for now, want := range map[string]string{
		"2026-01-31 23:59": "2026-02-01 09:00", "2026-02-01 08:00": "2026-03-01 09:00", "2026-12-15 12:00": "2027-01-01 09:00",
	} {
		if got := NextLook(at(now)); !got.Equal(at(want)) {
			t.Errorf("after %s it looks at %s", now, got)
		}
	}
	if got := PlainPeriod("2026-10"); got != "October 2026" {
		t.Error(got)
	}
}

func TestWhoRates(t *testing.T) {
	rate := RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4)}}
	lwo := RateAsLWO{Group: breakfast, Ratings: []JointRating{score("planning", 4)}}
	for _, who := range append(slices.Clone(everybody), parent, inBoth, ofPupil, pupil) {
		for _, tt := range []struct {
			c       ReviewCommand
			allowed []Actor
		}{
			{rate, []Actor{lead, helper, inBoth, ofPupil}},
			{lwo, []Actor{officer, officer2}}, // one who belongs to the group rates with it, not beside it
			{CloseEvaluation{Reason: words("half term")}, []Actor{officer, officer2, inBoth}},
		} {
			_, err := openedReview(t).review.Decide(tt.c, who, monday)
			if allowed := among(tt.allowed, who); allowed != (err == nil) || err != nil && refusalOf(t, err).Code != NotAllowed {
				t.Errorf("%s by %q: allowed %v, got %v", tt.c.CommandName(), who.Person, allowed, err)
			}
		}
	}
	l := openedReview(t)
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4), score("impact", 3)}})
	for _, who := range []Actor{helper, officer, parent, chair, ofPupil} {
		l.refuse(who, SubmitRatings{Group: breakfast}, NotAllowed, "as")
	}
	l.do(lead, SubmitRatings{Group: breakfast})
	l.refuse(lead, SubmitRatings{Group: breakfast}, Conflict, "group")
	l.refuse(helper, rate, WrongStage, "")
	l.refuse(parent, SubmitRatings{Group: families}, Invalid, "group")
}

func TestARatingNeedsEvidence(t *testing.T) {
	l := openedReview(t)
	for name, tt := range map[string]struct {
		ratings []JointRating
		field   string
	}{
		"none":             {nil, "ratings"},
		"no evidence":      {[]JointRating{{Indicator: "planning", Score: 4}}, "ratings.evidence"},
		"below the scale":  {[]JointRating{score("planning", 0)}, "ratings.score"},
		"beyond the scale": {[]JointRating{score("planning", 7)}, "ratings.score"},
		"unknown":          {[]JointRating{score("plan", 4)}, "ratings.indicator"},
		"twice":            {[]JointRating{score("planning", 4), score("planning", 5)}, "ratings.indicator"},
		"no item":          {[]JointRating{{Indicator: "planning", Score: 4, Items: []ItemID{"breakfast"}}}, "ratings.items"},
		"a person":         {[]JointRating{{Indicator: "planning", Score: 4, Items: []ItemID{"person/lead"}}}, "ratings.items"},
		"too many items":   {[]JointRating{{Indicator: "planning", Score: 4, Items: slices.Repeat([]ItemID{"evidence/e-1"}, 11)}}, "ratings.items"},
		"too long":         {[]JointRating{{Indicator: "planning", Score: 4, Evidence: long()}}, "ratings.evidence"},
		"too much room":    {[]JointRating{{Indicator: "planning", Score: 4, Evidence: words(strings.Repeat("x", 19_000))}, {Indicator: "impact", Score: 4, Evidence: Words{By: "lead", Length: 19_000, Sealed: strings.Repeat("x", 99_000)}}}, "ratings.evidence"},
	} {
		refused := l.refuse(lead, RateJointWork{Group: breakfast, Ratings: tt.ratings}, Invalid, tt.field)
		l.refuse(officer, RateAsLWO{Group: breakfast, Ratings: tt.ratings}, Invalid, tt.field)
		if name == "no evidence" && !strings.Contains(refused.Message, "planning has no evidence") {
			t.Error(refused.Message)
		}
	}
	l.refuse(lead, RateJointWork{Group: "no-group", Ratings: []JointRating{score("planning", 4)}}, NotFound, "group")
	for _, item := range []ItemID{"evidence/e-1", "test-of-change/breakfast", "test-of-change/breakfast#e-12", "voice/v-1", "quality-review/east/2025-10"} {
		l.do(lead, RateJointWork{Group: breakfast, Ratings: []JointRating{{Indicator: "planning", Score: 4, Items: []ItemID{item}}}})
	}
	if own := l.review.Group(breakfast).Own; len(own) != 1 || own[0].Items[0] != "quality-review/east/2025-10" || own[0].By != "lead" {
		t.Errorf("the draft is %+v", own)
	}
}

// However long people write, every group has the same room.
func TestEachGroupHasItsShareOfTheReview(t *testing.T) {
	l := openedReview(t)
	most := func(n int) []JointRating {
		box := Words{By: "lead", Length: MaxTextLength, Sealed: strings.Repeat("x", n)}
		return []JointRating{{Indicator: "planning", Score: 4, Evidence: box}, {Indicator: "impact", Score: 4, Evidence: box}}
	}
	l.refuse(lead, RateJointWork{Group: breakfast, Ratings: most(50_000)}, Invalid, "ratings")
	l.do(lead, RateJointWork{Group: breakfast, Ratings: most(48_000)})
	l.do(parent, RateJointWork{Group: families, Ratings: most(48_000)})
	l.do(lead, SubmitRatings{Group: breakfast})
	l.do(parent, SubmitRatings{Group: families})
	l.do(officer, RateAsLWO{Group: breakfast, Ratings: most(48_000)})
	l.do(officer, RateAsLWO{Group: families, Ratings: most(48_000)})
	l.proposed()
	panel, _ := seats(5)
	newBallot(t, l.now, panel).open(l.review.Request(panel)) // run holds the bound of a filing
}

func TestAllRatingsEndTheEvaluation(t *testing.T) {
	l := openedReview(t).rated(breakfast, lead, [2]int{5, 4}, [2]int{3, 4})
	l.wants(ReviewEvaluate, TaskRate, TaskRateAsLWO)
	l.rated(families, parent, [2]int{4, 2}, [2]int{4, 3})
	l.wants(ReviewConclude, TaskConclude)
	l.verify()
	pack := l.review.Look()
	got := pack.Beside(breakfast)
	if got[0].Apart() != 2 || !got[0].WorthATalk() || got[1].WorthATalk() {
		t.Errorf("the group beside the LWO: %+v", got)
	}
	own, lwo := pack.Spreads()
	if s := own[0]; !slices.Equal(s.Scores, []int{4, 5}) || s.Median != 4.5 || s.Lowest != 4 || s.Highest != 5 || s.Unrated != 0 {
		t.Errorf("the groups' own spread: %+v", s)
	}
	if s := lwo[1]; !slices.Equal(s.Scores, []int{3, 4}) || s.Median != 3.5 {
		t.Errorf("the LWO's spread: %+v", s)
	}
}

// A group that does not rate is shown as that, and is no number.
func TestAGroupThatDoesNotRateIsNoNumber(t *testing.T) {
	l := openedReview(t)
	l.do(lead, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 6), score("impact", 6)}}) // a draft only
	l.do(parent, RateJointWork{Group: families, Ratings: []JointRating{score("planning", 3), score("impact", 2)}})
	l.do(parent, SubmitRatings{Group: families})
	l.until(at("2026-03-20 12:00"))
	var heard []string
	for _, n := range l.heard {
		if n.TaskKind == TaskRate && (n.Kind == NoticeReminder || n.Kind == NoticeOverdue || n.Kind == NoticeEscalated) {
			heard = append(heard, string(n.Kind)+" "+nameOf(n.To))
		}
	}
	want := []string{"reminder lead", "reminder parent"}
	for _, w := range append(want[:1], "overdue lead", "escalated officer", "escalated east/chair") {
		if !slices.Contains(heard, w) {
			t.Errorf("nobody heard %q: %v", w, heard)
		}
	}
	l.wants(ReviewEvaluate, TaskRate, TaskRateAsLWO) // it waits for a person
	l.refuse(officer, CloseEvaluation{}, Invalid, "reason")
	l.do(officer, CloseEvaluation{Reason: words("The group is being set up anew")})
	if told := l.told(NoticeRatingsClosed); !slices.Equal(told, []string{"lead"}) {
		t.Errorf("told %v", told)
	}
	l.wants(ReviewConclude, TaskConclude)
	own, _ := l.review.Look().Spreads()
	if s := own[0]; !slices.Equal(s.Scores, []int{3}) || s.Median != 3 || s.Unrated != 1 {
		t.Errorf("the spread is %+v", s)
	}
	l.refuse(lead, SubmitRatings{Group: breakfast}, WrongStage, "")
	// The LWO may still ask it to.
	l.do(officer, AskAgain{Group: breakfast, Reason: words("You are together again")})
	l.wants(ReviewEvaluate, TaskRate, TaskRateAsLWO)
	l.do(lead, SubmitRatings{Group: breakfast})
	l.do(officer, RateAsLWO{Group: breakfast, Ratings: []JointRating{score("planning", 3), score("impact", 2)}})
	l.do(officer2, RateAsLWO{Group: families, Ratings: []JointRating{score("planning", 3), score("impact", 2)}})
	l.wants(ReviewConclude, TaskConclude)
	if !l.review.ClosedWith.Empty() {
		t.Error("it is still said to have been closed early")
	}
	l.verify()
}

func TestAGroupIsAskedAgain(t *testing.T) {
	l := openedReview(t)
	again := AskAgain{Group: breakfast, Reason: words("Who was asked?")}
	l.refuse(officer, again, Conflict, "group") // not submitted yet
	l.evaluated()
	l.refuse(chair, again, NotAllowed, "as")
	l.refuse(officer, AskAgain{Group: "no-group", Reason: words("x")}, NotFound, "group")
	l.refuse(officer, AskAgain{Group: breakfast}, Invalid, "reason")
	l.do(officer, again)
	if told := l.told(NoticeAskedAgain); !slices.Equal(told, []string{"lead"}) {
		t.Errorf("told %v", told)
	}
	l.wants(ReviewEvaluate, TaskRate)
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4)}})
	l.do(lead, SubmitRatings{Group: breakfast})
	l.wants(ReviewConclude, TaskConclude)
	l.proposed()
	l.refuse(officer, again, WrongStage, "")
}

func TestConclusionsAreChecked(t *testing.T) {
	l := openedReview(t)
	l.refuse(officer, conclusions(), WrongStage, "")
	l.evaluated()
	l.refuse(lead, conclusions(), NotAllowed, "as")
	for field, change := range map[string]func(*ReviewProposal){
		"strengths":           func(p *ReviewProposal) { p.Strengths = nil },
		"strengths.what":      func(p *ReviewProposal) { p.Strengths[0].What = Words{} },
		"strengths.group":     func(p *ReviewProposal) { p.Strengths[0].Group = "no-group" },
		"strengths.indicator": func(p *ReviewProposal) { p.Strengths[0].Indicator = "pace" },
		"actions.what":        func(p *ReviewProposal) { p.Actions[0].What = Words{} },
		"actions.who":         func(p *ReviewProposal) { p.Actions[0].Who = "" },
		"actions.due":         func(p *ReviewProposal) { p.Actions[0].Due = "2026-01-30" },
		"actions.group":       func(p *ReviewProposal) { p.Actions[0].Group = "no-group" },
		"actions":             func(p *ReviewProposal) { p.Actions = slices.Repeat(p.Actions, 11) },
		"decision":            func(p *ReviewProposal) { p.Decision = Words{} },
	} {
		c := conclusions()
		change(&c.Proposal)
		l.refuse(officer, c, Invalid, field)
	}
	l.proposed()
	if got := conclusions().People(); !slices.Equal(got, []PersonID{"parent", "officer"}) {
		t.Errorf("it names %v", got)
	}
	l.wants(ReviewDecide)
}

func TestWhatTheLMGDecides(t *testing.T) {
	for _, tt := range []struct {
		result Result
		stage  ReviewStage
		tasks  []TaskKind
	}{
		{Result{Verdict: Agreed}, ReviewImprove, []TaskKind{TaskAction, TaskAction}},
		{Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the network")}}}, ReviewImprove, []TaskKind{TaskAction, TaskAction, TaskAction}},
		{Result{Verdict: WantsEvidence, Reasons: []Words{words("What do pupils say?")}}, ReviewConclude, []TaskKind{TaskConclude}},
		{Result{Verdict: Declined, Reasons: []Words{words("Too vague")}}, ReviewConclude, []TaskKind{TaskConclude}},
		{Result{Verdict: Returned, Reasons: []Words{words("Nobody voted")}}, ReviewConclude, []TaskKind{TaskConclude}},
		{Result{Verdict: Withdrawn}, ReviewConclude, []TaskKind{TaskConclude}},
	} {
		l := openedReview(t).evaluated().proposed()
		if l.review.Conclude("approval/another/1", tt.result, l.now) != nil {
			t.Error("another approval was taken for this one")
		}
		l.conclude(tt.result)
		l.wants(tt.stage, tt.tasks...)
		if told := l.told(NoticeDecision); !slices.Equal(told, []string{"lead", "officer", "parent"}) {
			t.Errorf("%s: told %v", tt.result.Verdict, told)
		}
		if tt.result.Verdict == WantsEvidence {
			l.do(officer, AskAgain{Group: breakfast, Reason: words("Ask the pupils")})
			l.wants(ReviewEvaluate, TaskRate)
		}
		l.verify()
	}
}

// Actions and conditions are somebody's, by a day, and the review closes with the last.
func TestImprovementActionsCloseTheReview(t *testing.T) {
	l := openedReview(t).evaluated().proposed()
	l.conclude(Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the network")}, {What: words("Ask the school"), Who: "teacher", Due: "2026-03-06"}}})
	a := l.review.Actions
	if len(a) != 4 || a[2].Who != "officer" || a[2].Due != "2026-02-16" || a[3].Who != "teacher" || a[3].Due != "2026-03-06" {
		t.Fatalf("the actions are %+v", a)
	}
	l.refuse(parent, CompleteAction{Action: "a4"}, NotAllowed, "as")
	l.refuse(parent, DropAction{Action: "a1", Reason: words("x")}, NotAllowed, "as")
	l.do(parent, CompleteAction{Action: "a1"})
	l.do(teacher, CompleteAction{Action: "a4", Note: words("They will")})
	l.do(officer, ChangeAction{Action: "a2", To: "helper", Due: "2026-06-01", Reason: words("She has the list")})
	if got := l.told(NoticeTask); !slices.Equal(got, []string{"helper"}) {
		t.Errorf("told %v of the action that is now theirs", got)
	}
	l.until(at("2026-02-18 12:00"))
	if l.review.Actions.Left() != 2 {
		t.Errorf("%d are left", l.review.Actions.Left())
	}
	l.do(officer, DropAction{Action: "a3", Reason: words("The newsletter did")})
	l.do(helper, CompleteAction{Action: "a2"})
	l.wants(ReviewClosed)
	if told := l.told(NoticeClosed); !slices.Equal(told, []string{"east/chair", "lead", "officer", "parent"}) {
		t.Errorf("told %v", told)
	}
	for _, blank := range ReviewCommands() {
		l.refuse(officer, blank, WrongStage, "")
	}
	l.verify()
	if on, err := ClosedOn(KindReview, stateOf(t, l.review)); err != nil || on != "2026-02-18" {
		t.Errorf("closed on %s, %v", on, err)
	}
	if names := Roots(); !slices.Contains(names, KindReview) {
		t.Error("recover would not start it again")
	}
}

func TestAReviewWithoutActionsClosesWithItsDecision(t *testing.T) {
	l := openedReview(t).evaluated()
	c := conclusions()
	c.Proposal.Actions = nil
	l.do(officer, c)
	l.conclude(Result{Verdict: Agreed}).wants(ReviewClosed)
}

// Nobody confirms their own ratings; belonging to a group is no interest by itself.
func TestWhoHasAnInterestInAReview(t *testing.T) {
	l := openedReview(t)
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4)}})
	l.evaluated().proposed()
	panel := []Seat{{Person: "m1", Role: Chair}, {Person: "lead", Role: Member}, {Person: "helper", Role: Member}, {Person: "of-the-group", Role: Member}, {Person: "officer", Role: Deputy}}
	var with []PersonID
	for _, s := range l.review.Request(panel).Panel {
		if s.Interest {
			with = append(with, s.Person)
		}
	}
	if !slices.Equal(with, []PersonID{"lead", "officer"}) { // the helper's rating was replaced by the lead's
		t.Errorf("an interest have %v", with)
	}
	if panel[1].Interest {
		t.Error("the caller's panel was changed")
	}
}

func TestAReviewIsHandedOver(t *testing.T) {
	l := openedReview(t)
	over := func(from, to Actor) HandOver {
		return HandOver{From: from.Person, To: to.Person, ToRoles: to.Roles, ToAdult: to.NamedAdult, Reason: words("leave")}
	}
	l.refuse(lead, over(lead, helper), NotAllowed, "as")
	l.refuse(officer, over(lead, lead), Invalid, "to")
	l.refuse(officer, over(helper, lead), Invalid, "from") // has no part
	l.refuse(officer, over(lead, parent), Invalid, "to")   // of another group
	l.refuse(officer, over(lead, pupil), Invalid, "to")
	l.refuse(officer, over(officer, lead), Invalid, "to")
	l.refuse(officer, HandOver{From: "lead", To: "helper", ToRoles: helper.Roles}, Invalid, "reason")
	l.do(officer, over(lead, helper))
	if told := l.told(NoticeTask); !slices.Equal(told, []string{"helper"}) {
		t.Errorf("told %v", told)
	}
	l.do(admin, over(officer, officer2))
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4), score("impact", 4)}})
	l.do(helper, SubmitRatings{Group: breakfast})
	l.do(officer2, CloseEvaluation{Reason: words("half term")})
	if owner := l.review.Tasks()[0].Owner; owner != "officer-two" {
		t.Errorf("the draft is for %s", owner)
	}
	l.do(officer2, conclusions())
	l.conclude(Result{Verdict: Agreed})
	l.do(officer2, HandOver{From: "parent", To: "lead", ToRoles: []Membership{{Body: families, Person: "lead", Role: GroupMember}}, Reason: words("moves")})
	if who := l.review.Actions[0].Who; who != "lead" || l.review.Actions[0].Given != 1 {
		t.Errorf("the action is %s's", who)
	}
	if len(l.review.HandedOver) != 3 || l.review.HasPart("parent") {
		t.Errorf("handed over: %+v", l.review.HandedOver)
	}
	l.verify()
}

// The pack is what the journal gives, and nothing else.
func TestTheReviewsPackIsComputedAgain(t *testing.T) {
	l := openedReview(t).evaluated().proposed()
	panel, _ := seats(4)
	b := newBallot(t, l.now, panel).open(l.review.Request(panel))
	l.conclude(Result{Verdict: Agreed})
	if same, err := b.approval.PackRecomputed(l.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
	b.approval.Pack.Review.Groups[0].LWO[0].Score++
	if same, _ := b.approval.PackRecomputed(l.journal); same {
		t.Error("a score was changed, and nobody noticed")
	}
	b.approval.Pack.Review.Groups[0].LWO[0].Score--
	if same, _ := b.approval.PackRecomputed(l.journal[:3]); same {
		t.Error("it was computed without its proposal")
	}
}

// What the latest review found goes into the pack of a later test, is covered by its hash,
// and comes out of the review's journal again.
func TestALaterPackSeesTheReview(t *testing.T) {
	l := openedReview(t)
	if _, agreed := l.review.Finding(breakfast); agreed {
		t.Error("a review that is not agreed has found something")
	}
	l.evaluated().proposed().conclude(Result{Verdict: Agreed})
	l.do(parent, CompleteAction{Action: "a1"}) // what is done since changes nothing
	found, agreed := l.review.Finding(breakfast)
	if !agreed || !found.Included || !found.Rated || len(found.Indicators) != 2 || found.Indicators[0].Group != 5 || found.Indicators[0].LWO != 3 ||
		len(found.Strengths) != 2 || len(found.Actions) != 1 {
		t.Fatalf("found %v %+v", agreed, found)
	}
	if same, err := found.Recomputed(l.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
	if other, _ := l.review.Finding("no-group"); other.Included || len(other.Indicators) != 0 || len(other.Strengths) != 1 {
		t.Errorf("of a group that was not part of it: %+v", other)
	}
	changed := found
	changed.Rated = false
	if same, _ := changed.Recomputed(l.journal); same {
		t.Error("a finding was changed, and nobody noticed")
	}

	s := reached(t, StageDecide)
	panel, _ := seats(5)
	plain := s.test.Request(panel)
	if again := plain.Seeing(nil); again.Pack.Hash != plain.Pack.Hash {
		t.Error("where there is no review the pack is another")
	}
	b := newBallot(t, s.now, panel).open(plain.Seeing(&found))
	if b.approval.Pack.Hash == plain.Pack.Hash {
		t.Error("the hash does not cover what the review found")
	}
	if same, err := b.approval.PackRecomputed(s.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
	if c := s.test.ChangedSince(b.approval.Pack); len(c.Evidence)+len(c.Measures) != 0 {
		t.Errorf("changed since: %+v", c)
	}
}

func TestAnAgreedReviewIsOnTheShelf(t *testing.T) {
	l := openedReview(t).evaluated().proposed().conclude(Result{Verdict: Declined, Reasons: []Words{words("Too vague")}}).proposed()
	d, err := Derive(l.review.Subject(), l.journal)
	if err != nil || len(d.Shelved) != 0 {
		t.Fatalf("before it is agreed: %+v, %v", d.Shelved, err)
	}
	l.conclude(Result{Verdict: Agreed})
	d, err = Derive(l.review.Subject(), l.journal)
	if err != nil || len(d.Shelved) != 1 || len(d.Links) != 0 {
		t.Fatalf("%+v, %v", d, err)
	}
	item := d.Shelved[0]
	if item.ID != "quality-review/east/2026-02" || item.Kind != QualityReviewed || item.Strength != FromPractice || item.LMG != east ||
		item.By != "officer" || item.Entry != l.version || item.Day != "2026-02-02" || len(item.Words) != 5 || item.Versions != 1 {
		t.Errorf("on the shelf: %+v", item)
	}
	if !d.Summary.Open || d.Summary.Outcome != "agreed" || len(d.Tasks) != 2 {
		t.Errorf("derived %+v with %d tasks", d.Summary, len(d.Tasks))
	}
}

func TestTheScale(t *testing.T) {
	want := []string{"", "unsatisfactory", "weak", "adequate", "good", "very good", "excellent", ""}
	for n, word := range want {
		if got := ScoreWord(n); got != word {
			t.Errorf("%d is %q", n, got)
		}
	}
}

func TestAReviewHasAName(t *testing.T) {
	name := func(id BodyID) string { return strings.ToUpper(string(id)) }
	for subject, want := range map[SubjectID]string{
		"quality-review/east/2026-10":            "the quality review of October 2026 (EAST)",
		"approval/quality-review/east/2026-10/1": "the quality review of October 2026 (EAST)",
		"test-of-change/club":                    "",
		"approval/test-of-change/club/1":         "",
	} {
		if got := Untitled(subject, name); got != want {
			t.Errorf("%s is %q", subject, got)
		}
	}
}

func TestHalfAReviewIsNotRestored(t *testing.T) {
	if _, err := RestoreReview(json.RawMessage("[]")); err == nil {
		t.Error("a list was restored")
	}
	if _, err := ClosedOn(KindReview, json.RawMessage("{")); err == nil {
		t.Error("half a state was closed")
	}
	if _, err := DecodeReviewCommand("teleport", nil); refusalOf(t, err).Code != Invalid {
		t.Error(err)
	}
	if _, err := DecodeReviewCommand("rate", []byte("7")); refusalOf(t, err).Code != Invalid {
		t.Error(err)
	}
}
