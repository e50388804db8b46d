package web

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// onReview is a form about a quality review: the command that it sends, and what it asks.
type onReview struct {
	command, title, help, send, done string
	path                             string // below the review's; the command's where it is empty
	item                             string // the field that the address fills in
	template                         string // in place of the plain form's
	questions                        reviewQuestions
}

type reviewQuestions = func(ctx context.Context, v *visit, r *improvement.QualityReview, p *plainForm) error

// reviewForms are all forms about a review but those that rate.
var reviewForms = []onReview{
	{command: "submit", path: "groups/{group}/submit", item: "group", title: "Submit the group’s ratings", send: "Submit them", done: "Thank you. The ratings are submitted.",
		help: "They are the group’s word then. The Locality Wellbeing Officer’s ratings stand beside them.", questions: ratingsToSubmit},
	{command: "ask-again", path: "groups/{group}/ask-again", item: "group", title: "Ask the group to look again", send: "Ask the group", done: "The group is asked, and reminded.",
		help: "The group gets its ratings back to add to them. What it submitted before stands until it submits again.", questions: whyReview("reason", "What would you like the group to look at again?", "For example: what do those say who do not come?")},
	{command: "close-evaluation", title: "Go on before everybody has rated", send: "Go on", done: "The ratings are closed. Draft what follows next.",
		help: "The ratings that are missing stay missing, and everybody reads why.", questions: whyReview("reason", "Why does it go on without them?", "For example: the group is being set up anew.")},
	{command: "propose", title: "Take what follows to the group", send: "Take it to the group", done: "It is with the group now. Its members are asked to vote.", template: "review-propose",
		help: "What goes well, what is to become better by whom and when, and what the group is to agree.", questions: proposed},
	{command: "end", title: "End the review without a decision", send: "End it", done: "The review is ended.",
		help: "For a review that was opened by mistake, or that nobody could agree. What was rated stays on record.", questions: whyReview("reason", "Why does it end without a decision?", "")},
	{command: "hand-over", title: "Hand a part over", send: "Hand it over", done: "It is handed over, and both are told.",
		help: "Give what somebody has to do in this review to another.", questions: partsOfReview},
	{command: "action-done", path: "action-done/{action}", item: "action", title: "Mark an action as done", send: "It is done", done: "Thank you. It is marked as done.",
		help: "A note is not needed. Write one where the others should know how it went.", questions: aboutAction(noteOnAction)},
	{command: "action-change", path: "action-change/{action}", item: "action", title: "Change who does an action, or when", send: "Change it", done: "It is changed, and they are told.",
		help: "Choose another person or another day. What you leave stays as it is.", questions: aboutAction(actionAnew)},
	{command: "action-drop", path: "action-drop/{action}", item: "action", title: "Leave an action out", send: "Leave it out", done: "It is left out.",
		help: "It is not done then. Say why, so that the others understand.", questions: aboutAction(whyReview("reason", "Why is it left out?", ""))},
}

// reviewRoutes are the part of the table about quality reviews.
func reviewRoutes() []route {
	const at = reviewsPath + "/{lmg}/{period}"
	all := table(
		get(reviewsPath, onRecord, showReviews),
		ask(reviewsPath+"/{lmg}/open", theirOwnLMG, openReview),
		get(at, onRecord, showReview),
		get(at+"/journal", onRecord, showReviewJournal),
		get(at+"/groups/{group}", onRecord, showReviewGroup),
		ask(at+"/groups/{group}/rate/{indicator}", onRecord, rateOwn),
		ask(at+"/groups/{group}/rate-as-lwo/{indicator}", theirOwnLMG, rateAsLWO),
	)
	for _, o := range reviewForms {
		path := o.path
		if path == "" {
			path = o.command
		}
		all = append(all, ask(at+"/"+path, onRecord, asks{page: o.page, do: o.do})...)
	}
	return all
}

func (o onReview) page(ctx context.Context, v *visit, f *form) (page, error) {
	r, err := v.reviewAt(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.meetReview(ctx, r); err != nil {
		return nil, err
	}
	if !v.offeredOn(r) {
		switch {
		case !r.MaySeeAll(v.who) && !r.MaySeeRatings(v.who, improvement.BodyID(v.path("group"))):
			return nil, improvement.Refuse(improvement.NotAllowed, "", "This is for those who take part in the review. If you need it, ask your Locality Wellbeing Officer.")
		case v.request.Method == http.MethodGet && !f.Kept: // what was written already is shown again
			return nil, improvement.Refuse(improvement.WrongStage, "", "This is not for you to do just now. See on the page of the review where it stands.")
		}
	}
	p := &plainForm{asking: asking{f}, Title: o.title, Help: o.help, Send: o.send, Label: v.reviewTitle(r), Crumbs: v.reviewCrumbs(r)}
	if err := o.questions(ctx, v, r, p); err != nil {
		return nil, err
	}
	if o.template != "" {
		return &templateForm{p, o.template}, nil
	}
	return p, nil
}

// templateForm is a form with a template of its own.
type templateForm struct {
	*plainForm
	template string
}

func (p *templateForm) head() head {
	of := p.plainForm.head()
	of.Template = p.template
	return of
}

// offeredOn tells whether the form in the address is one that may be sent now.
func (v *visit) offeredOn(r *improvement.QualityReview) bool {
	offers := v.reviewOffers(r)
	if group := r.Group(improvement.BodyID(v.path("group"))); group != nil {
		offers = v.reviewGroupOffers(r, *group)
	}
	if action := v.path("action"); action != "" {
		offers = v.reviewActionOffers(r, action)
	}
	return slices.ContainsFunc(offers, func(o offer) bool { return o.Path == v.request.URL.EscapedPath() })
}

func (o onReview) do(ctx context.Context, v *visit, f *form) (string, error) {
	values := maps.Clone(f.values)
	review := improvement.ReviewSubject(improvement.BodyID(v.path("lmg")), v.path("period"))
	to := reviewPath(review)
	if o.item != "" {
		values.Set(o.item, v.path(o.item))
	}
	if o.item == "group" {
		to = reviewGroupPath(review, improvement.BodyID(v.path("group")))
	}
	doc, err := document(values)
	if err != nil {
		return "", err
	}
	c, err := v.reader().Command(ctx, "review-"+o.command, doc)
	if err != nil {
		return "", err
	}
	receipt, err := v.Sender.Review(ctx, review, f.id(v), v.who.Person, c.Review)
	if err != nil {
		return "", err
	}
	v.acknowledge(receipt, o.done)
	return to, nil
}

// whyReview asks for a reason, and nothing else.
func whyReview(field, label, hint string) reviewQuestions {
	return func(_ context.Context, _ *visit, _ *improvement.QualityReview, p *plainForm) error {
		p.ask("words", p.Form.Field(field, label, hint))
		return nil
	}
}

func ratingsToSubmit(_ context.Context, v *visit, r *improvement.QualityReview, p *plainForm) error {
	g := r.Group(improvement.BodyID(v.path("group")))
	if g == nil {
		return improvement.ErrNotFound
	}
	if err := r.Offers(improvement.RateJointWork{Group: g.Group}, v.who, v.Now()); err != nil && !g.Rated() {
		return err // a draft is for its group
	}
	for _, i := range r.Indicators {
		if rating := ratingOf(g.Own, i.ID); rating != nil {
			p.Says = append(p.Says, i.Name+": "+scoreSays(rating.Score)+". "+v.words.Line(rating.Evidence))
		}
	}
	return nil
}

// aboutAction quotes the action in the address before it asks.
func aboutAction(then reviewQuestions) reviewQuestions {
	return func(ctx context.Context, v *visit, r *improvement.QualityReview, p *plainForm) error {
		i := slices.IndexFunc(r.Actions, func(a improvement.Action) bool { return a.ID == v.path("action") })
		if i < 0 {
			return improvement.ErrNotFound
		}
		a := r.Actions[i]
		p.Quote = v.words.Text(a.What)
		p.Says = []string{v.words.Person(a.Who) + ", by " + a.Due.Plain() + "."}
		return then(ctx, v, r, p)
	}
}

func noteOnAction(_ context.Context, _ *visit, _ *improvement.QualityReview, p *plainForm) error {
	p.ask("words", p.Form.May("note", "How did it go?", ""))
	return nil
}

func actionAnew(ctx context.Context, v *visit, r *improvement.QualityReview, p *plainForm) error {
	people, err := v.peopleOf(ctx, r)
	p.ask("select", p.Form.Choice("to", "Who does it? (optional)", "", people))
	p.ask("date", p.Form.Field("due", "By when? (optional)", ""))
	p.ask("words", p.Form.Field("reason", "Why?", ""))
	return err
}

func partsOfReview(ctx context.Context, v *visit, r *improvement.QualityReview, p *plainForm) error {
	people, err := v.peopleOf(ctx, r)
	from := slices.DeleteFunc(slices.Clone(people), func(o option) bool { return !r.HasPart(improvement.PersonID(o.Value)) })
	p.ask("select", p.Form.Choice("from", "Who had it?", "", from))
	p.ask("select", p.Form.Choice("to", "Who has it from now on?", "A Locality Wellbeing Officer follows another. Somebody of the group, who is not under 16, follows its lead.", people))
	p.ask("words", p.Form.Field("reason", "Why?", ""))
	return err
}

// peopleOf are the people of the LMG and of the groups of a review, and those who have a
// part in it, by name.
func (v *visit) peopleOf(ctx context.Context, r *improvement.QualityReview) ([]option, error) {
	subjects := []improvement.SubjectID{improvement.BodySubject(r.LMG)}
	people := []improvement.PersonID{r.LWO}
	for _, g := range r.Groups {
		subjects, people = append(subjects, improvement.BodySubject(g.Group)), append(people, g.Lead)
	}
	for _, a := range r.Actions {
		people = append(people, a.Who)
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	for _, state := range states {
		var b improvement.BodyState
		if err := json.Unmarshal(state, &b); err != nil {
			return nil, err
		}
		for _, m := range b.Members {
			people = append(people, m.Person)
		}
	}
	return v.byName(ctx, people)
}

// proposed asks what follows from the ratings. What was proposed before is taken up.
func proposed(ctx context.Context, v *visit, r *improvement.QualityReview, p *plainForm) error {
	people, err := v.peopleOf(ctx, r)
	if err != nil {
		return err
	}
	var groups, indicators []option
	for _, g := range r.Groups {
		groups = append(groups, option{Value: string(g.Group), Label: v.words.Body(g.Group)})
	}
	for _, i := range r.Indicators {
		indicators = append(indicators, option{Value: i.ID, Label: i.Name})
	}
	f := p.Form
	if len(f.values) == 0 && r.Proposal != nil {
		v.takeUpProposal(f, *r.Proposal)
	}
	for _, at := range f.Rows("strengths", 2) {
		p.ask(at, f.Field(at+".what", "What goes well?", "For example: predictions are written down before anything is tried."))
		p.ask(at, f.Choice(at+".group", "Which group is it about? (optional)", "Leave it for all of them.", groups))
		p.ask(at, f.Choice(at+".indicator", "Which aspect is it about? (optional)", "", indicators))
	}
	for _, at := range f.Rows("actions", 1) {
		p.ask(at, f.Field(at+".what", "What will be done?", "For example: ask ten families who do not come what would make it worth coming."))
		p.ask(at, f.Choice(at+".who", "Who does it?", "", people))
		p.ask(at, f.Field(at+".due", "By when?", ""))
		p.ask(at, f.Choice(at+".group", "Which group is it about? (optional)", "Leave it for all of them.", groups))
	}
	p.ask("decision", f.Field("decision", "What is the group to agree?", "For example: the group notes the strengths, agrees the actions, and looks at how families are involved again in October."))
	p.Keeps = true
	for _, why := range append(slices.Clone(r.Requests), r.Declined...) {
		p.Says = append(p.Says, "The group said: "+v.words.Line(why))
	}
	return nil
}

func (v *visit) takeUpProposal(f *form, c improvement.ReviewProposal) {
	for i, s := range c.Strengths {
		at := "strengths[" + itoa(i+1) + "]."
		f.values.Set(at+"what", v.words.Text(s.What))
		f.values.Set(at+"group", string(s.Group))
		f.values.Set(at+"indicator", s.Indicator)
	}
	for i, a := range c.Actions {
		at := "actions[" + itoa(i+1) + "]."
		f.values.Set(at+"what", v.words.Text(a.What))
		f.values.Set(at+"who", string(a.Who))
		f.values.Set(at+"group", string(a.Group))
		if y, m, d, ok := partsOf(a.Due); ok {
			f.values.Set(at+"due"+dayPart, d)
			f.values.Set(at+"due"+monthPart, m)
			f.values.Set(at+"due"+yearPart, y)
		}
	}
	f.values.Set("decision", v.words.Text(c.Decision))
}

// Parts are the questions of the entries of a list, entry by entry.
func (p *plainForm) Parts(list string) [][]field {
	var parts [][]field
	last := ""
	for _, one := range p.Asked {
		if !strings.HasPrefix(one.As, list+"[") {
			continue
		}
		if one.As != last {
			parts, last = append(parts, nil), one.As
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], one.Of)
	}
	return parts
}
