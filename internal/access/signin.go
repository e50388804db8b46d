package access

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// SignInID names a sign-in. It is no secret: whoever knows it cannot use it.
type SignInID string

// How says by what means somebody came in.
type How string

// The ways in.
const (
	ByDemo    How = "demo"    // one press, with the demo data alone
	ByLink    How = "link"    // sent by email
	ByPasskey How = "passkey" // WebAuthn
	ByOIDC    How = "oidc"    // the staff's provider
	ByAdmin   How = "admin"   // the link that the first start prints
)

// SignIn is somebody who came in on one device.
type SignIn struct {
	ID      SignInID             `json:"id"`
	Person  improvement.PersonID `json:"person"`
	Began   time.Time            `json:"began"`
	Seen    time.Time            `json:"seen"` // to the minute
	How     How                  `json:"how"`
	Device  string               `json:"device"` // a short text for people, as DeviceOf gives it
	Session Hash                 `json:"-"`      // of the session's token: it ends with the sign-in
	Ended   time.Time            `json:"ended,omitzero"`
}

// NewSignIn makes one that begins now. session is the token of the session as it is
// after it was renewed, and userAgent what the browser calls itself.
func NewSignIn(person improvement.PersonID, how How, session, userAgent string, now time.Time) SignIn {
	return SignIn{
		ID: SignInID(rand.Text()), Person: person, Began: now, Seen: now,
		How: how, Device: DeviceOf(userAgent), Session: HashOf(session),
	}
}

// Limits say how long a sign-in lasts.
type Limits struct {
	Idle     time.Duration // since it was seen
	Absolute time.Duration // since it began
}

// DefaultLimits are a working day unused, and two weeks in all.
func DefaultLimits() Limits { return Limits{Idle: 12 * time.Hour, Absolute: 14 * 24 * time.Hour} }

// EndsBy is when a sign-in ends at the latest if it is not used again; when it ended, of one that did.
func (l Limits) EndsBy(s SignIn) time.Time {
	if !s.Ended.IsZero() {
		return s.Ended
	}
	idle, absolute := s.Seen.Add(l.Idle), s.Began.Add(l.Absolute)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// Check refuses a sign-in that does not stand any more, with what to do.
func (l Limits) Check(s SignIn, now time.Time) error {
	switch {
	case !s.Ended.IsZero():
		return signInAgain("You signed out, or this sign-in was ended. Sign in again.")
	case !now.Before(s.Began.Add(l.Absolute)):
		return signInAgain("You signed in a while ago, and it is time to do so again.")
	case !now.Before(s.Seen.Add(l.Idle)):
		return signInAgain("You were signed out because nothing was done for a while. Sign in again.")
	}
	return nil
}

// Stands tells whether a sign-in is in use yet.
func (l Limits) Stands(s SignIn, now time.Time) bool { return l.Check(s, now) == nil }

func signInAgain(sentence string) error {
	return improvement.Refuse(improvement.NotAllowed, "", "%s", sentence)
}

// RecentFor is how long a sign-in proves who is there, before what changes how they come in.
const RecentFor = 10 * time.Minute

// Recent tells whether somebody showed who they are a short while ago.
func Recent(shown, now time.Time) bool { return now.Before(shown.Add(RecentFor)) }

// seenEvery is how exactly it is kept when a sign-in was seen: a page need not write.
const seenEvery = time.Minute

// SignIns keeps the sign-ins.
type SignIns interface {
	// BeginSignIn keeps a new one. It refuses somebody who was erased.
	BeginSignIn(ctx context.Context, s SignIn) error
	// SignIn gives one, ended or not.
	SignIn(ctx context.Context, id SignInID) (SignIn, error)
	// SeeSignIn keeps that one was seen at a time, unless it has ended.
	SeeSignIn(ctx context.Context, id SignInID, at time.Time) error
	// SignInsOf lists somebody's, ended ones too, the latest first.
	SignInsOf(ctx context.Context, person improvement.PersonID) ([]SignIn, error)
	// EndSignIn ends one, with its session. One that has ended stays as it is.
	EndSignIn(ctx context.Context, id SignInID, at time.Time) error
	// EndSignInsOf ends all of somebody's but one, which may be empty, and counts them.
	EndSignInsOf(ctx context.Context, person improvement.PersonID, except SignInID, at time.Time) (int, error)
}

// Standing gives a sign-in that stands now, for the price of one query, and keeps that it
// was seen. One that stands no more, or is not there, is refused with what to do.
func Standing(ctx context.Context, store SignIns, l Limits, id SignInID, now time.Time) (SignIn, error) {
	s, err := store.SignIn(ctx, id)
	if err != nil {
		return s, orSay(err, signInAgain("You are not signed in. Sign in first."))
	}
	if err := l.Check(s, now); err != nil {
		return s, err
	}
	if now.Sub(s.Seen) >= seenEvery {
		return s, store.SeeSignIn(ctx, id, now)
	}
	return s, nil
}
