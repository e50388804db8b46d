package web

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/google/uuid"
)

// linkRoutes are the pages of a link in a letter: for whoever has it, and for what it
// is for alone.
func linkRoutes(path string, purpose access.Purpose, a asks) []route {
	return limited(table(get(path, everybody, throughLink(purpose, a.get)), post(path, everybody, throughLink(purpose, a.post))))
}

// throughLink opens the link in the address before anything else is read: nobody without
// one sends files.
func throughLink(purpose access.Purpose, next handler) handler {
	return func(ctx context.Context, v *visit) (answer, error) {
		if err := v.openLink(ctx, purpose); err != nil {
			return answer{}, err
		}
		return next(ctx, v)
	}
}

// openLink lets the visit act as the person of the link in the address, in this request
// and for its task alone. Nobody is signed in by it, and nobody is while they use it.
func (v *visit) openLink(ctx context.Context, purpose access.Purpose) error {
	link, err := v.TaskLinks.Read(v.path("token"), v.Real())
	if err != nil {
		return err
	}
	before, err := v.Access.TaskLinksVoidBefore(ctx, link.Person)
	if err == nil {
		err = link.Check(before, v.Real())
	}
	if err == nil {
		err = v.mayComeIn(ctx, link.Person)
	}
	if err != nil {
		return err
	}
	address, err := v.addressMark(ctx, link.Person)
	if err == nil {
		err = link.CheckUse(purpose, address)
	}
	if err != nil {
		return err
	}
	who, err := v.Record.Actor(ctx, link.Person)
	if err != nil {
		return err
	}
	v.link, v.who, v.signedIn = link, who, false
	v.request.SetPathValue("test", link.Subject.ID())
	if v.takes > maxForm { // a photo may come
		v.takeTime()
	}
	return nil
}

// addressMark marks where somebody's letters go now.
func (v *visit) addressMark(ctx context.Context, person improvement.PersonID) (string, error) {
	_, state, err := v.Record.State(ctx, improvement.PersonSubject(person))
	if err != nil {
		return "", err
	}
	var p improvement.Person
	if err := json.Unmarshal(state, &p); err != nil {
		return "", err
	}
	address, err := v.Vault.Open(ctx, p.Email)
	if err != nil && !errors.Is(err, improvement.ErrErased) {
		return "", err
	}
	return access.ShortMark(v.Vault, address)
}

// linkedTask gives the task of the link, as long as it is open and theirs.
func (v *visit) linkedTask(ctx context.Context) (improvement.Task, error) {
	var none improvement.Task
	tasks, err := v.Record.Tasks(ctx, v.link.Person)
	if err != nil {
		return none, err
	}
	for _, t := range tasks {
		if t.Subject == v.link.Subject && t.Key == v.link.Task && t.MayKnow(v.who) && t.ByLink() {
			return t, nil
		}
	}
	return none, v.whyNotOpen(ctx)
}

// whyNotOpen tells why the task of the link is not among its person's any more.
func (v *visit) whyNotOpen(ctx context.Context) error {
	t, err := v.test(ctx, v.path("test"))
	switch {
	case err != nil:
		return err
	case t.Closed():
		return improvement.Refuse(improvement.WrongStage, "", "This test has ended. Thank you. There is nothing left to do here.")
	case t.Paused != nil:
		return improvement.Refuse(improvement.WrongStage, "", "This test is paused until %s, and nothing is due meanwhile. Open the link again when it goes on.", t.Paused.Until.Plain())
	case strings.HasPrefix(v.link.Task, "agreement/"):
		return improvement.Refuse(improvement.Conflict, "", "This was answered already, or the agreement was changed since. Thank you. If it was changed, a newer letter asks you.")
	}
	return improvement.Refuse(improvement.Conflict, "", "This task is done already, its time is over, or somebody else has it by now. Thank you. There is nothing left to do here.")
}

// linkCommand names what a form sends by a link. The form that is sent twice is one
// command, also where the browser was given no form of ours. files mark what comes with it.
func (v *visit) linkCommand(f *form, files string) improvement.CommandID {
	return improvement.CommandID(uuid.NewSHA1(uuid.Nil, []byte(v.path("token")+" "+string(f.id(v))+files)).String())
}

// filedByLink tells whether a command was filed: whoever presses twice is thanked twice.
func (v *visit) filedByLink(ctx context.Context, id improvement.CommandID) (bool, error) {
	_, err := v.Record.CommandEntry(ctx, v.link.Subject, id)
	if errors.Is(err, improvement.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// sendByLink sends a command, and keeps that the link was used.
func (v *visit) sendByLink(ctx context.Context, id improvement.CommandID, c improvement.TestCommand) (string, error) {
	used := access.Audited{What: access.LinkUsed, Person: v.who.Person, About: string(v.link.Subject), How: access.ByLink}
	if err := v.audit(ctx, used); err != nil {
		return "", err
	}
	receipt, err := v.Sender.Test(ctx, v.link.Subject.ID(), id, v.who.Person, c)
	if err == nil && !receipt.Filed {
		return taskDonePath + "?filing=yes", nil
	}
	return taskDonePath, err
}

const taskDonePath = "/task-done"

// taskDonePage says thank you, to somebody who is not signed in.
type taskDonePage struct{ Filing bool }

func (p taskDonePage) head() head {
	of := head{Template: "task-done", Title: "Thank you", Help: "It is filed in your name, and the others can see it."}
	if p.Filing {
		of.Help = "We have received it, and are filing it now, in your name. The others see it in a moment."
	}
	return of
}

func taskDone(_ context.Context, v *visit) (answer, error) {
	return show(taskDonePage{Filing: v.query("filing") != ""})
}
