package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// keyboard is a page that is used by keys alone.
type keyboard struct {
	t *testing.T
	*webtest.Page
}

// task goes to Your tasks, and there to a task.
func (k keyboard) task(words string) {
	k.t.Helper()
	k.follow("Cairn")
	k.follow(words)
}

// follow presses Enter on the next link or button with these words.
func (k keyboard) follow(words string) {
	k.t.Helper()
	k.TabTo(words)
	k.Press("Enter")
}

// answer writes in the next field with this label.
func (k keyboard) answer(label, text string) {
	k.t.Helper()
	k.TabTo(label)
	k.Write(text)
}

// pick takes an option of the next list with this label, by the arrows; field is the list
// as it is known among others like it.
func (k keyboard) pick(label, field, value string) {
	k.t.Helper()
	k.TabTo(label)
	for range 60 {
		if k.Value(field) == value {
			return
		}
		k.Press("ArrowDown")
	}
	k.t.Fatalf("the arrows do not come to %s in %q", value, field)
}

// day writes the next day that is asked.
func (k keyboard) day(day, month, year string) {
	k.t.Helper()
	k.answer("Day", day)
	k.Press("Tab")
	k.Write(month)
	k.Press("Tab")
	k.Write(year)
}

// TestACycleByKeyboardAlone writes the long forms of a cycle with the keys: a plan to which
// a step is added, an observation with a photo, a study and a proposal.
func TestACycleByKeyboardAlone(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := launched(t, town, "walking-bus", "A walking bus")
	k := keyboard{t, webtest.Open(t).Page(1280, 800, true)}
	k.Go(town.URL + "/")
	k.follow("Home-school link worker, Keith")

	k.task("Write the plan")
	k.answer("What is this cycle to find out?", "Whether families send their children along")
	k.answer("What do you want to know?", "How many children walk along?")
	k.answer("What do you expect?", "Ten a day")
	k.answer("What will be done?", "Walk the way")
	k.pick("Who does it?", "Step 1 > Who does it?", "keith-parent")
	k.day("25", "1", "2027")
	k.follow("Add another step")
	k.Write("Tell the families") // the keyboard is in the new step
	if kept := k.Value("Step 1 > What will be done?"); kept != "Walk the way" {
		t.Errorf("the first step is now %q", kept)
	}
	if k.Value("Step 2 > What will be done?") != "Tell the families" {
		t.Error("the keyboard is not in the step that was added")
	}
	k.pick("Who does it?", "Step 2 > Who does it?", "keith-cook")
	k.day("26", "1", "2027")
	k.follow("Send the plan to the LWO")
	k.See("asked to agree the plan")
	town.Do(t, test, theLWO, "agree-plan", nil)

	photo := filepath.Join(t.TempDir(), "street.jpg")
	if err := os.WriteFile(photo, jpegOf(t, 90).Content, 0o600); err != nil {
		t.Fatal(err)
	}
	k.follow("Tests")
	k.follow("A walking bus")
	k.follow("Add what you saw")
	k.answer("What did you see, hear or measure?", "Two fathers walked along.")
	k.TabTo("Photos or files (optional)")
	k.Pick(photo)
	k.follow("Add it")
	k.See("Thank you. It is filed.")
	k.See("street.jpg")

	town.Do(t, test, "keith-parent", "step-done", []byte("step: '1.1'\n"))
	town.Do(t, test, "keith-cook", "step-done", []byte("step: '1.2'\n"))
	town.Do(t, test, theLead, "finish-do", []byte("as_planned: yes\n"))
	k.task("Set what happened beside what you expected")
	k.answer("What happened?", "Twelve on most days")
	k.TabTo("As predicted")
	k.Press("ArrowDown", "ArrowDown") // to: otherwise
	for range 3 {                     // for each of the outcomes
		k.TabTo("Not seen yet")
		k.Press("Space")
	}
	k.answer("What did you learn?", "Children bring children along")
	k.follow("File the study")
	k.See("Next is to propose what happens now.")
	k.See("Otherwise")

	k.task("Propose to adapt, adopt or abandon")
	k.TabTo("Adapt")
	k.Press("ArrowDown")
	k.answer("How will it be put in place? (optional)", "Two parents a day walk along")
	k.answer("How will it last? (optional)", "The parent council keeps the rota")
	k.pick("What was given?", "What was given?", "volunteer-hours")
	k.answer("How much?", "10")
	k.follow("Send the proposal")
	k.See("Your proposal is on its way")
	k.See("Two parents a day walk along")
}
