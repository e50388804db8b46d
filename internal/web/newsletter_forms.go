package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// issueForm is a page with a form about an issue of a newsletter.
type issueForm struct {
	asking
	Of          *improvement.Issue
	Path        string // where it is made
	Says        []string
	Questions   []question
	Send        string
	Preview     string // where to look at it before
	Long        bool
	title, help string
}

func (p *issueForm) head() head {
	return head{Template: "newsletter-form", Title: p.title, Help: p.help, Label: "Newsletter of " + p.Of.Name(),
		Crumbs: []crumb{{"Newsletter", "/newsletter"}, {p.Of.Period.Plain(), p.Path}}}
}

func (p *issueForm) ask(kind string, f field) { p.Questions = append(p.Questions, question{kind, f}) }

// ofIssue is a form about an issue: what it asks, and the command that it sends.
type ofIssue struct {
	title, help         string
	command, send, done string
	long                bool
	// offered is the command without what will be written: where the rules refuse it, the
	// page tells so before somebody writes.
	offered func(v *visit) improvement.IssueCommand
	fill    func(ctx context.Context, v *visit, p *issueForm) error
	// trim takes out of what is sent what does not change.
	trim func(v *visit, i *improvement.Issue, values url.Values)
}

func (o ofIssue) asks() asks { return asks{about: told{o.title, o.help}, page: o.page, do: o.do} }

func (o ofIssue) page(ctx context.Context, v *visit, f *form) (page, error) {
	i, err := v.issueAround(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.hasItem(i); err != nil {
		return nil, err
	}
	if v.request.Method == http.MethodGet {
		if err := v.mayOn(i, o.offered(v)); err != nil {
			return nil, err
		}
	}
	p := &issueForm{asking: asking{f}, Of: i, Path: makingPath(i.Subject()), Send: o.send, Long: o.long, title: o.title, help: o.help}
	return p, o.fill(ctx, v, p)
}

func (o ofIssue) do(ctx context.Context, v *visit, f *form) (string, error) {
	i, err := v.issueAround(ctx)
	if err != nil {
		return "", err
	}
	if err := v.hasItem(i); err != nil {
		return "", err
	}
	sent := &form{values: maps.Clone(f.values)}
	to := makingPath(i.Subject())
	if item := v.path("item"); item != "" {
		sent.values.Set("item", item)
		to += "#item-" + item
	}
	if o.trim != nil {
		o.trim(v, i, sent.values)
	}
	return to, v.onIssue(ctx, i.Subject(), f.id(v), sent, o.command, o.done)
}

// hasItem refuses an address with an item that the issue does not have.
func (v *visit) hasItem(i *improvement.Issue) error {
	item := v.path("item")
	if item != "" && itemOf(i, item) == nil && foundOf(i, item) == nil {
		return improvement.Refuse(improvement.NotFound, "", "There is no such item in this newsletter. Look for it among those offered.")
	}
	return nil
}

// sectionsFor are the sections for items.
func sectionsFor(i *improvement.Issue) []option {
	var options []option
	for _, s := range i.ForItems() {
		options = append(options, option{Value: s.ID, Label: s.Title})
	}
	return options
}

// askItem asks what an item is.
func (p *issueForm) askItem() {
	f := p.Form
	p.ask("select", f.Choice("section", "Where does it go?", "", sectionsFor(p.Of)))
	p.ask("text", f.Field("title", "What is it about?", "A few words. For example: Spring walk from Cullen harbour"))
	p.ask("words", f.May("text", "Say a little more", "A line or two. For example: An easy hour along the shore, with a stop for soup. Pushchairs are fine."))
	p.ask("text", f.May("link", "Where can people read on?", "A web address that begins with http:// or https://"))
	p.ask("date", f.May("until", "Until when is it of use?", "The last day, as of an event or a vacancy. For example, 27 3 2027"))
}

var contributeItem = ofIssue{
	title: "Offer an item for the newsletter", help: "Anything that is of use to people around the network. The Locality Wellbeing Officer decides what goes in. Please name nobody who did not agree to it.",
	command: "contribute-item", send: "Offer it", done: "Thank you. Your item is here.", long: true,
	offered: func(*visit) improvement.IssueCommand { return improvement.ContributeItem{} },
	fill: func(_ context.Context, _ *visit, p *issueForm) error {
		p.askItem()
		return nil
	},
}.asks()

var editItem = ofIssue{
	title: "Edit an item", help: "Put it in other words, or elsewhere. What you leave empty stays as it is.",
	command: "edit-item", send: "Save it", done: "The item is changed.", long: true,
	offered: func(v *visit) improvement.IssueCommand {
		return improvement.EditItem{ItemEdited: improvement.ItemEdited{Item: v.path("item")}}
	},
	fill: func(_ context.Context, v *visit, p *issueForm) error {
		item := itemOf(p.Of, v.path("item"))
		if item == nil {
			return improvement.Refuse(improvement.WrongStage, "", "The journal tells this, and it is not in anybody's words to edit. Leave it out, and offer an item of your own.")
		}
		if p.Form.isBlank() {
			p.Form.values = v.itemValues(*item)
		}
		p.askItem()
		return nil
	},
	// What stays the same stays in the words of whoever wrote it, under their key.
	trim: func(v *visit, i *improvement.Issue, values url.Values) {
		item := itemOf(i, v.path("item"))
		if item == nil {
			return
		}
		now := v.itemValues(*item)
		for _, name := range []string{"section", "title", "text", "link"} {
			if sameWords(values.Get(name), now.Get(name)) {
				values.Del(name)
			}
		}
		days := []string{"until" + dayPart, "until" + monthPart, "until" + yearPart}
		for _, part := range days {
			if strings.TrimLeft(values.Get(part), "0 ") != now.Get(part) {
				return
			}
		}
		for _, part := range days {
			values.Del(part)
		}
	},
}.asks()

// itemValues are an item's words as its form has them.
func (v *visit) itemValues(i improvement.IssueItem) url.Values {
	f := form{values: url.Values{
		"section": {i.Section}, "title": {v.words.Line(i.Title)}, "text": {v.words.Text(i.Text)}, "link": {v.words.Line(i.Link)},
	}}
	f.putDay("until", i.Until)
	return f.values
}

// sameWords tells whether a browser sent back what it was given.
func sameWords(sent, given string) bool {
	return strings.TrimSpace(strings.ReplaceAll(sent, "\r\n", "\n")) == strings.TrimSpace(given)
}

var acceptItem = ofIssue{
	title: "Take an item in", help: "Readers get it with the next newsletter. You can still edit it, or leave it out again.",
	command: "accept-item", send: "Take it in", done: "It is in.",
	offered: func(v *visit) improvement.IssueCommand { return improvement.AcceptItem{Item: v.path("item")} },
	fill: func(_ context.Context, v *visit, p *issueForm) error {
		if item := itemOf(p.Of, v.path("item")); item != nil {
			p.Says = append(p.Says, v.words.Line(item.Title))
			p.ask("select", optional(p.Form.Choice("section", "Does it go elsewhere?", "Leave this, and it stays where it was offered.", sectionsFor(p.Of))))
		}
		return nil
	},
}.asks()

var leaveOutItem = ofIssue{
	title: "Leave an item out", help: "Readers do not get it. It stays here with your reason, and can be taken in again.",
	command: "leave-out-item", send: "Leave it out", done: "It is left out.",
	offered: func(v *visit) improvement.IssueCommand { return improvement.LeaveOutItem{Item: v.path("item")} },
	fill: func(_ context.Context, v *visit, p *issueForm) error {
		if item := itemOf(p.Of, v.path("item")); item != nil {
			p.Says = append(p.Says, v.words.Line(item.Title))
		}
		p.ask("words", p.Form.May("reason", "Why?", "Kindly, in a line. For example: it is filled already. Or: we had this last month."))
		return nil
	},
}.asks()

var writeOpening = ofIssue{
	title: "Write the opening note", help: "A few words to begin with: what the month was like, and what is in this newsletter. An empty line begins a new paragraph.",
	command: "write-opening", send: "Save it", done: "The note is in.", long: true,
	offered: func(*visit) improvement.IssueCommand { return improvement.WriteOpening{} },
	fill: func(_ context.Context, v *visit, p *issueForm) error {
		if p.Form.isBlank() {
			p.Form.values.Set("note", v.words.Text(p.Of.Opening))
		}
		p.ask("words", p.Form.Field("note", "Your note", "For example: The mornings are lighter, and so are the queues at the breakfast clubs."))
		return nil
	},
}.asks()

var approveIssue = ofIssue{
	title: "Approve the newsletter", help: "Once approved, it goes out on its day without anybody doing more. Before that you may take the approval back.",
	command: "approve-issue", send: "Approve it", done: "Approved. Thank you.",
	offered: func(*visit) improvement.IssueCommand { return improvement.ApproveIssue{} },
	fill: func(ctx context.Context, v *visit, p *issueForm) error {
		r, err := v.Newsletters.Readership(ctx, p.Of.Network)
		if err != nil {
			return err
		}
		when := "on " + p.Of.Days.Send.Plain()
		if p.Of.Days.Send.Morning().Before(v.Now()) {
			when = "at once, and cannot be called back then"
		}
		p.Says = append(p.Says, fmt.Sprintf("It goes out %s. Readers: %d.", when, r.Readers))
		p.Preview = issuePath(p.Of) + "/preview"
		return nil
	},
}.asks()

var reconsiderIssue = ofIssue{
	title: "Take the approval back", help: "The newsletter is a draft again. It goes out only once it is approved.",
	command: "reconsider-issue", send: "Take it back", done: "The approval is taken back. It is a draft again.",
	offered: func(*visit) improvement.IssueCommand { return improvement.ReconsiderIssue{} },
	fill: func(_ context.Context, _ *visit, p *issueForm) error {
		p.ask("words", p.Form.May("reason", "Why?", "For example: the date of the walk was wrong."))
		return nil
	},
}.asks()

// paragraphsOf parts a text at its empty lines.
func paragraphsOf(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
