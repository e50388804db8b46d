package improvement

import (
	"fmt"
	"slices"
	"time"
)

// IssueOpened begins an issue: people may offer items from now on.
type IssueOpened struct {
	IssuePlan
}

// ItemContributed is something that a person offers.
type ItemContributed struct {
	Item IssueItem `json:"item"`
}

// ItemEdited puts an item in the LWO's words, or elsewhere. What is empty stays.
type ItemEdited struct {
	Item    string `json:"item"`
	Section string `json:"section,omitempty"`
	Title   Words  `json:"title,omitzero"`
	Text    Words  `json:"text,omitzero"`
	Link    Words  `json:"link,omitzero"`
	Until   Date   `json:"until,omitempty"`
}

// ItemDecided takes an item, or what the journal tells, in or leaves it out.
type ItemDecided struct {
	Item    string `json:"item"`
	In      bool   `json:"in"`
	Section string `json:"section,omitempty"` // where it goes, if elsewhere than offered
	Reason  Words  `json:"reason,omitzero"`
}

// IssueArranged puts items first, in an order, within their sections.
type IssueArranged struct {
	Order []string `json:"order"`
}

// OpeningWritten is the LWO's note to begin with.
type OpeningWritten struct {
	Note Words `json:"note"`
}

// IssueDraftDue is the moment at which the draft is made.
type IssueDraftDue struct{}

// IssueDrafted is the draft: what the journal tells of a time, and what earlier issues
// left over.
type IssueDrafted struct {
	Since    time.Time   `json:"since"`
	Until    time.Time   `json:"until"`
	Previous SubjectID   `json:"previous,omitempty"`
	Found    []Found     `json:"found,omitempty"`
	More     int         `json:"more,omitempty"`
	Carried  []IssueItem `json:"carried,omitempty"`
	Calendar Calendar    `json:"calendar"`
}

// IssueApprovedBy lets the issue go out on its day.
type IssueApprovedBy struct{}

// IssueReconsidered takes the approval back.
type IssueReconsidered struct {
	Reason Words `json:"reason,omitzero"`
}

// IssueSendDue is the moment at which an approved issue goes out.
type IssueSendDue struct{}

// IssueHandedOut tells that every reader's letter waits in the outbox.
type IssueHandedOut struct {
	Readers int `json:"readers"`
}

// IssueHasBeenSent tells that no letter waits any more.
type IssueHasBeenSent struct {
	Delivered Progress `json:"delivered"`
}

// IssueHasLapsed gives an issue up that nobody approved.
type IssueHasLapsed struct{}

// IssueTimePassed is what time alone brought.
type IssueTimePassed struct {
	To        time.Time  `json:"to"`
	Reminders []Reminder `json:"reminders,omitempty"`
}

// EventName is the wire name.
func (*IssueOpened) EventName() string { return "issue-opened" }

// EventName is the wire name.
func (*ItemContributed) EventName() string { return "item-contributed" }

// EventName is the wire name.
func (*ItemEdited) EventName() string { return "item-edited" }

// EventName is the wire name.
func (*ItemDecided) EventName() string { return "item-decided" }

// EventName is the wire name.
func (*IssueArranged) EventName() string { return "issue-arranged" }

// EventName is the wire name.
func (*OpeningWritten) EventName() string { return "opening-written" }

// EventName is the wire name.
func (*IssueDraftDue) EventName() string { return "issue-draft-due" }

// EventName is the wire name.
func (*IssueDrafted) EventName() string { return "issue-drafted" }

// EventName is the wire name.
func (*IssueApprovedBy) EventName() string { return "issue-approved" }

// EventName is the wire name.
func (*IssueReconsidered) EventName() string { return "issue-reconsidered" }

// EventName is the wire name.
func (*IssueSendDue) EventName() string { return "issue-send-due" }

// EventName is the wire name.
func (*IssueHandedOut) EventName() string { return "issue-handed-out" }

// EventName is the wire name.
func (*IssueHasBeenSent) EventName() string { return "issue-sent" }

// EventName is the wire name.
func (*IssueHasLapsed) EventName() string { return "issue-lapsed" }

// EventName is the wire name.
func (*IssueTimePassed) EventName() string { return "issue-time-passed" }

// Sentence tells it.
func (e *IssueOpened) Sentence(Names) string {
	return fmt.Sprintf("Items are collected for the newsletter of %s, which goes out on %s", e.Period.Plain(), e.Days.Send.Plain())
}

// Sentence tells it.
func (e *ItemContributed) Sentence(Names) string { return "offered the item " + e.Item.ID }

// Sentence tells it.
func (e *ItemEdited) Sentence(Names) string { return "edited the item " + e.Item }

// Sentence tells it.
func (e *ItemDecided) Sentence(Names) string {
	if e.In {
		return "took the item " + e.Item + " in"
	}
	return "left the item " + e.Item + " out"
}

// Sentence tells it.
func (*IssueArranged) Sentence(Names) string { return "put the items in another order" }

// Sentence tells it.
func (*OpeningWritten) Sentence(Names) string { return "wrote the opening note" }

// Sentence tells it.
func (*IssueDraftDue) Sentence(Names) string { return "The draft fell due" }

// Sentence tells it.
func (e *IssueDrafted) Sentence(Names) string {
	return "The draft was made, with " + count(len(e.Found)+e.More, "piece") + " of news from the journal"
}

// Sentence tells it.
func (*IssueApprovedBy) Sentence(Names) string { return "approved the newsletter" }

// Sentence tells it.
func (*IssueReconsidered) Sentence(Names) string { return "took the approval back" }

// Sentence tells it.
func (*IssueSendDue) Sentence(Names) string { return "The newsletter goes out" }

// Sentence tells it.
func (e *IssueHandedOut) Sentence(Names) string {
	return "The newsletter was handed out to " + count(e.Readers, "reader")
}

// Sentence tells it.
func (e *IssueHasBeenSent) Sentence(Names) string {
	if e.Delivered.Failed == 0 {
		return "The newsletter was sent to " + count(e.Delivered.Sent, "reader")
	}
	return fmt.Sprintf("The newsletter was sent to %s; %d could not be delivered", count(e.Delivered.Sent, "reader"), e.Delivered.Failed)
}

// Sentence tells it.
func (*IssueHasLapsed) Sentence(Names) string {
	return "Nobody approved the newsletter, so nothing was sent; the next one covers this time too"
}

// Sentence tells it.
func (e *IssueTimePassed) Sentence(Names) string { return remindedSentence(e.Reminders) }

// Apply folds one journal entry into the issue.
func (i *Issue) Apply(entry Entry) {
	i.Version = entry.Version
	switch e := entry.Event.(type) {
	case *IssueOpened:
		i.IssuePlan, i.Stage, i.HandledTo = e.IssuePlan, IssueCollecting, entry.At
	case *ItemContributed:
		i.Items = append(i.Items, e.Item)
	case *ItemEdited:
		i.edited(e)
	case *ItemDecided:
		i.decided(e, entry.By)
	case *IssueArranged:
		i.arrange(e.Order)
	case *OpeningWritten:
		i.Opening = e.Note
	case *IssueDrafted:
		i.Drafted, i.HandledTo, i.Since, i.Until, i.Previous = entry.At, entry.At, e.Since, e.Until, e.Previous
		i.Found, i.More, i.Calendar = slices.Clone(e.Found), e.More, e.Calendar
		for _, item := range e.Carried {
			if i.item(item.ID) == nil { // else it was offered again, under its name
				i.Items = append(i.Items, item)
			}
		}
	case *IssueClaimed:
		i.Claim = claimed(e.By, entry.At)
	case *IssueTimePassed:
		i.HandledTo = e.To
	default:
		i.applyStage(entry)
	}
}

func (i *Issue) applyStage(entry Entry) {
	switch e := entry.Event.(type) {
	case *IssueDraftDue:
		i.Stage = IssueDrafting
	case *IssueApprovedBy:
		i.Stage, i.Approver, i.ApprovedAt, i.Claim = IssueApproved, entry.By, entry.At, Claim{}
	case *IssueReconsidered:
		i.Stage, i.Approver, i.ApprovedAt = IssueDrafting, "", time.Time{}
	case *IssueSendDue:
		i.Stage = IssueSending
	case *IssueHandedOut:
		i.Readers = e.Readers
	case *IssueHasBeenSent:
		i.Stage, i.Delivered, i.ClosedAt = IssueSent, e.Delivered, entry.At
	case *IssueHasLapsed:
		i.Stage, i.ClosedAt, i.Claim = IssueLapsed, entry.At, Claim{}
	}
}

func (i *Issue) edited(e *ItemEdited) {
	item := i.item(e.Item)
	if item == nil {
		return
	}
	if e.Section != "" {
		item.Section = e.Section
	}
	if e.Until != "" {
		item.Until = e.Until
	}
	for _, part := range []struct {
		into *Words
		now  Words
	}{{&item.Title, e.Title}, {&item.Text, e.Text}, {&item.Link, e.Link}} {
		if !part.now.Empty() {
			*part.into = part.now
		}
	}
}

func (i *Issue) decided(e *ItemDecided, by PersonID) {
	if found := i.found(e.Item); found != nil {
		found.LeftOut = !e.In
		return
	}
	item := i.item(e.Item)
	if item == nil {
		return
	}
	item.State, item.Withdrawn = ItemLeftOut, by == item.By
	if e.In {
		item.State, item.Withdrawn = ItemAccepted, false
	}
	if e.Section != "" {
		item.Section = e.Section
	}
}

// arrange puts the named items first, in that order; the others keep theirs.
func (i *Issue) arrange(order []string) {
	place := func(id string) int {
		if n := slices.Index(order, id); n >= 0 {
			return n
		}
		return len(order)
	}
	slices.SortStableFunc(i.Items, func(a, b IssueItem) int { return place(a.ID) - place(b.ID) })
	slices.SortStableFunc(i.Found, func(a, b Found) int { return place(a.ID) - place(b.ID) })
}

func (i *Issue) item(id string) *IssueItem {
	n := slices.IndexFunc(i.Items, func(item IssueItem) bool { return item.ID == id })
	if n < 0 {
		return nil
	}
	return &i.Items[n]
}

func (i *Issue) found(id string) *Found {
	n := slices.IndexFunc(i.Found, func(f Found) bool { return f.ID == id })
	if n < 0 {
		return nil
	}
	return &i.Found[n]
}

// hasSection tells whether items may go there; the opening is the LWO's alone.
func (i *Issue) hasSection(id string) bool {
	return id != openingSection && slices.ContainsFunc(i.Sections, func(s Section) bool { return s.ID == id })
}
