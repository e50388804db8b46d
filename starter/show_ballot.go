package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
)

// ballotShown is an approval of a round with what its panel was not given.
type ballotShown struct {
	*improvement.Approval
	Since improvement.RoundSince `json:"since,omitzero"`
}

// ballotSince reads what came to a round since it was put to the vote: nothing once that
// is decided.
func (a *app) ballotSince(ctx context.Context, r *assembly.Record, approval *improvement.Approval) (improvement.RoundSince, error) {
	if approval.Closed() {
		return improvement.RoundSince{}, nil
	}
	_, state, err := r.State(ctx, approval.Of)
	if errors.Is(err, improvement.ErrNotFound) {
		return improvement.RoundSince{}, nil
	}
	if err != nil {
		return improvement.RoundSince{}, err
	}
	round, err := improvement.RestoreRound(state)
	if err != nil {
		return improvement.RoundSince{}, err
	}
	hidden, err := a.hiddenFromMe(ctx, r, round.Cited())
	return round.Without(hidden).ChangedSince(approval.Pack), err
}

// showBallot writes what a round asks the LMG to agree, what came since, and the votes so
// far.
func showBallot(p *page, w *words, a *improvement.Approval, since improvement.RoundSince, last *improvement.QualityReview) {
	p.row("", 0, w.line(a.Title))
	p.row("", 0, fmt.Sprintf("%s decides on its %s. %s", w.Body(a.LMG), a.Proposal, deadlineOf(a)))
	p.heading(fmt.Sprintf("The pack (frozen %s, %s)", improvement.DateOf(a.Opened).Plain(), a.Pack.Hash[:12]))
	frozen := &improvement.PrioritySetting{Drafts: a.Pack.Drafts, Before: a.Pack.Before}
	showDrafts(p, w, frozen)
	showEvidenceBefore(p, w, frozen)
	showRequests(p, w, a.Pack.Requests)
	showLastReview(p, w, last)
	if !a.Closed() {
		showRoundSince(p, w, since)
	}
	showVotes(p, w, a)
}

// showRoundSince writes what came after the pack was frozen, and what it changes.
func showRoundSince(p *page, w *words, since improvement.RoundSince) {
	p.heading("Since the pack was frozen")
	if since.Empty() {
		p.row("", 0, "Nothing has come.")
		return
	}
	for _, q := range since.Answers {
		p.columns([]int{4}, q.ID, w.line(q.Question))
		p.columns([]int{4}, "", answerTo(w, q))
		says := "what it changes is still to be said"
		if !q.Seen.Empty() {
			says = "what it changes: " + w.line(q.Seen)
		}
		p.columns([]int{4}, "", says)
	}
	showEvidenceItems(p, w, since.Before)
}

// reviewShown is an approval of a quality review with what its panel was not given.
type reviewShown struct {
	*improvement.Approval
	Since improvement.ReviewSince `json:"since,omitzero"`
}

// reviewSince reads what came since a review was taken to the LMG, once what is kept back is
// out of its pack: nothing once that is decided.
func reviewSince(ctx context.Context, r *assembly.Record, approval *improvement.Approval) (improvement.ReviewSince, error) {
	pack := approval.Pack.Review
	if approval.Closed() || pack == nil {
		return improvement.ReviewSince{}, nil
	}
	var before *improvement.QualityReview
	if pack.Before != nil {
		_, state, err := r.State(ctx, pack.Before.Review)
		if err == nil {
			before, err = improvement.RestoreReview(state)
		}
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			return improvement.ReviewSince{}, err
		}
	}
	journals := map[improvement.SubjectID][]improvement.Entry{}
	for _, item := range pack.Cited() {
		if item.Subject().Kind() != improvement.KindEvidence {
			continue
		}
		entries, err := r.Journal(ctx, item.Subject(), 0)
		if err != nil {
			return improvement.ReviewSince{}, err
		}
		journals[item.Subject()] = entries
	}
	return pack.ChangedSince(approval.FirstOpened(), before, journals), nil
}

// showReviewSince writes what came after the pack of a review was frozen.
func showReviewSince(p *page, w *words, since improvement.ReviewSince) {
	p.heading("Since the pack was frozen")
	if since.Empty() {
		p.row("", 0, "Nothing has come.")
		return
	}
	if !since.Agreed.IsZero() {
		p.row("", 0, "The review before was agreed on "+improvement.DateOf(since.Agreed).Plain()+".")
	}
	if !since.Ended.IsZero() {
		p.row("", 0, "The review before ended without a decision on "+improvement.DateOf(since.Ended).Plain()+".")
	}
	if len(since.Actions) > 0 {
		p.row("", 0, "Left of the review before, as it is now:")
		showActions(p, w, since.Actions)
	}
	for _, c := range since.Corrected {
		p.row("", 0, fmt.Sprintf("%s was corrected on %s: %s", c.Item, improvement.DateOf(c.At).Plain(), w.line(c.Reason)))
	}
}
