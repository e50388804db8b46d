package workflows_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// A history from before signals opened talks replays, with TestRecordedHistoriesReplay,
// though its points would open one now: a run applies what its filings gave then, not
// what would be decided today.
func TestAHistoryFromBeforeTalksShowsASignal(t *testing.T) {
	var entries []improvement.Entry
	for _, payload := range payloads(read(t, "before-talks")) {
		var filed improvement.Filed
		if json.Unmarshal(payload, &filed) == nil {
			entries = append(entries, filed.Entries...)
		}
	}
	last := slices.IndexFunc(entries, func(e improvement.Entry) bool { return e.Command == "signal" })
	if last < 0 || entries[last+1].Command == "signal" {
		t.Fatal("the points are not on record, or opened a talk")
	}
	test, err := improvement.TestAt(entries, last)
	if err != nil {
		t.Fatal(err)
	}
	points := entries[last].Event.(*improvement.PointsRecorded).Points
	events, err := test.Decide(&improvement.RecordPoints{Measure: measure, Points: points}, actor(volunteer), entries[last].At)
	if err != nil || len(events) != 2 {
		t.Errorf("today they give %d events, %v", len(events), err)
	}
}
