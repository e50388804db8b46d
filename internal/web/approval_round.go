package web

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// roundPack is what an LMG decides on its priorities by, as it was frozen.
type roundPack struct {
	Drafts   []draftView
	Before   []beforeView
	Requests []requestView
}

// draftView is a priority as it was drafted, with how important the members find it.
type draftView struct {
	ID, Statement, About, Scores string
	Divided                      bool
	Stands                       string
	RestsOn                      []shownItem
	Reasons                      []string
}

type beforeView struct {
	Item               shownItem
	Strength, Reviewed string
}

type requestView struct {
	Question, Stands, Answer string
	Items                    []shownItem // that it was answered with
}

// showRoundPack puts the pack of a round of priority setting on the page, without items
// that are kept back from whoever asks.
func (v *visit) showRoundPack(ctx context.Context, a *improvement.Approval, page *decisionPage) error {
	round, err := v.roundOf(ctx, a)
	if err != nil {
		return err
	}
	cited := a.Pack.Cited()
	if round != nil {
		cited = append(cited, round.Cited()...)
	}
	shown, err := v.itemsShown(ctx, cited)
	if err != nil {
		return err
	}
	hidden := hiddenOf(cited, shown)
	a.Pack = a.Pack.Without(hidden)
	var since improvement.RoundSince
	if round != nil && !a.Closed() {
		since = round.Without(hidden).ChangedSince(a.Pack)
	}
	last, err := v.lastReview(ctx, a.Pack.Found)
	if err != nil {
		return err
	}
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return err
	}
	people, bodies := namedInRound(a.Pack, since)
	reviewed, groups := namedInProposal(last)
	if err := v.meetPanel(ctx, a, append(people, reviewed...), append(bodies, groups...)); err != nil {
		return err
	}
	page.Round, page.Since, page.Last = v.roundPack(a.Pack, shown, themeNames(themes)), v.sinceRound(since, shown), v.agreedReview(last)
	return nil
}

// roundOf is the round that asks; nil where it is gone.
func (v *visit) roundOf(ctx context.Context, a *improvement.Approval) (*improvement.PrioritySetting, error) {
	_, state, err := v.Record.State(ctx, a.Of)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return improvement.RestoreRound(state)
}

// namedInRound lists whom the pack of a round names.
func namedInRound(pack improvement.Pack, since improvement.RoundSince) ([]improvement.PersonID, []improvement.BodyID) {
	var people []improvement.PersonID
	var bodies []improvement.BodyID
	for _, b := range append(since.Before, pack.Before...) {
		people = append(people, b.Reviewed...)
	}
	for _, q := range pack.Requests {
		people, bodies = append(people, q.Of), append(bodies, q.Body)
	}
	for _, d := range pack.Drafts {
		bodies = append(bodies, d.Localities...)
	}
	return people, bodies
}

func (v *visit) roundPack(pack improvement.Pack, shown map[improvement.ItemID]shownItem, themes map[improvement.ThemeID]string) *roundPack {
	p := &roundPack{}
	frozen := improvement.PrioritySetting{Drafts: pack.Drafts}
	for _, k := range frozen.Ranking() {
		for _, d := range pack.Drafts {
			if d.ID == k.Priority {
				p.Drafts = append(p.Drafts, v.draft(d, k, shown, themes))
			}
		}
	}
	for _, b := range pack.Before {
		p.Before = append(p.Before, v.before(b, shown))
	}
	for _, q := range pack.Requests {
		p.Requests = append(p.Requests, v.askedFor(q, shown))
	}
	return p
}

// draft sets a draft out; themes may be none, as where there is little room.
func (v *visit) draft(d improvement.Draft, k improvement.Ranked, shown map[improvement.ItemID]shownItem, themes map[improvement.ThemeID]string) draftView {
	view := draftView{
		ID: string(d.ID), Statement: v.words.Text(d.Statement), About: v.places(d.Localities),
		RestsOn: theShown(shown, d.Evidence), Scores: scoresOf(k), Divided: k.Divided,
	}
	if theme := themes[d.Theme]; theme != "" {
		view.About = theme + ", " + view.About
	}
	if d.Strategic != "" {
		view.About += "; supports " + d.Strategic
	}
	if d.Status != improvement.DraftOpen {
		view.Stands = wording.Plainly(d.Status)
	}
	for _, reason := range d.Reasons {
		view.Reasons = append(view.Reasons, v.words.Text(reason))
	}
	return view
}

// scoresOf says how important the members find a draft, and how far they agree: a mean
// alone would hide that some find it little, and some greatly important.
func scoresOf(k improvement.Ranked) string {
	if k.Scored == 0 {
		return "Not scored yet"
	}
	var counts []string
	for i, n := range k.Counts {
		if n > 0 {
			counts = append(counts, fmt.Sprintf("%d gave %d", n, i+improvement.LowestImportance))
		}
	}
	return fmt.Sprintf("Median %.3g, mean %.2g, from %d to %d, by %d: %s", k.Median, k.Mean, k.Lowest, k.Highest, k.Scored, strings.Join(counts, ", "))
}

func (v *visit) before(b improvement.Before, shown map[improvement.ItemID]shownItem) beforeView {
	view := beforeView{Item: shown[b.Item], Strength: string(b.Strength), Reviewed: "Nobody has reviewed it yet"}
	if len(b.Reviewed) > 0 {
		names := make([]string, len(b.Reviewed))
		for i, p := range b.Reviewed {
			names[i] = v.words.Person(p)
		}
		view.Reviewed = "Reviewed by " + strings.Join(names, ", ")
	}
	return view
}

func (v *visit) askedFor(q improvement.EvidenceRequest, shown map[improvement.ItemID]shownItem) requestView {
	of := v.words.Person(q.Of)
	if q.Of == "" {
		of = v.words.Body(q.Body)
	}
	view := requestView{Question: v.words.Text(q.Question), Stands: fmt.Sprintf("%s, by %s: %s", of, q.Due.Plain(), wording.Plainly(q.Status))}
	switch {
	case q.Late && q.Seen.Empty():
		view.Stands += ", late: what it changes is still to be said"
	case q.Late:
		view.Stands += ", late: " + v.words.Line(q.Seen)
	}
	switch q.Status {
	case improvement.RequestWaived:
		view.Answer = v.words.Text(q.Note)
	case improvement.RequestAnswered:
		view.Answer, view.Items = v.answerTo(q, nil), theShown(shown, q.Items)
	}
	return view
}

// answerTo is what a request was answered with, with the names of items as far as they are
// shown.
func (v *visit) answerTo(q improvement.EvidenceRequest, shown map[improvement.ItemID]shownItem) string {
	said := "Answered on " + improvement.DateOf(q.Settled).Plain()
	if names := namesOfItems(theShown(shown, q.Items)); names != "" {
		said += " with " + names
	}
	if note := v.words.Line(q.Note); note != "" {
		said += ": " + note
	}
	return said
}

func (v *visit) sinceRound(since improvement.RoundSince, shown map[improvement.ItemID]shownItem) []sinceView {
	var all []sinceView
	for _, q := range since.Answers {
		says := "What it changes is still to be said."
		if !q.Seen.Empty() {
			says = "What it changes: " + v.words.Line(q.Seen)
		}
		all = append(all, sinceView{Says: v.words.Line(q.Question), More: v.answerTo(q, shown) + ". " + says})
	}
	for _, b := range since.Before {
		view := v.before(b, shown)
		all = append(all, sinceView{Says: "Evidence came before the LMG: " + view.Item.Name, More: view.Reviewed, Path: view.Item.Path})
	}
	return all
}
