package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"time"
)

// sessionSent is what a session keeps of the form that was sent last: a hash of it, its
// nonce and when.
const sessionSent = "sent"

// sentAgainWithin is how long the same words in the same form are taken for the same.
const sentAgainWithin = 10 * time.Minute

// fewestLetters is how long words are, at least, by which a form is known again.
const fewestLetters = 12

// sentBefore tells whether the form was sent a moment ago, word for word. Browsers fill in
// again what was written when somebody goes back, in a form that is new to us: it is the
// same command then, and files nothing twice.
func (v *visit) sentBefore(ctx context.Context, f *form) bool {
	if !f.inWords() || v.request.MultipartForm != nil && len(v.request.MultipartForm.File) > 0 {
		return false
	}
	var hash, nonce string
	var at int64
	if _, err := fmt.Sscan(v.sessions.GetString(ctx, sessionSent), &hash, &nonce, &at); err != nil {
		return false // nothing was sent yet
	}
	if hash != f.hash() || nonce == f.Nonce || v.Real().Sub(time.Unix(at, 0)) > sentAgainWithin {
		return false
	}
	f.Nonce = nonce
	if f.values.Has(nonceField) {
		f.values.Set(nonceField, nonce)
	}
	return true
}

// noteSent keeps that a form was sent, by whoever is signed in.
func (v *visit) noteSent(ctx context.Context, hash, nonce string) {
	if v.signedIn {
		v.sessions.Put(ctx, sessionSent, fmt.Sprintln(hash, nonce, v.Real().Unix()))
	}
}

// hash tells a form from others by where it goes and what is written in it.
func (f *form) hash() string {
	values := maps.Clone(f.values)
	values.Del(nonceField)
	sum := sha256.Sum256([]byte(f.Action + " " + values.Encode()))
	return hex.EncodeToString(sum[:])
}

// inWords tells whether anything is written in it that nobody writes twice by chance.
func (f *form) inWords() bool {
	for name, all := range f.values {
		if name != nonceField && len(all) > 0 && len(all[0]) >= fewestLetters && strings.Contains(strings.TrimSpace(all[0]), " ") {
			return true
		}
	}
	return false
}
