package web

import (
	"context"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// decisionsPage lists the decisions that wait, those of the reader first.
type decisionsPage struct {
	Yours   []waitingTask
	Lines   []decisionLine
	LMGs    []option
	LMG     string
	Closed  bool
	First   string // the address of the first page, where this is another
	Next    string // of the next page, where there is one
	Meeting []decisionLink
}

func (decisionsPage) head() head {
	return head{Template: "decisions", Title: "Decisions", Help: "What the Locality Management Groups are asked to decide: whether to adapt, adopt or abandon a change, on their priorities, and on quality reviews.",
		Crumbs: []crumb{{"Your tasks", "/"}}}
}

// decisionLine is a decision in the list.
type decisionLine struct {
	Path, Title, LMG, Stands string
	Tag                      string
	Yours                    bool
}

// decisionsToAPage is how many decisions a page lists.
const decisionsToAPage = 25

func listDecisions(ctx context.Context, v *visit) (answer, error) {
	p := decisionsPage{LMG: v.query("lmg"), Closed: v.query("closed") == "yes"}
	tasks, err := v.Record.Tasks(ctx, v.who.Person)
	if err != nil {
		return answer{}, err
	}
	tasks = slices.DeleteFunc(tasks, func(t improvement.Task) bool {
		return t.Subject.Kind() != improvement.KindApproval || !t.MayKnow(v.who) || p.LMG != "" && string(t.LMG) != p.LMG
	})
	found, err := v.Record.List(ctx, improvement.Filter{
		Kind: improvement.KindApproval, Open: !p.Closed, LMG: improvement.BodyID(p.LMG),
		After: improvement.SubjectID(v.query("after")), Limit: decisionsToAPage + 1,
	})
	if err != nil {
		return answer{}, err
	}
	lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
	if err != nil {
		return answer{}, err
	}
	if len(found) > decisionsToAPage {
		found = found[:decisionsToAPage]
		p.Next = p.address(found[decisionsToAPage-1].Subject)
	}
	found = slices.DeleteFunc(found, func(l improvement.Listing) bool { return !l.MayRead(v.who) })
	if v.query("after") != "" {
		p.First = p.address("")
	}
	if err := v.meetListed(ctx, tasks); err != nil {
		return answer{}, err
	}
	v.fillDecisions(&p, tasks, found, lmgs)
	return show(p)
}

func (v *visit) meetListed(ctx context.Context, tasks []improvement.Task) error {
	people := []improvement.PersonID{v.who.Person}
	var bodies []improvement.BodyID
	for _, t := range tasks {
		people, bodies = append(people, t.Owner, t.Claimed), append(bodies, t.Body)
	}
	return v.meet(ctx, people, bodies)
}

func (v *visit) fillDecisions(p *decisionsPage, tasks []improvement.Task, found []improvement.Listing, lmgs []improvement.Body) {
	yours := map[improvement.SubjectID]bool{}
	for _, t := range tasks {
		yours[t.Subject] = true
		if p.First == "" {
			p.Yours = append(p.Yours, v.waiting(t))
		}
	}
	for _, l := range found {
		line := decisionLine{
			Path: decisionPath(l.Subject), Title: wording.Capital(v.words.Title(l.Subject, l.Title)), LMG: v.words.Body(l.LMG),
			Yours: yours[l.Subject], Tag: "grey",
		}
		line.Stands = listedStands(l, &line.Tag)
		p.Lines = append(p.Lines, line)
	}
	p.LMGs = bodyOptions(lmgs)
	for _, b := range lmgs {
		if improvement.MaySeeDrafts(v.who, b.ID) {
			p.Meeting = append(p.Meeting, decisionLink{"/meeting/" + string(b.ID), "Meeting pack of " + v.words.Body(b.ID)})
		}
	}
}

// listedStands says in a few words where a decision stands.
func listedStands(l improvement.Listing, tag *string) string {
	switch improvement.ApprovalStatus(l.Stage) {
	case improvement.ApprovalOpen:
		*tag = "blue"
		return "Open until " + l.Due.Plain()
	case improvement.ApprovalLapsed:
		*tag = "orange"
		return "Lapsed, to be settled by " + l.Due.Plain()
	}
	return wording.Capital(verdictWord(improvement.Verdict(l.Outcome)))
}

// address is that of the list with the same filter, behind a decision.
func (p decisionsPage) address(after improvement.SubjectID) string {
	q := url.Values{}
	for name, value := range map[string]string{"lmg": p.LMG, "after": string(after)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if p.Closed {
		q.Set("closed", "yes")
	}
	if len(q) == 0 {
		return "/decisions"
	}
	return "/decisions?" + q.Encode()
}
