package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/vault"
)

// found is everything about finding and following.
type found struct {
	LMGs, Tests, Items, Points int
	Questions                  []question
	Filings                    []filings
}

// question is one kind of look at a large record, asked many times.
type question struct {
	What     string
	Asked    int
	P50, P99 float64 // milliseconds
	Answers  int     // rows of the last answer
}

// filings are items filed, and searched for, in a record of their own.
type filings struct {
	Record               string
	Items                int
	PerSecond            float64
	P50, P99             float64 // milliseconds, of a filing with an item
	Bare50, Bare99       float64 // of the same without
	SearchP50, SearchP99 float64
}

// measureFinding measures what is found on a large record, and how items are filed.
func measureFinding(ctx context.Context, p plan, say func(string, ...any)) (*found, error) {
	if !p.find {
		return nil, nil
	}
	cluster, err := startCluster(ctx)
	if err != nil {
		return nil, err
	}
	f, err := measureFindingOn(ctx, cluster, p, say)
	return f, errors.Join(err, cluster.remove())
}

func measureFindingOn(ctx context.Context, cluster *postgres, p plan, say func(string, ...any)) (*found, error) {
	c := p.county
	f := &found{LMGs: c.LMGs, Tests: c.LMGs * c.Tests, Items: c.items(), Points: c.points()}
	url, err := cluster.database(ctx, "county")
	if err != nil {
		return nil, err
	}
	if err := fillCounty(ctx, url, c, say); err != nil {
		return nil, err
	}
	say("asking")
	if f.Questions, err = askCounty(ctx, url, c, p.asked); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "cairn-bench-items-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	plainURL, err := cluster.database(ctx, "items")
	if err != nil {
		return nil, err
	}
	for _, record := range []struct{ name, url string }{{"SQLite", "sqlite:" + filepath.Join(folder, "record.db")}, {"PostgreSQL", plainURL}} {
		say("filing %d items on %s", p.items, record.name)
		one, err := fileItems(ctx, record.url, p.items, p.asked)
		if err != nil {
			return nil, err
		}
		one.Record = record.name
		f.Filings = append(f.Filings, one)
	}
	return f, nil
}

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
	return slices.Concat(a.paths(), a.shelves(), a.searches(), a.lists())
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
		a.shelf("of a theme", func(n int) filter { return filter{Theme: improvement.ThemeID(fmt.Sprint("theme", n%5))} }),
		a.shelf("of a locality, theme, kind and period", func(n int) filter {
			return filter{Locality: improvement.BodyID(a.of(n) + "place1"), Theme: "theme1", Kind: improvement.Data, From: "2026-01-01", To: "2026-03-31"}
		}),
		a.shelf("of a priority", func(n int) filter { return filter{Priority: a.priority(n)} }),
		a.shelf("of a test", func(n int) filter { return filter{Test: a.test(n)} }),
		a.shelf("a page further on", func(n int) filter { return filter{After: improvement.TestItem(a.test(n), "e1")} }),
	}
}

func (a asker) searches() []ask {
	type filter = improvement.LibraryFilter
	return []ask{
		a.shelf("a common word", func(n int) filter { return filter{Search: term(n % 5)} }),
		a.shelf("a word of the middle", func(n int) filter { return filter{Search: term(200 + n%20)} }),
		a.shelf("a rare word", func(n int) filter { return filter{Search: term(450 + n%20)} }),
		a.shelf("two common words and a rare one", func(n int) filter {
			return filter{Search: term(1) + " " + term(2) + " " + term(400+n%20)}
		}),
		a.shelf("a word, in an LMG", func(n int) filter { return filter{Search: term(100 + n%20), LMG: a.lmg(n)} }),
		a.shelf("a word that nobody wrote", func(int) filter { return filter{Search: "xylophone"} }),
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

// fileItems files items from eight at once, as many without, and searches for them.
func fileItems(ctx context.Context, url string, n, times int) (filings, error) {
	done := filings{Items: n}
	store, err := storage.Open(ctx, url, storage.Options{})
	if err != nil {
		return done, err
	}
	defer store.Close()
	words := vault.New(make([]byte, vault.KeySize), store)
	store.ReadWords(words)
	begun := time.Now()
	with, err := fileMany(ctx, store, words, n, "v")
	if err != nil {
		return done, err
	}
	done.PerSecond = float64(n) / time.Since(begun).Seconds()
	done.P50, done.P99 = percentile(with, 50), percentile(with, 99)
	without, err := fileMany(ctx, store, words, n, "b")
	if err != nil {
		return done, err
	}
	done.Bare50, done.Bare99 = percentile(without, 50), percentile(without, 99)
	var took []time.Duration
	for i := range times {
		begun := time.Now()
		if _, err := store.Shelf(ctx, improvement.LibraryFilter{Search: term(i%300) + " " + term(i%7)}); err != nil {
			return done, err
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	done.SearchP50, done.SearchP99 = percentile(took, 50), percentile(took, 99)
	return done, nil
}

// fileMany files n voices; of the series b without their items.
func fileMany(ctx context.Context, store *storage.Store, words *vault.Vault, n int, series string) ([]time.Duration, error) {
	var next atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			f := newFounder(ctx, store, words, uint64(worker))
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				filing, err := spoken(f.pen, improvement.VoiceSubject(fmt.Sprint(series, i)), f.text(40), "lmg", "place", "theme", i)
				if series == "b" {
					filing.Shelved = nil
				}
				begun := time.Now()
				if err == nil {
					_, err = store.File(ctx, filing)
				}
				mu.Lock()
				took, failed = append(took, time.Since(begun)), errors.Join(failed, err)
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	return took, failed
}

func printFound(out io.Writer, f *found) {
	if f == nil {
		return
	}
	fmt.Fprintf(out, "\nFinding on PostgreSQL, with %d LMGs, %d tests, %d items of evidence and %d points\n\n", f.LMGs, f.Tests, f.Items, f.Points)
	table(out, []string{"", "p50, ms", "p99, ms", "rows"}, func(line func(...string)) {
		for _, q := range f.Questions {
			line(q.What, fmt.Sprintf("%.1f", q.P50), fmt.Sprintf("%.1f", q.P99), fmt.Sprint(q.Answers))
		}
	})
	fmt.Fprintf(out, "\nItems filed and searched, eight at once\n\n")
	heads := []string{"record", "items", "items/s", "filing p50/p99, ms", "without items", "search p50/p99, ms"}
	table(out, heads, func(line func(...string)) {
		for _, r := range f.Filings {
			pair := func(a, b float64) string { return fmt.Sprintf("%.1f / %.1f", a, b) }
			line(r.Record, fmt.Sprint(r.Items), fmt.Sprintf("%.0f", r.PerSecond), pair(r.P50, r.P99), pair(r.Bare50, r.Bare99), pair(r.SearchP50, r.SearchP99))
		}
	})
}
