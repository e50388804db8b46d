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
	shown, err := v.restsOn(ctx, append(ids, asItems(g.Tests)...))
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

// theShown are those of the items that are shown, in their order.
func theShown(shown map[improvement.ItemID]shownItem, ids []improvement.ItemID) []shownItem {
	var all []shownItem
	for _, id := range ids {
		if one, may := shown[id]; may {
			all = append(all, one)
		}
	}
	return all
}

// restsOn tells of what ratings rest on: items of the library, tests and earlier reviews, as
// far as whoever asks may know of them. It reads them all at once.
func (v *visit) restsOn(ctx context.Context, ids []improvement.ItemID) (map[improvement.ItemID]shownItem, error) {
	var subjects []improvement.SubjectID
	for _, id := range ids {
		if !slices.Contains(subjects, id.Subject()) {
			subjects = append(subjects, id.Subject())
		}
	}
	shown := map[improvement.ItemID]shownItem{}
	if len(subjects) == 0 {
		return shown, nil
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		state, subject := states[id.Subject()], id.Subject()
		one, may := shownItem{ID: id}, state != nil
		switch whole := id == improvement.ItemID(subject); {
		case may && whole && subject.Kind() == improvement.KindTest:
			t, err := improvement.RestoreTest(state)
			if err != nil {
				return nil, err
			}
			one.Name, one.Path, one.Detail = v.words.Line(t.Charter.Title), testPath(t.Charter.ID), "A test of change"
		case may && subject.Kind() == improvement.KindReview:
			one.Name, one.Path, one.Detail = v.words.Title(subject, improvement.Words{}), reviewPath(subject), "A quality review"
		default:
			if one, may, err = v.itemShown(id, state); err != nil {
				return nil, err
			}
		}
		if may {
			shown[id] = one
		}
	}
	return shown, nil
}
