package report

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// DecisionsOf has a row for each decision of an LMG in the period that whoever asks may
// read. It reads the state of
// those, one after the other: who voted is counted, and not told.
func DecisionsOf(ctx context.Context, from Decisions, states States, n Names, q Query) Table {
	return Table{
		Title: "Decisions", Period: q.Period, AsOf: q.AsOf,
		Columns: []Column{
			{"Reference", Text}, {"About", Text}, {"Title", Text}, {"LMG", Text}, {"Locality", Text}, {"Theme", Text}, {"Proposal", Text}, {"Verdict", Text},
			{"First asked", Date}, {"Decided on", Date}, {"Decided by", Text}, {"For", Number}, {"More evidence", Number}, {"Decline", Number},
			{"Counted", Number}, {"Quorum", Number}, {"Minute", Text},
		},
		Rows: func(yield func([]Cell, error) bool) {
			list := func(f improvement.Filter) ([]improvement.DecisionLine, error) { return from.Decisions(ctx, f) }
			err := paged(q, list, decisionOf, func(d improvement.DecisionLine) bool {
				if !q.Period.Has(d.Decided()) || !d.MayRead(q.For) {
					return true
				}
				row, err := decisionRow(ctx, states, n, d)
				return yield(row, err) && err == nil
			})
			if err != nil {
				yield(nil, err)
			}
		},
		Notes: []string{
			"A decision is in the list where it was reached in the period.", bothDays,
			"Counted is the votes of members without an interest, or how many of them decided in the meeting; Quorum is how many were needed.",
			"What a Locality Management Group did not agree of its priorities, or in a quality review, is its own: such decisions are listed for those of that group alone.",
			"Returned means that no decision came in time, and the Locality Wellbeing Officer took the proposal back. Withdrawn means that what asked for it was ended.",
			cannotErase,
		},
	}
}

func decisionOf(d improvement.DecisionLine) improvement.SubjectID { return d.Subject }

func decisionRow(ctx context.Context, states States, n Names, d improvement.DecisionLine) ([]Cell, error) {
	_, state, err := states.State(ctx, d.Subject)
	if err != nil {
		return nil, err
	}
	var a improvement.Approval
	if err := json.Unmarshal(state, &a); err != nil {
		return nil, fmt.Errorf("report: state of %s: %w", d.Subject, err)
	}
	row := []Cell{
		text(d.Subject.ID()), text(words(a.Of.Kind())), text(titleOf(n, d.Listing)), text(n.Body(d.LMG)), text(n.Body(d.Locality)), text(n.Theme(d.Theme)),
		text(words(a.Proposal)), text(words(d.Outcome)), dayOf(a.FirstOpened()), day(d.Decided()),
	}
	return append(row, countedBy(n, &a)...), nil
}

// countedBy tells how an approval was decided, and on how many.
func countedBy(n Names, a *improvement.Approval) []Cell {
	none := Cell{}
	switch {
	case a.Minute != nil:
		return []Cell{text("meeting"), none, none, none, number(a.Present()), number(a.MeetingQuorum()), text(line(n.Words(a.Minute.Reference)))}
	case a.Result == nil, a.Result.Verdict == improvement.Returned, a.Result.Verdict == improvement.Withdrawn:
		return []Cell{text("nobody"), none, none, none, none, none, none}
	}
	tally := a.Tally()
	return []Cell{text("votes"), number(tally.For), number(tally.MoreEvidence), number(tally.Decline), number(tally.Cast()), number(a.Quorum()), none}
}
