package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// Agendas lists what a meeting has before it.
type Agendas interface {
	Agenda(ctx context.Context, f improvement.AgendaFilter) (improvement.Agenda, error)
}

// meetingPage is the pack for a meeting of an LMG: one page to read on the way there, or
// to print.
type meetingPage struct {
	asking
	LMG       string
	Of        string // the LMG in the address
	On, Since improvement.Date
	Items     []meetingItem
	Flagged   []flaggedTest
	Actions   []dueAction
	Decided   []decidedSince
	More      bool // there are more than are listed
}

func (p meetingPage) head() head {
	return head{
		Template: "meeting", Title: "Meeting pack of " + p.LMG, Label: p.On.Plain(),
		Help:   "All that waits for this group, for one meeting. Print it, or read it here.",
		Crumbs: []crumb{{"Decisions", "/decisions"}},
	}
}

// meetingItem is a decision that waits, with its pack in short.
type meetingItem struct {
	Path, Title, Asks, Stands string
	Address                   string // the whole of it, for paper
	Proposed, Learned         string
	Predictions               []predictionView
	Readings                  []toldView
	Took                      []string
	Consequences              string
	Drafts                    []draftView
	Proposal                  *proposalView
	Since                     []sinceView // what came after the pack was frozen
	MoreSince                 int         // changes that are not told here
	Votes                     votesView
	Evidence                  int
}

// flaggedTest is a test that the meeting should hear of.
type flaggedTest struct {
	Path, Title, Status, Tag, Lead string
	Why                            []string
}

// dueAction is something that the LMG wants done, and is due.
type dueAction struct {
	What, Who, Of string
	Due           improvement.Date
	Late          bool
}

// decidedSince is something that was decided since the meeting before.
type decidedSince struct {
	Path, Title, Says string
	On                improvement.Date
}

// A meeting's page holds so many of each kind at most, and looks back so far where nobody
// says when the meeting before was.
const (
	mostOfMeeting = 100
	sinceBefore   = 28 // days
)

func showMeeting(ctx context.Context, v *visit) (answer, error) {
	lmg := improvement.BodyID(v.path("lmg"))
	if !improvement.MaySeeDrafts(v.who, lmg) {
		return answer{}, improvement.Refuse(improvement.NotAllowed, "", "This meeting pack is for the members of the group that meets. Your own is in the list of decisions.")
	}
	page := meetingPage{asking: asking{v.blank(v.request.URL.Query())}, Of: string(lmg)}
	page.On, page.Since = v.daysOf(page.Form)
	if len(page.Form.Faults) > 0 {
		page.LMG = v.words.Body(lmg)
		return again(page)
	}
	brought, err := v.bring(ctx, lmg, page)
	if err != nil {
		return answer{}, err
	}
	since, err := v.sinceFrozen(ctx, brought)
	if err != nil {
		return answer{}, err
	}
	if err := v.meetAtMeeting(ctx, lmg, brought, since); err != nil {
		return answer{}, err
	}
	page.LMG = v.words.Body(lmg)
	v.layBefore(&page, brought, since)
	return show(page)
}

// daysOf reads for which day the pack is, and since when it looks back.
func (v *visit) daysOf(f *form) (on, since improvement.Date) {
	days := withDays(f.values)
	read := func(name string, otherwise improvement.Date) improvement.Date {
		text := days.Get(name)
		if text == "" {
			return otherwise
		}
		day := dayInFields(text)
		if !day.Valid() {
			f.Faults = append(f.Faults, fault{name, "This is not a day. Write it as 28 5 2027."})
			return otherwise
		}
		f.putParts(name, day)
		return day
	}
	on = read("on", v.today())
	since = read("since", on.AddDays(-sinceBefore))
	f.putParts("on", on)
	f.putParts("since", since)
	return on, since
}

// dayInFields reads 28/5/2027, as three fields give it, or 2027-05-28, as an address may.
func dayInFields(text string) improvement.Date {
	parts := strings.Split(text, "/")
	if len(parts) != 3 {
		return improvement.Date(text)
	}
	var n [3]int
	for i, part := range parts {
		n[i], _ = strconv.Atoi(strings.TrimSpace(part)) // what is no number is no day
	}
	return improvement.Date(fmt.Sprintf("%04d-%02d-%02d", n[2], n[1], n[0]))
}

// putParts fills the three fields of a day.
func (f *form) putParts(name string, day improvement.Date) {
	if year, month, of, ok := partsOf(day); ok {
		f.values.Set(name+dayPart, of)
		f.values.Set(name+monthPart, month)
		f.values.Set(name+yearPart, year)
	}
}

// brought is what a meeting's pack is made of.
type brought struct {
	approvals []*improvement.Approval
	tests     map[improvement.SubjectID]*improvement.TestOfChange
	rounds    []*improvement.PrioritySetting
	reviews   []*improvement.QualityReview
	agenda    improvement.Agenda
	more      bool
}

// bring reads what waits for an LMG: lists first, then all states at once.
func (v *visit) bring(ctx context.Context, lmg improvement.BodyID, page meetingPage) (*brought, error) {
	var subjects []improvement.SubjectID
	b := &brought{tests: map[improvement.SubjectID]*improvement.TestOfChange{}}
	open, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindApproval, Open: true, LMG: lmg, Limit: mostOfMeeting + 1})
	if err != nil {
		return nil, err
	}
	b.more = len(open) > mostOfMeeting
	for _, l := range open[:min(len(open), mostOfMeeting)] {
		subjects = append(subjects, l.Subject)
		if l.Parent.Kind() == improvement.KindTest {
			subjects = append(subjects, l.Parent)
		}
	}
	for _, kind := range []improvement.Kind{improvement.KindRound, improvement.KindReview} {
		all, err := v.Record.List(ctx, improvement.Filter{Kind: kind, LMG: lmg})
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, ofLate(all)...)
	}
	if b.agenda, err = v.Agendas.Agenda(ctx, improvement.AgendaFilter{LMG: lmg, Today: v.today(), Since: page.Since, Limit: mostOfMeeting}); err != nil {
		return nil, err
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	for _, subject := range subjects {
		if err := b.take(subject, states[subject]); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// ofLate are the rounds or reviews that a meeting may hear of: the open ones, and the
// latest that were closed.
func ofLate(all []improvement.Listing) []improvement.SubjectID {
	const closed = 4
	var subjects []improvement.SubjectID
	for i, l := range all { // by ID, which ends with the year or month
		if l.Open || i >= len(all)-closed {
			subjects = append(subjects, l.Subject)
		}
	}
	return subjects
}

func (b *brought) take(subject improvement.SubjectID, state json.RawMessage) (err error) {
	if state == nil {
		return nil
	}
	switch subject.Kind() {
	case improvement.KindApproval:
		var a *improvement.Approval
		if a, err = improvement.RestoreApproval(state); err == nil {
			b.approvals = append(b.approvals, a)
		}
	case improvement.KindTest:
		b.tests[subject], err = improvement.RestoreTest(state)
	case improvement.KindRound:
		var r *improvement.PrioritySetting
		if r, err = improvement.RestoreRound(state); err == nil {
			b.rounds = append(b.rounds, r)
		}
	case improvement.KindReview:
		var r *improvement.QualityReview
		if r, err = improvement.RestoreReview(state); err == nil {
			b.reviews = append(b.reviews, r)
		}
	}
	return err
}

// meetAtMeeting reads all names that the page shows, at once.
func (v *visit) meetAtMeeting(ctx context.Context, lmg improvement.BodyID, b *brought, since *cameSince) error {
	people, bodies := append(since.people(), v.who.Person), []improvement.BodyID{lmg}
	for _, a := range b.approvals {
		for _, s := range a.Panel {
			people = append(people, s.Person)
			if s.Vote != nil {
				for _, c := range s.Vote.Conditions {
					people = append(people, c.Who)
				}
			}
		}
		if a.Pack.Review != nil {
			named, groups := namedInConclusions(a.Pack.Review.Proposal)
			people, bodies = append(people, named...), append(bodies, groups...)
		}
		for _, d := range a.Pack.Drafts {
			bodies = append(bodies, d.Localities...)
		}
	}
	for _, l := range b.agenda.Flagged() {
		people = append(people, l.Course.Lead)
	}
	for _, actions := range b.actions() {
		for _, a := range actions.all {
			people = append(people, a.Who)
		}
	}
	return v.meet(ctx, people, bodies)
}

// actionsOf are the actions of a round or a review.
type actionsOf struct {
	title improvement.Words
	of    improvement.SubjectID
	all   improvement.Actions
}

func (b *brought) actions() []actionsOf {
	var all []actionsOf
	for _, r := range b.rounds {
		all = append(all, actionsOf{r.Title, r.Subject(), r.Actions})
	}
	for _, r := range b.reviews {
		all = append(all, actionsOf{improvement.Words{}, r.Subject(), r.Actions})
	}
	return all
}

// layBefore puts all on the page.
func (v *visit) layBefore(page *meetingPage, b *brought, since *cameSince) {
	page.More = b.more || b.agenda.More
	slices.SortStableFunc(b.approvals, func(x, y *improvement.Approval) int { return strings.Compare(string(x.Deadline), string(y.Deadline)) })
	for _, a := range b.approvals {
		item := v.meetingItem(a, b.tests[a.Of], since.shown)
		since.tell(v, &item, a, b.tests[a.Of])
		page.Items = append(page.Items, item)
	}
	for _, l := range b.agenda.Flagged() {
		page.Flagged = append(page.Flagged, v.flagged(l))
	}
	for _, from := range b.actions() {
		for _, a := range from.all {
			if a.Status == improvement.StepOpen && a.Due <= page.On {
				page.Actions = append(page.Actions, dueAction{
					What: v.words.Line(a.What), Who: v.words.Person(a.Who), Of: v.words.Title(from.of, from.title), Due: a.Due, Late: a.Due < v.today(),
				})
			}
		}
	}
	slices.SortStableFunc(page.Actions, func(x, y dueAction) int { return strings.Compare(string(x.Due), string(y.Due)) })
	page.Decided = v.decidedSince(page.Since, page.On, b)
}

func (v *visit) flagged(l improvement.TestLine) flaggedTest {
	f := flaggedTest{
		Path: "/tests/" + url.PathEscape(l.Subject.ID()), Title: v.words.Title(l.Subject, l.Title), Status: wording.Capital(l.Status.Plain()),
		Tag: "grey", Lead: v.words.Person(l.Course.Lead),
	}
	switch l.Status {
	case improvement.Stuck:
		f.Tag = "red"
	case improvement.NeedsAttention:
		f.Tag = "orange"
	}
	for _, r := range l.Course.Why(v.today()) {
		f.Why = append(f.Why, r.Plain())
	}
	if n := l.Course.Signals; n > 0 {
		f.Why = append(f.Why, fmt.Sprintf("Signals in its points that nobody has talked about yet: %d.", n))
	}
	return f
}
