package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/google/uuid"
)

// taskPage is one task, for whoever has the link of a letter: that task, and nothing else
// of theirs or of others.
type taskPage struct {
	asking
	Title string // of the test
	Ask   string // what is asked for
	Due   string
	Kind  improvement.TaskKind
}

func (taskPage) head() head {
	return head{Template: "task", Title: "Your task", Help: "This link is for one task of yours, so you need not sign in. What you send is filed in your name."}
}

// Step tells that the task is to do something, and Points that it is to count something.
func (p taskPage) Step() bool   { return p.Kind == improvement.TaskStep }
func (p taskPage) Points() bool { return p.Kind == improvement.TaskCollect }

// taskDonePage says thank you, to somebody who is not signed in.
type taskDonePage struct{}

func (taskDonePage) head() head {
	return head{Template: "task-done", Title: "Thank you", Help: "It is filed in your name, and the others can see it."}
}

func taskDone(context.Context, *visit) (answer, error) { return show(taskDonePage{}) }

var linkedTask = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		t, err := v.takeTask(ctx)
		if err != nil {
			return nil, err
		}
		if err := v.meet(ctx, []improvement.PersonID{t.Owner}, nil); err != nil {
			return nil, err
		}
		return taskPage{asking: asking{f}, Title: v.words.Title(t.Subject, t.Title), Ask: wording.Ask(t, v.words), Due: t.Due.Plain(), Kind: t.Kind}, nil
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		t, err := v.takeTask(ctx)
		if err != nil {
			return "", err
		}
		command := "step-done"
		switch t.Kind {
		case improvement.TaskCollect:
			command = "measure"
			f.values.Set("measure", t.Item)
		default:
			f.values.Set("step", t.Item)
		}
		c, err := v.command(ctx, f, command)
		if err != nil {
			return "", err
		}
		used := access.Audited{What: access.LinkUsed, Person: v.who.Person, About: string(t.Subject), How: access.ByLink}
		if err := v.audit(ctx, used); err != nil {
			return "", err
		}
		_, err = v.Sender.Test(ctx, t.Subject.ID(), v.taskCommand(f), v.who.Person, c.Test)
		return "/task-done", err
	},
}

// taskCommand names what a form sends. The form that is sent twice is one command, also
// where the browser was given no form of ours.
func (v *visit) taskCommand(f *form) improvement.CommandID {
	return improvement.CommandID(uuid.NewSHA1(uuid.Nil, []byte(v.path("token")+" "+string(f.id(v)))).String())
}

// takeTask gives the task of the link in the address, as long as it is open and theirs,
// and lets the visit act as its person, in this request and for this task alone.
func (v *visit) takeTask(ctx context.Context) (improvement.Task, error) {
	var none improvement.Task
	link, err := v.TaskLinks.Read(v.path("token"), v.Real())
	if err != nil {
		return none, err
	}
	before, err := v.Access.TaskLinksVoidBefore(ctx, link.Person)
	if err == nil {
		err = link.Check(before, v.Real())
	}
	if err == nil {
		err = v.mayComeIn(ctx, link.Person)
	}
	if err != nil {
		return none, err
	}
	who, err := v.Record.Actor(ctx, link.Person)
	if err != nil {
		return none, err
	}
	tasks, err := v.Record.Tasks(ctx, link.Person)
	if err != nil {
		return none, err
	}
	for _, t := range tasks {
		if t.Subject == link.Subject && t.Key == link.Task && t.MayKnow(who) && t.Kind.ByLink() {
			v.who, v.signedIn = who, false
			return t, nil
		}
	}
	return none, improvement.Refuse(improvement.Conflict, "", "This task is done already, or it is somebody else's by now. Thank you. There is nothing left to do here.")
}
