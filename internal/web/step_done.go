package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// stepDonePage marks a step as done, with a note where there is one to make.
type stepDonePage struct {
	asking
	What, Test string
	Path       string
}

func (p stepDonePage) head() head {
	return head{Template: "step-done", Title: "Mark a step as done", Help: "A note is not needed. Write one where the others should know how it went.",
		Crumbs: []crumb{{"Your tasks", "/"}, {p.Test, p.Path}}}
}

func stepDoneForm(ctx context.Context, v *visit) (answer, error) {
	page, err := v.stepDonePage(ctx, v.blank(nil))
	if err != nil {
		return answer{}, err
	}
	return show(page)
}

func (v *visit) stepDonePage(ctx context.Context, f *form) (stepDonePage, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return stepDonePage{}, err
	}
	page := stepDonePage{asking: asking{f}, Test: v.words.Line(t.Charter.Title), Path: testPath(t.Charter.ID)}
	for _, c := range t.Cycles {
		for _, s := range c.Steps {
			if string(s.ID) == v.path("step") {
				page.What = v.words.Line(s.What)
				return page, nil
			}
		}
	}
	return page, improvement.ErrNotFound
}

func stepDone(ctx context.Context, v *visit) (answer, error) {
	f, err := v.posted()
	if err != nil {
		return answer{}, err
	}
	f.values.Set("step", v.path("step"))
	c, err := v.command(ctx, f, "step-done")
	var receipt improvement.Receipt
	if err == nil {
		receipt, err = v.Sender.Test(ctx, v.path("test"), f.id(v), v.who.Person, c.Test)
	}
	if err != nil && f.refused(v, err) {
		page, unread := v.stepDonePage(ctx, f)
		if unread != nil {
			return answer{}, err
		}
		return again(page)
	}
	if err != nil {
		return answer{}, err
	}
	v.acknowledge(receipt, "Thank you. The step is marked as done.")
	return goTo(testPath(v.path("test")))
}
