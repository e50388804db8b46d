package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/workflows"
)

// homework is the test that the story in these tests leaves in Do.
const homework = "homework-club"

// served is where a rehearsal that goes on says that it is.
var served = regexp.MustCompile(`CAIRN_ENGINE_PORT=(\d+) starter tasks --as east-lwo --data (\S+)`)

// playHouse is a deployment in the folder of a rehearsal that was kept.
func playHouse(t *testing.T, port, folder string) *assemblytest.Site {
	t.Helper()
	return assemblytest.NewSite(t, map[string]any{
		"data.dir": folder, "engine.port": port, "vault.master_key": "", "http.address": "127.0.0.1:0",
	})
}

// TestAStoryIsServedAtRealSpeed plays a story that ends in the middle, and carries it on:
// where it was played, and at a worker on what was kept.
func TestAStoryIsServedAtRealSpeed(t *testing.T) {
	t.Parallel()
	p := programs.Start(t, nil, "starter", "rehearse", "--serve", "--keep", "--day", "400ms", examples+homework+".yaml")
	p.AwaitOut(t, "Stop it with Ctrl-C.")
	at := served.FindStringSubmatch(p.Out())
	if at == nil {
		t.Fatalf("it does not say where it is: %s", p.Out())
	}
	t.Cleanup(func() { _ = os.RemoveAll(at[2]) })
	for _, part := range []string{"REHEARSAL: ", "a day lasts a day", "(keith-link-worker)\n    - by ", "Step 1.3: ", "Read a voice"} {
		if !strings.Contains(p.Out(), part) {
			t.Errorf("it does not say %q", part)
		}
	}
	pagesAreOpen(t, p.Out())
	site := playHouse(t, at[1], at[2])
	desk := site.Desk(t)
	atRealSpeed(t, desk)
	timerIsArmed(t, desk, at[1])
	carryOn(t, site, desk, "test", "step", "done", homework, "1.3", "--as", lead)
	standingRun(t, at[1])
	if code := p.Stop(t); code != exitDone {
		t.Errorf("stopped it ended with %d: %s", code, p.Log())
	}

	w := programs.Start(t, site.Env(), "worker", "--rehearse", "1d=400ms")
	w.AwaitOut(t, "a day lasts a day")
	w.AwaitOut(t, "Stop it with Ctrl-C.")
	desk = site.Desk(t)
	atRealSpeed(t, desk)
	carryOn(t, site, desk, "test", "observe", homework, "--text", "They would like to begin later.", "--as", lead)
	if again := programs.Run(t, site.Env(), "starter", "rehearse", "--here", examples+homework+".yaml"); again.Exit(t) != exitFailed ||
		!strings.Contains(again.Log(), "passes at real speed now") {
		t.Errorf("played again: %s", again.Log())
	}
	if code := programs.Run(t, site.Env(), "starter", "verify").Exit(t); code != exitDone {
		t.Errorf("verify ended with %d", code)
	}
}

// atRealSpeed holds that it is the day on which the story ended, or the next on a slow
// machine: at its speed a month passes in twelve seconds.
func atRealSpeed(t *testing.T, d *assembly.Desk) {
	t.Helper()
	ended := improvement.Date("2027-03-21").Start().Add(21 * time.Hour)
	if late := d.Now().Sub(ended); late < 0 || late > 3*24*time.Hour || !d.Time.HasSettled() {
		t.Errorf("it is %s, %s after the story's end", d.Now(), late)
	}
	tasks, err := d.Tasks(t.Context(), lead)
	if err != nil || len(tasks) == 0 {
		t.Errorf("nothing waits for the lead (%v)", err)
	}
	for _, task := range tasks {
		if task.Overdue(d.Now()) {
			t.Errorf("%s was due %s", task.Key, task.Due)
		}
	}
}

// carryOn files a command to the test, by the time that the record has.
func carryOn(t *testing.T, site *assemblytest.Site, d *assembly.Desk, args ...string) {
	t.Helper()
	before := d.Now()
	p := programs.Run(t, site.Env(), "starter", append(args, "--command-id", "carry-on-"+args[1])...)
	if code := p.Exit(t); code != exitDone || !strings.Contains(p.Log(), "Filed.") {
		t.Fatalf("starter %q ended with %d: %s", args, code, p.Log())
	}
	version, err := d.CommandEntry(t.Context(), improvement.TestSubject(homework), improvement.CommandID("carry-on-"+args[1]))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := d.Journal(t.Context(), improvement.TestSubject(homework), version-1)
	if err != nil || entries[0].At.Before(before) || entries[0].At.After(d.Now()) {
		t.Errorf("filed at %s, not between %s and %s (%v)", entries[0].At, before, d.Now(), err)
	}
}

func dialEngine(t *testing.T, port string) client.Client {
	t.Helper()
	c, err := engine.Dial(t.Context(), engine.DialOptions{HostPort: "127.0.0.1:" + port})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// timerIsArmed holds that the test waits for its next reminder, in real time.
func timerIsArmed(t *testing.T, d *assembly.Desk, port string) {
	t.Helper()
	test, err := readTest(t.Context(), d.Record, improvement.TestSubject(homework))
	if err != nil {
		t.Fatal(err)
	}
	c, next := dialEngine(t, port), test.NextMoment()
	rings := time.Now().Add(d.Time.Wait(d.Now(), next))
	assemblytest.Await(t, 20*time.Second, "a timer for "+next.String(), func() bool {
		history := c.GetWorkflowHistory(context.Background(), string(test.Subject()), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for history.HasNext() {
			event, err := history.Next()
			if err != nil {
				return false
			}
			started := event.GetTimerStartedEventAttributes()
			if started != nil && event.GetEventTime().AsTime().Add(started.GetStartToFireTimeout().AsDuration()).Sub(rings).Abs() < time.Minute {
				return true
			}
		}
		return false
	})
}

// standingRun holds that the workflows run that live as long as the deployment.
func standingRun(t *testing.T, port string) {
	t.Helper()
	c := dialEngine(t, port)
	for _, id := range []string{
		workflows.PostmanName, workflows.KeeperName, workflows.UsherName, "newsletter/east-network", "quality-review/east-lmg",
	} {
		assemblytest.Await(t, 20*time.Second, id+" running", func() bool {
			found, err := c.DescribeWorkflowExecution(t.Context(), id, "")
			return err == nil && found.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
		})
	}
}

// TestAServedStoryLeavesNothing stops a rehearsal as make and others do, who pass on the
// signal that the whole group has got: its folder is gone.
func TestAServedStoryLeavesNothing(t *testing.T) {
	t.Parallel()
	p := programs.Start(t, nil, "starter", "rehearse", "--serve", "-o", "json", "--day", "200ms", examples+homework+".yaml")
	assemblytest.Await(t, 2*time.Minute, "served", func() bool { return p.Ended() || strings.Contains(p.Log(), "Stop it with Ctrl-C.") })
	at := served.FindStringSubmatch(p.Log())
	if at == nil {
		t.Fatalf("it does not say where it is: %s", p.Log())
	}
	p.Terminate(t)
	p.Terminate(t)
	if code := p.Exit(t); code != exitDone {
		t.Errorf("it ended with %d: %s", code, p.Log())
	}
	if _, err := os.Stat(at[2]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s was left (%v)", at[2], err)
	}
	for line := range strings.Lines(p.Out()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line is not JSON: %s", line)
		}
	}
}
