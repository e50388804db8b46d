package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// KeySize is the length of the master key and of every author's, in bytes.
const KeySize = 32

// Vault implements improvement.Sealer and improvement.Opener. It is safe for
// concurrent use.
type Vault struct {
	master []byte
	keys   improvement.Keyring
	cache  *cache
	now    func() time.Time

	looking sync.Mutex // held by whoever asks whether a key was destroyed
}

var (
	_ improvement.Sealer = (*Vault)(nil)
	_ improvement.Opener = (*Vault)(nil)
)

// New makes a vault over the wrapped keys in the record. master is KeySize bytes,
// as MasterKey gives them; with another length every call is an error.
func New(master []byte, keys improvement.Keyring) *Vault {
	return &Vault{master: master, keys: keys, cache: newCache(), now: time.Now}
}

// Seal seals a text under its author's key, which is made with their first words.
// Blanks around the text are cut, and line ends are made \n; what then is empty
// gives empty Words. Invalid UTF-8, control characters and more than
// MaxTextLength characters are refused with an *improvement.Error naming the field.
//
// It is ErrErased where the author's key was destroyed, and ErrUnavailable where
// the record cannot be reached and the key is not at hand.
func (v *Vault) Seal(ctx context.Context, field string, author improvement.PersonID, text string) (improvement.Words, error) {
	text, length, err := clean(field, text)
	if err != nil || length == 0 {
		return improvement.Words{}, err
	}
	seal, err := v.sealOf(ctx, author)
	if errors.Is(err, improvement.ErrNotFound) {
		seal, err = v.firstKey(ctx, author)
	}
	if err != nil {
		return improvement.Words{}, fmt.Errorf("vault: seal for %s: %w", author, err)
	}
	box := seal.Seal(nil, nil, []byte(text), []byte(author))
	return improvement.Words{By: author, Length: length, Sealed: base64.StdEncoding.EncodeToString(box)}, nil
}

// Open gives the clear text of what Seal gave; "" for empty Words. It is ErrErased
// where the author's key was destroyed, ErrUnavailable as with Seal, and another
// error where the words were changed or sealed under another master key.
func (v *Vault) Open(ctx context.Context, w improvement.Words) (string, error) {
	if w.Empty() {
		return "", nil
	}
	text, err := v.open(ctx, w)
	if err != nil {
		return "", fmt.Errorf("vault: open words of %s: %w", w.By, err)
	}
	return text, nil
}

func (v *Vault) open(ctx context.Context, w improvement.Words) (string, error) {
	box, err := base64.StdEncoding.DecodeString(w.Sealed)
	if err != nil {
		return "", err
	}
	seal, err := v.sealOf(ctx, w.By)
	if err != nil {
		return "", err
	}
	text, err := seal.Open(nil, nil, box, []byte(w.By))
	return string(text), err
}

// sealOf gives the cipher of a person's key, from the cache where no key was destroyed
// since; while the record cannot be reached, for a while from the cache all the same.
func (v *Vault) sealOf(ctx context.Context, person improvement.PersonID) (cipher.AEAD, error) {
	if err := v.look(ctx); err != nil {
		return nil, err
	}
	if seal := v.cache.get(person); seal != nil {
		return seal, nil
	}
	wrapped, err := v.keys.Key(ctx, person)
	if err != nil {
		return nil, err
	}
	return v.unwrap(person, wrapped)
}

// look asks the record, once a second, whether a key was destroyed.
func (v *Vault) look(ctx context.Context) error {
	if fresh, _ := v.cache.fresh(v.now()); fresh {
		return nil
	}
	v.looking.Lock()
	defer v.looking.Unlock()
	now := v.now()
	fresh, usable := v.cache.fresh(now)
	if fresh {
		return nil // another looked meanwhile
	}
	destroyed, err := v.keys.Destroyed(ctx)
	if errors.Is(err, improvement.ErrUnavailable) && usable {
		return nil
	}
	if err != nil {
		return err
	}
	v.cache.look(destroyed, now)
	return nil
}

// Forget forgets a person's key at once, as after it was destroyed. Other processes
// forget it within a second.
func (v *Vault) Forget(person improvement.PersonID) { v.cache.drop(person) }

// firstKey makes a person's key and keeps it, or takes the one that came first.
func (v *Vault) firstKey(ctx context.Context, person improvement.PersonID) (cipher.AEAD, error) {
	lock, err := newSeal(v.master)
	if err != nil {
		return nil, err
	}
	key := make([]byte, KeySize)
	rand.Read(key) // never fails: it ends the process instead
	wrapped, err := v.keys.PutKey(ctx, person, lock.Seal(nil, nil, key, []byte(person)))
	if err != nil {
		return nil, err
	}
	return v.unwrap(person, wrapped)
}

func (v *Vault) unwrap(person improvement.PersonID, wrapped []byte) (cipher.AEAD, error) {
	lock, err := newSeal(v.master)
	if err != nil {
		return nil, err
	}
	key, err := lock.Open(nil, nil, wrapped, []byte(person))
	if err != nil {
		return nil, fmt.Errorf("this is not the master key that the record's keys were wrapped with: %w", err)
	}
	seal, err := newSeal(key)
	if err != nil {
		return nil, err
	}
	v.cache.put(person, seal, v.now())
	return seal, nil
}

// newSeal is AES-256-GCM with a random nonce before each box.
func newSeal(key []byte) (cipher.AEAD, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("a key has %d bytes, not %d", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
