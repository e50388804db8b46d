package improvement

import "time"

// SendVoice files what somebody in the community says. It needs no account.
type SendVoice struct {
	Said  Said  `json:"said"`
	Facts Facts `json:"-"`
}

// ModerateVoice takes a voice up, or sets it aside. It may be done again: a voice that was
// taken up can be set aside later, and the other way round.
type ModerateVoice struct {
	As     Moderation `json:"as"` // accepted or set-aside
	Theme  ThemeID    `json:"theme,omitempty"`
	Reason Words      `json:"reason,omitzero"` // why it is set aside
	Facts  Facts      `json:"-"`
}

// StopHearing ends letters to whoever sent a voice. Who knows its identifier may ask.
type StopHearing struct{}

// CommandName is its name in documents.
func (SendVoice) CommandName() string { return "voice" }

// CommandName is its name in documents.
func (ModerateVoice) CommandName() string { return "moderate" }

// CommandName is its name in documents.
func (StopHearing) CommandName() string { return "stop-hearing" }

// People lists nobody.
func (SendVoice) People() []PersonID { return nil }

// People lists nobody.
func (ModerateVoice) People() []PersonID { return nil }

// People lists nobody.
func (StopHearing) People() []PersonID { return nil }

// Anybody is true: children may speak, too.
func (SendVoice) Anybody() bool { return true }

// Anybody is false.
func (ModerateVoice) Anybody() bool { return false }

// Anybody is true: the identifier is known to whoever got a letter.
func (StopHearing) Anybody() bool { return true }

// Asks is about the place that the voice names.
func (c SendVoice) Asks(Direct) Lookup {
	return Lookup{LMG: c.Said.LMG, Locality: c.Said.Locality, Theme: c.Said.Theme}
}

// Asks is about the theme that it is put under.
func (c ModerateVoice) Asks(d Direct) Lookup { return Lookup{LMG: lmgOf(d), Theme: c.Theme} }

// With gives the command with the answers.
func (c SendVoice) With(f Facts) DirectCommand { c.Facts = f; return c }

// With gives the command with the answers.
func (c ModerateVoice) With(f Facts) DirectCommand { c.Facts = f; return c }

func (c SendVoice) decide(d Direct, _ Actor, now time.Time) ([]Event, error) {
	v, ok := d.(*CommunityVoice)
	if !ok || v.Version > 0 {
		return nil, Refuse(Conflict, "id", "This identifier is taken. Send the voice again without one.")
	}
	s := c.Said
	if s.Under16 { // no address is kept of a child; what they say stays
		s.Address = Words{}
	}
	if err := s.check(c.Facts, now); err != nil {
		return nil, err
	}
	e := &VoiceReceived{Said: s, Due: c.Facts.in(c.Facts.Terms.moderate(), now)}
	if s.Unsafe {
		e.ConcernDue, e.NoContact = c.Facts.in(c.Facts.Terms.concern(), now), !c.Facts.Contact
	}
	return []Event{e}, nil
}

func (s Said) check(f Facts, now time.Time) error {
	if err := firstOf(
		CheckID("id", s.ID),
		required("text", s.Text, "There is nothing here. Say what you would like people to know."),
		requiredTitle("title", s.Title, "There is nothing here. Say what you would like people to know."),
		f.checkPlace(s.LMG, s.Locality, s.Theme),
		checkDay("when", s.When), s.Consent.check(now), boundedLine("address", s.Address), checkScores(s.Place), s.ownKey(),
	); err != nil {
		return err
	}
	switch {
	case s.Locality == "":
		return invalid("locality", "Say which locality this is about.")
	case s.When > DateOf(now):
		return invalid("when", "%s has not come yet. Write the day on which this was said, or leave it out.", s.When.Plain())
	}
	return nil
}

// ownKey refuses words that would not go with the voice, should it be erased.
func (s Said) ownKey() error {
	all := append([]Words{s.Title, s.Text, s.Consent.Text, s.Address}, reasons(s.Place)...)
	for _, w := range written(all...) {
		if w.By != VoiceSubject(s.ID).Correspondent() {
			return invalid("text", "A voice is sealed under its own key. Seal it again.")
		}
	}
	return nil
}

func (c Consent) check(now time.Time) error {
	if !c.Counted {
		return invalid("consent.counted", "Say yes here to let people read and count this. Without that it cannot be kept.")
	}
	if err := firstOf(
		required("consent.text", c.Text, "Write the words that the person saw and agreed to."),
		checkDay("consent.day", c.Day),
	); err != nil {
		return err
	}
	if c.Day > DateOf(now) {
		return invalid("consent.day", "%s has not come yet. Write the day on which the person agreed.", c.Day.Plain())
	}
	return nil
}

func (c ModerateVoice) decide(d Direct, who Actor, _ time.Time) ([]Event, error) {
	v, ok := d.(*CommunityVoice)
	switch {
	case !ok || v.Version == 0 || !v.MayKnow(who):
		return nil, noItem()
	case !who.Is(v.Said.LMG, LWO):
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s moderates its voices.", v.Said.LMG)
	case v.Concern.Hides():
		return nil, wrongStage("Someone may be unsafe. That concern is settled first.")
	}
	if v.Moderation == VoiceWithdrawn {
		return nil, wrongStage("Whoever sent this voice took it back on %s. Nobody reads it any more.", v.Withdrawn.Plain())
	}
	if v.Erased != nil {
		return nil, wrongStage("This voice was erased: its words are gone. There is nothing left to moderate.")
	}
	e := &VoiceModerated{As: c.As, Theme: v.Theme, Reason: c.Reason}
	switch c.As {
	case VoiceAccepted:
		if c.Theme != "" {
			e.Theme = c.Theme
		}
		if v.Moderation == VoiceAccepted && e.Theme == v.Theme {
			return nil, Refuse(Conflict, "", "This voice is accepted already, under that theme.")
		}
		e.Reason = Words{}
		if err := c.Facts.checkPlace(v.Said.LMG, "", c.Theme); err != nil {
			return nil, err
		}
		return []Event{e}, nil
	case VoiceSetAside:
		if v.Moderation == VoiceSetAside {
			return nil, Refuse(Conflict, "", "This voice is set aside already.")
		}
		if err := requiredLine("reason", c.Reason, "Say in a line why it is set aside."); err != nil {
			return nil, err
		}
		return []Event{e}, nil
	}
	return nil, invalid("as", "%q is not known here. Use accepted or set-aside.", clip(string(c.As)))
}

func (StopHearing) decide(d Direct, _ Actor, _ time.Time) ([]Event, error) {
	v, ok := d.(*CommunityVoice)
	if !ok || !v.HearsBack() {
		return nil, Refuse(NotFound, "id", "No letters go out under this identifier. There is nothing to stop.")
	}
	return []Event{&HearingStopped{}}, nil
}

// VoiceReceived is what somebody in the community sent in.
type VoiceReceived struct {
	Said       Said `json:"said"`
	Due        Date `json:"due"`                   // of the moderation
	ConcernDue Date `json:"concern_due,omitempty"` // where the sender ticked that someone may be unsafe
	NoContact  bool `json:"no_contact,omitempty"`  // the LMG had no safeguarding contact
}

// VoiceModerated is what the LWO made of it.
type VoiceModerated struct {
	As     Moderation `json:"as"`
	Theme  ThemeID    `json:"theme,omitempty"`
	Reason Words      `json:"reason,omitzero"`
}

// HearingStopped ends letters to whoever sent it.
type HearingStopped struct{}

// EventName is the wire name.
func (*VoiceReceived) EventName() string { return "voice-received" }

// EventName is the wire name.
func (*VoiceModerated) EventName() string { return "voice-moderated" }

// EventName is the wire name.
func (*HearingStopped) EventName() string { return "hearing-stopped" }

// Sentence tells it.
func (e *VoiceReceived) Sentence(n Names) string {
	return "Somebody in " + n.Body(e.Said.Locality) + " sent a voice"
}

// Sentence tells it.
func (e *VoiceModerated) Sentence(Names) string {
	if e.As == VoiceSetAside {
		return "set the voice aside"
	}
	return "accepted the voice"
}

// Sentence tells it.
func (*HearingStopped) Sentence(Names) string { return "Whoever sent it asked for no more letters" }
