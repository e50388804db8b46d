package web

import (
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// What a session keeps.
const (
	sessionPerson = "person" // who signed in
	sessionSays   = "says"   // a sentence for the next page
)

// newSessions makes the sessions. What is stored is named by a hash: whoever reads the
// database cannot come in with it.
func newSessions(o Options) *scs.SessionManager {
	m := scs.New()
	m.Store = o.Sessions
	m.HashTokenInStore = true
	m.Lifetime, m.IdleTimeout = 14*24*time.Hour, 12*time.Hour
	m.Cookie.Name = "cairn"
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Path = true, http.SameSiteLaxMode, "/"
	if o.Secure { // such a cookie cannot be set from another host, nor over plain http
		m.Cookie.Name, m.Cookie.Secure = "__Host-cairn", true
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		ref := reference()
		o.Log.Error("A session could not be read or kept", "reference", ref, "cause", err)
		http.Error(w, "Sorry, the service is not available just now. Nothing was lost. Try again in a few minutes. Reference: "+ref, http.StatusServiceUnavailable)
	}
	return m
}

// signIn makes the session somebody's, under a new token.
func (v *visit) signIn(person string) error {
	ctx := v.request.Context()
	if err := v.sessions.RenewToken(ctx); err != nil {
		return err
	}
	v.sessions.Put(ctx, sessionPerson, person)
	return nil
}
