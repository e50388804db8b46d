package feed_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/feed"
)

var update = flag.Bool("update", false, "write the golden calendar")

const pages = "https://cairn.example.org/"

var now = time.Date(2026, 7, 14, 8, 30, 0, 0, time.UTC)

func entry(key string, due improvement.Date, asks string) feed.Entry {
	return feed.Entry{Task: improvement.Task{Subject: "test-of-change/breakfast", Key: key, Kind: improvement.TaskStep, Due: due}, Asks: asks}
}

func someTasks() []feed.Entry {
	private := entry("part", "2026-07-17", "Agree to your part: sit with Sam, who is afraid")
	private.Task.Private = true
	concern := entry("concern", "2026-07-16", "Read what may mean that someone is unsafe (voice/5d41402a), and settle it")
	concern.Task.Kind, concern.Task.Subject = improvement.TaskConcern, "voice/5d41402a"
	return []feed.Entry{
		entry("step/1.2", "2026-10-25", "Do the step “Ask; then, listen \\ thank” in “Breakfast club”"), // the clocks go back
		private, concern,
		entry("step/1.1", "2026-07-15", "Do the step “Còcaireachd còmhla: brot is aran airson nan teaghlaichean air fad, agus ceòl às dèidh làimh — 🍲🎻”\nin “Breakfast club”"),
		entry("none", "", "Something without a day"),
	}
}

func TestACalendarOfDueDays(t *testing.T) {
	got := feed.Calendar(someTasks(), pages, now)
	const golden = "testdata/due.ics"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("%v, the calendar is\n%s", err, got)
	}
	for _, secret := range []string{"Sam", "afraid", "unsafe", "voice", "none"} {
		if strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), secret) {
			t.Errorf("it tells %q", secret)
		}
	}
}

func parsed(t interface{ Fatal(...any) }, text string) *ics.Calendar {
	c, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACalendarReadsBack(t *testing.T) {
	events := parsed(t, feed.Calendar(someTasks(), pages, now)).Events()
	if len(events) != 4 {
		t.Fatalf("%d events", len(events))
	}
	for i, want := range []struct{ day, summary, url string }{
		{"2026-07-15", "Do the step “Còcaireachd còmhla: brot is aran airson nan teaghlaichean air fad, agus ceòl às dèidh làimh — 🍲🎻” in “Breakfast club”", "https://cairn.example.org/see/test-of-change/breakfast"},
		{"2026-07-16", "Something of yours is due", "https://cairn.example.org"},
		{"2026-07-17", "Something of yours is due", "https://cairn.example.org"},
		{"2026-10-25", "Do the step “Ask; then, listen \\ thank” in “Breakfast club”", "https://cairn.example.org/see/test-of-change/breakfast"},
	} {
		begins, err := events[i].GetAllDayStartAt()
		if err != nil || begins.Format(time.DateOnly) != want.day {
			t.Errorf("event %d begins %v, %v", i, begins, err)
		}
		if ends, err := events[i].GetAllDayEndAt(); err != nil || !ends.Equal(begins.AddDate(0, 0, 1)) {
			t.Errorf("event %d ends %v, %v", i, ends, err)
		}
		if got := events[i].GetProperty(ics.ComponentPropertySummary).Value; got != want.summary {
			t.Errorf("event %d is %q", i, got)
		}
		if got := events[i].GetProperty(ics.ComponentPropertyUrl).Value; got != want.url {
			t.Errorf("event %d leads to %q", i, got)
		}
		if at, err := events[i].GetDtStampTime(); err != nil || !at.Equal(now) {
			t.Errorf("event %d is stamped %v, %v", i, at, err)
		}
	}
}

// What a task asks for may change, and its day move: it stays the same entry.
func TestAnEntryKeepsItsIdentity(t *testing.T) {
	one := func(e feed.Entry, at time.Time) string {
		return parsed(t, feed.Calendar([]feed.Entry{e}, "", at)).Events()[0].Id()
	}
	before := one(entry("step/1.1", "2026-07-15", "Do it"), now)
	if after := one(entry("step/1.1", "2026-07-20", "Do that"), now.Add(time.Hour)); after != before {
		t.Errorf("%s became %s", before, after)
	}
	if other := one(entry("step/1.2", "2026-07-15", "Do it"), now); other == before {
		t.Error("two tasks are one entry")
	}
}

func TestWhoHasNothingDueHasACalendarAllTheSame(t *testing.T) {
	text := feed.Calendar(nil, pages, now)
	if !strings.HasPrefix(text, "BEGIN:VCALENDAR\r\n") || !strings.HasSuffix(text, "END:VCALENDAR\r\n") || len(parsed(t, text).Events()) != 0 {
		t.Errorf("it is %q", text)
	}
}

// Whatever people wrote: lines end in CRLF and have at most 75 octets, no letter is cut in
// two, and what was written reads back.
func TestLinesAreFolded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asks := strings.Join(strings.Fields(rapid.StringOfN(rapid.SampledFrom([]rune("ab, ;\\:\"é—ò🎻\n")), 1, 200, -1).Draw(t, "asks")), " ")
		text := feed.Calendar([]feed.Entry{entry("k", "2026-07-15", asks)}, pages, now)
		lines := strings.Split(text, "\r\n")
		for _, line := range lines {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("the line %q has %d octets", line, len(line))
			}
		}
		if got := parsed(t, text).Events()[0].GetProperty(ics.ComponentPropertySummary); got == nil && asks != "" || got != nil && got.Value != asks {
			t.Fatalf("%q reads back as %v", asks, got)
		}
	})
}
