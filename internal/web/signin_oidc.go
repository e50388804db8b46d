package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// OIDC is the provider by which staff sign in. Without an issuer there is none.
type OIDC struct {
	Issuer, ClientID, ClientSecret string
	Name                           string // as people call it, such as "your council account"
}

// What a session keeps between going to the provider and coming back.
const (
	sessionState    = "oidc-state"
	sessionNonce    = "oidc-nonce"
	sessionVerifier = "oidc-verifier"
	sessionAgain    = "oidc-again" // they were to show again who they are
)

// longestSession is how old a provider's session may be at an ordinary sign-in. It asks
// nobody: that it is asked for at all makes a provider say when somebody signed in there.
const longestSession = 365 * 24 * time.Hour

// providerWithin is how long an answer of the provider may take.
const providerWithin = 10 * time.Second

// provider is the OIDC provider, which is asked for how it works when it is first needed:
// the pages start while it is down.
type provider struct {
	OIDC
	back string                        // where people are sent back to
	made atomic.Pointer[oidc.Provider] // nil until it has answered
}

func newProvider(o Options) *provider {
	if o.OIDC.Issuer == "" {
		return nil
	}
	return &provider{OIDC: o.OIDC, back: o.BaseURL + "/sign-in/staff/back"}
}

// discover gives what the provider says of itself. Until it has answered once each
// request asks for itself: nobody waits for another's answer, and a failure is not kept.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, oauth2.Config, error) {
	made := p.made.Load()
	if made == nil {
		ctx, end := context.WithTimeout(ctx, providerWithin)
		defer end()
		var err error
		if made, err = oidc.NewProvider(p.client(ctx), p.Issuer); err != nil {
			return nil, oauth2.Config{}, errors.Join(improvement.ErrUnavailable, err)
		}
		p.made.Store(made)
	}
	return made, oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: made.Endpoint(), RedirectURL: p.back,
		Scopes: []string{oidc.ScopeOpenID, "email"},
	}, nil
}

func (*provider) client(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{
		Timeout:       providerWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // it answers where it said that it would
	})
}

// goToProvider sends somebody to sign in where they work. It is a link, not a form: the
// content security policy lets no form go elsewhere.
func goToProvider(ctx context.Context, v *visit) (answer, error) {
	if v.provider == nil {
		return answer{}, improvement.ErrNotFound
	}
	_, config, err := v.provider.discover(ctx)
	if err != nil {
		return answer{}, err
	}
	state, nonce, verifier := access.NewToken(), access.NewToken(), oauth2.GenerateVerifier()
	v.sessions.Put(ctx, sessionNext, within(v.query("next")))
	v.sessions.Put(ctx, sessionState, state)
	v.sessions.Put(ctx, sessionNonce, nonce)
	v.sessions.Put(ctx, sessionVerifier, verifier)
	ways := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)}
	oldest := longestSession
	if v.signedIn { // they are to show again that it is them
		oldest = access.RecentFor
		ways = append(ways, oauth2.SetAuthURLParam("prompt", "login"))
	}
	v.sessions.Put(ctx, sessionAgain, v.signedIn)
	ways = append(ways, oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(oldest.Seconds()))))
	return goTo(config.AuthCodeURL(state, ways...))
}

// backFromProvider lets in whom the provider knows.
func backFromProvider(ctx context.Context, v *visit) (answer, error) {
	if v.provider == nil {
		return answer{}, improvement.ErrNotFound
	}
	again := v.sessions.PopBool(ctx, sessionAgain)
	person, shown, err := v.provenByProvider(ctx)
	if err == nil {
		err = v.signInShown(ctx, person, access.ByOIDC, shown)
	}
	if err != nil {
		return answer{}, v.signInFailed(ctx, access.ByOIDC, err)
	}
	if again && !access.Recent(shown, v.Real()) {
		v.say("You are signed in, but we were not told that you signed in there just now, which is needed for what you are about to do. Sign in again, by another way.")
		v.Log.Warn("The provider did not say that somebody signed in just now (auth_time)", "reference", v.reference)
	}
	return goTo(v.onwards(ctx))
}

// claims are what the provider says of somebody.
type claims struct {
	Email    string `json:"email"`
	Verified isTrue `json:"email_verified"`
}

// isTrue is what some providers say as a text.
type isTrue bool

// UnmarshalJSON takes true, and "true"; all else is not.
func (t *isTrue) UnmarshalJSON(said []byte) error {
	*t = isTrue(strings.EqualFold(strings.Trim(string(said), `"`), "true"))
	return nil
}

// provenByProvider gives whom the provider knows, and when they showed it who they are.
func (v *visit) provenByProvider(ctx context.Context) (improvement.PersonID, time.Time, error) {
	known, token, id, err := v.fromProvider(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	person, err := v.personOf(ctx, known, token, id)
	return person, shownThere(id, v.Real()), err
}

// shownThere is when somebody signed in at the provider, by its claim auth_time; zero where
// it does not say, as where it let them in by a session of its own and says nothing of it.
func shownThere(id *oidc.IDToken, now time.Time) time.Time {
	var said struct {
		At float64 `json:"auth_time"`
	}
	if id.Claims(&said) != nil || said.At <= 0 {
		return time.Time{}
	}
	at := time.Unix(int64(said.At), 0)
	if at.After(now.Add(access.RecentFor)) { // no clock is that far ahead
		return time.Time{}
	}
	return at
}

// fromProvider takes what the provider proves of who was sent back, and refuses what was not
// begun in this session.
func (v *visit) fromProvider(ctx context.Context) (*oidc.Provider, *oauth2.Token, *oidc.IDToken, error) {
	state, nonce, verifier := v.sessions.PopString(ctx, sessionState), v.sessions.PopString(ctx, sessionNonce), v.sessions.PopString(ctx, sessionVerifier)
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(v.query("state"))) != 1 {
		return nil, nil, nil, improvement.Refuse(improvement.Conflict, "", "This sign-in was not begun here, or took too long. Begin again.")
	}
	if v.query("error") != "" {
		return nil, nil, nil, improvement.Refuse(improvement.NotAllowed, "", "You were not signed in there. Try again, or have a link sent to you.")
	}
	known, config, err := v.provider.discover(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	ctx = v.provider.client(ctx)
	token, err := config.Exchange(ctx, v.query("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return nil, nil, nil, notProven(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := known.Verifier(&oidc.Config{ClientID: v.provider.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, nil, nil, notProven(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return nil, nil, nil, notProven(errors.New("the nonce is another's"))
	}
	return known, token, id, nil
}

// personOf finds whose an identity is: by what was linked before or, the first time, by
// an address that the provider says is theirs.
func (v *visit) personOf(ctx context.Context, known *oidc.Provider, token *oauth2.Token, id *oidc.IDToken) (improvement.PersonID, error) {
	person, err := v.Access.IdentityOwner(ctx, id.Issuer, id.Subject)
	if !errors.Is(err, improvement.ErrNotFound) {
		return person, err
	}
	var said claims
	if err := id.Claims(&said); err != nil {
		return "", err
	}
	if said.Email == "" { // some tell it only when asked
		info, err := known.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return "", notProven(err)
		}
		if info.Subject != id.Subject {
			return "", notProven(errors.New("the user info is another's"))
		}
		said = claims{info.Email, isTrue(info.EmailVerified)}
	}
	if person, err = v.personAt(ctx, said); err != nil {
		return "", err
	}
	if err := v.mayComeIn(ctx, person); err != nil {
		return "", err
	}
	if err := v.Access.PutIdentity(ctx, access.Identity{Issuer: id.Issuer, Subject: id.Subject, Person: person}); err != nil {
		return "", err
	}
	return person, v.audit(ctx, access.Audited{What: access.IdentityAdded, Person: person, How: access.ByOIDC})
}

// personAt finds the one person with an address that was verified.
func (v *visit) personAt(ctx context.Context, said claims) (improvement.PersonID, error) {
	unknown := improvement.Refuse(improvement.NotAllowed, "",
		"You are signed in where you work, but your address is not on record here. Ask your Locality Wellbeing Officer to add it.")
	if !said.Verified {
		return "", unknown
	}
	mark, err := access.AddressMark(v.Vault, said.Email)
	if err != nil {
		return "", err
	}
	people, err := v.Addresses.PeopleAt(ctx, mark)
	if err != nil {
		return "", err
	}
	if len(people) != 1 {
		return "", unknown
	}
	return people[0], nil
}

// notProven refuses what the provider did not prove; the cause goes to the log.
func notProven(err error) error {
	return errors.Join(improvement.Refuse(improvement.NotAllowed, "", "We could not confirm your sign-in. Begin again, or have a link sent to you."), err)
}
