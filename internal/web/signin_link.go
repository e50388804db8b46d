package web

import (
	"context"
	"net/http"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// Letters sends the link by which somebody comes in. It leaves at once and stands in no
// outbox: whoever reads the record finds no token in it. An invitation says where one comes
// in, and has no token.
type Letters interface {
	SignInLink(ctx context.Context, person improvement.PersonID, link string) error
	Invitation(ctx context.Context, person improvement.PersonID, group, link string) error
}

// letterWithin is how long a letter with a link may take.
const letterWithin = time.Minute

// lettersAtOnce is how many of them are under way at a time.
const lettersAtOnce = 8

// askForLink sends a link to whoever has the address. The answer is the same, and takes
// as long, whoever that is.
func askForLink(ctx context.Context, v *visit, f *form) (string, error) {
	if v.Letters == nil {
		return "", improvement.Refuse(improvement.Conflict, "email", "This service sends no email. Ask an administrator for a link.")
	}
	mark, err := access.AddressMark(v.Vault, f.value("email"))
	if err != nil {
		return "", err
	}
	if mark == "" {
		return "", improvement.Refuse(improvement.Invalid, "email", "Write your email address, such as name@example.org.")
	}
	v.sessions.Put(ctx, sessionNext, within(f.values.Get("next")))
	browser := v.cookieOf(linkCookie)
	if browser == "" {
		browser = access.NewToken()
	}
	v.setCookie(linkCookie, browser, 10*time.Minute)
	if v.mayWriteTo(mark) {
		v.postLinks(ctx, mark, browser)
	}
	return "/sign-in/sent", nil
}

// mayWriteTo tells whether one more letter may go to a mailbox. One client has few; all
// together have more, so that a stranger who asks keeps nobody from asking themselves.
func (v *visit) mayWriteTo(mark string) bool {
	return v.limits.allows("letter "+mark+" "+v.client(v.request), byMailbox, v.Real()) && v.limits.allows("letter "+mark, toMailbox, v.Real())
}

// postLinks makes and sends the links beside the request: how long it takes tells nobody
// whether an address is known.
func (v *visit) postLinks(ctx context.Context, mark, browser string) {
	ctx, end := context.WithTimeout(context.WithoutCancel(ctx), letterWithin)
	v.posting.Go(func() {
		defer end()
		select {
		case v.letterSlots <- struct{}{}:
			defer func() { <-v.letterSlots }()
		case <-ctx.Done():
			return
		}
		people, err := v.Addresses.PeopleAt(ctx, mark)
		for _, person := range people {
			if err = v.postLink(ctx, person, browser); err != nil {
				break
			}
		}
		if err != nil {
			v.Log.Error("A link to sign in could not be sent", "reference", v.reference, "cause", err)
		}
	})
}

func (v *visit) postLink(ctx context.Context, person improvement.PersonID, browser string) error {
	token, link := access.NewLink(access.LinkSignIn, person, browser, v.Real())
	if err := v.Access.PutLink(ctx, link); err != nil {
		return err
	}
	if err := v.audit(ctx, access.Audited{What: access.LinkMade, Person: person, How: access.ByLink}); err != nil {
		return err
	}
	return v.Letters.SignInLink(ctx, person, v.BaseURL+"/sign-in/link/"+token)
}

// sentPage says what to do next. It does not say whether an address is known.
type sentPage struct{}

func (sentPage) head() head {
	return head{Template: "sign-in-sent", Title: "Look into your email", Crumbs: []crumb{{"Sign in", "/sign-in"}}}
}

func linkSent(context.Context, *visit) (answer, error) { return show(sentPage{}) }

// linkPage asks for the press that uses a link: what only looks into letters, such as a
// mail filter, uses none up.
type linkPage struct{ Action string }

func (linkPage) head() head {
	return head{Template: "sign-in-link", Title: "Finish signing in", Help: "One press, and you are in. This link works once."}
}

func openLink(ctx context.Context, v *visit) (answer, error) {
	link, err := v.Access.Link(ctx, access.HashOf(v.path("token")))
	if err == nil && link.Person == "" {
		err = access.ErrNoLink
	}
	if err == nil {
		err = link.Check(access.HashOf(v.cookieOf(linkCookie)), v.Real())
	}
	if err != nil {
		return answer{}, err
	}
	return show(linkPage{v.request.URL.Path})
}

func useLink(ctx context.Context, v *visit) (answer, error) {
	hash := access.HashOf(v.path("token"))
	link, err := v.Access.Link(ctx, hash)
	if err == nil && link.Person == "" {
		err = access.ErrNoLink
	}
	if err == nil {
		link, err = v.Access.UseLink(ctx, hash, access.HashOf(v.cookieOf(linkCookie)), v.Real())
	}
	how := access.ByLink
	if link.Kind == access.LinkAdmin {
		how = access.ByAdmin
	}
	if err == nil {
		err = v.audit(ctx, access.Audited{What: access.LinkUsed, Person: link.Person, How: how})
	}
	if err == nil {
		err = v.signIn(ctx, link.Person, how)
	}
	if err != nil {
		return answer{}, v.signInFailed(ctx, how, err)
	}
	v.setCookie(linkCookie, "", -time.Second)
	return goTo(v.onwards(ctx))
}

// onwards is where somebody wanted to go before they signed in.
func (v *visit) onwards(ctx context.Context) string {
	return within(v.sessions.PopString(ctx, sessionNext))
}

// linkCookie binds a link to the browser that asked for it.
const linkCookie = "link"

// cookieOf is the value of one of our cookies beside the session's.
func (v *visit) cookieOf(name string) string {
	cookie, err := v.request.Cookie(v.cookieName(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setCookie gives the browser a cookie that no script reads. A time below zero takes it away.
func (v *visit) setCookie(name, value string, lasts time.Duration) {
	http.SetCookie(v.writer, &http.Cookie{ //nolint:gosec // Secure wherever people come by https
		Name: v.cookieName(name), Value: value, Path: "/", MaxAge: int(lasts.Seconds()),
		HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// cookieName tells, by https, browsers to take the cookie from this host alone.
func (v *visit) cookieName(name string) string {
	if v.Secure {
		return "__Host-cairn-" + name
	}
	return "cairn-" + name
}
