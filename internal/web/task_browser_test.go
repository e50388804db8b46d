package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestLinksOfLettersOnAPhone opens the links of real letters in a small window without
// scripts: a photo is added, a part agreed, and the Locality Wellbeing Officer sees both.
func TestLinksOfLettersOnAPhone(t *testing.T) {
	town, mail := withLetters(t)
	test := begun(t, town)
	town.Do(t, test, "keith-link-worker", "agreement-propose", pagestest.Document(t, "breakfast-club/agreement.yaml"))
	b := webtest.Open(t)
	p := b.Page(320, 700, false)

	photo := filepath.Join(t.TempDir(), "kitchen.jpg")
	if err := os.WriteFile(photo, jpegOf(t, 200).Content, 0o600); err != nil {
		t.Fatal(err)
	}
	p.Go(town.URL + photoLink(t, mail))
	p.See("Check the kitchen and the allergy list")
	p.Accessible()
	p.Screenshot("task-photo")
	p.Upload("Your photo", photo)
	p.Fill("What is there to see, or to tell?", "The kitchen is ready.")
	p.Click("People can be recognised in it")
	p.Click("Add it")
	p.See("Record who agreed to be shown, and when")
	p.Accessible()
	p.Screenshot("task-photo-refused")
	p.Fill("Who agreed to be shown, and when? (optional)", "The cook, in writing, today.")
	p.Upload("Your photo", photo)
	p.DoubleClick("Add it")
	p.See("It is filed in your name")
	p.Accessible()
	p.Screenshot("task-photo-done")

	part := linkTo(t, mail.WaitFor("keith-parent@example.org", answerPart), answerPart)
	p.Go(town.URL + part)
	p.See("The rota of the walking bus")
	p.Accessible()
	p.Screenshot("task-agree")
	p.Choose("Do you agree to your part?", "Yes, I agree")
	p.Click("Send your answer")
	p.See("It is filed in your name")

	const count = "Send what was counted"
	p.Go(town.URL + linkTo(t, mail.WaitFor("keith-volunteer@example.org", count), count))
	p.Accessible()
	p.Screenshot("task-count")

	p.Go(town.URL + "/")
	p.Click("LWO, East")
	p.Go(town.URL + "/tests/" + test + "/evidence")
	p.See("The kitchen is ready.")
	p.See("kitchen.jpg")
	p.Screenshot("task-photo-seen")
	p.Go(town.URL + "/tests/" + test)
	p.See("The rota of the walking bus")
}
