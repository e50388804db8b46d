package notify

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// did tells what some did towards the breakfast club.
type did struct{ fails error }

func (d did) DidTowards(_ context.Context, person improvement.PersonID, subject improvement.SubjectID, _ time.Time) ([]improvement.Did, error) {
	counted := map[improvement.PersonID]map[improvement.DeedKind]int{
		"ann": {improvement.DeedVote: 2},
		"ben": {
			improvement.DeedStep: 3, improvement.DeedPoint: 12, improvement.DeedPrediction: 1, improvement.DeedEvidence: 1,
			improvement.DeedStudy: 1, improvement.DeedPlan: 1,
		},
		"sam": {improvement.DeedStep: 1},
	}
	var all []improvement.Did
	if improvement.Matter(subject) == "test-of-change/breakfast" {
		for kind, n := range counted[person] {
			all = append(all, improvement.Counted(kind, n, n, "2026-03-01"))
		}
	}
	return improvement.InOrder(all), d.fails
}

// What came of something is told with the reader's part in it; what is asked of them is not.
func TestWhichLettersTellAPart(t *testing.T) {
	tells := map[improvement.NoticeKind]bool{
		improvement.NoticeDecision: true, improvement.NoticeClosed: true, improvement.NoticePriorities: true, improvement.NoticeCommissionFulfilled: true,
		improvement.NoticeTask: false, improvement.NoticeReminder: false, improvement.NoticeHarm: false, improvement.NoticeUnsafe: false,
		improvement.NoticeLaunched: false, improvement.NoticePaused: false,
	}
	for kind, want := range tells {
		n := aReminder()
		n.Kind, n.TaskKind = kind, ""
		l := write(t, composer{partaking: did{}}, message("ben", n))
		for _, text := range []string{l.Text, l.HTML} {
			if got := strings.Contains(text, "Your part"); got != want {
				t.Errorf("a letter about %s tells a part: %t\n%s", kind, got, text)
			}
		}
	}
}

// A record that cannot be reached holds the letter up; any other fault costs the part alone.
func TestALetterAndAPartThatCannotBeRead(t *testing.T) {
	decided := aReminder()
	decided.Kind, decided.TaskKind = improvement.NoticeDecision, ""
	var log bytes.Buffer
	c := composer{directory: somePeople(), opener: openWords{}, partaking: did{improvement.ErrUnavailable}, log: slog.New(slog.NewTextHandler(&log, nil))}
	if _, err := c.letter(t.Context(), message("ben", decided)); !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("a record that cannot be reached: %v", err)
	}
	c.partaking = did{errors.New("no such column")}
	l, err := c.letter(t.Context(), message("ben", decided))
	if err != nil || strings.Contains(l.Text, "Your part") || !strings.Contains(log.String(), "without the reader's part") {
		t.Errorf("a part that cannot be read: %v\n%s\n%s", err, l.Text, log.String())
	}
}
