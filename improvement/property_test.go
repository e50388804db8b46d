package improvement_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// No accepted sequence of commands and times leads to an impossible state; the
// fold of the journal is the live state; what is refused leaves no trace. The
// checks are those of run, story and ballot.
func TestRandomWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }
		w := newWalk(t, choose, map[string]int{})
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			w.step()
		}
		w.end()
	})
}

func (w *walk) end() {
	w.note()
	for _, r := range w.runs() {
		r.verify()
	}
}

// The walks lead deep: each of these is seen in them.
func TestWalksReachEveryState(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 7))
		w := newWalk(t, random.IntN, seen)
		for range 120 {
			if w.story.test.Closed() && w.percent(50) {
				break
			}
			w.step()
		}
		w.end()
	}
	wanted := []string{
		"plan", "agree", "do", "study", "act", "begin", "decide", "follow-up", "closed", "paused", "third cycle",
		"concluded adopt", "concluded abandon", "agreement proposed", "agreement agreed", "agreement ended", "agreement kept",
		"approval open", "approval lapsed", "approval closed", "approval extended", "approval reopened", "approval needs a meeting", "approval by meeting",
		"verdict agreed", "verdict more-evidence", "verdict declined", "verdict returned",
	}
	for _, what := range wanted {
		if seen[what] == 0 {
			t.Errorf("no walk reached %q", what)
		}
	}
	t.Log(seen)
}
