// Package pagestest serves the pages of a small town to tests: the real service on a
// record of its own, with the people and groups of the examples.
package pagestest

import (
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/google/uuid"
)

// Town is a service that runs for a test.
type Town struct {
	*assembly.Service
	URL string // of the pages
	log *slog.Logger
}

// Examples is the folder of the examples.
func Examples() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "../../../examples/moray")
}

// Open starts a town in which it is Monday, 18 January 2027, for which the examples are
// written. A day lasts half an hour, so that nothing falls due while a test goes on. settings are by their keys and come on top. It ends with the test.
func Open(t testing.TB, settings map[string]any) *Town {
	t.Helper()
	over := map[string]any{"rehearse": "1d=30m"}
	maps.Copy(over, settings)
	town := Begin(t, over)
	town.Load(t, "directory.yaml")
	town.Load(t, "agreed-before.yaml")
	return town
}

// Begin starts a service on a new record with nobody on it, for real work unless the
// settings say otherwise.
func Begin(t testing.TB, settings map[string]any) *Town {
	t.Helper()
	over := map[string]any{
		"data.dir": t.TempDir(), "engine.port": 0, "http.address": "127.0.0.1:0", "web.address": "127.0.0.1:0", "mail.poll": "50ms",
	}
	maps.Copy(over, settings)
	s, err := config.Load(config.Source{Overrides: over})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("CAIRN_TEST_LOG") != "" {
		log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	service, err := assembly.Start(t.Context(), s, improvement.Date("2027-01-18").Morning(), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := service.Stop(); err != nil {
			t.Error(err)
		}
	})
	return &Town{service, service.WebURL(), log}
}

// Load loads a directory document of the examples as the administrator.
func (town *Town) Load(t testing.TB, name string) {
	t.Helper()
	town.LoadDocument(t, Document(t, name))
}

// LoadDocument loads a directory document as the administrator.
func (town *Town) LoadDocument(t testing.TB, doc []byte) {
	t.Helper()
	const admin = "it-admin"
	d := town.Desk
	read, err := intake.Reader{Sealer: d.Vault, Author: admin}.Directory(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	directory := steward.Directory{Record: d.Store, Opener: d.Vault, Now: d.Now}
	if _, err := directory.Load(t.Context(), admin, read.Commands()); err != nil {
		t.Fatal(err)
	}
}

// Document reads a file of the examples.
func Document(t testing.TB, name string) []byte {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join(Examples(), name))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Launch launches the breakfast club, and gives the test's identifier.
func (town *Town) Launch(t testing.TB) string {
	t.Helper()
	const lwo = "east-lwo"
	charter, err := intake.Reader{Sealer: town.Desk.Vault, Author: lwo}.Charter(t.Context(), Document(t, "breakfast-club/charter.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.Launch(t.Context(), improvement.CommandID(uuid.NewString()), lwo, charter); err != nil {
		t.Fatal(err)
	}
	return charter.ID
}

// Do sends a command to a test, as a document of the examples or with none.
func (town *Town) Do(t testing.TB, test string, as improvement.PersonID, command string, doc []byte) {
	t.Helper()
	c, err := intake.Reader{Sealer: town.Desk.Vault, Author: as}.Command(t.Context(), command, doc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.Test(t.Context(), test, improvement.CommandID(uuid.NewString()), as, c.Test); err != nil {
		t.Fatal(err)
	}
}

// Visitor is a browser without a screen, with its cookies.
type Visitor struct {
	t    testing.TB
	town *Town
	http *http.Client
}

// Stranger is somebody who has not signed in.
func (town *Town) Stranger(t testing.TB) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Visitor{t, town, &http.Client{Jar: jar, Timeout: time.Minute}}
}

// As is somebody of the town who has signed in.
func (town *Town) As(t testing.TB, person string) *Visitor {
	t.Helper()
	v := town.Stranger(t)
	if p := v.Post("/sign-in/rehearsal", url.Values{"person": {person}, "next": {"/"}}); p.Status != http.StatusOK || p.Path != "/" {
		t.Fatalf("%s did not come in: %d at %s: %s", person, p.Status, p.Path, p.Text())
	}
	return v
}

// Get opens a page.
func (v *Visitor) Get(path string) *Page {
	v.t.Helper()
	response, err := v.http.Get(v.town.URL + path)
	return v.page(response, err)
}

// Post sends a form as it is given, and follows where it leads.
func (v *Visitor) Post(path string, values url.Values) *Page {
	v.t.Helper()
	response, err := v.http.PostForm(v.town.URL+path, values)
	return v.page(response, err)
}

// Send sends a request of a test's own making.
func (v *Visitor) Send(r *http.Request) *Page {
	v.t.Helper()
	response, err := v.http.Do(r) //nolint:gosec // a test asks its own town
	return v.page(response, err)
}

func (v *Visitor) page(response *http.Response, err error) *Page {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return &Page{visitor: v, Status: response.StatusCode, Path: response.Request.URL.RequestURI(), Header: response.Header, Body: string(body)}
}

// Cookie is the value of a cookie that the visitor's browser has; "" for none.
func (v *Visitor) Cookie(name string) string {
	v.t.Helper()
	for _, c := range v.http.Jar.Cookies(v.at()) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// SetCookie plants a cookie in the visitor's browser.
func (v *Visitor) SetCookie(name, value string) {
	v.t.Helper()
	v.http.Jar.SetCookies(v.at(), []*http.Cookie{{Name: name, Value: value, Path: "/"}}) //nolint:gosec // as a test gives it
}

func (v *Visitor) at() *url.URL {
	v.t.Helper()
	u, err := url.Parse(v.town.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	return u
}
