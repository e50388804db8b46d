package storagetest

import (
	"context"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// agendas holds that a meeting has its LMG's open tests before it, the worst first, and
// those that were decided on since the meeting before.
func agendas(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	fiveTests(t, s)
	going(t, s, "s", open(improvement.StageDo, "east", "keith", "poverty", ""), improvement.Course{Base: improvement.OnCourse, Signals: 2})
	for id, on := range map[string]improvement.Date{"f": "2026-07-01", "g": "2026-02-10"} {
		going(t, s, id, open(improvement.StageClosed, "east", "keith", "poverty", ""), improvement.Course{
			Base: improvement.HasClosed, Track: improvement.Track{First: on, Decisions: []improvement.TestDecision{{On: on, Verdict: improvement.Agreed}}},
		})
	}
	f := improvement.AgendaFilter{LMG: "east", Today: today, Since: "2026-06-16"}
	a := read[improvement.Agenda](t)(s.Agenda(ctx, f))
	same(t, "the open ones, the worst first", testIDs(a.Open), "bads")
	same(t, "those to talk about", testIDs(a.Flagged()), "bs")
	same(t, "those decided since", testIDs(a.Decided), "f")
	same(t, "there are more", a.More, false)

	f.Limit = 2
	a = read[improvement.Agenda](t)(s.Agenda(ctx, f))
	same(t, "bounded", testIDs(a.Open), "ba")
	same(t, "there are more than the bound", a.More, true)
	f.LMG = "west"
	same(t, "of another", testIDs(read[improvement.Agenda](t)(s.Agenda(ctx, f)).Open), "c")
}
