package main

import (
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/storage/storagetest"
)

// The main job on PostgreSQL, by the command that a newcomer types.
func TestAStoryIsPlayedOnPostgreSQL(t *testing.T) {
	t.Parallel()
	database := storagetest.Postgres(t)
	play := func() *assemblytest.Process {
		return programs.Run(t, nil, "starter", "rehearse", "--record", database, examples+"playgroup.yaml")
	}
	first := play()
	if code := first.Exit(t); code != exitDone || !strings.Contains(first.Out(), "The journal is verified") {
		t.Fatalf("it ended with %d: %s\n%s", code, first.Out(), first.Log())
	}
	// The record is there now: a second rehearsal must not mix with it.
	if again := play(); again.Exit(t) != exitFailed || !strings.Contains(again.Log(), "holds a record already") {
		t.Errorf("played again: %s", again.Log())
	}
}
