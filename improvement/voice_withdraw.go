package improvement

// Consent can be taken back as freely as it was given. Nobody who sent a voice has an
// account, so they tell a Locality Wellbeing Officer, by the voice's identifier.

import "time"

// VoiceWithdrawn is a voice whose sender took their consent back: it is read by nobody,
// counted nowhere, and its key is destroyed.
const VoiceWithdrawn Moderation = "withdrawn"

// WithdrawConsent files that whoever sent a voice takes their consent back: to be quoted,
// or all of it. Of what was withdrawn already it changes nothing.
type WithdrawConsent struct {
	Quoting bool `json:"quoting,omitempty"` // only that it may be quoted; it is still read and counted
}

// CommandName is its name in documents.
func (WithdrawConsent) CommandName() string { return "withdraw-consent" }

// People lists nobody.
func (WithdrawConsent) People() []PersonID { return nil }

// Anybody is false: the identifiers of voices stand in lists, and what goes does not come back.
func (WithdrawConsent) Anybody() bool { return false }

func (c WithdrawConsent) decide(d Direct, who Actor, now time.Time) ([]Event, error) {
	v, ok := d.(*CommunityVoice)
	switch {
	case !ok || v.Version == 0 || !v.MayKnow(who):
		return nil, noItem()
	case !who.Is(v.Said.LMG, LWO, Safeguarding):
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s files that a consent was withdrawn.", v.Said.LMG)
	case v.Concern.Hides(): // what may keep somebody safe is not destroyed on anybody's word
		return nil, wrongStage("Someone may be unsafe. That concern is settled first.")
	case v.Moderation == VoiceWithdrawn, c.Quoting && !v.Said.Consent.Quoted:
		return nil, nil
	}
	return []Event{&ConsentWithdrawn{Quoting: c.Quoting, Day: DateOf(now)}}, nil
}

// Withdraw gives the event of a withdrawal that a restored record does not know of; nothing
// where it does.
func (v *CommunityVoice) Withdraw(day Date) []Event {
	if v.Version == 0 || v.Moderation == VoiceWithdrawn {
		return nil
	}
	return []Event{&ConsentWithdrawn{Day: day}}
}

// ConsentWithdrawn is that whoever sent the voice took their consent back.
type ConsentWithdrawn struct {
	Quoting bool `json:"quoting,omitempty"`
	Day     Date `json:"day"`
}

// EventName is the wire name.
func (*ConsentWithdrawn) EventName() string { return "consent-withdrawn" }

// Sentence tells it.
func (e *ConsentWithdrawn) Sentence(Names) string {
	if e.Quoting {
		return "filed that the voice may not be quoted any more"
	}
	return "filed that the consent to the voice was withdrawn"
}

func (v *CommunityVoice) withdrawn(e *ConsentWithdrawn) {
	v.Said.Consent.Quoted = false
	if e.Quoting {
		return
	}
	v.Moderation, v.Due, v.Claimed, v.Withdrawn = VoiceWithdrawn, "", "", e.Day
}
