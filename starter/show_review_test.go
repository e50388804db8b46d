package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// spoken opens words that are not sealed.
type spoken struct{}

func (spoken) Open(_ context.Context, w improvement.Words) (string, error) { return w.Sealed, nil }

func said(text string) improvement.Words {
	return improvement.Words{By: "lwo", Length: len(text), Sealed: text}
}

// TestSeveralGroupsAreShownBesideOneAnother holds that scores over groups are shown each,
// with middle and range, that who has not rated is no number, and what is left of the
// review before.
func TestSeveralGroupsAreShownBesideOneAnother(t *testing.T) {
	at := time.Date(2026, 10, 20, 9, 0, 0, 0, time.UTC)
	rating := func(score int) []improvement.JointRating {
		return []improvement.JointRating{{Indicator: "planning", Score: score, Evidence: said("seen")}}
	}
	r := &improvement.QualityReview{ReviewScope: improvement.ReviewScope{
		LMG: "east", Period: "2026-10", From: "2026-04-01", To: "2026-09-30", LWO: "lwo", Terms: improvement.DefaultTerms(),
		Indicators: []improvement.Indicator{{ID: "planning", Name: "Planning together"}},
		Groups: []improvement.GroupReview{
			{Group: "a", Lead: "lwo", Own: rating(5), Submitted: at, LWO: rating(2)},
			{Group: "b", Lead: "lwo", Own: rating(6)},
			{Group: "c", Lead: "lwo", Own: rating(2), Submitted: at, LWO: rating(3)},
			{Group: "d", Lead: "lwo", Own: rating(4), Submitted: at},
		},
		Before: &improvement.EarlierReview{Review: "quality-review/east/2026-04", Left: []improvement.Action{
			{ID: "a1", What: said("Ask the families"), Who: "cook", Due: "2026-12-01", Status: improvement.StepOpen},
		}},
	}, Stage: improvement.ReviewEvaluate, Due: "2026-10-29", DueLWO: "2026-11-05", Opened: at, Since: at, Opening: 1}
	w := newWords(context.Background(), spoken{}, nil)
	w.Call(map[improvement.PersonID]string{"cook": "Cook", "lwo": "LWO"},
		map[improvement.BodyID]string{"east": "East", "a": "A", "b": "B", "c": "C", "d": "D"})
	var out bytes.Buffer
	showReview(&page{out: &out}, w, r, "")
	narrow(t, out.String())
	flat := strings.Join(strings.Fields(out.String()), " ")
	for _, part := range []string{
		"Left of the review before (east/2026-04) a1 Ask the families — Cook, by Tue 1 Dec 2026",
		"Planning together 5 very good 2 weak worth a talk",
		"Planning together not rated not rated",
		"Planning together 4 good not rated",
		"as they rate themselves Planning together 2 4 5 (middle 4, from 2 to 5); 1 not rated",
		"as the LWO rates them Planning together 2 3 (middle 2.5, from 2 to 3); 2 not rated",
	} {
		if !strings.Contains(flat, part) {
			t.Errorf("it does not show %q:\n%s", part, out.String())
		}
	}
	if strings.Contains(flat, "6 excellent") {
		t.Errorf("a draft is shown as a score:\n%s", out.String())
	}
}

// TestADraftIsShownWhileItIsOne holds that what was never submitted is shown to nobody
// once the ratings are closed.
func TestADraftIsShownWhileItIsOne(t *testing.T) {
	draft := []improvement.JointRating{{Indicator: "planning", Score: 2, Evidence: said("a first thought"), By: "cook"}}
	r := &improvement.QualityReview{ReviewScope: improvement.ReviewScope{
		LMG: "east", Period: "2026-10", From: "2026-04-01", To: "2026-09-30", LWO: "lwo", Terms: improvement.DefaultTerms(),
		Indicators: []improvement.Indicator{{ID: "planning", Name: "Planning together"}},
		Groups:     []improvement.GroupReview{{Group: "a", Lead: "lwo", Own: draft}},
	}, Stage: improvement.ReviewEvaluate, Due: "2026-10-29", DueLWO: "2026-11-05"}
	w := newWords(context.Background(), spoken{}, nil)
	w.Call(map[improvement.PersonID]string{"cook": "Cook", "lwo": "LWO"},
		map[improvement.BodyID]string{"east": "East", "a": "A"})
	for stage, shown := range map[improvement.ReviewStage]bool{
		improvement.ReviewEvaluate: true, improvement.ReviewConclude: false, improvement.ReviewClosed: false,
	} {
		r.Stage = stage
		var out bytes.Buffer
		showReview(&page{out: &out}, w, r, "a")
		if got := strings.Contains(out.String(), "a first thought"); got != shown {
			t.Errorf("in %s the draft is shown: %v\n%s", stage, got, out.String())
		}
	}
}

// TestWhatWasSubmittedBeforeIsShown holds that a group which was asked again and did not
// submit again keeps its scores, and that this is said.
func TestWhatWasSubmittedBeforeIsShown(t *testing.T) {
	at := time.Date(2026, 4, 17, 9, 0, 0, 0, time.UTC)
	rating := func(score int) []improvement.JointRating {
		return []improvement.JointRating{{Indicator: "planning", Score: score, Evidence: said("seen"), By: "cook"}}
	}
	r := &improvement.QualityReview{ReviewScope: improvement.ReviewScope{
		LMG: "east", Period: "2026-04", From: "2025-10-01", To: "2026-03-31", LWO: "lwo", Terms: improvement.DefaultTerms(),
		Indicators: []improvement.Indicator{{ID: "planning", Name: "Planning together"}},
		Groups: []improvement.GroupReview{{
			Group: "a", Lead: "lwo", Own: rating(2), Asked: said("Who was asked?"), Last: &improvement.SubmittedRatings{Ratings: rating(5), At: at},
		}},
	}, Stage: improvement.ReviewConclude, Due: "2026-05-29", Proposal: &improvement.ReviewProposal{Decision: said("Go on")}}
	w := newWords(context.Background(), spoken{}, nil)
	w.Call(map[improvement.PersonID]string{"cook": "Cook", "lwo": "LWO"},
		map[improvement.BodyID]string{"east": "East", "a": "A"})
	for name, show := range map[string]func(*page){
		"the review": func(p *page) { showReview(p, w, r, "") },
		"the pack":   func(p *page) { showRatings(p, w, r.Pack().Review.Submitted(), true) },
	} {
		var out bytes.Buffer
		show(&page{out: &out})
		flat := strings.Join(strings.Fields(out.String()), " ")
		for _, part := range []string{
			"Rated on Fri 17 Apr 2026, asked to look again, and did not submit again. It was asked: Who was asked?",
			"Planning together 5 very good not rated",
		} {
			if !strings.Contains(flat, part) {
				t.Errorf("%s does not show %q:\n%s", name, part, out.String())
			}
		}
	}
}
