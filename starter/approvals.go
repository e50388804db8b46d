package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

// approvalVerbs are what people do to an approval.
func approvalVerbs() []verb {
	return []verb{
		{use: "vote", short: "Vote, or change your vote", command: "vote", file: true, flags: []field{
			{name: "choice", usage: "agree, conditions, more-evidence or decline"}, reason("why; needed unless you agree"),
		}},
		{use: "declare-interest", short: "Say that you have an interest and do not vote", command: "declare-interest", flags: []field{{name: "because", usage: "what your interest is"}}},
		{use: "minute", short: "File a decision taken in a meeting", command: "minute", file: true},
		{use: "reopen", short: "Reopen a lapsed vote", command: "reopen", flags: []field{{name: "deadline", usage: "until when; ten working days if left out"}}},
		{use: "return", short: "Take a lapsed decision back to where it came from", command: "return", flags: []field{reason("why")}},
		{use: "hand-over", short: "Hand the LWO's part over to another", command: "hand-over-approval", flags: []field{
			{name: "from", usage: "who had it"}, {name: "to", usage: "who has it now"}, reason("why"),
		}},
	}
}

func (a *app) approvalCommand() *cobra.Command {
	approval := group("approval", "Decide: list, show, vote, minute")
	approval.Long = "Decide. An approval is named by what asked for it, a test, a round of priority setting or a\n" +
		"quality review (quality-review/LMG or quality-review/LMG/2026-10), for the latest one, or with\n" +
		"its number, such as TEST/2 or LMG/ROUND/1."
	for _, v := range approvalVerbs() {
		approval.AddCommand(v.cobra(a, a.approvals()))
	}
	approval.AddCommand(a.approvalListCommand(), a.approvalShowCommand())
	return approval
}

// deciding are the kinds of lifecycle that ask an LMG to decide.
var deciding = []improvement.Kind{improvement.KindTest, improvement.KindRound, improvement.KindReview}

// findApproval finds an approval by what asked for it and its number, such as "TEST/2"
// or "LMG/ROUND/1", by its whole subject, or by what asked for it alone: the latest.
func findApproval(ctx context.Context, r improvement.Reader, name string) (improvement.SubjectID, error) {
	name = strings.TrimPrefix(name, string(improvement.KindApproval)+"/")
	if review, is := strings.CutPrefix(name, string(improvement.KindReview)+"/"); is && !strings.Contains(review, "/") {
		latest, err := findReview(ctx, r, review)
		if err != nil {
			return "", err
		}
		name = string(latest)
	}
	for _, kind := range deciding {
		of := strings.TrimPrefix(name, string(kind)+"/")
		for _, asked := range []string{of, path.Dir(of)} {
			by := improvement.SubjectID(string(kind) + "/" + asked)
			found, err := r.List(ctx, improvement.Filter{Kind: improvement.KindApproval, Parent: by})
			if err != nil {
				return "", err
			}
			if len(found) == 0 {
				continue
			}
			if asked == of {
				return latestApproval(name, found)
			}
			subject := improvement.SubjectID(fmt.Sprintf("%s/%s/%s", improvement.KindApproval, by, path.Base(of)))
			if !slices.ContainsFunc(found, func(l improvement.Listing) bool { return l.Subject == subject }) {
				return "", improvement.Refuse(improvement.NotFound, "approval", "There is no decision %q. %s has %d.", name, asked, len(found))
			}
			return subject, nil
		}
	}
	return "", improvement.Refuse(improvement.NotFound, "approval", "There is no decision asked for under %q. See what there is with: starter approval list", name)
}

// latestApproval is the one that is open, or the latest that was. Where several are open,
// as drafts that are voted on one by one, nobody means all of them.
func latestApproval(name string, found []improvement.Listing) (improvement.SubjectID, error) {
	number := func(l improvement.Listing) int {
		n, _ := strconv.Atoi(path.Base(string(l.Subject))) // as ApprovalSubject makes them
		return n
	}
	slices.SortFunc(found, func(a, b improvement.Listing) int { return cmp.Compare(number(a), number(b)) })
	open := slices.DeleteFunc(slices.Clone(found), func(l improvement.Listing) bool { return !l.Open })
	switch len(open) {
	case 0:
		return found[len(found)-1].Subject, nil
	case 1:
		return open[0].Subject, nil
	}
	var names []string
	for _, l := range shortened(open) {
		names = append(names, l.Subject.ID())
	}
	return "", improvement.Refuse(improvement.Conflict, "approval", "Several decisions are open under %q. Name the one that you mean: %s.", name, strings.Join(names, ", "))
}

func (a *app) approvalListCommand() *cobra.Command {
	var lmg string
	var all bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the decisions that wait",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				f := improvement.Filter{Kind: improvement.KindApproval, Open: !all, LMG: improvement.BodyID(lmg)}
				if err := checkFilter(cmd.Context(), r, f); err != nil {
					return err
				}
				found, err := r.List(cmd.Context(), f)
				if err != nil {
					return err
				}
				return a.print(found, func(p *page) { showList(p, w, shortened(found)) })
			})
		}),
	}
	cmd.Flags().StringVar(&lmg, "lmg", "", "of one LMG")
	cmd.Flags().BoolVar(&all, "all", false, "closed ones too")
	a.suggestFromRecord(cmd, "lmg", lmgs)
	return cmd
}

// shortened names approvals as people type them: "TEST/1".
func shortened(found []improvement.Listing) []improvement.Listing {
	short := slices.Clone(found)
	for i := range short {
		id := short[i].Subject.ID()
		for _, kind := range []improvement.Kind{improvement.KindTest, improvement.KindRound} { // a review has no other name
			id = strings.TrimPrefix(id, string(kind)+"/")
		}
		short[i].Subject = improvement.SubjectID(string(improvement.KindApproval) + "/" + id)
	}
	return short
}

func (a *app) approvalShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show APPROVAL",
		Short: "Show a decision: what is asked, the pack, the votes so far",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindApproval, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				approval, err := readApproval(cmd.Context(), r, args[0])
				if err != nil {
					return err
				}
				return a.showDecision(cmd.Context(), r, w, approval)
			})
		}),
	}
}

// showDecision shows a decision as what it is on: a review, a round or a test.
func (a *app) showDecision(ctx context.Context, r *assembly.Record, w *words, approval *improvement.Approval) error {
	last, err := lastReview(ctx, r, approval.Pack.Found)
	if err != nil {
		return err
	}
	switch approval.Of.Kind() {
	case improvement.KindReview:
		return a.print(approval, func(p *page) { showReviewApproval(p, w, approval, last) })
	case improvement.KindRound:
		hidden, err := a.hiddenFromMe(ctx, r, approval.Pack.Cited())
		if err != nil {
			return err
		}
		approval.Pack = approval.Pack.Without(hidden)
		since, err := a.ballotSince(ctx, r, approval)
		if err != nil {
			return err
		}
		return a.print(ballotShown{approval, since}, func(p *page) { showBallot(p, w, approval, since, last) })
	}
	return a.showTestDecision(ctx, r, w, approval)
}

func (a *app) showTestDecision(ctx context.Context, r *assembly.Record, w *words, approval *improvement.Approval) error {
	test, err := readTest(ctx, r, approval.Of)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return err
	}
	who, err := a.reader(ctx, r)
	if err != nil {
		return err
	}
	since := changedFor(who, approval, test)
	if test != nil {
		approval.Pack, test = test.PackFor(who, approval.Pack), test.ShownTo(who)
	}
	costs, err := a.packCosts(ctx, r, approval)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return err
	}
	return a.print(approvalShown{approval, costs}, func(p *page) { showApproval(p, w, approval, test, since, costs) })
}

// readApproval reads an approval by a name that findApproval knows.
func readApproval(ctx context.Context, r *assembly.Record, name string) (*improvement.Approval, error) {
	subject, err := findApproval(ctx, r, name)
	if err != nil {
		return nil, err
	}
	_, state, err := r.State(ctx, subject)
	if err != nil {
		return nil, err
	}
	return improvement.RestoreApproval(state)
}

func showApproval(p *page, w *words, a *improvement.Approval, t *improvement.TestOfChange, since *improvement.Changed, costs *improvement.CostTable) {
	p.row("", 0, w.line(a.Title))
	p.row("", 0, fmt.Sprintf("%s is asked to %s. %s", w.Body(a.LMG), a.Proposal, deadlineOf(a)))
	p.heading(fmt.Sprintf("The pack (cycle %d, frozen %s, %s)", a.Pack.Cycle, improvement.DateOf(a.Opened).Plain(), a.Pack.Hash[:12]))
	showStudy(p, w, a.Pack, t)
	if a.Pack.Act != nil {
		showAct(p, w, *a.Pack.Act)
	}
	for _, m := range a.Pack.Measures {
		p.row("Measure", labelWidth, packed(m))
	}
	p.row("Evidence", labelWidth, itemsOf(len(a.Pack.Evidence)))
	showFound(p, w, a.Pack.Found)
	showSince(p, since)
	showPackCosts(p, w, a.Pack, t, costs)
	showVotes(p, w, a)
}

// showReviewApproval writes the decision on a quality review: the ratings as they were
// frozen, what is proposed, the votes so far.
func showReviewApproval(p *page, w *words, a *improvement.Approval, last *improvement.QualityReview) {
	p.row("", 0, capital(w.title(a.Subject, a.Title)))
	p.row("", 0, fmt.Sprintf("%s is asked to %s. %s", w.Body(a.LMG), a.Proposal, deadlineOf(a)))
	p.heading(fmt.Sprintf("The pack (frozen %s, %s)", improvement.DateOf(a.FirstOpened()).Plain(), a.Pack.Hash[:12]))
	if pack := a.Pack.Review; pack != nil {
		p.row("", 0, fmt.Sprintf("Work from %s to %s.", pack.From.Plain(), pack.To.Plain()))
		showRatings(p, w, pack.Submitted(), true)
		showConclusions(p, w, pack.Proposal)
	}
	showLastReview(p, w, last)
	showVotes(p, w, a)
}

func deadlineOf(a *improvement.Approval) string {
	switch {
	case !a.Closed() && len(a.Panel) == 0:
		return "Nobody was on the panel when this was asked, so nobody may decide; the LWO takes it back."
	case !a.Closed() && a.Eligible() == 0:
		return "Everyone on the panel has an interest, so nobody may decide; the LWO takes it back."
	case a.Status == improvement.ApprovalOpen:
		return "Votes are open until " + a.Deadline.Plain() + "."
	case a.Status == improvement.ApprovalLapsed:
		return "Voting lapsed; the LWO settles it by " + a.SettleBy.Plain() + "."
	}
	return fmt.Sprintf("Decided on %s: %s.", improvement.DateOf(a.Result.At).Plain(), plainly(a.Result.Verdict))
}

func itemsOf(n int) string {
	if n == 1 {
		return "1 item"
	}
	return fmt.Sprintf("%d items", n)
}

// changedFor is what was filed after the pack was frozen, as somebody may know of it;
// nothing once the vote is closed.
func changedFor(who improvement.Actor, a *improvement.Approval, t *improvement.TestOfChange) *improvement.Changed {
	if t == nil || a.Closed() {
		return nil
	}
	changed := t.ChangedSince(a.Pack)
	changed.Evidence = slices.DeleteFunc(slices.Clone(changed.Evidence), func(e improvement.EvidenceRef) bool { return !t.MayReadEvidence(who, e.ID) })
	return &changed
}

// showSince writes it.
func showSince(p *page, changed *improvement.Changed) {
	if changed == nil {
		return
	}
	if len(changed.Evidence) == 0 && len(changed.Measures) == 0 {
		p.row("Since then", labelWidth, "nothing has changed")
		return
	}
	for _, e := range changed.Evidence {
		p.row("Since then", labelWidth, fmt.Sprintf("evidence %s (%s) was filed on %s", e.ID, e.Kind, improvement.DateOf(e.At).Plain()))
	}
	for _, m := range changed.Measures {
		p.row("Since then", labelWidth, changedMeasure(m))
	}
}

func votesCast(cast, quorum int) string {
	if cast < quorum {
		return fmt.Sprintf("Votes: %d of the %d that are needed", cast, quorum)
	}
	return fmt.Sprintf("Votes: %d, of which %d were needed", cast, quorum)
}

func showVotes(p *page, w *words, a *improvement.Approval) {
	p.heading(votesCast(a.Tally().Cast(), a.Quorum()))
	for _, s := range a.Panel {
		vote := "has not voted"
		switch {
		case s.Interest:
			vote = "has an interest and does not vote"
		case s.Vote != nil:
			vote = strings.TrimSuffix(plainly(s.Vote.Choice)+": "+w.line(s.Vote.Reason), ": ")
		}
		p.columns([]int{24, 8}, clip(w.Person(s.Person), 24), string(s.Role), vote)
		if s.Vote != nil {
			for _, c := range s.Vote.Conditions {
				p.columns([]int{24, 8}, "", "", "on condition: "+w.line(c.What))
			}
		}
	}
	if a.Minute != nil {
		p.row("Minute", labelWidth, fmt.Sprintf("%s: %s", a.Minute.Held.Plain(), w.line(a.Minute.Reference)))
	}
}
