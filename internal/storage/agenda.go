package storage

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// Agenda lists the tests that a meeting of an LMG has before it: two queries.
func (s *Store) Agenda(ctx context.Context, f improvement.AgendaFilter) (improvement.Agenda, error) {
	const doing = "list the tests for a meeting"
	if f.Limit <= 0 {
		f.Limit = improvement.PageOfTests
	}
	const order = `t.stuck, t.attention, t.subject`
	c := testsWhere(improvement.TestsFilter{LMG: f.LMG, Open: true})
	day := c.value(string(f.Today))
	open, err := s.linesOf(ctx, day, c.where()+` ORDER BY `+order+c.limit(f.Limit+1), order, c.args)
	if err != nil {
		return improvement.Agenda{}, failed(doing, err)
	}
	a := improvement.Agenda{Open: open[:min(len(open), f.Limit)], More: len(open) > f.Limit}
	a.Decided, err = s.decidedSince(ctx, improvement.ProgrammeFilter{LMG: f.LMG, Today: f.Today, Since: f.Since, Limit: f.Limit})
	return a, failed(doing, err)
}
