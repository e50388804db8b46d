package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// stepDonePage marks a step as done, with a note where there is one to make.
type stepDonePage struct {
	asking
	What, Test, Path string
}

func (p stepDonePage) head() head {
	return head{Template: "step-done", Title: "Mark a step as done", Help: "A note is not needed. Write one where the others should know how it went.",
		Crumbs: []crumb{{"Your tasks", "/"}, {p.Test, p.Path}}}
}

var stepDone = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		t, err := v.test(ctx, v.path("test"))
		if err != nil {
			return nil, err
		}
		p := stepDonePage{asking: asking{f}, Test: v.words.Line(t.Charter.Title), Path: testPath(t.Charter.ID)}
		for _, c := range t.Cycles {
			for _, s := range c.Steps {
				if string(s.ID) == v.path("step") {
					p.What = v.words.Line(s.What)
					return p, nil
				}
			}
		}
		return nil, improvement.ErrNotFound
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		f.values.Set("step", v.path("step"))
		return testPath(v.path("test")), v.onTest(ctx, f, "step-done", "Thank you. The step is marked as done.")
	},
}
