package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

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
	l.do(officer, AskAgain{Group: breakfast, Reason: words("Who was asked?")})
	l.do(helper, RateJointWork{Group: breakfast, Ratings: most(47_000)}) // beside what it had submitted
	l.do(officer, RateAsLWO{Group: families, Ratings: most(48_000)})
	l.do(officer, CloseEvaluation{Reason: words("half term")})
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

// While the others rate, a group that is asked again has a time of its own; the days and
// the tasks of the others stay, and nobody hears of theirs twice.
func TestAskingOneGroupAgainLeavesTheOthersTheirDays(t *testing.T) {
	l := openedReview(t)
	l.do(lead, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 5), score("impact", 4)}})
	l.do(lead, SubmitRatings{Group: breakfast})
	before := l.review.Tasks()
	l.until(at("2026-02-27 12:00"))
	l.do(officer, AskAgain{Group: breakfast, Reason: words("Who was asked?")})
	if told := l.told(NoticeTask); !slices.Equal(told, []string{"lead"}) {
		t.Errorf("a task was opened for %v", told)
	}
	after := l.review.Tasks()
	if len(after) != 3 || after[0].Due != "2026-03-27" || after[1].Key != before[0].Key || after[1].Due != before[0].Due || after[2].Due != before[1].Due {
		t.Errorf("the tasks are\n%+v\nand were\n%+v", after, before)
	}
	l.do(lead, SubmitRatings{Group: breakfast})
	l.do(officer, AskAgain{Group: breakfast, Reason: words("And who else?")})
	if key := l.review.Tasks()[0].Key; key == after[0].Key {
		t.Errorf("the third time it is the task %s of the second", key)
	}
	l.verify()
	l.do(lead, SubmitRatings{Group: breakfast})
	l.rated(families, parent, [2]int{4, 2}, [2]int{4, 3})
	l.do(officer, RateAsLWO{Group: breakfast, Ratings: []JointRating{score("planning", 3), score("impact", 4)}})
	l.do(officer, AskAgain{Group: breakfast, Reason: words("Once more")})
	if due := l.review.Tasks()[0].Due; due != l.review.Due {
		t.Errorf("where all begin anew it has until %s of its own, not %s", due, l.review.Due)
	}
}

// What the LWO mistyped is put right until the conclusions go to the LMG; no group is
// asked again for it.
func TestTheLWOPutsARatingRight(t *testing.T) {
	l := openedReview(t).evaluated()
	l.do(officer, RateAsLWO{Group: breakfast, Ratings: []JointRating{score("planning", 4)}})
	l.wants(ReviewConclude, TaskConclude)
	if got := l.review.Look().Beside(breakfast)[0]; got.Group != 5 || got.LWO != 4 {
		t.Errorf("beside one another they are %+v", got)
	}
	l.refuse(lead, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4)}}, WrongStage, "")
	l.proposed()
	l.refuse(officer, RateAsLWO{Group: breakfast, Ratings: []JointRating{score("planning", 5)}}, WrongStage, "")
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
