package web

import (
	"strings"
	"testing"
)

// TestALinkSaysUntilWhen holds that its page tells the last day, where there is one to tell.
func TestALinkSaysUntilWhen(t *testing.T) {
	all, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	for until, want := range map[string]string{
		"Mon 1 Feb 2027": "for you and this alone. It works until the end of Mon 1 Feb 2027. Not yours?",
		"":               "for you and this alone. Not yours?",
	} {
		for _, page := range []string{"task", "task-photo"} {
			var written strings.Builder
			if err := all[page].ExecuteTemplate(&written, "link-ends", linked{Until: until}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(written.String(), want) {
				t.Errorf("%s says %s", page, written.String())
			}
		}
	}
}
