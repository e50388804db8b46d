package notify

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; see it with -update. Got:\n%s", file, got)
	}
}

// declared reads the values of all constants of a type from the domain's source,
// so that a kind added there cannot be forgotten here.
func declared(t *testing.T, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob("../../improvement/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]bool)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if of, ok := spec.Type.(*ast.Ident); ok && of.Name == typeName {
				for _, v := range spec.Values {
					if literal, ok := v.(*ast.BasicLit); ok {
						value, _ := strconv.Unquote(literal.Value)
						found[value] = true
					}
				}
			}
			return true
		})
	}
	if len(found) == 0 {
		t.Fatalf("found no constant of the type %s", typeName)
	}
	return slices.Sorted(maps.Keys(found))
}

func TestEveryKindHasItsSentences(t *testing.T) {
	for _, kind := range declared(t, "NoticeKind") {
		for _, part := range []string{"notice/", "subject/", "next/"} {
			if sentences.Lookup(part+kind) == nil {
				t.Errorf("templates/sentences.tmpl has no %q", part+kind)
			}
		}
	}
	for _, kind := range declared(t, "TaskKind") {
		if sentences.Lookup("task/"+kind) == nil {
			t.Errorf("templates/sentences.tmpl has no %q", "task/"+kind)
		}
	}
}

// examples is a notice of every kind, and of every kind of task where it is about one.
func examples(t *testing.T) []improvement.Notice {
	aboutTasks := []improvement.NoticeKind{
		improvement.NoticeTask, improvement.NoticeReminder, improvement.NoticeOverdue, improvement.NoticeEscalated,
	}
	outcomes := map[improvement.NoticeKind]string{
		improvement.NoticeDecision: "adopt: more evidence is asked for", improvement.NoticeClosed: "partly",
		improvement.NoticeNewsletter: "East network, March 2026", improvement.NoticeIssueLapsed: "East network, March 2026",
	}
	items := map[improvement.NoticeKind]string{
		improvement.NoticeUnsafe: "test-of-change/breakfast#e-1", improvement.NoticeHeardBack: "5d41402a", improvement.NoticeWasRead: "5d41402a",
		improvement.NoticeRenamed: "breakfast-2",
	}
	aboutRequests := []improvement.NoticeKind{
		improvement.NoticeAnswered, improvement.NoticeWaived, improvement.NoticeTimedOut, improvement.NoticeLateAnswer,
		improvement.NoticeLateSeen,
	}
	var notices []improvement.Notice
	for _, kind := range declared(t, "NoticeKind") {
		n := improvement.Notice{
			Kind: improvement.NoticeKind(kind), Subject: "test-of-change/breakfast",
			Title: sealed("Breakfast club"), Due: "2026-03-03",
		}
		if !slices.Contains(aboutTasks, n.Kind) {
			n.Reason = sealed("The hall is closed.\nWe need another room.")
			n.Outcome = outcomes[n.Kind]
			n.Item = items[n.Kind]
			if slices.Contains(aboutRequests, n.Kind) {
				n.What = sealed("What do pupils say?")
			}
			notices = append(notices, n)
			continue
		}
		for _, task := range declared(t, "TaskKind") {
			n.TaskKind, n.What, n.Outcome, n.Item = improvement.TaskKind(task), improvement.Words{}, "", ""
			switch n.TaskKind {
			case improvement.TaskNewsletter:
				n.Title, n.Outcome = improvement.Words{}, "East network, March 2026"
			case improvement.TaskStep, improvement.TaskCollect:
				n.What = sealed("Ask the families")
			case improvement.TaskConcern:
				n.Item = "voice/5d41402a"
			case improvement.TaskAgreement:
				n.What = sealed("The hall on Mondays")
			case improvement.TaskTalk:
				n.What, n.Outcome = sealed("Food left over"), "6 weeks in a row below the middle: this is unlikely to be chance."
			}
			notices = append(notices, n)
		}
	}
	return notices
}

func TestLines(t *testing.T) {
	var b strings.Builder
	for _, n := range examples(t) {
		name := string(n.Kind)
		if n.TaskKind != "" {
			name += " " + string(n.TaskKind)
		}
		fmt.Fprintf(&b, "%s\n  subject: %s\n  line:    %s\n  next:    %s\n", name,
			subjectLine(n, plainly), Line(n, plainly), next(n, plainly))
	}
	golden(t, "sentences.golden", b.String())
}

// A review has no title: letters call it by what it is, and begin with a capital.
func TestWhatHasNoTitleIsCalledByWhatItIs(t *testing.T) {
	n := improvement.Notice{Kind: improvement.NoticeReview, Subject: "quality-review/east-lmg/2026-10", Due: "2026-10-29"}
	const line = "The quality review of October 2026 (east-lmg) has begun: by Thu 29 Oct 2026 each group says how well it works together."
	if got := Line(n, plainly); got != line {
		t.Errorf("got %q", got)
	}
	n = improvement.Notice{Kind: improvement.NoticeTask, TaskKind: improvement.TaskVote, Subject: "approval/quality-review/east-lmg/2026-10/1"}
	if got := subjectLine(n, plainly); got != "For you: read the pack for the quality review of October 2026 (east-lmg) and vote" {
		t.Errorf("got %q", got)
	}
}

func TestLineIsOneLine(t *testing.T) {
	for _, n := range examples(t) {
		n.Title = sealed("Breakfast\r\nBcc: someone@example.org\u2028\u202Eclub\x00")
		n.What = sealed("Ask\nthe\tfamilies")
		line := Line(n, plainly)
		if strings.ContainsAny(line, "\r\n\t\x00\u2028\u202E") {
			t.Errorf("%s: %q", n.Kind, line)
		}
	}
}

func TestLineOfLongAndErasedAndMissingWords(t *testing.T) {
	n := improvement.Notice{Kind: improvement.NoticeSentBack, Title: gone, Reason: gone}
	if got, want := Line(n, plainly), "The plan for “(erased)” came back for another look: “(erased)”"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	n = improvement.Notice{Kind: improvement.NoticePaused}
	if got, want := Line(n, plainly), "your test of change is paused."; !strings.EqualFold(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	n = improvement.Notice{Kind: improvement.NoticeSentBack, Title: sealed(strings.Repeat("é", 20_000)), Reason: sealed(strings.Repeat("r", 20_000))}
	if got := len([]rune(Line(n, plainly))); got > 350 {
		t.Errorf("a line of %d characters", got)
	}
}

func TestHowTheGainHeld(t *testing.T) {
	for outcome, want := range map[string]string{
		"yes":       "“Drop-in” is closed, and its gain has held.",
		"partly":    "“Drop-in” is closed, and its gain has held in part.",
		"no":        "“Drop-in” is closed, and its gain has not held.",
		"abandoned": "“Drop-in” is closed (abandoned).",
		"":          "“Drop-in” is closed.",
	} {
		n := improvement.Notice{Kind: improvement.NoticeClosed, Title: sealed("Drop-in"), Outcome: outcome}
		if got := Line(n, plainly); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWhatMayHarmSomebodyIsNotWrittenOut(t *testing.T) {
	n := improvement.Notice{Kind: improvement.NoticeHarm, Title: sealed("Drop-in"), Reason: sealed("a private matter")}
	if got := Line(n, plainly); strings.Contains(got, "private") {
		t.Errorf("the reason is in the line: %q", got)
	}
}

func TestNoWordOfWhatMaySayThatSomeoneIsUnsafe(t *testing.T) {
	for _, kind := range []improvement.NoticeKind{improvement.NoticeUnsafe, improvement.NoticeNoContact} {
		n := improvement.Notice{Kind: kind, Item: "voice/1", Title: sealed("a private title"), Reason: sealed("a private matter")}
		for _, text := range []string{Line(n, plainly), subjectLine(n, plainly), next(n, plainly)} {
			if strings.Contains(text, "private") {
				t.Errorf("%s: a word of the item is in the letter: %q", kind, text)
			}
		}
	}
}

func TestAKindOfALaterReleaseIsStillTold(t *testing.T) {
	n := improvement.Notice{Kind: "newly-invented", Title: sealed("Drop-in")}
	if got, want := Line(n, plainly), "“Drop-in” (newly invented)."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNextTellsWhoHears(t *testing.T) {
	at := improvement.Date("2026-03-06").Morning()
	for _, c := range []struct {
		name string
		to   []improvement.Audience
		want string
	}{
		{"owner", []improvement.Audience{improvement.ToOwner}, "The next reminder comes on Fri 6 Mar 2026."},
		{"lead too", []improvement.Audience{improvement.ToOwner, improvement.ToLead}, "If it is still open on Fri 6 Mar 2026, the lead will hear of it, to help."},
		{"lwo", []improvement.Audience{improvement.ToLWO}, "If it is still open on Fri 6 Mar 2026, the Locality Wellbeing Officer will hear of it, to help."},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := improvement.Notice{Kind: improvement.NoticeTask, TaskKind: improvement.TaskStep, NextReminder: at, NextTo: c.to}
			if got := next(n, func(improvement.Words) string { return "" }); !strings.HasSuffix(got, c.want) {
				t.Errorf("next = %q, want it to end with %q", got, c.want)
			}
		})
	}
}
