package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/google/uuid"
)

// makingPage is an issue in the making: what is in it, and what one may do to it.
type makingPage struct {
	Name, Path, Stands string
	Readers, Letters   string
	Sees               string // who sees to the draft
	Opening            []string
	Offers             []link
	Sections           []makingSection
	LeftOut            []makingItem
	Covers, More       string // of the journal
	Archive            string
}

// makingSection is a section with something in it, in its order.
type makingSection struct {
	Title string
	Items []makingItem
}

// makingItem is an item, or what the journal tells, with what one may do to it.
type makingItem struct {
	ID, Path, Move, Nonce string
	Line, Title, Text     string
	Link, Until           string
	News                  bool
	State                 string
	Accept, LeaveOut      bool
	Edit, Up, Down        bool
}

func (p makingPage) head() head {
	return head{Template: "newsletter-making", Title: "The newsletter in the making: " + p.Name,
		Help:   "Everybody around the network may offer items. The Locality Wellbeing Officer takes them in, puts them in order and approves the whole.",
		Crumbs: []crumb{{"Newsletter", "/newsletter"}}}
}

func showMaking(ctx context.Context, v *visit) (answer, error) {
	i, err := v.issueAround(ctx)
	if err != nil {
		return answer{}, err
	}
	news, err := v.Newsletters.News(ctx, i)
	if err != nil {
		return answer{}, err
	}
	if err := v.meet(ctx, append(contributors(i), i.Claim.By), nil); err != nil {
		return answer{}, err
	}
	p := makingPage{
		Name: i.Name(), Path: issuePath(i), Stands: v.issueStands(i), Archive: newsletterPath(i.Network),
		Opening: paragraphsOf(v.words.Text(i.Opening)), Offers: v.issueOffers(i),
	}
	p.Sees = wording.SeesTo(i.Claim, v.words)
	p.Sections, p.LeftOut = v.makingSections(i, news)
	if len(i.Found) > 0 {
		p.Covers = "From the journal, " + improvement.DateOf(i.Since).Plain() + " to " + improvement.DateOf(i.Until).Plain() + "."
	}
	if i.More > 0 {
		p.More = fmt.Sprintf("There are %d earlier ones, for which there is no room.", i.More)
	}
	if p.Readers, p.Letters, err = v.whoHas(ctx, i); err != nil {
		return answer{}, err
	}
	return show(p)
}

func contributors(i *improvement.Issue) []improvement.PersonID {
	var people []improvement.PersonID
	for _, item := range i.Items {
		people = append(people, item.By)
	}
	return people
}

// whoHas counts the readers, and the letters on their way.
func (v *visit) whoHas(ctx context.Context, i *improvement.Issue) (readers, letters string, err error) {
	r, err := v.Newsletters.Readership(ctx, i.Network)
	if err != nil {
		return "", "", err
	}
	readers = strconv.Itoa(r.Readers)
	if r.Pending > 0 {
		readers += fmt.Sprintf("; %d more asked and did not confirm yet", r.Pending)
	}
	if r.Suspended > 0 {
		readers += fmt.Sprintf("; %d are sent no more, as letters came back", r.Suspended)
	}
	if i.Stage != improvement.IssueSending && i.Stage != improvement.IssueSent {
		return readers, "", nil
	}
	g, err := v.Newsletters.Progress(ctx, i.Subject())
	if err != nil {
		return "", "", err
	}
	letters = fmt.Sprintf("%d sent, %d waiting, %d failed, of %d", g.Sent, g.Waiting, g.Failed, g.Of())
	if g.Unsure > 0 {
		letters += fmt.Sprintf("; %d may have arrived, and are not sent again", g.Unsure)
	}
	return readers, letters, nil
}

// mayOn refuses what somebody may not do to an issue now. A blank command will do: what is
// not written yet is not looked at.
func (v *visit) mayOn(i *improvement.Issue, c improvement.IssueCommand) error {
	_, err := i.Decide(c, v.who, v.Now())
	if refused, is := improvement.Refusal(err); is && (refused.Code == improvement.Invalid || refused.Code == improvement.Conflict) {
		return nil
	}
	return err
}

// issueOffers are the forms about a whole issue that whoever asks may use now.
func (v *visit) issueOffers(i *improvement.Issue) []link {
	var links []link
	for _, o := range []struct {
		says, at string
		command  improvement.IssueCommand
	}{
		{"Offer an item", "/contribute", improvement.ContributeItem{}},
		{"Write the opening note", "/opening", improvement.WriteOpening{}},
		{"Approve it", "/approve", improvement.ApproveIssue{}},
		{"Take the approval back", "/reconsider", improvement.ReconsiderIssue{}},
	} {
		if v.mayOn(i, o.command) == nil {
			links = append(links, link{o.says, issuePath(i) + o.at})
		}
	}
	return links
}

// makingSections puts what is in, or offered, in the order in which readers meet it.
func (v *visit) makingSections(i *improvement.Issue, news map[string]improvement.Story) (in []makingSection, out []makingItem) {
	arranges := v.mayOn(i, improvement.ArrangeIssue{}) == nil
	for _, s := range i.Sections {
		section := makingSection{Title: wording.OnOneLine(s.Title)}
		for _, row := range rowsOf(i, s) {
			for n, id := range row {
				item := v.makingItem(i, id, news)
				item.Up, item.Down = arranges && n > 0, arranges && n < len(row)-1
				section.Items = append(section.Items, item)
			}
		}
		if len(section.Items) > 0 {
			in = append(in, section)
		}
	}
	for _, f := range i.Found {
		if f.LeftOut {
			out = append(out, v.makingItem(i, f.ID, news))
		}
	}
	for _, item := range i.Items {
		if item.State == improvement.ItemLeftOut {
			out = append(out, v.makingItem(i, item.ID, news))
		}
	}
	return in, out
}

// rowsOf are what moves up and down with each other in a section: the news, then the items.
func rowsOf(i *improvement.Issue, section improvement.Section) [2][]string {
	var rows [2][]string
	for _, f := range i.Found {
		if section.LooksBack() && !f.LeftOut {
			rows[0] = append(rows[0], f.ID)
		}
	}
	for _, item := range i.Items {
		if item.Section == section.ID && item.State != improvement.ItemLeftOut {
			rows[1] = append(rows[1], item.ID)
		}
	}
	return rows
}

func (v *visit) makingItem(i *improvement.Issue, id string, news map[string]improvement.Story) makingItem {
	shown := makingItem{ID: id, Path: issuePath(i) + "/items/" + id, Move: issuePath(i) + "/move", Nonce: uuid.NewString()}
	mayAccept := v.mayOn(i, improvement.AcceptItem{Item: id}) == nil
	mayLeaveOut := v.mayOn(i, improvement.LeaveOutItem{Item: id}) == nil
	if f := foundOf(i, id); f != nil {
		shown.News, shown.State = true, "From the journal"
		shown.Accept, shown.LeaveOut = mayAccept && f.LeftOut, mayLeaveOut && !f.LeftOut
		shown.Line, shown.Title = v.newsLine(*f, news)
		return shown
	}
	item := itemOf(i, id)
	shown.Title, shown.Text = v.words.Line(item.Title), v.words.Text(item.Text)
	shown.Link = improvement.WebLink(v.words.Text(item.Link))
	if item.Until != "" {
		shown.Until = item.Until.Plain()
	}
	shown.State = v.itemState(*item)
	shown.Accept = mayAccept && item.State != improvement.ItemAccepted
	shown.LeaveOut = mayLeaveOut && item.State != improvement.ItemLeftOut
	shown.Edit = v.mayOn(i, improvement.EditItem{ItemEdited: improvement.ItemEdited{Item: id}}) == nil
	return shown
}

// itemState says what became of an item, and who offered it.
func (v *visit) itemState(i improvement.IssueItem) string {
	by := v.words.Person(i.By)
	switch {
	case i.State == improvement.ItemAccepted:
		return "Taken in. Offered by " + by
	case i.Withdrawn:
		return "Taken back by " + by + ", who offered it"
	case i.State == improvement.ItemLeftOut:
		return "Left out. Offered by " + by
	}
	return "Offered by " + by
}

// newsLine is a piece of news as readers get it: what happened, and to what.
func (v *visit) newsLine(f improvement.Found, news map[string]improvement.Story) (line, title string) {
	story, told := news[f.ID]
	switch {
	case !told:
		return f.Day.Plain(), "There is nothing to tell of this any more, and it does not go out"
	case f.Kind == improvement.FoundYouSaid:
		return f.Day.Plain() + ": you said, and " + story.Line, v.words.Line(story.Title)
	}
	return f.Day.Plain() + ": " + story.Line, v.words.Line(story.Title)
}

func itemOf(i *improvement.Issue, id string) *improvement.IssueItem {
	n := slices.IndexFunc(i.Items, func(item improvement.IssueItem) bool { return item.ID == id })
	if n < 0 {
		return nil
	}
	return &i.Items[n]
}

func foundOf(i *improvement.Issue, id string) *improvement.Found {
	n := slices.IndexFunc(i.Found, func(f improvement.Found) bool { return f.ID == id })
	if n < 0 {
		return nil
	}
	return &i.Found[n]
}

// backToMaking is where somebody comes who signed in again after a press of "up".
func backToMaking(ctx context.Context, v *visit) (answer, error) {
	i, err := v.issueAround(ctx)
	if err != nil {
		return answer{}, err
	}
	return goTo(makingPath(i.Subject()))
}

// moveItem puts one item, or piece of news, before or after the one beside it.
func moveItem(ctx context.Context, v *visit) (answer, error) {
	i, err := v.issueAround(ctx)
	if err != nil {
		return answer{}, err
	}
	f, err := v.posted()
	if err != nil {
		return answer{}, err
	}
	id := f.id(v) // of the press, before the order is worked out: pressed twice, it moves once
	item, up := f.value("item"), f.value("to") == "up"
	order := moved(i, item, up)
	if order == nil {
		return answer{}, improvement.Refuse(improvement.Conflict, "", "This stands elsewhere by now. Look at the newsletter again, and move it from there.")
	}
	sent := &form{values: map[string][]string{"order[]": order}}
	err = v.onIssue(ctx, i.Subject(), id, sent, "arrange-issue", "Moved.")
	if err != nil {
		return answer{}, err
	}
	return goTo(makingPath(i.Subject()) + "#item-" + item)
}

// moved is the order of an item's row with it one place up or down; nil where it is in
// none.
func moved(i *improvement.Issue, item string, up bool) []string {
	for _, s := range i.Sections {
		for _, row := range rowsOf(i, s) {
			at := slices.Index(row, item)
			if at < 0 {
				continue
			}
			to := at + 1
			if up {
				to = at - 1
			}
			if to >= 0 && to < len(row) {
				row[at], row[to] = row[to], row[at]
			}
			return row
		}
	}
	return nil
}

// onIssue sends what a form asks of an issue.
func (v *visit) onIssue(ctx context.Context, issue improvement.SubjectID, id improvement.CommandID, f *form, command, done string) error {
	c, err := v.command(ctx, f, command)
	if err != nil {
		return err
	}
	receipt, err := v.Sender.Newsletter(ctx, issue, id, v.who.Person, c.Issue)
	if errors.Is(err, improvement.ErrNotFound) {
		return improvement.Refuse(improvement.NotFound, "", "This newsletter is not in the making any more.")
	}
	if err != nil {
		return err
	}
	v.acknowledge(receipt, done)
	return nil
}
