package web_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/scan/scantest"
)

// observed is what somebody writes beside their files.
func observed(h *house) url.Values {
	values := fields("text", "The table is set.", "kind", "observation")
	h.day(values, "when", 0)
	return values
}

// itemPath is the page of the latest item of the page of a test.
func itemPath(t *testing.T, v *visitor) string {
	t.Helper()
	_, after, found := strings.Cut(v.page.Body, `href="/tests/`+v.h.test+`/evidence/`)
	id, _, ended := strings.Cut(after, `"`)
	if !found || !ended {
		t.Fatal("the page has no evidence")
	}
	return "/evidence/" + id
}

// TestAFileIsGivenOnceItWasChecked holds files back until ClamAV's own daemon, which is away
// at first, found nothing in them, and for good where it found something.
func TestAFileIsGivenOnceItWasChecked(t *testing.T) {
	const checking, harmful, mend = "This file is being checked for viruses.", "Something harmful was found in this file", "Have the device that it came from checked"
	daemon := scantest.New(t)
	h := openWith(t, map[string]any{"uploads.clamd": daemon.Address})
	parent, other, lwo := h.as("keith-parent"), h.as("keith-cook"), h.as("east-lwo")

	parent.onTest("/observe").upload(observed(h), "table.gif", onePixel).came("/tests/"+h.test).sees("table.gif", checking)
	good := itemPath(t, parent)
	parent.onTest("/observe").upload(observed(h), "list.txt", []byte(scantest.Harmful)).came("/tests/" + h.test)
	bad := itemPath(t, parent)
	file := func(item string) string { return "/files/" + h.test + strings.TrimPrefix(item, "/evidence") + "/1" }
	for _, v := range []*visitor{parent, other, lwo} {
		for _, item := range []string{good, bad} {
			v.onTest(item).sees(checking).lacks(harmful)
			if strings.Contains(v.page.Body, file(item)) {
				t.Errorf("%s is offered a file that was not checked", v.who)
			}
			if v.goTo(file(item)); v.page.Status != http.StatusConflict || strings.Contains(v.page.Body, scantest.Harmful) || strings.Contains(v.page.Body, string(onePixel)) {
				t.Errorf("%s is given a file that was not checked (%d)", v.who, v.page.Status)
			}
			v.sees("This file is being checked", "nobody can open it until that is done")
		}
	}

	daemon.Start(t)
	for end := time.Now().Add(time.Minute); strings.Contains(parent.onTest(good).page.Main()+parent.onTest(bad).page.Main(), checking); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nobody checks the files")
		}
	}
	for _, v := range []*visitor{parent, other, lwo} {
		if v.onTest(good).lacks(checking, harmful).goTo(file(good)); v.page.Body != string(onePixel) {
			t.Errorf("%s is not given what is clean (%d)", v.who, v.page.Status)
		}
		v.onTest(bad).sees("list.txt", harmful)
		if mends := strings.Contains(v.page.Main(), mend); mends != (v != other) {
			t.Errorf("%s is asked to see to it: %t", v.who, mends)
		}
		if v.goTo(file(bad)); v.page.Status != http.StatusForbidden || strings.Contains(v.page.Body, scantest.Harmful) {
			t.Errorf("%s is given what is harmful (%d)", v.who, v.page.Status)
		}
		v.sees("Something harmful was found in it, so nobody can open it.")
	}
	h.town.As(t, "it-admin").Get("/audit").Must(http.StatusOK, "Virus found in a file", "The virus check", scantest.Finding)
}

// geotagged is a photo as a phone takes it, and tells whether anything is left of what it
// tells.
func geotagged(t *testing.T) (photo []byte, tells func([]byte) bool) {
	t.Helper()
	const where = "57.4907N 3.0583W"
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	xmp := "http://ns.adobe.com/xap/1.0/\x00" + where
	segment := append([]byte{0xFF, 0xE1, 0, byte(len(xmp) + 2)}, xmp...)
	return slices.Concat(b.Bytes()[:2], segment, b.Bytes()[2:]), func(given []byte) bool { return bytes.Contains(given, []byte(where)) }
}

func TestAPhotoDoesNotTellWhereItWasTaken(t *testing.T) {
	h := open(t)
	parent := h.as("keith-parent")
	photo, tells := geotagged(t)
	parent.onTest("/observe").sees("We remove from photos where, when and with which device they were taken.").
		upload(observed(h), "table.jpg", photo).came("/tests/" + h.test)
	parent.goTo(fileLink(t, parent.page.Body))
	if _, err := jpeg.Decode(strings.NewReader(parent.page.Body)); err != nil || tells([]byte(parent.page.Body)) {
		t.Errorf("%q is given out (%v)", parent.page.Body, err)
	}
	parent.onTest("/observe").upload(observed(h), "table.jpg", photo[:40]).sees("There is a problem", "This photo is damaged")
}

// TestFilesOfTheLibraryAreGivenToWhoMayReadTheirItem attaches files to an item that belongs
// to no test, as it is filed and as it is corrected.
func TestFilesOfTheLibraryAreGivenToWhoMayReadTheirItem(t *testing.T) {
	h := open(t)
	lwo, member := h.as("east-lwo"), h.as("east-social-work")
	said := func(more ...string) url.Values {
		return fields(append([]string{"kind", "document", "strength", "practice", "title", "The hall", "lmg", "east-lmg", "source", "A visit", "text", "There is room for forty."}, more...)...)
	}
	lwo.goTo("/library/file").upload(said("shows_people", "yes"), "hall.gif", onePixel).sees("There is a problem", "who agreed to be shown")
	lwo.goTo("/library/file").upload(said("shows_people", "yes", "consent", "All four, on 3 January."), "hall.gif", onePixel).sees("It is in the library", "hall.gif", "All four, on 3 January.")
	if !strings.Contains(lwo.page.Body, `alt="Photo: There is room for forty."`) {
		t.Error("what the photo shows is not told to who cannot see it")
	}
	page, _, _ := strings.Cut(lwo.page.Body, "/correct")
	at := page[strings.LastIndex(page, `"`)+1:]
	if !strings.HasPrefix(at, "/library/evidence/") || !strings.Contains(lwo.page.Body, `<img src="`+at+`/files/1"`) {
		t.Fatalf("the photo of %q is not shown", at)
	}
	if member.goTo(at + "/files/1"); member.page.Body != string(onePixel) {
		t.Errorf("a member is not given the photo (%d)", member.page.Status)
	}

	lwo.goTo(at+"/correct").upload(said("reason", "The plan came later."), "plan.html", []byte("<script>alert(1)</script>")).
		sees("It is corrected", "hall.gif", "plan.html", "All four, on 3 January.")
	given := member.Get(at + "/files/2").Header
	if kind, as := given.Get("Content-Type"), given.Get("Content-Disposition"); kind != "application/octet-stream" || as != "attachment; filename=plan.html" {
		t.Errorf("a page is given as %s, %s", kind, as)
	}
	for _, n := range []string{"0", "3", "x", "-1"} {
		if member.goTo(at + "/files/" + n); member.page.Status != http.StatusNotFound {
			t.Errorf("there is a file %s (%d)", n, member.page.Status)
		}
	}

	member.goTo(at + "/unsafe").send(fields("why", "It shows a child."))
	for _, v := range []*visitor{lwo, member} {
		if v.goTo(at + "/files/1"); v.page.Status != http.StatusNotFound {
			t.Errorf("%s is given a file that is hidden (%d)", v.who, v.page.Status)
		}
	}
	contact := h.as("safeguarding")
	if contact.goTo(at + "/files/1"); contact.page.Body != string(onePixel) {
		t.Errorf("the safeguarding contact is not given it (%d)", contact.page.Status)
	}

}

// A form with files that is sent twice files one item.
func TestAnItemWithFilesIsFiledOnce(t *testing.T) {
	h := open(t)
	lwo := h.as("east-lwo")
	lwo.goTo("/library/file")
	form := *lwo
	for range 2 {
		again := form
		again.upload(fields("kind", "document", "strength", "practice", "title", "The hall", "lmg", "east-lmg", "source", "A visit", "text", "Room for forty."), "hall.gif", onePixel).
			sees("It is in the library", "hall.gif")
	}
	if n := strings.Count(lwo.goTo("/library").page.Main(), "The hall"); n != 1 {
		t.Errorf("it is there %d times", n)
	}
}
