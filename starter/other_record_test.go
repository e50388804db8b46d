package main

import (
	"strings"
	"testing"
)

// A command is never filed in another record than the one whose key sealed its words.
func TestAnotherRecordsWorkerIsRefused(t *testing.T) {
	t.Parallel()
	keyInFolder := func(day string) map[string]any {
		return map[string]any{"rehearse": "1d=" + day, "vault.master_key": ""}
	}
	real, training := startTownWith(t, keyInFolder("1h")), startTownWith(t, keyInFolder("1s"))
	launch := []string{"test", "launch", real.doc(t, "charter.yaml", "astray")}
	says := []string{
		"The worker at 127.0.0.1:" + real.Get("engine.port") + " keeps another record than " + training.Get("data.dir"),
		"nothing was sent", "--data", "CAIRN_ENGINE_PORT",
	}
	otherFolder := &town{config: real.With(map[string]any{"rehearse": "1d=1s"}).File(t)}
	otherFolder.refused(t, lwo, says, append([]string{"--data", training.Get("data.dir")}, launch...)...)
	otherPort := &town{config: training.With(map[string]any{"engine.port": real.Get("engine.port")}).File(t)}
	otherPort.refused(t, lwo, says, launch...)
	otherPort.refused(t, "", says, "rehearse", "--here", examples+"playgroup.yaml")
	for _, s := range []*town{real, training} {
		s.refused(t, "", []string{`There is no test of change called "astray"`}, "test", "journal", "astray")
		if list := s.do(t, "", "test", "list", "--all", "--output", "json"); strings.Contains(list, "astray") {
			t.Errorf("it was filed: %s", list)
		}
	}
	real.do(t, lwo, append([]string{"--data", real.Get("data.dir")}, launch...)...)
	real.look(t, "", []string{"astray"}, "test", "show", "astray")

	whole := strings.SplitAfterN(readFile(t, examples+"playgroup.yaml"), "\n  - on: ", 3)
	begins := whole[0] + strings.TrimSuffix(whole[1], "\n  - on: ") + "\n"
	begins = strings.Replace(begins, "directory: [directory.yaml, agreed-before.yaml]\n", "", 1) // it is loaded
	training.do(t, "", "rehearse", "--here", writeFile(t, "story.yaml", begins))
	training.look(t, "", []string{"playgroup"}, "test", "show", "playgroup")
}
