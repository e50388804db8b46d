package storagetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/storage"
)

// photos holds that a photo is kept, and named by its hash, without what it tells besides.
func photos(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	const begun = 33 // behind the header
	text := []byte("tEXtComment\x0057.4907N")
	chunk := slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(len(text)-4)), text, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(text)))
	taken := slices.Concat(b.Bytes()[:begun], chunk, b.Bytes()[begun:])
	plain, _, _, err := s.Store(ctx, bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	hash, size, mediaType, err := s.Store(ctx, bytes.NewReader(taken))
	if err != nil || hash != plain || size != int64(b.Len()) || mediaType != "image/png" {
		t.Errorf("stored as %s, %d bytes, %s: %v; without its text it is %s, %d bytes", hash, size, mediaType, err, plain, b.Len())
	}
	_, _, _, err = s.Store(ctx, bytes.NewReader(taken[:begun+4]))
	if refusal, ok := improvement.Refusal(err); !ok || refusal.Field != "files" || !strings.Contains(refusal.Message, "This photo is damaged") {
		t.Errorf("a damaged photo: %v, want a refusal", err)
	}
}

func keep(t *testing.T, s *storage.Store, content string) string {
	t.Helper()
	hash, _, _, err := s.Store(context.Background(), strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func quarantined(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	now := time.Now()
	before := keep(t, s, "before files were checked")
	given := func(what, hash string, want error) {
		t.Helper()
		if _, err := s.Load(ctx, hash); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	stand := func(want ...improvement.FileState) func(hashes ...string) {
		return func(hashes ...string) {
			t.Helper()
			states := read[map[string]improvement.FileState](t)(s.FileStates(ctx, append(hashes, strings.Repeat("0", 64))))
			for i, hash := range hashes {
				if states[hash] != want[i] || len(states) != len(hashes) {
					t.Errorf("file %d is %q, want %q (%d in all)", i, states[hash], want[i], len(states))
				}
			}
		}
	}
	waiting := func(want int) {
		t.Helper()
		same(t, "counted", read[storage.Gauges](t)(s.Gauges(ctx, "2026-07-12")).FilesUnchecked, want)
	}
	given("while nothing is checked", before, nil)
	waiting(0)
	for _, changed := range []bool{true, false} {
		same(t, "switched on", read[bool](t)(s.SetChecking(ctx, true)), changed)
		same(t, "waits", read[bool](t)(s.Waiting(ctx, now)), true)
		given("what was there before, once more", before, improvement.ErrChecking)
	}
	good, bad := keep(t, s, "good"), keep(t, s, "bad")
	waiting(3)
	given("what is new", good, improvement.ErrChecking)
	if content := read[[]byte](t)(s.LoadUnchecked(ctx, good)); string(content) != "good" {
		t.Errorf("to be checked is %q", content)
	}
	if err := errors.Join(s.MarkChecked(ctx, good, "", now), s.MarkChecked(ctx, bad, "Test.Virus", now)); err != nil {
		t.Fatal(err)
	}
	waiting(1)
	given("what is clean", good, nil)
	given("what is not", bad, improvement.ErrHarmful)
	stand(improvement.FileChecking, improvement.FileThere, improvement.FileHarmful)(before, good, bad)
	same(t, "the audit", names(read[[]access.Audited](t)(s.Audit(ctx, access.AuditFilter{What: access.FileKeptBack}, 9)), func(a access.Audited) string { return a.About }),
		[]string{"file/" + bad + " Test.Virus"})

	if err := s.MarkChecked(ctx, bad, "", now); err != nil { // a second look does not let it out
		t.Fatal(err)
	}
	same(t, "stored again", keep(t, s, "bad"), bad)
	given("what is not, stored again", bad, improvement.ErrHarmful)

	fresh := putOff(t, s, before, now)
	if gone := read[bool](t)(s.EraseFile(ctx, fresh, now, now.Add(time.Hour))); !gone {
		t.Error("a file in quarantine cannot be erased")
	}
	_, err := s.LoadUnchecked(ctx, fresh)
	isError(t, "what was erased", err, improvement.ErrErased)
	stand(improvement.FileErased)(fresh)

	same(t, "switched off", read[bool](t)(s.SetChecking(ctx, false)), true)
	given("unchecked, once it is switched off", before, nil)
	given("harmful, once it is switched off", bad, improvement.ErrHarmful)
}

// putOff puts the check of a file off, and takes it and a new one, which it gives, by leases.
func putOff(t *testing.T, s *storage.Store, before string, now time.Time) (fresh string) {
	t.Helper()
	ctx, later := context.Background(), now.Add(time.Hour)
	if err := s.PutOff(ctx, before, later); err != nil {
		t.Fatal(err)
	}
	same(t, "waits while it is put off", read[bool](t)(s.Waiting(ctx, now)), false)
	_, err := s.TakeUnchecked(ctx, now, later)
	isError(t, "taken while it is put off", err, improvement.ErrNotFound)
	fresh = keep(t, s, "fresh")
	for _, want := range []improvement.Unchecked{{Hash: fresh}, {Hash: before, Tries: 1}} {
		same(t, "taken", read[improvement.Unchecked](t)(s.TakeUnchecked(ctx, later, later.Add(time.Minute))), want)
	}
	_, err = s.TakeUnchecked(ctx, later, later)
	isError(t, "taken while others have them", err, improvement.ErrNotFound)
	same(t, "waits once a lease has ended", read[bool](t)(s.Waiting(ctx, later.Add(2*time.Minute))), true)
	return fresh
}

func checkedOnce(t *testing.T, s *storage.Store) {
	now := time.Now()
	keep(t, s, "one")
	var taken atomic.Int64
	race(t, func(int) error {
		_, err := s.TakeUnchecked(context.Background(), now, now.Add(time.Hour))
		if err == nil {
			taken.Add(1)
		}
		if errors.Is(err, improvement.ErrNotFound) {
			return nil
		}
		return err
	})
	same(t, "took it", taken.Load(), 1)
}
