package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// first gives so many identifiers that a draft may take effect under.
func firstIdentifiers(p *PrioritySetting, id PriorityID, n int) []PriorityID {
	var all []PriorityID
	for other := range p.Identifiers(id) {
		if all = append(all, other); len(all) == n {
			break
		}
	}
	return all
}

func TestOtherIdentifiersOfAPriority(t *testing.T) {
	long := PriorityID(strings.Repeat("x", 60) + "-yz")
	s := openedRound(t).toPropose().drafts("meals", "meals-3", long)
	for id, want := range map[PriorityID][]PriorityID{
		"meals":   {"meals", "meals-2", "meals-4"},
		"meals-3": {"meals-3", "meals-3-2", "meals-3-3"},
		long:      {long, PriorityID(strings.Repeat("x", 60) + "-2"), PriorityID(strings.Repeat("x", 60) + "-3")},
	} {
		if got := firstIdentifiers(s.round, id, 3); !slices.Equal(got, want) {
			t.Errorf("%s may be %v, want %v", id, got, want)
		}
	}
	for _, id := range firstIdentifiers(s.round, long, 12) {
		if err := CheckID("id", string(id)); err != nil {
			t.Error(err)
		}
	}
}

// A priority whose identifier another has by then takes effect under another one: nothing
// of it is lost, and those who steer and who drafted it hear of it.
func TestAPriorityTakesEffectUnderAnotherName(t *testing.T) {
	s := roundAt(t, RoundPublish).do(officer, publishing())
	before := s.round.Effects()
	told := s.round.Rename([]Renamed{{Draft: "meals", As: "meals-2"}})
	if got := told.Effects()[0]; got.Priority != "meals-2" || got.Event.(*PriorityRecorded).Priority.ID != "meals-2" {
		t.Errorf("it would be filed as %+v", got)
	}
	if s.round.Effects()[0].Priority != "meals" {
		t.Error("what would be changed what is")
	}
	s.file("", s.round.TakeEffect(1, []Renamed{{Draft: "meals", As: "meals-2"}}))
	s.stands(RoundFollowUp)
	after := s.round.Effects()
	was, is := before[0].Event.(*PriorityRecorded).Priority, after[0].Event.(*PriorityRecorded).Priority
	if is.ID != "meals-2" || is.Statement != was.Statement || !slices.Equal(is.Evidence, was.Evidence) || !slices.Equal(is.Localities, was.Localities) {
		t.Errorf("on record is %+v", is)
	}
	if after[1].Priority != "warm" || after[2].Priority != "ready-to-learn" {
		t.Errorf("the others are %v, %v", after[1].Priority, after[2].Priority)
	}
	if n := s.hears(NoticeRenamed, "officer", "east/chair", "voter"); n.Item != "meals-2" || n.Title != is.Statement {
		t.Errorf("they read %+v", n)
	}
	says := s.journal[len(s.journal)-1].Event.Sentence(ByID{})
	if says != "The priorities took effect, and 1 contributor heard back; meals is called meals-2, as another has its name" {
		t.Error(says)
	}
	s.verify()
}
