package intake

import (
	"strings"
	"testing"
)

// The priorities of the example each support a strategic one that is loaded with them.
func TestPrioritiesOfTheExampleSupportStrategicOnes(t *testing.T) {
	d := exampleDirectory(t)
	names := map[string]bool{}
	for _, s := range d.Strategic {
		names[s.Strategic.Name] = s.Strategic.ID != ""
	}
	for _, p := range d.Priorities {
		if !names[p.Priority.Strategic] {
			t.Errorf("%s supports %q, which is not loaded", p.Priority.ID, p.Priority.Strategic)
		}
	}
	if len(names) == 0 || len(d.Priorities) == 0 {
		t.Errorf("%d strategic priorities and %d priorities", len(names), len(d.Priorities))
	}
}

func TestStrategicPrioritiesAreReadStrictly(t *testing.T) {
	for document, says := range map[string]string{
		"strategic_priorities:\n  - {id: Poverty!, name: Poverty}\n":                                "not an identifier",
		"strategic_priorities:\n  - {id: poverty, name: Poverty}\n  - {id: poverty, name: Again}\n": "stands on line 2 already",
		"strategic_priorities:\n  - {id: poverty, title: Poverty}\n":                                "title",
	} {
		if err := CheckDirectory([]byte(document)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", document, err, says)
		}
	}
}
