package main

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	CouncilLMGs, CouncilItems  int        // of a council's record, on SQLite
	Council                    []question // the same questions of it
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

// measureFinding measures what is found on large records, and how items are filed.
func measureFinding(ctx context.Context, l *large, p plan, say func(string, ...any)) (*found, error) {
	if !p.find {
		return nil, nil
	}
	c := p.county
	f := &found{LMGs: c.LMGs, Tests: c.LMGs * c.Tests, Points: c.points(), Items: l.countyItems, CouncilLMGs: p.council.LMGs, CouncilItems: l.councilItems}
	say("asking")
	var err error
	if f.Questions, err = askCounty(ctx, l.county, c, p.asked); err != nil {
		return nil, err
	}
	if f.Council, err = askCounty(ctx, l.council, p.council, p.asked); err != nil {
		return nil, err
	}
	plainURL, err := l.cluster.database(ctx, "items")
	if err != nil {
		return nil, err
	}
	for _, record := range []struct{ name, url string }{{"SQLite", "sqlite:" + filepath.Join(l.folder, "record.db")}, {"PostgreSQL", plainURL}} {
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
			f := newFounder(ctx, store, words, worker)
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				filing, err := spoken(f.pen, improvement.VoiceSubject(fmt.Sprint(series, i)), f.text(40), "lmg", "place", "theme", f.day())
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
	fmt.Fprintf(out, "\nFinding: PostgreSQL with %d LMGs, %d tests, %d items and %d points; SQLite with %d LMGs and %d items\n\n",
		f.LMGs, f.Tests, f.Items, f.Points, f.CouncilLMGs, f.CouncilItems)
	table(out, []string{"", "PostgreSQL p50, ms", "p99, ms", "rows", "SQLite p50, ms", "p99, ms", "rows"}, func(line func(...string)) {
		for i, q := range f.Questions {
			line(append(append([]string{q.What}, q.figures()...), f.Council[i].figures()...)...)
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

func (q question) figures() []string {
	return []string{fmt.Sprintf("%.1f", q.P50), fmt.Sprintf("%.1f", q.P99), fmt.Sprint(q.Answers)}
}
