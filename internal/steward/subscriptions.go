package steward

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Marker marks texts so that only this deployment can.
type Marker interface {
	Mac(purpose, text string) ([]byte, error)
}

// SubscriptionRecord is what subscriptions need of the record.
type SubscriptionRecord interface {
	Register
	keys
	Identity() string
	DestroyKey(ctx context.Context, person improvement.PersonID, at time.Time) error
	Unconfirmed(ctx context.Context, network improvement.BodyID) ([]improvement.PersonID, error)
	Unerased(ctx context.Context) ([]improvement.PersonID, error)
	Readers(ctx context.Context, network improvement.BodyID, after improvement.PersonID, limit int) ([]improvement.PersonID, error)
}

// Subscriptions lets people have newsletters, and leave them. It is safe for concurrent
// use.
type Subscriptions struct {
	Record  SubscriptionRecord
	Ledger  Ledger // of erasures: an address that left stays gone after a restore
	Sealer  improvement.Sealer
	Marker  Marker
	Now     func() time.Time // the record's time
	Bounces int              // issues in a row; 0 is improvement.DefaultBounces

	// Address gives where somebody on record hears, in the clear; empty: nowhere.
	Address func(ctx context.Context, person improvement.PersonID) (string, error)
}

// The purposes of marks.
const (
	markAddress     = "newsletter address"
	markConfirm     = "confirm newsletter"
	markUnsubscribe = "unsubscribe newsletter"
)

// Subscribe asks for a newsletter for an address. It gives the same answer whether or not
// somebody hears by that address already: nobody learns it by asking. All that it ever
// sends is a letter that asks to confirm, one a day at most.
func (s *Subscriptions) Subscribe(ctx context.Context, id improvement.CommandID, network improvement.BodyID, address string) error {
	if err := improvement.CheckCommandID(id); err != nil {
		return err
	}
	address, err := plainAddress(address)
	if err != nil {
		return err
	}
	body, err := s.network(ctx, network)
	if err != nil {
		return err
	}
	at, err := s.find(ctx, address)
	if err != nil {
		return err
	}
	subject := at.subject
	words, err := s.Sealer.Seal(ctx, "address", subject.Correspondent(), address)
	if err != nil {
		return err
	}
	_, err = s.registrar().File(ctx, subject, id, "", improvement.AskToSubscribe{Subject: subject, Network: body, Address: words, Letter: at.letter})
	return err
}

func (s *Subscriptions) network(ctx context.Context, id improvement.BodyID) (improvement.Body, error) {
	body, err := bodyOf(ctx, s.Record, id)
	if errors.Is(err, improvement.ErrNotFound) || err == nil && body.Kind != improvement.Network {
		return body, improvement.Refuse(improvement.NotFound, "network", "There is no network called %q. Check the name.", id)
	}
	return body, err
}

// state is a subscription's; an empty one where there is none yet.
func (s *Subscriptions) state(ctx context.Context, subject improvement.SubjectID) (*improvement.Subscription, error) {
	_, state, err := s.Record.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return new(improvement.Subscription), nil
	}
	if err != nil {
		return nil, err
	}
	return improvement.RestoreSubscription(state)
}

// Confirm is what the address answers to the letter. Again, it changes nothing.
func (s *Subscriptions) Confirm(ctx context.Context, token string) ([]improvement.BodyID, error) {
	reader, named, err := s.read(markConfirm, token)
	if err != nil {
		return nil, err
	}
	networks, asked := askedIn(named)
	subject, _ := reader.Correspondent()
	_, err = s.registrar().File(ctx, subject, s.now("confirm", token), "", improvement.ConfirmSubscription{Networks: networks, Asked: asked})
	return networks, err
}

// Unsubscribe ends a newsletter at once. The address goes with the last one. Again, it
// changes nothing.
func (s *Subscriptions) Unsubscribe(ctx context.Context, token string) (improvement.BodyID, error) {
	reader, networks, err := s.read(markUnsubscribe, token)
	if err != nil {
		return "", err
	}
	return networks[0], s.Leave(ctx, s.now("leave", token), reader, networks[0])
}

// UnsubscribeAddress ends a newsletter for an address, where its reader asked somebody who
// may see to it: for members who hear there, too. It tells nothing of whether there was one.
func (s *Subscriptions) UnsubscribeAddress(ctx context.Context, as improvement.PersonID, network improvement.BodyID, address string) error {
	address, err := plainAddress(address)
	if err != nil {
		return err
	}
	body, err := s.network(ctx, network)
	if err != nil {
		return err
	}
	who, err := s.Record.Actor(ctx, as)
	if errors.Is(err, improvement.ErrNotFound) {
		err = improvement.Refuse(improvement.NotFound, "as", "%q is not on record.", as)
	}
	if err != nil {
		return err
	}
	if !who.Is(body.Parent, improvement.LWO) && !improvement.KeepsDirectory(who) {
		return improvement.Refuse(improvement.NotAllowed, "as", "Only a Locality Wellbeing Officer of %s or an administrator does this for somebody else.", body.Parent)
	}
	at, err := s.find(ctx, address)
	if err != nil {
		return err
	}
	id := s.now("leave", string(at.subject))
	if err := s.Leave(ctx, id, at.subject.Correspondent(), network); err != nil {
		return err
	}
	mailbox, err := s.mailboxOf(address)
	if err != nil {
		return err
	}
	members, err := s.membersAt(ctx, network, mailbox)
	if err != nil {
		return err
	}
	for _, member := range members {
		if err := s.Leave(ctx, id, member, network); err != nil {
			return err
		}
	}
	return nil
}

// Leave ends a newsletter for a reader, whom whoever calls has recognised.
func (s *Subscriptions) Leave(ctx context.Context, id improvement.CommandID, reader improvement.PersonID, network improvement.BodyID) error {
	subject, person := subscriptionOf(reader)
	if _, err := s.registrar().File(ctx, subject, id, "", improvement.LeaveNewsletter{Subject: subject, Network: network, Person: person}); err != nil {
		return err
	}
	if person != "" {
		return s.leaveAddress(ctx, id, person, network)
	}
	state, err := s.state(ctx, subject)
	if err != nil || !state.Closed {
		return err
	}
	return s.erase(ctx, subject)
}

// Bounced records that an issue came back for good from a reader. previous is the issue
// before it.
func (s *Subscriptions) Bounced(ctx context.Context, issue *improvement.Issue, reader improvement.PersonID, status string) error {
	subject, person := subscriptionOf(reader)
	id := namedAfter("bounce", string(issue.Subject()))
	_, err := s.registrar().File(ctx, subject, id, "", improvement.NoteBounce{
		Subject: subject, Network: issue.Network, Person: person, Issue: issue.Subject(), Previous: issue.Previous, Status: status, Most: s.Bounces,
	})
	return err
}

// Pending lists the networks whose newsletters an address is asked to confirm.
func (s *Subscriptions) Pending(ctx context.Context, subject improvement.SubjectID) ([]improvement.Body, error) {
	state, err := s.state(ctx, subject)
	if err != nil {
		return nil, err
	}
	var pending []improvement.Body
	for _, id := range state.Pending() {
		body, err := bodyOf(ctx, s.Record, id)
		if err != nil {
			return nil, err
		}
		pending = append(pending, body)
	}
	return pending, nil
}

// Tidy drops the addresses that nobody confirmed in time, and erases those by which
// nobody hears any more.
func (s *Subscriptions) Tidy(ctx context.Context, network improvement.BodyID) error {
	waiting, err := s.Record.Unconfirmed(ctx, network)
	if err != nil {
		return err
	}
	for _, reader := range waiting {
		subject, _ := reader.Correspondent()
		id := s.now("expire", string(subject))
		if _, err := s.registrar().File(ctx, subject, id, "", improvement.DropUnconfirmed{}); err != nil {
			return err
		}
	}
	over, err := s.Record.Unerased(ctx)
	if err != nil {
		return err
	}
	for _, reader := range over {
		if err := s.erase(ctx, improvement.SubjectID(reader)); err != nil {
			return err
		}
	}
	return nil
}

// erase destroys the key of an address by which nobody hears any more. The ledger comes
// first: nothing is destroyed that a restore would bring back unnoticed.
func (s *Subscriptions) erase(ctx context.Context, subject improvement.SubjectID) error {
	reader, now := subject.Correspondent(), s.Now()
	if gone, err := keyless(ctx, s.Record, reader); err != nil || gone {
		return err
	}
	note := improvement.ErasureNote{Record: s.Record.Identity(), Person: reader, AskedBy: reader, Asked: improvement.DateOf(now), At: now}
	if err := s.Ledger.Add(note); err != nil {
		return err
	}
	return s.Record.DestroyKey(ctx, reader, now)
}

func (s *Subscriptions) registrar() *Registrar { return &Registrar{Record: s.Record, Now: s.Now} }

// subscriptionOf is where a reader's subscription is kept: an address is one, somebody on
// record has one.
func subscriptionOf(reader improvement.PersonID) (improvement.SubjectID, improvement.PersonID) {
	if subject, is := reader.Correspondent(); is {
		return subject, ""
	}
	return improvement.MemberSubscription(reader), reader
}

// now names a command after what it does at this moment: that it is done once, the rules
// see to.
func (s *Subscriptions) now(what, cause string) improvement.CommandID {
	return namedAfter(what, cause+s.Now().UTC().Format(time.RFC3339Nano))
}

// namedAfter names a command after what caused it, so that the same does it once.
func namedAfter(what, cause string) improvement.CommandID {
	sum := sha256.Sum256([]byte(cause))
	return improvement.CommandID(what + "-" + hex.EncodeToString(sum[:12]))
}

// ConfirmToken proves that whoever has it reads the letters to an address. It says when the
// newsletters were asked for, so that it confirms nothing that is asked for later.
func (s *Subscriptions) ConfirmToken(ctx context.Context, reader improvement.PersonID, networks []improvement.BodyID) (string, error) {
	subject, _ := subscriptionOf(reader)
	state, err := s.state(ctx, subject)
	if err != nil {
		return "", err
	}
	var asked time.Time
	for _, n := range state.Networks {
		if slices.Contains(networks, n.Network) && n.Since.After(asked) {
			asked = n.Since
		}
	}
	if !asked.IsZero() {
		networks = append(slices.Clone(networks), improvement.BodyID(askedMark+strconv.FormatInt(asked.UnixMicro(), 10)))
	}
	return s.token(markConfirm, reader, networks)
}

// askedMark leads when newsletters were asked for, behind their networks in a token: no
// identifier begins so.
const askedMark = "@"

// askedIn takes apart what a token names; the time is zero in one of an earlier release.
func askedIn(named []improvement.BodyID) ([]improvement.BodyID, time.Time) {
	last := len(named) - 1
	mark, is := strings.CutPrefix(string(named[last]), askedMark)
	micros, err := strconv.ParseInt(mark, 10, 64)
	if !is || err != nil {
		return named, time.Time{}
	}
	return named[:last], time.UnixMicro(micros).UTC()
}

// UnsubscribeToken ends one newsletter for one reader. It stands in every letter.
func (s *Subscriptions) UnsubscribeToken(reader improvement.PersonID, network improvement.BodyID) (string, error) {
	return s.token(markUnsubscribe, reader, []improvement.BodyID{network})
}

// token is what it is for, and the mark that proves it came from here.
func (s *Subscriptions) token(purpose string, reader improvement.PersonID, networks []improvement.BodyID) (string, error) {
	parts := []string{string(reader)}
	for _, n := range networks {
		parts = append(parts, string(n))
	}
	text := strings.Join(parts, " ")
	mark, err := s.Marker.Mac(purpose, text)
	return encode([]byte(text)) + "." + encode(mark), err
}

// read gives what a token is for. A wrong one is refused, whatever is wrong with it; how
// long that takes tells nothing of the mark.
func (s *Subscriptions) read(purpose, token string) (improvement.PersonID, []improvement.BodyID, error) {
	wrong := improvement.Refuse(improvement.Invalid, "token", "This link is not complete, or not one of ours. Copy the whole of it from the letter.")
	before, given, _ := strings.Cut(strings.TrimSpace(token), ".")
	text, err := base64.RawURLEncoding.DecodeString(before)
	if err != nil || encode(text) != before { // one token has one spelling
		return "", nil, wrong
	}
	mark, err := s.Marker.Mac(purpose, string(text))
	if err != nil {
		return "", nil, err
	}
	parts := strings.Split(string(text), " ")
	if !hmac.Equal([]byte(encode(mark)), []byte(given)) || len(parts) < 2 {
		return "", nil, wrong
	}
	networks := make([]improvement.BodyID, len(parts)-1)
	for i, part := range parts[1:] {
		networks[i] = improvement.BodyID(part)
	}
	return improvement.PersonID(parts[0]), networks, nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// bodyOf reads a body; improvement.ErrNotFound where there is none.
func bodyOf(ctx context.Context, r interface {
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
}, id improvement.BodyID,
) (improvement.Body, error) {
	var state improvement.BodyState
	_, text, err := r.State(ctx, improvement.BodySubject(id))
	if err != nil {
		return state.Body, err
	}
	if err := json.Unmarshal(text, &state); err != nil {
		return state.Body, fmt.Errorf("body %s: %w", id, err)
	}
	return state.Body, nil
}
