package improvement

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"
)

// Said is what somebody in the community sent in, without an account. All of its words
// are sealed under the voice's own key, so that one voice can be erased alone.
type Said struct {
	ID       string  `json:"id"` // random: who knows it may ask for no more letters
	LMG      BodyID  `json:"lmg"`
	Locality BodyID  `json:"locality"`
	Theme    ThemeID `json:"theme,omitempty"`
	When     Date    `json:"when"`
	Title    Words   `json:"title"` // how the text begins, for lists
	Text     Words   `json:"text"`
	Consent  Consent `json:"consent"`
	Address  Words   `json:"address,omitzero"` // to hear back; none of someone under 16
	Under16  bool    `json:"under16,omitempty"`
	Unsafe   bool    `json:"unsafe,omitempty"` // ticked: someone may be unsafe
	Place    []Score `json:"place,omitempty"`
}

// Consent is what the person agreed to, on which day, and the words that they saw.
type Consent struct {
	Day     Date  `json:"day"`
	Text    Words `json:"text"`
	Counted bool  `json:"counted"`          // that it is read and counted: without it there is no voice
	Quoted  bool  `json:"quoted,omitempty"` // that it may be quoted, without their name
}

// Moderation says how far the LWO has come with a voice.
type Moderation string

// The moderations.
const (
	VoiceWaits    Moderation = "waiting"
	VoiceAccepted Moderation = "accepted"
	VoiceSetAside Moderation = "set-aside"
)

// CommunityVoice is what somebody said, and what became of it.
type CommunityVoice struct {
	Version    int        `json:"version"`
	Said       Said       `json:"said"`
	Received   time.Time  `json:"received"`
	Moderation Moderation `json:"moderation"`
	Due        Date       `json:"due,omitempty"`     // of the moderation
	Claimed    PersonID   `json:"claimed,omitempty"` // the LWO who reads it, while it waits
	Since      time.Time  `json:"since"`             // when that came to be asked for
	Theme      ThemeID    `json:"theme,omitempty"`
	Reason     Words      `json:"reason,omitzero"` // why it was set aside
	Entry      int        `json:"entry"`           // of the journal, that holds the words
	Shelved    bool       `json:"shelved,omitempty"`
	Concern    *Concern   `json:"concern,omitempty"`
	Stopped    bool       `json:"stopped,omitempty"`   // no more letters, please
	Withdrawn  Date       `json:"withdrawn,omitempty"` // when consent was taken back
	Erased     *Erasure   `json:"erased,omitempty"`    // its words are gone; what was counted stays
}

var longCommand = regexp.MustCompile(`^[A-Za-z0-9-]{32,}$`)

// VoiceID names a voice after the command that sends it, so that it is one voice however
// often it is sent. The command's ID must be random: a short one is refused, as two people
// might choose the same.
func VoiceID(id CommandID) (string, error) {
	if !longCommand.MatchString(string(id)) || CheckCommandID(id) != nil {
		return "", invalid("command-id", "%q does not name a voice. Give the identifier that you were told, or none.", clip(string(id)))
	}
	sum := sha256.Sum256([]byte("voice " + id))
	return hex.EncodeToString(sum[:16]), nil
}

// Subject is the voice's subject.
func (v *CommunityVoice) Subject() SubjectID { return VoiceSubject(v.Said.ID) }

// HearsAt is where whoever sent it hears back; empty where they do not.
func (v *CommunityVoice) HearsAt() Words {
	if v.Stopped || v.Erased != nil || v.Moderation == VoiceWithdrawn {
		return Words{}
	}
	return v.Said.Address
}

// HearsBack tells whether whoever sent it left an address, to hear what came of it.
func (v *CommunityVoice) HearsBack() bool { return !v.HearsAt().Empty() }

// HeardBack tells whoever sent the voice what it led to: a subject, such as a priority,
// and its title. cause is unique to what happened.
func (v *CommunityVoice) HeardBack(cause string, to SubjectID, title Words, at time.Time) Notice {
	return Notice{
		Cause: cause, To: Recipient{Person: v.Subject().Correspondent()}, Kind: NoticeHeardBack,
		Subject: to, Title: title, Item: v.Said.ID, SendAfter: Moment(at),
	}
}

// MayRead tells whether somebody may read the voice: all may once it is accepted, before
// that the LWO who moderates; while a concern hides it, the safeguarding contact alone;
// nobody once consent was withdrawn.
func (v *CommunityVoice) MayRead(who Actor) bool {
	if v.Moderation == VoiceWithdrawn {
		return false
	}
	if v.Concern.Hides() || v.Moderation != VoiceAccepted && !who.Is(v.Said.LMG, LWO) {
		return who.Is(v.Said.LMG, Safeguarding)
	}
	return true
}

// For is the voice as somebody may read it: without words that are kept back from them,
// and without what only the safeguarding contact knows. The address is nobody's to read.
func (v *CommunityVoice) For(who Actor) *CommunityVoice {
	kept := *v
	kept.Said.Address = Words{}
	kept.Concern = v.Concern.shownTo(who, v.Said.LMG)
	kept.Said.Unsafe = v.Said.Unsafe && MayReadConcern(who, v.Said.LMG)
	if !v.MayRead(who) {
		kept.Said.Title, kept.Said.Text, kept.Said.Place, kept.Reason = Words{}, Words{}, nil, Words{}
	}
	return &kept
}

// Citable tells whether a priority may rest on it.
func (v *CommunityVoice) Citable() bool {
	return v.Moderation == VoiceAccepted && !v.Concern.Hides() && v.Erased == nil
}

// MayKnow tells whether somebody may know that the voice is there.
func (v *CommunityVoice) MayKnow(who Actor) bool { return MayReadItem(who, v.Said.LMG, v.Concern) }

// MayReadEntry tells whether somebody may know of an entry of its journal, where they may
// read the voice.
func (v *CommunityVoice) MayReadEntry(who Actor, e Entry) bool {
	return !ofConcern(e) || MayReadConcern(who, v.Said.LMG)
}

func (v *CommunityVoice) home() BodyID      { return v.Said.LMG }
func (v *CommunityVoice) concern() *Concern { return v.Concern }

func (v *CommunityVoice) waitsOnceShown() bool { return v.Moderation == VoiceWaits && v.Erased == nil }

// Apply folds one journal entry into the voice.
func (v *CommunityVoice) Apply(entry Entry) {
	v.Version = entry.Version
	v.Erased, _ = erasedBy(v.Erased, entry)
	switch e := entry.Event.(type) {
	case *VoiceReceived:
		v.Said, v.Theme, v.Received, v.Entry = e.Said, e.Said.Theme, entry.At, entry.Version
		v.Moderation, v.Due, v.Since = VoiceWaits, e.Due, entry.At
		if e.Said.Unsafe {
			v.Concern = v.Concern.again(e.ConcernDue, entry.At)
		}
	case *VoiceModerated:
		v.Moderation, v.Theme, v.Reason, v.Due, v.Claimed = e.As, e.Theme, e.Reason, "", ""
		v.Shelved = v.Shelved || e.As == VoiceAccepted
	case *VoiceClaimed:
		v.Claimed = e.By
	case *ConcernRaised:
		v.Concern = v.Concern.again(e.Due, entry.At)
	case *ConcernSettled:
		v.Concern = v.Concern.settled(e.Shown, entry.At)
		if e.Due != "" {
			v.Due, v.Since = e.Due, entry.At
		}
	case *ConcernClaimed:
		v.Concern = v.Concern.claimed(e.By, entry.At)
	case *HearingStopped:
		v.Stopped = true
	case *ConsentWithdrawn:
		v.withdrawn(e)
	}
}

// Filing prepares events of the voice for the record.
func (v *CommunityVoice) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	after := *v
	return prepare(&after, v.Version, v.Tasks(), command, by, now, events)
}

func (v *CommunityVoice) filedAs() SubjectID { return v.Subject() }

// Summary is the voice's line in lists.
func (v *CommunityVoice) Summary() Summary {
	s := Summary{Stage: string(v.Moderation), LMG: v.Said.LMG, Locality: v.Said.Locality, Theme: v.Theme}
	switch {
	case v.Concern.Open():
		s.Stage, s.Open, s.Due = "unsafe", true, v.Concern.Due
	case v.Concern.Hides():
		s.Stage = "kept-hidden"
	case v.Moderation == VoiceWaits && v.Erased != nil:
		s.Stage = "erased"
	case v.Moderation == VoiceWaits:
		s.Open, s.Due = true, v.Due
	case v.Moderation == VoiceAccepted:
		s.Title = v.Said.Title
	}
	return s
}

// Tasks asks the safeguarding contact, or else the LWO. No timer reminds of them: a voice
// has no workflow.
func (v *CommunityVoice) Tasks() []Task {
	switch {
	case v.Concern.Open():
		return []Task{concernTask(v.Subject(), v.Said.LMG, concernTaskKey, string(v.Subject()), v.Concern)}
	case v.Moderation == VoiceWaits && !v.Concern.Hides() && v.Version > 0 && v.Erased == nil:
		return []Task{{
			Key: "moderate", Subject: v.Subject(), Kind: TaskModerate, Item: v.Said.ID, Body: v.Said.LMG, Role: LWO,
			Opened: v.Since, Due: v.Due, LMG: v.Said.LMG, Claimed: v.Claimed,
		}}
	}
	return nil
}

func (v *CommunityVoice) notices(entry Entry, _ []Task) []Notice {
	switch e := entry.Event.(type) {
	case *VoiceReceived:
		if e.Said.Unsafe {
			return concernNotices(v.Subject(), v.Said.LMG, string(v.Subject()), entry, e.NoContact)
		}
		return []Notice{v.waits(entry)}
	case *ConcernRaised:
		return concernNotices(v.Subject(), v.Said.LMG, string(v.Subject()), entry, e.NoContact)
	case *ConcernSettled:
		if e.Due != "" {
			return []Notice{v.waits(entry)}
		}
	}
	return nil
}

// waits tells the LWO the next morning, once for all voices of a day: thousands may come.
func (v *CommunityVoice) waits(entry Entry) Notice {
	day := DateOf(entry.At)
	return Notice{
		Cause: strings.Join([]string{"voices", string(v.Said.LMG), string(day)}, "/"), Kind: NoticeTask, TaskKind: TaskModerate,
		To: Recipient{Body: v.Said.LMG, Role: LWO}, Subject: v.Subject(), Due: v.Due, SendAfter: day.AddDays(1).Morning(),
	}
}

func (*CommunityVoice) links(Entry) []Link { return nil }

// shelved puts an accepted voice on the shelf, and keeps what stands there in step.
func (v *CommunityVoice) shelved(Entry) []Shelved {
	if !v.Shelved {
		return nil
	}
	s := v.Said
	item := Shelved{
		ID: ItemID(v.Subject()), Entry: v.Entry, Kind: Voice, Strength: FromVoice, Day: s.When,
		LMG: s.LMG, Locality: s.Locality, Theme: v.Theme, Versions: 1,
		Hidden: v.Concern.Hides(), Off: v.Moderation != VoiceAccepted && !v.Concern.Hides(), // what is hidden is known as hidden
	}
	if !item.Hidden && !item.Off {
		item.Title = s.Title
		item.Words = append(written(s.Text), reasons(s.Place)...)
	}
	return []Shelved{item}
}
