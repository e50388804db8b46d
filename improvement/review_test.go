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
			if !g.Rated() && g.Last == nil && s.Group != 0 {
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
		Actions: []ReviewAction{
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
		"no such LMG":     {func(f *ReviewFacts) { f.LMG = Body{} }, Invalid},
		"a locality":      {func(f *ReviewFacts) { f.LMG.Kind = Locality }, Invalid},
		"nobody at work":  {func(f *ReviewFacts) { f.Worked = f.Worked[3:] }, WrongStage},
		"nobody to guide": {func(f *ReviewFacts) { f.LWOs = nil }, Invalid},
		"one that goes on": {func(f *ReviewFacts) {
			f.Before = &EarlierReview{Review: ReviewSubject(east, "2025-12"), Unagreed: true}
		}, WrongStage},
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
	f.Held(first.review)
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
		{6, 4, "2027-01-31", "2026-04", "2026-10", true},
		{6, 4, "2027-02-01", "2026-04", "2026-10", false}, // April is nearer, and looks at all that time
		{6, 4, "2027-04-01", "2026-04", "2027-04", true},
		{6, 4, "2026-10-01", "2026-08", "2026-10", false}, // out of turn, shortly before
		{6, 4, "2026-10-01", "2026-07", "2026-10", true},
		{6, 4, "2027-04-01", "2026-08", "2027-04", true},
		{2, 1, "2026-03-01", "2026-02", "2026-03", true},
		{6, 4, "2026-12-24", "2026-10", "2026-10", false},
		{6, 4, "2027-01-05", "2026-11", "2026-10", false}, // out of turn since
		{6, 4, "2027-03-31", "2026-10", "2026-10", false},
		{6, 10, "2026-04-02", "", "2026-04", true},                                                            // the same months
		{12, 9, "2027-03-31", "2025-09", "2026-09", true}, {12, 9, "2027-08-31", "2025-09", "2026-09", false}, // tomorrow is the next
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
	if got := Period("2026-10").Plain(); got != "October 2026" {
		t.Error(got)
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
