package improvement

import "strings"

// member begins the identifier of the subscription of somebody on record.
const member = "member/"

// MemberSubscription is the subject that keeps what somebody on record, who hears from a
// network as its member, left.
func MemberSubscription(person PersonID) SubjectID {
	return SubscriptionSubject(member + string(person))
}

// ReaderOf is who hears by a subscription: the person on record, or the address.
func ReaderOf(subscription SubjectID) PersonID {
	if person, is := strings.CutPrefix(subscription.ID(), member); is {
		return PersonID(person)
	}
	return subscription.Correspondent()
}

// Correspondence is a subject that stands for somebody who is nobody on record: a voice
// that was sent in, the subscription of an address. Its words are sealed under a key of
// its own, so that it is exported and erased alone.
type Correspondence interface {
	Direct
	Addressed
	// WasErased is what an erasure left of it; nil where there was none.
	WasErased() *Erasure
	// Over tells that it ended by itself: its words are to be erased, if they are not yet.
	Over() bool
	mayErase(who Actor) error
	mayExport(who Actor) error
}

// WritesIn tells whether subjects of a kind stand for somebody who is nobody on record.
func WritesIn(kind Kind) bool { return kind == KindVoice || kind == KindSubscription }

// MayExportCorrespondence lets administrators have what somebody sent in. While it is
// hidden, as someone may be unsafe, it is the safeguarding contact's to answer.
func MayExportCorrespondence(a Actor, c Correspondence) error {
	if err := a.mayAct(); err != nil {
		return err
	}
	return c.mayExport(a)
}

// Begun is what there is already of the erasure; nil where it has not begun.
func (f ErasureFacts) Begun() *Erasure {
	if f.Correspondence != nil {
		return f.Correspondence.WasErased()
	}
	return f.Person.Erased
}

// WasErased is what an erasure left of the voice.
func (v *CommunityVoice) WasErased() *Erasure { return v.Erased }

// Over is false: a voice is kept until it is erased.
func (v *CommunityVoice) Over() bool { return false }

func (v *CommunityVoice) mayErase(who Actor) error {
	if err := v.mayAnswer(who, "Only an administrator erases what somebody sent in."); err != nil {
		return err
	}
	if v.Concern.Open() {
		return wrongStage("Someone may be unsafe. That concern is settled first.")
	}
	return nil
}

func (v *CommunityVoice) mayExport(who Actor) error {
	return v.mayAnswer(who, "Only an administrator exports what is held of somebody who wrote in.")
}

// mayAnswer lets administrators see to a request about the voice; while it is hidden, its
// safeguarding contact alone, and to others it is as if it were not there.
func (v *CommunityVoice) mayAnswer(who Actor, refusal string) error {
	hidden, contact := v.Concern.Hides(), who.Is(v.Said.LMG, Safeguarding)
	answers := who.administers() || hidden && contact
	switch {
	case !answers:
		return notAllowed("%s", refusal)
	case v.Version == 0 || hidden && !contact:
		return noItem()
	}
	return nil
}

// WasErased is what an erasure left of the subscription, beside its ending.
func (s *Subscription) WasErased() *Erasure { return s.Erased }

// Over tells that nobody hears by it any more.
func (s *Subscription) Over() bool { return s.Closed }

func (s *Subscription) mayErase(who Actor) error {
	return s.mayAnswer(who, "Only an administrator erases an address. Its reader ends a newsletter by the link in each letter.")
}

func (s *Subscription) mayExport(who Actor) error {
	return s.mayAnswer(who, "Only an administrator exports what is held of an address.")
}

func (s *Subscription) mayAnswer(who Actor, refusal string) error {
	switch {
	case !who.administers():
		return notAllowed("%s", refusal)
	case s.Version == 0:
		return noItem()
	case s.Person != "":
		return invalid("person", "This keeps which newsletters %s left, who is on record. Name the person: %s.", s.Person, s.Person)
	}
	return nil
}

// erasedBy folds what tells of an erasure, and whether an event does.
func erasedBy(was *Erasure, entry Entry) (*Erasure, bool) {
	switch e := entry.Event.(type) {
	case *PersonErased:
		return &Erasure{At: entry.At, By: entry.By, AskedBy: e.AskedBy, Asked: e.Asked, Why: e.Why, Again: e.Again}, true
	case *ErasureFinished:
		if was == nil {
			return nil, true
		}
		finished := *was
		finished.Finished, finished.Files = entry.At, e.Files
		return &finished, true
	}
	return was, false
}
