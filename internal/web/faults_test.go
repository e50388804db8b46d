package web

import (
	"net/url"
	"testing"
)

// TestAFaultOfAListLeadsToItsEntry holds where a fault of the rules stands, which name a
// field of some entry and not which.
func TestAFaultOfAListLeadsToItsEntry(t *testing.T) {
	values := url.Values{
		"steps[1].what": {"Tell all"}, "steps[1].who": {"kim"}, "steps[1].due-day": {"1"},
		"steps[2].what": {"Cook"}, "steps[2].who": {""}, "steps[2].due-day": {""},
		"costs[1].kind": {"money"}, "reason": {""},
	}
	for field, want := range map[string][2]string{
		"steps.who":         {"steps[2].who", "#steps-2-who"},
		"steps.due":         {"steps[2].due", "#steps-2-due"},
		"steps.what":        {"steps.what", "#steps-1-what"}, // which is not known
		"steps":             {"steps", "#steps-1-what"},
		"steps[1].what":     {"steps[1].what", "#steps-1-what"},
		"costs.kind":        {"costs[1].kind", "#costs-1-kind"}, // there is one
		"questions.measure": {"questions.measure", ""},
		"reason":            {"reason", "#reason"}, "elsewhere": {"elsewhere", ""}, "": {"", ""},
	} {
		f := &form{values: values, asked: map[string]int{}}
		if got := f.atRow(field); got != want[0] {
			t.Errorf("%s is at %s, want %s", field, got, want[0])
		}
		for _, name := range []string{"reason", "steps[1].what", "steps[1].who", "steps[1].due", "steps[2].what", "steps[2].who", "steps[2].due", "costs[1].kind"} {
			f.Field(name, "", "")
		}
		if got := f.Anchor(fault{Field: f.atRow(field)}); got != want[1] {
			t.Errorf("%s leads to %q, want %q", field, got, want[1])
		}
	}
}
