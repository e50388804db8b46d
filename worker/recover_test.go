package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/storage"
)

// loseEngine deletes the engine's store, as a lost disk does.
func loseEngine(t *testing.T, site *assemblytest.Site) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(site.Get("data.dir"), "engine")); err != nil {
		t.Fatal(err)
	}
}

// TestRecover deletes Temporal's store while tests stand at every stage. Started
// again from the record, each goes on from where it was.
func TestRecover(t *testing.T) {
	t.Parallel()
	// Real time, so that nothing falls due in between, and no newsletter to count.
	site := newSite(t, map[string]any{"newsletter.months": 0})
	w := startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	stages := everyStage(t, c)
	before := tasksOf(t, c.desk.Store)
	if code := w.Stop(t); code != 0 {
		t.Fatalf("the worker ended with %d", code)
	}
	loseEngine(t, site)
	startWorker(t, site)

	refused := starter(t, site, 1, "test", "agree-plan", string(improvement.StageAgree), "--as", string(lwo))
	if !strings.Contains(refused.Log(), "starter recover") {
		t.Errorf("before the recovery it says %q", refused.Log())
	}
	if notAllowed := starter(t, site, 1, "recover", "--as", string(lwo)); !strings.Contains(notAllowed.Log(), "administrator") {
		t.Errorf("an LWO who recovers is told %q", notAllowed.Log())
	}
	recovered(t, site, fmt.Sprintf("%d lifecycles were started again, 0 were running.", len(stages)))
	recovered(t, site, fmt.Sprintf("0 lifecycles were started again, %d were running.", len(stages)))
	awaitApproval(t, c, string(improvement.StageDecide))
	if after := tasksOf(t, c.desk.Store); !maps.EqualFunc(before, after, slices.Equal) {
		t.Errorf("tasks before\n%v\nand after\n%v", before, after)
	}
	finish(t, c, stages)
	settled(t, site, c)
}

func recovered(t *testing.T, site *assemblytest.Site, says string) {
	t.Helper()
	if p := starter(t, site, 0, "recover", "--as", string(admin)); strings.TrimSpace(p.Out()) != says {
		t.Errorf("recover says %q, want %q", p.Out(), says)
	}
}

// paused is the test that is paused, in the stage Do.
const paused = "paused"

// everyStage brings one test to each stage, named by it; the one at the LMG has a
// vote cast.
func everyStage(t *testing.T, c *crew) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	plot := []improvement.Direction{improvement.Adopt}
	var names []string
	for _, stage := range []improvement.Stage{
		improvement.StagePlan, improvement.StageAgree, improvement.StageDo, improvement.StageStudy,
		improvement.StageAct, improvement.StageDecide, improvement.StageFollowUp,
	} {
		names = append(names, string(stage))
		c.carryTo(t, ctx, string(stage), plot, stage)
	}
	c.carryTo(t, ctx, paused, plot, improvement.StageDo)
	c.test(ctx, paused, 0, lwo, improvement.PauseTest{Until: c.in(30), Reason: c.words[lwo]})
	awaitApproval(t, c, string(improvement.StageDecide))
	decide, err := c.look(ctx, string(improvement.StageDecide))
	if err != nil {
		t.Fatal(err)
	}
	c.decide(ctx, decide, 0)
	return append(names, paused)
}

// carryTo carries a test until it stands at a stage.
func (c *crew) carryTo(t *testing.T, ctx context.Context, id string, plot []improvement.Direction, stage improvement.Stage) {
	t.Helper()
	c.launch(ctx, id)
	for n := 1; ; n++ {
		test, err := c.look(ctx, id)
		switch {
		case err != nil:
			t.Fatal(err)
		case test.Stage == stage:
			return
		}
		c.goOn(ctx, test, plot, n)
	}
}

// tasksOf lists the open tasks of every subject: what, whose, due when, reminded when.
func tasksOf(t *testing.T, record *storage.Store) map[improvement.SubjectID][]string {
	t.Helper()
	tasks, err := record.Tasks(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	of := map[improvement.SubjectID][]string{}
	for _, task := range tasks {
		of[task.Subject] = append(of[task.Subject], fmt.Sprintf("%s of %s%s due %s, next %s to %v, then %s to %v",
			task.Key, task.Owner, task.Body, task.Due, task.NextReminder, task.NextTo, task.After, task.AfterTo))
	}
	return of
}

func awaitApproval(t *testing.T, c *crew, id string) {
	t.Helper()
	assemblytest.Await(t, 30*time.Second, "the decision on "+id+" asked for", func() bool {
		test, err := c.look(context.Background(), id)
		if err != nil {
			return false
		}
		_, _, err = c.desk.State(context.Background(), test.ApprovalSubject())
		return err == nil
	})
}

// finish carries the tests to their end.
func finish(t *testing.T, c *crew, names []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c.test(ctx, paused, 100, lwo, improvement.ResumeTest{})
	for _, name := range names {
		if err := c.carryFrom(ctx, name, []improvement.Direction{improvement.Abandon}, 101); err != nil {
			t.Error(err)
		}
	}
}

// TestRecoverWhatTimeBrings loses the store while a vote runs and a test is
// paused: what time alone brings comes about after the recovery as well.
func TestRecoverWhatTimeBrings(t *testing.T) {
	t.Parallel()
	settings := rehearsal("400ms")
	settings["newsletter.months"] = 0 // none stands beside the two that are counted
	site := newSite(t, settings)
	w := startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	plot := []improvement.Direction{improvement.Abandon}
	c.carryTo(t, ctx, "voting", plot, improvement.StageDecide)
	awaitApproval(t, c, "voting")
	c.carryTo(t, ctx, paused, plot, improvement.StageDo)
	c.test(ctx, paused, 0, lwo, improvement.PauseTest{Until: c.in(40), Reason: c.words[lwo]})
	w.Kill()
	loseEngine(t, site)
	startWorker(t, site)
	recovered(t, site, "2 lifecycles were started again, 0 were running.")

	assemblytest.Await(t, time.Minute, "lapsed and resumed by time alone", func() bool {
		voting, errVoting := c.look(ctx, "voting")
		resting, errResting := c.look(ctx, paused)
		if errVoting != nil || errResting != nil {
			return false
		}
		tasks, err := c.desk.Tasks(ctx, "")
		lapsed := err == nil && slices.ContainsFunc(tasks, func(t improvement.Task) bool {
			return t.Subject == voting.ApprovalSubject() && t.Kind == improvement.TaskLapsed
		})
		return lapsed && resting.Paused == nil
	})
	for _, id := range []string{"voting", paused} {
		if err := c.carryFrom(ctx, id, plot, 100); err != nil {
			t.Error(err)
		}
	}
	settled(t, site, c)
}
