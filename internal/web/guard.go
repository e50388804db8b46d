package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/static"
	"github.com/klauspost/compress/gzhttp"
)

// contentPolicy lets a page load what this service serves, and nothing else: no inline
// script or style, no frame around it, no form that goes elsewhere.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'"

// staticPath is where what pages are dressed in lies.
const staticPath = "/static/"

// maxForm is the most bytes of a form without files.
const maxForm = 1 << 20

// mux sends each route to its handler. What no route takes is not found.
func (s *Server) mux() http.Handler {
	pages := http.NewServeMux()
	for _, r := range s.routes() {
		pages.Handle(r.pattern, s.serve(r))
	}
	pages.Handle("/", s.serve(route{policy: everybody, handle: func(context.Context, *visit) (answer, error) { return answer{}, improvement.ErrNotFound }}))
	s.pages = pages
	all := http.NewServeMux()
	all.Handle("GET "+staticPath, static.Handler())
	all.Handle("/", s.sessions.LoadAndSave(pages))
	return all
}

// guard stands before everything.
func (s *Server) guard(next http.Handler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.AddInsecureBypassPattern(oneClick)
	crossOrigin.SetDenyHandler(http.HandlerFunc(s.fromElsewhere))
	return s.measured(s.recovers(s.headers(crossOrigin.Handler(gzhttp.GzipHandler(next)))))
}

// fromElsewhere refuses what another site had a browser send. It may be an attack, so log,
// metrics and audit have it.
func (s *Server) fromElsewhere(w http.ResponseWriter, r *http.Request) {
	v := s.outside(w, r)
	s.turnedAway(r.Context(), r, access.Audited{What: access.FromElsewhere, Reference: v.reference})
	v.give(v.explain(errFromElsewhere))
}

// routeOf is the route of a request that no page has taken yet: an address itself may
// have a token, which is not for the log.
func (s *Server) routeOf(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, staticPath) {
		return "GET " + staticPath
	}
	_, pattern := s.pages.Handler(r)
	return pattern
}

func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if !strings.HasPrefix(r.URL.Path, staticPath) {
			h.Set("Cache-Control", "no-store")
		}
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// recovers keeps a fault in one page from ending the service. An answer that has begun is
// cut off, so that nobody takes a part of it for all.
func (s *Server) recovers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &seenWriter{ResponseWriter: w}
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if fault == http.ErrAbortHandler { //nolint:errorlint // it is thrown as it is
				panic(fault)
			}
			err, is := fault.(error)
			if !is || !errors.Is(err, improvement.ErrUnavailable) {
				err = fmt.Errorf("a page failed: %v\n%s", fault, debug.Stack())
			}
			v := s.outside(w, r)
			a := v.explain(err)
			if seen.begun {
				panic(http.ErrAbortHandler)
			}
			for _, of := range []string{"Content-Disposition", "Content-Encoding", "Content-Length"} { // what failed had set
				w.Header().Del(of)
			}
			v.give(a)
		}()
		next.ServeHTTP(seen, r)
	})
}

// serve lets in whom the route's policy lets in, and answers.
func (s *Server) serve(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		defer s.dropFiles(req)
		r.keepsToken(w)
		v, err := s.visit(w, req)
		v.unnamed = r.unnamed
		v.bound(req.Context(), r)
		if err == nil {
			err = s.withinLimit(r, req)
		}
		again := false
		if err == nil && r.fresh && r.policy.lets(v.signedIn, v.who) {
			again, err = v.mustShow(req.Context())
		}
		var a answer
		switch {
		case err != nil:
		case again:
			a, err = v.askAgain(req.Context())
		case r.policy.lets(v.signedIn, v.who):
			a, err = r.handle(req.Context(), v)
		case !v.signedIn:
			a, err = v.askToSignIn(req.Context())
		default:
			err = improvement.Refuse(improvement.NotAllowed, "", "This page is for %s. If you need it, ask your Locality Wellbeing Officer.", r.policy.whom())
		}
		if err != nil {
			v.auditRefusal(req.Context(), err)
			a = v.explain(err)
		}
		v.give(a)
	})
}

// dropFiles deletes what a form's files left on the disk. The server does so only for the
// request that it made, and a session's request is another.
func (s *Server) dropFiles(r *http.Request) {
	if r.MultipartForm == nil {
		return
	}
	if err := r.MultipartForm.RemoveAll(); err != nil {
		s.Log.Error("What a form left on the disk could not be deleted", "cause", err)
	}
}
