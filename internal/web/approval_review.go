package web

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// reviewPack is what an LMG decides on a quality review by, as it was frozen.
type reviewPack struct {
	Path     string // of the review itself
	Worked   string
	Early    string // why the ratings were closed early
	Before   *leftBefore
	Groups   []ratedGroup
	Spreads  []spreadView
	Proposal proposalView
}

// leftBefore is what was left open of the review before.
type leftBefore struct {
	Review string
	Says   string
	Left   []string
}

// ratedGroup is a group's scores beside the LWO's.
type ratedGroup struct {
	Name, Rated string
	Scores      []twoScores
}

type twoScores struct {
	Indicator, Group, LWO string
	Talk                  bool // they lie so far apart that it is worth a talk
	Evidence              []restsView
}

// restsView is what somebody's rating rests on: words, items, or both.
type restsView struct {
	Heading, Text string
	Items         []shownItem
}

type spreadView struct{ Indicator, Groups, LWO string }

// proposalView is what follows from a review.
type proposalView struct {
	Strengths []string
	Actions   []string
	Decision  string
}

// agreedReview is what an LMG last agreed about joint work.
type agreedReview struct {
	Title, Agreed string
	Proposal      proposalView
}

// foundView is what the latest agreed review found for the group that asks.
type foundView struct {
	Title, Agreed, Note string
	Scores              []twoScores
	Strengths, Actions  []string
	Decision            string
}

// showReviewPack puts the pack of a quality review on the page, without items that are kept
// back from whoever asks.
func (v *visit) showReviewPack(ctx context.Context, a *improvement.Approval, page *decisionPage) error {
	last, err := v.lastReview(ctx, a.Pack.Found)
	if err != nil {
		return err
	}
	cited := a.Pack.Cited()
	shown, err := v.itemsShown(ctx, cited)
	if err != nil {
		return err
	}
	a.Pack = a.Pack.Without(hiddenOf(cited, shown))
	since, err := v.reviewSince(ctx, a)
	if err != nil {
		return err
	}
	people, bodies := namedInProposal(last)
	for _, action := range since.Actions {
		people = append(people, action.Who)
	}
	if a.Pack.Review != nil {
		more, groups := namedInReview(*a.Pack.Review)
		people, bodies = append(people, more...), append(bodies, groups...)
	}
	if err := v.meetPanel(ctx, a, people, bodies); err != nil {
		return err
	}
	if a.Pack.Review != nil {
		page.Review = v.reviewPack(a.Pack.Review.Submitted(), shown)
		page.Review.Path = reviewPath(a.Of)
		page.Since = v.sinceReview(*a.Pack.Review, since, shown)
	}
	page.Last = v.agreedReview(last)
	return nil
}

// lastReview is the review that a panel was given as it decided on priorities or on the
// next review, as it was when it was agreed; nil where it was given none.
func (v *visit) lastReview(ctx context.Context, f *improvement.ReviewFinding) (*improvement.QualityReview, error) {
	if f == nil || f.Group != "" {
		return nil, nil
	}
	entries, err := v.Record.Journal(ctx, f.Review, 0)
	if err != nil {
		return nil, err
	}
	return improvement.ReviewAt(entries, f.Version)
}

// namedInReview lists whom the pack of a review names.
func namedInReview(pack improvement.PackReview) ([]improvement.PersonID, []improvement.BodyID) {
	people, bodies := namedInConclusions(pack.Proposal)
	for _, g := range pack.Groups {
		bodies = append(bodies, g.Group)
		people = append(people, g.Lead)
		for _, r := range append(slices.Clone(g.Own), g.LWO...) {
			people = append(people, r.By)
		}
	}
	if pack.Before != nil {
		for _, left := range pack.Before.Left {
			people = append(people, left.Who)
		}
	}
	return people, bodies
}

func namedInProposal(r *improvement.QualityReview) ([]improvement.PersonID, []improvement.BodyID) {
	if r == nil || r.Proposal == nil {
		return nil, nil
	}
	return namedInConclusions(*r.Proposal)
}

func namedInConclusions(c improvement.ReviewProposal) ([]improvement.PersonID, []improvement.BodyID) {
	var people []improvement.PersonID
	var bodies []improvement.BodyID
	for _, s := range c.Strengths {
		bodies = append(bodies, s.Group)
	}
	for _, a := range c.Actions {
		people, bodies = append(people, a.Who), append(bodies, a.Group)
	}
	return people, bodies
}

func (v *visit) reviewPack(pack improvement.PackReview, shown map[improvement.ItemID]shownItem) *reviewPack {
	p := &reviewPack{
		Worked: fmt.Sprintf("Work from %s to %s.", pack.From.Plain(), pack.To.Plain()), Early: v.words.Text(pack.ClosedWith),
		Proposal: v.proposal(pack.Proposal),
	}
	if b := pack.Before; b != nil {
		p.Before = v.leftBefore(*b)
	}
	for _, g := range pack.Groups {
		group := ratedGroup{Name: v.words.Body(g.Group), Rated: v.ratedWhen(g)}
		for _, s := range pack.Beside(g.Group) {
			scores := scoresBeside(s)
			scores.Evidence = append(v.ratingRests("The group", g.Own, s.Indicator.ID, shown), v.ratingRests("The LWO", g.LWO, s.Indicator.ID, shown)...)
			group.Scores = append(group.Scores, scores)
		}
		p.Groups = append(p.Groups, group)
	}
	if len(pack.Groups) > 1 {
		own, lwo := pack.Spreads()
		for i := range own {
			p.Spreads = append(p.Spreads, spreadView{own[i].Indicator.Name, spreadSays(own[i]), spreadSays(lwo[i])})
		}
	}
	return p
}

func (v *visit) leftBefore(b improvement.EarlierReview) *leftBefore {
	left := &leftBefore{Review: strings.TrimPrefix(string(b.Review), string(improvement.KindReview)+"/")}
	switch {
	case b.Unagreed:
		left.Says = "It was not agreed when this one began, so nothing was to be done yet."
	case len(b.Left) == 0:
		left.Says = "Nothing: no improvement action was open when this one began."
	}
	for _, a := range b.Left {
		left.Left = append(left.Left, fmt.Sprintf("%s – %s, by %s", v.words.Line(a.What), v.words.Person(a.Who), a.Due.Plain()))
	}
	return left
}

func (v *visit) ratedWhen(g improvement.GroupReview) string {
	switch {
	case g.DidNotSubmitAgain():
		return fmt.Sprintf("Rated on %s, asked to look again, and did not submit again. It was asked: %s", improvement.DateOf(g.Submitted).Plain(), v.words.Line(g.Asked))
	case g.Rated():
		return "Rated on " + improvement.DateOf(g.Submitted).Plain() + "."
	}
	return "Has not rated."
}

func scoresBeside(s improvement.TwoScores) twoScores {
	return twoScores{Indicator: s.Indicator.Name, Group: scoreSays(s.Group), LWO: scoreSays(s.LWO), Talk: s.WorthATalk()}
}

func scoreSays(score int) string {
	if score == 0 {
		return "not rated"
	}
	return fmt.Sprintf("%d, %s", score, improvement.ScoreWord(score))
}

// ratingRests is what a rating rests on, as far as nothing of it is kept back.
func (v *visit) ratingRests(who string, ratings []improvement.JointRating, indicator string, shown map[improvement.ItemID]shownItem) []restsView {
	r := ratingOf(ratings, indicator)
	if r == nil {
		return nil
	}
	return []restsView{{fmt.Sprintf("%s, by %s", who, v.words.Person(r.By)), v.words.Text(r.Evidence), theShown(shown, r.Items)}}
}

func spreadSays(s improvement.ReviewSpread) string {
	if len(s.Scores) == 0 {
		return "nobody has rated it"
	}
	said := fmt.Sprintf("middle %s, from %d to %d", strconv.FormatFloat(s.Median, 'f', -1, 64), s.Lowest, s.Highest)
	if s.Unrated > 0 {
		said += fmt.Sprintf("; %d not rated", s.Unrated)
	}
	return said
}

func (v *visit) proposal(c improvement.ReviewProposal) proposalView {
	view := proposalView{Decision: v.words.Text(c.Decision)}
	for _, s := range c.Strengths {
		view.Strengths = append(view.Strengths, v.words.Line(s.What)+v.ofGroup(s.Group))
	}
	for _, a := range c.Actions {
		view.Actions = append(view.Actions, fmt.Sprintf("%s%s – %s, by %s", v.words.Line(a.What), v.ofGroup(a.Group), v.words.Person(a.Who), a.Due.Plain()))
	}
	return view
}

func (v *visit) ofGroup(group improvement.BodyID) string {
	if group == "" {
		return ""
	}
	return " (" + v.words.Body(group) + ")"
}

func (v *visit) agreedReview(r *improvement.QualityReview) *agreedReview {
	if r == nil || r.Agreed == nil {
		return nil
	}
	return &agreedReview{
		Title: wording.Capital(v.words.Title(r.Subject(), improvement.Words{})), Agreed: improvement.DateOf(r.Agreed.At).Plain(),
		Proposal: v.proposal(*r.Proposal),
	}
}

func (v *visit) found(f *improvement.ReviewFinding) *foundView {
	if f == nil {
		return nil
	}
	view := &foundView{
		Title: wording.Capital(v.words.Title(f.Review, improvement.Words{})), Agreed: improvement.DateOf(f.AgreedAt).Plain(),
		Decision: v.words.Text(f.Decision),
	}
	switch {
	case !f.Included:
		view.Note = v.words.Body(f.Group) + " was not part of it."
	case !f.Rated:
		view.Note = v.words.Body(f.Group) + " had not rated its own work."
	}
	for _, s := range f.Indicators {
		view.Scores = append(view.Scores, scoresBeside(s))
	}
	for _, s := range f.Strengths {
		view.Strengths = append(view.Strengths, v.words.Line(s))
	}
	for _, a := range f.Actions {
		view.Actions = append(view.Actions, v.words.Line(a))
	}
	return view
}
