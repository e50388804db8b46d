package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// TestWordsThatCannotBeOpened holds that what is shown without some of its words is
// not taken for all there is; erased words are.
func TestWordsThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "club"))
	lines := [][]string{
		{"test", "list"}, {"test", "show", "club"}, {"test", "show", "club", "-o", "json"}, {"test", "journal", "club"},
	}
	s.change(t, `UPDATE keys SET wrapped = x'00' WHERE person = 'east-lwo'`)
	for _, args := range lines {
		a := s.call(t, "", args...)
		if a.code != exitFailed || !strings.Contains(a.out, "(cannot be opened)") || !strings.Contains(a.errs, "not all words could be opened") {
			t.Errorf("starter %q ended with %d: %s%s", args, a.code, a.out, a.errs)
		}
	}
	s.change(t, `UPDATE keys SET wrapped = NULL, destroyed_at = 1 WHERE person = 'east-lwo'`)
	for _, args := range lines {
		if a := s.call(t, "", args...); a.code != exitDone || !strings.Contains(a.out, "(erased)") || a.errs != "" {
			t.Errorf("erased: starter %q ended with %d: %s%s", args, a.code, a.out, a.errs)
		}
	}
}

// TestAWatchThatIsLeftAtOnce holds that Ctrl-C ends a watch well wherever it falls.
func TestAWatchThatIsLeftAtOnce(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	ctx, leave := context.WithCancel(context.Background())
	leave()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"test", "show", "club", "--watch", "--config", s.config}, strings.NewReader(""), &out, &errs); code != exitDone {
		t.Errorf("it ended with %d", code)
	}
	if out.Len()+errs.Len() > 0 {
		t.Errorf("it says %s%s", &out, &errs)
	}
}

// leaver is a record with one entry, and an opener that is left while it opens.
type leaver struct {
	steward.Chronicle
	leave func()
}

func (leaver) Journal(context.Context, improvement.SubjectID, int) ([]improvement.Entry, error) {
	text := improvement.Words{By: "cook", Length: 4, Sealed: "box"}
	return []improvement.Entry{{Version: 1, Event: &improvement.EvidenceFiled{Evidence: improvement.Evidence{Text: text}}}}, nil
}

func (leaver) List(context.Context, improvement.Filter) ([]improvement.Listing, error) {
	return nil, nil
}

func (leaver) Outbox(context.Context, improvement.OutboxFilter) ([]improvement.Delivery, error) {
	return nil, nil
}

func (leaver) State(context.Context, improvement.SubjectID) (int, json.RawMessage, error) {
	return 1, json.RawMessage("{}"), nil
}

func (l leaver) Open(ctx context.Context, _ improvement.Words) (string, error) {
	l.leave()
	return "", ctx.Err()
}

func TestNewsIsToldWhole(t *testing.T) {
	t.Parallel()
	for _, output := range []string{"table", "json"} {
		ctx, leave := context.WithCancel(t.Context())
		record := leaver{leave: leave}
		var out bytes.Buffer
		a := &app{out: &out, output: output}
		tell := a.telling(newWords(ctx, record, directoryOf{}), steward.Follow(record, "test-of-change/club"))
		if err := tell(ctx); !errors.Is(err, context.Canceled) || out.Len() > 0 {
			t.Errorf("%s: left in the midst it tells %s (%v)", output, &out, err)
		}
	}
}
