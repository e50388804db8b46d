package improvement

import (
	"strconv"
	"time"
)

// ClaimMeeting says that a clerk sees to the meeting in which a panel that is too small to
// vote decides, so that the other clerks of the LMG see who does.
type ClaimMeeting struct {
	Back bool `json:"back,omitempty"` // it is given back, for any of them to see to
}

// MeetingClaimed tells who sees to the meeting.
type MeetingClaimed struct {
	By PersonID `json:"by,omitempty"` // empty where it was given back
}

// CommandName is the wire name.
func (ClaimMeeting) CommandName() string { return "claim-meeting" }

// People lists nobody.
func (ClaimMeeting) People() []PersonID { return nil }

// EventName is the wire name.
func (*MeetingClaimed) EventName() string { return "meeting-claimed" }

// Sentence tells it.
func (e *MeetingClaimed) Sentence(Names) string {
	return claimSentence(e.By, "the meeting that decides")
}

func (c ClaimMeeting) decide(a *Approval, who Actor, _ time.Time) ([]Event, error) {
	by, err := claim(a.Tasks(), meetingTask+"/"+strconv.Itoa(a.Round), who, c.Back)
	if err != nil {
		return nil, err
	}
	return []Event{&MeetingClaimed{By: by}}, nil
}

// meetingTask begins the key of the task of a round that a meeting decides.
const meetingTask = "meeting"
