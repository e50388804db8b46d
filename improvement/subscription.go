package improvement

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// SubscriptionState says where somebody stands with one network's newsletter.
type SubscriptionState string

// The states of a subscription.
const (
	SubPending   SubscriptionState = "pending"   // asked for; the address has not confirmed it
	SubConfirmed SubscriptionState = "confirmed" // hears
	SubSuspended SubscriptionState = "suspended" // too many letters came back
	SubLeft      SubscriptionState = "left"
)

// How subscriptions are kept.
const (
	// LetterEvery is the least time between two confirmation letters to one address. It
	// grows while none is answered: anybody may ask for an address that is not theirs.
	LetterEvery = 24 * time.Hour
	// UnconfirmedFor is how long an address is kept that nobody confirms.
	UnconfirmedFor = 14 * 24 * time.Hour
	// DefaultBounces is how many issues in a row may come back before the next is spared.
	DefaultBounces = 3

	maxNetworksEach = 100
)

// Subscribed is one network that somebody hears, or asked to hear, from.
type Subscribed struct {
	Network BodyID            `json:"network"`
	State   SubscriptionState `json:"state"`
	Since   time.Time         `json:"since"`
	Bounces int               `json:"bounces,omitempty"` // issues in a row that came back
	Last    SubjectID         `json:"last,omitempty"`    // of them, the latest issue
}

// Subscription is an address that newsletters go to, sealed under its own key. For a
// member of a network, who is on record and hears without asking, it keeps what they
// left, and what came back.
type Subscription struct {
	Version  int          `json:"version"`
	Subject  SubjectID    `json:"subject"`
	Person   PersonID     `json:"person,omitempty"` // who is on record; empty for an address
	Address  Words        `json:"address,omitzero"`
	LetterAt time.Time    `json:"letter_at,omitzero"` // of the latest confirmation letter; it may be to come
	Networks []Subscribed `json:"networks,omitempty"`
	Closed   bool         `json:"closed,omitempty"` // nobody hears by it any more: its address is erased
	Erased   *Erasure     `json:"erased,omitempty"` // where that was asked for, beside ending it
}

// Subscriber is a row of who hears from a network.
type Subscriber struct {
	Network BodyID            `json:"network"`
	Reader  PersonID          `json:"reader"`
	State   SubscriptionState `json:"state"`
}

// Reader is who hears: the person on record, or the address.
func (s *Subscription) Reader() PersonID {
	if s.Person != "" {
		return s.Person
	}
	return s.Subject.Correspondent()
}

// HearsAt is the address, sealed; empty of a member on record.
func (s *Subscription) HearsAt() Words { return s.Address }

// Pending lists the networks whose newsletters wait to be confirmed.
func (s *Subscription) Pending() []BodyID {
	var pending []BodyID
	for _, n := range s.Networks {
		if n.State == SubPending {
			pending = append(pending, n.Network)
		}
	}
	return pending
}

// network finds where the subscription stands with a network.
func (s *Subscription) network(id BodyID) *Subscribed {
	n := slices.IndexFunc(s.Networks, func(n Subscribed) bool { return n.Network == id })
	if n < 0 {
		return nil
	}
	return &s.Networks[n]
}

// waits is since when a newsletter waits to be confirmed; zero where none does.
func (s *Subscription) waits() time.Time {
	var since time.Time
	for _, n := range s.Networks {
		if n.State == SubPending {
			since = sooner(since, n.Since)
		}
	}
	return since
}

func (s *Subscription) stands(id BodyID) SubscriptionState {
	if n := s.network(id); n != nil {
		return n.State
	}
	return ""
}

// SubscriptionAsked asks for a newsletter. Letter is when the address is asked to
// confirm it; zero where an earlier letter asks already.
type SubscriptionAsked struct {
	Subject SubjectID `json:"subject"`
	Network BodyID    `json:"network"`
	Address Words     `json:"address"`
	Letter  time.Time `json:"letter,omitzero"`
}

// SubscriptionConfirmed lets newsletters go to the address.
type SubscriptionConfirmed struct {
	Networks []BodyID `json:"networks"`
}

// SubscriptionLeft ends a newsletter for somebody.
type SubscriptionLeft struct {
	Subject SubjectID `json:"subject"`
	Network BodyID    `json:"network"`
	Person  PersonID  `json:"person,omitempty"` // who is on record
}

// SubscriptionBounced tells that an issue came back for good.
type SubscriptionBounced struct {
	Subject   SubjectID `json:"subject"`
	Network   BodyID    `json:"network"`
	Person    PersonID  `json:"person,omitempty"`
	Issue     SubjectID `json:"issue"`
	Status    string    `json:"status,omitempty"` // of the mail server, such as 5.1.1
	InARow    int       `json:"in_a_row"`
	Suspended bool      `json:"suspended,omitempty"`
}

// SubscriptionExpired drops an address that nobody confirmed in time.
type SubscriptionExpired struct{}

// EventName is the wire name.
func (*SubscriptionAsked) EventName() string { return "subscription-asked" }

// EventName is the wire name.
func (*SubscriptionConfirmed) EventName() string { return "subscription-confirmed" }

// EventName is the wire name.
func (*SubscriptionLeft) EventName() string { return "subscription-left" }

// EventName is the wire name.
func (*SubscriptionBounced) EventName() string { return "subscription-bounced" }

// EventName is the wire name.
func (*SubscriptionExpired) EventName() string { return "subscription-expired" }

// Sentence tells it.
func (e *SubscriptionAsked) Sentence(n Names) string {
	return "Somebody asked for the newsletter of " + n.Body(e.Network)
}

// Sentence tells it.
func (*SubscriptionConfirmed) Sentence(Names) string { return "The address confirmed it" }

// Sentence tells it.
func (e *SubscriptionLeft) Sentence(n Names) string {
	return "The newsletter of " + n.Body(e.Network) + " was ended"
}

// Sentence tells it.
func (e *SubscriptionBounced) Sentence(Names) string {
	if e.Suspended {
		return "A newsletter came back, and no more are sent"
	}
	return "A newsletter came back"
}

// Sentence tells it.
func (*SubscriptionExpired) Sentence(Names) string {
	return "Nobody confirmed it in time, so the address is not kept"
}

// Apply folds one journal entry into the subscription.
func (s *Subscription) Apply(entry Entry) {
	s.Version = entry.Version
	s.Erased, _ = erasedBy(s.Erased, entry)
	switch e := entry.Event.(type) {
	case *SubscriptionAsked:
		s.Subject, s.Address = e.Subject, e.Address
		if !e.Letter.IsZero() {
			s.LetterAt = e.Letter
		}
		s.put(e.Network, SubPending, entry.At)
	case *SubscriptionConfirmed:
		for _, network := range e.Networks {
			s.put(network, SubConfirmed, entry.At)
		}
	case *SubscriptionLeft:
		s.Subject, s.Person = e.Subject, e.Person
		s.put(e.Network, SubLeft, entry.At)
	case *SubscriptionBounced:
		s.Subject, s.Person = e.Subject, e.Person
		s.bounced(e, entry.At)
	case *PersonErased:
		for _, n := range slices.Clone(s.Networks) {
			s.put(n.Network, SubLeft, entry.At)
		}
	case *SubscriptionExpired:
		for _, network := range s.Pending() {
			s.put(network, SubLeft, entry.At)
		}
	}
	left := func(n Subscribed) bool { return n.State != SubLeft }
	s.Closed = s.Person == "" && !slices.ContainsFunc(s.Networks, left)
}

// put sets where the subscription stands with a network, and forgets what came back. What
// waits, waits since it was first asked for.
func (s *Subscription) put(id BodyID, state SubscriptionState, at time.Time) {
	now := Subscribed{Network: id, State: state, Since: at}
	if n := s.network(id); n != nil {
		if n.State == SubPending && state == SubPending {
			now.Since = n.Since
		}
		*n = now
		return
	}
	s.Networks = append(s.Networks, now)
}

func (s *Subscription) bounced(e *SubscriptionBounced, at time.Time) {
	if s.network(e.Network) == nil {
		s.put(e.Network, SubConfirmed, at)
	}
	n := s.network(e.Network)
	n.Bounces, n.Last = e.InARow, e.Issue
	if e.Suspended {
		n.State, n.Since = SubSuspended, at
	}
}

// Filing prepares events of the subscription for the record.
func (s *Subscription) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	after := s.clone()
	f, err := prepare(after, s.Version, nil, command, by, now, events)
	f.Subscribers = after.rows()
	return f, err
}

// rows are where the subscription stands with each network. A member hears as long as
// they are one: a row would outlive that.
func (s *Subscription) rows() []Subscriber {
	var rows []Subscriber
	for _, n := range s.Networks {
		if s.Person == "" || n.State != SubConfirmed {
			rows = append(rows, Subscriber{n.Network, s.Reader(), n.State})
		}
	}
	return rows
}

func (s *Subscription) clone() *Subscription {
	c := *s
	c.Networks = slices.Clone(s.Networks)
	return &c
}

func (s *Subscription) filedAs() SubjectID { return s.Subject }

// Summary is the subscription's line in lists: nothing about whose it is.
func (s *Subscription) Summary() Summary {
	stage := SubPending
	if len(s.Networks) > 0 {
		stage = s.Networks[0].State
	}
	if s.Closed {
		stage = SubLeft
	}
	return Summary{Open: !s.Closed, Stage: string(stage)}
}

// Tasks lists nothing.
func (*Subscription) Tasks() []Task { return nil }

func (*Subscription) links(Entry) []Link { return nil }

func (*Subscription) shelved(Entry) []Shelved { return nil }

// notices is the letter that asks the address to confirm. It is all that is ever sent to
// an address that did not.
func (s *Subscription) notices(entry Entry, _ []Task) []Notice {
	asked, ok := entry.Event.(*SubscriptionAsked)
	if !ok || asked.Letter.IsZero() {
		return nil
	}
	return []Notice{{
		Cause: fmt.Sprintf("%s/%d", s.Subject, entry.Version), To: Recipient{Person: s.Reader()},
		Kind: NoticeConfirm, Subject: s.Subject, SendAfter: Moment(asked.Letter),
	}}
}

// RestoreSubscription reads a subscription's state as filed.
func RestoreSubscription(state json.RawMessage) (*Subscription, error) {
	s := new(Subscription)
	if err := json.Unmarshal(state, s); err != nil {
		return nil, fmt.Errorf("improvement: state of a subscription: %w", err)
	}
	return s, nil
}

// Readership counts the readers of a network's newsletter.
type Readership struct {
	Readers   int `json:"readers"`   // members, and addresses that confirmed
	Pending   int `json:"pending"`   // asked, and not confirmed
	Suspended int `json:"suspended"` // whose letters came back
	Left      int `json:"left"`
}
