package assembly

import (
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// TestWhenLinksOfLettersEnd holds that they end at the end of a day, by the letter or the
// due day, and that one which is long overdue has none.
func TestWhenLinksOfLettersEnd(t *testing.T) {
	now := improvement.Date("2027-03-01").Morning()
	for due, want := range map[improvement.Date]improvement.Date{
		"": "2027-03-31", "2027-03-05": "2027-03-19", "2027-06-01": "2027-03-31", "2027-02-15": "2027-03-01", "2027-02-14": "2027-02-28",
	} {
		got := linksEnd(now, due)
		if got != want.End() {
			t.Errorf("due %q: until %s, want the end of %s", due, got, want)
		}
		if open := got.After(now); open != (want >= "2027-03-01") {
			t.Errorf("due %q: it opens its task: %v", due, open)
		}
	}
}
