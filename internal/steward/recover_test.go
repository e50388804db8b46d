package steward_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// starter remembers what it was asked to start.
type starter struct {
	running  []string
	standing int
	started  []string
	told     []string
	answers  map[improvement.SubjectID]error
}

func (s *starter) Resume(_ context.Context, subject improvement.SubjectID, state json.RawMessage) (bool, error) {
	if _, err := improvement.RestoreTest(state); err != nil {
		return false, err
	}
	if slices.Contains(s.running, subject.ID()) {
		return false, nil
	}
	s.started = append(s.started, subject.ID())
	return true, nil
}

func (s *starter) CatchUp(_ context.Context, subject improvement.SubjectID, version int) (bool, error) {
	s.told = append(s.told, string(subject)+" "+strconv.Itoa(version))
	err := s.answers[subject]
	return err == nil, err
}

func (s *starter) Standing(context.Context) error {
	s.standing++
	return nil
}

func TestRecoverStartsWhatIsOpenAndNotRunning(t *testing.T) {
	o := open(t)
	for _, id := range []string{"one", "two", "three"} {
		o.launch(t, id)
	}
	s := &starter{running: []string{"two"}}
	done, err := steward.Recover(t.Context(), o.Store, s)
	if err != nil {
		t.Fatal(err)
	}
	if done != (steward.Recovered{Started: 2, Running: 1, CaughtUp: 1}) || s.standing != 1 || !slices.Equal(s.started, []string{"one", "three"}) {
		t.Errorf("recovered %+v, started %v", done, s.started)
	}
}

// What closed since the last anchor is told, too: its workflow may have missed that.
// One that cannot be told keeps nobody else from hearing, nor does one that has ended.
func TestAWorkerTellsWhatWasFiledSinceTheLastAnchor(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	o.launch(t, "before")
	if err := o.Anchor(t.Context(), "2026-03-02"); err != nil {
		t.Fatal(err)
	}
	o.approve(t, "closed", improvement.Summary{})
	for _, id := range []string{"deaf", "gone", "one"} {
		o.launch(t, id)
	}
	o.load(t, "admin", improvement.RecordTheme{Theme: improvement.Theme{ID: "late", Name: "Late"}})
	changed, err := steward.Changed(t.Context(), o.Store)
	if err != nil {
		t.Fatal(err)
	}
	deaf := errors.New("no answer")
	s := &starter{answers: map[improvement.SubjectID]error{
		"test-of-change/deaf": deaf, "test-of-change/gone": improvement.Refuse(improvement.WrongStage, "", "It was closed."),
	}}
	n, err := steward.CatchUp(t.Context(), changed, s)
	want := []string{"test-of-change/deaf 1", "test-of-change/gone 1", "test-of-change/one 1", "approval/test-of-change/closed/1 1"}
	if n != 2 || !errors.Is(err, deaf) || !slices.Equal(s.told, want) {
		t.Errorf("told %v, %d caught up, %v", s.told, n, err)
	}
}

func TestRecoverTellsTheApprovalThatATestWaitsFor(t *testing.T) {
	o := open(t)
	o.file(t, improvement.TestSubject("voting"), `{"charter":{"id":"voting"},"stage":"decide","cycles":[{"number":1}],"approvals":1}`,
		improvement.Summary{Open: true, Stage: "decide"})
	o.approve(t, "voting", improvement.Summary{Parent: improvement.TestSubject("voting")})
	s := &starter{running: []string{"voting"}}
	done, err := steward.Recover(t.Context(), o.Store, s)
	want := []string{"test-of-change/voting 1", "approval/test-of-change/voting/1 1"}
	if err != nil || done.CaughtUp != 2 || !slices.Equal(s.told, want) {
		t.Errorf("recovered %+v, told %v, %v", done, s.told, err)
	}
}

// approve files an approval of a test.
func (o *office) approve(t *testing.T, test string, as improvement.Summary) {
	t.Helper()
	o.file(t, improvement.ApprovalSubject(improvement.TestSubject(test), 1), `{}`, as)
}
