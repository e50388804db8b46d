package web

import (
	"context"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// reviewJournalPage is what was filed of a review and of its votes, as a timeline by days.
type reviewJournalPage struct {
	Review  string
	Crumbs  []crumb
	Days    []journalDay
	Earlier string
}

func (p reviewJournalPage) head() head {
	return head{Template: "test-journal", Title: "What was done in the review", Label: p.Review, Crumbs: p.Crumbs,
		Help: "Everything that was filed of this review and its votes, the newest first. Nothing is ever taken out or changed here."}
}

func showReviewJournal(ctx context.Context, v *visit) (answer, error) {
	r, err := v.reviewAt(ctx)
	if err != nil {
		return answer{}, err
	}
	if !r.MaySeeAll(v.who) {
		return answer{}, improvement.Refuse(improvement.NotAllowed, "", "Until it is agreed, a quality review is for those of the Locality Management Group.")
	}
	entries, err := v.reviewDeeds(ctx, r)
	if err != nil {
		return answer{}, err
	}
	skip := number(v.query("skip"))
	entries = entries[min(skip, len(entries)):]
	var earlier string
	if len(entries) > deedsOnAPage {
		entries, earlier = entries[:deedsOnAPage], reviewPath(r.Subject())+"/journal?skip="+itoa(skip+deedsOnAPage)
	}
	if err := v.meetReviewers(ctx, r, entries); err != nil {
		return answer{}, err
	}
	return show(reviewJournalPage{v.reviewTitle(r), v.reviewCrumbs(r), v.byDay(entries), earlier})
}

// reviewDeeds are the entries of a review and of its latest votes, newest first. What a
// group drafts is for the group until it is submitted: only that it did shows.
func (v *visit) reviewDeeds(ctx context.Context, r *improvement.QualityReview) ([]improvement.Entry, error) {
	subjects := []improvement.SubjectID{r.Subject()}
	for n := r.Approvals; n > max(0, r.Approvals-approvalsRead); n-- {
		subjects = append(subjects, improvement.ApprovalSubject(r.Subject(), n))
	}
	journals, err := v.Record.Journals(ctx, subjects)
	if err != nil {
		return nil, err
	}
	entries := slices.DeleteFunc(journals[r.Subject()], func(e improvement.Entry) bool {
		rated, is := e.Event.(*improvement.JointWorkRated)
		g := (*improvement.GroupReview)(nil)
		if is {
			g = r.Group(rated.Group)
		}
		return g != nil && !g.Rated()
	})
	for _, approval := range subjects[1:] {
		a, err := improvement.ApprovalAt(journals[approval])
		if err != nil {
			return nil, err
		}
		if a.MayRead(v.who) { // how an LMG voted before it agreed is its own
			entries = append(entries, journals[approval]...)
		}
	}
	return newestFirst(entries), nil
}

// meetReviewers reads the names that the deeds tell.
func (v *visit) meetReviewers(ctx context.Context, r *improvement.QualityReview, entries []improvement.Entry) error {
	people, bodies := namedInReview(r.Look())
	people, bodies = append(people, v.who.Person, r.LWO), append(bodies, r.LMG)
	for _, e := range entries {
		people = append(people, e.By)
		switch event := e.Event.(type) {
		case *improvement.TasksHandedOver:
			people = append(people, event.From, event.To)
		case *improvement.ActionChanged:
			people = append(people, event.To)
		}
	}
	return v.meet(ctx, people, bodies)
}
