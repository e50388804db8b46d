package improvement_test

import (
	"fmt"
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// The ranking shows how far the members agree, not only the mean.
func TestTheRankingOfADraft(t *testing.T) {
	for _, c := range []struct {
		scores  []int
		mean    float64
		median  float64
		lowest  int
		highest int
		counts  [5]int
		divided bool
	}{
		{nil, 0, 0, 0, 0, [5]int{}, false},
		{[]int{4}, 4, 4, 4, 4, [5]int{0, 0, 0, 1, 0}, false},
		{[]int{3, 3, 3}, 3, 3, 3, 3, [5]int{0, 0, 3, 0, 0}, false},
		{[]int{5, 1}, 3, 3, 1, 5, [5]int{1, 0, 0, 0, 1}, true}, // the same mean, and divided
		{[]int{5, 2, 4, 4}, 3.75, 4, 2, 5, [5]int{0, 1, 0, 2, 1}, true},
		{[]int{3, 5, 4}, 4, 4, 3, 5, [5]int{0, 0, 1, 1, 1}, false}, // two steps apart
		{[]int{1, 2, 2, 5}, 2.5, 2, 1, 5, [5]int{1, 2, 0, 0, 1}, true},
		{[]int{1, 2, 3, 4}, 2.5, 2.5, 1, 4, [5]int{1, 1, 1, 1, 0}, true},
	} {
		s := openedRound(t).toPropose().drafts("meals")
		for i, score := range c.scores {
			s.do(member(PersonID(fmt.Sprintf("m%d", i)), east, Member), scoring("meals", score))
		}
		want := Ranked{
			Priority: "meals", Scored: len(c.scores), Mean: c.mean, Median: c.median, Lowest: c.lowest, Highest: c.highest,
			Counts: c.counts, Divided: c.divided,
		}
		if got := s.round.Ranking(); len(got) != 1 || got[0] != want {
			t.Errorf("%v: got %+v", c.scores, got)
		}
		s.verify()
	}
}

// By the mean, then the median, then the name; what nobody scored comes last, what was
// withdrawn not at all. A member's later score counts.
func TestTheOrderOfTheRanking(t *testing.T) {
	s := openedRound(t).toPropose().drafts("unscored", "split", "b", "steady", "a", "gone", "top")
	a, b, c := member("m1", east, Member), member("m2", east, Member), member("m3", east, Member)
	s.do(a, scoring("top", 1, "split", 1, "steady", 3, "a", 2, "b", 2, "gone", 5))
	s.do(b, scoring("top", 5, "split", 4, "steady", 3)).do(c, scoring("split", 4, "steady", 3)).do(a, scoring("top", 5))
	s.do(officer, WithdrawDraft{Priority: "gone", Reason: words("x")})
	var got []PriorityID
	for _, r := range s.round.Ranking() {
		got = append(got, r.Priority)
	}
	if want := []PriorityID{"top", "split", "steady", "a", "b", "unscored"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if top := s.round.Ranking()[0]; top.Scored != 2 || top.Divided || top.Mean != 5 {
		t.Errorf("an earlier score counts: %+v", top)
	}
	s.verify()
}
