package web_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

const (
	sayDone  = "Say that it is done"
	addPhoto = "Add a photo of it, or a few words"
)

// jpegOf is a small photo of one shade.
func jpegOf(t *testing.T, shade uint8) pagestest.Upload {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, 24, 16))
	for i := range picture.Pix {
		picture.Pix[i] = shade
	}
	picture.Set(3, 3, color.Gray{255 - shade})
	var content bytes.Buffer
	if err := jpeg.Encode(&content, picture, nil); err != nil {
		t.Fatal(err)
	}
	return pagestest.Upload{Name: "IMG_0001.jpg", Content: content.Bytes()}
}

// photoLink is the link for a photo of the cook's step, 1.2, in a real letter.
func photoLink(t *testing.T, mail *pagestest.Mail) string {
	t.Helper()
	return linkTo(t, mail.WaitFor("keith-cook@example.org", addPhoto), addPhoto)
}

// TestAPhotoIsAddedByTheLinkOfALetter adds one photo without signing in, sees it at the
// test as the Locality Wellbeing Officer, and finds that the link is used up.
func TestAPhotoIsAddedByTheLinkOfALetter(t *testing.T) {
	town, mail := withLetters(t)
	test := begun(t, town)
	link := photoLink(t, mail)
	stranger := town.Stranger(t)
	page := stranger.Get(link).Must(http.StatusOK, "Add a photo", "Check the kitchen and the allergy list", "need not sign in")
	if page.Has("Signed in as") || page.Header.Get("Referrer-Policy") != "strict-origin" || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page is not guarded: %v: %s", page.Header, page.Text())
	}
	said := url.Values{"text": {"The kitchen is ready."}}
	send := func(said url.Values, files ...pagestest.Upload) *pagestest.Page {
		return page.SendFiles("/photo", said, "files", files...)
	}
	send(said, pagestest.Upload{Name: "list.jpg", Content: []byte("%PDF-1.4 no picture")}).Must(http.StatusUnprocessableEntity, "This is not a photo", "The kitchen is ready.")
	send(said, jpegOf(t, 1), jpegOf(t, 2)).Must(http.StatusUnprocessableEntity, "This link is for one photo")
	send(nil).Must(http.StatusUnprocessableEntity, "There is nothing here")
	shown := url.Values{"shows_people": {"yes"}, "text": {"The kitchen is ready."}}
	send(shown, jpegOf(t, 1)).Must(http.StatusUnprocessableEntity, "Record who agreed to be shown, and when")
	shown.Set("consent", "The cook, in writing, today.")
	for range 2 { // whoever presses twice is thanked twice
		send(shown, jpegOf(t, 1)).Must(http.StatusOK, "Thank you", "filed in your name")
	}
	for _, other := range []*pagestest.Page{send(shown, jpegOf(t, 9)), send(url.Values{"text": {"Something else"}}), stranger.Get(link)} {
		other.Must(http.StatusConflict, "What you sent by this link is filed already")
	}

	lwo := town.As(t, "east-lwo")
	seen := lwo.Get("/tests/"+test+"/evidence").Must(http.StatusOK, "The kitchen is ready.", "The cook, in writing, today.", "Cook, Keith", "IMG_0001.jpg")
	if n := strings.Count(seen.Text(), "The kitchen is ready."); n != 1 {
		t.Errorf("it is filed %d times", n)
	}
	_, after, _ := strings.Cut(seen.Body, `"/files/`)
	file, _, _ := strings.Cut(after, `"`)
	if got := lwo.Get("/files/" + file); got.Status != http.StatusOK || got.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the photo is given as %d, %v", got.Status, got.Header)
	}
	used := read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{Person: "keith-cook", What: access.LinkUsed}, 20))
	if len(used) == 0 || used[0].About != string(improvement.TestSubject(test)) || used[0].How != access.ByLink {
		t.Errorf("the audit has %+v", used)
	}
}

// TestALinkForAPhotoIsForThatAlone holds that no link opens what another is for, and that a
// photo may follow when the step is done.
func TestALinkForAPhotoIsForThatAlone(t *testing.T) {
	town, mail := withLetters(t)
	begun(t, town)
	photo := photoLink(t, mail)
	do := linkTo(t, mail.WaitFor("keith-cook@example.org", sayDone), sayDone)
	stranger := town.Stranger(t)
	stranger.Get(strings.TrimSuffix(photo, "/photo")).Must(http.StatusNotFound, "not whole")
	stranger.Get(do+"/photo").Must(http.StatusNotFound, "not whole")
	stranger.Post(strings.TrimSuffix(photo, "/photo"), url.Values{"note": {"done"}}).Must(http.StatusNotFound, "not whole")
	stranger.Get(do).Must(http.StatusOK).Send(do, nil).Must(http.StatusOK, "Thank you")
	stranger.Get(photo).Must(http.StatusOK).SendFiles("/photo", nil, "files", jpegOf(t, 3)).Must(http.StatusOK, "Thank you")
}

// TestLinksEndWithTheirReason opens links after each thing that ends them.
func TestLinksEndWithTheirReason(t *testing.T) {
	town, mail := withLetters(t)
	test := begun(t, town)
	photo := photoLink(t, mail)
	do := linkTo(t, mail.WaitFor("keith-cook@example.org", sayDone), sayDone)
	stranger := town.Stranger(t)
	page := stranger.Get(photo).Must(http.StatusOK)
	both := func(status int, says string) {
		t.Helper()
		stranger.Get(photo).Must(status, says)
		stranger.Get(do).Must(status, says)
		page.SendFiles("/photo", nil, "files", jpegOf(t, 4)).Must(status, says)
	}

	town.Do(t, test, "east-lwo", "pause", []byte(`{"until": "1 February 2027", "reason": "The school is closed."}`))
	stranger.Get(do).Must(http.StatusConflict, "This test is paused until Mon 1 Feb 2027")
	town.Do(t, test, "east-lwo", "resume", nil)
	stranger.Get(do).Must(http.StatusOK, "Check the kitchen")

	town.Do(t, test, "keith-link-worker", "step-assign", []byte(`{"step": "1.2", "to": "keith-parent", "reason": "The cook is away."}`))
	both(http.StatusConflict, "by now. Thank you. There is nothing left")
	town.Do(t, test, "keith-link-worker", "step-assign", []byte(`{"step": "1.2", "to": "keith-cook", "reason": "The cook is back."}`))
	stranger.Get(photo).Must(http.StatusOK)

	const ended = "This link does not work any more. Sign in to see the task."
	town.As(t, "west-lwo").Get("/people/keith-cook/end-links").Must(http.StatusForbidden)
	town.As(t, "east-lwo").Get("/people/keith-cook").Must(http.StatusOK, "End the links in their letters")
	town.As(t, "east-lwo").Get("/people/keith-cook/end-links").Send("/end-links", nil).Must(http.StatusOK, "The links in letters to them are ended.")
	both(http.StatusForbidden, ended)
	revoked := read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{Person: "east-lwo", What: access.LinksRevoked}, 5))
	if len(revoked) != 1 || revoked[0].About != "person/keith-cook" {
		t.Errorf("the audit has %+v", revoked)
	}
}

// TestAnotherAddressEndsLinksForGood holds that the links that went to an address end with it,
// also where it is given back later; written otherwise it is the same address.
func TestAnotherAddressEndsLinksForGood(t *testing.T) {
	town, mail := withLetters(t)
	begun(t, town)
	photo, stranger := photoLink(t, mail), town.Stranger(t)
	correct := func(address string) {
		t.Helper()
		doc, err := json.Marshal(map[string]string{"id": "keith-cook", "email": address})
		if err == nil {
			err = town.Desk.CorrectPerson(t.Context(), "it-admin", doc)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	correct("Keith-Cook@example.org")
	stranger.Get(photo).Must(http.StatusOK)
	for _, address := range []string{"another@example.org", "keith-cook@example.org"} {
		correct(address)
		stranger.Get(photo).Must(http.StatusForbidden, "This link does not work any more. Sign in to see the task.")
	}
}

// TestALinkWhoseTimeIsOver opens nothing, and neither does one for a step that was dropped
// or never was, or one of nobody.
func TestALinkWhoseTimeIsOver(t *testing.T) {
	town, _ := withLetters(t)
	test := begun(t, town)
	key, err := town.Desk.Vault.Subkey("task links")
	if err != nil {
		t.Fatal(err)
	}
	stranger := town.Stranger(t)
	open := func(person improvement.PersonID, task string, lasts time.Duration) *pagestest.Page {
		t.Helper()
		link := access.NewTaskLink(person, improvement.TestSubject(test), task, lasts, time.Now().Add(-time.Hour))
		link.Purpose = access.AddPhoto
		token, err := access.Signer{Key: key}.Sign(link)
		if err != nil {
			t.Fatal(err)
		}
		return stranger.Get("/task/" + token + "/photo")
	}
	open("keith-cook", "step/1.2", 2*time.Hour).Must(http.StatusOK, "Add a photo")
	open("keith-cook", "step/1.2", time.Minute).Must(http.StatusForbidden, "does not work any more")
	open("keith-cook", "step/1.9", 2*time.Hour).Must(http.StatusNotFound)
	open("keith-cook", "plan/1", 2*time.Hour).Must(http.StatusNotFound)
	open("nobody-such", "step/1.2", 2*time.Hour).Must(http.StatusForbidden, "not on record")
	open("keith-pupil", "step/1.2", 2*time.Hour).Must(http.StatusForbidden, "Somebody under 16 has no account")
	town.Do(t, test, "keith-link-worker", "step-drop", []byte(`{"step": "1.2", "reason": "The school does it."}`))
	open("keith-cook", "step/1.2", 2*time.Hour).Must(http.StatusConflict, "This step is not needed any more")
}

// TestATestThatIsClosedTakesNoPhoto follows a link after the LMG agreed to stop.
func TestATestThatIsClosedTakesNoPhoto(t *testing.T) {
	town, mail := withLetters(t)
	test, decision := proposed(t, town)
	link := linkTo(t, mail.WaitFor("keith-parent@example.org", addPhoto), addPhoto)
	stranger := town.Stranger(t)
	page := stranger.Get(link).Must(http.StatusOK, "Tell the families")
	vote := func(on, choice string) {
		t.Helper()
		for _, person := range []string{"east-chair", "east-deputy", "east-health-visitor"} {
			town.As(t, person).Get(on+"/vote").Send("/vote", url.Values{"choice": {choice}, "reason": {"Not now."}}).Must(http.StatusOK)
		}
	}
	stands := func(what string, is func(*improvement.TestOfChange) bool) {
		t.Helper()
		eventually(t, what, func() bool {
			of, err := town.Desk.Test(t.Context(), improvement.TestSubject(test))
			return err == nil && is(of)
		})
	}
	vote(decision, "decline")
	stands("it goes back", func(of *improvement.TestOfChange) bool { return of.Stage == improvement.StageAct })
	town.Do(t, test, "keith-link-worker", "act", []byte("direction: abandon\nwhy: Too few came.\ncosts:\n- {kind: money, amount: 165}\nconsequences: None.\n"))
	eventually(t, "the LMG is asked again", func() bool {
		_, _, err := town.Desk.State(t.Context(), improvement.ApprovalSubject(improvement.TestSubject(test), 2))
		return err == nil
	})
	vote("/decisions/"+test+".2", "agree")
	stands("it is closed", (*improvement.TestOfChange).Closed)
	const closed = "This test was closed on"
	stranger.Get(link).Must(http.StatusConflict, closed)
	page.SendFiles("/photo", nil, "files", jpegOf(t, 5)).Must(http.StatusConflict, closed)
	do := linkTo(t, mail.WaitFor("keith-parent@example.org", sayDone), sayDone)
	stranger.Get(do).Must(http.StatusConflict, "This test has ended.")
}
