package web

import (
	"context"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// reviewPage is a quality review as it stands.
type reviewPage struct {
	Title, LMG, Stands, Worked, Guide string
	All                               bool // it is read whole: until it is agreed it is the LMG's own
	Early                             string
	Before                            *leftBefore
	Groups                            []reviewGroupLine
	Spreads                           []spreadView
	Says                              []fact // what the LMG asked for, or gave as its reasons
	Proposal                          *proposalView
	Agreed                            string // the day; empty before
	Actions                           []actionLine
	Vote                              string // its page
	Offers                            []offer
	Next                              []waitingTask
	Journal                           string
}

func (p reviewPage) head() head {
	return head{Template: "review", Title: p.Title, Crumbs: []crumb{{"Quality reviews", reviewsPath}},
		Help: "Each group rates its joint work, the Locality Wellbeing Officer rates it beside, and the group of the locality agrees what follows. Where the two differ by two or more, it is worth a talk."}
}

// reviewGroupLine is a group of a review in a list.
type reviewGroupLine struct{ Name, Path, Stands, LWO string }

func showReview(ctx context.Context, v *visit) (answer, error) {
	r, err := v.reviewAt(ctx)
	if err != nil {
		return answer{}, err
	}
	if err := v.meetReview(ctx, r); err != nil {
		return answer{}, err
	}
	p := reviewPage{
		Title: v.reviewTitle(r), LMG: v.words.Body(r.LMG), Stands: v.reviewStands(r), Guide: v.words.Person(r.LWO),
		Worked: fmt.Sprintf("%s to %s", r.From.Plain(), r.To.Plain()), All: r.MaySeeAll(v.who), Offers: v.reviewOffers(r),
	}
	for _, g := range r.Groups {
		p.Groups = append(p.Groups, v.reviewGroupLine(r, g))
	}
	p.Actions = v.reviewActions(r, p.All)
	if p.All {
		v.wholeReview(r, &p)
	}
	for _, t := range r.Tasks() {
		if p.All || t.Owner == v.who.Person {
			p.Next = append(p.Next, v.waiting(t))
		}
	}
	return show(p)
}

// wholeReview fills in what only those of the LMG see before it is agreed.
func (v *visit) wholeReview(r *improvement.QualityReview, p *reviewPage) {
	pack := r.Look().Submitted()
	p.Early, p.Journal = v.words.Text(r.ClosedWith), reviewPath(r.Subject())+"/journal"
	if r.Before != nil {
		p.Before = v.leftBefore(*r.Before)
	}
	if len(r.Groups) > 1 {
		own, lwo := pack.Spreads()
		for i := range own {
			p.Spreads = append(p.Spreads, spreadView{own[i].Indicator.Name, spreadSays(own[i]), spreadSays(lwo[i])})
		}
	}
	for _, why := range r.Requests {
		p.Says = append(p.Says, fact{"Asked for", v.words.Line(why)})
	}
	for _, why := range r.Declined {
		p.Says = append(p.Says, fact{"Declined", v.words.Line(why)})
	}
	if r.Proposal != nil {
		proposal := v.proposal(*r.Proposal)
		p.Proposal = &proposal
	}
	if r.Agreed != nil {
		p.Agreed = improvement.DateOf(r.Agreed.At).Plain()
	}
	if r.Approvals > 0 {
		p.Vote = decisionPath(r.ApprovalSubject())
	}
}

func (v *visit) reviewStands(r *improvement.QualityReview) string {
	switch {
	case !r.Ended.Empty() && !r.MaySeeAll(v.who):
		return "Ended without a decision on " + improvement.DateOf(r.ClosedAt).Plain() + "."
	case !r.Ended.Empty():
		return fmt.Sprintf("Ended without a decision on %s: %s", improvement.DateOf(r.ClosedAt).Plain(), v.words.Line(r.Ended))
	case r.Closed():
		return "Agreed, and closed on " + improvement.DateOf(r.ClosedAt).Plain() + "."
	case r.Stage == improvement.ReviewDecide:
		return v.words.Body(r.LMG) + " is deciding."
	case r.Agreed != nil:
		return fmt.Sprintf("Agreed on %s. %d of %s open.", improvement.DateOf(r.Agreed.At).Plain(), r.Actions.Left(), countOf(len(r.Actions), "action is", "actions are"))
	case r.Stage == improvement.ReviewEvaluate:
		return fmt.Sprintf("Joint work is rated: by the groups until %s, by the Locality Wellbeing Officer until %s.", r.Due.Plain(), r.DueLWO.Plain())
	}
	return reviewStages[r.Stage] + ", until " + r.Due.Plain() + "."
}

// reviewGroupLine tells how far the rating of a group is, and no score: these are on its page.
func (v *visit) reviewGroupLine(r *improvement.QualityReview, g improvement.GroupReview) reviewGroupLine {
	line := reviewGroupLine{Name: v.words.Body(g.Group), Stands: groupStands(r, g), LWO: ratedOf(g.LWO, r) + " by the Locality Wellbeing Officer"}
	if r.MaySeeRatings(v.who, g.Group) {
		line.Path = reviewGroupPath(r.Subject(), g.Group)
	}
	return line
}

func groupStands(r *improvement.QualityReview, g improvement.GroupReview) string {
	switch {
	case g.Rated():
		return "Rated by the group on " + improvement.DateOf(g.Submitted).Plain()
	case !g.Asked.Empty() && r.Stage != improvement.ReviewEvaluate:
		return "Asked to look again, and did not submit again"
	case r.Stage != improvement.ReviewEvaluate:
		return "Not rated by the group"
	case !g.Asked.Empty():
		return "Asked to look at its ratings again"
	case len(g.Own) > 0:
		return "The group’s draft has " + ratedOf(g.Own, r)
	}
	return "Not rated by the group yet"
}

func ratedOf(ratings []improvement.JointRating, r *improvement.QualityReview) string {
	return fmt.Sprintf("%d of %d ratings", len(ratings), len(r.Indicators))
}

// reviewActions are what was agreed to be done: to those who may not see the whole review,
// only what is theirs.
func (v *visit) reviewActions(r *improvement.QualityReview, all bool) []actionLine {
	var lines []actionLine
	for _, a := range r.Actions {
		line := actionLine{
			What: v.words.Line(a.What), Who: v.words.Person(a.Who), Due: a.Due.Plain(), Stands: plainStage(string(a.Status)),
			Offers: v.reviewActionOffers(r, a.ID),
		}
		if !a.Note.Empty() {
			line.Stands += ": " + v.words.Line(a.Note)
		}
		if all || len(line.Offers) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// meetReview reads the names that a review shows.
func (v *visit) meetReview(ctx context.Context, r *improvement.QualityReview) error {
	people, bodies := namedInReview(r.Look())
	people, bodies = append(people, v.who.Person, r.LWO), append(bodies, r.LMG)
	for _, a := range r.Actions {
		people = append(people, a.Who)
	}
	for _, t := range r.Tasks() {
		people = append(people, t.Owner)
	}
	return v.meet(ctx, people, bodies)
}
