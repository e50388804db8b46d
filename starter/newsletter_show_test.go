package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// TestNewsIsShownAsReadersGetIt holds that each piece of news stands in the sentence of
// the letter, and that what can be told no more is said to be that.
func TestNewsIsShownAsReadersGetIt(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	r := s.record(t)
	priority := improvement.PrioritySubject("east-school-day")
	issue := &improvement.Issue{Since: r.Now(), Until: r.Now(), Found: []improvement.Found{
		{ID: "j-1", Kind: improvement.FoundPriority, Subject: priority, Entry: 1, Day: "2026-12-13"},
		{ID: "j-2", Kind: improvement.FoundYouSaid, Subject: priority, Entry: 1, Day: "2026-12-13", LeftOut: true},
	}}
	news, err := newsOf(t.Context(), r, newWords(t.Context(), r.Vault, r), issue)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	showDrawn(&page{out: &out}, issue, news)
	flat := strings.Join(strings.Fields(out.String()), " ")
	for _, part := range []string{
		"j-1 in Sun 13 Dec 2026: East Locality Management Group agreed a priority: No child in the East starts the school day hungry",
		"j-2 left out Sun 13 Dec 2026: there is nothing to tell of it any more",
	} {
		if !strings.Contains(flat, part) {
			t.Errorf("it does not show %q:\n%s", part, out.String())
		}
	}
	if strings.Contains(flat, "priority-agreed") {
		t.Errorf("it shows a name for machines:\n%s", out.String())
	}
}
