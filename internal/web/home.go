package web

import (
	"context"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/google/uuid"
)

// homePage is what waits for whoever asks.
type homePage struct{ Waiting []waitingTask }

func (homePage) head() head {
	return head{Template: "home", Title: "Your tasks", Help: "What waits for you, the soonest first. Each says when you are next reminded, and who hears after that."}
}

// waitingTask is a task as its owner sees it.
type waitingTask struct {
	Ask, Title, Whose, Path string
	Due                     string
	Overdue                 bool
	Hears                   string
	Press                   *press
}

// press is a task that one press of a button does.
type press struct{ Action, Label, Of, Nonce string }

func home(ctx context.Context, v *visit) (answer, error) {
	tasks, err := v.Record.Tasks(ctx, v.who.Person)
	if err != nil {
		return answer{}, err
	}
	if err := v.meetOwners(ctx, tasks); err != nil {
		return answer{}, err
	}
	var page homePage
	for _, t := range tasks {
		if !t.MayKnow(v.who) {
			continue
		}
		page.Waiting = append(page.Waiting, v.waiting(t))
	}
	return show(page)
}

// meetOwners reads the names that a list of tasks shows.
func (v *visit) meetOwners(ctx context.Context, tasks []improvement.Task) error {
	people := []improvement.PersonID{v.who.Person}
	var bodies []improvement.BodyID
	for _, t := range tasks {
		people = append(people, t.Owner)
		bodies = append(bodies, t.Body, t.LMG)
	}
	return v.meet(ctx, people, bodies)
}

func (v *visit) waiting(t improvement.Task) waitingTask {
	w := waitingTask{
		Ask: wording.Ask(t, v.words), Title: v.words.Title(t.Subject, t.Title), Path: taskPath(t),
		Due: t.Due.Plain(), Overdue: t.Overdue(v.Now()), Hears: wording.Hears(t),
	}
	if t.Owner != v.who.Person {
		w.Whose = "for " + wording.Owner(t, v.words)
	}
	if t.Kind == improvement.TaskStep {
		w.Press = &press{Action: taskPath(t), Label: "It is done", Of: w.Ask, Nonce: uuid.NewString()}
	}
	return w
}

// taskPath is the page where a task is done.
func taskPath(t improvement.Task) string {
	if t.Subject.Kind() == improvement.KindTest {
		return testTaskPath(t)
	}
	if t.Kind == improvement.TaskNewsletter {
		return makingPath(t.Subject)
	}
	return "/tests/" + url.PathEscape(t.Subject.ID())
}
