package notify

import (
	"context"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"log/slog"
	"strings"
	texttemplate "text/template"

	"github.com/cairnqi/cairn/improvement"
)

var (
	textLetter = texttemplate.Must(texttemplate.ParseFS(files, "templates/letter.txt.tmpl"))
	htmlLetter = htmltemplate.Must(htmltemplate.ParseFS(files, "templates/letter.html.tmpl"))
)

// reasonLength is how much of a reason a letter carries, in characters.
const reasonLength = 1000

// Directory knows the people.
type Directory interface {
	// Person gives a person on record; improvement.ErrNotFound where there is none.
	Person(ctx context.Context, id improvement.PersonID) (improvement.Person, error)
}

// Tests knows the tests of change.
type Tests interface {
	// Test gives a test as it stands; improvement.ErrNotFound where there is none.
	Test(ctx context.Context, subject improvement.SubjectID) (*improvement.TestOfChange, error)
}

// composer writes messages as letters.
type composer struct {
	directory Directory
	opener    improvement.Opener
	tests     Tests    // nil: no charts
	partaking Parts    // nil: no part is told
	baseURL   string   // without a slash at its end; empty: no links
	taskLink  TaskLink // nil: no links to one task
	rehearsal bool
	log       *slog.Logger

	newsletters Newsletters // nil: there are none
	unsubscribe string      // an address to which readers may write to stop one; empty: none
	issues      *compositions
}

// page is what the letter's templates show.
type page struct {
	Subject   string
	Name      string
	Rehearsal bool
	Items     []item
	Parts     []string // what the reader did towards it, a sentence each
	Hearing   string   // how the reader hears, and how to change that; empty for who is nobody on record
	Account   string   // the page where they change it; empty without pages
}

// item is one notice of a letter.
type item struct {
	For    string // the under-16 whom the reader hears for
	Line   string
	Reason string
	With   string // whose task it is, where it is not the reader's
	Next   string
	Link   string
	Acts   []act  // where the task is done without signing in
	Until  string // the last day of these
	Chart  *chart // of the measure that is to be talked about
}

// chart is a chart as a letter shows it; the drawing is attached.
type chart struct {
	File  string
	Words string // what it shows
	Text  string // in characters
}

// Several tells that the letter has more than one item.
func (p page) Several() bool { return len(p.Items) > 1 }

// Number is the place of an item, from 1.
func (p page) Number(index int) int { return index + 1 }

// letter writes a message. It fails where the record cannot be reached.
func (c *composer) letter(ctx context.Context, m improvement.Message) (Letter, error) {
	if c.newsletters != nil && len(m.Notices) > 0 {
		switch first := m.Notices[0]; first.Notice.Kind {
		case improvement.NoticeNewsletter:
			return c.newsletter(ctx, m, first)
		case improvement.NoticeConfirm:
			return c.confirm(ctx, m, first.Notice.Subject)
		}
	}
	o := &opening{ctx: ctx, composer: c}
	reader := o.person(m.Person)
	p := page{Name: o.name(reader), Rehearsal: c.rehearsal, Subject: c.subject(m, o.words)}
	if p.Name == Erased {
		p.Name = "" // "Hello," is kinder
	}
	l := Letter{MessageID: m.ID, To: o.address(reader), ToName: p.Name, Subject: p.Subject}
	for _, d := range m.Notices {
		i := c.item(d, reader, o)
		if drawn, drawing := c.draw(d.Notice, o, len(l.Pictures)+1); drawn != nil {
			i.Chart, l.Pictures = drawn, append(l.Pictures, drawing)
		}
		p.Items = append(p.Items, i)
	}
	p.Parts = c.parts(m, o)
	p.Hearing, p.Account = c.hearing(reader)
	if o.err != nil {
		return Letter{}, o.err
	}
	var err error
	l.Text, l.HTML, err = p.render()
	return l, err
}

func (p page) render() (text, html string, err error) {
	var t, h strings.Builder
	if err := errors.Join(textLetter.Execute(&t, p), htmlLetter.Execute(&h, p)); err != nil {
		return "", "", fmt.Errorf("notify: letter: %w", err)
	}
	return t.String(), h.String(), nil
}

// item tells one notice: its sentence, the reason in full as far as it is short,
// what happens next, and where to read on.
func (c *composer) item(d improvement.Delivery, reader improvement.Person, o *opening) item {
	n := d.Notice
	i := item{
		Line:   say("notice/"+string(n.Kind), gather(n, o.words)) + ".",
		Reason: clip(reasonOf(n, o.words), reasonLength),
		Next:   next(n, o.words),
	}
	if d.For != "" {
		i.For = o.name(o.person(d.For))
	}
	if n.Owner != "" && n.Owner != d.Person && n.Owner != d.For {
		i.With = o.name(o.person(n.Owner))
	}
	if c.baseURL != "" {
		i.Link = c.baseURL + seePage + string(n.Subject)
	}
	c.act(d, reader, o, &i)
	return i
}

// subject is the message's subject: of one notice its own, of several their number
// and what they are about.
func (c *composer) subject(m improvement.Message, words func(improvement.Words) string) string {
	var subject string
	if len(m.Notices) == 1 {
		subject = subjectLine(m.Notices[0].Notice, words)
	} else {
		subject = severally(m.Notices, words)
	}
	if c.rehearsal {
		subject = "[Rehearsal] " + subject
	}
	return clip(oneLine(subject), subjectLength)
}

func severally(notices []improvement.Delivery, words func(improvement.Words) string) string {
	subject := fmt.Sprintf("%d things for you", len(notices))
	titles := make(map[string]bool)
	for _, d := range notices {
		titles[gather(d.Notice, words).Title] = true
	}
	if len(titles) == 1 && !titles[untitled] {
		for title := range titles {
			subject = fmt.Sprintf("%d things in %s", len(notices), title)
		}
	}
	for _, d := range notices {
		switch d.Notice.Kind {
		case improvement.NoticeHarm, improvement.NoticeUnsafe, improvement.NoticeNoContact:
			return "Urgent: " + subject
		}
	}
	return subject
}

// opening opens people's words and keeps the first error, so that a letter is
// written without a check at every word.
type opening struct {
	ctx      context.Context
	composer *composer
	err      error
}

// words gives the clear text, Erased where it is gone.
func (o *opening) words(w improvement.Words) string {
	if w.Empty() || o.err != nil {
		return ""
	}
	text, err := o.composer.opener.Open(o.ctx, w)
	if errors.Is(err, improvement.ErrErased) {
		return Erased
	}
	if err != nil {
		o.err = fmt.Errorf("notify: open words: %w", err)
	}
	return text
}

func (o *opening) person(id improvement.PersonID) improvement.Person {
	if o.err != nil {
		return improvement.Person{}
	}
	p, err := o.composer.directory.Person(o.ctx, id)
	if err != nil {
		o.err = fmt.Errorf("notify: person %s: %w", id, err)
	}
	return p
}

func (o *opening) name(p improvement.Person) string {
	return clip(oneLine(o.words(p.Name)), titleLength)
}

// address is empty where the person has none, or it was erased.
func (o *opening) address(p improvement.Person) string {
	address := strings.TrimSpace(o.words(p.Email))
	if address == Erased {
		return ""
	}
	return address
}
