package main

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

// What there is within the round, the review or the newsletter that an argument before
// names.

// withRound completes with what there is in a round, as whoever asks may know of it.
func (a *app) withRound(list func(*improvement.PrioritySetting, *words) []cobra.Completion) completer {
	return func(ctx context.Context, r *assembly.Record, w *words, before []string) ([]cobra.Completion, error) {
		who, err := a.reader(ctx, r)
		if err != nil {
			return nil, err
		}
		round, err := readRound(ctx, r, roundSubject(before[0]))
		if err != nil {
			return nil, err
		}
		return list(round.ShownTo(who), w), nil
	}
}

func stagesOfRound(*improvement.PrioritySetting, *words) []cobra.Completion {
	return []cobra.Completion{string(improvement.RoundGather), string(improvement.RoundPropose), string(improvement.RoundPublish)}
}

func openRequests(p *improvement.PrioritySetting, w *words) []cobra.Completion {
	return requestsOf(p, w, func(r improvement.EvidenceRequest) bool { return r.Status == improvement.RequestOpen })
}

func lateAnswers(p *improvement.PrioritySetting, w *words) []cobra.Completion {
	return requestsOf(p, w, func(r improvement.EvidenceRequest) bool { return r.Late && r.Seen.Empty() })
}

func requestsOf(p *improvement.PrioritySetting, w *words, which func(improvement.EvidenceRequest) bool) []cobra.Completion {
	var all []cobra.Completion
	for _, r := range p.Requests {
		if which(r) {
			all = append(all, cobra.CompletionWithDesc(r.ID, w.line(r.Question)))
		}
	}
	return all
}

func draftsOfRound(p *improvement.PrioritySetting, w *words) []cobra.Completion {
	var all []cobra.Completion
	for _, d := range p.Drafts {
		if d.Status == improvement.DraftOpen {
			all = append(all, cobra.CompletionWithDesc(string(d.ID), w.line(d.Statement)))
		}
	}
	return all
}

func actionsOfRound(p *improvement.PrioritySetting, w *words) []cobra.Completion {
	return openActions(p.Actions, w)
}

func openActions(actions improvement.Actions, w *words) []cobra.Completion {
	var all []cobra.Completion
	for _, a := range actions {
		if a.Status == improvement.StepOpen {
			all = append(all, cobra.CompletionWithDesc(a.ID, w.line(a.What)))
		}
	}
	return all
}

func groupsOfReview(ctx context.Context, r *assembly.Record, w *words, before []string) ([]cobra.Completion, error) {
	review, err := readReview(ctx, r, before[0])
	if err != nil {
		return nil, err
	}
	var all []cobra.Completion
	for _, g := range review.Groups {
		all = append(all, cobra.CompletionWithDesc(string(g.Group), w.Body(g.Group)))
	}
	return all, nil
}

func (a *app) actionsOfReview(ctx context.Context, r *assembly.Record, w *words, before []string) ([]cobra.Completion, error) {
	who, err := a.reader(ctx, r)
	if err != nil {
		return nil, err
	}
	review, err := readReview(ctx, r, before[0])
	if err != nil || !review.MaySeeAll(who) {
		return nil, err
	}
	return openActions(review.Actions, w), nil
}

// networkNames lists the networks, which have a newsletter each.
func networkNames(ctx context.Context, r *assembly.Record, w *words, _ []string) ([]cobra.Completion, error) {
	return bodiesOf(ctx, r, w, improvement.Network)
}

func lmgNames(ctx context.Context, r *assembly.Record, w *words, _ []string) ([]cobra.Completion, error) {
	return bodiesOf(ctx, r, w, improvement.LMG)
}

func bodiesOf(ctx context.Context, r *assembly.Record, w *words, kind improvement.BodyKind) ([]cobra.Completion, error) {
	found, err := bodies(ctx, r, kind)
	var all []cobra.Completion
	for _, id := range found {
		all = append(all, cobra.CompletionWithDesc(id, w.Body(improvement.BodyID(id))))
	}
	return all, err
}

// issuesAndNetworks lists networks, each for its coming issue, then issues.
func issuesAndNetworks(ctx context.Context, r *assembly.Record, w *words, before []string) ([]cobra.Completion, error) {
	all, err := networkNames(ctx, r, w, before)
	if err != nil {
		return nil, err
	}
	found, err := named(ctx, r, w, improvement.KindNewsletter)
	return append(all, found...), err
}

// itemsOfIssue lists what people offered to an issue.
func itemsOfIssue(ctx context.Context, r *assembly.Record, w *words, before []string) ([]cobra.Completion, error) {
	issue, err := readIssue(ctx, r, before[0])
	if err != nil {
		return nil, err
	}
	var all []cobra.Completion
	for _, i := range issue.Items {
		all = append(all, cobra.CompletionWithDesc(i.ID, w.line(i.Title)))
	}
	return all, nil
}

// toldInIssue lists what people offered, and what the journal tells.
func toldInIssue(ctx context.Context, r *assembly.Record, w *words, before []string) ([]cobra.Completion, error) {
	all, err := itemsOfIssue(ctx, r, w, before)
	if err != nil {
		return nil, err
	}
	issue, err := readIssue(ctx, r, before[0])
	if err != nil {
		return nil, err
	}
	for _, f := range issue.Found {
		all = append(all, cobra.CompletionWithDesc(f.ID, string(f.Subject)))
	}
	return all, nil
}
