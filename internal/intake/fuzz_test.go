package intake

import (
	"context"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
)

// checked fails where a reader panics, refuses with anything but a plain error,
// or accepts what cannot be kept.
func checked(t *testing.T, result any, err error) {
	t.Helper()
	if err != nil {
		refusal, ok := improvement.Refusal(err)
		if !ok || refusal.Code != improvement.Invalid || refusal.Message == "" || !utf8.ValidString(err.Error()) {
			t.Fatalf("not a plain refusal: %v", err)
		}
		return
	}
	kept, err := json.Marshal(result)
	if err != nil {
		t.Fatalf("accepted, but cannot be kept: %v", err)
	}
	if !utf8.Valid(kept) {
		t.Fatalf("accepted, but not UTF-8: %q", kept)
	}
}

func seeds(f *testing.F, paths ...[]string) {
	f.Helper()
	for _, path := range paths {
		t := &testing.T{}
		f.Add(document(t, path...))
	}
	for _, doc := range []string{
		"", "a", "- a", "{}", "{a: &b [*b]}", "a: !!binary x", "? [a]\n: b", "a: 1\n---\nb: 2", "\xff\xfe", "\ufeffa: b",
		"steps: [{due: day 3}, null, 1]", "title: \"\\0\"", "points: [{value: 1e999}]", "[[[[[[", "<<: {a: b}",
	} {
		f.Add([]byte(doc))
	}
}

func FuzzCharter(f *testing.F) {
	seeds(f, []string{"breakfast-club", "charter.yaml"})
	f.Fuzz(func(t *testing.T, doc []byte) {
		c, err := reader().Charter(context.Background(), doc)
		checked(t, c, err)
	})
}

func FuzzCommand(f *testing.F) {
	seeds(f, []string{"breakfast-club", "plan.yaml"}, []string{"breakfast-club", "study.yaml"},
		[]string{"breakfast-club", "act.yaml"}, []string{"breakfast-club", "agreement.yaml"}, []string{"breakfast-club", "points.yaml"},
		[]string{"breakfast-club", "observation.yaml"}, []string{"breakfast-club", "finish-do.yaml"},
		[]string{"breakfast-club", "vote.yaml"}, []string{"breakfast-club", "minute.yaml"})
	names := CommandNames()
	f.Fuzz(func(t *testing.T, doc []byte) {
		for _, name := range names {
			c, err := reader().Command(context.Background(), name, doc)
			checked(t, c, err)
		}
	})
}

func FuzzDirectory(f *testing.F) {
	seeds(f, []string{"directory.yaml"}, []string{"agreed-before.yaml"})
	f.Fuzz(func(t *testing.T, doc []byte) {
		d, err := reader().Directory(context.Background(), doc)
		checked(t, d, err)
	})
}

func FuzzStory(f *testing.F) {
	seeds(f, []string{"breakfast-club.yaml"}, []string{"drop-in.yaml"}, []string{"playgroup.yaml"}, []string{"priorities-east.yaml"}, []string{"school-day.yaml"}, []string{reviewStory})
	f.Fuzz(func(t *testing.T, doc []byte) {
		s, err := ReadStory(doc)
		checked(t, s, err)
		if err != nil {
			return
		}
		// What was read whole is read again move by move, on any first day.
		for _, m := range s.Moves {
			c, err := m.Command(context.Background(), openSealer{}, "2027-03-01")
			checked(t, c, err)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, text := range []string{"2026-11-03", "3/11/2026", "3 Nov 2026", "Tuesday 3 November 2026", "day 3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if day, err := Date(text); err == nil && !day.Valid() {
			t.Errorf("%q was read as %q", text, day)
		}
	})
}
