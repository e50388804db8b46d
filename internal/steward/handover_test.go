package steward_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// A hand-over of everything finds what an LWO guides in rounds and commissions, too.
func TestPartsOfFindsRoundsAndCommissions(t *testing.T) {
	o := open(t)
	for _, subject := range []improvement.SubjectID{"priority-setting/east/2027", "commission/drop-in"} {
		_, err := o.File(t.Context(), improvement.Filing{
			Subject: subject, Command: "open", State: []byte(`{"lwo":"guide"}`), Summary: improvement.Summary{Open: true},
			Entries: improvement.Entries(0, "open", "guide", time.Now(), []improvement.Event{&improvement.ThemeRecorded{}}),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for person, want := range map[improvement.PersonID][]improvement.SubjectID{
		"guide": {"priority-setting/east/2027", "commission/drop-in"}, "stranger": nil,
	} {
		if parts, err := steward.PartsOf(t.Context(), o.Store, person); err != nil || !slices.Equal(parts, want) {
			t.Errorf("%s has %v, %v; want %v", person, parts, err, want)
		}
	}
}
