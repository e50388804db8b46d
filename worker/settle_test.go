package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/workflows"
)

// settled holds what must be true after any fault: what was answered is so, once;
// everybody was told once; the record holds together; nothing is left running.
func settled(t *testing.T, site *assemblytest.Site, c *crew) {
	t.Helper()
	if t.Failed() {
		t.FailNow()
	}
	answersHold(t, c)
	noticesHold(t, c.desk.Store)
	nothingRuns(t, site)
	starter(t, site, 0, "verify")
}

// answersHold holds every answer against the journal.
func answersHold(t *testing.T, c *crew) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	journals := map[improvement.SubjectID]map[improvement.CommandID][]int{}
	counts := map[string]int{}
	for _, d := range c.sent {
		if journals[d.subject] == nil {
			journals[d.subject] = versions(t, c.desk.Store, d.subject)
		}
		at := journals[d.subject][d.id]
		switch {
		case d.refused != nil && len(at) > 0:
			t.Errorf("%s of %s is on record, but was refused: %v", d.id, d.subject, d.refused)
		case d.refused != nil:
			counts["refused"]++
		case (d.filed || d.accepted) && len(at) == 0:
			t.Errorf("%s of %s is not on record (answered filed: %t, received: %t)", d.id, d.subject, d.filed, d.accepted)
		case !inARow(at):
			t.Errorf("%s of %s was filed more than once: as %v", d.id, d.subject, at)
		default:
			counts["filed"]++
		}
	}
	t.Logf("commands: %v", counts)
	if counts["filed"] == 0 {
		t.Error("nothing was filed")
	}
}

// versions gives the journal's versions by command.
func versions(t *testing.T, record *storage.Store, subject improvement.SubjectID) map[improvement.CommandID][]int {
	t.Helper()
	entries, err := record.Journal(context.Background(), subject, 0)
	if err != nil {
		t.Fatal(err)
	}
	at := map[improvement.CommandID][]int{}
	for _, e := range entries {
		at[e.Command] = append(at[e.Command], e.Version)
	}
	return at
}

// inARow tells that entries stand together, as those of one filing do.
func inARow(versions []int) bool {
	return len(versions) == 0 || versions[len(versions)-1]-versions[0] == len(versions)-1
}

// outbox reads every notice.
func outbox(t *testing.T, record *storage.Store) []improvement.Delivery {
	t.Helper()
	list, err := record.Outbox(context.Background(), improvement.OutboxFilter{Limit: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// noticesHold holds that one person hears of one cause once.
func noticesHold(t *testing.T, record *storage.Store) {
	t.Helper()
	seen := map[string]bool{}
	list := outbox(t, record)
	for _, d := range list {
		one := string(d.Person) + " for " + string(d.For) + ": " + d.Notice.Cause
		if seen[one] {
			t.Errorf("twice in the outbox: %s", one)
		}
		seen[one] = true
	}
	t.Logf("%d notices", len(list))
}

// delivered waits until every notice has left, and holds that no letter left
// twice but as itself: the same Message-ID, to the same person, with the same words.
func delivered(t *testing.T, record *storage.Store, p *post) {
	t.Helper()
	assemblytest.Await(t, 150*time.Second, "every notice has left", func() bool {
		waiting, err := record.Outbox(context.Background(), improvement.OutboxFilter{State: improvement.Waiting, Limit: 1})
		return err == nil && len(waiting) == 0
	})
	letters := p.accepted()
	messages := map[string]bool{}
	for _, d := range outbox(t, record) {
		if d.State != improvement.Sent {
			t.Errorf("a notice to %s is %s: %s", d.Person, d.State, d.LastError)
			continue
		}
		messages["<"+d.Message+"@example.org>"] = true
	}
	again := 0
	for id, copies := range letters {
		if !messages[id] {
			t.Errorf("a letter %s left that no notice is in", id)
		}
		for _, other := range copies[1:] {
			if again++; other != copies[0] {
				t.Errorf("two letters %s differ:\n%s\n%s", id, copies[0], other)
			}
		}
	}
	for id := range messages {
		if len(letters[id]) == 0 {
			t.Errorf("message %s is marked as sent, but never arrived", id)
		}
	}
	t.Logf("%d letters, %d of them sent again", len(letters), again)
}

// nothingRuns waits until the engine runs the standing workflows alone.
func nothingRuns(t *testing.T, site *assemblytest.Site) {
	t.Helper()
	ctx := context.Background()
	c, err := engine.Dial(ctx, engine.DialOptions{HostPort: "127.0.0.1:" + site.Get("engine.port"), Namespace: namespaceOf(site)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	assemblytest.Await(t, 30*time.Second, "the standing workflows alone run", func() bool {
		open, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: "ExecutionStatus = 'Running'"})
		if err != nil {
			return false
		}
		standing := 0
		for _, w := range open.GetExecutions() {
			switch id := w.GetExecution().GetWorkflowId(); {
			case slices.Contains([]string{workflows.KeeperName, workflows.PostmanName, workflows.UsherName}, id):
				standing++
			case !strings.HasPrefix(id, string(improvement.KindReview)+"/") && // of each LMG, and what it opens by the calendar
				!strings.HasPrefix(id, string(improvement.KindNewsletter)+"/"): // and of each network
				return false
			}
		}
		return standing == 3
	})
}

func namespaceOf(site *assemblytest.Site) string {
	if n := site.Get("engine.namespace"); n != fmt.Sprint(nil) {
		return n
	}
	return engine.DefaultNamespace
}
