package web

import (
	"context"
	"maps"
	"net/url"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/wording"
)

// taskPage is one task, for whoever has the link of a letter: that task, and nothing else
// of theirs or of others.
type taskPage struct {
	asking
	linked
	Kind      improvement.TaskKind
	Point     pointFields     // where the task is to count
	Agreement linkedAgreement // where the task is to answer for a part in one
}

// linked is what the pages of links say of their task.
type linked struct {
	Title string // of the test
	Ask   string // what is asked for
	For   string // the under-16 for whom it is done
	Due   string
	Until string // the last day of the link; empty in a rehearsal, whose days are others
}

// linkedAgreement is what somebody reads before they agree to their part.
type linkedAgreement struct {
	Purpose, From, ReviewBy string
	Version                 int
}

func (taskPage) head() head {
	return head{Template: "task", Title: "Your task", Help: "This link is for one task of yours, so you need not sign in. What you send is filed in your name."}
}

// Step tells that the task is to do something, Points that it is to count something, and
// Answers that it is to agree to something.
func (p taskPage) Step() bool    { return p.Kind == improvement.TaskStep }
func (p taskPage) Points() bool  { return p.Kind == improvement.TaskCollect }
func (p taskPage) Answers() bool { return p.Kind == improvement.TaskAgreement }

// Answer is the question of one's part.
func (p taskPage) Answer() field {
	return p.Form.Choice("answer", "Do you agree to your part?", "", []option{{Value: agrees, Label: "Yes, I agree"}, {Value: declines, Label: "No, I decline"}})
}

// The answers for one's part.
const agrees, declines = "agree", "decline"

// describe tells of a task to whoever came by its link.
func (v *visit) describe(ctx context.Context, t improvement.Task) (linked, error) {
	if err := v.meet(ctx, []improvement.PersonID{t.Owner}, nil); err != nil {
		return linked{}, err
	}
	of := linked{Title: v.words.Title(t.Subject, t.Title), Ask: wording.Ask(t, v.words), Due: t.Due.Plain()}
	if t.Owner != v.who.Person {
		of.For = v.words.Person(t.Owner)
	}
	if !v.Rehearsing {
		of.Until = v.link.LastDay().Plain()
	}
	return of, v.words.Err()
}

var doByLink = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		t, err := v.linkedTask(ctx)
		if err != nil {
			return nil, err
		}
		p := taskPage{asking: asking{f}, Kind: t.Kind}
		if p.linked, err = v.describe(ctx, t); err != nil || p.Step() {
			return p, err
		}
		err = v.putTask(ctx, t, &p)
		return p, err
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		id := v.linkCommand(f, "")
		if filed, err := v.filedByLink(ctx, id); filed || err != nil {
			return taskDonePath, err
		}
		t, err := v.linkedTask(ctx)
		if err != nil {
			return "", err
		}
		c, err := v.taskCommand(ctx, t, f)
		if err != nil {
			return "", err
		}
		return v.sendByLink(ctx, id, c.Test)
	},
}

// putTask puts what the test says of a task to count, or to agree.
func (v *visit) putTask(ctx context.Context, task improvement.Task, p *taskPage) error {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return err
	}
	a := t.Agreement
	switch {
	case p.Points():
		m := t.Measure(improvement.MeasureID(task.Item))
		if p.Form.isBlank() {
			p.Form.putDay("points[1].date", min(task.Due, v.today()))
		}
		p.Point = p.Form.point("points[1].", 1, m, v.words.Line(m.Unit))
	case a == nil:
		return improvement.ErrNotFound
	default:
		p.Agreement = linkedAgreement{v.words.Text(a.Purpose), a.From.Plain(), a.ReviewBy.Plain(), a.Version}
	}
	return v.words.Err()
}

// taskCommand reads what somebody wrote of a task as the command that does it.
func (v *visit) taskCommand(ctx context.Context, t improvement.Task, f *form) (intake.Command, error) {
	sent := *f
	sent.values = maps.Clone(f.values)
	switch t.Kind {
	case improvement.TaskAgreement:
		command, err := answerForPart(t, &sent)
		if err != nil {
			return intake.Command{}, err
		}
		return v.command(ctx, &sent, command)
	case improvement.TaskCollect:
		sent.values.Set("measure", t.Item)
		return v.command(ctx, &sent, "measure")
	}
	sent.values.Set("step", t.Item)
	return v.command(ctx, &sent, "step-done")
}

// answerForPart keeps of a form what the answer is, and gives its command. The answer is
// to the version that was read.
func answerForPart(t improvement.Task, f *form) (string, error) {
	answer, reason := f.value("answer"), f.value("reason")
	version, err := strconv.Atoi(f.value("version"))
	f.values = url.Values{"party": {t.Item}, "version": {f.value("version")}}
	switch {
	case err != nil || version < 1:
		return "", improvement.Refuse(improvement.Invalid, "", "It is not clear what you read. Open the link in the letter again.")
	case answer == declines:
		f.values.Set("reason", reason)
		return "agreement-decline", nil
	case answer == agrees && reason == "":
		return "agreement-agree", nil
	case answer == agrees:
		return "", improvement.Refuse(improvement.Invalid, "reason", "You agree, and give a reason for declining. Take out the reason, or decline.")
	}
	return "", improvement.Refuse(improvement.Invalid, "answer", "Choose whether you agree or decline.")
}
