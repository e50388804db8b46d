package notify

import (
	"context"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"maps"
	"net/url"
	"strings"
	"sync"
	texttemplate "text/template"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

var (
	textIssue = texttemplate.Must(texttemplate.ParseFS(files, "templates/newsletter.txt.tmpl"))
	htmlIssue = htmltemplate.Must(htmltemplate.ParseFS(files, "templates/newsletter.html.tmpl"))
)

// Newsletters knows the issues of newsletters, and who reads them.
type Newsletters interface {
	// Edition puts an issue together as readers get it.
	Edition(ctx context.Context, issue improvement.SubjectID) (improvement.Edition, error)
	// Reads tells whether somebody hears from a network.
	Reads(ctx context.Context, network improvement.BodyID, reader improvement.PersonID) (bool, error)
	// Pending lists the networks whose newsletters an address is asked to confirm.
	Pending(ctx context.Context, subject improvement.SubjectID) ([]improvement.Body, error)
	// ConfirmToken and UnsubscribeToken prove that whoever has them reads the letters.
	ConfirmToken(ctx context.Context, reader improvement.PersonID, networks []improvement.BodyID) (string, error)
	UnsubscribeToken(reader improvement.PersonID, network improvement.BodyID) (string, error)
}

// Composition is an issue as it reads: the same for every reader, without what ends it.
type Composition struct {
	Subject  string
	Text     string
	HTML     string         // without its end; see Page
	Sections []IssueSection // what both of them say

	network improvement.BodyID
	called  string
}

// issuePage is what the templates of an issue show.
type issuePage struct {
	Subject   string
	Called    string
	Period    string
	Rehearsal bool
	Sections  []IssueSection
}

// IssueSection is a part of an issue with something in it.
type IssueSection struct {
	Title string
	Note  []string // paragraphs
	Items []IssueItem
}

// IssueItem is news, or an item that somebody offered.
type IssueItem struct {
	Line  string // what happened, in our words
	Title string
	Text  []string // paragraphs
	Said  []string // what people said, word for word
	Heard string   // how many more did, in our words
	Link  string
	Until string
}

// issueFooter ends a letter: what is different for each reader.
type issueFooter struct {
	Called string
	For    string // the under-16 whom the reader hears for
	Link   string // to end it; empty where there are no pages
	Mail   string // to end it by mail; empty where there is no address for it
	Token  string // where there is neither
}

// Page is the HTML as a page of its own.
func (c Composition) Page() (string, error) {
	var foot strings.Builder
	if err := htmlIssue.ExecuteTemplate(&foot, "foot", nil); err != nil {
		return "", fmt.Errorf("notify: newsletter: %w", err)
	}
	return c.HTML + foot.String(), nil
}

// Compose opens the words of an issue and writes it. Words whose author was erased show
// as erased.
func Compose(ctx context.Context, e improvement.Edition, opener improvement.Opener, rehearsal bool) (Composition, error) {
	o := &opening{ctx: ctx, composer: &composer{opener: opener}}
	p := issuePage{Called: oneLine(e.Called), Period: e.Period.Plain(), Rehearsal: rehearsal}
	p.Subject = clip(oneLine(p.Called+": newsletter, "+p.Period), subjectLength)
	if rehearsal {
		p.Subject = "[Rehearsal] " + p.Subject
	}
	for _, s := range e.Sections {
		p.Sections = append(p.Sections, sectionOf(s, o))
	}
	if o.err != nil {
		return Composition{}, o.err
	}
	var text, html strings.Builder
	if err := errors.Join(textIssue.ExecuteTemplate(&text, "issue", p), htmlIssue.ExecuteTemplate(&html, "issue", p)); err != nil {
		return Composition{}, fmt.Errorf("notify: newsletter: %w", err)
	}
	return Composition{Subject: p.Subject, Text: text.String(), HTML: html.String(), Sections: p.Sections, network: e.Network, called: p.Called}, nil
}

func sectionOf(s improvement.EditionSection, o *opening) IssueSection {
	section := IssueSection{Title: oneLine(s.Title), Note: paragraphs(o.words(s.Note))}
	for _, n := range s.News {
		item := IssueItem{Line: oneLine(n.Line), Title: oneLine(o.words(n.Title))}
		for _, text := range n.Text {
			item.Text = append(item.Text, paragraphs(o.words(text))...)
		}
		for _, said := range n.Said {
			item.Said = append(item.Said, clip(oneLine(o.words(said)), reasonLength))
		}
		item.Heard = heardPlain(n.Heard)
		section.Items = append(section.Items, item)
	}
	for _, i := range s.Items {
		item := IssueItem{Title: oneLine(o.words(i.Title)), Text: paragraphs(o.words(i.Text)), Link: improvement.WebLink(o.words(i.Link))}
		if i.Until != "" {
			item.Until = i.Until.Plain()
		}
		section.Items = append(section.Items, item)
	}
	return section
}

// heardPlain counts the voices that are not quoted.
func heardPlain(h improvement.Heard) string {
	voices := fmt.Sprintf("%d voices", h.Others)
	if h.Others == 1 {
		voices = "1 voice"
	}
	switch {
	case h.Others == 0:
		return ""
	case len(h.Said) == 0:
		return voices + " told us of it"
	case h.Others == 1:
		return "and 1 more voice"
	}
	return fmt.Sprintf("and %d more voices", h.Others)
}

// paragraphs parts a text at its empty lines, each on one line.
func paragraphs(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = oneLine(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// composedFor is how long a composition serves: what is erased is gone from letters
// after that.
const composedFor = time.Minute

// compositions keeps what was composed just now: one composition serves many letters.
// The issues of several networks may go out at a time.
type compositions struct {
	mu  sync.Mutex
	now map[improvement.SubjectID]composedAt
}

type composedAt struct {
	Composition
	at time.Time
}

// composition gives an issue as it reads, composed at most a minute ago.
func (c *composer) composition(ctx context.Context, subject improvement.SubjectID) (Composition, error) {
	c.issues.mu.Lock()
	defer c.issues.mu.Unlock()
	maps.DeleteFunc(c.issues.now, func(_ improvement.SubjectID, had composedAt) bool { return time.Since(had.at) >= composedFor })
	if had, ok := c.issues.now[subject]; ok {
		return had.Composition, nil
	}
	edition, err := c.newsletters.Edition(ctx, subject)
	if err != nil {
		return Composition{}, fmt.Errorf("notify: %s: %w", subject, err)
	}
	made, err := Compose(ctx, edition, c.opener, c.rehearsal)
	if err != nil {
		return Composition{}, err
	}
	c.issues.now[subject] = composedAt{made, time.Now()}
	return made, nil
}

// newsletter writes the letter of an issue to one reader, who may have left meanwhile.
func (c *composer) newsletter(ctx context.Context, m improvement.Message, d improvement.Delivery) (Letter, error) {
	issue, err := c.composition(ctx, d.Notice.Subject)
	if err != nil {
		return Letter{}, err
	}
	reader := m.Person
	if d.For != "" {
		reader = d.For
	}
	if reads, err := c.newsletters.Reads(ctx, issue.network, reader); err != nil {
		return Letter{}, fmt.Errorf("notify: %s: %w", d.Notice.Subject, err)
	} else if !reads {
		return Letter{}, &Undeliverable{Cause: "does not take the newsletter any more"}
	}
	token, err := c.newsletters.UnsubscribeToken(reader, issue.network)
	if err != nil {
		return Letter{}, err
	}
	o := &opening{ctx: ctx, composer: c}
	to := o.person(m.Person)
	l := Letter{MessageID: m.ID, To: o.address(to), ToName: readable(o.name(to)), Subject: issue.Subject, List: string(issue.network)}
	f := issueFooter{Called: issue.called, Token: token}
	if d.For != "" {
		f.For = o.name(o.person(d.For))
	}
	if o.err != nil {
		return Letter{}, o.err
	}
	if strings.HasPrefix(c.baseURL, "https://") {
		l.Unsubscribe.URL = c.baseURL + "/newsletter/unsubscribe/" + token
	}
	if c.unsubscribe != "" {
		l.Unsubscribe.Mail = "mailto:" + c.unsubscribe + "?subject=" + url.PathEscape("unsubscribe "+token)
	}
	if c.baseURL != "" {
		f.Link = c.baseURL + "/newsletter/unsubscribe/" + token
	}
	f.Mail = c.unsubscribe
	var text, html strings.Builder
	if err := errors.Join(textIssue.ExecuteTemplate(&text, "footer", f), htmlIssue.ExecuteTemplate(&html, "footer", f)); err != nil {
		return Letter{}, fmt.Errorf("notify: newsletter: %w", err)
	}
	l.Text, l.HTML = issue.Text+text.String(), issue.HTML+html.String()
	return l, nil
}

// readable leaves out a name that was erased.
func readable(name string) string {
	if name == Erased {
		return ""
	}
	return name
}

// confirmPage is what the letter that asks to confirm shows.
type confirmPage struct {
	Subject   string
	Networks  []string
	Link      string
	Token     string
	Days      int
	Rehearsal bool
}

// confirm writes the letter that asks an address whether the newsletter was asked for
// by whoever reads it. It says no more than that: anybody may have typed the address.
func (c *composer) confirm(ctx context.Context, m improvement.Message, subject improvement.SubjectID) (Letter, error) {
	networks, err := c.newsletters.Pending(ctx, subject)
	if err != nil {
		return Letter{}, fmt.Errorf("notify: %s: %w", subject, err)
	}
	if len(networks) == 0 {
		return Letter{}, &Undeliverable{Cause: "has nothing to confirm any more"}
	}
	p := confirmPage{Days: int(improvement.UnconfirmedFor.Hours()/24) + 1, Rehearsal: c.rehearsal} // it is dropped the next morning
	ids := make([]improvement.BodyID, len(networks))
	for i, n := range networks {
		ids[i] = n.ID
		p.Networks = append(p.Networks, oneLine(n.Name))
	}
	if p.Token, err = c.newsletters.ConfirmToken(ctx, m.Person, ids); err != nil {
		return Letter{}, err
	}
	if c.baseURL != "" {
		p.Link = c.baseURL + "/newsletter/confirm/" + p.Token
	}
	p.Subject = clip("Please confirm: the newsletter of "+strings.Join(p.Networks, ", "), subjectLength)
	if c.rehearsal {
		p.Subject = "[Rehearsal] " + p.Subject
	}
	o := &opening{ctx: ctx, composer: c}
	l := Letter{MessageID: m.ID, To: o.address(o.person(m.Person)), Subject: p.Subject}
	if o.err != nil {
		return Letter{}, o.err
	}
	var text, html strings.Builder
	if err := errors.Join(textIssue.ExecuteTemplate(&text, "confirm", p), htmlIssue.ExecuteTemplate(&html, "confirm", p)); err != nil {
		return Letter{}, fmt.Errorf("notify: letter to confirm: %w", err)
	}
	l.Text, l.HTML = text.String(), html.String()
	return l, nil
}
