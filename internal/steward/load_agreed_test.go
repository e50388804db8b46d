package steward_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// What a round agreed is not taken by a load: another LMG's, or one under another theme,
// is refused, and a correction of its words leaves what it rests on.
func TestALoadLeavesWhatARoundAgreed(t *testing.T) {
	o := open(t)
	west := improvement.Body{ID: "west", Kind: improvement.LMG, Name: "West LMG"}
	o.load(t, "admin", append(o.town(t), improvement.RecordBody{Body: west}, improvement.RecordTheme{Theme: improvement.Theme{ID: "play", Name: "Play"}})...)
	says := func(text string) improvement.Words {
		words, err := o.vault.Seal(t.Context(), "statement", "admin", text)
		if err != nil {
			t.Fatal(err)
		}
		return words
	}
	agreed := improvement.Priority{
		ID: "meals", LMG: "east", Theme: "poverty", Statement: says("Nobody learns hungry"), Round: improvement.RoundSubject("east", "2027"),
		Localities: []improvement.BodyID{"forres"}, Evidence: []improvement.ItemID{"evidence/meals"},
	}
	subject := improvement.PrioritySubject("meals")
	f, err := improvement.DirectoryFiling(subject, 0, nil, "round/2027", "", time.Now(), []improvement.Event{&improvement.PriorityRecorded{Priority: agreed}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	loaded := improvement.Priority{ID: "meals", LMG: "east", Theme: "poverty", Statement: says("Nobody learns on an empty stomach")}
	for _, other := range []func(p *improvement.Priority){
		func(p *improvement.Priority) { p.LMG = "west" }, func(p *improvement.Priority) { p.Theme = "play" },
	} {
		taking := loaded
		other(&taking)
		commands := []steward.Command{improvement.RecordPriority{Priority: taking}}
		_, err := o.directory.Load(t.Context(), "admin", commands)
		_, previewed := o.directory.Preview(t.Context(), "admin", commands)
		for _, err := range []error{err, previewed} {
			if refused, ok := improvement.Refusal(err); !ok || refused.Code != improvement.Conflict || !strings.Contains(refused.Message, "an identifier of its own") {
				t.Errorf("%+v: %v", taking, err)
			}
		}
	}
	if done := o.load(t, "admin", improvement.RecordPriority{Priority: loaded}); done.Filed != 1 {
		t.Errorf("its correction did %+v", done)
	}
	_, state, err := o.State(t.Context(), subject)
	var p improvement.Priority
	if err != nil || json.Unmarshal(state, &p) != nil {
		t.Fatal(err)
	}
	if p.Statement == agreed.Statement || p.Round != agreed.Round || !slices.Equal(p.Evidence, agreed.Evidence) || !slices.Equal(p.Localities, agreed.Localities) {
		t.Errorf("on record is %+v", p)
	}
	if done := o.load(t, "admin", improvement.RecordPriority{Priority: loaded}); done.Unchanged != 1 {
		t.Errorf("loaded again, it did %+v", done)
	}
}
