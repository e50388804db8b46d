package vault

import (
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// Subkey derives a key of KeySize bytes for a purpose from the master key, the same each
// time. One purpose's key says nothing of another's, nor of the master key.
func (v *Vault) Subkey(purpose string) ([]byte, error) {
	if len(v.master) != KeySize { // HKDF would take any
		return nil, fmt.Errorf("vault: key for %s: the master key has %d bytes, not %d", purpose, len(v.master), KeySize)
	}
	key, err := hkdf.Key(sha256.New, v.master, nil, "cairn key "+purpose, KeySize)
	if err != nil {
		return nil, fmt.Errorf("vault: key for %s: %w", purpose, err)
	}
	return key, nil
}

// SealBytes seals bytes as they are, such as a form that is being written, under a
// person's key, which is made with their first words; of nobody ("") under one that is
// derived from the master key. They open only as what they are: about names it, such as
// the form's path. Errors are those of Seal.
func (v *Vault) SealBytes(ctx context.Context, person improvement.PersonID, about string, data []byte) ([]byte, error) {
	seal, err := v.sealOfBytes(ctx, person)
	if errors.Is(err, improvement.ErrNotFound) {
		seal, err = v.firstKey(ctx, person)
	}
	if err != nil {
		return nil, fmt.Errorf("vault: seal bytes for %q: %w", person, err)
	}
	return seal.Seal(nil, nil, data, bound(person, about)), nil
}

// OpenBytes gives what SealBytes sealed for the same person, about the same. Errors are
// those of Open.
func (v *Vault) OpenBytes(ctx context.Context, person improvement.PersonID, about string, sealed []byte) ([]byte, error) {
	seal, err := v.sealOfBytes(ctx, person)
	var data []byte
	if err == nil {
		data, err = seal.Open(nil, nil, sealed, bound(person, about))
	}
	if err != nil {
		return nil, fmt.Errorf("vault: open bytes of %q: %w", person, err)
	}
	return data, nil
}

func (v *Vault) sealOfBytes(ctx context.Context, person improvement.PersonID) (cipher.AEAD, error) {
	if person != "" {
		return v.sealOf(ctx, person)
	}
	key, err := v.Subkey("bytes of nobody")
	if err != nil {
		return nil, err
	}
	return newSeal(key)
}

// bound is what sealed bytes are bound to. Words are bound to their author alone, so that
// neither opens as the other.
func bound(person improvement.PersonID, about string) []byte {
	return []byte("bytes\x00" + string(person) + "\x00" + about)
}
