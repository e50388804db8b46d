package web

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Options are what a Server is made of.
type Options struct {
	Record     Record
	Sender     Sender
	Registrar  Registrar
	Programmes improvement.Programmes
	Agendas    Agendas
	Blobs      improvement.Blobs
	Vault      Vault
	Sessions   SessionStore
	Access     access.Store
	Reports    Reports
	Directory  Directory
	Now        func() time.Time          // the record's time
	Real       func() time.Time          // by which people come in, also in a rehearsal
	Outcomes   []improvement.CoreOutcome // that a launch may choose
	Library    Library                   // of evidence, and what came of it
	Voices     Voices
	Parts      Parts
	Held       Held
	Rates      improvement.Rates // what hours are priced at

	Council   Council   // who answers for the service
	Statement Statement // what its accessibility statement says of itself

	Newsletters Newsletters

	// Rehearsing marks every page. People of a rehearsal are one press away: nobody signs in.
	Rehearsing bool
	// Secure says that people come by https, here or at a proxy in front.
	Secure bool
	// Proxy says that a proxy in front tells for whom it asks.
	Proxy bool

	// BaseURL is where people reach the pages, as letters say it: never as a request does.
	BaseURL   string
	Letters   Letters // nil: no link is sent
	Addresses Addresses
	Beginner  Beginner
	Account   Account
	TaskLinks access.Signer // reads the links of letters to one task
	OIDC      OIDC          // by which staff sign in

	Log   *slog.Logger
	Meter Meter // nil: nothing is counted
}

// Server serves the pages. It is safe for concurrent use.
type Server struct {
	Options
	sessions *scs.SessionManager
	limits   *limiter
	provider *provider          // nil: there is none
	passkeys *webauthn.WebAuthn // nil: the pages have no name to bind them to

	posting     sync.WaitGroup // letters under way
	letterSlots chan struct{}
	templates   templates
	pages       *http.ServeMux // by which a request's route is told
	handler     http.Handler
}

// New makes a Server. A template that cannot be read is an error at once.
func New(o Options) (*Server, error) {
	parsed, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	passkeys, err := newPasskeys(o)
	if err != nil {
		return nil, err
	}
	if o.Meter == nil {
		o.Meter = noMeter{}
	}
	s := &Server{passkeys: passkeys, provider: newProvider(o), Options: o, templates: parsed, sessions: newSessions(o), limits: newLimiter(), letterSlots: make(chan struct{}, lettersAtOnce)}
	s.handler = s.guard(s.mux())
	return s, nil
}

// Wait waits until the letters that requests asked for have left.
func (s *Server) Wait() { s.posting.Wait() }

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
