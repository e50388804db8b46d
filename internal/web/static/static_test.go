package static

import (
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheDesignSystemIsBuiltIn(t *testing.T) {
	if err := Ready(); err != nil {
		t.Fatal(err)
	}
	for _, name := range append([]string{"app.css", "app.js", "documents/pdf.svg"}, made...) {
		address, err := Path(name)
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^/static/[0-9a-f]{16}/` + regexp.QuoteMeta(name) + `$`).MatchString(address) {
			t.Errorf("%s is at %s", name, address)
		}
		if got := ask(t, http.MethodGet, address, "gzip").Code; got != http.StatusOK {
			t.Errorf("%s: %d", address, got)
		}
	}
}

func TestAProgramWithoutTheAssetsSaysWhatToDo(t *testing.T) {
	d, err := gather(fstest.MapFS{"dist/.gitignore": {}, "src/app.css": {}}, "dist", "src")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.ready(); err == nil || !strings.Contains(err.Error(), "make assets") {
		t.Errorf("ready: %v", err)
	}
	// Pages can be tested all the same.
	if _, err := d.path("design-system.css"); err != nil {
		t.Error(err)
	}
	if _, err := d.path("desing-system.css"); err == nil {
		t.Error("a misspelt name has an address")
	}
}

func TestTheAddressFollowsTheContent(t *testing.T) {
	hash := func(css, js string) string {
		d, err := gather(fstest.MapFS{"src/a.css": {Data: []byte(css)}, "src/a.js": {Data: []byte(js)}}, "src")
		if err != nil {
			t.Fatal(err)
		}
		return d.hash
	}
	if first, again := hash("one", "two"), hash("one", "two"); first != again {
		t.Error("the same content has two addresses")
	}
	if hash("one", "two") == hash("one", "too") || hash("one", "two") == hash("onet", "wo") {
		t.Error("other content has the same address")
	}
}

func TestTwoFilesOfOneNameAreRefused(t *testing.T) {
	if _, err := gather(fstest.MapFS{"dist/a.css": {}, "src/a.css": {}}, "dist", "src"); err == nil {
		t.Error("one hid the other")
	}
	broken := errors.New("broken")
	if _, err := gather(brokenFS{broken}, "dist"); !errors.Is(err, broken) {
		t.Errorf("a folder that cannot be read: %v", err)
	}
}

func TestServing(t *testing.T) {
	css, err := Path("design-system.css")
	if err != nil {
		t.Fatal(err)
	}
	plain, err := os.ReadFile("dist/design-system.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		accept string
		zipped bool
	}{
		{"", false},
		{"gzip", true},
		{"br, GZIP;q=0.5", true},
		{"gzip;q=0", false},
		{"gzip; q=0.0, br", false},
		{"br", false},
	} {
		w := ask(t, http.MethodGet, css, c.accept)
		h := w.Header()
		if got := h.Get("Content-Encoding") == "gzip"; got != c.zipped {
			t.Errorf("Accept-Encoding %q: gzip %v", c.accept, got)
		}
		if got := body(t, w); got != string(plain) {
			t.Errorf("Accept-Encoding %q: other content", c.accept)
		}
		if h.Get("Content-Type") != "text/css; charset=utf-8" || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Cache-Control") != "public, max-age=31536000, immutable" || h.Get("Vary") != "Accept-Encoding" {
			t.Errorf("headers %v", h)
		}
	}
	if w := ask(t, http.MethodPost, css, ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", w.Code)
	}
}

// A page that was open when a new version came must not lose its looks, and nobody
// may keep the new file under the old address.
func TestAnEarlierAddressGetsTodaysFileOnce(t *testing.T) {
	w := ask(t, http.MethodGet, Prefix+"0123456789abcdef/app.js", "")
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d, %s", w.Code, w.Header().Get("Cache-Control"))
	}
}

func TestNothingElseIsServed(t *testing.T) {
	now, err := Path("app.js")
	if err != nil {
		t.Fatal(err)
	}
	folder := strings.TrimSuffix(now, "app.js")
	for _, address := range []string{Prefix, folder, folder + ".gitignore", folder + ".made-from", folder + "../static.go", folder + "documents"} {
		if got := ask(t, http.MethodGet, address, "").Code; got != http.StatusNotFound {
			t.Errorf("%s: %d", address, got)
		}
	}
}

// The whole of a first page may take 60 KB; this leaves a quarter of it to the page.
func TestTheDressIsLight(t *testing.T) {
	sum := 0
	for _, name := range []string{"design-system.css", "app.css", "design-system.js", "app.js"} {
		address, err := Path(name)
		if err != nil {
			t.Fatal(err)
		}
		sum += ask(t, http.MethodGet, address, "gzip").Body.Len()
	}
	if sum > 47<<10 {
		t.Errorf("styles and scripts take %d bytes compressed", sum)
	}
}

func ask(t *testing.T, method, address, accept string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, address, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func body(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var from io.Reader = w.Body
	if w.Header().Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(from)
		if err != nil {
			t.Fatal(err)
		}
		from = unzipped
	}
	content, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// brokenFS cannot be read.
type brokenFS struct{ err error }

func (b brokenFS) Open(string) (fs.File, error) { return nil, b.err }

// TestEveryStyleRuleIsClosed holds that one rule does not swallow those behind it: no
// browser says so.
func TestEveryStyleRuleIsClosed(t *testing.T) {
	css, err := tree.ReadFile("src/app.css")
	if err != nil {
		t.Fatal(err)
	}
	depth := 0
	for n, line := range strings.Split(string(css), "\n") {
		if strings.HasPrefix(line, "/*") && depth != 0 {
			t.Fatalf("line %d: the rule before it is not closed", n+1)
		}
		depth += strings.Count(line, "{") - strings.Count(line, "}")
	}
	if depth != 0 {
		t.Errorf("%d rules are not closed", depth)
	}
}
