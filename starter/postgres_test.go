package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/storage/storagetest"
)

// The main job on PostgreSQL, by the command that a newcomer types.
func TestAStoryIsPlayedOnPostgreSQL(t *testing.T) {
	t.Parallel()
	var database, day string
	first := played(t, "playgroup", func(long string) []string {
		database, day = storagetest.Postgres(t), long
		return []string{"--day", day, "--record", database}
	})
	if code := first.Exit(t); code != exitDone || !strings.Contains(first.Out(), "The journal is verified") {
		t.Fatalf("it ended with %d: %s\n%s", code, first.Out(), first.Log())
	}
	advised := regexp.MustCompile(`CAIRN_RECORD_URL (?s:.*)--data (\S+),`).FindStringSubmatch(first.Log())
	if advised == nil {
		t.Fatalf("it does not say how to look at it: %s", first.Log())
	}
	t.Cleanup(func() { os.RemoveAll(advised[1]) })
	look := programs.Run(t, []string{"CAIRN_RECORD_URL=" + database}, "starter", "test", "list", "--all", "--data", advised[1])
	if code := look.Exit(t); code != exitDone || !strings.Contains(look.Out(), "playgroup") {
		t.Errorf("what it says to look at it with ends with %d: %s%s", code, look.Out(), look.Log())
	}
	// The record is there now: a second rehearsal must not mix with it.
	again := programs.Run(t, nil, "starter", "rehearse", "--day", day, "--record", database, examples+"playgroup.yaml")
	if again.Exit(t) != exitFailed || !strings.Contains(again.Log(), "holds a record already") {
		t.Errorf("played again: %s", again.Log())
	}
}

func TestHowToLookAtWhatIsKept(t *testing.T) {
	t.Parallel()
	for says, in := range map[string]theatre{
		"Look at it with --data /play.":                         {keep: true},
		"kept in postgres://cairn:REDACTED@127.0.0.1/rehearsal": {record: "postgres://cairn:secret@127.0.0.1/rehearsal"},
	} {
		settings, err := in.settings("/play", time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if advice := in.advice(settings); !strings.Contains(advice, says) || strings.Contains(advice, "secret") {
			t.Errorf("it says %s", advice)
		}
	}
}
