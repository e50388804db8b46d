package notify

import (
	"context"
	"strings"
	"unicode"
)

// Letter is a message as it leaves: to one person, as plain text and as HTML.
type Letter struct {
	MessageID string // the same over every try
	To        string // the address; empty where the person has none
	ToName    string
	Subject   string // one line
	Text      string
	HTML      string
	Pictures  []Picture // attached

	List        string // the mailing list that it belongs to; empty for what is written to one person
	Unsubscribe Unsubscribe

	// Taking is called once the mail server is ready to take the content; nil: nothing is.
	// Where it fails the letter does not leave.
	Taking func() error
}

// Unsubscribe is how a mail program ends a mailing list for its reader (RFC 2369; with
// an https URL at one click, RFC 8058).
type Unsubscribe struct {
	URL  string // https
	Mail string // mailto:
}

// Picture is a drawing that goes with a letter, as SVG.
type Picture struct {
	Name string // of the file
	SVG  []byte
}

// Channel carries messages. What it needs as a letter, it has written.
//
// Send returns nil once the message was accepted: it is then out of our hands. An
// *Undeliverable tells that no later try would help, an *Unsure that it may have been
// accepted; any other error is passing, and the message may be sent again with the same
// MessageID. Many may call it at once.
type Channel interface {
	Send(ctx context.Context, write func(context.Context) (Letter, error)) error
}

// Undeliverable is the error of a letter that no later try would deliver.
type Undeliverable struct {
	Cause string // plain, to follow the person's name: "has no address"

	// Bounced tells that the mail server refused the address for good.
	Bounced bool
	Status  string // of the refusal, such as 5.1.1 (RFC 3463); empty where none was given
}

// Error returns the cause.
func (u *Undeliverable) Error() string { return u.Cause }

// Unsure is the error of a letter that the mail server had whole, and to which it gave no
// answer: it may have arrived.
type Unsure struct{ err error }

// Error tells why there was no answer.
func (u *Unsure) Error() string { return u.err.Error() + "; the letter may have arrived" }

// Unwrap gives the reason.
func (u *Unsure) Unwrap() error { return u.err }

// OutboxChannel is the channel of a deployment without mail: a message is
// accepted at once and its notices stay visible in the record's outbox, to people
// without an address too. No letter is written.
type OutboxChannel struct{}

// Send accepts every message.
func (OutboxChannel) Send(context.Context, func(context.Context) (Letter, error)) error { return nil }

// oneLine cuts what could break a line, a header or the reading direction.
func oneLine(s string) string {
	breaks := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) ||
			(r >= '\u202A' && r <= '\u202E') || (r >= '\u2066' && r <= '\u2069')
	}
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), breaks), " ")
}

// clip shortens a text to at most that many characters.
func clip(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}
