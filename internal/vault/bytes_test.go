package vault

import (
	"bytes"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

func TestBytesOpenForWhomAndAsWhatTheyWereSealed(t *testing.T) {
	v, r := newVault()
	ctx := t.Context()
	form := bytes.Repeat([]byte("What we saw\r\n\x00"), 10_000) // longer than a text may be, and not cut
	for _, person := range []improvement.PersonID{"anna", ""} {
		sealed, err := v.SealBytes(ctx, person, "/tests/one", form)
		if err != nil || bytes.Contains(sealed, []byte("What we saw")) {
			t.Fatalf("sealed for %q: %v", person, err)
		}
		opened, err := New(v.master, r).OpenBytes(ctx, person, "/tests/one", sealed)
		if err != nil || !bytes.Equal(opened, form) {
			t.Errorf("opened for %q: %d bytes, %v", person, len(opened), err)
		}
		if _, err := v.OpenBytes(ctx, person, "/tests/two", sealed); err == nil {
			t.Errorf("of %q, they open as another form", person)
		}
		for _, other := range []improvement.PersonID{"anna", "ben", ""} {
			if _, err := v.OpenBytes(ctx, other, "/tests/one", sealed); other != person && err == nil {
				t.Errorf("%q opens what is of %q", other, person)
			}
		}
		sealed[len(sealed)-1] ^= 1
		if _, err := v.OpenBytes(ctx, person, "/tests/one", sealed); err == nil {
			t.Errorf("of %q, they open though they were changed", person)
		}
	}
}

func TestBytesGoWithTheirPersonsKey(t *testing.T) {
	v, r := newVault()
	sealed, err := v.SealBytes(t.Context(), "anna", "/tests/one", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	r.keys["anna"] = nil
	v.Forget("anna")
	_, err = v.OpenBytes(t.Context(), "anna", "/tests/one", sealed)
	erased(t, err)
	_, err = v.SealBytes(t.Context(), "anna", "/tests/one", []byte("x"))
	erased(t, err)
}

func TestSubkeysAreApart(t *testing.T) {
	v, _ := newVault()
	seen := map[string]string{string(v.master): "the master key"}
	mac, err := v.Mac("links", "")
	if err != nil {
		t.Fatal(err)
	}
	seen[string(mac)] = "a mark"
	for _, purpose := range []string{"links", "bytes of nobody", ""} {
		key, err := v.Subkey(purpose)
		again, _ := v.Subkey(purpose)
		if err != nil || len(key) != KeySize || !bytes.Equal(key, again) {
			t.Errorf("for %q: %x, then %x, %v", purpose, key, again, err)
		}
		if other, is := seen[string(key)]; is {
			t.Errorf("for %q it is that of %s", purpose, other)
		}
		seen[string(key)] = purpose
	}
	other, err := New(bytes.Repeat([]byte{8}, KeySize), nil).Subkey("links")
	if _, is := seen[string(other)]; is || err != nil {
		t.Errorf("another master key gives %x, %v", other, err)
	}
	if _, err := New(nil, nil).Subkey("links"); err == nil {
		t.Error("a key is derived from none")
	}
}
