package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// large are the two large records: of a country on PostgreSQL, and of a council on SQLite.
type large struct {
	cluster                   *postgres
	folder                    string
	county, council           string // their addresses
	countyItems, councilItems int
}

func openLarge(ctx context.Context, p plan, say func(string, ...any)) (*large, error) {
	l := &large{}
	if err := l.open(ctx, p, say); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *large) open(ctx context.Context, p plan, say func(string, ...any)) (err error) {
	if l.folder, err = os.MkdirTemp("", "cairn-bench-large-"); err != nil {
		return err
	}
	if l.cluster, err = startCluster(ctx); err != nil {
		return err
	}
	if l.county, err = l.cluster.database(ctx, "county"); err != nil {
		return err
	}
	if l.countyItems, err = fillCounty(ctx, l.county, p.county, say); err != nil {
		return err
	}
	say("filing a council of %d LMGs on SQLite", p.council.LMGs)
	l.council = "sqlite:" + filepath.Join(l.folder, "council.db")
	l.councilItems, err = fillCouncil(ctx, l.council, p.council)
	return err
}

func (l *large) close() error {
	var errs []error
	if l.cluster != nil {
		errs = append(errs, l.cluster.remove())
	}
	return errors.Join(append(errs, os.RemoveAll(l.folder))...)
}
