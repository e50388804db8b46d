package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// ratingFlags are one rating, for who has no document.
func ratingFlags() []field {
	return []field{
		{name: "group", usage: "the action group"}, {name: "indicator", usage: "what is rated, such as planning"},
		{name: "score", usage: "1 (unsatisfactory) to 6 (excellent)"}, {name: "evidence", usage: "what it rests on"},
		{name: "items", usage: "an item of the library or a test that it rests on, such as test-of-change/breakfast-club"},
	}
}

// reviewVerbs are what people do to a quality review.
func reviewVerbs() []verb {
	group := []string{"group"}
	return []verb{
		{use: "rate", short: "Fill in your group's draft: each rating with its evidence", command: "review-rate", file: true, flags: ratingFlags()},
		{use: "submit GROUP", short: "Submit your group's ratings, as its lead", command: "review-submit", args: group},
		{use: "rate-as-lwo", short: "Rate a group's joint work beside its own view", command: "review-rate-as-lwo", file: true, flags: ratingFlags()},
		{use: "ask-again GROUP", short: "Give a group its ratings back, to look at them again", command: "review-ask-again", args: group, flags: []field{reason("what to look at again")}},
		{use: "close-evaluation", short: "Go on before everybody has rated", command: "review-close-evaluation", flags: []field{reason("why it goes on")}},
		{use: "propose", short: "Take strengths, improvement actions and the decision to the LMG", command: "review-propose", file: true},
		{use: "end", short: "End a review that comes to no decision", command: "review-end", flags: []field{reason("why it ends without a decision")}},
		{use: "hand-over", short: "Hand a person's tasks here over to another", command: "review-hand-over", flags: []field{
			{name: "from", usage: "who had them"}, {name: "to", usage: "who has them now"}, reason("why"),
		}},
	}
}

// reviewActionVerbs are what people do to an improvement action of a review.
func reviewActionVerbs() []verb {
	action := []string{"action"}
	return []verb{
		{use: "done ACTION", short: "Mark an improvement action as done", command: "review-action-done", args: action, flags: []field{{name: "note", usage: "a note"}}},
		{use: "change ACTION", short: "Give an improvement action to another person, or another day", command: "review-action-change", args: action, flags: []field{
			{name: "to", usage: "who does it now"}, {name: "due", usage: "until when"}, reason("why"),
		}},
		{use: "drop ACTION", short: "Leave an improvement action out", command: "review-action-drop", args: action, flags: []field{reason("why")}},
	}
}

func (a *app) reviews() target { return target{"REVIEW", improvement.KindReview, a.onReview} }

func (a *app) reviewCommand() *cobra.Command {
	review := group("review", "Review the quality of joint work: rate, compare, conclude")
	review.Long = "Review the quality of joint work. A review is named by its LMG, for the latest one, or as LMG/2026-10\n" +
		"by the month in which it was opened. Decide on it with starter approval, as quality-review/LMG/2026-10."
	for _, v := range reviewVerbs() {
		review.AddCommand(v.cobra(a, a.reviews()))
	}
	action := group("action", "Mark, change or drop an improvement action")
	for _, v := range reviewActionVerbs() {
		action.AddCommand(v.cobra(a, a.reviews()))
	}
	review.AddCommand(action, a.reviewOpenCommand(), a.reviewListCommand(), a.reviewShowCommand(), a.reviewJournalCommand())
	return review
}

// onReview sends a command to a quality review.
func (a *app) onReview(ctx context.Context, d *assembly.Desk, review string, c intake.Command) (workflows.Receipt, error) {
	if c.Review == nil {
		return workflows.Receipt{}, fmt.Errorf("not a command on a quality review")
	}
	subject, err := findReview(ctx, d.Store, review)
	if err != nil {
		return workflows.Receipt{}, err
	}
	return d.Sender.Review(ctx, subject, a.id(), improvement.PersonID(a.as), c.Review)
}

// findReview finds a quality review by "LMG/2026-10", its whole subject, or "LMG" for the
// latest.
func findReview(ctx context.Context, r improvement.Reader, name string) (improvement.SubjectID, error) {
	name = strings.TrimPrefix(name, string(improvement.KindReview)+"/")
	lmg, period, named := strings.Cut(name, "/")
	found, err := r.List(ctx, improvement.Filter{Kind: improvement.KindReview, LMG: improvement.BodyID(lmg)})
	if err != nil {
		return "", err
	}
	for i := len(found) - 1; i >= 0; i-- { // by period, the latest first
		if !named || found[i].Subject == improvement.ReviewSubject(improvement.BodyID(lmg), period) {
			return found[i].Subject, nil
		}
	}
	return "", improvement.Refuse(improvement.NotFound, "review", "There is no quality review called %q. See what there is with: starter review list --all", name)
}

func readReview(ctx context.Context, r *assembly.Record, name string) (*improvement.QualityReview, error) {
	subject, err := findReview(ctx, r, name)
	if err != nil {
		return nil, err
	}
	_, state, err := r.State(ctx, subject)
	if err != nil {
		return nil, err
	}
	return improvement.RestoreReview(state)
}

func (a *app) reviewOpenCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "open LMG",
		Short: "Open a quality review out of turn; those by the calendar open themselves",
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
				receipt, err := d.Sender.OpenReview(cmd.Context(), improvement.BodyID(args[0]), a.id(), who.Person)
				if err != nil {
					return err
				}
				return a.acknowledge(receipt)
			})
		}),
	}
}

func (a *app) reviewListCommand() *cobra.Command {
	return a.listing("quality reviews", improvement.KindReview)
}

func (a *app) reviewShowCommand() *cobra.Command {
	var group string
	cmd := &cobra.Command{
		Use:   "show REVIEW",
		Short: "Show a quality review: the ratings beside one another, what follows, what is left to do",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindReview, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				review, err := readReview(cmd.Context(), r, args[0])
				if err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				of := improvement.BodyID(group)
				if !review.MaySeeAll(who) && (of == "" || !review.MaySeeRatings(who, of)) {
					return ofTheLMG(review.LMG)
				}
				hidden, err := a.hiddenFromMe(cmd.Context(), r, review.Cited())
				if err != nil {
					return err
				}
				review = review.Without(hidden)
				if group != "" && review.Group(of) == nil {
					return improvement.Refuse(improvement.NotFound, "group", "%q is no group of this review. See its groups without --group.", group)
				}
				return a.print(lookAt(review), func(p *page) { showReview(p, w, review, of) })
			})
		}),
	}
	cmd.Flags().StringVar(&group, "group", "", "one group, with the evidence of its ratings")
	return cmd
}

func (a *app) reviewJournalCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "journal REVIEW",
		Short: "Show everything that was filed of a quality review and its approvals",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindReview, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				review, err := readReview(cmd.Context(), r, args[0])
				if err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				if !review.MaySeeAll(who) {
					return ofTheLMG(review.LMG)
				}
				return a.printJournal(cmd.Context(), steward.Follow(r.Store, review.Subject()).For(who), w)
			})
		}),
	}
}
