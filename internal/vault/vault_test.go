package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// ring is a keyring in memory that can be out of reach.
type ring struct {
	mu   sync.Mutex
	keys map[improvement.PersonID][]byte // nil where destroyed
	away bool
	asks int
}

func (r *ring) Key(_ context.Context, p improvement.PersonID) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asks++
	key, ok := r.keys[p]
	switch {
	case r.away:
		return nil, fmt.Errorf("dial: %w", improvement.ErrUnavailable)
	case !ok:
		return nil, improvement.ErrNotFound
	case key == nil:
		return nil, improvement.ErrErased
	}
	return key, nil
}

func (r *ring) PutKey(ctx context.Context, p improvement.PersonID, wrapped []byte) ([]byte, error) {
	r.mu.Lock()
	if _, ok := r.keys[p]; !ok && !r.away {
		r.keys[p] = wrapped
	}
	r.mu.Unlock()
	return r.Key(ctx, p)
}

func (r *ring) Destroyed(context.Context) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asks++
	if r.away {
		return 0, fmt.Errorf("dial: %w", improvement.ErrUnavailable)
	}
	n := 0
	for _, key := range r.keys {
		if key == nil {
			n++
		}
	}
	return n, nil
}

func newVault() (*Vault, *ring) {
	r := &ring{keys: map[improvement.PersonID][]byte{}}
	return New(bytes.Repeat([]byte{7}, KeySize), r), r
}

func seal(t *testing.T, v *Vault, author improvement.PersonID, text string) improvement.Words {
	t.Helper()
	w, err := v.Seal(t.Context(), "text", author, text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWordsOpenAsWritten(t *testing.T) {
	v, _ := newVault()
	for name, c := range map[string]struct {
		text, want string
		length     int
	}{
		"plain":      {"We counted 12 children.", "We counted 12 children.", 23},
		"blanks":     {" \t\n two words \r\n", "two words", 9},
		"line ends":  {"one\r\n\ttwo\nthree", "one\n\ttwo\nthree", 14},
		"characters": {"Càirn 👋", "Càirn 👋", 7},
		"the most":   {strings.Repeat("é", improvement.MaxTextLength), strings.Repeat("é", improvement.MaxTextLength), improvement.MaxTextLength},
		"nothing":    {" \r\n ", "", 0},
	} {
		w := seal(t, v, "anna", c.text)
		if w.Length != c.length || strings.Contains(w.Sealed, "count") {
			t.Errorf("%s: sealed as %+v, want %d characters", name, w, c.length)
		}
		if text, err := v.Open(t.Context(), w); err != nil || text != c.want {
			t.Errorf("%s: opened as %q, %v", name, text, err)
		}
	}
	if a, b := seal(t, v, "anna", "same"), seal(t, v, "anna", "same"); a.Sealed == b.Sealed {
		t.Error("the same text gave the same box twice")
	}
}

func TestTextsThatAreRefused(t *testing.T) {
	v, r := newVault()
	for name, text := range map[string]string{
		"invalid UTF-8":  "abc\xff",
		"NUL":            "a\x00b",
		"escape":         "\x1b[31mred",
		"a lone return":  "a\rb",
		"C1 control":     "a\u0085b",
		"one too many":   strings.Repeat("x", improvement.MaxTextLength+1),
		"two megabytes":  strings.Repeat("x", 2<<20),
		"delete":         "a\x7f",
		"a control only": "\x01",
	} {
		_, err := v.Seal(t.Context(), "aim.what", "anna", text)
		if refusal, ok := improvement.Refusal(err); !ok || refusal.Field != "aim.what" || refusal.Code != improvement.Invalid {
			t.Errorf("%s: %v, want a refusal of aim.what", name, err)
		}
	}
	if len(r.keys) > 0 {
		t.Error("a key was made for words that were refused")
	}
}

func TestTwoVaultsShareKeys(t *testing.T) {
	a, r := newVault()
	b := New(a.master, r)
	var all sync.WaitGroup
	boxes := make([]improvement.Words, 20)
	for i := range boxes {
		all.Go(func() {
			var err error
			if boxes[i], err = []*Vault{a, b}[i%2].Seal(context.Background(), "text", "anna", fmt.Sprint("words ", i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i, w := range boxes {
		for _, v := range []*Vault{a, b} {
			if text, err := v.Open(t.Context(), w); err != nil || text != fmt.Sprint("words ", i) {
				t.Errorf("opened as %q, %v", text, err)
			}
		}
	}
}

func TestWordsThatWereTamperedWith(t *testing.T) {
	v, r := newVault()
	w := seal(t, v, "anna", "secret")
	seal(t, v, "ben", "other")
	stolen, cut, nonsense := w, w, w
	stolen.By = "ben"
	cut.Sealed = w.Sealed[:8]
	nonsense.Sealed = "%%%"
	for name, w := range map[string]improvement.Words{"another author": stolen, "cut": cut, "not base64": nonsense} {
		if text, err := v.Open(t.Context(), w); err == nil {
			t.Errorf("%s: opened as %q", name, text)
		}
	}
	r.keys["anna"], r.keys["ben"] = r.keys["ben"], r.keys["anna"]
	if text, err := New(v.master, r).Open(t.Context(), w); err == nil {
		t.Errorf("with swapped keys: opened as %q", text)
	}
	_, err := New(bytes.Repeat([]byte{8}, KeySize), r).Open(t.Context(), w)
	if err == nil || !strings.Contains(err.Error(), "not the master key") {
		t.Errorf("with another master key: %v", err)
	}
	if _, err := New([]byte("short"), r).Seal(t.Context(), "text", "cara", "x"); err == nil {
		t.Error("a short master key was taken")
	}
}

func TestErasedWordsAreGoneWithinASecond(t *testing.T) {
	v, r := newVault()
	now := time.Now()
	v.now = func() time.Time { return now }
	w := seal(t, v, "anna", "secret")
	r.keys["anna"] = nil // destroyed

	now = now.Add(freshFor)
	_, err := v.Open(t.Context(), w)
	erased(t, err)
	r.away = true // no way back through the cache
	if _, err = v.Open(t.Context(), w); !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("out of reach after the erasure: %v", err)
	}
	r.away = false
	_, err = v.Seal(t.Context(), "text", "anna", "more")
	erased(t, err)
}

func erased(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, improvement.ErrErased) {
		t.Errorf("%v, want ErrErased", err)
	}
}

func TestKeysAreHeldForAWhile(t *testing.T) {
	v, r := newVault()
	now := time.Now()
	v.now = func() time.Time { return now }
	w := seal(t, v, "anna", "words")
	asked := r.asks
	opens := func(after time.Duration) error {
		now = now.Add(after)
		_, err := v.Open(t.Context(), w)
		return err
	}
	if err := opens(freshFor - time.Millisecond); err != nil || r.asks != asked {
		t.Errorf("fresh: %v, and the record was asked %d times", err, r.asks-asked)
	}
	if err := opens(time.Millisecond); err != nil || r.asks != asked+1 {
		t.Errorf("after a second: %v, and the record was asked %d times", err, r.asks-asked)
	}
	r.away = true
	if err := opens(staleFor - time.Second); err != nil {
		t.Errorf("while the record is away: %v", err)
	}
	if err := opens(time.Second); !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("away for too long: %v, want ErrUnavailable", err)
	}
}

// TestManyKeysCostOneQuestion holds that a page with the words of many asks the record once
// a second, whoever wrote them.
func TestManyKeysCostOneQuestion(t *testing.T) {
	v, r := newVault()
	now := time.Now()
	v.now = func() time.Time { return now }
	var all []improvement.Words
	for i := range 30 {
		all = append(all, seal(t, v, improvement.PersonID(fmt.Sprint("p", i)), "words"))
	}
	now = now.Add(time.Hour)
	asked := r.asks
	for _, w := range all {
		if _, err := v.Open(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	if r.asks != asked+1 {
		t.Errorf("the record was asked %d times", r.asks-asked)
	}
}

func TestCacheIsBounded(t *testing.T) {
	v, _ := newVault()
	now := time.Now()
	v.now = func() time.Time { now = now.Add(time.Millisecond); return now }
	for i := range maxCached + 10 {
		seal(t, v, improvement.PersonID(fmt.Sprint("p", i)), "x")
	}
	if n := len(v.cache.held); n != maxCached {
		t.Errorf("%d keys are held, want %d", n, maxCached)
	}
	if v.cache.get("p0") != nil {
		t.Error("the oldest key is still held")
	}
}
