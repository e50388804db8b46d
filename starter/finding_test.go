package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// TestFinding follows a test from its priority to its decision, and finds its evidence.
func TestFinding(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.toDecision(t, "club", "abandon")
	s.do(t, volunteer, "test", "observe", "club", "--text", "Nineteen children came; the café was closed.")
	s.do(t, volunteer, "test", "observe", "club", "--text", "It rained.")
	s.agreedBy(t, "club", "east-chair", "east-health-visitor", "east-social-work")
	s.awaitShown(t, "club", "Closed")

	for _, name := range []string{"club", "test-of-change/club", "east-school-day", "priority/east-school-day"} {
		s.look(t, "", []string{"priority east-school-day (in effect) → test club (abandoned) → decision club/1 (agreed)"}, "trace", name)
	}
	s.look(t, "", []string{"→ decision club/1 (agreed)", "Nothing has come of it yet."}, "trace", "club/1")
	s.look(t, "", []string{
		"Tackling child poverty", "Keith 1 – – 1", "Buckie 1 – – – no test yet", "Where nothing happens", "Children's mental wellbeing: anywhere.",
	}, "coverage", "--lmg", "east-lmg")
	s.look(t, "", []string{"East Locality", "West Locality"}, "coverage")

	for _, typed := range []string{"child", "cafe nineteen", "CAFÉ"} {
		s.look(t, "", []string{"observation", "Keith", "test-of-change/club#"}, "library", "list", "--search", typed, "--lmg", "east-lmg", "--theme", "poverty", "--test", "club", "--kind", "observation", "--strength", "practice", "--priority", "east-school-day")
	}
	for _, typed := range []string{"otter", `" OR "`, "'; --"} {
		s.look(t, "", []string{"There are none."}, "library", "list", "--search", typed)
	}
	first := s.shelf(t, "--limit", "1")
	if len(first.Items) != 1 || first.Next == "" {
		t.Fatalf("a page of one: %+v", first)
	}
	if rest := s.shelf(t, "--after", string(first.Next)); len(rest.Items) == 0 || rest.Items[0].ID == first.Next {
		t.Errorf("behind %s comes %+v", first.Next, rest)
	}
	item := string(s.shelf(t, "--search", "nineteen").Items[0].ID)
	s.look(t, "", []string{"Strength practice", "By Volunteer, Keith", "Nineteen children came; the café was closed."}, "library", "show", item)
	s.look(t, "", []string{item}, "library", "show", strings.TrimPrefix(item, "test-of-change/"))
	s.look(t, "safeguarding", []string{"observation"}, "library", "list", "--hidden", "--lmg", "east-lmg")

	s.reported(t)
	s.look(t, admin, []string{"0 of them stood otherwise"}, "rebuild")
	s.do(t, "", "verify")
}

// shelf is a page of the library as JSON has it.
func (s *town) shelf(t *testing.T, args ...string) (page struct {
	Items []struct{ ID improvement.ItemID }
	Next  improvement.ItemID
}) {
	t.Helper()
	if err := json.Unmarshal([]byte(s.do(t, "", append([]string{"library", "list", "-o", "json"}, args...)...)), &page); err != nil {
		t.Fatal(err)
	}
	return page
}

// TestWhatCannotBeFound holds that looking for what there is not is refused plainly.
func TestWhatCannotBeFound(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	for what, r := range map[string]refusal{
		"nothing":               {"", []string{"trace", "nothing"}, []string{`"nothing"`, "starter test list"}},
		"a kind alone":          {"", []string{"trace", "priority/"}, []string{`"priority/"`}},
		"signs":                 {"", []string{"trace", "';#--"}, []string{"Nothing on record"}},
		"an LMG":                {"", []string{"coverage", "--lmg", "north-lmg"}, []string{"north-lmg", "east-lmg"}},
		"an item":               {"", []string{"library", "show", "voice/none"}, []string{"voice/none", "library list"}},
		"a kind of evidence":    {"", []string{"library", "list", "--kind", "photo"}, []string{"photo", "observation"}},
		"a strength":            {"", []string{"library", "list", "--strength", "weak"}, []string{"weak", "practice"}},
		"a theme":               {"", []string{"library", "list", "--theme", "fun"}, []string{"fun", "poverty"}},
		"a priority":            {"", []string{"library", "list", "--priority", "fun"}, []string{"fun"}},
		"a test":                {"", []string{"library", "list", "--test", "fun"}, []string{"fun", "starter test list"}},
		"a day":                 {"", []string{"library", "list", "--from", "someday"}, []string{"from", "someday"}},
		"a page":                {"", []string{"library", "list", "--after", "voice/none"}, []string{"voice/none", "from the beginning"}},
		"no items":              {"", []string{"library", "list", "--limit", "0"}, []string{"1 to 1000"}},
		"hidden, nobody":        {"", []string{"library", "list", "--hidden", "--lmg", "east-lmg"}, []string{"Say who you are"}},
		"hidden, anywhere":      {"safeguarding", []string{"library", "list", "--hidden"}, []string{"of which LMG"}},
		"hidden, the LWO":       {lwo, []string{"library", "list", "--hidden", "--lmg", "east-lmg"}, []string{"Only the safeguarding contact"}},
		"a report's format":     {"", []string{"report", "tests", "--format", "pdf"}, []string{"pdf", "xlsx"}},
		"a workbook shown here": {"", []string{"report", "tests", "--format", "xlsx"}, []string{"--out report.xlsx"}},
		"a file of no format":   {"", []string{"report", "tests", "--out", "tests.ods"}, []string{"format", ".csv or .xlsx"}},
		"two formats":           {"", []string{"report", "tests", "--format", "csv", "--out", "tests.xlsx"}, []string{"tests.xlsx", "Let them agree"}},
		"JSON as a file":        {"", []string{"report", "tests", "-o", "json", "--out", "tests.csv"}, []string{"JSON", "--out"}},
		"no folder":             {"", []string{"report", "tests", "--out", "nowhere/tests.csv"}, []string{"nowhere/tests.csv", "cannot be written"}},
		"a report of a theme":   {"", []string{"report", "outcomes", "--theme", "fun"}, []string{"fun", "poverty"}},
		"a report of an LMG":    {"", []string{"report", "decisions", "--lmg", "north-lmg"}, []string{"north-lmg", "east-lmg"}},
		"a report from a day":   {"", []string{"report", "evidence", "--from", "soon"}, []string{"from", "soon"}},
		"a period backwards":    {"", []string{"report", "tests", "--from", "2 May 2026", "--until", "1 May 2026"}, []string{"until", "before"}},
		"points of no test":     {"", []string{"report", "points", "fun"}, []string{"fun", "starter test list"}},
		"steps of no test":      {"", []string{"report", "steps", "fun"}, []string{"fun"}},
		"a report for nobody":   {"stranger", []string{"report", "tests"}, []string{"stranger", "not on record"}},
		"a rebuild by nobody":   {"", []string{"rebuild"}, []string{"Say who you are"}},
		"a rebuild by the LWO":  {lwo, []string{"rebuild"}, []string{"Only an administrator"}},
		"a rebuild by somebody": {"stranger", []string{"rebuild"}, []string{"stranger", "not on record"}},
	} {
		a := s.call(t, r.as, r.args...)
		if a.code != exitFailed || a.out != "" {
			t.Errorf("%s: it ended with %d: %s%s", what, a.code, a.out, a.errs)
		}
		inWords(t, a.errs, r.says)
	}
	s.look(t, "", []string{"There are none."}, "library", "list")
	s.look(t, "", []string{"priority east-school-day", "Nothing has come of it yet."}, "trace", "east-school-day")
	s.change(t, `INSERT INTO subjects SELECT 'commission/east-school-day', 'commission', version, head, anchored, open, stage, title, lmg, locality, theme, parent, due, outcome, state FROM subjects WHERE id = 'priority/east-school-day'`)
	a := s.call(t, "", "trace", "east-school-day")
	inWords(t, a.errs, []string{"priority/east-school-day", "commission/east-school-day"})
}

// TestVoicesAreShownByDayAndPlace holds that no sender and no words of a voice are on a
// path, and what a long path looks like.
func TestVoicesAreShownByDayAndPlace(t *testing.T) {
	listing := func(subject improvement.SubjectID, outcome string, open bool) improvement.Listing {
		return improvement.Listing{Subject: subject, Summary: improvement.Summary{
			Open: open, Outcome: outcome, Title: improvement.Words{By: "voice/v1", Length: 3, Sealed: "eA=="}}}
	}
	voice := func(id string, steps int) improvement.Traced {
		return improvement.Traced{Listing: listing(improvement.VoiceSubject(id), "", true), Day: "2026-07-10", Steps: steps}
	}
	trace := improvement.Trace{
		Of: improvement.Traced{Listing: listing("priority/hungry", "completed", false)},
		Before: []improvement.Traced{
			voice("v1", 1), {Listing: listing("evidence/e1", "", true), Steps: 1}, voice("v2", 1),
		},
		After: []improvement.Traced{
			{Listing: listing("test-of-change/a", "adopt", false), Steps: 1}, {Listing: listing("test-of-change/b", "", true), Steps: 1},
			{Listing: listing("approval/test-of-change/a/1", "more-evidence", false), Steps: 2},
		},
		MoreBefore: true,
	}
	untitled(&trace)
	want := "2 voices and 1 item of evidence → priority hungry (completed) → 2 tests (1 adopted, 1 running) → decision a/1 (more evidence)"
	if got := tracedPath(trace); got != want {
		t.Errorf("the path is\n%s\nwant\n%s", got, want)
	}
	var out bytes.Buffer
	w := newWords(t.Context(), opening{}, nil)
	showTrace(&page{out: &out}, w, trace)
	narrow(t, out.String())
	for _, part := range []string{"Fri 10 Jul 2026", "only the nearest 200", "e1: opened"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("it does not show %q:\n%s", part, out.String())
		}
	}
	for _, never := range []string{"v1", "v2: "} {
		if strings.Contains(out.String(), never) {
			t.Errorf("it shows %q:\n%s", never, out.String())
		}
	}
}

// opening opens all words alike.
type opening struct{}

func (opening) Open(context.Context, improvement.Words) (string, error) { return "opened", nil }

// TestAWorkerMakesWhatAnOlderRecordLacks starts a worker on a record of the release
// before: what lists and traces show is made again beside its work.
func TestAWorkerMakesWhatAnOlderRecordLacks(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	for _, statement := range []string{
		`UPDATE subjects SET stage = '', lmg = '' WHERE kind IN ('priority', 'body')`, `DROP INDEX subjects_by_lmg`, `DROP INDEX subjects_to_count`, `DROP INDEX subjects_by_stage`,
		`ALTER TABLE subjects DROP COLUMN outcome`, `ALTER TABLE record DROP COLUMN rebuild`, `DROP TABLE links`, `DROP TABLE shelf`,
		`DROP TABLE search_text`, `DROP TABLE search`, `ALTER TABLE people DROP COLUMN erased`,
		`ALTER TABLE blobs DROP COLUMN erased_at`, `ALTER TABLE blobs DROP COLUMN stored_again`, `DROP TABLE subscribers`, `DROP TABLE parts`,
		`DROP INDEX notices_in_bulk`, `DROP INDEX messages_in_bulk`, `DROP INDEX messages_handed`,
		`ALTER TABLE people DROP COLUMN hearing`, `ALTER TABLE notices DROP COLUMN at_once`, `ALTER TABLE notices DROP COLUMN daily`,
		`ALTER TABLE notices DROP COLUMN weekly`, `ALTER TABLE notices DROP COLUMN task`,
		`DROP TABLE tests`, `DROP INDEX people_by_mailbox`, `ALTER TABLE people DROP COLUMN mailbox`, `DROP INDEX journal_milestones`, `DROP INDEX keys_destroyed`, `ALTER TABLE record DROP COLUMN settled`, `DROP TABLE sign_ins`, `DROP TABLE sessions`, `DROP TABLE access_links`, `DROP TABLE task_links_void`, `DROP TABLE passkeys`,
		`DROP TABLE passkey_handles`, `DROP TABLE identities`, `DROP TABLE drafts`, `DROP TABLE calendars`, `DROP TABLE audit`,
		`DROP INDEX blobs_unchecked`, `ALTER TABLE record DROP COLUMN scanning`, `ALTER TABLE blobs DROP COLUMN checked_at`, `ALTER TABLE blobs DROP COLUMN finding`,
		`ALTER TABLE blobs DROP COLUMN check_after`, `ALTER TABLE blobs DROP COLUMN check_tries`,
		`DELETE FROM goose_db_version WHERE version_id > 1`,
	} {
		s.change(t, statement)
	}
	a := s.call(t, "", "verify")
	inWords(t, a.errs, []string{"older release", "Start a worker"})
	programs.Start(t, s.Env(), "worker").AwaitOut(t, "Stop it with Ctrl-C.")
	assemblytest.Await(t, time.Minute, "the rebuild", func() bool {
		a := s.call(t, "", "verify")
		return a.code == exitDone && !strings.Contains(a.errs, "being made again")
	})
	s.look(t, "", []string{"priority east-school-day (in effect)"}, "trace", "east-school-day")
	s.look(t, "", []string{"Keith 1 – – – no test yet"}, "coverage", "--lmg", "east-lmg")
}
