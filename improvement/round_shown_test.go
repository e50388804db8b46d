package improvement_test

import (
	"reflect"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// What is kept back from somebody is not in what a round or its pack shows them, and stays
// in the round.
func TestARoundIsShownWithoutWhatIsHidden(t *testing.T) {
	round := func(items ...ItemID) *PrioritySetting {
		p := &PrioritySetting{Requests: []EvidenceRequest{{ID: "r1", Items: items}}, Drafts: []Draft{{ID: "warm", Evidence: items}}}
		for _, item := range items {
			p.Before = append(p.Before, Before{Item: item})
		}
		return p
	}
	whole := round("voice/a", "voice/b", "evidence/c")
	if got, want := whole.Without(map[ItemID]bool{"voice/b": true}), round("voice/a", "evidence/c"); !reflect.DeepEqual(got, want) {
		t.Errorf("it shows %+v, want %+v", got, want)
	}
	pack := Pack{Before: whole.Before, Requests: whole.Requests, Drafts: whole.Drafts, Hash: "x"}
	if got := pack.Without(map[ItemID]bool{"voice/b": true}); len(got.Cited()) != 6 || got.Hash != "x" {
		t.Errorf("the pack shows %+v", got)
	}
	if len(whole.Cited()) != 9 || len(pack.Cited()) != 9 {
		t.Errorf("showing it changed it: %+v", whole)
	}
}
