package notify

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// digestRecord is a record on which somebody hears once a day.
func digestRecord(t *testing.T) *storage.Store {
	t.Helper()
	s, err := storage.Open(t.Context(), "sqlite:"+t.TempDir()+"/record.db", storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	fileTo(t, s, improvement.PersonSubject("ann"), 0, "load",
		[]improvement.Event{&improvement.PersonRecorded{Person: improvement.Person{ID: "ann"}}, &improvement.NoticesChosen{How: improvement.HearDaily}})
	return s
}

func fileTo(t *testing.T, s *storage.Store, subject improvement.SubjectID, version int, command improvement.CommandID, events []improvement.Event, notices ...improvement.Notice) {
	t.Helper()
	f := improvement.Filing{
		Subject: subject, Expected: version, Command: command, State: []byte(`{}`), Notices: notices,
		Entries: improvement.Entries(version, command, "ann", tuesday(9), events),
	}
	if _, err := s.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// tuesday is an hour of Tuesday 14 July 2026, in London.
func tuesday(hour int) time.Time {
	return improvement.Date("2026-07-14").Start().Add(time.Duration(hour) * time.Hour)
}

// delivered runs a postman at a moment of the record until it has looked three times, and
// gives what left.
func delivered(t *testing.T, s *storage.Store, now time.Time) []Letter {
	t.Helper()
	c := &channel{}
	clock := improvement.Clock{Real: time.Now(), Rehearsed: now, Factor: 1.01}
	postman := NewPostman(s, somePeople(), openWords{}, c, clock, slog.New(slog.DiscardHandler), Options{Poll: time.Millisecond})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	looks := 0
	if err := postman.Run(ctx, func() {
		if looks++; looks > 3 {
			stop()
		}
	}); !errors.Is(err, context.Canceled) {
		t.Fatalf("the postman ended with %v", err)
	}
	return c.letters
}

// decided is a notice that can wait.
func decided(cause string, hour int) improvement.Notice {
	return improvement.Notice{
		Cause: cause, To: improvement.Recipient{Person: "ann"}, Kind: improvement.NoticeDecision, Subject: "theme/poverty",
		Title: sealed("Breakfast club"), Outcome: "adopt: agreed", SendAfter: tuesday(hour),
	}
}

func tell(t *testing.T, s *storage.Store, version int, notices ...improvement.Notice) {
	t.Helper()
	fileTo(t, s, "theme/poverty", version, improvement.CommandID(notices[0].Cause), []improvement.Event{&improvement.ThemeRecorded{}}, notices...)
}

func TestThreeNoticesOverADayLeaveAsOneLetter(t *testing.T) {
	s := digestRecord(t)
	tell(t, s, 0, decided("one", 9))
	tell(t, s, 1, decided("two", 12))
	tell(t, s, 2, decided("three", 17))
	if letters := delivered(t, s, tuesday(23)); len(letters) > 0 {
		t.Fatalf("on the day left %d letters", len(letters))
	}
	letters := delivered(t, s, tuesday(24+8))
	if len(letters) != 1 || letters[0].Subject != "[Rehearsal] 3 things in “Breakfast club”" {
		t.Fatalf("the morning after left %+v", letters)
	}
	if letters := delivered(t, s, tuesday(24+9)); len(letters) > 0 {
		t.Errorf("later left %d letters more", len(letters))
	}
}

func TestWhatIsUrgentDoesNotWaitForADigest(t *testing.T) {
	s := digestRecord(t)
	unsafe := decided("unsafe", 22)
	unsafe.Kind, unsafe.Urgent, unsafe.Item = improvement.NoticeUnsafe, true, "voice/1"
	tell(t, s, 0, decided("one", 9), unsafe)
	letters := delivered(t, s, tuesday(22))
	if len(letters) != 1 || strings.Contains(letters[0].Subject, "things") {
		t.Fatalf("at once left %+v", letters)
	}
}

func TestANewChoiceReleasesWhatWaits(t *testing.T) {
	s := digestRecord(t)
	tell(t, s, 0, decided("one", 9), decided("two", 9))
	fileTo(t, s, improvement.PersonSubject("ann"), 2, "choose", []improvement.Event{&improvement.NoticesChosen{How: improvement.HearAtOnce}})
	if letters := delivered(t, s, tuesday(10)); len(letters) != 1 || letters[0].Subject != "[Rehearsal] 2 things in “Breakfast club”" {
		t.Errorf("left %+v", letters)
	}
}

func TestALetterSaysHowTheReaderHears(t *testing.T) {
	weekly := people{"ann": {ID: "ann", Name: sealed("Ann"), Hearing: improvement.HearWeekly}}
	for base, want := range map[string]string{
		"":                          "You hear once a week of what can wait; to choose at once, once a day or once a week, ask your Locality Wellbeing Officer.\n",
		"https://cairn.example.org": "You hear once a week of what can wait; to choose at once, once a day or once a week, see https://cairn.example.org/you\n",
	} {
		c := composer{directory: weekly, opener: openWords{}, baseURL: base}
		l, err := c.letter(t.Context(), message("ann", aReminder()))
		if err != nil || !strings.HasSuffix(l.Text, "\n"+want) {
			t.Errorf("it ends with %q, %v", l.Text[max(0, len(l.Text)-160):], err)
		}
	}
	c := composer{directory: somePeople(), opener: openWords{}}
	l, err := c.letter(t.Context(), message("voice/5d41402a", aReminder()))
	if err != nil || strings.Contains(l.Text, "You hear") {
		t.Errorf("who wrote in has nothing to choose: %q, %v", l.Text, err)
	}
}
