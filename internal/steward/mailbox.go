package steward

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Mailbox names where a reader's letters go, so that two readers with one address have the
// same: the first part of the name of its subscription. Empty where there is no address.
func (s *Subscriptions) Mailbox(ctx context.Context, reader improvement.PersonID) (string, error) {
	if subject, is := reader.Correspondent(); is {
		stem, _, _ := strings.Cut(subject.ID(), "-")
		return stem, nil
	}
	address, err := s.Address(ctx, reader)
	if err != nil {
		return "", err
	}
	plain, err := plainAddress(address)
	if err != nil { // none, or none that letters reach
		return "", nil //nolint:nilerr // nobody else hears there either
	}
	return s.mailboxOf(plain)
}

func (s *Subscriptions) mailboxOf(address string) (string, error) {
	mark, err := s.Marker.Mac(markAddress, address)
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(mark[:16]), nil
}

// membersAt lists the readers on record whose letters go to a mailbox.
func (s *Subscriptions) membersAt(ctx context.Context, network improvement.BodyID, mailbox string) ([]improvement.PersonID, error) {
	var members []improvement.PersonID
	err := eachReader(ctx, s.Record, network, func(readers []improvement.PersonID) error {
		for _, reader := range readers {
			if _, is := reader.Correspondent(); is {
				continue
			}
			at, err := s.Mailbox(ctx, reader)
			if err != nil {
				return err
			}
			if at == mailbox {
				members = append(members, reader)
			}
		}
		return nil
	})
	return members, err
}

// leaveAddress ends the newsletter for the address of somebody on record, too: they have
// one letter, and say once that they want none.
func (s *Subscriptions) leaveAddress(ctx context.Context, id improvement.CommandID, member improvement.PersonID, network improvement.BodyID) error {
	address, err := s.Address(ctx, member)
	if err != nil {
		return err
	}
	plain, err := plainAddress(address)
	if err != nil {
		return nil //nolint:nilerr // none, so nobody subscribed with it
	}
	at, err := s.find(ctx, plain)
	if err != nil {
		return err
	}
	return s.Leave(ctx, id, at.subject.Correspondent(), network)
}

// batch is how many readers are looked at, and how many letters posted, at once.
const batch = 200

// eachReader gives the readers of a network, batch by batch; the last may be empty.
func eachReader(ctx context.Context, r interface {
	Readers(ctx context.Context, network improvement.BodyID, after improvement.PersonID, limit int) ([]improvement.PersonID, error)
}, network improvement.BodyID, f func([]improvement.PersonID) error,
) error {
	var last improvement.PersonID
	for {
		readers, err := r.Readers(ctx, network, last, batch)
		if err != nil {
			return err
		}
		if err := f(readers); err != nil {
			return err
		}
		if len(readers) < batch {
			return nil
		}
		last = readers[len(readers)-1]
	}
}

// plainAddress refuses what is not one bare address, and gives the form by which it is
// recognised: no mail system in use tells capitals from small letters.
func plainAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text || len(text) > 254 {
		return "", improvement.Refuse(improvement.Invalid, "address", "This is not an email address. Write it as name@example.org.")
	}
	if err := improvement.CheckLine("address", text); err != nil {
		return "", err
	}
	return strings.ToLower(text), nil
}

// At finds, for an administrator, whoever hears by an address, or is asked to confirm it.
func (s *Subscriptions) At(ctx context.Context, who improvement.Actor, address string) (improvement.PersonID, error) {
	if !improvement.KeepsDirectory(who) {
		return "", improvement.Refuse(improvement.NotAllowed, "address", "Only an administrator looks for what is held of an address.")
	}
	address, err := plainAddress(address)
	if err != nil {
		return "", err
	}
	at, err := s.find(ctx, address)
	if err != nil {
		return "", err
	}
	if at.cut != "" {
		return at.cut.Correspondent(), nil
	}
	if !at.stands {
		return "", improvement.Refuse(improvement.NotFound, "address",
			"No newsletter goes to this address, and none waits to be confirmed. Somebody on record is named by their identifier, a voice by its own.")
	}
	return at.subject.Correspondent(), nil
}

// mailbox is where an address stands.
type mailbox struct {
	subject improvement.SubjectID // its open subscription, or the next
	stands  bool                  // it is open
	letter  time.Time             // when it was last asked to confirm, under one that has ended
	cut     improvement.SubjectID // the last before it, where its erasure was cut off
}

// find gives the subscription of an address: the open one, or the next.
func (s *Subscriptions) find(ctx context.Context, address string) (at mailbox, err error) {
	box, err := s.mailboxOf(address)
	if err != nil {
		return at, err
	}
	for n := 1; ; n++ {
		subject := improvement.SubscriptionSubject(fmt.Sprintf("%s-%d", box, n))
		state, err := s.state(ctx, subject)
		if err != nil {
			return at, err
		}
		gone, err := keyless(ctx, s.Record, subject.Correspondent()) // it came and went after a backup
		if err != nil || !gone && !state.Closed {
			at.subject, at.stands = subject, state.Version > 0
			return at, err
		}
		if err := s.erase(ctx, subject); err != nil { // whoever ended it may have been cut off
			return at, err
		}
		at.letter, at.cut = state.LetterAt, ""
		if erased := state.Erased; erased != nil && erased.Finished.IsZero() {
			at.cut = subject
		}
	}
}
