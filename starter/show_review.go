package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
)

// reviewLook is a review for machines, with what is made of its ratings.
type reviewLook struct {
	*improvement.QualityReview
	Beside    []groupScores              `json:"beside"`
	OwnSpread []improvement.ReviewSpread `json:"own_spread"`
	LWOSpread []improvement.ReviewSpread `json:"lwo_spread"`
}

type groupScores struct {
	Group  improvement.BodyID      `json:"group"`
	Rated  bool                    `json:"rated"`
	Scores []improvement.TwoScores `json:"scores"`
}

func lookAt(r *improvement.QualityReview) reviewLook {
	look := reviewLook{QualityReview: r}
	pack := r.Look()
	for _, g := range pack.Groups {
		look.Beside = append(look.Beside, groupScores{g.Group, g.Rated(), pack.Beside(g.Group)})
	}
	look.OwnSpread, look.LWOSpread = pack.Spreads()
	return look
}

// showReview writes where a review stands. With a group it writes that group alone, with
// the evidence of its ratings.
func showReview(p *page, w *words, r *improvement.QualityReview, group improvement.BodyID) {
	pack := r.Look()
	if r.Stage != improvement.ReviewEvaluate {
		pack = pack.Submitted()
	}
	p.row("", 0, capital(w.title(r.Subject(), improvement.Words{})))
	p.row("", 0, fmt.Sprintf("Work from %s to %s. %s", r.From.Plain(), r.To.Plain(), reviewStands(w, r)))
	if group != "" {
		i := slices.IndexFunc(pack.Groups, func(g improvement.GroupReview) bool { return g.Group == group })
		showGroupRatings(p, w, pack, pack.Groups[i], true)
		return
	}
	showRatings(p, w, pack, false)
	for _, reason := range r.Requests {
		p.row("Asked for", labelWidth, w.line(reason))
	}
	for _, reason := range r.Declined {
		p.row("Declined", labelWidth, w.line(reason))
	}
	switch {
	case r.Agreed != nil:
		p.heading("What the LMG agreed")
		showProposal(p, w, *r.Proposal)
	case r.Proposal != nil:
		showConclusions(p, w, *r.Proposal)
	}
	if len(r.Actions) > 0 {
		p.heading("What was agreed to be done")
		showActions(p, w, r.Actions)
	}
	showNext(p, w, r.Tasks())
}

func reviewStands(w *words, r *improvement.QualityReview) string {
	switch {
	case !r.Ended.Empty():
		return fmt.Sprintf("Ended without a decision on %s: %s", improvement.DateOf(r.ClosedAt).Plain(), w.line(r.Ended))
	case r.Closed():
		return "Closed on " + improvement.DateOf(r.ClosedAt).Plain() + "."
	case r.Stage == improvement.ReviewDecide:
		return w.Body(r.LMG) + " decides: starter approval show " + string(r.Subject())
	case r.Agreed != nil:
		return fmt.Sprintf("Agreed on %s; %d of %d actions are open.", improvement.DateOf(r.Agreed.At).Plain(), r.Actions.Left(), len(r.Actions))
	}
	return fmt.Sprintf("Stage %s, until %s.", r.Stage, r.Due.Plain())
}

// showRatings writes all groups, with the evidence of their ratings or without, and how
// their scores spread.
func showRatings(p *page, w *words, pack improvement.PackReview, evidence bool) {
	showBefore(p, w, pack.Before)
	if !pack.ClosedWith.Empty() {
		p.row("Closed early", labelWidth, w.line(pack.ClosedWith))
	}
	for _, g := range pack.Groups {
		showGroupRatings(p, w, pack, g, evidence)
	}
	if len(pack.Groups) > 1 {
		own, lwo := pack.Spreads()
		showSpreads(p, "Over all groups, as they rate themselves", own)
		showSpreads(p, "Over all groups, as the LWO rates them", lwo)
	}
}

func showBefore(p *page, w *words, before *improvement.EarlierReview) {
	if before == nil {
		return
	}
	p.printf("\n")
	p.row("", 0, fmt.Sprintf("Left of the review before (%s)", strings.TrimPrefix(string(before.Review), string(improvement.KindReview)+"/")))
	switch {
	case before.Unagreed:
		p.row("", 0, "It was not agreed when this one began, so nothing was to be done yet.")
	case len(before.Left) == 0:
		p.row("", 0, "Nothing: no improvement action was open when this one began.")
	}
	showActions(p, w, before.Left)
}

// showGroupRatings writes a group's scores beside the LWO's.
func showGroupRatings(p *page, w *words, pack improvement.PackReview, g improvement.GroupReview, evidence bool) {
	p.heading(w.Body(g.Group))
	p.row("", 0, ratedWhen(w, pack, g))
	widths := scoreColumns()
	p.columns(widths, "", "GROUP", "LWO", "")
	for _, s := range pack.Beside(g.Group) {
		p.columns(widths, s.Indicator.Name, scored(s.Group), scored(s.LWO), apart(s))
		if evidence {
			showEvidenceOf(p, w, "Group", g.Own, s.Indicator.ID)
			showEvidenceOf(p, w, "LWO", g.LWO, s.Indicator.ID)
		}
	}
}

// scoreColumns are an indicator, the group's score, the LWO's, and what is to be said.
func scoreColumns() []int { return []int{33, 16, 16} }

func ratedWhen(w *words, pack improvement.PackReview, g improvement.GroupReview) string {
	tests := fmt.Sprintf("Worked on %s.", names(g.Tests))
	switch {
	case g.DidNotSubmitAgain():
		return fmt.Sprintf("%s Rated on %s, asked to look again, and did not submit again. It was asked: %s", tests, improvement.DateOf(g.Submitted).Plain(), w.line(g.Asked))
	case g.Rated():
		return fmt.Sprintf("%s Rated on %s.", tests, improvement.DateOf(g.Submitted).Plain())
	case !g.Asked.Empty():
		return fmt.Sprintf("%s Asked to look again: %s", tests, w.line(g.Asked))
	case len(g.Own) > 0:
		return fmt.Sprintf("%s Has not rated yet: its draft has %d of %d ratings; %s submits it.", tests, len(g.Own), len(pack.Indicators), w.Person(g.Lead))
	}
	return tests + " Has not rated."
}

func names(tests []improvement.SubjectID) string {
	ids := make([]string, len(tests))
	for i, t := range tests {
		ids[i] = t.ID()
	}
	return strings.Join(ids, ", ")
}

func scored(score int) string {
	if score == 0 {
		return "not rated"
	}
	return fmt.Sprintf("%d %s", score, improvement.ScoreWord(score))
}

func apart(s improvement.TwoScores) string {
	if s.WorthATalk() {
		return "worth a talk"
	}
	return ""
}

// showEvidenceOf writes what a rating rests on. Whether or not it was submitted is said
// above it.
func showEvidenceOf(p *page, w *words, who string, ratings []improvement.JointRating, indicator string) {
	i := slices.IndexFunc(ratings, func(r improvement.JointRating) bool { return r.Indicator == indicator })
	if i < 0 {
		return
	}
	r := ratings[i]
	p.row("  "+who, labelWidth, fmt.Sprintf("%s, by %s: %s", scored(r.Score), w.Person(r.By), w.line(r.Evidence)))
	for _, item := range r.Items {
		p.row("", labelWidth, string(item))
	}
}

func showSpreads(p *page, heading string, spreads []improvement.ReviewSpread) {
	p.heading(heading)
	for _, s := range spreads {
		p.columns([]int{33}, s.Indicator.Name, spreadOf(s))
	}
}

func spreadOf(s improvement.ReviewSpread) string {
	if len(s.Scores) == 0 {
		return "nobody has rated it"
	}
	scores := make([]string, len(s.Scores))
	for i, score := range s.Scores {
		scores[i] = strconv.Itoa(score)
	}
	text := fmt.Sprintf("%s (middle %s, from %d to %d)", strings.Join(scores, " "), strconv.FormatFloat(s.Median, 'f', -1, 64), s.Lowest, s.Highest)
	if s.Unrated > 0 {
		text += fmt.Sprintf("; %d not rated", s.Unrated)
	}
	return text
}

func showConclusions(p *page, w *words, c improvement.ReviewProposal) {
	p.heading("What follows, as the LWO proposes it")
	showProposal(p, w, c)
}

func showProposal(p *page, w *words, c improvement.ReviewProposal) {
	for _, s := range c.Strengths {
		p.row("Strength", labelWidth, w.line(s.What)+ofGroup(w, s.Group))
	}
	for _, a := range c.Actions {
		p.row("Improve", labelWidth, fmt.Sprintf("%s%s — %s, by %s", w.line(a.What), ofGroup(w, a.Group), w.Person(a.Who), a.Due.Plain()))
	}
	p.row("Decision", labelWidth, w.line(c.Decision))
}

func ofGroup(w *words, group improvement.BodyID) string {
	if group == "" {
		return ""
	}
	return " (" + w.Body(group) + ")"
}

// showActions writes what an LMG wants done, and how far it has come.
func showActions(p *page, w *words, actions []improvement.Action) {
	for _, a := range actions {
		state := "by " + a.Due.Plain()
		if a.Status != improvement.StepOpen {
			state = fmt.Sprintf("%s on %s", a.Status, improvement.DateOf(a.Closed).Plain())
		}
		p.columns([]int{4}, a.ID, fmt.Sprintf("%s — %s, %s", w.line(a.What), w.Person(a.Who), state))
		p.row("", 5, w.line(a.Note))
	}
}

// showFound writes what the latest agreed review found for the group that asks.
func showFound(p *page, w *words, f *improvement.ReviewFinding) {
	if f == nil {
		return
	}
	p.printf("\n")
	p.row("", 0, fmt.Sprintf("%s, agreed on %s", capital(w.title(f.Review, improvement.Words{})), improvement.DateOf(f.AgreedAt).Plain()))
	switch {
	case !f.Included:
		p.row("", 0, w.Body(f.Group)+" was not part of it.")
	case !f.Rated:
		p.row("", 0, w.Body(f.Group)+" had not rated its own work.")
	}
	for _, s := range f.Indicators {
		p.columns(scoreColumns(), s.Indicator.Name, scored(s.Group), scored(s.LWO), apart(s))
	}
	for _, s := range f.Strengths {
		p.row("Strength", labelWidth, w.line(s))
	}
	for _, a := range f.Actions {
		p.row("Improve", labelWidth, w.line(a))
	}
	p.row("Decision", labelWidth, w.line(f.Decision))
}

// lastReview is the review that a panel was given as it decided on priorities or on the
// next review, as it was when it was agreed; an empty one where it was given none.
func lastReview(ctx context.Context, r *assembly.Record, f *improvement.ReviewFinding) (*improvement.QualityReview, error) {
	if f == nil || f.Group != "" {
		return new(improvement.QualityReview), nil
	}
	entries, err := r.Journal(ctx, f.Review, 0)
	if err != nil {
		return nil, err
	}
	return improvement.ReviewAt(entries, f.Version)
}

// showLastReview writes what the LMG last agreed about joint work.
func showLastReview(p *page, w *words, last *improvement.QualityReview) {
	if last.Agreed == nil {
		return
	}
	p.heading(fmt.Sprintf("%s, agreed on %s", capital(w.title(last.Subject(), improvement.Words{})), improvement.DateOf(last.Agreed.At).Plain()))
	showProposal(p, w, *last.Proposal)
}

// showReviewed tells how a quality review ended: the scores beside one another.
func showReviewed(p *page, w *words, r *improvement.QualityReview) {
	p.row("", 0, fmt.Sprintf("%s: %s", capital(w.title(r.Subject(), improvement.Words{})), reviewStands(w, r)))
	pack := r.Look()
	for _, g := range r.Groups {
		for _, s := range pack.Beside(g.Group) {
			p.columns(scoreColumns(), s.Indicator.Name, scored(s.Group), scored(s.LWO), apart(s))
		}
	}
}
