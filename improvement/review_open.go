package improvement

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Worked is what a review needs to know of a test: whose work it was, and when.
type Worked struct {
	Test  SubjectID
	Group BodyID
	Lead  PersonID
	From  Date
	To    Date // empty while it is open
}

// Worked tells when a group worked on the test.
func (t *TestOfChange) Worked() Worked {
	w := Worked{Test: t.Subject(), Group: t.Charter.ActionGroup, Lead: t.Charter.Lead, From: DateOf(t.Launched)}
	if t.Closed() {
		w.To = DateOf(t.ClosedAt)
	}
	return w
}

// within tells whether there was work between two days, both included.
func (w Worked) within(from, to Date) bool { return w.From <= to && (w.To == "" || w.To >= from) }

// ReviewFacts is what the record knows as a review is opened. What is not on record is
// left zero.
type ReviewFacts struct {
	LMG    Body
	LWOs   []PersonID // of the LMG, the first in charge where nobody of them opens it
	Worked []Worked   // every test of the LMG
	Leads  map[BodyID]PersonID
	Last   string         // the period of its latest review, empty before the first
	Before *EarlierReview // the latest that was not ended
}

// Groups lists the groups that worked together between two days, each with its tests.
// A group's lead is who leads it on record; of one without any, who leads its latest test.
func (f ReviewFacts) Groups(from, to Date) []GroupReview {
	work := slices.SortedFunc(slices.Values(f.Worked), func(a, b Worked) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.From, b.From), cmp.Compare(a.Test, b.Test))
	})
	var groups []GroupReview
	for _, w := range work {
		if !w.within(from, to) {
			continue
		}
		if n := len(groups); n == 0 || groups[n-1].Group != w.Group {
			groups = append(groups, GroupReview{Group: w.Group})
		}
		g := &groups[len(groups)-1]
		g.Tests = append(g.Tests, w.Test)
		g.Lead = cmp.Or(f.Leads[w.Group], w.Lead)
	}
	for i := range groups {
		if n := len(groups[i].Tests); n > MaxReviewedTests {
			groups[i].Tests = groups[i].Tests[n-MaxReviewedTests:]
		}
	}
	return groups
}

// window is the work that a review looks at: from where the one before ended, or the
// months between reviews, up to the day before it begins. A scheduled one begins with its
// month, one out of turn on the day it is opened.
func (f ReviewFacts) window(begins Date, t ReviewTerms) (from, to Date) {
	from, to = begins.monthsBack(t.Months), begins.AddDays(-1)
	if f.Before != nil && f.Before.To < to {
		from = f.Before.To.AddDays(1)
	}
	return from, to
}

// OpenReview opens a quality review out of turn.
type OpenReview struct{ LMG BodyID }

// Decide checks the opening of a review out of turn, by an LWO or the chair.
func (c OpenReview) Decide(f ReviewFacts, t ReviewTerms, terms Terms, calendar Calendar, who Actor, now time.Time) (*ReviewOpened, error) {
	switch {
	case f.LMG.Kind != LMG:
		return nil, invalid("lmg", "%q is not an LMG on record. Check the name, or load it first.", clip(string(c.LMG)))
	case !who.Is(c.LMG, LWO, Chair):
		return nil, notAllowed("Only a Locality Wellbeing Officer or the chair of %s opens a quality review.", c.LMG)
	}
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	today := DateOf(now)
	if f.Before != nil && f.Before.Unagreed && f.Last != string(PeriodOf(today)) { // of this month there is one anyway
		going := Untitled(f.Before.Review, func(id BodyID) string { return string(id) })
		return nil, wrongStage("First take %s to its agreement, or end it: no group is asked twice at once.", going)
	}
	if who.Is(c.LMG, LWO) {
		f.LWOs = []PersonID{who.Person}
	}
	return f.open(string(PeriodOf(today)), today, t, terms, calendar, now)
}

// Scheduled tells which review is due on a day, if one is. One that was ended stands in
// for none, but its month is taken.
func (f ReviewFacts) Scheduled(t ReviewTerms, now time.Time) (period string, due bool) {
	last := ""
	if f.Before != nil {
		_, last, _ = strings.Cut(f.Before.Review.ID(), "/")
	}
	period, due = t.Due(DateOf(now), last)
	return period, due && f.Last < period
}

// OpenScheduled opens the review of a period that is due.
func (f ReviewFacts) OpenScheduled(period string, t ReviewTerms, terms Terms, calendar Calendar, now time.Time) (*ReviewOpened, error) {
	return f.open(period, firstDay(period), t, terms, calendar, now)
}

func (f ReviewFacts) open(p string, begins Date, t ReviewTerms, terms Terms, calendar Calendar, now time.Time) (*ReviewOpened, error) {
	if len(f.LWOs) == 0 {
		return nil, invalid("lmg", "%s has no Locality Wellbeing Officer on record to guide a review. Give somebody the role first.", f.LMG.ID)
	}
	from, to := f.window(begins, t)
	groups := f.Groups(from, to)
	switch n := len(groups); {
	case n == 0:
		return nil, wrongStage("No action group of %s worked on a test between %s and %s, so there is nothing to review yet.", f.LMG.ID, from.Plain(), to.Plain())
	case n > MaxListLength:
		return nil, wrongStage("%d action groups of %s worked together; one review takes %d. Ask an administrator to divide them among LMGs.", n, f.LMG.ID, MaxListLength)
	}
	today := DateOf(now)
	scope := ReviewScope{
		Rules: CurrentRules, LMG: f.LMG.ID, Period: p, From: from, To: to, LWO: f.LWOs[0], Indicators: t.Indicators,
		Groups: groups, Before: f.Before, Terms: terms, Days: t.Days, Calendar: calendar,
	}
	return &ReviewOpened{ReviewScope: scope, Due: calendar.Add(today, t.Days.Evaluate), DueLWO: calendar.Add(today, t.Days.LWO)}, nil
}
