package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// askedInVain is a review whose breakfast group rated 5 and 4, was asked again, began
// another draft and did not submit it before the LWO closed the evaluation.
func askedInVain(t *testing.T) *look {
	l := openedReview(t).rated(breakfast, lead, [2]int{5, 4}, [2]int{3, 4})
	l.do(officer, AskAgain{Group: breakfast, Reason: words("Who was asked?")})
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 2)}})
	l.do(officer, CloseEvaluation{Reason: words("half term")})
	return l
}

// What a group submitted stays its word until it submits again: the panel is given it, and
// is told that the group did not submit again.
func TestAGroupAskedAgainKeepsWhatItSubmitted(t *testing.T) {
	l := askedInVain(t)
	submitted := l.review.Group(breakfast).Last.At
	l.proposed()
	panel, _ := seats(4)
	b := newBallot(t, l.now, panel).open(l.review.Request(panel))
	g := b.approval.Pack.Review.Groups[0]
	if !g.DidNotSubmitAgain() || !g.Submitted.Equal(submitted) || len(g.Own) != 2 || g.Own[0].Score != 5 || g.Last != nil {
		t.Errorf("the panel is given %+v", g)
	}
	if families := b.approval.Pack.Review.Groups[1]; families.Rated() || families.DidNotSubmitAgain() {
		t.Errorf("and of the other group %+v", families)
	}
	if same, err := b.approval.PackRecomputed(l.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
	if s := l.review.Look().Beside(breakfast)[0]; s.Group != 5 || s.LWO != 3 {
		t.Errorf("beside one another they are %+v", s)
	}
	l.conclude(Result{Verdict: Agreed})
	if found, _ := l.review.Finding(breakfast); !found.Rated || found.Indicators[1].Group != 4 {
		t.Errorf("it found %+v", found)
	}
	l.verify()
}

// Who gave a rating that stands has an interest, whatever the draft beside it says.
func TestAnInterestStaysWithTheWord(t *testing.T) {
	l := openedReview(t)
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4), score("impact", 4)}})
	l.do(lead, SubmitRatings{Group: breakfast})
	l.do(officer, AskAgain{Group: breakfast, Reason: words("Who was asked?")})
	l.do(lead, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 3), score("impact", 3)}})
	l.do(officer, CloseEvaluation{Reason: words("half term")})
	l.proposed()
	if seat := l.review.Request([]Seat{{Person: "helper", Role: Member}}).Panel[0]; !seat.Interest {
		t.Error("the helper, whose ratings the panel reads, has no interest")
	}
}

// Once the group submits again, that is its word, and nothing is left of before.
func TestWhatIsSubmittedAgainReplacesTheWord(t *testing.T) {
	l := askedInVain(t)
	l.do(officer, AskAgain{Group: breakfast, Reason: words("There is time after all")})
	if g := l.review.Group(breakfast); g.Last == nil || g.Last.Ratings[0].Score != 5 || g.Own[0].Score != 2 {
		t.Errorf("asked a third time it has %+v", g)
	}
	l.do(lead, SubmitRatings{Group: breakfast})
	g := l.review.Group(breakfast)
	if g.Last != nil || g.DidNotSubmitAgain() || g.Word().Own[0].Score != 2 {
		t.Errorf("submitted again it has %+v", g)
	}
	l.verify()
}

// Journals of before a group kept its word read as they did, and so do their packs.
func TestAReviewOfBeforeKeepsNoWord(t *testing.T) {
	l := askedInVain(t).proposed()
	for _, entry := range l.journal {
		if e, asked := entry.Event.(*GroupAskedAgain); asked {
			e.Kept = false
		}
	}
	was, err := ReviewAt(l.journal, len(l.journal))
	if err != nil || was.Group(breakfast).Last != nil {
		t.Fatalf("it reads as %+v, %v", was, err)
	}
	panel, _ := seats(4)
	b := newBallot(t, l.now, panel).open(was.Request(panel))
	if g := b.approval.Pack.Review.Groups[0]; g.Rated() || len(g.Own) != 0 {
		t.Errorf("its panel was given %+v", g)
	}
	if same, err := b.approval.PackRecomputed(l.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
}
