package improvement_test

import (
	"reflect"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// What is kept back from somebody is not in what the journals of a round and of its
// approvals show them: each event is as it would be, had the item never come.
func TestTheJournalOfARoundIsShownWithoutWhatIsHidden(t *testing.T) {
	before := func(items ...ItemID) []Before {
		var all []Before
		for _, item := range items {
			all = append(all, Before{Item: item})
		}
		return all
	}
	for name, with := range map[string]struct {
		event func(items ...ItemID) Event
		gone  bool // where nothing is left of it
	}{
		"put":      {func(items ...ItemID) Event { return &EvidencePut{Items: before(items...)} }, true},
		"reviewed": {func(items ...ItemID) Event { return &EvidenceReviewed{Items: items} }, true},
		"answered": {func(items ...ItemID) Event {
			return &EvidenceAnswered{Request: "r1", Items: items, Put: before(items...), Late: true, Due: "2026-02-02"}
		}, false},
		"drafted": {func(items ...ItemID) Event {
			return &PriorityDrafted{Draft: Draft{ID: "warm", Evidence: items}, Put: before(items...)}
		}, false},
		"opened": {func(items ...ItemID) Event {
			return &ApprovalOpened{Request: Request{Proposal: "priorities", Pack: Pack{
				Before: before(items...), Requests: []EvidenceRequest{{ID: "r1", Items: items}}, Drafts: []Draft{{ID: "warm", Evidence: items}}, Hash: "x",
			}}}
		}, false},
		"moved": {func(...ItemID) Event { return &RoundMoved{To: RoundPropose} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			shows := func(hidden, some, whole Event) {
				t.Helper()
				entries := []Entry{{Version: 1, By: "lwo", Event: hidden}, {Version: 2, Event: some}}
				untouched := stateOf(t, entries)
				known := ForRound(entries, map[ItemID]bool{"voice/b": true, "voice/a": false})
				if last := known[len(known)-1]; last.Version != 2 || !reflect.DeepEqual(last.Event, whole) {
					t.Errorf("it shows %+v, want %+v", last.Event, whole)
				}
				if gone := len(known) == 1; gone != with.gone {
					t.Errorf("of two entries it shows %d", len(known))
				}
				if text := string(stateOf(t, known)); strings.Contains(text, "voice/b") {
					t.Errorf("it shows what is hidden: %s", text)
				}
				if string(stateOf(t, entries)) != string(untouched) {
					t.Error("showing it changed it")
				}
			}
			shows(with.event("voice/b"), with.event("voice/a", "voice/b", "evidence/c"), with.event("voice/a", "evidence/c"))
			all := []Entry{{Version: 1, Event: with.event("voice/a", "voice/b")}}
			if got := ForRound(all, map[ItemID]bool{"voice/a": false}); len(got) != 1 || got[0].Event != all[0].Event {
				t.Errorf("with nothing hidden it shows %+v", got)
			}
			text := string(stateOf(t, all))
			if named := CitedIn(all); strings.Count(text, "voice/") != len(named) {
				t.Errorf("of %s it lists %v", text, named)
			}
		})
	}
}

// An event whose items are all kept back does not count those that are left.
func TestNoItemsAreNotCounted(t *testing.T) {
	for _, event := range []Event{
		&EvidenceAnswered{Request: "r1", Items: []ItemID{"voice/b"}, Late: true},
		&PriorityDrafted{Draft: Draft{ID: "warm", Evidence: []ItemID{"voice/b"}}},
	} {
		whole := event.Sentence(nil)
		known := ForRound([]Entry{{Event: event}}, map[ItemID]bool{"voice/b": true})
		want := strings.NewReplacer(" with 1 item of evidence", "", ", on 1 item of evidence", "").Replace(whole)
		if got := known[0].Event.Sentence(nil); got != want || got == whole {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}
