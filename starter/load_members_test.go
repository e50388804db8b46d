package main

import (
	"strings"
	"testing"
)

// TestAFirstLoadListsNobody holds that a load counts what it filed, and does not list
// everybody of bodies that are new.
func TestAFirstLoadListsNobody(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	if out := s.do(t, admin, "load", examples+"directory.yaml"); strings.Count(out, "\n") != 1 || !strings.HasSuffix(out, " filed, 0 unchanged\n") {
		t.Errorf("the first load says %q", out)
	}
}
