package improvement

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Bounds of one issue of a newsletter.
const (
	MaxIssueItems  = 100 // offered
	MaxCarried     = 50  // that an issue left over, the newest
	MaxItemsEach   = 20  // that one person offers
	MaxIssueFound  = 100 // what the journal tells
	MaxLinkLength  = 500 // characters of a link
	openingSection = "opening"
	lookingBack    = "looking-back"
)

// Section is a part of a newsletter, in the order in which readers meet them.
type Section struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// DefaultSections are those of the newsletters that Local Area Coordination began.
func DefaultSections() []Section {
	return []Section{
		{openingSection, "A word to begin with"}, {lookingBack, "Looking back"}, {"publications", "Publications"},
		{"vacancies", "Vacancies"}, {"events", "Events"}, {"training", "Training and campaigns"},
		{"blogs", "Useful blogs"}, {"people", "New people"},
	}
}

// ItemState says what became of an item that somebody offered.
type ItemState string

// The states of an item.
const (
	ItemOffered  ItemState = "offered"
	ItemAccepted ItemState = "accepted"
	ItemLeftOut  ItemState = "left-out"
)

// IssueItem is something that a person offers for a newsletter.
type IssueItem struct {
	ID      string    `json:"id"`
	Section string    `json:"section"`
	Title   Words     `json:"title"`
	Text    Words     `json:"text,omitzero"`
	Link    Words     `json:"link,omitzero"`   // http or https; checked at the edge and where it is shown
	Until   Date      `json:"until,omitempty"` // the last day on which it is of use, as of an event or a vacancy
	By      PersonID  `json:"by"`
	At      time.Time `json:"at"`
	State   ItemState `json:"state"`

	Withdrawn bool `json:"withdrawn,omitempty"` // left out by whoever offered it
}

// IssueStage says where an issue of a newsletter stands.
type IssueStage string

// The stages of an issue.
const (
	IssueCollecting IssueStage = "collecting" // people offer items
	IssueDrafting   IssueStage = "drafting"   // the LWO edits and approves
	IssueApproved   IssueStage = "approved"   // it waits for its day
	IssueSending    IssueStage = "sending"
	IssueSent       IssueStage = "sent"
	IssueLapsed     IssueStage = "lapsed" // nobody approved it: nothing was sent
)

// Progress counts the letters of an issue.
type Progress struct {
	Sent    int `json:"sent"`
	Waiting int `json:"waiting"`
	Failed  int `json:"failed"`
	Unsure  int `json:"unsure,omitempty"` // that may have arrived, and are not sent again
}

// Of is how many letters there are.
func (p Progress) Of() int { return p.Sent + p.Waiting + p.Failed + p.Unsure }

// IssuePlan is with what an issue begins: whose it is, its days and its sections.
type IssuePlan struct {
	Network  BodyID    `json:"network"`
	Called   string    `json:"called"` // the network's name
	LMG      BodyID    `json:"lmg"`
	Period   Period    `json:"period"`
	Days     IssueDays `json:"days"`
	Sections []Section `json:"sections"`
	Calendar Calendar  `json:"calendar"` // brought up to date with the draft
	Ladder   Ladder    `json:"ladder,omitempty"`
	Rules    int       `json:"rules"`
}

// Issue is one issue of a network's newsletter.
type Issue struct {
	Version int `json:"version"`
	IssuePlan

	Stage      IssueStage  `json:"stage"`
	Drafted    time.Time   `json:"drafted,omitzero"`
	Since      time.Time   `json:"since,omitzero"`     // what the journal tells begins after it
	Until      time.Time   `json:"until,omitzero"`     // and ends with it
	Previous   SubjectID   `json:"previous,omitempty"` // the issue that was sent before
	Opening    Words       `json:"opening,omitzero"`
	Items      []IssueItem `json:"items,omitempty"`
	Found      []Found     `json:"found,omitempty"`
	More       int         `json:"more,omitempty"` // what the journal tells beyond MaxIssueFound
	Approver   PersonID    `json:"approver,omitempty"`
	ApprovedAt time.Time   `json:"approved_at,omitzero"`
	Claim      Claim       `json:"claim,omitzero"`    // the LWO who sees to the draft
	Readers    int         `json:"readers,omitempty"` // to whom it was handed out
	Delivered  Progress    `json:"delivered,omitzero"`
	HandledTo  time.Time   `json:"handled_to"`
	ClosedAt   time.Time   `json:"closed_at,omitzero"`
}

// ForItems are the sections that items may go to: the note to begin with is the LWO's.
func (i *Issue) ForItems() []Section {
	return slices.DeleteFunc(slices.Clone(i.Sections), func(s Section) bool { return s.ID == openingSection })
}

// LooksBack tells whether the journal is told of in a section.
func (s Section) LooksBack() bool { return s.ID == lookingBack }

// Subject is the issue's own.
func (i *Issue) Subject() SubjectID { return IssueSubject(i.Network, string(i.Period)) }

// Closed tells that the issue was sent, or lapsed.
func (i *Issue) Closed() bool { return i.Stage == IssueSent || i.Stage == IssueLapsed }

// Wants tells whether something that was done for the issue is news to it.
func (i *Issue) Wants(e Event) bool {
	switch e.(type) {
	case *IssueDrafted:
		return i.Stage == IssueDrafting && i.Drafted.IsZero()
	case *IssueHandedOut:
		return i.Stage == IssueSending && i.Readers == 0
	case *IssueHasBeenSent:
		return i.Stage == IssueSending
	}
	return false
}

// Covered tells that readers hear, or heard, of what the issue covers.
func (i *Issue) Covered() bool {
	return i.Stage == IssueApproved || i.Stage == IssueSending || i.Stage == IssueSent
}

// Name is what people call the issue.
func (i *Issue) Name() string { return i.Called + ", " + i.Period.Plain() }

// draftTask is the key of the task that an issue has.
const draftTask = "draft"

// Tasks is the LWO's, to look through the draft and approve it.
func (i *Issue) Tasks() []Task {
	if i.Stage != IssueDrafting || i.Drafted.IsZero() {
		return nil
	}
	tasks := []Task{{
		Key: draftTask, Subject: i.Subject(), Kind: TaskNewsletter, Says: i.Name(), Body: i.LMG, Role: LWO,
		Opened: i.Drafted, Due: i.due(), Stage: true, LMG: i.LMG, Claimed: i.Claim.By,
	}}
	i.Ladder.announce(tasks, i.Calendar, i.HandledTo)
	return tasks
}

// due is the last working day before the issue goes out, or the day it was drafted
// where that is later.
func (i *Issue) due() Date { return max(i.Calendar.Add(i.Days.Send, -1), DateOf(i.Drafted)) }

// NextMoment is when time alone next changes something; zero where it never does.
func (i *Issue) NextMoment() time.Time {
	switch i.Stage {
	case IssueCollecting:
		return i.Days.Draft.Morning()
	case IssueDrafting:
		next := i.Days.Lapse.End()
		for _, t := range i.Tasks() {
			next = sooner(next, t.NextReminder)
		}
		return next
	case IssueApproved:
		// Approved late, it goes out at once: at a moment of its own, as that of the day may
		// have brought a reminder already.
		return laterOf(i.Days.Send.Morning(), i.ApprovedAt.Add(time.Microsecond))
	}
	return time.Time{}
}

// PassTime gives what has fallen due by now: the draft, reminders, the day it goes
// out, the end of an issue that nobody approved.
func (i *Issue) PassTime(now time.Time) []Event {
	next := i.NextMoment()
	if next.IsZero() || next.After(now) {
		return nil
	}
	switch i.Stage {
	case IssueCollecting:
		return []Event{&IssueDraftDue{}}
	case IssueApproved:
		return []Event{&IssueSendDue{}}
	}
	if !i.Days.Lapse.End().After(now) {
		return []Event{&IssueHasLapsed{}}
	}
	return []Event{&IssueTimePassed{To: Moment(now), Reminders: i.Ladder.remind(i.Tasks(), i.Calendar, i.HandledTo, now)}}
}

// Summary is the issue's line in lists.
func (i *Issue) Summary() Summary {
	s := Summary{Open: !i.Closed(), Stage: string(i.Stage), LMG: i.LMG, Parent: BodySubject(i.Network)}
	switch i.Stage {
	case IssueSent, IssueLapsed:
		s.Outcome = string(i.Stage)
	case IssueDrafting:
		s.Due = i.due()
	default:
		s.Due = i.Days.Send
	}
	return s
}

// Filing prepares events of the issue for the record.
func (i *Issue) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	return prepare(i.clone(), i.Version, i.Tasks(), command, by, now, events)
}

func (i *Issue) filedAs() SubjectID { return i.Subject() }

func (*Issue) links(Entry) []Link { return nil }

func (*Issue) shelved(Entry) []Shelved { return nil }

func (i *Issue) notices(entry Entry, before []Task) []Notice {
	switch e := entry.Event.(type) {
	case *IssueTimePassed:
		return reminderNotices(i.Subject(), entry.At, e.Reminders, before)
	case *IssueHasLapsed:
		return []Notice{{
			Cause: string(i.Subject()) + "/lapsed", To: Recipient{Body: i.LMG, Role: LWO}, Kind: NoticeIssueLapsed,
			Subject: i.Subject(), Outcome: i.Name(), SendAfter: Moment(entry.At),
		}}
	}
	return nil
}

// Letter is the notice by which the issue reaches one reader. A reader hears of an
// issue once.
func (i *Issue) Letter(reader PersonID, now time.Time) Notice {
	return Notice{
		Cause: i.LetterCause(), To: Recipient{Person: reader}, Kind: NoticeNewsletter, Subject: i.Subject(),
		Outcome: i.Name(), Bulk: true, SendAfter: Moment(now),
	}
}

// LetterCause is the cause of every letter of the issue.
func (i *Issue) LetterCause() string { return string(i.Subject()) + "/letter" }

// clone copies what Apply would change in place.
func (i *Issue) clone() *Issue {
	c := *i
	c.Items, c.Found = slices.Clone(i.Items), slices.Clone(i.Found)
	return &c
}

func foldIssue(entries []Entry) (*Issue, error) {
	i := new(Issue)
	for _, entry := range entries {
		i.Apply(entry)
	}
	return i, nil
}

// RestoreIssue reads an issue's state as filed.
func RestoreIssue(state json.RawMessage) (*Issue, error) {
	i := new(Issue)
	if err := json.Unmarshal(state, i); err != nil {
		return nil, fmt.Errorf("improvement: state of a newsletter: %w", err)
	}
	return i, nil
}
