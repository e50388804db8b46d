package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// roundVerbs are what people do to a round of priority setting.
func roundVerbs() []verb {
	return []verb{
		{use: "put-evidence", short: "Put items of the library before the LMG", command: "put-evidence", file: true},
		{use: "review-evidence", short: "Mark evidence as reviewed by you: all that is before the LMG, or the items of a file", command: "review-evidence", file: true},
		{use: "ask", short: "Ask a person or a body for missing evidence", command: "ask-evidence", file: true, flags: []field{
			{name: "question", usage: "what you would like to know"}, {name: "of", usage: "the person who is asked"},
			{name: "body", usage: "the LMG or action group that is asked, in place of a person"}, {name: "due", usage: "by when"},
		}},
		{use: "answer", short: "Answer a request for evidence with items of the library", command: "answer-evidence", file: true},
		claimVerb("claim REQUEST", "a request for evidence that waits for your group", "claim-request", "request"),
		{use: "waive REQUEST", short: "Go on without an answer", command: "waive-evidence", args: []string{"request"}, flags: []field{reason("why the LMG can go on without it")}},
		{use: "see-late REQUEST", short: "Say what a late answer changes", command: "see-late", args: []string{"request"}, flags: []field{{name: "says", usage: "what it changes, if only that it changes nothing"}}},
		{use: "move TO", short: "Lead the round on to propose, or back to gather", command: "move-round", args: []string{"to"}, flags: []field{reason("what is missing; needed to go back")}},
		{use: "draft", short: "Draft a priority, or write an earlier draft anew", command: "draft", file: true},
		{use: "withdraw-draft PRIORITY", short: "Take a draft back", command: "withdraw-draft", args: []string{"priority"}, flags: []field{reason("why")}},
		{use: "call-for-scores", short: "Ask the members to score the drafts", command: "call-for-scores", flags: []field{{name: "due", usage: "by when"}}},
		{use: "score", short: "Say how important you find the drafts, 1 to 5", command: "score", file: true},
		{use: "put-to-vote", short: "Ask the LMG to agree the drafts", command: "put-to-vote", flags: []field{{name: "one_by_one", usage: "a vote on each, in place of one on all", yes: true}}},
		{use: "publish", short: "Publish what was agreed, and settle the earlier priorities", command: "publish", file: true, flags: []field{{name: "says", usage: "a word to the network"}}},
		{use: "end", short: "End the round without priorities", command: "end-round", flags: []field{reason("why")}},
		{use: "hand-over", short: "Hand a person's part in the round over to another", command: "hand-over-round", flags: []field{
			{name: "from", usage: "who had it"}, {name: "to", usage: "who has it now"}, reason("why"),
		}},
	}
}

// actionVerbs are what people do to an action that an LMG wants done.
func actionVerbs() []verb {
	return []verb{
		{use: "done ACTION", short: "Mark an action as done", command: "action-done", args: []string{"action"}, flags: []field{{name: "note", usage: "how it went"}}},
		{use: "change ACTION", short: "Give an action to another person, or another day", command: "action-change", args: []string{"action"}, flags: []field{
			{name: "to", usage: "the person"}, {name: "due", usage: "by when"}, reason("why"),
		}},
		{use: "drop ACTION", short: "Leave an action out", command: "action-drop", args: []string{"action"}, flags: []field{reason("why")}},
	}
}

func (a *app) rounds() target { return target{"ROUND", improvement.KindRound, a.onRound} }

func (a *app) roundCommand() *cobra.Command {
	round := group("round", "Set priorities: gather evidence, propose, agree, publish")
	round.Long = "Set priorities. A round is named by its LMG and its own name, such as east-lmg/2027."
	round.AddCommand(a.openRoundCommand())
	for _, v := range roundVerbs() {
		round.AddCommand(v.cobra(a, a.rounds()))
	}
	action := group("action", "Mark, move or drop what the LMG wants done")
	for _, v := range actionVerbs() {
		action.AddCommand(v.cobra(a, a.rounds()))
	}
	round.AddCommand(action, a.roundShowCommand(), a.roundListCommand(), a.roundJournalCommand())
	return round
}

func roundSubject(name string) improvement.SubjectID {
	return improvement.SubjectID(string(improvement.KindRound) + "/" + strings.TrimPrefix(name, string(improvement.KindRound)+"/"))
}

// onRound sends a command to a round of priority setting.
func (a *app) onRound(ctx context.Context, d *assembly.Desk, round string, c intake.Command) (workflows.Receipt, error) {
	if c.Round == nil {
		return workflows.Receipt{}, fmt.Errorf("not a command on a round of priority setting")
	}
	return d.Sender.Round(ctx, roundSubject(round), a.id(), improvement.PersonID(a.as), c.Round)
}

func (a *app) openRoundCommand() *cobra.Command {
	return a.begins("open FILE", "Open a round of priority setting",
		func(ctx context.Context, d *assembly.Desk, r intake.Reader, doc []byte) (workflows.Receipt, error) {
			charter, err := r.Round(ctx, doc)
			if err != nil {
				return workflows.Receipt{}, err
			}
			return d.Sender.OpenRound(ctx, a.id(), r.Author, charter)
		})
}

func (a *app) roundShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show ROUND",
		Short: "Show where a round stands: evidence, requests, drafts and how important they are found",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindRound, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				round, err := readRound(cmd.Context(), r, roundSubject(args[0]))
				if err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				tasks := slices.DeleteFunc(round.Tasks(), func(t improvement.Task) bool {
					return !improvement.MaySeeDrafts(who, round.LMG) && t.Owner != who.Person
				})
				round = round.ShownTo(who)
				hidden, err := a.hiddenFromMe(cmd.Context(), r, round.Cited())
				if err != nil {
					return err
				}
				round = round.Without(hidden)
				return a.print(struct {
					*improvement.PrioritySetting
					Ranking []improvement.Ranked `json:"ranking,omitempty"`
				}{round, round.Ranking()}, func(p *page) { showRound(p, w, round, tasks) })
			})
		}),
	}
}

func readRound(ctx context.Context, r *assembly.Record, subject improvement.SubjectID) (*improvement.PrioritySetting, error) {
	_, state, err := r.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, improvement.Refuse(improvement.NotFound, "round", "There is no round of priority setting called %q. See what there is with: starter round list", subject.ID())
	}
	if err != nil {
		return nil, err
	}
	return improvement.RestoreRound(state)
}

func (a *app) roundListCommand() *cobra.Command {
	return a.listing("rounds of priority setting", improvement.KindRound)
}

// listing lists the open subjects of a kind, or all.
func (a *app) listing(plural string, kind improvement.Kind) *cobra.Command {
	var lmg string
	var all bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List " + plural,
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				f := improvement.Filter{Kind: kind, Open: !all, LMG: improvement.BodyID(lmg)}
				if err := checkFilter(cmd.Context(), r, f); err != nil {
					return err
				}
				found, err := r.List(cmd.Context(), f)
				if err != nil {
					return err
				}
				return a.print(found, func(p *page) { showList(p, w, found) })
			})
		}),
	}
	cmd.Flags().StringVar(&lmg, "lmg", "", "of one LMG")
	cmd.Flags().BoolVar(&all, "all", false, "closed ones too")
	a.suggestFromRecord(cmd, "lmg", lmgs)
	return cmd
}

func (a *app) roundJournalCommand() *cobra.Command {
	return a.journalOf("journal ROUND", "Show everything that was filed of a round and its approvals", improvement.KindRound, roundSubject)
}

// journalOf shows all that was filed of a lifecycle and its approvals.
func (a *app) journalOf(use, short string, kind improvement.Kind, subject func(string) improvement.SubjectID) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(kind, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				of := subject(args[0])
				if _, _, err := r.State(cmd.Context(), of); errors.Is(err, improvement.ErrNotFound) {
					return improvement.Refuse(improvement.NotFound, string(kind), "There is no %s called %q. Check the name in the list.", nounOf(kind, 1), of.ID())
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				if lmg, _, is := improvement.CutRound(of); is && !improvement.MaySeeDrafts(who, lmg) {
					return ofTheLMG(lmg)
				}
				return a.printJournal(cmd.Context(), steward.Follow(r.Store, of).For(who), w)
			})
		}),
	}
}
