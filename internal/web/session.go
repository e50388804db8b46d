package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// What a session keeps.
const (
	sessionSignIn = "sign-in" // the sign-in whose session it is
	sessionSays   = "says"    // a sentence for the next page
	sessionNext   = "next"    // where to go once signed in
	sessionShown  = "shown"   // when they showed who they are, in Unix seconds; missing: as the sign-in began
)

// newSessions makes the sessions. The store names them by a hash: whoever reads the
// database cannot come in with it. How long one may stay unused, the sign-in says.
func newSessions(o Options) *scs.SessionManager {
	m := scs.New()
	m.Store = o.Sessions
	m.Lifetime = access.DefaultLimits().Absolute
	m.Cookie.Name = "cairn"
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Path = true, http.SameSiteLaxMode, "/"
	if o.Secure { // such a cookie cannot be set from another host, nor over plain http
		m.Cookie.Name, m.Cookie.Secure = "__Host-cairn", true
	}
	m.ErrorFunc = func(_ http.ResponseWriter, _ *http.Request, err error) {
		// It would go on to write the page as well: recovers answers in its place.
		panic(fmt.Errorf("%w: a session could not be read or kept: %w", improvement.ErrUnavailable, err))
	}
	return m
}

// signIn makes the session somebody's who has just shown who they are.
func (v *visit) signIn(ctx context.Context, person improvement.PersonID, how access.How) error {
	return v.signInShown(ctx, person, how, v.Real())
}

// signInShown makes the session somebody's, under a new token; shown is when they showed who
// they are. It refuses who has no account.
func (v *visit) signInShown(ctx context.Context, person improvement.PersonID, how access.How, shown time.Time) error {
	if err := v.mayComeIn(ctx, person); err != nil {
		return err
	}
	if err := v.leave(ctx); err != nil {
		return err
	}
	next := v.sessions.GetString(ctx, sessionNext)
	if err := v.sessions.Clear(ctx); err != nil { // nothing goes over from one person to the next
		return err
	}
	if err := v.sessions.RenewToken(ctx); err != nil {
		return err
	}
	v.sessions.Put(ctx, sessionNext, next)
	v.sessions.Put(ctx, sessionShown, shown.Unix())
	in := access.NewSignIn(person, how, v.sessions.Token(ctx), v.request.UserAgent(), v.Real())
	if err := v.Access.BeginSignIn(ctx, in); err != nil {
		return err
	}
	v.sessions.Put(ctx, sessionSignIn, string(in.ID))
	if err := v.remember(ctx, person); err != nil {
		return err
	}
	return v.audit(ctx, access.Audited{What: access.SignedIn, Person: person, How: how})
}

// mayComeIn refuses who is not on record any more, and who is under 16.
func (v *visit) mayComeIn(ctx context.Context, person improvement.PersonID) error {
	who, err := v.Record.Actor(ctx, person)
	if errors.Is(err, improvement.ErrNotFound) {
		return improvement.Refuse(improvement.NotAllowed, "", "Whoever this was is not on record here. Ask your Locality Wellbeing Officer.")
	}
	if err != nil {
		return err
	}
	return mayStay(who)
}

// mayStay refuses who takes part no more, and who is under 16.
func mayStay(who improvement.Actor) error {
	if who.NamedAdult != "" {
		return improvement.Refuse(improvement.NotAllowed, "", "Somebody under 16 has no account here. Their named adult signs in for them.")
	}
	return improvement.CheckStays(who)
}

// leave ends the sign-in that the browser had before another begins in it.
func (v *visit) leave(ctx context.Context) error {
	if !v.signedIn {
		return nil
	}
	return v.Access.EndSignIn(ctx, v.in.ID, v.Real())
}

// signInFailed keeps that somebody was not let in; of whom is not known.
func (v *visit) signInFailed(ctx context.Context, how access.How, refused error) error {
	if _, is := improvement.Refusal(refused); !is {
		return refused
	}
	return errors.Join(refused, v.audit(ctx, access.Audited{What: access.SignInFailed, How: how, About: v.place()}))
}

// signOut ends the sign-in with its session.
func (v *visit) signOut(ctx context.Context) error {
	if err := v.Access.EndSignIn(ctx, v.in.ID, v.Real()); err != nil {
		return err
	}
	if err := v.audit(ctx, access.Audited{What: access.SignedOut, Person: v.who.Person}); err != nil {
		return err
	}
	return v.sessions.Destroy(ctx)
}

// auditRefusal keeps that somebody was refused what is not theirs. Where it cannot be
// kept, they are refused all the same.
func (v *visit) auditRefusal(ctx context.Context, refused error) {
	if errors.Is(refused, errTooOften) {
		v.turnedAway(ctx, v.request, access.Audited{What: access.TooOften, Person: v.noted(), Reference: v.reference})
		return
	}
	if status, _, _ := translate(refused); status != http.StatusForbidden {
		return
	}
	a := access.Audited{What: access.Refused, Person: v.noted(), About: v.place()}
	if err := v.audit(ctx, a); err != nil {
		v.Log.Error("A refusal could not be audited", "reference", v.reference, "cause", err)
	}
}

// place is the path of the page, without the token of one that has any.
func (v *visit) place() string {
	if strings.Contains(v.request.Pattern, "{token}") {
		_, path, _ := strings.Cut(v.request.Pattern, " ")
		return path
	}
	return v.request.URL.Path
}

// audit keeps what was done about coming in, or taking data out, under the visit's
// reference.
func (v *visit) audit(ctx context.Context, a access.Audited) error {
	a.At, a.Reference = v.Real(), v.reference
	return v.Access.Append(ctx, a.Clean())
}
