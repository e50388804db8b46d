package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// ratingForm rates one aspect of a group's joint work, for the group or as its LWO: one at a
// time, so that it is quick on a phone and what is written is kept on the way.
type ratingForm struct {
	lwo     bool
	command string // its wire name in documents
}

var (
	rateOwn   = ratingForm{command: "review-rate"}.asks()
	rateAsLWO = ratingForm{lwo: true, command: "review-rate-as-lwo"}.asks()
)

// ratedBefore is a field with when the rating that the form shows was given: whoever
// rates what another changed meanwhile is told so first.
const ratedBefore = "was"

func (o ratingForm) asks() asks { return asks{page: o.page, do: o.do} }

// may refuses whoever may not rate now.
func (o ratingForm) may(v *visit, r *improvement.QualityReview, g improvement.GroupReview) error {
	if o.lwo {
		return r.Offers(improvement.RateAsLWO{Group: g.Group}, v.who, v.Now())
	}
	return r.Offers(improvement.RateJointWork{Group: g.Group}, v.who, v.Now())
}

func (o ratingForm) ratings(g *improvement.GroupReview) []improvement.JointRating {
	if o.lwo {
		return g.LWO
	}
	return g.Own
}

// rated finds what is rated: the review, the group and the aspect in the address.
func (o ratingForm) rated(ctx context.Context, v *visit) (*improvement.QualityReview, *improvement.GroupReview, improvement.Indicator, error) {
	r, err := v.reviewAt(ctx)
	if err != nil {
		return nil, nil, improvement.Indicator{}, err
	}
	if _, err := v.reviewGroupAt(r); err != nil {
		return nil, nil, improvement.Indicator{}, err
	}
	for _, i := range r.Indicators {
		if i.ID == v.path("indicator") {
			return r, r.Group(improvement.BodyID(v.path("group"))), i, nil
		}
	}
	return nil, nil, improvement.Indicator{}, improvement.ErrNotFound
}

func (o ratingForm) page(ctx context.Context, v *visit, f *form) (page, error) {
	r, g, indicator, err := o.rated(ctx, v)
	if err != nil {
		return nil, err
	}
	if err := o.may(v, r, *g); err != nil && (!o.lwo && !g.Rated() || v.request.Method == http.MethodGet && !f.Kept) {
		return nil, err // a draft is for its group, and what was written already is shown again
	}
	stands := ratingOf(o.ratings(g), indicator.ID)
	people := []improvement.PersonID{v.who.Person}
	if stands != nil {
		people = append(people, stands.By)
	}
	if err := v.meet(ctx, people, []improvement.BodyID{r.LMG, g.Group}); err != nil {
		return nil, err
	}
	o.takeUp(v, f, stands)
	p := &plainForm{
		asking: asking{f}, Title: indicator.Name, Label: o.whose(v, g), Send: "Save this rating", Keeps: true,
		Help:   "Say how it is, and what that rests on. Nobody is marked by it: it is how a group sees what to get better at.",
		Crumbs: append(v.reviewCrumbs(r), crumb{v.words.Body(g.Group), reviewGroupPath(r.Subject(), g.Group)}),
		Says:   []string{fmt.Sprintf("%d of %d are rated so far.", len(o.ratings(g)), len(r.Indicators))},
		Quote:  indicator.About,
	}
	if stands != nil {
		p.Says = append(p.Says, fmt.Sprintf("%s rated this as %s. What you send takes its place.", v.words.Person(stands.By), scoreSays(stands.Score)))
	}
	return p, o.questions(ctx, v, r, g, p)
}

// whose is whose rating it is.
func (o ratingForm) whose(v *visit, g *improvement.GroupReview) string {
	if o.lwo {
		return v.words.Body(g.Group) + ", as Locality Wellbeing Officer"
	}
	return v.words.Body(g.Group)
}

// takeUp fills a blank form with the rating that stands.
func (o ratingForm) takeUp(v *visit, f *form, stands *improvement.JointRating) {
	if len(f.values) > 0 || stands == nil {
		return
	}
	f.values.Set("score", itoa(stands.Score))
	f.values.Set("evidence", v.words.Text(stands.Evidence))
	for _, item := range stands.Items {
		f.values.Add("items[]", string(item))
	}
	f.values.Set(ratedBefore, ratedAt(stands))
}

func ratedAt(r *improvement.JointRating) string {
	if r == nil {
		return ""
	}
	return r.At.UTC().Format(time.RFC3339Nano)
}

func (o ratingForm) questions(ctx context.Context, v *visit, r *improvement.QualityReview, g *improvement.GroupReview, p *plainForm) error {
	f := p.Form
	var scale []option
	for score := 1; improvement.ScoreWord(score) != ""; score++ {
		scale = append(scale, option{Value: itoa(score), Label: scoreSays(score)})
	}
	p.ask("radios", f.Choice("score", "How is it?", "", scale))
	p.ask("words", f.Field("evidence", "What does that rest on?", "For example: parents chose the menu in February, and nobody asked those who do not come. You may choose items below in its place."))
	options, err := v.itemsToRate(ctx, r.LMG, g, f.values["items[]"])
	if len(options) > 0 {
		p.ask("checkboxes", f.Choice("items", "Tests and items of the library that show it (optional)", "Ten at most. The tests that the group worked on come first, then the newest items.", options))
	}
	p.ask("hidden", f.Field(ratedBefore, "", ""))
	return err
}

// itemsToRate are the tests of a group and the newest items of the LMG, those chosen first.
func (v *visit) itemsToRate(ctx context.Context, lmg improvement.BodyID, g *improvement.GroupReview, chosen []string) ([]option, error) {
	const most = 12
	shelved, err := v.Library.Shelf(ctx, improvement.LibraryFilter{LMG: lmg, Limit: most})
	if err != nil {
		return nil, err
	}
	var ids []improvement.ItemID
	add := func(id improvement.ItemID) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range chosen {
		add(improvement.ItemID(id))
	}
	tests := asItems(g.Tests)
	for _, id := range tests[max(0, len(tests)-most):] {
		add(id)
	}
	for _, s := range shelved {
		add(s.ID)
	}
	shown, err := v.itemsShown(ctx, ids)
	if err != nil {
		return nil, err
	}
	var options []option
	for _, one := range theShown(shown, ids) {
		options = append(options, one.option())
	}
	return options, nil
}

func (o ratingForm) do(ctx context.Context, v *visit, f *form) (string, error) {
	r, g, indicator, err := o.rated(ctx, v)
	if err != nil {
		return "", err
	}
	stands := ratingOf(o.ratings(g), indicator.ID)
	if stands != nil && stands.By != v.who.Person && f.value(ratedBefore) != ratedAt(stands) {
		f.values.Set(ratedBefore, ratedAt(stands))
		return "", improvement.Refuse(improvement.Conflict, "", "Somebody else rated this while you wrote. Read who below, and send yours again if it is to take its place.")
	}
	if f.value("score") == "" {
		return "", improvement.Refuse(improvement.Invalid, "score", "Choose one: how is it?")
	}
	values := maps.Clone(f.values)
	values.Del(ratedBefore)
	values.Set("group", string(g.Group))
	values.Set("indicator", indicator.ID)
	if err := o.file(ctx, v, f, r, values); err != nil {
		return "", err
	}
	rest := slices.DeleteFunc(slices.Clone(r.Indicators), func(i improvement.Indicator) bool {
		return i.ID == indicator.ID || ratingOf(o.ratings(g), i.ID) != nil
	})
	at := reviewGroupPath(r.Subject(), g.Group)
	if len(rest) == 0 {
		return at, nil
	}
	return at + "/" + strings.TrimPrefix(o.command, "review-") + "/" + url.PathEscape(rest[0].ID), nil
}

func (o ratingForm) file(ctx context.Context, v *visit, f *form, r *improvement.QualityReview, values url.Values) error {
	doc, err := document(values)
	if err != nil {
		return err
	}
	c, err := v.reader().Command(ctx, o.command, doc)
	if err != nil {
		return err
	}
	receipt, err := v.Sender.Review(ctx, r.Subject(), f.id(v), v.who.Person, c.Review)
	if refused, is := improvement.Refusal(err); is { // rules name the fields of a list
		here := *refused
		here.Field = strings.TrimPrefix(here.Field, "ratings.")
		err = &here
	}
	if err != nil {
		return err
	}
	v.acknowledge(receipt, "Thank you. Your rating is saved.")
	return nil
}
