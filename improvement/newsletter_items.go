package improvement

import (
	"regexp"
	"slices"
	"time"
)

func (c ContributeItem) decide(i *Issue, who Actor, now time.Time) ([]Event, error) {
	item := c.Item
	if len(who.Roles) == 0 {
		return nil, notAllowed("Members of the network and of the groups around it offer items. Ask one of them to offer yours.")
	}
	if err := firstOf(
		i.editable(),
		CheckID("id", item.ID),
		notTheJournals(item.ID),
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

var journals = regexp.MustCompile(`^j-[0-9]+$`)

// notTheJournals keeps the names free by which people speak of what the journal tells.
func notTheJournals(id string) error {
	if journals.MatchString(id) {
		return invalid("id", "%q is how the news of the journal are called. Choose another name.", id)
	}
	return nil
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
		return Refuse(NotFound, "item", "There is no item %q in this newsletter. Take it as the list of its items names it.", clip(id))
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
	if item := i.item(c.Item); item.Withdrawn && item.By != who.Person {
		return nil, Refuse(NotAllowed, "item", "Whoever offered %q took it back. Ask them to offer it again.", c.Item)
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
