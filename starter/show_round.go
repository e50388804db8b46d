package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
)

// hiddenFromMe tells which items are kept back from whoever reads.
func (a *app) hiddenFromMe(ctx context.Context, r *assembly.Record, items []improvement.ItemID) (map[improvement.ItemID]bool, error) {
	who, err := a.reader(ctx, r)
	if err != nil {
		return nil, err
	}
	return steward.HiddenFrom(ctx, r.Store, who, items)
}

// showRound writes where a round of priority setting stands, and what is to be done next.
func showRound(p *page, w *words, r *improvement.PrioritySetting, next []improvement.Task) {
	p.row("", 0, w.line(r.Title))
	p.row("", 0, fmt.Sprintf("%s/%s · %s · %s to %s", r.LMG, r.Round, w.Body(r.LMG), r.From.Plain(), r.Until.Plain()))
	p.printf("\n")
	p.row("Now", labelWidth, wording.RoundStands(r, "LMG"))
	p.row("Themes", labelWidth, strings.Join(texts(r.Themes), ", "))
	p.row("LWO", labelWidth, w.Person(r.LWO))
	for _, asked := range r.Sought {
		p.row("LMG asks", labelWidth, w.line(asked))
	}
	for _, reason := range r.Declined {
		p.row("LMG says", labelWidth, w.line(reason))
	}
	p.row("Ended", labelWidth, w.line(r.Ended))
	showEvidenceBefore(p, w, r)
	showRequests(p, w, r.Requests)
	showDrafts(p, w, r)
	showEarlier(p, w, r)
	if len(r.Actions) > 0 {
		p.heading("What the LMG wants done")
		showActions(p, w, r.Actions)
	}
	showNext(p, w, next)
}

func texts[T ~string](ids []T) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}

func showEvidenceBefore(p *page, w *words, r *improvement.PrioritySetting) {
	if len(r.Before) == 0 {
		return
	}
	p.heading("Evidence before the LMG")
	showEvidenceItems(p, w, r.Before)
}

func showEvidenceItems(p *page, w *words, items []improvement.Before) {
	for _, b := range items {
		reviewed := "nobody has reviewed it yet"
		if n := len(b.Reviewed); n > 0 {
			names := make([]string, n)
			for i, person := range b.Reviewed {
				names[i] = w.Person(person)
			}
			reviewed = "reviewed by " + strings.Join(names, ", ")
		}
		p.columns([]int{30, 9}, string(b.Item), string(b.Strength), reviewed)
	}
}

func showRequests(p *page, w *words, requests []improvement.EvidenceRequest) {
	if len(requests) == 0 {
		return
	}
	p.heading("Asked for")
	for _, q := range requests {
		of := w.Person(q.Of)
		if q.Of == "" {
			of = w.Body(q.Body)
		}
		stands := fmt.Sprintf("%s, by %s: %s", of, q.Due.Plain(), plainly(q.Status))
		switch {
		case q.Late && q.Seen.Empty():
			stands += ", late: what it changes is still to be said"
		case q.Late:
			stands += ", late: " + w.line(q.Seen)
		}
		p.columns([]int{4}, q.ID, w.line(q.Question))
		p.columns([]int{4}, "", stands)
		switch q.Status {
		case improvement.RequestWaived:
			p.columns([]int{4}, "", w.line(q.Note))
		case improvement.RequestAnswered:
			p.columns([]int{4}, "", answerTo(w, q))
		}
	}
}

// answerTo is what a request was answered with, as far as nothing of it is kept back.
func answerTo(w *words, q improvement.EvidenceRequest) string {
	answer := "answered on " + improvement.DateOf(q.Settled).Plain()
	if len(q.Items) > 0 {
		answer += " with " + strings.Join(texts(q.Items), ", ")
	}
	if note := w.line(q.Note); note != "" {
		answer += ": " + note
	}
	return answer
}

// showDrafts lists the drafts by how important they are found, with how far the members
// agree: a mean alone would hide that some find it little, and some greatly important.
func showDrafts(p *page, w *words, r *improvement.PrioritySetting) {
	ranking := r.Ranking()
	if len(ranking) == 0 {
		return
	}
	p.heading("Drafts, the most important first (1 little, 5 the greatest)")
	for _, k := range ranking {
		for _, d := range r.Drafts {
			if d.ID == k.Priority {
				showDraft(p, w, d, k)
			}
		}
	}
}

func showDraft(p *page, w *words, d improvement.Draft, k improvement.Ranked) {
	p.columns([]int{22}, string(d.ID), w.line(d.Statement))
	where := "all localities"
	if len(d.Localities) > 0 {
		where = strings.Join(texts(d.Localities), ", ")
	}
	about := fmt.Sprintf("%s, %s", d.Theme, where)
	if len(d.Evidence) > 0 { // none, where all is kept back
		about += "; rests on " + strings.Join(texts(d.Evidence), ", ")
	}
	if d.Strategic != "" {
		about += "; supports " + d.Strategic
	}
	p.columns([]int{22}, "", about)
	p.columns([]int{22}, "", scoresOf(k))
	if d.Status != improvement.DraftOpen {
		p.columns([]int{22}, "", plainly(d.Status))
	}
	if d.As != "" {
		p.columns([]int{22}, "", fmt.Sprintf("on record as %s, as another priority had its name by then", d.As))
	}
	for _, reason := range d.Reasons {
		p.columns([]int{22}, "", "the LMG: "+w.line(reason))
	}
}

func scoresOf(k improvement.Ranked) string {
	if k.Scored == 0 {
		return "not scored yet"
	}
	var counts []string
	for i, n := range k.Counts {
		if n > 0 {
			counts = append(counts, fmt.Sprintf("%d×%d", n, i+improvement.LowestImportance))
		}
	}
	says := fmt.Sprintf("median %.3g, mean %.2g, from %d to %d, by %d (%s)", k.Median, k.Mean, k.Lowest, k.Highest, k.Scored, strings.Join(counts, " "))
	if k.Divided {
		says += "; the members are divided: talk about it"
	}
	return says
}

func showEarlier(p *page, w *words, r *improvement.PrioritySetting) {
	if len(r.Earlier) == 0 {
		return
	}
	p.heading("Earlier priorities")
	for _, s := range r.Earlier {
		p.columns([]int{22}, string(s.Priority), plainly(s.Fate)+": "+w.line(s.Because))
	}
}
