package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

// agreementVerbs are what people do to the shared agreement of a test.
func agreementVerbs() []verb {
	part := field{name: "party", usage: "whose part, by its number; needed where you answer for several"}
	read := field{name: "version", usage: "the version that you read; another one in force is not answered"}
	return []verb{
		{use: "propose", short: "Put an agreement, or a changed one, to its parties", command: "agreement-propose", file: true},
		{use: "agree", short: "Agree to your part in the version in force", command: "agreement-agree", flags: []field{part, read}},
		{use: "decline", short: "Decline your part, with a reason", command: "agreement-decline", flags: []field{part, read, reason("why")}},
		claimVerb("claim PARTY", "the answer of your group, by the number of its part", "agreement-claim", "party"),
		{use: "review", short: "Keep the agreement until another day, or end it", command: "agreement-review", flags: []field{
			{name: "outcome", usage: "kept or ended; a changed one is proposed"},
			{name: "review_by", usage: "kept: the day by which it is reviewed again"}, reason("why; needed where it ends"),
		}},
	}
}

func (a *app) agreementCommand() *cobra.Command {
	agreement := group("agreement", "Who brings what to a test: propose, agree, decline, review, show")
	for _, v := range agreementVerbs() {
		cmd := v.cobra(a, a.tests())
		if cmd.Flags().Lookup("outcome") != nil {
			suggest(cmd, "outcome", "kept", "ended")
		}
		agreement.AddCommand(cmd)
	}
	agreement.AddCommand(a.agreementShowCommand())
	return agreement
}

// agreementShown is a version of an agreement, with where it stands.
type agreementShown struct {
	improvement.Agreement
	Status improvement.AgreementStatus `json:"status"`
}

func (a *app) agreementShowCommand() *cobra.Command {
	var version int
	cmd := &cobra.Command{
		Use:   "show TEST",
		Short: "Show the agreement: who brings what, who agreed, when it is reviewed",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				all, err := agreementsOf(cmd.Context(), r, args[0])
				if err != nil {
					return err
				}
				if !cmd.Flags().Changed("version") {
					version = len(all)
				}
				if version < 1 || version > len(all) {
					return improvement.Refuse(improvement.NotFound, "version", "There is no version %d. The latest is %d.", version, len(all))
				}
				one := all[version-1]
				return a.print(agreementShown{one, one.Status()}, func(p *page) { showAgreement(p, w, one, len(all)) })
			})
		}),
	}
	cmd.Flags().IntVar(&version, "version", 0, "an earlier version; the latest if left out")
	return cmd
}

// agreementsOf reads all versions of a test's agreement from its journal.
func agreementsOf(ctx context.Context, r *assembly.Record, test string) ([]improvement.Agreement, error) {
	t, err := readTest(ctx, r, testSubject(test))
	if err != nil {
		return nil, err
	}
	if t.Agreement == nil {
		return nil, improvement.Refuse(improvement.NotFound, "agreement", "%s has no shared agreement. Its lead proposes one with: starter agreement propose", printable(test))
	}
	entries, err := r.Journal(ctx, t.Subject(), 0)
	if err != nil {
		return nil, err
	}
	return improvement.Agreements(entries)
}

func showAgreement(p *page, w *words, a improvement.Agreement, latest int) {
	p.row("", 0, fmt.Sprintf("Shared agreement, version %d: %s", a.Version, agreementStands(&a, latest)))
	p.row("For", labelWidth, w.line(a.Purpose))
	p.row("From", labelWidth, a.From.Plain())
	p.row("Review by", labelWidth, a.ReviewBy.Plain())
	p.row("Proposed", labelWidth, fmt.Sprintf("%s, by %s", improvement.DateOf(a.Proposed).Plain(), w.Person(a.By)))
	p.row("Ended", labelWidth, w.line(a.Why))
	p.heading("Who brings what")
	for i, party := range a.Parties {
		p.row(strconv.Itoa(i+1), 4, partyName(w, party)+": "+w.line(party.Brings))
		p.row("", 4, answerOf(w, party, a.Version == latest && a.Ended.IsZero()))
	}
}

// agreementStands says where a version of an agreement stands.
func agreementStands(a *improvement.Agreement, latest int) string {
	switch {
	case a.Version < latest:
		return "replaced by a later one"
	case a.Status() == improvement.AgreementEnded:
		return "ended on " + improvement.DateOf(a.Ended).Plain()
	case a.Status() == improvement.AgreementAgreed:
		return "agreed by all"
	}
	agreed := 0
	for _, party := range a.Parties {
		if !party.Answered.IsZero() && !party.Declined {
			agreed++
		}
	}
	return fmt.Sprintf("proposed; %d of %d have agreed", agreed, len(a.Parties))
}

func partyName(w *words, party improvement.Party) string {
	if party.Body != "" {
		return w.Body(party.Body)
	}
	return w.Person(party.Person)
}

// answerOf says what a party answered, and who answered where it was not they.
func answerOf(w *words, party improvement.Party, asked bool) string {
	if party.Answered.IsZero() && !asked {
		return "did not answer"
	}
	if party.Answered.IsZero() {
		return "has not answered yet; asked until " + party.Due.Plain()
	}
	by := ""
	if party.By != party.Person {
		by = ", by " + w.Person(party.By)
	}
	day := improvement.DateOf(party.Answered).Plain()
	if party.Declined {
		return fmt.Sprintf("declined on %s%s: %s", day, by, w.line(party.Reason))
	}
	return fmt.Sprintf("agreed on %s%s", day, by)
}

// showAgreementOf tells of the agreement where a test is shown.
func showAgreementOf(p *page, w *words, t *improvement.TestOfChange) {
	a := t.Agreement
	if a == nil {
		return
	}
	p.heading(fmt.Sprintf("Shared agreement (version %d: %s)", a.Version, agreementStands(a, a.Version)))
	for _, party := range a.Parties {
		p.row("", 0, partyName(w, party)+": "+w.line(party.Brings))
	}
}
