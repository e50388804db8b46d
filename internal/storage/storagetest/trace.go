package storagetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// linked files a subject that adds links.
func linked(t *testing.T, s *storage.Store, subject improvement.SubjectID, links ...improvement.Link) {
	t.Helper()
	f := theme("x", 0, "c1", "x")
	f.Subject, f.Links = subject, links
	f.Summary = improvement.Summary{Open: true, Outcome: "adopt", Title: said("anna", string(subject))}
	file(t, s, f)
}

func steps(list []improvement.Traced) []string {
	return names(list, func(t improvement.Traced) string { return fmt.Sprint(t.Steps, " ", t.Subject) })
}

// traced holds that a path is followed both ways, and never from a result back to what
// else it rests on.
func traced(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	link := func(from, to improvement.SubjectID) improvement.Link { return improvement.Link{From: from, To: to} }
	shelve(t, s,
		improvement.Shelved{ID: "voice/a", Day: "2026-07-10", Versions: 1},
		improvement.Shelved{ID: "voice/b", Day: "2026-07-11", Versions: 1},
		improvement.Shelved{ID: "voice/unsafe", Day: "2026-07-12", Hidden: true, Versions: 1},
	)
	linked(t, s, "evidence/e")
	linked(t, s, "priority/p", link("voice/a", "priority/p"), link("voice/b", "priority/p"), link("voice/unsafe", "priority/p"))
	linked(t, s, "priority/other", link("evidence/e", "priority/other"), link("voice/a", "priority/other"))
	linked(t, s, "test-of-change/one", link("priority/p", "test-of-change/one"))
	linked(t, s, "test-of-change/two", link("priority/p", "test-of-change/two"), link("priority/other", "test-of-change/two"))
	linked(t, s, "approval/test-of-change/one/1", link("test-of-change/one", "approval/test-of-change/one/1"), link("test-of-change/one", "approval/test-of-change/one/1"))
	linked(t, s, "theme/alone")

	p := read[improvement.Trace](t)(s.Trace(ctx, "priority/p"))
	same(t, "of", []any{p.Of.Subject, p.Of.Steps, p.Of.Outcome, p.Of.Title.Sealed}, []any{"priority/p", 0, "adopt", "priority/p"})
	same(t, "before", steps(p.Before), []string{"1 voice/a", "1 voice/b"})
	same(t, "days", p.Before[0].Day, "2026-07-10")
	same(t, "after", steps(p.After), []string{"1 test-of-change/one", "1 test-of-change/two", "2 approval/test-of-change/one/1"})
	same(t, "links", p.Links, []improvement.Link{
		link("priority/p", "test-of-change/one"), link("priority/p", "test-of-change/two"),
		link("test-of-change/one", "approval/test-of-change/one/1"), link("voice/a", "priority/p"), link("voice/b", "priority/p"),
	})
	voice := read[improvement.Trace](t)(s.Trace(ctx, "voice/a"))
	same(t, "what came of a voice", steps(voice.After), []string{
		"1 priority/other", "1 priority/p", "2 test-of-change/one", "2 test-of-change/two", "3 approval/test-of-change/one/1"})
	same(t, "what a voice rests on", len(voice.Before), 0)
	decision := read[improvement.Trace](t)(s.Trace(ctx, "approval/test-of-change/one/1"))
	same(t, "what a decision rests on", steps(decision.Before), []string{"1 test-of-change/one", "2 priority/p", "3 voice/a", "3 voice/b"})
	alone := read[improvement.Trace](t)(s.Trace(ctx, "theme/alone"))
	same(t, "alone", len(alone.Before)+len(alone.After)+len(alone.Links), 0)
	for _, none := range []improvement.SubjectID{"theme/nowhere", "voice/unsafe"} {
		_, err := s.Trace(ctx, none)
		isError(t, string(none), err, improvement.ErrNotFound)
	}
}

// stand files a subject that stands at a stage, with links.
func stand(t *testing.T, s *storage.Store, subject improvement.SubjectID, stage string, links ...improvement.Link) {
	t.Helper()
	f := theme("x", 0, "c1", "x")
	f.Subject, f.Links, f.Summary = subject, links, improvement.Summary{Stage: stage}
	file(t, s, f)
}

// takenBack holds that a voice that was withdrawn is on no path; a commission that was is.
func takenBack(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	link := func(from, to improvement.SubjectID) improvement.Link { return improvement.Link{From: from, To: to} }
	stand(t, s, "voice/kept", "accepted")
	stand(t, s, "voice/back", "withdrawn")
	stand(t, s, "priority/p", "open", link("voice/kept", "priority/p"), link("voice/back", "priority/p"))
	stand(t, s, "priority/alone", "open", link("voice/back", "priority/alone"))
	stand(t, s, "commission/c", "withdrawn", link("priority/p", "commission/c"), link("commission/c", "voice/back"))

	p := read[improvement.Trace](t)(s.Trace(ctx, "priority/p"))
	same(t, "what it rests on", steps(p.Before), []string{"1 voice/kept"})
	same(t, "what came of it", steps(p.After), []string{"1 commission/c"})
	same(t, "links", p.Links, []improvement.Link{link("priority/p", "commission/c"), link("voice/kept", "priority/p")})
	alone := read[improvement.Trace](t)(s.Trace(ctx, "priority/alone"))
	same(t, "what rested on it alone", len(alone.Before)+len(alone.Links), 0)
	_, err := s.Trace(ctx, "voice/back")
	isError(t, "itself", err, improvement.ErrNotFound)
}

// circles holds that a trace ends where links lead back, and where they are many.
func circles(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	id := func(n int) improvement.SubjectID { return improvement.SubjectID(fmt.Sprintf("theme/c%d", n)) }
	for n := range 4 { // each leads to the next, and to itself
		linked(t, s, id(n), improvement.Link{From: id(n), To: id((n + 1) % 4)}, improvement.Link{From: id(n), To: id(n)})
	}
	c := read[improvement.Trace](t)(s.Trace(ctx, id(0)))
	same(t, "after, round", steps(c.After), []string{"1 theme/c1", "2 theme/c2", "3 theme/c3"})
	same(t, "before, round", steps(c.Before), []string{"1 theme/c3", "2 theme/c2", "3 theme/c1"})

	var links []improvement.Link
	for n := range improvement.MaxTraced + 5 {
		from := improvement.SubjectID(fmt.Sprintf("voice/v%04d", n))
		links = append(links, improvement.Link{From: from, To: "priority/p"})
		linked(t, s, from)
	}
	linked(t, s, "priority/p", links[1:]...)
	for i := range links {
		links[i].To = "priority/q"
	}
	linked(t, s, "priority/q", links[:improvement.MaxTraced]...)
	many := read[improvement.Trace](t)(s.Trace(ctx, "priority/p"))
	if len(many.Before) != improvement.MaxTraced || !many.MoreBefore || many.MoreAfter || len(many.Links) != improvement.MaxTraced {
		t.Errorf("of many, %d are listed with %d links, more %t and %t", len(many.Before), len(many.Links), many.MoreBefore, many.MoreAfter)
	}
	full := read[improvement.Trace](t)(s.Trace(ctx, "priority/q"))
	if len(full.Before) != improvement.MaxTraced || full.MoreBefore {
		t.Errorf("of as many as are listed, %d are, more %t", len(full.Before), full.MoreBefore)
	}
}

// surveys holds that coverage is counted of one LMG, or of all.
func surveys(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	body := func(b improvement.Body) {
		f := filing(improvement.BodySubject(b.ID), 0, "load", &improvement.BodyRecorded{Body: b})
		f.Summary = improvement.Summary{Open: true, Stage: string(b.Kind), LMG: b.Parent}
		file(t, s, f)
	}
	for _, b := range []improvement.Body{
		{ID: "keith", Kind: improvement.Locality, Name: "Keith", Parent: "east"}, {ID: "group", Kind: improvement.ActionGroup, Name: "Group", Parent: "east"},
		{ID: "forres", Kind: improvement.Locality, Name: "Forres", Parent: "west"},
	} {
		body(b)
	}
	file(t, s, filing("strategic-priority/poverty", 0, "load", &improvement.StrategicRecorded{Strategic: improvement.Strategic{ID: "poverty", Name: "Child poverty"}}))
	for _, p := range []improvement.Priority{{ID: "a", LMG: "east", Strategic: "poverty"}, {ID: "b", LMG: "west"}} {
		f := filing(improvement.PrioritySubject(p.ID), 0, "load", &improvement.PriorityRecorded{Priority: p})
		f.Summary.LMG = p.LMG
		file(t, s, f)
	}
	for i, outcome := range []string{"", "", "adopt", "abandon"} {
		f := theme("x", 0, "c1", "x")
		f.Subject = improvement.TestSubject(fmt.Sprint("t", i))
		f.Summary = improvement.Summary{Open: i < 3, LMG: "east", Locality: "keith", Parent: "priority/a", Outcome: outcome}
		file(t, s, f)
	}
	east := read[improvement.Surveyed](t)(s.Survey(ctx, "east"))
	same(t, "strategic", len(east.Strategic), 1)
	same(t, "priorities", names(east.Priorities, func(p improvement.Priority) string { return string(p.ID) }), []string{"a"})
	same(t, "localities", names(east.Localities, func(b improvement.Body) string { return string(b.ID) }), []string{"keith"})
	same(t, "tests", east.Tests, []improvement.TestsIn{{Priority: "a", Locality: "keith", Running: 2, Adopted: 1, Abandoned: 1}})
	all := read[improvement.Surveyed](t)(s.Survey(ctx, ""))
	same(t, "of all", []int{len(all.Strategic), len(all.Priorities), len(all.Localities), len(all.Tests)}, []int{1, 2, 2, 1})
}
