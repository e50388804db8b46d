package web

import (
	"context"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// oneClick is how mail programs end a newsletter, at one press in their own pages (RFC
// 8058): from another site, with no session. The token is all that counts.
const oneClick = "POST /newsletter/unsubscribe/{token}"

// joinPath is where anybody asks for a newsletter.
func joinPath(network improvement.BodyID) string {
	return "/newsletter/join/" + strings.TrimPrefix(newsletterPath(network), "/newsletter/")
}

// joinPage asks for an address.
type joinPage struct {
	asking
	Called, Trap, Archive string
}

func (p joinPage) head() head {
	return head{Template: "newsletter-join", Title: "Get the newsletter of " + p.Called, Help: "It comes by email. No account is needed.",
		Crumbs: []crumb{{"Newsletter of " + p.Called, p.Archive}}}
}

var joinNewsletter = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		network, err := v.network(ctx)
		if err != nil {
			return nil, err
		}
		return joinPage{asking{f}, v.words.Body(network.ID), honeypot, newsletterPath(network.ID)}, nil
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		network, err := v.network(ctx)
		if err != nil {
			return "", err
		}
		thanks := joinPath(network.ID) + "/asked"
		if f.value(honeypot) != "" { // a program: it gets the same answer, and nothing is filed
			return thanks, nil
		}
		if faults := missingToJoin(f); len(faults) > 0 {
			return "", asOne(faults)
		}
		return thanks, v.Newsletters.Subscribe(ctx, f.id(v), network.ID, f.value("address"))
	},
}

// missingToJoin is all that somebody left out.
func missingToJoin(f *form) []*improvement.Error {
	var faults []*improvement.Error
	if f.value("address") == "" {
		faults = append(faults, &improvement.Error{Code: improvement.Invalid, Field: "address", Message: "Write your email address, such as name@example.org."})
	}
	if f.value("consent") != "yes" {
		faults = append(faults, &improvement.Error{Code: improvement.Invalid, Field: "consent", Message: "Tick this if you agree. Without it we may not keep your address."})
	}
	return faults
}

// letterPage is what a link of a letter leads to, or what became of it.
type letterPage struct {
	Says   []string
	Button string // to press; empty: nothing is left to do
	Action string
	On     *link

	title, help string
}

func (p letterPage) head() head {
	return head{Template: "newsletter-letter", Title: p.title, Help: p.help}
}

// askedToJoin is the one answer to everybody who asked: it never tells whether somebody has
// the newsletter already.
func askedToJoin(ctx context.Context, v *visit) (answer, error) {
	network, err := v.network(ctx)
	if err != nil {
		return answer{}, err
	}
	return show(letterPage{
		title: "Look at your email", help: "One step is left: we have to know that the address is yours.",
		Says: []string{
			"If this address does not get the newsletter of " + v.words.Body(network.ID) + " yet, we have sent it a letter with a link. Open it, and press the button there.",
			"We send such a letter once a day at most. If none comes, look among what your mail program put aside as junk.",
		},
		On: &link{"Read what was sent before", newsletterPath(network.ID)},
	})
}

func askToConfirm(_ context.Context, v *visit) (answer, error) {
	return show(letterPage{
		title: "Confirm that you want the newsletter", help: "Press the button, and the newsletter comes to you from now on.",
		Says:   []string{"The newsletter is meant for adults and older teenagers. If you did not ask for it, close this page: nothing is sent then."},
		Button: "Yes, send it to me", Action: v.request.URL.Path,
	})
}

func confirmNewsletter(ctx context.Context, v *visit) (answer, error) {
	networks, err := v.Newsletters.Confirm(ctx, v.path("token"))
	if err != nil {
		return answer{}, err
	}
	if err := v.meet(ctx, nil, networks); err != nil {
		return answer{}, err
	}
	p := letterPage{title: "You will get the newsletter", help: "Thank you. Each letter has a line by which you can stop it again."}
	for _, n := range networks {
		p.Says = append(p.Says, v.words.Body(n))
	}
	if len(networks) > 0 {
		p.On = &link{"Read what was sent before", newsletterPath(networks[0])}
	}
	return show(p)
}

func askToUnsubscribe(_ context.Context, v *visit) (answer, error) {
	return show(letterPage{
		title: "Stop the newsletter", help: "Press the button, and no more are sent to you.",
		Button: "Stop it", Action: v.request.URL.Path,
	})
}

// unsubscribe answers with a page at once: mail programs follow no redirect. Again, it
// changes nothing.
func unsubscribe(ctx context.Context, v *visit) (answer, error) {
	network, err := v.Newsletters.Unsubscribe(ctx, v.path("token"))
	if err != nil {
		return answer{}, err
	}
	if err := v.meet(ctx, nil, []improvement.BodyID{network}); err != nil {
		return answer{}, err
	}
	return show(letterPage{
		title: "The newsletter is stopped", help: "No more are sent to you. If you only asked for this one, your address is erased as well.",
		Says: []string{v.words.Body(network)}, On: &link{"Ask for it again", joinPath(network)},
	})
}
