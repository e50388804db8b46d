package steward

import (
	"context"
	"encoding/hex"
	"strings"

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
	subject, _, err := s.find(ctx, plain)
	if err != nil {
		return err
	}
	return s.Leave(ctx, id, subject.Correspondent(), network)
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
