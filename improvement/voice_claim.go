package improvement

import "time"

// ClaimVoice says that a Locality Wellbeing Officer reads a voice that waits: the others of
// the LMG see who does. It stays everybody's to read, and another may take it over.
type ClaimVoice struct {
	Back bool `json:"back,omitempty"` // it is given back, for anyone of them to read
}

// VoiceClaimed tells who reads a voice that waits.
type VoiceClaimed struct {
	By PersonID `json:"by,omitempty"` // empty where it was given back
}

// CommandName is its name in documents.
func (ClaimVoice) CommandName() string { return "claim-voice" }

// People lists nobody.
func (ClaimVoice) People() []PersonID { return nil }

// Anybody is false.
func (ClaimVoice) Anybody() bool { return false }

// EventName is the wire name.
func (*VoiceClaimed) EventName() string { return "voice-claimed" }

// Sentence tells it.
func (e *VoiceClaimed) Sentence(Names) string {
	if e.By == "" {
		return "gave the voice back, for anyone to read"
	}
	return "took the voice to read"
}

func (c ClaimVoice) decide(d Direct, who Actor, _ time.Time) ([]Event, error) {
	v, ok := d.(*CommunityVoice)
	switch {
	case !ok || v.Version == 0 || !v.MayKnow(who):
		return nil, noItem()
	case !who.Is(v.Said.LMG, LWO):
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s reads its voices.", v.Said.LMG)
	case v.Concern.Hides():
		return nil, wrongStage("Someone may be unsafe. That concern is settled first.")
	case v.Moderation != VoiceWaits || v.Erased != nil:
		return nil, wrongStage("This voice does not wait any more: nobody has to take it.")
	case c.Back && v.Claimed != who.Person:
		return nil, Refuse(Conflict, "", "This voice is not with you. There is nothing to give back.")
	case c.Back:
		return []Event{&VoiceClaimed{}}, nil
	case v.Claimed == who.Person:
		return nil, Refuse(Conflict, "", "You have taken this voice already.")
	}
	return []Event{&VoiceClaimed{By: who.Person}}, nil
}
