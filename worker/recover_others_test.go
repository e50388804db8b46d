package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// others are the lifecycles beside a test of change that one of each kind is opened of.
var others = []improvement.Kind{
	improvement.KindRound, improvement.KindCommission, improvement.KindReview, improvement.KindDataRequest, improvement.KindNewsletter,
}

func openOf(t *testing.T, c *crew, kind improvement.Kind) int {
	t.Helper()
	open, err := c.desk.List(t.Context(), improvement.Filter{Kind: kind, Open: true})
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}

// openOthers opens one of each.
func openOthers(t *testing.T, site *assemblytest.Site, c *crew) {
	t.Helper()
	document := func(name, format string, a ...any) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, fmt.Appendf(nil, format, a...), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	starter(t, site, 0, "round", "open", "--as", string(lwo), document("round.yaml", `
lmg: east-lmg
round: next-year
title: Priorities for next year
from: %s
until: %s
themes: [poverty]
gather_by: %s
propose_by: %s
agree_by: %s
publish_by: %s
`, c.in(400), c.in(760), c.in(200), c.in(220), c.in(300), c.in(320)))
	starter(t, site, 0, "round", "ask", "east-lmg/next-year", "--as", string(lwo), "--of", string(cook), "--due", string(c.in(150)), "--question", "Who eats alone?")
	starter(t, site, 0, "commission", "open", "--as", "east-chair", document("commission.yaml", `
id: warm-rooms
lmg: east-lmg
priority: east-families-together
action_group: keith-breakfast
title: A warm room after school
due: %s
`, c.in(200)))
	starter(t, site, 0, "request", "record", "c-1", "--as", "east-clerk", "--kind", "complaint", "--lmg", "east-lmg", "--from", "A parent, by letter", "--says", "Nobody answered.")
	assemblytest.Await(t, time.Minute, "a group that has worked for a day is asked to review", func() bool {
		return programs.Run(t, site.Env(), "starter", "review", "open", "east-lmg", "--as", "east-chair").Exit(t) == 0
	})
}

// TestRecoverTheOtherLifecycles loses Temporal's store while a round, a commission, a
// review, a complaint and a newsletter stand open: each goes on from the record.
func TestRecoverTheOtherLifecycles(t *testing.T) {
	t.Parallel()
	site := newSite(t, rehearsal("2s"))
	w := startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	c.launch(t.Context(), "keeps-the-group-busy")
	openOthers(t, site, c)
	w.Kill()
	loseEngine(t, site)
	startWorker(t, site)
	starter(t, site, 0, "recover", "--as", string(admin)) // some newsletters were opened again by then
	open := 1                                             // the test
	for _, kind := range others {
		of := openOf(t, c, kind)
		if of == 0 {
			t.Errorf("no %s is open", kind)
		}
		open += of
	}
	recovered(t, site, fmt.Sprintf("0 lifecycles were started again, %d were running.", open))

	for _, goesOn := range [][]string{
		{"round", "waive", "east-lmg/next-year", "r1", "--as", string(lwo), "--reason", "The school told us."},
		{"round", "end", "east-lmg/next-year", "--as", "east-chair", "--reason", "We begin afresh."},
		{"commission", "withdraw", "warm-rooms", "--as", "east-chair", "--reason", "The school does it."},
		{"review", "rate", "east-lmg", "--as", string(cook), "--group", "keith-breakfast", "--indicator", "involving", "--score", "4", "--evidence", "Parents chose the menu."},
		{"request", "acknowledge", "c-1", "--as", string(admin)},
		{"request", "close", "c-1", "--as", string(admin), "--done", "We wrote, and said sorry."},
	} {
		starter(t, site, 0, goesOn...)
	}
	for _, kind := range []improvement.Kind{improvement.KindRound, improvement.KindCommission, improvement.KindDataRequest} {
		if open := openOf(t, c, kind); open != 0 {
			t.Errorf("of %s %d are open still", kind, open)
		}
	}
	starter(t, site, 0, "verify")
}
