package main

import (
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// Drafts are voted on one by one: the name of the round means the one vote that is open.
func TestTheOpenDecisionIsMeant(t *testing.T) {
	vote := func(n string, open bool) improvement.Listing {
		return improvement.Listing{Subject: improvement.SubjectID("approval/priority-setting/east/next/" + n), Summary: improvement.Summary{Open: open}}
	}
	for name, c := range map[string]struct {
		found []improvement.Listing
		want  improvement.SubjectID
	}{
		"the first of two is open": {[]improvement.Listing{vote("1", true), vote("2", false)}, "approval/priority-setting/east/next/1"},
		"none is open":             {[]improvement.Listing{vote("10", false), vote("9", false)}, "approval/priority-setting/east/next/10"},
		"two are open":             {[]improvement.Listing{vote("1", true), vote("2", true), vote("3", false)}, ""},
	} {
		got, err := latestApproval("east/next", c.found)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
