package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// guarded is a server of one route, what it logs, and the forms that it keeps.
func guarded(t *testing.T, r route) (*Server, *bytes.Buffer, *keptForms) {
	t.Helper()
	var log bytes.Buffer
	kept := &keptForms{}
	o := Options{Meter: noMeter{}, Log: slog.New(slog.NewTextHandler(&log, nil)), Sessions: memStore{memstore.New()}, Real: time.Now, Access: kept, Vault: openVault{}, Secure: true}
	parsed, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Options: o, sessions: newSessions(o), limits: newLimiter(), pages: http.NewServeMux(), templates: parsed}
	s.pages.Handle(r.pattern, s.serve(r))
	s.handler = s.guard(s.sessions.LoadAndSave(s.pages))
	return s, &log, kept
}

// memStore keeps sessions for a test.
type memStore struct{ *memstore.MemStore }

func (m memStore) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	return m.Find(token)
}
func (m memStore) CommitCtx(_ context.Context, token string, b []byte, expiry time.Time) error {
	return m.Commit(token, b, expiry)
}
func (m memStore) DeleteCtx(_ context.Context, token string) error { return m.Delete(token) }

// keptForms counts the drafts that are kept.
type keptForms struct {
	access.Store
	n       int
	last    access.Draft
	audited []access.Audited
}

func (k *keptForms) Append(_ context.Context, a access.Audited) error {
	k.audited = append(k.audited, a)
	return nil
}

func (k *keptForms) PutDraft(_ context.Context, d access.Draft) error {
	k.n++
	k.last = d
	return nil
}

// openVault seals nothing.
type openVault struct{ Vault }

func (openVault) SealBytes(_ context.Context, _ improvement.PersonID, _ string, data []byte) ([]byte, error) {
	return data, nil
}

func (openVault) OpenBytes(_ context.Context, _ improvement.PersonID, _ string, sealed []byte) ([]byte, error) {
	return sealed, nil
}

// TestNoTokenIsLogged holds that an address with a token leaves none in the log, where a
// page fails and where another site sends.
func TestNoTokenIsLogged(t *testing.T) {
	fails := func(context.Context, *visit) (answer, error) { panic("a fault") }
	for _, from := range []string{"same-origin", "cross-site"} {
		s, log, _ := guarded(t, route{pattern: "POST /task/{token}", policy: everybody, handle: fails})
		r := httptest.NewRequest(http.MethodPost, "/task/SECRET", nil)
		r.Header.Set("Sec-Fetch-Site", from)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got := log.String(); !strings.Contains(got, "/task/{token}") || strings.Contains(got, "SECRET") {
			t.Errorf("%s: the log: %s", from, got)
		}
		ref := referenceIn.FindStringSubmatch(w.Body.String())
		if ref == nil || !strings.Contains(log.String(), ref[1]) {
			t.Errorf("%s: the person reads %q, which the log does not have", from, w.Body)
		}
	}
}

// referenceIn finds the reference in a page that says no.
var referenceIn = regexp.MustCompile(`reference: <strong>([0-9a-f]{8})</strong>`)

// TestWhatNoPageAnswersIsAnsweredByAPage holds that what is refused before any page took it,
// and what fails in one, is told as every refusal is: by one page, with a safe sentence.
func TestWhatNoPageAnswersIsAnsweredByAPage(t *testing.T) {
	fails := func(_ context.Context, v *visit) (answer, error) {
		v.writer.Header().Set("Content-Disposition", "attachment")
		panic("a fault with a SECRET")
	}
	for name, tt := range map[string]struct {
		handle   handler
		from     string
		sessions SessionStore
		status   int
		says     string
	}{
		"a fault":                {fails, "same-origin", nil, http.StatusInternalServerError, "It is not your fault"},
		"another site":           {fails, "cross-site", nil, http.StatusForbidden, "This was sent from another site"},
		"sessions that are away": {fails, "same-origin", brokenStore{}, http.StatusServiceUnavailable, "Nothing was lost"},
		"a session that was not kept": {func(_ context.Context, v *visit) (answer, error) {
			v.say("Thank you.")
			return show(errorPage{Title: "Done"})
		}, "same-origin", fullStore{memStore{memstore.New()}}, http.StatusServiceUnavailable, "Nothing was lost"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _, _ := guarded(t, route{pattern: "POST /a", policy: everybody, handle: tt.handle})
			if tt.sessions != nil {
				s.sessions.Store = tt.sessions
			}
			r := httptest.NewRequest(http.MethodPost, "/a", nil)
			r.Header.Set("Sec-Fetch-Site", tt.from)
			r.AddCookie(&http.Cookie{Name: s.sessions.Cookie.Name, Value: "one"})
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != tt.status || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Content-Disposition") != "" {
				t.Errorf("%d, %v", w.Code, w.Header())
			}
			body := w.Body.String()
			if strings.Count(body, "<h1") != 1 || !strings.Contains(body, tt.says) || !referenceIn.MatchString(body) || strings.Contains(body, "SECRET") {
				t.Errorf("the person reads %s", body)
			}
		})
	}
}

// brokenStore is away; fullStore keeps nothing.
type (
	brokenStore struct{ SessionStore }
	fullStore   struct{ memStore }
)

func (brokenStore) FindCtx(context.Context, string) ([]byte, bool, error) {
	return nil, false, errors.New("away")
}

func (fullStore) CommitCtx(context.Context, string, []byte, time.Time) error {
	return errors.New("full")
}

// TestAnAnswerThatHasBegunIsCutOff holds that nothing is written behind a part of a page.
func TestAnAnswerThatHasBegunIsCutOff(t *testing.T) {
	s, log, _ := guarded(t, route{pattern: "GET /a", policy: everybody, handle: func(_ context.Context, v *visit) (answer, error) {
		fmt.Fprint(v.writer, strings.Repeat("a part ", 1000))
		panic("a fault")
	}})
	w := httptest.NewRecorder()
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // it is thrown as it is
			t.Error("it is not cut off")
		}
		if strings.Contains(w.Body.String(), "<html") || !strings.Contains(log.String(), "a fault") {
			t.Errorf("%s\nthe log: %s", w.Body, log)
		}
	}()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a", nil))
}

// TestEveryAnswerIsGuarded holds what each answer tells the browser, also one that fails.
func TestEveryAnswerIsGuarded(t *testing.T) {
	fails := func(context.Context, *visit) (answer, error) { panic("a fault") }
	s, _, _ := guarded(t, route{pattern: "GET /a", policy: everybody, handle: fails})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a", nil))
	for name, want := range map[string]string{
		"Strict-Transport-Security": "max-age=63072000; includeSubDomains", "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	policy := w.Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the content security policy lacks %s: %s", part, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the content security policy: %s", policy)
	}
}

// TestCookiesAreThisHostsAlone holds how cookies are set by https.
func TestCookiesAreThisHostsAlone(t *testing.T) {
	s, _, _ := guarded(t, route{pattern: "GET /a", policy: everybody, handle: func(_ context.Context, v *visit) (answer, error) {
		v.say("Something.")
		v.setCookie(linkCookie, "a", time.Minute)
		return goTo("/b")
	}})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a", nil))
	all := w.Result().Cookies()
	if len(all) != 2 {
		t.Fatalf("cookies: %v", all)
	}
	for _, c := range all {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s", c)
		}
	}
}

// TestAFormLeavesNothingOnTheDisk holds that a file that was too large for memory is gone
// once it was answered.
func TestAFormLeavesNothingOnTheDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	meanwhile := 0
	s, _, _ := guarded(t, route{pattern: "POST /a", policy: everybody, files: maxFiles, handle: func(_ context.Context, v *visit) (answer, error) {
		if _, err := v.posted(); err != nil {
			return answer{}, err
		}
		meanwhile = len(left(t, dir))
		return goTo("/b")
	}})
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(filesField, "large.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(make([]byte, 12<<20)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/a", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	s.ServeHTTP(httptest.NewRecorder(), r)
	if meanwhile == 0 {
		t.Error("it was never on the disk: the test says nothing")
	}
	if after := left(t, dir); len(after) > 0 {
		t.Errorf("left: %v", after)
	}
}

func left(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "multipart-*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestStrangersDoNotFillTheRecord holds that of one address so many forms are kept that
// nobody in particular sent.
func TestStrangersDoNotFillTheRecord(t *testing.T) {
	s, _, kept := guarded(t, route{pattern: "POST /a", policy: onRecord})
	for n := range keptForStrangers.times + 5 {
		r := httptest.NewRequest(http.MethodPost, "/a", strings.NewReader(url.Values{"a": {"forty bowls"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if n < keptForStrangers.times && w.Code != http.StatusSeeOther || n >= keptForStrangers.times && (w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "forty bowls")) {
			t.Fatalf("%d: %d: %s", n, w.Code, w.Body)
		}
	}
	if kept.n != keptForStrangers.times {
		t.Errorf("%d are kept", kept.n)
	}
}

// TestNoFormOfALinkIsKept holds that the address of a linked task, which has its token, does
// not come into the record as the name of a draft.
func TestNoFormOfALinkIsKept(t *testing.T) {
	s, _, kept := guarded(t, route{pattern: "POST /task/{token}", policy: everybody, handle: func(ctx context.Context, v *visit) (answer, error) {
		v.who.Person = "keith-cook" // as takeTask does
		if err := v.keep(ctx, v.blank(nil)); err == nil {
			t.Error("it is kept")
		}
		return goTo("/")
	}})
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/task/SECRET", nil))
	if kept.n > 0 {
		t.Errorf("%d are kept", kept.n)
	}
}

// oneActor is a record of one person, who is signed in.
type oneActor struct {
	Record
	who improvement.Actor
}

func (o *oneActor) Actor(context.Context, improvement.PersonID) (improvement.Actor, error) {
	return o.who, nil
}

func (k *keptForms) SignIn(_ context.Context, id access.SignInID) (access.SignIn, error) {
	return access.SignIn{ID: id, Person: "kim", Began: time.Now(), Seen: time.Now()}, nil
}

// TestASignInEndsForSomebodyUnder16 holds that it ends with the next request once the record
// says that somebody is under 16, not only when they come again.
func TestASignInEndsForSomebodyUnder16(t *testing.T) {
	var was []bool
	record := &oneActor{who: improvement.Actor{Person: "kim"}}
	s, _, _ := guarded(t, route{pattern: "GET /a", policy: everybody, handle: func(ctx context.Context, v *visit) (answer, error) {
		was = append(was, v.signedIn)
		v.sessions.Put(ctx, sessionSignIn, "one")
		return goTo("/b")
	}})
	s.Record = record
	var cookies []*http.Cookie
	for i := range 3 {
		if i == 2 {
			record.who.NamedAdult = "parent"
		}
		r, w := httptest.NewRequest(http.MethodGet, "/a", nil), httptest.NewRecorder()
		for _, c := range cookies {
			r.AddCookie(c)
		}
		s.ServeHTTP(w, r)
		cookies = append(cookies, w.Result().Cookies()...)
	}
	if len(was) != 3 || was[0] || !was[1] || was[2] {
		t.Errorf("signed in: %v", was)
	}
}

func TestNobodyIsSentElsewhere(t *testing.T) {
	for path, want := range map[string]string{
		"/tests?mine=1": "/tests?mine=1", "": "/", "tests": "/", "https://example.org": "/", "//example.org": "/", `/\example.org`: "/",
		"/\t/example.org": "/", "/\n/example.org": "/", "/\x00/example.org": "/",
	} {
		if got := within(path); got != want {
			t.Errorf("%q leads to %q", path, got)
		}
	}
}

// TestAProviderAnswersWhereItIs holds that nobody is asked but the provider that was named.
func TestAProviderAnswersWhereItIs(t *testing.T) {
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer other.Close()
	named := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer named.Close()
	p := newProvider(Options{OIDC: OIDC{Issuer: named.URL}})
	if _, _, err := p.discover(t.Context()); err == nil || asked > 0 {
		t.Errorf("%v, and another was asked %d times", err, asked)
	}
}

// TestASlowProviderKeepsNobodyWaiting holds that somebody comes to the provider while it
// owes another an answer, and that it is asked again after it failed.
func TestASlowProviderKeepsNobodyWaiting(t *testing.T) {
	var asked atomic.Int32
	reached, release := make(chan bool), make(chan bool)
	var issuer string
	named := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch asked.Add(1) {
		case 1:
			http.Error(w, "down", http.StatusBadGateway)
		case 2:
			close(reached)
			select {
			case <-release:
			case <-r.Context().Done():
			}
		default:
			_, _ = fmt.Fprintf(w, `{"issuer": %q, "authorization_endpoint": "%[1]s/auth", "token_endpoint": "%[1]s/token", "jwks_uri": "%[1]s/keys"}`, issuer)
		}
	}))
	defer named.Close()
	issuer = named.URL
	p := newProvider(Options{OIDC: OIDC{Issuer: issuer}})
	if _, _, err := p.discover(t.Context()); !errors.Is(err, improvement.ErrUnavailable) {
		t.Fatalf("a provider that is down: %v", err)
	}
	slow := make(chan error, 1)
	go func() { _, _, err := p.discover(t.Context()); slow <- err }()
	<-reached
	if _, config, err := p.discover(t.Context()); err != nil || config.Endpoint.AuthURL != issuer+"/auth" {
		t.Errorf("the next: %+v, %v", config, err)
	}
	select {
	case err := <-slow:
		t.Errorf("the next waited for the one before: %v", err)
	default:
	}
	close(release)
	if err := <-slow; err == nil {
		t.Error("an empty answer is taken")
	}
}
