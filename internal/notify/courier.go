package notify

import (
	"context"
	"crypto/rand"
	"errors"
	htmltemplate "html/template"
	"log/slog"
	"strings"
	texttemplate "text/template"

	"github.com/cairnqi/cairn/improvement"
)

var (
	textAtOnce = texttemplate.Must(texttemplate.ParseFS(files, "templates/sign-in.txt.tmpl", "templates/invitation.txt.tmpl"))
	htmlAtOnce = htmltemplate.Must(htmltemplate.ParseFS(files, "templates/sign-in.html.tmpl", "templates/invitation.html.tmpl"))
)

// Courier takes a letter to its reader at once, past the outbox: a link by which somebody
// comes in must not stand there, and whoever invites is told whether the letter went.
type Courier struct {
	compose *composer
	channel Channel
}

// NewCourier makes one. In a rehearsal every letter is marked as one.
func NewCourier(directory Directory, opener improvement.Opener, channel Channel, rehearsal bool, log *slog.Logger) *Courier {
	return &Courier{&composer{directory: directory, opener: opener, rehearsal: rehearsal, log: log}, channel}
}

// atOnce is what the templates of such letters show.
type atOnce struct {
	Subject, Name, Link string
	Group               string // that an invitation is into
	Rehearsal           bool
}

// SignInLink sends somebody the link by which they come in. An error has neither link nor
// address.
func (c *Courier) SignInLink(ctx context.Context, person improvement.PersonID, link string) error {
	return c.send(ctx, person, "sign-in", atOnce{Subject: "Sign in to Cairn", Link: link})
}

// Invitation tells somebody that they were added to a group, and where they come in; link
// is that page. An error has neither link nor address.
func (c *Courier) Invitation(ctx context.Context, person improvement.PersonID, group, link string) error {
	return c.send(ctx, person, "invitation", atOnce{Subject: "You have been added to " + group, Group: group, Link: link})
}

// send sends one of the letters, called as its templates are.
func (c *Courier) send(ctx context.Context, person improvement.PersonID, called string, p atOnce) error {
	err := c.channel.Send(ctx, func(ctx context.Context) (Letter, error) { return c.letter(ctx, person, called, p) })
	if err != nil {
		return errors.New(strings.ReplaceAll(causeOf(err), p.Link, "(link)"))
	}
	return nil
}

func (c *Courier) letter(ctx context.Context, person improvement.PersonID, called string, p atOnce) (Letter, error) {
	o := &opening{ctx: ctx, composer: c.compose}
	reader := o.person(person)
	p.Name, p.Rehearsal = o.name(reader), c.compose.rehearsal
	if p.Name == Erased {
		p.Name = ""
	}
	if p.Rehearsal {
		p.Subject = "[Rehearsal] " + p.Subject
	}
	l := Letter{MessageID: called + "-" + strings.ToLower(rand.Text()), To: o.address(reader), ToName: p.Name, Subject: p.Subject}
	if o.err != nil {
		return Letter{}, o.err
	}
	var t, h strings.Builder
	err := errors.Join(textAtOnce.ExecuteTemplate(&t, called+".txt.tmpl", p), htmlAtOnce.ExecuteTemplate(&h, called+".html.tmpl", p))
	l.Text, l.HTML = t.String(), h.String()
	return l, err
}
