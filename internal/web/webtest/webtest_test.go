package webtest

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/static"
)

// policy is the pages' content security policy.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// serve answers with pages under the policy; what a form sent is shown at /sent.
func serve(t *testing.T, pages map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	for path, body := range pages {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			if strings.HasSuffix(path, ".js") { // a module is taken as nothing else
				w.Header().Set("Content-Type", "text/javascript")
			}
			fmt.Fprint(w, body)
		})
	}
	mux.HandleFunc("/icon", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/closed", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Not for you", http.StatusForbidden) })
	mux.HandleFunc("POST /sent", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			t.Error(err)
		}
		var said strings.Builder
		for name, values := range r.MultipartForm.Value {
			fmt.Fprintf(&said, "<p>%s is %s.</p>", html.EscapeString(name), html.EscapeString(strings.Join(values, " and ")))
		}
		for name, files := range r.MultipartForm.File {
			fmt.Fprintf(&said, "<p>%s is the file %s.</p>", name, html.EscapeString(files[0].Filename))
		}
		fmt.Fprint(w, document(said.String()))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func document(body string) string {
	return `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="/icon"></head><body><main><h1>A page</h1>` + body + `</main></body></html>`
}

const form = `<form action="/sent" method="post" enctype="multipart/form-data" novalidate>
<label for="title">Title</label><input id="title" name="title" value="before">
<label for="why">Why</label><textarea id="why" name="why"></textarea>
<label for="theme">Theme</label><select id="theme" name="theme"><option value=""></option><option value="pov">Poverty</option></select>
<fieldset><legend>When is it due?</legend><label for="d1">Day</label><input id="d1" name="due"></fieldset>
<fieldset><legend>When was it asked?</legend><label for="d2">Day</label><input id="d2" name="asked"></fieldset>
<fieldset><legend>Your vote</legend>
<input type="radio" id="v1" name="vote" value="yes"><label for="v1">Agree</label>
<input type="radio" id="v2" name="vote" value="no"><label for="v2">Decline</label></fieldset>
<label for="photo">Photo</label><input type="file" id="photo" name="photo">
<button>Send it</button></form>`

func TestAFormIsFilledAsAPersonWould(t *testing.T) {
	site := serve(t, map[string]string{"/form": document(form)})
	photo := filepath.Join(t.TempDir(), "hall.png")
	if err := os.WriteFile(photo, []byte("a picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	browser := Open(t)
	for _, scripts := range []bool{true, false} {
		p := browser.Page(1280, 900, scripts)
		p.Go(site + "/form")
		p.Fill("Title", "Breakfast club")
		p.Fill("Why", "")
		p.Choose("Theme", "Poverty")
		p.Fill("When is it due? > Day", "27")
		p.Fill("When was it asked? > Day", "3")
		p.Choose("Your vote", "Decline")
		p.Upload("Photo", photo)
		if p.Value("Your vote > Decline") != "true" || p.Value("Title") != "Breakfast club" {
			t.Error("the form does not hold what was filled in")
		}
		p.Click("Send it")
		for _, want := range []string{"title is Breakfast club.", "why is .", "theme is pov.", "due is 27.", "asked is 3.", "vote is no.", "photo is the file hall.png."} {
			p.See(want)
		}
		p.Back()
		p.See("Send it")
	}
}

func TestTheKeyboardAloneIsEnough(t *testing.T) {
	site := serve(t, map[string]string{"/form": document(form), "/": document(`<p><a href="/other">First</a> <a href="/form">To the form</a></p>`)})
	p := Open(t).Page(1280, 900, true)
	p.Go(site + "/")
	p.TabTo("To the form")
	p.Press("Shift+Tab")
	if got := p.Focused(); got != "First" {
		t.Errorf("Shift+Tab goes to %q", got)
	}
	p.Press("Tab", "Enter")
	p.TabTo("Agree")
	p.Press("Space", "ArrowDown")
	p.TabTo("Send it")
	p.Press("Enter")
	p.See("vote is no.")
}

func TestAPageHearsWhatGoesWrongUnseen(t *testing.T) {
	site := serve(t, map[string]string{
		"/fine":      document(`<p>Nothing wrong.</p>`),
		"/style":     document(`<p style="color:red">Red?</p>`),
		"/inline":    document(`<script>document.title = 'taken over'</script>`),
		"/missing":   document(`<img src="/nowhere.png" alt="">`),
		"/elsewhere": document(`<img src="http://example.org/a.png" alt="">`),
		"/throws":    document(`<script src="/throws.js"></script>`),
		"/throws.js": `console.warn('left out'); throw new Error('broken');`,
	})
	browser := Open(t)
	for path, want := range map[string][]string{
		"/fine":      nil,
		"/closed":    nil, // the answer itself: the test reads it
		"/style":     {"style"},
		"/inline":    {"script"},
		"/missing":   {"nowhere.png"},
		"/elsewhere": {"img-src"},
		"/throws":    {"left out", "broken"},
	} {
		p := browser.Page(800, 600, true)
		status := p.Status(site + path)
		if path == "/closed" && status != http.StatusForbidden {
			t.Errorf("%s: %d", path, status)
		}
		got := p.Faults()
		for _, w := range want {
			if !strings.Contains(strings.Join(got, "\n"), w) {
				t.Errorf("%s: %q is not among %q", path, w, got)
			}
		}
		if len(want) == 0 && len(got) > 0 {
			t.Errorf("%s: %q", path, got)
		}
		p.AllowFault("")
	}
}

// barriers is a page of them: a picture and a field that say nothing, buttons too small to
// hit, a heading and a caption that only look so, and a table without headings.
const barriers = `<img src="/icon"><input><div><button>i</button><button>j</button></div>
<section><p><b><i>Why</i></b></p><p>This is a paragraph that stands below what looks like its heading and is none.</p></section>
<table><tr><td colspan="2">Points</td></tr><tr><th scope="col">Day</th><th scope="col">Late</th></tr><tr><td>Monday</td><td>4</td></tr></table>
<table><caption>Points</caption><tr><td>1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td><td>6</td></tr><tr><td>7</td><td>8</td><td>9</td></tr></table>`

func TestBarriersAreFound(t *testing.T) {
	site := serve(t, map[string]string{"/": document(barriers)})
	browser := Open(t)
	for _, scripts := range []bool{true, false} {
		p := browser.Page(800, 600, scripts)
		p.Go(site + "/")
		rules := map[string]bool{}
		for _, v := range p.Axe() {
			rules[v.Rule] = true
		}
		for _, rule := range []string{"image-alt", "label", "target-size", "p-as-heading", "table-fake-caption", "td-has-header"} {
			if !rules[rule] {
				t.Errorf("scripts %v: %s is not among %v", scripts, rule, rules)
			}
		}
	}
}

func TestPagesAreOtherPeople(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("who"); err != nil {
			http.SetCookie(w, &http.Cookie{Name: "who", Value: "somebody"})
			fmt.Fprint(w, document("A stranger"))
			return
		}
		fmt.Fprint(w, document("Known"))
	})
	site := httptest.NewServer(mux)
	defer site.Close()
	browser := Open(t)
	one, other := browser.Page(800, 600, true), browser.Page(800, 600, true)
	one.Go(site.URL)
	one.Reload()
	one.See("Known")
	other.Go(site.URL)
	other.See("A stranger")
}

func TestWaysOfSeeing(t *testing.T) {
	site := serve(t, map[string]string{
		"/": `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="/icon"><link rel="stylesheet" href="/how.css"></head>
<body><p id="forced">forced</p><p id="paper">paper</p><p id="plain">plain</p><p id="narrow">narrow</p><div id="wide"></div></body></html>`,
	})
	// The style sheet is served by a page of its own: its type is told by its name.
	css := `p{display:none} #wide{width:600px;height:9px} @media(forced-colors:active){#forced{display:block}} @media(scripting:none){#plain{display:block}} @media(max-width:320px){#narrow{display:block}}`
	sheet := http.NewServeMux()
	sheet.HandleFunc("/how.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, css)
	})
	sheet.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get(site + r.URL.Path)
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		var page bytes.Buffer
		if _, err := page.ReadFrom(answer.Body); err != nil {
			t.Error(err)
		}
		_, _ = w.Write(page.Bytes())
	})
	both := httptest.NewServer(sheet)
	defer both.Close()
	browser := Open(t)

	p := browser.Page(1280, 900, true)
	p.Go(both.URL)
	if got := p.Words(); got != "" || p.Overflows() != 0 {
		t.Errorf("as it is: %q, %d px too wide", got, p.Overflows())
	}
	p.ForcedColours()
	p.See("forced")
	p.Zoom400()
	p.See("narrow")
	if got := p.Overflows(); got < 280 {
		t.Errorf("%d px too wide", got)
	}
	paper, err := os.ReadFile(p.PrintPDF("paper"))
	if err != nil || !bytes.HasPrefix(paper, []byte("%PDF-")) {
		t.Errorf("the print: %v", err)
	}
	picture, err := os.ReadFile(p.Screenshot("picture"))
	if err != nil || !bytes.HasPrefix(picture, []byte("\x89PNG")) {
		t.Errorf("the picture: %v", err)
	}

	p = browser.Page(1280, 900, false)
	p.Go(both.URL)
	p.See("plain")
}

// components is a page of all that the pages are made of.
func components(t *testing.T) string {
	t.Helper()
	page, err := template.New("components.html").Funcs(template.FuncMap{"static": static.Path}).ParseFiles("testdata/components.html")
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if err := page.Execute(&body, nil); err != nil {
		t.Fatal(err)
	}
	return body.String()
}

// What the design system promises holds under our policy, with scripts and without.
func TestTheDesignSystemKeepsThePolicyAndIsAccessible(t *testing.T) {
	site := serve(t, map[string]string{"/": components(t)})
	browser := Open(t)
	for name, scripts := range map[string]bool{"scripts": true, "plain": false} {
		for _, width := range []int{1280, 320} {
			p := browser.Page(width, 900, scripts)
			p.Go(site + "/")
			p.Accessible()
			if by := p.Overflows(); by > 0 {
				t.Errorf("at %d, %s: %d px too wide", width, name, by)
			}
			p.Screenshot(fmt.Sprintf("components-%s-%d", name, width))
			if width == 320 && scripts {
				p.Click("Menu")
			}
			p.ClickAt(`a.ds_site-navigation__link[href="/tests"]`)
		}
	}
}

// TestAComponentThatFailsLeavesTheRest holds what app.js promises: of each component that
// cannot be started, the markup stays as it is without scripts, and the others work.
func TestAComponentThatFailsLeavesTheRest(t *testing.T) {
	system, err := static.Path("design-system.js")
	if err != nil {
		t.Fatal(err)
	}
	breaks := `import DS from '` + system + `';
DS.components[location.hash.slice(1)].prototype.init = () => { throw new Error('broken'); };`
	page := strings.Replace(components(t), `<script type="module"`, `<script type="module" src="/breaks.js"></script><script type="module"`, 1)
	site := serve(t, map[string]string{"/": page, "/breaks.js": breaks})
	browser := Open(t)
	parts := []struct{ component, module, button, says string }{
		{component: "Accordion", module: "ds-accordion"}, // the first that is started
		{"NotificationBanner", "ds-notification", "Close this notification", "The service is off on Sunday"},
		{"NotificationMessage", "ds-notification-message", "Close this message", "The LMG is asked next."},
	}
	for _, broken := range parts {
		p := browser.Page(1280, 900, true)
		p.Go(site + "/#" + broken.component)
		if faults := p.Faults(); len(faults) != 1 || !strings.Contains(faults[0], broken.module) || !strings.Contains(faults[0], "was left as it is") {
			t.Errorf("%s is broken, and the browser reports %q", broken.component, faults)
		}
		p.AllowFault("was left as it is")
		for _, part := range parts[1:] {
			if part == broken { // without scripts it cannot be closed
				p.See(part.says)
				continue
			}
			p.Click(part.button)
			if strings.Contains(p.Words(), part.says) {
				t.Errorf("%s is broken, and %q cannot be closed", broken.component, part.says)
			}
		}
	}
}
