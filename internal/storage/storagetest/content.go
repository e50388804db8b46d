package storagetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

func keys(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	var mu sync.Mutex
	kept := map[string]bool{}
	race(t, func(i int) error {
		key, err := s.PutKey(ctx, "anna", fmt.Appendf(nil, "key %d\x00\xff", i))
		mu.Lock()
		defer mu.Unlock()
		kept[string(key)] = true
		return err
	})
	key := read[[]byte](t)(s.Key(ctx, "anna"))
	if len(kept) != 1 || !kept[string(key)] {
		t.Errorf("%d different keys were kept", len(kept))
	}
	for i, person := range []improvement.PersonID{"anna", "never-wrote"} {
		same(t, "destroyed before", read[int](t)(s.Destroyed(ctx)), i)
		for range 2 { // erasures are applied again after a restore
			if err := s.DestroyKey(ctx, person, start); err != nil {
				t.Fatal(err)
			}
		}
		_, err := s.Key(ctx, person)
		isError(t, "Key", err, improvement.ErrErased)
		_, err = s.PutKey(ctx, person, []byte("again"))
		isError(t, "PutKey", err, improvement.ErrErased)
		same(t, "destroyed", read[int](t)(s.Destroyed(ctx)), i+1)
	}
}

func manyStates(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	var all []improvement.SubjectID
	for i := range 40 {
		subject := improvement.SubjectID(fmt.Sprintf("commission/c%d", i))
		stand(t, s, subject, "open")
		all = append(all, subject, subject+"-not-there")
	}
	states := read[map[improvement.SubjectID]json.RawMessage](t)(s.States(ctx, all))
	if len(states) != 40 {
		t.Errorf("%d states came, want 40", len(states))
	}
	for subject, state := range states {
		_, alone, err := s.State(ctx, subject)
		if err != nil || string(alone) != string(state) {
			t.Errorf("%s alone is %s (%v), among many %s", subject, alone, err, state)
		}
	}
	same(t, "states of nothing", len(read[map[improvement.SubjectID]json.RawMessage](t)(s.States(ctx, nil))), 0)
}

// unforgotten holds that a voice that was withdrawn is found while its key is there, and
// no other.
func unforgotten(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	for subject, stage := range map[improvement.SubjectID]string{
		"voice/b": "withdrawn", "voice/a": "withdrawn", "voice/done": "withdrawn", "voice/kept": "accepted", "commission/c": "withdrawn",
	} {
		stand(t, s, subject, stage)
		read[[]byte](t)(s.PutKey(ctx, subject.Correspondent(), []byte("key")))
	}
	if err := s.DestroyKey(ctx, "voice/done", start); err != nil {
		t.Fatal(err)
	}
	same(t, "to be forgotten", read[[]improvement.SubjectID](t)(s.Unforgotten(ctx)), []improvement.SubjectID{"voice/a", "voice/b"})
}

func blobs(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	large := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0, 1, 255}, 300_000)...)
	for name, c := range map[string]struct {
		content   []byte
		mediaType string
	}{
		"several chunks": {large, "application/pdf"},
		"one chunk":      {[]byte("a,b\n1,2\n"), "text/csv"},
		"nothing":        {nil, "text/plain"},
	} {
		sum := sha256.Sum256(c.content)
		for range 2 {
			hash, size, mediaType, err := s.Store(ctx, bytes.NewReader(c.content))
			if err != nil {
				t.Fatal(err)
			}
			if hash != hex.EncodeToString(sum[:]) || size != int64(len(c.content)) || !strings.HasPrefix(mediaType, c.mediaType) {
				t.Errorf("%s: stored as %s, %d bytes, %s", name, hash, size, mediaType)
			}
			if back := read[[]byte](t)(s.Load(ctx, hash)); !bytes.Equal(back, c.content) {
				t.Errorf("%s came back with %d bytes", name, len(back))
			}
		}
	}
	race(t, func(int) error {
		_, _, _, err := s.Store(ctx, strings.NewReader("all at once"))
		return err
	})
	broken := errors.New("the connection broke")
	_, _, _, err := s.Store(ctx, io.MultiReader(strings.NewReader("half"), failing{broken}))
	isError(t, "a broken upload", err, broken)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// endless counts what is read of it.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read += int64(len(p))
	return len(p), nil
}

func oversized(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	source := &endless{}
	_, _, _, err := s.Store(ctx, source)
	if refusal, ok := improvement.Refusal(err); !ok || refusal.Field != "files" {
		t.Errorf("an endless file: %v, want a refusal", err)
	}
	if source.read > improvement.MaxFileSize+1 {
		t.Errorf("%d bytes were read, want no more than the limit and one", source.read)
	}
	_, size, _, err := s.Store(ctx, io.LimitReader(&endless{}, improvement.MaxFileSize))
	if err != nil || size != improvement.MaxFileSize {
		t.Errorf("a file of the most: %d bytes, %v", size, err)
	}
}
