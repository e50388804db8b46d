package improvement

import (
	"slices"
	"time"
)

// IssueCommand is something a person does to an issue of a newsletter.
type IssueCommand interface {
	// CommandName is the wire name, and the name of the workflow's update.
	CommandName() string
	// People lists those whom the command names; they must be on record.
	People() []PersonID
	decide(i *Issue, who Actor, now time.Time) ([]Event, error)
}

// ContributeItem offers an item. Its identifier comes from the sender.
type ContributeItem struct {
	Item IssueItem `json:"item"`
}

// EditItem puts an item in other words, or elsewhere. What is empty stays.
type EditItem struct {
	ItemEdited
}

// AcceptItem takes an item in, perhaps in another section; what the journal tells, too.
type AcceptItem struct {
	Item    string `json:"item"`
	Section string `json:"section,omitempty"`
}

// LeaveOutItem leaves an item out, or what the journal tells.
type LeaveOutItem struct {
	Item   string `json:"item"`
	Reason Words  `json:"reason,omitzero"`
}

// ArrangeIssue puts items first, in this order, within their sections.
type ArrangeIssue struct {
	Order []string `json:"order"`
}

// WriteOpening writes the note to begin with.
type WriteOpening struct {
	Note Words `json:"note"`
}

// ApproveIssue lets the issue go out on its day.
type ApproveIssue struct{}

// ReconsiderIssue takes the approval back, before the issue goes out.
type ReconsiderIssue struct {
	Reason Words `json:"reason,omitzero"`
}

// CommandName is the wire name.
func (ContributeItem) CommandName() string { return "contribute-item" }

// CommandName is the wire name.
func (EditItem) CommandName() string { return "edit-item" }

// CommandName is the wire name.
func (AcceptItem) CommandName() string { return "accept-item" }

// CommandName is the wire name.
func (LeaveOutItem) CommandName() string { return "leave-out-item" }

// CommandName is the wire name.
func (ArrangeIssue) CommandName() string { return "arrange-issue" }

// CommandName is the wire name.
func (WriteOpening) CommandName() string { return "write-opening" }

// CommandName is the wire name.
func (ApproveIssue) CommandName() string { return "approve-issue" }

// CommandName is the wire name.
func (ReconsiderIssue) CommandName() string { return "reconsider-issue" }

// People lists nobody.
func (ContributeItem) People() []PersonID { return nil }

// People lists nobody.
func (EditItem) People() []PersonID { return nil }

// People lists nobody.
func (AcceptItem) People() []PersonID { return nil }

// People lists nobody.
func (LeaveOutItem) People() []PersonID { return nil }

// People lists nobody.
func (ArrangeIssue) People() []PersonID { return nil }

// People lists nobody.
func (WriteOpening) People() []PersonID { return nil }

// People lists nobody.
func (ApproveIssue) People() []PersonID { return nil }

// People lists nobody.
func (ReconsiderIssue) People() []PersonID { return nil }

// IssueCommands lists a blank of every command on an issue.
func IssueCommands() []IssueCommand {
	return []IssueCommand{
		&ContributeItem{}, &EditItem{}, &AcceptItem{}, &LeaveOutItem{}, &ArrangeIssue{}, &WriteOpening{}, &ApproveIssue{}, &ReconsiderIssue{}, &ClaimIssue{},
	}
}

// DecodeIssueCommand reads a command on an issue by its wire name.
func DecodeIssueCommand(name string, body []byte) (IssueCommand, error) {
	for _, blank := range IssueCommands() {
		if blank.CommandName() == name {
			return blank, decodeCommand(name, body, blank)
		}
	}
	return nil, invalid("", "%q is not something one does to a newsletter.", clip(name))
}

// Decide checks a command against the issue and gives its events, or an *Error.
func (i *Issue) Decide(c IssueCommand, who Actor, now time.Time) ([]Event, error) {
	switch {
	case i.Closed() && i.Stage == IssueLapsed:
		return nil, wrongStage("This newsletter was given up on %s, as nobody approved it. Offer it for the next one.", DateOf(i.ClosedAt).Plain())
	case i.Closed():
		return nil, wrongStage("This newsletter was sent on %s. Offer it for the next one.", DateOf(i.ClosedAt).Plain())
	}
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	return c.decide(i, who, now)
}

// editable refuses changes once an issue is approved.
func (i *Issue) editable() error {
	switch i.Stage {
	case IssueCollecting, IssueDrafting:
		return nil
	case IssueApproved:
		return wrongStage("This newsletter is approved and goes out on %s. The Locality Wellbeing Officer may take the approval back.", i.Days.Send.Plain())
	}
	return wrongStage("This newsletter is on its way. Offer it for the next one.")
}

func (i *Issue) mayEdit(who Actor) error {
	if who.Is(i.LMG, LWO) {
		return i.editable()
	}
	return notAllowed("Only a Locality Wellbeing Officer of %s edits and approves this newsletter.", i.LMG)
}

func (c WriteOpening) decide(i *Issue, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(i.mayEdit(who), required("note", c.Note, "This note is empty. Write a few words to begin with.")); err != nil {
		return nil, err
	}
	return []Event{&OpeningWritten{Note: c.Note}}, nil
}

func (ApproveIssue) decide(i *Issue, who Actor, now time.Time) ([]Event, error) {
	if err := i.mayEdit(who); err != nil {
		return nil, err
	}
	if !now.Before(i.Days.Lapse.End()) {
		return nil, wrongStage("Its time ended on %s, and the next newsletter covers it too.", i.Days.Lapse.Plain())
	}
	if i.Drafted.IsZero() {
		return nil, wrongStage("The draft is made on %s. Approve it then; items and the opening note may come before.", i.Days.Draft.Plain())
	}
	if i.blank() {
		return nil, wrongStage("There is nothing in this newsletter yet. Take items in or write the opening note, or leave it: then nothing is sent.")
	}
	return []Event{&IssueApprovedBy{}}, nil
}

// blank tells that readers would be sent nothing.
func (i *Issue) blank() bool {
	return i.Opening.Empty() &&
		!slices.ContainsFunc(i.Items, func(item IssueItem) bool { return i.shows(item) }) &&
		!slices.ContainsFunc(i.Found, func(f Found) bool { return !f.LeftOut })
}

// shows tells whether readers get an item: it was taken in, and is not over.
func (i *Issue) shows(item IssueItem) bool {
	return item.State == ItemAccepted && (item.Until == "" || item.Until >= i.Days.Send)
}

func (c ReconsiderIssue) decide(i *Issue, who Actor, _ time.Time) ([]Event, error) {
	switch {
	case !who.Is(i.LMG, LWO):
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s takes an approval back.", i.LMG)
	case i.Stage == IssueSending:
		return nil, wrongStage("The letters are on their way and cannot be called back.")
	case i.Stage != IssueApproved:
		return nil, wrongStage("This newsletter is not approved, so there is nothing to take back.")
	}
	if err := boundedLine("reason", c.Reason); err != nil {
		return nil, err
	}
	return []Event{&IssueReconsidered{Reason: c.Reason}}, nil
}
