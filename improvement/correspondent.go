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
