package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

const (
	subscribers                      = 300
	eastNetwork improvement.BodyID   = "east-network"
	officer     improvement.PersonID = "east-lwo"
)

// TestKillNineDuringANewsletter kills the worker again and again while a newsletter goes
// out to some hundreds of readers: nobody has two, and the record names each reader of whom
// nobody can know whether they have it.
func TestKillNineDuringANewsletter(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	post := startPost(t)
	settings := rehearsal("500ms")
	settings["newsletter.per_minute"] = 0
	maps.Copy(settings, post.settings())
	site := newSite(t, settings)
	w := startWorker(t, site)
	desk := site.Desk(t)
	subscribed(t, desk)

	issue := approvedIssue(t, desk)
	kills, limit := 0, time.After(120*time.Second)
	for stage := improvement.IssueStage(""); stage != improvement.IssueSent; stage = stageOf(t, desk, issue) {
		select {
		case <-limit:
			t.Fatalf("the newsletter is %s after %d kills", stage, kills)
		case <-time.After(time.Duration(100+random.IntN(1500)) * time.Millisecond):
		}
		if stage == improvement.IssueSending && kills < 5 {
			w.Kill()
			w = programs.Start(t, site.Env(), "worker")
			kills++
		}
	}
	t.Logf("killed %d times", kills)
	if kills == 0 {
		t.Error("it was over before anything was killed")
	}
	everyReaderOnce(t, desk, post, issue, kills)
	if report, err := desk.Verify(t.Context()); err != nil || len(report.Faults) > 0 {
		t.Errorf("the record does not hold together: %+v, %v", report, err)
	}
}

// subscribed lets readers subscribe and confirm, and one of the members leave.
func subscribed(t *testing.T, desk *assembly.Desk) {
	t.Helper()
	n := desk.Newsletters(config.Default())
	for i := range subscribers {
		address := fmt.Sprintf("reader-%d@example.org", i)
		if err := n.Subscribe(t.Context(), improvement.CommandID(fmt.Sprint("ask-", i)), eastNetwork, address); err != nil {
			t.Fatal(err)
		}
		waiting, err := desk.Unconfirmed(t.Context(), eastNetwork) // one: a rehearsed fortnight is short
		if err != nil || len(waiting) != 1 {
			t.Fatalf("%d wait to be confirmed, %v", len(waiting), err)
		}
		reader := waiting[0]
		token, err := n.ConfirmToken(t.Context(), reader, []improvement.BodyID{eastNetwork})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Confirm(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	token, err := n.UnsubscribeToken("keith-headteacher", eastNetwork)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Unsubscribe(t.Context(), token); err != nil {
		t.Fatal(err)
	}
}

// approvedIssue waits for a draft and approves it. In a rehearsal months are short: one
// that was missed is made good by the next.
func approvedIssue(t *testing.T, desk *assembly.Desk) improvement.SubjectID {
	t.Helper()
	var issue improvement.SubjectID
	var refused error
	defer func() {
		if t.Failed() {
			all, err := desk.List(context.Background(), improvement.Filter{Kind: improvement.KindNewsletter})
			t.Logf("the last answer about %s: %v; there are %+v, %v", issue, refused, all, err)
		}
	}()
	assemblytest.Await(t, 90*time.Second, "a newsletter is approved", func() bool {
		drafts, err := desk.List(t.Context(), improvement.Filter{Kind: improvement.KindNewsletter, Stage: string(improvement.IssueDrafting), Parent: improvement.BodySubject(eastNetwork)})
		if err != nil || len(drafts) == 0 {
			return false
		}
		issue = drafts[0].Subject
		_, err = desk.Sender.Newsletter(t.Context(), issue, "note", officer, improvement.WriteOpening{Note: seal(t, desk, "Good news")})
		if err == nil {
			_, err = desk.Sender.Newsletter(t.Context(), issue, "approve", officer, improvement.ApproveIssue{})
		}
		refused = err
		return err == nil
	})
	return issue
}

func seal(t *testing.T, desk *assembly.Desk, text string) improvement.Words {
	t.Helper()
	words, err := desk.Vault.Seal(t.Context(), "note", officer, text)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func stageOf(t *testing.T, desk *assembly.Desk, issue improvement.SubjectID) improvement.IssueStage {
	t.Helper()
	_, state, err := desk.State(context.WithoutCancel(t.Context()), issue)
	if errors.Is(err, improvement.ErrUnavailable) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	restored, err := improvement.RestoreIssue(state)
	if err != nil {
		t.Fatal(err)
	}
	return restored.Stage
}

// everyReaderOnce holds what the mail server accepted against who reads. Of letters that the
// mail server had when a worker died it is not known whether they arrived: they are counted
// as such, and never sent again.
func everyReaderOnce(t *testing.T, desk *assembly.Desk, post *post, issue improvement.SubjectID, kills int) {
	t.Helper()
	_, state, err := desk.State(t.Context(), issue)
	if err != nil {
		t.Fatal(err)
	}
	restored, err := improvement.RestoreIssue(state)
	if err != nil {
		t.Fatal(err)
	}
	letters := map[string]int{}
	for _, all := range post.accepted() {
		to, rest, _ := strings.Cut(all[0], "\n")
		if subject, text, _ := strings.Cut(rest, "\n"); strings.Contains(subject, "newsletter") && strings.Contains(text, "Good news") && strings.Contains(text, restored.Period.Plain()) {
			letters[to] += len(all)
		}
	}
	for to, n := range letters {
		if n != 1 {
			t.Errorf("%s has %d letters", to, n)
		}
	}
	readers := subscribers + 3 // the members of the network, without who left
	unsure := restored.Delivered.Unsure
	if restored.Readers != readers || restored.Delivered != (improvement.Progress{Sent: readers - unsure, Unsure: unsure}) {
		t.Errorf("it was handed out to %d, delivered %+v; want %d", restored.Readers, restored.Delivered, readers)
	}
	if most := 8 * kills; unsure > most {
		t.Errorf("of %d letters it is not known whether they arrived; at most %d were under way", unsure, most)
	}
	if len(letters) < readers-unsure || len(letters) > readers {
		t.Errorf("%d have it, want %d but for %d at most", len(letters), readers, unsure)
	}
	t.Logf("%d of %d have it; of %d it is not known", len(letters), readers, unsure)
	if letters["keith-headteacher@example.org"] != 0 {
		t.Error("who left has it")
	}
}
