package scan_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/scan"
	"github.com/cairnqi/cairn/internal/storage"
)

// scanner says what a test has it say.
type scanner struct {
	away  error
	find  func(content string) (string, error)
	asked []string
}

func (s *scanner) Ping(context.Context) error { return s.away }

func (s *scanner) Scan(_ context.Context, content []byte) (string, error) {
	s.asked = append(s.asked, string(content))
	return s.find(string(content))
}

// room is a quarantine with its keeper, at a time of its own.
type room struct {
	t *testing.T
	*storage.Store
	*scanner
	keeper *scan.Keeper
	now    time.Time
	log    bytes.Buffer
}

func newRoom(t *testing.T) *room {
	t.Helper()
	s, err := storage.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "record.db"), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.SetChecking(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	r := &room{t: t, Store: s, now: time.Now().Add(time.Hour)}
	r.scanner = &scanner{find: func(string) (string, error) { return "", nil }}
	r.keeper = &scan.Keeper{Quarantine: s, Scanner: r.scanner, Log: slog.New(slog.NewTextHandler(&r.log, nil)), Now: func() time.Time { return r.now }}
	return r
}

func (r *room) keep(content string) string {
	r.t.Helper()
	hash, _, _, err := r.Store.Store(r.t.Context(), strings.NewReader(content))
	if err != nil {
		r.t.Fatal(err)
	}
	return hash
}

func (r *room) round() *room {
	r.t.Helper()
	if err := r.keeper.Round(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	return r
}

func (r *room) stands(hash string, want improvement.FileState) {
	r.t.Helper()
	states, err := r.FileStates(r.t.Context(), []string{hash})
	if err != nil || states[hash] != want {
		r.t.Errorf("the file is %q, want %q (%v)", states[hash], want, err)
	}
}

func TestAFileWaitsUntilTheScannerAnswers(t *testing.T) {
	r := newRoom(t)
	hash := r.keep("a photo")
	r.away = errors.New("connection refused")
	r.round().round().stands(hash, improvement.FileChecking)
	if said := strings.Count(r.log.String(), "clamd does not answer"); said != 1 || len(r.asked) > 0 {
		t.Errorf("the log says it %d times, and %d files were sent", said, len(r.asked))
	}
	r.away = nil
	r.round().stands(hash, improvement.FileThere)
	if !strings.Contains(r.log.String(), "clamd answers again") {
		t.Error("that it is back is not logged")
	}
	r.round()
	if len(r.asked) != 1 {
		t.Errorf("it was looked at %d times", len(r.asked))
	}
}

func TestWhatIsHarmfulStaysInQuarantine(t *testing.T) {
	r := newRoom(t)
	good, bad := r.keep("a photo"), r.keep("harmful")
	r.find = func(content string) (string, error) {
		return map[string]string{"harmful": "Test.Virus"}[content], nil
	}
	r.round().stands(good, improvement.FileThere)
	r.stands(bad, improvement.FileHarmful)
	if !strings.Contains(r.log.String(), "file="+bad+" finding=Test.Virus") {
		t.Errorf("the log says only: %s", r.log.String())
	}
	r.find = func(string) (string, error) { return "", nil }
	r.now = r.now.Add(24 * time.Hour)
	r.round().stands(bad, improvement.FileHarmful)
}

// What cannot be told of one file does not hold up the others, and is tried again later.
func TestAFileThatCannotBeCheckedIsTriedAgain(t *testing.T) {
	r := newRoom(t)
	large := r.keep("too large")
	r.find = func(content string) (string, error) {
		if content == "too large" {
			return "", errors.New("INSTREAM size limit exceeded")
		}
		return "", nil
	}
	small := r.keep("small")
	r.round().stands(small, improvement.FileThere)
	r.stands(large, improvement.FileChecking)
	asked := len(r.asked)
	for _, wait := range []struct {
		time.Duration
		more int
	}{{29 * time.Second, 0}, {time.Second, 1}, {59 * time.Second, 0}, {time.Second, 1}, {time.Hour, 1}} {
		r.now = r.now.Add(wait.Duration)
		r.round()
		if more := len(r.asked) - asked; more != wait.more {
			t.Errorf("after %s it was tried %d times, want %d", wait.Duration, more, wait.more)
		}
		asked = len(r.asked)
	}
	r.find = func(string) (string, error) { return "", nil } // the limit was raised
	r.now = r.now.Add(time.Hour)
	r.round().stands(large, improvement.FileThere)
}

// A worker that is killed while a file is looked at leaves it to the next.
func TestAKilledWorkerLosesNoFile(t *testing.T) {
	r := newRoom(t)
	hash := r.keep("a photo")
	if _, err := r.TakeUnchecked(t.Context(), r.now, r.now.Add(time.Minute)); err != nil { // and is killed
		t.Fatal(err)
	}
	r.round().stands(hash, improvement.FileChecking)
	r.now = r.now.Add(time.Minute)
	r.round().stands(hash, improvement.FileThere)
}

// A worker that is stopped leaves its file to whoever starts next, at once.
func TestAStoppedWorkerLetsItsFileGo(t *testing.T) {
	r := newRoom(t)
	hash := r.keep("a photo")
	ctx, stop := context.WithCancel(t.Context())
	r.find = func(string) (string, error) {
		stop()
		return "", context.Canceled
	}
	if err := r.keeper.Round(ctx); err != nil {
		t.Fatal(err)
	}
	r.stands(hash, improvement.FileChecking)
	r.find = func(string) (string, error) { return "", nil }
	r.round().stands(hash, improvement.FileThere)
}

// Run ends with its context, and looks again without being asked.
func TestTheKeeperLooksAgain(t *testing.T) {
	r := newRoom(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		r.keeper.Run(ctx)
		close(ended)
	}()
	hash := r.keep("a photo")
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := r.Load(t.Context(), hash); err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal("nobody checks the file")
		}
	}
	stop()
	<-ended
}
