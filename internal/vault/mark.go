package vault

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// Mac marks a text for a purpose, so that nobody without the master key can make the mark
// or tell from it what was marked: addresses are recognised and links are proved by it.
// It is 32 bytes, and the same each time. One purpose's mark says nothing of another's.
func (v *Vault) Mac(purpose, text string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, v.master, nil, "cairn mac "+purpose, KeySize)
	if err != nil {
		return nil, fmt.Errorf("vault: key for %s: %w", purpose, err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text)) // never fails
	return mac.Sum(nil), nil
}
