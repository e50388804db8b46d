package web

import (
	"context"
	"html/template"
	"net/http"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// letInPage asks for the press that makes a link by which somebody comes in and, once it
// is made, shows it: this one time, as nothing of it is kept by which it could be read
// again.
type letInPage struct {
	asking
	Name, Path string
	Link       string
	Code       template.HTML // the link, for the camera of a phone
	Passkeys   bool          // they may add one
	Nearby     bool          // it opens on the computer that Cairn runs on, and nowhere else
}

func (p letInPage) head() head {
	h := head{Template: "person-let-in", Title: "Make a sign-in link for " + p.Name, Crumbs: []crumb{{"People", "/people"}, {p.Name, p.Path}},
		Help: "A link by which they come in once, within the hour, on any device: where no letter reaches them, or a passkey was lost."}
	if p.Link != "" {
		h.Title, h.Help = "A sign-in link for "+p.Name, "Hand it over now: this page shows it once."
	}
	return h
}

func askToLetIn(ctx context.Context, v *visit) (answer, error) {
	k, err := v.whomToLetIn(ctx)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, page: letInPage{asking: asking{v.blank(nil)}, Name: k.name, Path: personPath(k.person.ID)}}, v.words.Err()
}

// letIn makes the link. It answers with the page itself, as the link is kept nowhere from
// where another page could show it. Pressed twice, the second link is the one that works.
func letIn(ctx context.Context, v *visit) (answer, error) {
	k, err := v.whomToLetIn(ctx)
	if err != nil {
		return answer{}, err
	}
	path, err := access.LetIn(ctx, v.Access, v.who, k.actor, v.reference, v.Real())
	if err != nil {
		return answer{}, err
	}
	p := letInPage{asking: asking{v.blank(nil)}, Name: k.name, Path: personPath(k.person.ID), Link: v.BaseURL + path, Nearby: v.nearby(), Passkeys: v.passkeys != nil}
	if p.Code, err = qrCode(p.Link); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, page: p}, v.words.Err()
}

// whomToLetIn is the person in the address, where whoever asks may make a link for them.
func (v *visit) whomToLetIn(ctx context.Context) (*known, error) {
	k, err := v.acquainted(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person, k.actor.NamedAdult}, nil); err != nil {
		return nil, err
	}
	if k.actor.NamedAdult != "" {
		return nil, improvement.Refuse(improvement.NotAllowed, "", "Somebody under 16 has no account. Make a link for their named adult, %s.", v.words.Person(k.actor.NamedAdult))
	}
	return k, access.MayLetIn(v.who, k.actor)
}

// nearby tells that the pages are known by an address that leads nowhere from another
// computer, or from a phone.
func (v *visit) nearby() bool {
	at, err := url.Parse(v.BaseURL)
	return err == nil && at.Hostname() == "localhost"
}
