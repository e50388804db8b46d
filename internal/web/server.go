package web

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// Options are what a Server is made of.
type Options struct {
	Record    Record
	Sender    Sender
	Registrar Registrar
	Blobs     improvement.Blobs
	Vault     Vault
	Sessions  SessionStore
	Access    access.Store
	Reports   Reports
	Directory Directory
	Now       func() time.Time // the record's time
	Real      func() time.Time // by which people come in, also in a rehearsal

	// Rehearsing marks every page. People of a rehearsal are one press away: nobody signs in.
	Rehearsing bool
	// Secure says that people come by https, here or at a proxy in front.
	Secure bool
	// Proxy says that a proxy in front tells for whom it asks.
	Proxy bool

	Log *slog.Logger
}

// Server serves the pages. It is safe for concurrent use.
type Server struct {
	Options
	sessions  *scs.SessionManager
	templates templates
	handler   http.Handler
}

// New makes a Server. A template that cannot be read is an error at once.
func New(o Options) (*Server, error) {
	parsed, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	s := &Server{Options: o, templates: parsed, sessions: newSessions(o)}
	s.handler = s.guard(s.mux())
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
