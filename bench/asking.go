package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// ask is one kind of look: the nth time, at the nth LMG.
type ask struct {
	what string
	do   func(n int) (rows int, err error)
}

// askCounty asks each question so many times, after once for warming up.
func askCounty(ctx context.Context, url string, c county, times int) ([]question, error) {
	store, err := storage.Open(ctx, url, storage.Options{Existing: true})
	if err != nil {
		return nil, err
	}
	defer store.Close()
	var all []question
	for _, a := range asks(ctx, store, c) {
		q := question{What: a.what, Asked: times}
		var took []time.Duration
		for n := range times + 5 {
			begun := time.Now()
			if q.Answers, err = a.do(n); err != nil {
				return nil, fmt.Errorf("%s: %w", a.what, err)
			}
			if n >= 5 {
				took = append(took, time.Since(begun))
			}
		}
		slices.Sort(took)
		q.P50, q.P99 = percentile(took, 50), percentile(took, 99)
		all = append(all, q)
	}
	return all, nil
}

func asks(ctx context.Context, s *storage.Store, c county) []ask {
	a := asker{ctx, s, c}
	return slices.Concat(a.paths(), a.shelves(), a.searches(), a.lists(), a.tests(), a.programmes())
}

// asker looks at one LMG after another.
type asker struct {
	ctx   context.Context
	store *storage.Store
	county
}

func (a asker) of(n int) string { return mark(n * 7 % a.LMGs) }

func (a asker) lmg(n int) improvement.BodyID { return improvement.BodyID(a.of(n) + "lmg") }

func (a asker) priority(n int) improvement.PriorityID { return improvement.PriorityID(a.of(n) + "p1") }

func (a asker) test(n int) improvement.SubjectID { return improvement.TestSubject(a.of(n) + "t1") }

func (asker) theme(n int) improvement.ThemeID { return improvement.ThemeID(fmt.Sprint("theme", n%5)) }

func (a asker) trace(what string, subject func(n int) improvement.SubjectID) ask {
	return ask{"trace of " + what, func(n int) (int, error) {
		t, err := a.store.Trace(a.ctx, subject(n))
		return len(t.Before) + len(t.After), err
	}}
}

func (a asker) shelf(what string, filter func(n int) improvement.LibraryFilter) ask {
	return ask{"library: " + what, func(n int) (int, error) {
		items, err := a.store.Shelf(a.ctx, filter(n))
		return len(items), err
	}}
}

func (a asker) list(what string, filter func(n int) improvement.Filter) ask {
	return ask{"list: " + what, func(n int) (int, error) {
		items, err := a.store.List(a.ctx, filter(n))
		return len(items), err
	}}
}

func (a asker) paths() []ask {
	return []ask{
		a.trace("a voice", func(n int) improvement.SubjectID { return improvement.VoiceSubject(a.of(n) + "v1") }),
		a.trace("a priority", func(n int) improvement.SubjectID { return improvement.PrioritySubject(a.priority(n)) }),
		a.trace("a test", a.test),
		a.trace("a decision", func(n int) improvement.SubjectID { return improvement.ApprovalSubject(a.test(n), 1) }),
		{"coverage of an LMG", func(n int) (int, error) {
			found, err := a.store.Survey(a.ctx, a.lmg(n))
			return len(improvement.Cover(a.lmg(n), found).Rows), err
		}},
	}
}

func (a asker) shelves() []ask {
	type filter = improvement.LibraryFilter
	return []ask{
		a.shelf("the newest", func(int) filter { return filter{} }),
		a.shelf("of an LMG", func(n int) filter { return filter{LMG: a.lmg(n)} }),
		a.shelf("of a theme", func(n int) filter { return filter{Theme: a.theme(n)} }),
		a.shelf("of a locality, theme, kind and period", func(n int) filter {
			return filter{Locality: improvement.BodyID(a.of(n) + "place1"), Theme: "theme1", Kind: improvement.Data, From: "2026-01-01", To: "2026-03-31"}
		}),
		a.shelf("of a priority", func(n int) filter { return filter{Priority: a.priority(n)} }),
		a.shelf("of a test", func(n int) filter { return filter{Test: a.test(n)} }),
		a.shelf("a page further on", func(n int) filter { return filter{After: improvement.TestItem(a.test(n), "e1")} }),
	}
}

// Words by how many of the items have them, as the made-up language has it.
func often(n int) string    { return term(n % 5) }             // more than half
func inTen(n int) string    { return term(35 + n%10) }         // one of eight
func inThirty(n int) string { return term(140 + n%20) }        // one of thirty
func inSixty(n int) string  { return term(280 + n%40) }        // one of sixty
func seldom(n int) string   { return term(800 + n*7%400) }     // one of two hundred
func rare(n int) string     { return term(10_000 + n*17%400) } // one of four thousand

func (a asker) search(what string, filter func(n int) improvement.LibraryFilter) ask {
	return ask{"search: " + what, func(n int) (int, error) {
		items, err := a.store.Shelf(a.ctx, filter(n))
		return len(items), err
	}}
}

// searches are of words of every frequency, and of those that are hard: that lie far back,
// or seldom together, or where they are looked for there are few.
func (a asker) searches() []ask {
	type filter = improvement.LibraryFilter
	town := func(n int) string { return strings.Trim(strings.Replace(a.of(n), "l", "town", 1), "-") }
	return []ask{
		a.search("a word in every other item", func(n int) filter { return filter{Search: often(n)} }),
		a.search("in one of eight", func(n int) filter { return filter{Search: inTen(n)} }),
		a.search("in one of thirty", func(n int) filter { return filter{Search: inThirty(n)} }),
		a.search("in one of sixty", func(n int) filter { return filter{Search: inSixty(n)} }),
		a.search("in one of two hundred", func(n int) filter { return filter{Search: seldom(n)} }),
		a.search("in one of four thousand", func(n int) filter { return filter{Search: rare(n)} }),
		a.search("a word that nobody wrote", func(int) filter { return filter{Search: "xylophone"} }),
		a.search("a word of one summer, two years ago", func(int) filter { return filter{Search: "lockdown"} }),
		a.search("two common words", func(n int) filter { return filter{Search: often(n) + " " + inTen(n)} }),
		a.search("two words, seldom together", func(n int) filter { return filter{Search: inThirty(n) + " " + inSixty(n)} }),
		a.search("two common words and a rare one", func(n int) filter { return filter{Search: often(n) + " " + often(n+1) + " " + rare(n)} }),
		a.search("in one of thirty, a page further on", func(n int) filter {
			return filter{Search: inThirty(n), After: improvement.TestItem(a.test(n), "e1")}
		}),
		a.search("of an LMG, in one of eight", func(n int) filter { return filter{Search: inTen(n), LMG: a.lmg(n)} }),
		a.search("of an LMG, in one of thirty", func(n int) filter { return filter{Search: inThirty(n), LMG: a.lmg(n)} }),
		a.search("of an LMG, in one of sixty", func(n int) filter { return filter{Search: inSixty(n), LMG: a.lmg(n)} }),
		a.search("of an LMG, a rare word", func(n int) filter { return filter{Search: rare(n), LMG: a.lmg(n)} }),
		a.search("of an LMG, its town", func(n int) filter { return filter{Search: town(n), LMG: a.lmg(n)} }),
		a.search("of an LMG, a word of one summer", func(n int) filter { return filter{Search: "lockdown", LMG: a.lmg(n)} }),
		a.search("of a theme, in one of thirty", func(n int) filter { return filter{Search: inThirty(n), Theme: a.theme(n)} }),
		a.search("of a theme, in one of sixty", func(n int) filter { return filter{Search: inSixty(n), Theme: a.theme(n)} }),
		a.search("of a theme, a rare word", func(n int) filter { return filter{Search: rare(n), Theme: a.theme(n)} }),
		a.search("of a theme, a word of one summer", func(n int) filter { return filter{Search: "lockdown", Theme: a.theme(n)} }),
		a.search("of a locality, in one of thirty", func(n int) filter {
			return filter{Search: inThirty(n), Locality: improvement.BodyID(a.of(n) + "place1")}
		}),
		a.search("of a kind, in one of sixty", func(n int) filter { return filter{Search: inSixty(n), Kind: improvement.SelfEvaluation} }),
		a.search("of last spring, in one of sixty", func(n int) filter { return filter{Search: inSixty(n), From: "2025-04-01", To: "2025-05-31"} }),
		a.search("of last spring, a word of one summer", func(int) filter { return filter{Search: "lockdown", From: "2025-04-01", To: "2025-05-31"} }),
	}
}

func (a asker) lists() []ask {
	return []ask{
		a.list("open tests, a page", func(n int) improvement.Filter {
			return improvement.Filter{Kind: improvement.KindTest, Open: true, Limit: 50, After: improvement.TestSubject(a.of(n))}
		}),
		a.list("tests of an LMG", func(n int) improvement.Filter { return improvement.Filter{Kind: improvement.KindTest, LMG: a.lmg(n)} }),
		a.list("tests under a priority", func(n int) improvement.Filter {
			return improvement.Filter{Parent: improvement.PrioritySubject(a.priority(n))}
		}),
		a.list("approvals of a test", func(n int) improvement.Filter {
			return improvement.Filter{Kind: improvement.KindApproval, Parent: a.test(n)}
		}),
	}
}

func (a asker) page(what string, filter func(n int) improvement.TestsFilter) ask {
	return ask{"tests: " + what, func(n int) (int, error) {
		f := filter(n)
		f.Today = asked
		page, err := a.store.Tests(a.ctx, f)
		return len(page.Tests), err
	}}
}

// asked is the day on which somebody looks: some tests are stuck by then, some on course.
const asked = improvement.Date("2026-07-13")

func (a asker) tests() []ask {
	type filter = improvement.TestsFilter
	return []ask{
		a.page("all open, by due day", func(int) filter { return filter{Open: true, ByDue: true} }),
		a.page("all open, a page further on", func(n int) filter {
			return filter{Open: true, ByDue: true, After: improvement.Place{Due: "2026-07-01", Subject: a.test(n)}}
		}),
		a.page("all open, a page back", func(n int) filter {
			return filter{Open: true, ByDue: true, Before: improvement.Place{Due: "2026-07-01", Subject: a.test(n)}}
		}),
		a.page("of an LMG, by due day", func(n int) filter { return filter{LMG: a.lmg(n), Open: true, ByDue: true} }),
		a.page("overdue anywhere", func(int) filter { return filter{Overdue: true, ByDue: true} }),
		a.page("of a theme that are stuck", func(int) filter { return filter{Theme: "theme0", Status: improvement.Stuck} }),
		a.page("mine, of an LWO", func(n int) filter {
			return filter{Mine: improvement.PersonID(a.of(n) + "lwo"), Open: true, ByDue: true}
		}),
	}
}

func (a asker) programmes() []ask {
	over := func(what string, filter func(n int) improvement.ProgrammeFilter) ask {
		return ask{"overview " + what, func(n int) (int, error) {
			f := filter(n)
			f.Today, f.Since = asked, asked.AddDays(-improvement.DecidedWithin)
			p, err := a.store.Programme(a.ctx, f)
			return improvement.Oversee(f, p).Total, err
		}}
	}
	return []ask{
		over("of an LMG", func(n int) improvement.ProgrammeFilter { return improvement.ProgrammeFilter{LMG: a.lmg(n)} }),
		over("of all LMGs", func(int) improvement.ProgrammeFilter { return improvement.ProgrammeFilter{} }),
	}
}
