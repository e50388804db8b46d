package access

import (
	"encoding/hex"
	"net/mail"
	"strings"
)

// Marker marks a text for a purpose, so that nobody without the key can make the mark.
type Marker interface {
	Mac(purpose, text string) ([]byte, error)
}

// AddressMark is by what an email address is recognised: addresses are sealed, so the
// record cannot look for one. It is empty for what is no bare address. No mail system in
// use tells capitals from small letters, so this does not either.
func AddressMark(m Marker, address string) (string, error) {
	address = strings.TrimSpace(address)
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		return "", nil //nolint:nilerr // nobody is found by it
	}
	mark, err := m.Mac("address to sign in", strings.ToLower(address))
	return hex.EncodeToString(mark), err
}

// SameAddress tells whether two addresses have one mark.
func SameAddress(a, b string) bool {
	return strings.ToLower(strings.TrimSpace(a)) == strings.ToLower(strings.TrimSpace(b)) //nolint:staticcheck // EqualFold takes more for the same than marks do
}
