package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// A whole cycle by the forms alone, from the plan to the proposal that the LMG decides on.
func TestACycleIsCarriedThroughByItsForms(t *testing.T) {
	h := open(t)
	test := "/tests/" + h.test
	lead, lwo, parent, cook := h.as("keith-link-worker"), h.as("east-lwo"), h.as("keith-parent"), h.as("keith-cook")

	lead.goTo("/").sees("Write the plan")
	lead.onTest("/plan").send(h.plan()).came(test).sees("The Locality Wellbeing Officer is asked to agree the plan.")

	lwo.onTest("/agree-plan").sees("Fifteen on the first Monday.", "Tell every family")
	lwo.onTest("/send-back").send(fields("reason", "Who opens the kitchen?")).came(test)
	lead.onTest("/plan").send(h.plan()).came(test)
	lwo.onTest("/agree-plan").send(nil).came(test).sees("Its predictions are sealed")

	parent.onTest("").sees("Mark as done").lacks("Leave out")
	parent.onTest("/steps/1.1/done").send(fields("note", "All heard of it.")).came(test).sees("Done")
	moved := fields("reason", "The kitchen is painted.")
	h.day(moved, "due", 9)
	lead.onTest("/steps/1.2/reschedule").send(moved).came(test)
	lead.onTest("/finish-do").sees("still open: 1.2")
	cook.onTest("/steps/1.2/done").send(nil).came(test)

	point := fields("points[1].value", "14", "points[1].note", "It snowed.")
	h.day(point, "points[1].date", 0)
	lead.onTest("/measures/breakfasts/record").send(point).came(test+"/measures/breakfasts").sees("14", "It snowed.")
	right := fields("value", "15", "reason", "One was counted twice.")
	h.day(right, "date", 0)
	lead.onTest("/measures/breakfasts/correct").send(right).came(test + "/measures/breakfasts").sees("15")

	parent.onTest("/observe").send(fields("text", "Two fathers stayed to clear up.", "kind", "observation", "when-day", "", "when-month", "", "when-year", "")).sees("On which day")
	observed := fields("text", "Two fathers stayed to clear up.", "kind", "observation")
	h.day(observed, "when", 0)
	parent.onTest("/observe").send(observed).came(test).sees("Two fathers stayed to clear up.")

	lead.onTest("/finish-do").send(fields("as_planned", "no")).sees("There is a problem")
	lead.send(fields("as_planned", "no", "unplanned", "The bus was late.")).came(test)

	lead.onTest("/study").sees("You expected: Fifteen on the first Monday.").send(h.study()).came(test).
		sees("Families come when somebody meets them.", "As predicted", "4 of 6", "Emerging")

	act := fields("direction", "adapt", "changes", "Two mornings.", "why", "Written by mistake.", "costs[1].kind", "volunteer-hours", "costs[1].amount", "12")
	lead.onTest("/act").send(act).came(test).sees("Adapt: go on with something changed", "Two mornings.", "Decision 1").lacks("Written by mistake.")

	lead.onTest("/journal").sees("submitted the plan", "did step 1.1", "proposed to adapt", "Two fathers stayed to clear up.")
}

func TestPointsComeFromASpreadsheetAfterALook(t *testing.T) {
	h := open(t)
	lead := h.as("keith-link-worker")
	sheet := []byte("Date,Value,Note\n4/1/2027,87,\n11/1/2027,88.5,Half term\nsoon,90,\n")
	lead.onTest("/measures/monday-attendance/import").upload(fields("press", "look"), "register.csv", sheet).
		sees("3 rows of points: 2 new", "88.5", "Half term", "Rows that are not good").lacks("There is a problem")
	lead.send(nil).sees("There is a problem", "Some rows are not good").
		send(fields("skip", "yes")).came("/tests/"+h.test+"/measures/monday-attendance").sees("88.5", "Half term", "4 Jan 2027")
	lead.onTest("/measures/monday-attendance/import").upload(fields("press", "look"), "register.csv", []byte("no sheet")).sees("There is a problem")
}

// onePixel is the smallest picture.
var onePixel = []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")

func TestFilesAreGivenToWhoMayReadTheirItem(t *testing.T) {
	h := open(t)
	parent, other := h.as("keith-parent"), h.as("west-lwo")
	observed := func() url.Values {
		values := fields("text", "The table is set.", "kind", "observation")
		h.day(values, "when", 0)
		return values
	}
	shown := observed()
	shown.Set("shows_people", "yes")
	parent.onTest("/observe").upload(shown, "table.gif", onePixel).sees("There is a problem", "who agreed to be shown")
	parent.onTest("/observe").upload(observed(), `C:\photos\table.gif`, onePixel).came("/tests/" + h.test)
	path := fileLink(t, parent.page.Body)
	parent.goTo(path)
	if parent.page.Body != string(onePixel) {
		t.Fatalf("another picture than was sent: %q", parent.page.Body)
	}
	parent.onTest("/observe").upload(observed(), "list.html", []byte("<script>alert(1)</script>"))
	given := parent.Get(fileLink(t, parent.page.Body))
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment; filename=list.html",
	} {
		if got := given.Header.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}

	item := path[:strings.LastIndex(path, "/")]
	id := item[strings.LastIndex(item, "/")+1:]
	parent.onTest("/evidence/" + id + "/concern").send(fields("why", "A child looks hurt.")).came("/tests/" + h.test).lacks("A child looks hurt.")
	for _, v := range []*visitor{parent, other} {
		if v.goTo(path); v.page.Status != http.StatusNotFound {
			t.Errorf("%s is given a file that is hidden (%d)", v.who, v.page.Status)
		}
		if v.onTest("/evidence/" + id); v.page.Status != http.StatusNotFound {
			t.Errorf("%s sees an item that is hidden (%d)", v.who, v.page.Status)
		}
	}
	contact := h.as("safeguarding")
	if contact.goTo(path); contact.page.Body != string(onePixel) {
		t.Errorf("the safeguarding contact is not given the file (%d)", contact.page.Status)
	}
	contact.onTest("/journal").sees("A child looks hurt.")
	parent.onTest("/journal").lacks("A child looks hurt.", "unsafe")
}

func fileLink(t *testing.T, page string) string {
	t.Helper()
	_, after, found := strings.Cut(page, `href="/files/`)
	path, _, ended := strings.Cut(after, `"`)
	if !found || !ended {
		t.Fatal("the page has no file")
	}
	return "/files/" + path
}

func TestADiscussionTellsThoseItMentions(t *testing.T) {
	h := open(t)
	parent, lead, chair := h.as("keith-parent"), h.as("keith-link-worker"), h.as("east-chair")
	parent.onTest("/discussion").sees("Nobody has written anything yet.").send(fields("says", " ")).sees("There is a problem")
	parent.send(fields("says", "Who has the key? (@keith-cook, write to me@example.org)", "mentioned[]", "keith-link-worker")).
		came("/tests/"+h.test+"/discussion").sees("Who has the key?", "to Home-school link worker, Keith; Cook, Keith")
	chair.onTest("/discussion").send(fields("says", "Ask the caretaker.")).sees("Ask the caretaker.")
	lead.onTest("").sees("Who has the key?", "Ask the caretaker.", "Take part in the discussion")
	h.as("west-chair").onTest("/discussion").sees("Who has the key?").lacks("Take part")

	told, err := h.desk.Outbox(t.Context(), improvement.OutboxFilter{Subject: improvement.TestSubject(h.test)})
	if err != nil {
		t.Fatal(err)
	}
	heard := map[improvement.PersonID]bool{}
	for _, d := range told {
		if d.Notice.Kind == improvement.NoticeMentioned {
			heard[d.Person] = true
		}
	}
	if len(heard) != 2 || !heard["keith-cook"] || !heard["keith-link-worker"] {
		t.Errorf("told are %v", heard)
	}
}
