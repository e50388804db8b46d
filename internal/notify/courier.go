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
	textSignIn = texttemplate.Must(texttemplate.ParseFS(files, "templates/sign-in.txt.tmpl"))
	htmlSignIn = htmltemplate.Must(htmltemplate.ParseFS(files, "templates/sign-in.html.tmpl"))
)

// Courier takes a letter to its reader at once, past the outbox: a link by which somebody
// comes in must not stand there.
type Courier struct {
	compose *composer
	channel Channel
}

// NewCourier makes one. In a rehearsal every letter is marked as one.
func NewCourier(directory Directory, opener improvement.Opener, channel Channel, rehearsal bool, log *slog.Logger) *Courier {
	return &Courier{&composer{directory: directory, opener: opener, rehearsal: rehearsal, log: log}, channel}
}

// signInLetter is what the templates of the letter show.
type signInLetter struct {
	Subject, Name, Link string
	Rehearsal           bool
}

// SignInLink sends somebody the link by which they come in. An error has neither link nor
// address.
func (c *Courier) SignInLink(ctx context.Context, person improvement.PersonID, link string) error {
	err := c.channel.Send(ctx, func(ctx context.Context) (Letter, error) { return c.signIn(ctx, person, link) })
	if err != nil {
		return errors.New(strings.ReplaceAll(causeOf(err), link, "(link)"))
	}
	return nil
}

func (c *Courier) signIn(ctx context.Context, person improvement.PersonID, link string) (Letter, error) {
	o := &opening{ctx: ctx, composer: c.compose}
	reader := o.person(person)
	p := signInLetter{Subject: "Sign in to Cairn", Name: o.name(reader), Link: link, Rehearsal: c.compose.rehearsal}
	if p.Name == Erased {
		p.Name = ""
	}
	if p.Rehearsal {
		p.Subject = "[Rehearsal] " + p.Subject
	}
	l := Letter{MessageID: "sign-in-" + strings.ToLower(rand.Text()), To: o.address(reader), ToName: p.Name, Subject: p.Subject}
	if o.err != nil {
		return Letter{}, o.err
	}
	var t, h strings.Builder
	err := errors.Join(textSignIn.Execute(&t, p), htmlSignIn.Execute(&h, p))
	l.Text, l.HTML = t.String(), h.String()
	return l, err
}
