package web

import (
	"context"
	"maps"
	"regexp"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// remarkView is something said in the discussion of a test.
type remarkView struct{ By, At, Says, To string }

// discussionPage is the whole discussion, with a form to take part in it.
type discussionPage struct {
	Remarks         []remarkView
	Earlier         int
	Says, Mentioned field
	Open            bool // whoever asks may take part
}

const (
	remarksOnTest = 5   // how many the page of a test shows
	remarksRead   = 200 // how many the discussion's own page shows
)

var discussion = asks{about: told{talkedOver.title, talkedOver.help}, page: talkedOver.page, do: talkedOver.remark}

// talkedOver is the discussion of a test.
var talkedOver = ofTest{
	template: "test-discussion", title: "Discussion", send: "Send", done: "Your words are in the discussion.", command: "remark",
	help: "Talk things over where everybody in the test can read it. What was decided or found belongs in the steps and the evidence.",
	back: func(*visit) string { return "/discussion" },
	fill: func(ctx context.Context, v *visit, p *testForm) error {
		remarks, err := v.remarks(ctx, p.Of, remarksRead)
		if err != nil {
			return err
		}
		people, err := v.toMention(ctx, p.Of, remarks)
		if err != nil {
			return err
		}
		of := discussionPage{
			Remarks: v.remarkViews(remarks), Earlier: len(p.Of.Remarks) - len(remarks),
			Says:      p.Form.Field("says", "What do you want to say?", "For example: the hall is free on Thursdays, too. Who could ask the caretaker? Leave out what nobody else should know."),
			Mentioned: optional(p.Form.Choice("mentioned", "Who should hear of it?", "They get a message. You may also write @ and their identifier.", people)),
			Open:      p.Of.Offers(improvement.MakeRemark{}, v.who, v.Now()) == nil,
		}
		p.Content = of
		return nil
	},
}

// addressed finds who is written to in the words themselves: @keith-parent.
var addressed = regexp.MustCompile(`(?:^|[\s(,])@([a-z0-9][a-z0-9-]*)`)

// remark sends a remark, to those as well who are written to in it.
func (o ofTest) remark(ctx context.Context, v *visit, f *form) (string, error) {
	found := addressed.FindAllStringSubmatch(f.value("says"), -1)
	if len(found) == 0 {
		return o.do(ctx, v, f)
	}
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return "", err
	}
	people, err := v.toMention(ctx, t, nil)
	if err != nil {
		return "", err
	}
	sent := *f
	sent.values = maps.Clone(f.values)
	for _, name := range found {
		there := slices.ContainsFunc(people, func(o option) bool { return o.Value == name[1] })
		if there && !slices.Contains(sent.values["mentioned[]"], name[1]) {
			sent.values.Add("mentioned[]", name[1])
		}
	}
	return o.do(ctx, v, &sent)
}

// said is an entry with a remark.
type said struct {
	improvement.Entry
	*improvement.RemarkMade
}

// remarks reads the latest remarks, oldest first.
func (v *visit) remarks(ctx context.Context, t *improvement.TestOfChange, most int) ([]said, error) {
	if len(t.Remarks) == 0 {
		return nil, nil
	}
	first := t.Remarks[max(0, len(t.Remarks)-most)]
	entries, err := v.Record.Journal(ctx, t.Subject(), first-1)
	if err != nil {
		return nil, err
	}
	var all []said
	for _, entry := range entries {
		if remark, is := entry.Event.(*improvement.RemarkMade); is {
			all = append(all, said{entry, remark})
		}
	}
	return all, nil
}

// peopleOfRemarks are who wrote, and to whom.
func peopleOfRemarks(remarks []said) []improvement.PersonID {
	var people []improvement.PersonID
	for _, r := range remarks {
		people = append(append(people, r.By), r.Mentioned...)
	}
	return people
}

func (v *visit) remarkViews(remarks []said) []remarkView {
	views := make([]remarkView, len(remarks))
	for i, r := range remarks {
		views[i] = remarkView{By: v.words.Person(r.By), At: plainTime(r.At), Says: v.words.Text(r.Says)}
		for j, p := range r.Mentioned {
			if j > 0 {
				views[i].To += "; "
			}
			views[i].To += v.words.Person(p)
		}
	}
	return views
}

// toMention lists who may be mentioned: the people around the test, but for oneself.
func (v *visit) toMention(ctx context.Context, t *improvement.TestOfChange, remarks []said) ([]option, error) {
	if err := v.meet(ctx, peopleOfRemarks(remarks), nil); err != nil {
		return nil, err
	}
	people, err := v.around(ctx, t)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(people, func(o option) bool { return o.Value == string(v.who.Person) }), nil
}
