package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// Hash stands for a secret that is not kept: the SHA-256 of a token of 256 random bits,
// hexadecimal. Such a token needs no slow hash, as nobody can go through all of them.
type Hash string

// HashOf is the hash of a token; empty for the empty one, which is nobody's.
func HashOf(token string) Hash {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(token))
	return Hash(hex.EncodeToString(sum[:]))
}

// NewToken makes a token of 256 random bits, which may stand in an address or a cookie.
func NewToken() string {
	random := make([]byte, 32)
	rand.Read(random) // never fails: it ends the process instead
	return base64.RawURLEncoding.EncodeToString(random)
}
