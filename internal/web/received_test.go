package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

const (
	before = "Forty bowls of porridge went."
	behind = "Both parents agreed."
)

// withPhoto is a form with a photo of so many bytes between what is written.
func withPhoto(t *testing.T, size int, more ...string) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i+1 < len(more); i += 2 {
		must(form.WriteField(more[i], more[i+1]))
	}
	must(form.WriteField("text", before))
	part, err := form.CreateFormFile(filesField, "table.jpg")
	must(err)
	_, err = part.Write(make([]byte, size))
	must(err)
	must(form.WriteField("consent", behind))
	must(form.Close())
	return b.Bytes(), form.FormDataContentType()
}

// watched counts what is read of it, and looks at the disk each time.
type watched struct {
	io.Reader
	read int
	look func()
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.read += n
	w.look()
	return n, err
}

// TestAnEndedSignInKeepsTheTextBesideAPhoto holds that of whoever was signed in on a browser
// the text is kept, wherever it stands in the form, and nothing of the photo.
func TestAnEndedSignInKeepsTheTextBesideAPhoto(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, c := range []struct {
		says       string
		whose      string
		size       int
		status     int
		kept       int
		readAtMost int
	}{
		{"known", "keith-cook", 12 << 20, http.StatusSeeOther, 1, 13 << 20},
		{"known, and too large", "keith-cook", 30 << 20, http.StatusRequestEntityTooLarge, 0, 21 << 20},
		{"not known", "", 12 << 20, http.StatusRequestEntityTooLarge, 0, 2 << 20},
		{"not known, and small", "", 1000, http.StatusSeeOther, 1, 1 << 20},
	} {
		s, _, kept := guarded(t, route{pattern: "POST /a", policy: onRecord, files: 20 << 20})
		body, kind := withPhoto(t, c.size)
		of := &watched{Reader: bytes.NewReader(body), look: func() {
			if found := left(t, dir); len(found) > 0 {
				t.Fatalf("%s: on the disk: %v", c.says, found)
			}
		}}
		r := httptest.NewRequest(http.MethodPost, "/a", of)
		r.Header.Set("Content-Type", kind)
		if c.whose != "" {
			r.AddCookie(&http.Cookie{Name: "__Host-cairn-" + whoseCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(c.whose))})
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.status || kept.n != c.kept || of.read > c.readAtMost {
			t.Errorf("%s: %d, %d kept, %d bytes read: %s", c.says, w.Code, kept.n, of.read, w.Body)
		}
		if c.kept == 0 {
			if page := w.Body.String(); !strings.Contains(page, "You are not signed in") || !strings.Contains(page, before) {
				t.Errorf("%s: it is not given back: %s", c.says, page)
			}
			continue
		}
		values, err := url.ParseQuery(string(kept.last.Sealed))
		if err != nil || values.Get("text") != before || values.Get("consent") != behind || !values.Has(choseField) || values.Has(filesField) || string(kept.last.Person) != c.whose {
			t.Errorf("%s: kept of %q: %v, %v", c.says, kept.last.Person, values, err)
		}
	}
}

// TestAFormThatIsTooLargeGivesItsTextBack holds what somebody who is known reads, whose
// files or words are more than the page takes.
func TestAFormThatIsTooLargeGivesItsTextBack(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	long := strings.Repeat("word ", maxForm/5)
	for says, c := range map[string]struct {
		files int64
		who   bool
		send  url.Values // nil: a photo of 3 MB
		wrote []string
		want  string
	}{
		"a photo":                   {files: 2 << 20, who: true, wrote: []string{before, behind}, want: "larger than 2 MB"},
		"words":                     {who: true, send: url.Values{"text": {long}, "consent": {behind}}, wrote: []string{long, behind}, want: "longer than 1 MB"},
		"a photo of nobody":         {files: 2 << 20, want: "larger than 2 MB"},
		"a photo that is no larger": {files: 4 << 20, who: true, wrote: []string{before, behind}},
	} {
		a := asks{
			page: func(_ context.Context, _ *visit, f *form) (page, error) {
				p := &plainForm{asking: asking{f}, Title: "Add what you saw"}
				p.ask("words", f.Field("text", "What?", ""))
				p.ask("words", f.Field("consent", "Who agreed?", ""))
				p.ask("files", f.Field(filesField, "Photos", ""))
				return p, nil
			},
			do: func(context.Context, *visit, *form) (string, error) { return "/done", nil },
		}
		s, _, _ := guarded(t, route{pattern: "POST /a", policy: everybody, files: c.files, handle: func(ctx context.Context, v *visit) (answer, error) {
			if c.who {
				v.who.Person = "keith-cook" // as by a link
			}
			return a.post(ctx, v)
		}})
		body, kind := withPhoto(t, 3<<20)
		if c.send != nil {
			body, kind = []byte(c.send.Encode()), "application/x-www-form-urlencoded"
		}
		r := httptest.NewRequest(http.MethodPost, "/a", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		page := w.Body.String()
		switch {
		case c.want == "" && w.Code != http.StatusSeeOther:
			t.Errorf("%s: %d", says, w.Code)
		case c.want == "":
		case !strings.Contains(page, c.want) || w.Code != http.StatusUnprocessableEntity && c.who || w.Code != http.StatusRequestEntityTooLarge && !c.who:
			t.Errorf("%s: %d: %.3000s", says, w.Code, page)
		default:
			for _, text := range c.wrote {
				if !strings.Contains(page, text) {
					t.Errorf("%s: %.40s is lost", says, text)
				}
			}
		}
		if found := left(t, dir); len(found) > 0 {
			t.Errorf("%s: on the disk: %v", says, found)
		}
	}
}

// TestAFaultOfOursLosesNoText holds that a form is shown again, with its words and its
// nonce, where something went wrong here: also to somebody who is nobody on record.
func TestAFaultOfOursLosesNoText(t *testing.T) {
	a := asks{
		page: func(_ context.Context, _ *visit, f *form) (page, error) {
			p := &plainForm{asking: asking{f}, Title: "What is it like here?"}
			p.ask("words", f.Field("text", "What?", ""))
			return p, nil
		},
		do: func(context.Context, *visit, *form) (string, error) { return "", errors.New("the disk is gone") },
	}
	s, log, _ := guarded(t, route{pattern: "POST /a", policy: everybody, handle: a.post})
	r := httptest.NewRequest(http.MethodPost, "/a", strings.NewReader(url.Values{"text": {before}, nonceField: {"one-nonce"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	page := w.Body.String()
	for _, part := range []string{before, "What you wrote is still here", `value="one-nonce"`} {
		if w.Code != http.StatusInternalServerError || !strings.Contains(page, part) {
			t.Errorf("%d, without %q: %s", w.Code, part, page)
		}
	}
	_, ref, _ := strings.Cut(page, "Reference: ")
	if ref, _, _ = strings.Cut(ref, "<"); ref == "" || !strings.Contains(log.String(), ref) || strings.Contains(page, "disk") {
		t.Errorf("the person reads %q: %s", ref, log)
	}
}

// TestAPhotoMayComeSlowly holds that a form with files outlasts the time that a request may
// take: by the time that one without was given up, it still goes on.
func TestAPhotoMayComeSlowly(t *testing.T) {
	s, _, _ := guarded(t, route{pattern: "POST /a", policy: everybody, files: maxFiles, handle: func(ctx context.Context, v *visit) (answer, error) {
		v.takeTime() // as for whoever is known
		return took(ctx, v)
	}})
	s.pages.Handle("POST /b", s.serve(route{pattern: "POST /b", policy: everybody, handle: took}))
	server := httptest.NewUnstartedServer(s)
	server.Config.ReadTimeout = 200 * time.Millisecond
	server.Start()
	defer server.Close()
	body, kind := withPhoto(t, 1000)
	begin := func(path string) net.Conn {
		t.Helper()
		c, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		if _, err := fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", path, kind, len(body), body[:500]); err != nil {
			t.Fatal(err)
		}
		return c
	}
	answered := func(c net.Conn) int {
		t.Helper()
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode
	}
	slow := begin("/a")
	if got := answered(begin("/b")); got == http.StatusSeeOther {
		t.Fatalf("one without files is taken (%d)", got)
	}
	if _, err := slow.Write(body[500:]); err != nil {
		t.Fatal(err)
	}
	if got := answered(slow); got != http.StatusSeeOther {
		t.Errorf("%d", got)
	}
}

// took takes a form.
func took(_ context.Context, v *visit) (answer, error) {
	if _, err := v.posted(); err != nil {
		return answer{}, err
	}
	return goTo("/done")
}

// TestNothingIsKeptOfWhatWasSent holds that what a page keeps by itself while its form is
// sent does not come after it, in whichever order they arrive.
func TestNothingIsKeptOfWhatWasSent(t *testing.T) {
	drafts := &racing{}
	s, _, _ := guarded(t, route{pattern: "POST /a", policy: everybody, handle: func(ctx context.Context, v *visit) (answer, error) {
		v.who.Person, v.signedIn = "kim", true
		f, err := v.posted()
		if err != nil {
			return answer{}, err
		}
		f.Mark = markOf("kim", nil) // of a blank page
		drafts.meanwhile = func() {
			v.noteSending(f.Nonce)
			if err := v.letGo(ctx, f); err != nil {
				t.Error(err)
			}
		}
		a, err := v.keepQuietly(ctx, f)
		v.signedIn = false // this record has no names for a page
		return a, err
	}})
	s.Access = drafts
	for _, says := range []string{"sent while it was being kept", "sent before"} {
		r := httptest.NewRequest(http.MethodPost, "/a", strings.NewReader(url.Values{"text": {before}, nonceField: {"one"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if !drafts.none || w.Code != http.StatusConflict {
			t.Errorf("%s: it is kept: %d", says, w.Code)
		}
	}
}

// racing keeps one draft; before the first is put, its form is sent.
type racing struct {
	access.Store
	meanwhile func()
	puts      int
	none      bool
}

func (d *racing) Draft(context.Context, improvement.PersonID, access.Hash, string) (access.Draft, error) {
	return access.Draft{}, improvement.ErrNotFound
}

func (d *racing) PutDraft(context.Context, access.Draft) error {
	if d.puts++; d.puts == 1 {
		d.meanwhile()
	}
	d.none = false
	return nil
}

func (d *racing) DropDraft(context.Context, improvement.PersonID, access.Hash, string) error {
	d.none = true
	return nil
}

// TestWhatIsSentTooOftenMayBeSentAgain holds that whoever sent something too often is told how
// to send it, and not that they must write it again.
func TestWhatIsSentTooOftenMayBeSentAgain(t *testing.T) {
	s, _, _ := guarded(t, route{pattern: "POST /task/{token}", policy: everybody, limited: limit{1, time.Hour}, handle: took})
	for _, want := range []int{http.StatusSeeOther, http.StatusTooManyRequests} {
		r := httptest.NewRequest(http.MethodPost, "/task/SECRET", strings.NewReader(url.Values{"text": {before}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want || want != http.StatusSeeOther && !strings.Contains(w.Body.String(), "load it again in ten minutes: what you wrote is sent again then") {
			t.Errorf("%d: %s", w.Code, w.Body)
		}
	}
}
