package main

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestKillNine kills the worker at random moments of a rehearsal of 50 tests of
// change, also while it starts, and starts it again each time.
func TestKillNine(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	post := startPost(t)
	settings := rehearsal("200ms")
	settings["terms.held_weeks"] = 1
	maps.Copy(settings, post.settings())
	site := newSite(t, settings)

	w := startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	done := c.carryAll(t, 50, 150*time.Second)
	kills := 0
	for over := false; !over && kills < 10; kills++ {
		select {
		case <-done:
			over = true
		case <-time.After(time.Duration(100+random.IntN(5000)) * time.Millisecond):
		}
		w.Kill()
		w = programs.Start(t, site.Env(), "worker")
	}
	<-done
	t.Logf("killed %d times", kills)
	delivered(t, c.desk.Store, post)
	thanked(t, post)
	settled(t, site, c)
}

// thanked holds that letters about a decision tell those who voted their part in it.
func thanked(t *testing.T, p *post) {
	t.Helper()
	for _, copies := range p.accepted() {
		_, part, told := strings.Cut(copies[0], "Your part")
		if told && strings.Contains(part, "you voted on 1 decision") {
			return
		}
	}
	t.Error("no letter tells somebody that they voted on what was decided")
}
