package web

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/google/uuid"
)

// takeTask says that whoever presses sees to a task that waits for several; giveTaskBack
// that they do not after all. The others could who does.
var (
	takeTask     = onePressOfTask(false, "It is with you. The others see that you see to it.")
	giveTaskBack = onePressOfTask(true, "You have given it back. It is for any of you again.")
)

// Where these presses go; the task stands behind it.
const (
	takePath     = "/tasks/take"
	giveBackPath = "/tasks/give-back"
)

// claimable are the kinds of task that wait for all who hold a role, and that one of them
// may take.
var claimable = []improvement.TaskKind{
	improvement.TaskModerate, improvement.TaskNewsletter, improvement.TaskAcknowledge, improvement.TaskAnswerData,
	improvement.TaskAnswer, improvement.TaskAgreement, improvement.TaskMeeting, improvement.TaskConcern,
}

// claims is the press by which somebody says that they see to a task which others could
// do, too, or gives it back; nil where there are none, or it has no such press.
func (v *visit) claims(t improvement.Task, others int, of string) *press {
	if !slices.Contains(claimable, t.Kind) || others == 0 {
		return nil
	}
	named := "?" + url.Values{"subject": {string(t.Subject)}, "key": {t.Key}}.Encode()
	if t.Claimed == v.who.Person {
		return &press{giveBackPath + named, "Give it back", of, uuid.NewString()}
	}
	return &press{takePath + named, "I take this", of, uuid.NewString()}
}

func onePressOfTask(back bool, done string) handler {
	return func(ctx context.Context, v *visit) (answer, error) {
		f, err := v.posted()
		if err != nil {
			return answer{}, err
		}
		t, err := v.taskNamed(ctx)
		if err != nil {
			return answer{}, err
		}
		receipt, err := v.claim(ctx, f.id(v), t, back)
		if err != nil {
			return answer{}, err
		}
		v.acknowledge(receipt, done)
		return goTo("/")
	}
}

// taskNamed is the task of whoever asks that the address names.
func (v *visit) taskNamed(ctx context.Context) (improvement.Task, error) {
	tasks, err := v.Record.Tasks(ctx, v.who.Person)
	if err != nil {
		return improvement.Task{}, err
	}
	i := slices.IndexFunc(tasks, func(t improvement.Task) bool {
		return string(t.Subject) == v.query("subject") && t.Key == v.query("key") && t.MayKnow(v.who)
	})
	if i < 0 || tasks[i].Owner != "" || !slices.Contains(claimable, tasks[i].Kind) {
		return improvement.Task{}, improvement.Refuse(improvement.WrongStage, "", "This does not wait for you and others any more. It may be done already.")
	}
	return tasks[i], nil
}

// claim sends that whoever asks sees to a task, to the lifecycle whose task it is.
func (v *visit) claim(ctx context.Context, id improvement.CommandID, t improvement.Task, back bool) (improvement.Receipt, error) {
	me := v.who.Person
	switch t.Kind {
	case improvement.TaskNewsletter:
		return v.Sender.Newsletter(ctx, t.Subject, id, me, improvement.ClaimIssue{Back: back})
	case improvement.TaskAcknowledge, improvement.TaskAnswerData:
		return v.Sender.OnDataRequest(ctx, t.Subject, id, me, improvement.ClaimDataRequest{Back: back})
	case improvement.TaskAnswer:
		return v.Sender.Round(ctx, t.Subject, id, me, improvement.ClaimRequest{Request: t.Item, Back: back})
	case improvement.TaskMeeting:
		return v.Sender.Approval(ctx, t.Subject, id, me, improvement.ClaimMeeting{Back: back})
	case improvement.TaskAgreement:
		return v.Sender.Test(ctx, t.Subject.ID(), id, me, improvement.ClaimPart{Party: number(t.Item), Back: back})
	case improvement.TaskConcern:
		if t.Subject.Kind() == improvement.KindTest {
			return v.claimEvidenceConcern(ctx, id, t, back)
		}
		return v.claimDirectly(ctx, id, t, improvement.ClaimConcern{Back: back})
	}
	return v.claimDirectly(ctx, id, t, improvement.ClaimVoice{Back: back})
}

// claimDirectly files it of what has no workflow.
func (v *visit) claimDirectly(ctx context.Context, id improvement.CommandID, t improvement.Task, c improvement.DirectCommand) (improvement.Receipt, error) {
	version, err := v.Registrar.File(ctx, t.Subject, id, v.who.Person, c)
	return improvement.Receipt{Subject: t.Subject, Version: version, Filed: err == nil}, err
}

// claimEvidenceConcern is about evidence of a test. A test that was closed has no workflow
// that hears it.
func (v *visit) claimEvidenceConcern(ctx context.Context, id improvement.CommandID, t improvement.Task, back bool) (improvement.Receipt, error) {
	_, item, _ := strings.Cut(t.Item, "#")
	c := improvement.ClaimEvidenceConcern{Item: item, Back: back}
	of, err := v.wholeTest(ctx, t.Subject.ID())
	if err != nil {
		return improvement.Receipt{}, err
	}
	if !of.Closed() {
		return v.Sender.Test(ctx, t.Subject.ID(), id, v.who.Person, c)
	}
	version, err := v.Registrar.AfterClosing(ctx, t.Subject, id, v.who.Person, c)
	return improvement.Receipt{Subject: t.Subject, Version: version, Filed: err == nil}, err
}
