package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// meetingItem is a decision in short; t is the test that asks, nil of another. What is kept
// back is out of the pack.
func (v *visit) meetingItem(a *improvement.Approval, t *improvement.TestOfChange, shown map[improvement.ItemID]shownItem) meetingItem {
	item := meetingItem{
		Path: decisionPath(a.Subject), Address: v.BaseURL + decisionPath(a.Subject), Title: wording.Capital(v.words.Title(a.Subject, a.Title)),
		Asks: fmt.Sprintf("%s decides %s.", v.words.Body(a.LMG), a.Asks()), Stands: decisionStands(a), Votes: v.votes(a),
	}
	if t != nil {
		a.Pack = t.PackFor(v.who, a.Pack)
		v.shortTest(&item, a.Pack, t)
	}
	frozen := improvement.PrioritySetting{Drafts: a.Pack.Drafts}
	for _, k := range frozen.Ranking() {
		for _, d := range a.Pack.Drafts {
			if d.ID == k.Priority {
				item.Drafts = append(item.Drafts, v.draft(d, k, shown, nil))
			}
		}
	}
	if a.Pack.Review != nil {
		proposal := v.proposal(a.Pack.Review.Proposal)
		item.Proposal = &proposal
	}
	return item
}

func (v *visit) shortTest(item *meetingItem, pack improvement.Pack, t *improvement.TestOfChange) {
	item.Evidence = len(pack.Evidence)
	if pack.Study != nil {
		item.Learned = v.words.Text(pack.Study.Learned)
		for _, a := range pack.Study.Answers {
			q := askedIn(t, pack.Cycle, a.Question)
			item.Predictions = append(item.Predictions, predictionView{
				v.words.Text(q.Question), v.words.Text(q.Prediction), v.words.Text(a.Happened), asFound[a.AsFound],
			})
		}
	}
	if pack.Act != nil {
		item.Proposed, item.Consequences = proposedWord(*pack.Act), v.words.Text(pack.Act.Consequences)
		for _, c := range pack.Act.Costs {
			item.Took = append(item.Took, v.costLine(c))
		}
	}
	for _, m := range pack.Measures {
		if m.Reading != nil {
			item.Readings = append(item.Readings, toldView{v.measureName(t, m.Measure), m.Reading.Says})
		}
	}
}

func (v *visit) costLine(c improvement.Cost) string {
	sum := improvement.CostSum{Kind: c.Kind, Amount: c.Amount}
	if !c.Note.Empty() {
		sum.Notes = []improvement.Words{c.Note}
	}
	if c.Kind == improvement.InKind && c.Amount == 0 {
		sum.Unvalued = 1
	}
	return v.tookOf(sum)
}

// decidedSince lists what was decided between two meetings, the latest first.
func (v *visit) decidedSince(since, on improvement.Date, b *brought) []decidedSince {
	var all []decidedSince
	add := func(approval improvement.SubjectID, title string, day improvement.Date, says string) {
		if day >= since && day <= on {
			all = append(all, decidedSince{decisionPath(approval), title, wording.Capital(says), day})
		}
	}
	for _, l := range b.agenda.Decided {
		for _, d := range l.Course.Decisions {
			add(d.Approval, v.words.Title(l.Subject, l.Title), d.On, fmt.Sprintf("asked whether to %s: %s", d.Direction, verdictWord(d.Verdict)))
		}
	}
	for _, r := range b.rounds {
		for _, ballot := range r.Ballots {
			if ballot.Result != nil {
				add(ballot.Approval, v.words.Line(r.Title), improvement.DateOf(ballot.Result.At), verdictWord(ballot.Result.Verdict))
			}
		}
	}
	for _, r := range b.reviews {
		if r.Agreed != nil {
			add(r.Agreed.Approval, wording.Capital(v.words.Title(r.Subject(), improvement.Words{})), improvement.DateOf(r.Agreed.At), "agreed")
		}
	}
	slices.SortStableFunc(all, func(x, y decidedSince) int { return strings.Compare(string(y.On), string(x.On)) })
	return all
}
