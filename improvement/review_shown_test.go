package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// An item that is kept back is in no rating of a review, of its pack or of their journals,
// and these keep it for whom it is not kept back from.
func TestAReviewIsShownWithoutWhatIsKeptBack(t *testing.T) {
	const hidden, open = ItemID("evidence/hidden"), ItemID("evidence/open")
	on := []JointRating{{Indicator: "planning", Score: 4, Items: []ItemID{hidden, open}}}
	review := &QualityReview{ReviewScope: ReviewScope{Groups: []GroupReview{{Group: breakfast, Own: on, LWO: on, Last: &SubmittedRatings{Ratings: on}}}}}
	look := review.Look()
	pack := Pack{Review: &look, Hash: "whole"}
	entries := []Entry{
		{Version: 1, Event: &JointWorkRated{Group: breakfast, Ratings: on}},
		{Version: 2, Event: &JointWorkRatedByLWO{Group: breakfast, Ratings: on}},
		{Version: 3, Event: &ApprovalOpened{Request: Request{Of: ReviewSubject("east", "2026-10"), Pack: pack}}},
	}
	for name, cited := range map[string][]ItemID{"the review": review.Cited(), "its pack": pack.Cited(), "the journals": CitedIn(entries)} {
		if !slices.Contains(cited, hidden) || !slices.Contains(cited, open) {
			t.Errorf("%s cites %v", name, cited)
		}
	}
	away := map[ItemID]bool{hidden: true}
	for name, shown := range map[string]any{"the review": review.Without(away), "its pack": pack.Without(away), "the journals": ForRound(entries, away)} {
		text := string(stateOf(t, shown))
		if strings.Contains(text, string(hidden)) || !strings.Contains(text, string(open)) {
			t.Errorf("%s is shown as %s", name, text)
		}
	}
	for name, kept := range map[string]any{"the review": review, "its pack": pack, "the journals": entries} {
		if !strings.Contains(string(stateOf(t, kept)), string(hidden)) {
			t.Errorf("%s lost it", name)
		}
	}
	if pack.Without(away).Hash != "whole" {
		t.Error("the hash is of another pack")
	}
}
