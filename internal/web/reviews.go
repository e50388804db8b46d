package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// reviewsPage lists the quality reviews of each LMG, the latest first.
type reviewsPage struct{ LMGs []lmgReviews }

func (reviewsPage) head() head {
	return head{Template: "reviews", Title: "Quality reviews", Crumbs: []crumb{{"Priorities", "/priorities"}},
		Help: "Twice a year each Locality Management Group looks at how well its action groups work together: what goes well, and what is to become better."}
}

// lmgReviews are the reviews of one LMG.
type lmgReviews struct {
	LMG     string
	Reviews []subjectLine
	Open    string // where one is opened out of turn, by whoever may
}

func showReviews(ctx context.Context, v *visit) (answer, error) {
	lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
	if err != nil {
		return answer{}, err
	}
	found, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindReview})
	if err != nil {
		return answer{}, err
	}
	slices.SortStableFunc(found, func(a, b improvement.Listing) int { return cmp.Compare(b.Subject, a.Subject) })
	var p reviewsPage
	for _, lmg := range lmgs {
		of := lmgReviews{LMG: lmg.Name}
		if v.who.Is(lmg.ID, improvement.LWO, improvement.Chair) {
			of.Open = reviewsPath + "/" + url.PathEscape(string(lmg.ID)) + "/open"
		}
		for _, l := range found {
			if l.LMG == lmg.ID {
				of.Reviews = append(of.Reviews, reviewListed(l))
			}
		}
		p.LMGs = append(p.LMGs, of)
	}
	return show(p)
}

func reviewListed(l improvement.Listing) subjectLine {
	_, period := cutReview(l.Subject)
	line := subjectLine{Name: improvement.Period(period).Plain(), Path: reviewPath(l.Subject), Stands: reviewStages[improvement.ReviewStage(l.Stage)]}
	switch {
	case !l.Open && l.Outcome == "":
		line.Stands = "Ended without a decision"
	case l.Open && l.Due != "":
		line.Stands += ", next by " + l.Due.Plain()
	}
	return line
}

// reviewStages say where a review stands.
var reviewStages = map[improvement.ReviewStage]string{
	improvement.ReviewEvaluate: "Joint work is rated", improvement.ReviewConclude: "The Locality Wellbeing Officer drafts what follows",
	improvement.ReviewDecide: "The group is deciding", improvement.ReviewImprove: "Agreed, and improvement actions are open", improvement.ReviewClosed: "Closed",
}

const reviewsPath = "/reviews"

// cutReview takes a review's subject apart.
func cutReview(review improvement.SubjectID) (lmg improvement.BodyID, period string) {
	id, period, _ := strings.Cut(review.ID(), "/")
	return improvement.BodyID(id), period
}

// reviewPath is the page of a review.
func reviewPath(review improvement.SubjectID) string {
	lmg, period := cutReview(review)
	return reviewsPath + "/" + url.PathEscape(string(lmg)) + "/" + url.PathEscape(period)
}

// reviewGroupPath is the page of a group's joint work in a review.
func reviewGroupPath(review improvement.SubjectID, group improvement.BodyID) string {
	return reviewPath(review) + "/groups/" + url.PathEscape(string(group))
}

// reviewTaskPath is the page where a task of a review is done.
func reviewTaskPath(t improvement.Task) string {
	switch t.Kind {
	case improvement.TaskRate:
		return reviewGroupPath(t.Subject, improvement.BodyID(t.Item))
	case improvement.TaskConclude:
		return reviewPath(t.Subject) + "/propose"
	case improvement.TaskAction:
		return reviewPath(t.Subject) + "/action-done/" + url.PathEscape(t.Item)
	}
	return reviewPath(t.Subject) // of which groups are to be rated still
}

// reviewAt reads the review in the address.
func (v *visit) reviewAt(ctx context.Context) (*improvement.QualityReview, error) {
	lmg, period := v.path("lmg"), v.path("period")
	if improvement.CheckID("lmg", lmg) != nil || !improvement.Period(period).Valid() {
		return nil, improvement.ErrNotFound
	}
	_, state, err := v.Record.State(ctx, improvement.ReviewSubject(improvement.BodyID(lmg), period))
	if err != nil {
		return nil, err
	}
	return improvement.RestoreReview(state)
}

// reviewTitle is what a review is called, as the beginning of a line.
func (v *visit) reviewTitle(r *improvement.QualityReview) string {
	return wording.Capital(v.words.Title(r.Subject(), improvement.Words{}))
}

// reviewCrumbs lead to a review.
func (v *visit) reviewCrumbs(r *improvement.QualityReview) []crumb {
	return []crumb{{"Quality reviews", reviewsPath}, {v.reviewTitle(r), reviewPath(r.Subject())}}
}

// openReview opens a review of the LMG in the address out of turn.
var openReview = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		lmg, err := v.body(ctx, improvement.BodyID(v.path("lmg")), improvement.LMG)
		if err == nil && !v.who.Is(lmg.ID, improvement.LWO, improvement.Chair) {
			err = improvement.Refuse(improvement.NotAllowed, "", "Only a Locality Wellbeing Officer or the chair of %s opens a quality review.", lmg.Name)
		}
		return &plainForm{asking: asking{f}, Title: "Open a quality review", Send: "Open it", Label: lmg.Name, Crumbs: []crumb{{"Quality reviews", reviewsPath}},
			Help: "Reviews open by themselves twice a year. Open one out of turn where the group wants to look at its joint work now.",
			Says: []string{"Each action group that worked on a test since the last review is asked to rate its joint work, and the Locality Wellbeing Officer rates it beside. There is one review a month at most."}}, err
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		receipt, err := v.Sender.OpenReview(ctx, improvement.BodyID(v.path("lmg")), f.id(v), v.who.Person)
		if refused, is := improvement.Refusal(err); is && refused.Code == improvement.Conflict {
			return "", improvement.Refuse(improvement.Conflict, "", "There is a quality review of this month already. Go on with that one.")
		}
		if err != nil {
			return "", err
		}
		v.acknowledge(receipt, "The review is open. The groups are asked, and reminded.")
		return reviewPath(receipt.Subject), nil
	},
}
