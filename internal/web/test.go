package web

import (
	"context"
	"html/template"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
)

// testPage is a test of change as it stands.
type testPage struct {
	Test  *improvement.TestOfChange
	Title string
	Aim   string
	Ramp  template.HTML
	Next  []waitingTask
}

func (p testPage) head() head {
	return head{Template: "test", Title: p.Title, Help: "Where this test of change stands, what it found so far, and what happens next.",
		Crumbs: []crumb{{"Tests", "/tests"}}}
}

// testPath is the page of a test.
func testPath(id string) string { return "/tests/" + url.PathEscape(id) }

func showTest(ctx context.Context, v *visit) (answer, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return answer{}, err
	}
	tasks := t.Tasks()
	if err := v.meetOwners(ctx, tasks); err != nil {
		return answer{}, err
	}
	page := testPage{
		Test: t, Title: v.words.Line(t.Charter.Title), Aim: v.words.Text(t.Charter.Aim.What),
		Ramp: template.HTML(picture.OfRamp(t, v.words.Line).SVG(picture.Options{})), //nolint:gosec // drawn by us, its words escaped
	}
	for _, task := range tasks {
		if task.MayKnow(v.who) {
			page.Next = append(page.Next, v.waiting(task))
		}
	}
	return show(page)
}
