package improvement

import (
	"fmt"
	"slices"
	"time"
)

// AskToSubscribe asks for a network's newsletter. Whoever knows an address may ask:
// nothing but a letter that asks to confirm goes to it.
type AskToSubscribe struct {
	Subject SubjectID
	Network Body
	Address Words     // sealed under the subscription's own key
	Letter  time.Time // of the latest confirmation letter under an earlier subscription of the address
}

// ConfirmSubscription is what the address itself answers.
type ConfirmSubscription struct {
	Networks []BodyID  // that the letter named
	Asked    time.Time // when the last of them had been asked for as it was written; zero: a letter of an earlier release
}

// LeaveNewsletter ends a newsletter. Its link is in every letter.
type LeaveNewsletter struct {
	Subject SubjectID
	Network BodyID
	Person  PersonID // who is on record; empty for an address
}

// NoteBounce records that an issue came back for good.
type NoteBounce struct {
	Subject  SubjectID
	Network  BodyID
	Person   PersonID
	Issue    SubjectID
	Previous SubjectID // the issue before it: in a row means that one came back, too
	Status   string    // of the mail server, such as 5.1.1
	Most     int       // issues in a row
}

// DropUnconfirmed drops an address that nobody confirmed in time.
type DropUnconfirmed struct{}

// CommandName is its name in documents.
func (AskToSubscribe) CommandName() string { return "subscribe" }

// CommandName is its name in documents.
func (ConfirmSubscription) CommandName() string { return "confirm-subscription" }

// CommandName is its name in documents.
func (LeaveNewsletter) CommandName() string { return "unsubscribe" }

// CommandName is its name in documents.
func (NoteBounce) CommandName() string { return "note-bounce" }

// CommandName is its name in documents.
func (DropUnconfirmed) CommandName() string { return "drop-unconfirmed" }

// People lists nobody.
func (AskToSubscribe) People() []PersonID { return nil }

// People lists nobody.
func (ConfirmSubscription) People() []PersonID { return nil }

// People lists nobody.
func (LeaveNewsletter) People() []PersonID { return nil }

// People lists nobody.
func (NoteBounce) People() []PersonID { return nil }

// People lists nobody.
func (DropUnconfirmed) People() []PersonID { return nil }

// Anybody may.
func (AskToSubscribe) Anybody() bool { return true }

// Anybody who has the letter may; whoever files it has checked that.
func (ConfirmSubscription) Anybody() bool { return true }

// Anybody who has the letter may; whoever files it has checked that.
func (LeaveNewsletter) Anybody() bool { return true }

// Anybody may: it is the mail server that says so.
func (NoteBounce) Anybody() bool { return true }

// Anybody may: it is time that says so.
func (DropUnconfirmed) Anybody() bool { return true }

func subscriptionOf(d Direct) (*Subscription, error) {
	s, ok := d.(*Subscription)
	if !ok {
		return nil, fmt.Errorf("improvement: a %T is not a subscription", d)
	}
	return s, nil
}

func (c AskToSubscribe) decide(d Direct, _ Actor, now time.Time) ([]Event, error) {
	s, err := subscriptionOf(d)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Network.Kind != Network:
		return nil, invalid("network", "%q has no newsletter. Name a network on record.", clip(string(c.Network.ID)))
	case s.Closed:
		return nil, wrongStage("This subscription has ended. Ask again.")
	}
	if err := required("address", c.Address, "This address is empty. Write it as name@example.org."); err != nil {
		return nil, err
	}
	switch s.stands(c.Network.ID) {
	case SubConfirmed:
		return nil, nil
	case "":
		if len(s.Networks) >= maxNetworksEach {
			return nil, invalid("network", "This address has asked for %d newsletters, the most there may be.", maxNetworksEach)
		}
	}
	letter := s.nextLetter(c.Letter, now)
	if s.stands(c.Network.ID) == SubPending && !letter.Equal(Moment(now)) {
		return nil, nil // a letter asks for it already
	}
	asked := &SubscriptionAsked{Subject: c.Subject, Network: c.Network.ID, Address: s.Address, Letter: letter}
	if s.Address.Empty() {
		asked.Address = c.Address
	}
	return []Event{asked}, nil
}

// nextLetter is when the address may next be written to, to ask; zero where a letter is
// to come. After letters that nobody answered it is as long again as it was until now.
func (s *Subscription) nextLetter(earlier, now time.Time) time.Time {
	last := laterOf(earlier, s.LetterAt)
	gap := LetterEvery
	if since := s.waits(); !since.IsZero() {
		gap = max(gap, s.LetterAt.Sub(since))
	}
	if last.IsZero() || !last.Add(gap).After(now) {
		return Moment(now)
	}
	if s.LetterAt.After(now) {
		return time.Time{} // it will name all that waits
	}
	return Moment(last.Add(gap))
}

func (c ConfirmSubscription) decide(d Direct, _ Actor, _ time.Time) ([]Event, error) {
	s, err := subscriptionOf(d)
	if err != nil {
		return nil, err
	}
	if s.Closed || s.Version == 0 {
		return nil, wrongStage("This was not confirmed in time, or has ended, and the address is no longer kept. Subscribe again.")
	}
	var waiting []BodyID
	later := false
	for _, network := range c.Networks {
		switch n := s.network(network); {
		case n == nil || n.State != SubPending || slices.Contains(waiting, network):
		case !c.Asked.IsZero() && n.Since.After(c.Asked):
			later = true
		default:
			waiting = append(waiting, network)
		}
	}
	switch {
	case len(waiting) == 0 && later:
		return nil, wrongStage("This newsletter was ended and asked for again since this letter. Use the link of the later letter.")
	case len(waiting) == 0:
		return nil, nil // confirmed before
	}
	return []Event{&SubscriptionConfirmed{Networks: waiting}}, nil
}

func (c LeaveNewsletter) decide(d Direct, _ Actor, _ time.Time) ([]Event, error) {
	s, err := subscriptionOf(d)
	if err != nil {
		return nil, err
	}
	stands := s.stands(c.Network)
	if stands == SubLeft || stands == "" && c.Person == "" {
		return nil, nil // it has ended
	}
	return []Event{&SubscriptionLeft{Subject: c.Subject, Network: c.Network, Person: c.Person}}, nil
}

func (c NoteBounce) decide(d Direct, _ Actor, _ time.Time) ([]Event, error) {
	s, err := subscriptionOf(d)
	if err != nil {
		return nil, err
	}
	stands := s.stands(c.Network)
	if hears := stands == SubConfirmed || stands == "" && c.Person != ""; !hears {
		return nil, nil
	}
	row := 1
	if n := s.network(c.Network); n != nil {
		if n.Last == c.Issue {
			return nil, nil
		}
		if n.Last == c.Previous && c.Previous != "" {
			row = n.Bounces + 1
		}
	}
	most := c.Most
	if most <= 0 {
		most = DefaultBounces
	}
	return []Event{&SubscriptionBounced{
		Subject: c.Subject, Network: c.Network, Person: c.Person, Issue: c.Issue, Status: c.Status,
		InARow: row, Suspended: row >= most || c.Status == NoSuchMailbox,
	}}, nil
}

// NoSuchMailbox is the enhanced status of an address that there is not (RFC 3463, 3.2).
const NoSuchMailbox = "5.1.1"

func (DropUnconfirmed) decide(d Direct, _ Actor, now time.Time) ([]Event, error) {
	s, err := subscriptionOf(d)
	if err != nil {
		return nil, err
	}
	if !s.overdue(now) {
		return nil, nil
	}
	return []Event{&SubscriptionExpired{}}, nil
}

// overdue tells that all that waits has waited too long. A letter that is to come is
// waited for.
func (s *Subscription) overdue(now time.Time) bool {
	waits := false
	for _, n := range s.Networks {
		if n.State != SubPending {
			continue
		}
		waits = true
		if laterOf(n.Since, s.LetterAt).Add(UnconfirmedFor).After(now) {
			return false
		}
	}
	return waits
}
