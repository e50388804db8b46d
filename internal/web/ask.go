package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/cairnqi/cairn/improvement"
)

// asks is a page with a form. GET shows it, with the draft that was kept of it; POST does
// what was asked for and sends on, or shows it again with what is wrong and all that was
// written. One that is sent twice does nothing twice.
type asks struct {
	about told // for the help page, too
	// page puts the page around the form.
	page func(ctx context.Context, v *visit, f *form) (page, error)
	// do does what the form asks for, and gives where to go on.
	do func(ctx context.Context, v *visit, f *form) (to string, err error)
	// adds tells that each sending adds something, whatever was sent before: the same words
	// sent again from a form that is new are taken for the same. What leads a test on needs
	// none of this: a plan that was sent back may be sent again word for word.
	adds bool
}

// adding marks a form of which each sending adds something.
func adding(a asks) asks {
	a.adds = true
	return a
}

// told is what a page is for.
type told struct{ title, help string }

func (a asks) get(ctx context.Context, v *visit) (answer, error) {
	f := v.blank(nil)
	if err := v.takeUp(ctx, f); err != nil {
		return answer{}, err
	}
	p, err := a.page(ctx, v, f)
	if err != nil {
		return answer{}, err
	}
	return show(p)
}

func (a asks) post(ctx context.Context, v *visit) (answer, error) {
	f, err := v.posted()
	if f == nil {
		return answer{}, err
	}
	switch press := f.press(); {
	case press == pressKeep:
		return a.keep(ctx, v, f)
	case press == pressKeepQuietly:
		return v.keepQuietly(ctx, f)
	case err != nil:
		return a.back(ctx, v, f, err)
	case press != "": // one more row
		f.rowAdded()
		return a.once(ctx, v, f, http.StatusOK)
	}
	nonce := f.Nonce
	again, hash := a.adds && v.sentBefore(ctx, f), f.hash()
	to, err := a.do(ctx, v, f)
	if err != nil {
		return a.back(ctx, v, f, err)
	}
	if a.adds {
		v.noteSent(ctx, hash, f.Nonce)
	}
	if again {
		v.say("This was sent before, and is filed already. Nothing was filed twice.")
	}
	v.noteSending(nonce)
	if err := v.letGo(ctx, f); err != nil {
		v.Log.Warn("A draft could not be dropped", "reference", v.reference, "cause", err)
	}
	return goTo(to)
}

// keep keeps a form for later.
func (a asks) keep(ctx context.Context, v *visit, f *form) (answer, error) {
	if err := v.keep(ctx, f); err != nil {
		return a.back(ctx, v, f, err)
	}
	v.say("What you wrote is kept. It waits for you here, and nobody else sees it.")
	return goTo(f.Action)
}

// back shows a form again with what is wrong, and all that was written. Where its page
// cannot be shown, that is kept.
func (a asks) back(ctx context.Context, v *visit, f *form, err error) (answer, error) {
	status, _, _ := translate(err)
	switch {
	case f.refused(v, err):
		v.auditRefusal(ctx, err)
		if status == http.StatusForbidden || status == http.StatusNotFound {
			status = http.StatusUnprocessableEntity
		}
	case !f.failed(v, err):
		return answer{}, err
	}
	shown, unread := a.once(ctx, v, f, status)
	if unread == nil {
		return shown, nil
	}
	if !v.signedIn {
		return answer{}, err
	}
	return answer{}, errors.Join(err, v.keep(ctx, f))
}

func (a asks) once(ctx context.Context, v *visit, f *form, status int) (answer, error) {
	p, err := a.page(ctx, v, f)
	return answer{status: status, page: p}, err
}

// onTest sends what a form asks of the test in the address, under a command's wire name.
func (v *visit) onTest(ctx context.Context, f *form, command, done string) error {
	c, err := v.command(ctx, f, command)
	if err != nil {
		return err
	}
	receipt, err := v.Sender.Test(ctx, v.path("test"), f.id(v), v.who.Person, c.Test)
	if err != nil {
		return err
	}
	v.acknowledge(receipt, done)
	return nil
}

// onApproval sends what a form asks of an approval.
func (v *visit) onApproval(ctx context.Context, approval improvement.SubjectID, f *form, command, done string) error {
	c, err := v.command(ctx, f, command)
	if err != nil {
		return err
	}
	receipt, err := v.Sender.Approval(ctx, approval, f.id(v), v.who.Person, c.Approval)
	if err != nil {
		return err
	}
	v.acknowledge(receipt, done)
	return nil
}
