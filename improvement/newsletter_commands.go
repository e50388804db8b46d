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
		&ContributeItem{}, &EditItem{}, &AcceptItem{}, &LeaveOutItem{}, &ArrangeIssue{}, &WriteOpening{}, &ApproveIssue{}, &ReconsiderIssue{},
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

func (c ContributeItem) decide(i *Issue, who Actor, now time.Time) ([]Event, error) {
	item := c.Item
	if len(who.Roles) == 0 {
		return nil, notAllowed("Members of the network and of the groups around it offer items. Ask one of them to offer yours.")
	}
	if err := firstOf(
		i.editable(),
		CheckID("id", item.ID),
		i.sectionFor("section", item.Section),
		requiredTitle("title", item.Title, "This title is empty. Say in a few words what it is about."),
		boundedLine("text", item.Text),
		boundedLine("link", item.Link),
		i.useful("until", item.Until, now),
		i.bearsOneMore(who.Person),
	); err != nil {
		return nil, err
	}
	if i.item(item.ID) != nil {
		return nil, Refuse(Conflict, "id", "There is an item %q already.", item.ID)
	}
	item.By, item.At, item.State = who.Person, Moment(now), ItemOffered
	if who.Is(i.LMG, LWO) {
		item.State = ItemAccepted // who would decide on it has written it
	}
	return []Event{&ItemContributed{Item: item}}, nil
}

func (i *Issue) sectionFor(field, section string) error {
	if i.hasSection(section) {
		return nil
	}
	var names []string
	for _, s := range i.Sections {
		if s.ID != openingSection {
			names = append(names, s.ID)
		}
	}
	return invalid(field, "%q is not a section for items. Choose one of %s.", clip(section), list(names))
}

// useful refuses what is over before readers hear of it.
func (i *Issue) useful(field string, until Date, now time.Time) error {
	if until == "" {
		return nil
	}
	if err := checkDue(field, until, now); err != nil {
		return err
	}
	if until < i.Days.Send {
		return invalid(field, "The newsletter goes out on %s, after this is over. Tell people in another way.", i.Days.Send.Plain())
	}
	return nil
}

func (i *Issue) bearsOneMore(by PersonID) error {
	own := 0
	for _, item := range i.Items {
		if item.By == by {
			own++
		}
	}
	if len(i.Items) >= MaxIssueItems {
		return invalid("title", "This newsletter has %d items already, the most there may be. Offer it for the next one.", MaxIssueItems)
	}
	if own >= MaxItemsEach {
		return invalid("title", "You have offered %d items already, the most for one person. Offer it for the next one.", MaxItemsEach)
	}
	return nil
}

func (i *Issue) offered(id string) error {
	if i.item(id) == nil {
		return Refuse(NotFound, "item", "There is no item %q here. See them with: starter newsletter show", clip(id))
	}
	return nil
}

func (c EditItem) decide(i *Issue, who Actor, now time.Time) ([]Event, error) {
	if err := i.mayEdit(who); err != nil {
		return nil, err
	}
	if i.found(c.Item) != nil {
		return nil, invalid("item", "%q is told by the journal, and not in anybody's words to edit. Leave it out, and contribute an item of your own.", c.Item)
	}
	if err := i.offered(c.Item); err != nil {
		return nil, err
	}
	if c.Section == "" && c.Title.Empty() && c.Text.Empty() && c.Link.Empty() && c.Until == "" {
		return nil, invalid("item", "Say what is to change: section, title, text, link or until.")
	}
	if c.Section != "" {
		if err := i.sectionFor("section", c.Section); err != nil {
			return nil, err
		}
	}
	if !c.Title.Empty() {
		if err := requiredTitle("title", c.Title, ""); err != nil {
			return nil, err
		}
	}
	if err := firstOf(boundedLine("text", c.Text), boundedLine("link", c.Link), i.useful("until", c.Until, now)); err != nil {
		return nil, err
	}
	edited := c.ItemEdited
	return []Event{&edited}, nil
}

func (c AcceptItem) decide(i *Issue, who Actor, _ time.Time) ([]Event, error) {
	if err := i.mayEdit(who); err != nil {
		return nil, err
	}
	if found := i.found(c.Item); found != nil {
		if c.Section != "" {
			return nil, invalid("section", "What the journal tells stands in %s.", lookingBack)
		}
		return []Event{&ItemDecided{Item: c.Item, In: true}}, nil
	}
	if err := i.offered(c.Item); err != nil {
		return nil, err
	}
	if c.Section != "" {
		if err := i.sectionFor("section", c.Section); err != nil {
			return nil, err
		}
	}
	return []Event{&ItemDecided{Item: c.Item, In: true, Section: c.Section}}, nil
}

func (c LeaveOutItem) decide(i *Issue, who Actor, _ time.Time) ([]Event, error) {
	item := i.item(c.Item)
	if item != nil && item.By == who.Person { // whoever offered it may think again
		if err := i.editable(); err != nil {
			return nil, err
		}
	} else if err := i.mayEdit(who); err != nil {
		return nil, err
	}
	if i.found(c.Item) == nil {
		if err := i.offered(c.Item); err != nil {
			return nil, err
		}
	}
	if err := boundedLine("reason", c.Reason); err != nil {
		return nil, err
	}
	return []Event{&ItemDecided{Item: c.Item, Reason: c.Reason}}, nil
}

func (c ArrangeIssue) decide(i *Issue, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(i.mayEdit(who), listed("order", len(c.Order))); err != nil {
		return nil, err
	}
	if len(c.Order) == 0 {
		return nil, invalid("order", "Name the items that come first, in their order.")
	}
	for n, id := range c.Order {
		if i.item(id) == nil && i.found(id) == nil {
			return nil, i.offered(id)
		}
		if slices.Contains(c.Order[:n], id) {
			return nil, invalid("order", "%q stands twice. Name each item once.", clip(id))
		}
	}
	return []Event{&IssueArranged{Order: c.Order}}, nil
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

// OpenIssue begins the issue of a period.
func OpenIssue(network Body, p Period, s Schedule, sections []Section, ladder Ladder, c Calendar) *IssueOpened {
	return &IssueOpened{
		Network: network.ID, Called: network.Name, LMG: network.Parent, Period: p, Days: s.Days(p, c),
		Sections: sections, Calendar: c, Ladder: ladder.forOfficers(), Rules: CurrentRules,
	}
}

// forOfficers is the ladder of a task that every LWO of an LMG has: it has no lead, and who
// would hear of it is whose task it is.
func (l Ladder) forOfficers() Ladder {
	var rungs Ladder
	for _, rung := range l {
		var to []Audience
		for _, audience := range rung.To {
			switch audience {
			case ToLead:
				continue
			case ToLWO:
				audience = ToOwner
			}
			if !slices.Contains(to, audience) {
				to = append(to, audience)
			}
		}
		if rung.To = to; len(to) > 0 {
			rungs = append(rungs, rung)
		}
	}
	return rungs
}

// Opened is how the issue began.
func (i *Issue) Opened() *IssueOpened {
	return &IssueOpened{
		Network: i.Network, Called: i.Called, LMG: i.LMG, Period: i.Period, Days: i.Days,
		Sections: i.Sections, Calendar: i.Calendar, Ladder: i.Ladder, Rules: i.Rules,
	}
}

// Drafted makes the draft at a moment: what the journal tells since the last issue that
// readers had, and what the issue before left over. before is the issue before, nil
// where there is none; covered the last that readers had.
func (s Schedule) Drafted(before, covered *Issue, found []Found, c Calendar, now time.Time) *IssueDrafted {
	since, until := s.Covers(before, covered, now)
	d := &IssueDrafted{Since: since, Until: until, Calendar: c}
	if covered != nil {
		d.Previous = covered.Subject()
	}
	if n := len(found) - MaxIssueFound; n > 0 { // the newest are kept
		d.More, found = n, found[n:]
	}
	d.Found = found
	if before != nil {
		d.Carried = before.leftOver(DateOf(now))
	}
	return d
}

// leftOver lists the items that no reader saw, and that are of use yet.
func (i *Issue) leftOver(today Date) []IssueItem {
	var left []IssueItem
	for _, item := range i.Items {
		seen := i.Covered() && item.State == ItemAccepted
		over := item.Until != "" && item.Until < today
		if !seen && !over && item.State != ItemLeftOut {
			left = append(left, item)
		}
	}
	return left
}
