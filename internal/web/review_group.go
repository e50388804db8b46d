package web

import (
	"context"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// reviewGroupPage is the joint work of a group: how it rates it beside how the LWO does.
type reviewGroupPage struct {
	Title, Review  string
	Crumbs         []crumb
	Stands, Period string
	Asked          string // what the group was asked to look at again
	Draft          bool   // the group's ratings are its draft, which only the group reads
	Tests          []shownItem
	Indicators     []indicatorView
	Offers         []offer
}

func (p reviewGroupPage) head() head {
	return head{Template: "review-group", Title: p.Title, Label: p.Review, Crumbs: p.Crumbs,
		Help: "Six aspects of joint work, each from 1 (unsatisfactory) to 6 (excellent), with what the rating rests on. Anybody in the group may fill in its draft; its lead submits it."}
}

// indicatorView is one aspect of joint work, rated by both.
type indicatorView struct {
	Name, About      string
	Talk             bool // they lie so far apart that it is worth a talk
	Own, LWO         *jointRatingView
	RateOwn, RateLWO string // where whoever asks rates it
}

// jointRatingView is a rating with what it rests on.
type jointRatingView struct {
	Says, By, Evidence string
	Items              []shownItem
}

// reviewGroupAt finds the group in the address.
func (v *visit) reviewGroupAt(r *improvement.QualityReview) (improvement.GroupReview, error) {
	i := slices.IndexFunc(r.Groups, func(g improvement.GroupReview) bool { return string(g.Group) == v.path("group") })
	if i < 0 {
		return improvement.GroupReview{}, improvement.ErrNotFound
	}
	g := r.Look().Groups[i]
	if !r.MaySeeRatings(v.who, g.Group) {
		return g, improvement.Refuse(improvement.NotAllowed, "", "Until it is agreed, a quality review is for those of the Locality Management Group, and for the group that is rated.")
	}
	return g, nil
}

func showReviewGroup(ctx context.Context, v *visit) (answer, error) {
	r, err := v.reviewAt(ctx)
	if err != nil {
		return answer{}, err
	}
	g, err := v.reviewGroupAt(r)
	if err != nil {
		return answer{}, err
	}
	if err := v.meetReview(ctx, r); err != nil {
		return answer{}, err
	}
	var ids []improvement.ItemID
	for _, rating := range append(slices.Clone(g.Own), g.LWO...) {
		ids = append(ids, rating.Items...)
	}
	shown, err := v.itemsShown(ctx, append(ids, asItems(g.Tests)...))
	if err != nil {
		return answer{}, err
	}
	p := reviewGroupPage{
		Title: "Joint work of " + v.words.Body(g.Group), Review: v.reviewTitle(r), Crumbs: v.reviewCrumbs(r), Stands: groupStands(r, g) + ".",
		Period: r.From.Plain() + " to " + r.To.Plain(), Offers: v.reviewGroupOffers(r, g), Tests: theShown(shown, asItems(g.Tests)),
	}
	if !g.Asked.Empty() {
		p.Asked = v.words.Text(g.Asked)
	}
	own := r.Offers(improvement.RateJointWork{Group: g.Group}, v.who, v.Now()) == nil
	if !g.Rated() {
		if p.Draft = own; !own {
			g.Own = nil // a draft is nobody's word yet
		}
	}
	lwo := r.Offers(improvement.RateAsLWO{Group: g.Group}, v.who, v.Now()) == nil
	for _, i := range r.Indicators {
		p.Indicators = append(p.Indicators, v.indicatorView(r, g, i, shown, own, lwo))
	}
	return show(p)
}

func (v *visit) indicatorView(r *improvement.QualityReview, g improvement.GroupReview, i improvement.Indicator, shown map[improvement.ItemID]shownItem, own, lwo bool) indicatorView {
	at := reviewGroupPath(r.Subject(), g.Group)
	view := indicatorView{Name: i.Name, About: i.About, Own: v.jointRatingView(ratingOf(g.Own, i.ID), shown), LWO: v.jointRatingView(ratingOf(g.LWO, i.ID), shown)}
	if own {
		view.RateOwn = at + "/rate/" + url.PathEscape(i.ID)
	}
	if lwo {
		view.RateLWO = at + "/rate-as-lwo/" + url.PathEscape(i.ID)
	}
	for _, s := range r.Look().Beside(g.Group) {
		view.Talk = view.Talk || s.Indicator.ID == i.ID && s.WorthATalk()
	}
	return view
}

func (v *visit) jointRatingView(r *improvement.JointRating, shown map[improvement.ItemID]shownItem) *jointRatingView {
	if r == nil {
		return nil
	}
	return &jointRatingView{Says: scoreSays(r.Score), By: v.words.Person(r.By), Evidence: v.words.Text(r.Evidence), Items: theShown(shown, r.Items)}
}

func asItems(tests []improvement.SubjectID) []improvement.ItemID {
	items := make([]improvement.ItemID, len(tests))
	for i, t := range tests {
		items[i] = improvement.ItemID(t)
	}
	return items
}
