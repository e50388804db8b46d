package web

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// onRound is a form about a round of priority setting: the command that it sends, and what
// it asks.
type onRound struct {
	command, title, help, send, done string
	item                             string // the field that the address fills in, of forms about a request, a draft or an action
	questions                        func(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error
	ready                            func(f *form, values url.Values) // what is read, of what was written
}

// route is where the form is.
func (o onRound) route() []route {
	path := "/priorities/{lmg}/rounds/{round}/" + o.command
	if o.item != "" {
		path += "/{item}"
	}
	return ask(path, onRecord, asks{about: told{o.title, o.help}, page: o.page, do: o.do})
}

func (o onRound) page(ctx context.Context, v *visit, f *form) (page, error) {
	r, err := v.roundAt(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.meet(ctx, nil, []improvement.BodyID{r.LMG}); err != nil {
		return nil, err
	}
	offered := v.offered(r)
	switch {
	case !offered && !improvement.MaySeeDrafts(v.who, r.LMG):
		return nil, improvement.Refuse(improvement.NotAllowed, "", "This is for the members of %s. If you need it, ask your Locality Wellbeing Officer.", v.words.Body(r.LMG))
	case !offered && v.request.Method == http.MethodGet && !f.Kept: // what was written already is shown again
		return nil, improvement.Refuse(improvement.WrongStage, "", "This is not for you to do just now. See on the page of the round where it stands.")
	}
	p := &plainForm{asking: asking{f}, Title: o.title, Help: o.help, Send: o.send, Label: v.words.Line(r.Title),
		Crumbs: []crumb{{"Priorities", "/priorities"}, {v.words.Body(r.LMG), prioritiesPath(r.LMG)}, {v.words.Line(r.Title), roundPath(r.LMG, r.Round)}}}
	if o.questions == nil {
		return p, nil
	}
	return p, o.questions(ctx, v, r, p)
}

func (o onRound) do(ctx context.Context, v *visit, f *form) (string, error) {
	values := maps.Clone(f.values)
	if o.item != "" {
		values.Set(o.item, v.path("item"))
	}
	if o.ready != nil {
		o.ready(f, values)
	}
	doc, err := document(compact(values))
	if err != nil {
		return "", err
	}
	c, err := v.reader().Command(ctx, o.command, doc)
	if err != nil {
		return "", err
	}
	lmg, round := improvement.BodyID(v.path("lmg")), v.path("round")
	receipt, err := v.Sender.Round(ctx, improvement.RoundSubject(lmg, round), f.id(v), v.who.Person, c.Round)
	if err != nil {
		return "", err
	}
	v.acknowledge(receipt, o.done)
	return roundPath(lmg, round), nil
}

type roundQuestions = func(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error

// why asks for a reason, and nothing else.
func why(field, label, hint string) roundQuestions {
	return func(_ context.Context, _ *visit, _ *improvement.PrioritySetting, p *plainForm) error {
		p.ask("words", p.Form.Field(field, label, hint))
		return nil
	}
}

// roundForms are all forms about a round.
var roundForms = []onRound{
	{command: "put-evidence", title: "Put evidence and voices before the group", send: "Put them before the group", done: "They are before the group now.",
		help: "Choose what the group should read before it decides. Data, research, practice and voices belong together.", questions: itemsToPut},
	{command: "review-evidence", title: "Mark evidence as reviewed by you", send: "I have reviewed these", done: "Thank you. It shows that you have reviewed them.",
		help: "Tick what you have read. The others see who has reviewed what.", questions: itemsToReview},
	{command: "ask-evidence", title: "Ask for missing evidence", send: "Ask", done: "They are asked, and reminded.",
		help: "Ask a person or a group. They answer with items of the library, by the day that you give.", questions: askWhom},
	{command: "answer-evidence", item: "request", title: "Answer a request for evidence", send: "Answer", done: "Thank you. The group has your answer.",
		help: "Choose the items that answer it. File them in the library first, if they are not there yet.", questions: itemsToAnswer},
	{command: "waive-evidence", item: "request", title: "Go on without an answer", send: "Go on without it", done: "The round goes on without this answer.",
		help: "The group decides without it then. Say why, so that the others understand.", questions: why("reason", "Why can the group go on without it?", "")},
	{command: "see-late", item: "request", title: "Say what a late answer changes", send: "Say so", done: "Thank you. What it changes is on record.",
		help: "It came after the group had gone on. Read it, and say what it changes.", questions: why("says", "What does it change?", "If only that it changes nothing.")},
	{command: "move-round", title: "Lead the round on, or back", send: "Lead it there", done: "The round has moved.",
		help: "Each stage has its day. To go back, say what is missing.", questions: whereTo},
	{command: "draft", title: "Draft a priority", send: "Draft it", done: "Thank you. The draft is there for the members to score.", ready: nameDraft,
		help: "Say what the group would work on, and on what evidence that rests.", questions: aDraft},
	{command: "draft", item: "id", title: "Write a draft anew", send: "Write it anew", done: "The draft is written anew. Its earlier scores are gone.",
		help: "Change its words or what it rests on. Scores of its earlier words are gone then.", questions: aDraft},
	{command: "withdraw-draft", item: "priority", title: "Withdraw a draft", send: "Withdraw it", done: "The draft is withdrawn.",
		help: "It is not put to the vote then. It stays on record, with your reason.", questions: why("reason", "Why is it withdrawn?", "")},
	{command: "call-for-scores", title: "Call for scores", send: "Ask the members", done: "The members are asked, and reminded.",
		help: "The chair, the deputy and the members say how important they find each draft.", questions: byWhen},
	{command: "score", title: "Score the drafts", send: "Send my scores", done: "Thank you. Your scores count.", ready: scoredOnly,
		help: "Say how important you find each draft. You can leave some out, and change your mind until the vote.", questions: draftsToScore},
	{command: "put-to-vote", title: "Put the drafts to the vote", send: "Put them to the vote", done: "The vote is open, and the members are told.",
		help: "What the members read is frozen now. All that was asked for must be answered, waived or timed out.", questions: howToVote},
	{command: "publish", title: "Publish what was agreed", send: "Publish", done: "It is published, and those who contributed are told.",
		help: "Say what becomes of each earlier priority under the themes of this round, and a word to the network if you like.", questions: earlierToSettle},
	{command: "end-round", title: "End the round without priorities", send: "End the round", done: "The round is ended.",
		help: "Nothing is agreed then. What was gathered stays in the library.", questions: why("reason", "Why does it end?", "")},
	{command: "hand-over-round", title: "Hand a part over", send: "Hand it over", done: "It is handed over, and both are told.",
		help: "Give what somebody has to do in this round to another. Scores and votes are personal: they stay.", questions: fromTo},
	{command: "action-done", item: "action", title: "Mark an action as done", send: "It is done", done: "Thank you. It is marked as done.",
		help: "A note is not needed. Write one where the others should know how it went.", questions: note},
	{command: "action-change", item: "action", title: "Change who does an action, or when", send: "Change it", done: "It is changed, and they are told.",
		help: "Choose another person or another day. What you leave stays as it is.", questions: whoAndWhen},
	{command: "action-drop", item: "action", title: "Leave an action out", send: "Leave it out", done: "It is left out.",
		help: "It is not done then. Say why, so that the others understand.", questions: why("reason", "Why is it left out?", "")},
}

func roundRoutes() []route {
	var all []route
	for _, o := range roundForms {
		all = append(all, o.route()...)
	}
	return all
}

func itemsToPut(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	if item := v.query("item"); item != "" && len(p.Form.values) == 0 {
		p.Form.values.Set("items[]", item)
	}
	options, err := v.itemOptions(ctx, r.LMG, p.Form.values["items[]"])
	options = slices.DeleteFunc(options, func(o option) bool {
		return slices.ContainsFunc(r.Before, func(b improvement.Before) bool { return string(b.Item) == o.Value })
	})
	return p.chooseItems("items", "Which items?", options, err)
}

// chooseItems asks for items of the library, where there are any to choose.
func (p *plainForm) chooseItems(field, label string, options []option, err error) error {
	if err == nil && len(options) == 0 {
		p.Says = append(p.Says, "There is nothing more in the library to choose. File it there first.")
	}
	p.ask("checkboxes", p.Form.Choice(field, label, "The newest are shown. You can find others in the library, and choose them on their page.", options))
	return err
}

func itemsToReview(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	left := toReview(r, v.who.Person)
	shown, err := v.itemsShown(ctx, left)
	if err != nil {
		return err
	}
	var options []option
	for _, id := range left {
		if one, may := shown[id]; may {
			options = append(options, option{Value: string(id), Label: one.Name + " (" + one.Detail + ")"})
		}
	}
	if len(options) == 0 {
		p.Says = append(p.Says, "There is nothing that you have not reviewed already.")
	}
	p.ask("checkboxes", p.Form.Choice("items", "What have you reviewed?", "Tick none to mark all of it.", options))
	return nil
}

func itemsToAnswer(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	i := slices.IndexFunc(r.Requests, func(q improvement.EvidenceRequest) bool { return q.ID == v.path("item") })
	if i < 0 {
		return improvement.ErrNotFound
	}
	p.Quote = v.words.Text(r.Requests[i].Question)
	options, err := v.itemOptions(ctx, r.LMG, p.Form.values["items[]"])
	if err := p.chooseItems("items", "Which items answer it?", options, err); err != nil {
		return err
	}
	p.ask("words", p.Form.May("note", "A note", ""))
	return nil
}

func askWhom(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	people, err := v.membersOf(ctx, r.LMG)
	if err != nil {
		return err
	}
	groups, err := v.bodiesOf(ctx, improvement.ActionGroup, r.LMG)
	if err != nil {
		return err
	}
	bodies := append([]option{{Value: string(r.LMG), Label: v.words.Body(r.LMG)}}, bodyOptions(groups)...)
	p.ask("words", p.Form.Field("question", "What would you like to know?", "For example: how many children come to school without breakfast?"))
	p.ask("select", p.Form.Choice("of", "Which person do you ask? (or choose a group below)", "", people))
	p.ask("select", p.Form.Choice("body", "Or which group?", "Whoever speaks for it answers: the clerk, or the group's lead.", bodies))
	p.ask("date", p.Form.Field("due", "By when?", ""))
	return nil
}

// membersOf are the people of a body to choose from.
func (v *visit) membersOf(ctx context.Context, body improvement.BodyID) ([]option, error) {
	members, err := v.Record.Members(ctx, body)
	if err != nil {
		return nil, err
	}
	var people []improvement.PersonID
	for _, m := range members {
		if !slices.Contains(people, m.Person) {
			people = append(people, m.Person)
		}
	}
	if err := v.meet(ctx, people, nil); err != nil {
		return nil, err
	}
	var options []option
	for _, person := range people {
		options = append(options, option{Value: string(person), Label: v.words.Person(person)})
	}
	slices.SortFunc(options, func(a, b option) int { return strings.Compare(a.Label, b.Label) })
	return options, nil
}

func whereTo(_ context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	p.Says = append(p.Says, wording.RoundStands(r, "group"))
	p.ask("radios", p.Form.Choice("to", "Where to?", "", v.movesOf(r)))
	p.ask("words", p.Form.Field("reason", "What is missing?", "Only needed to go back."))
	return nil
}

func aDraft(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	f := p.Form
	for _, d := range r.Drafts {
		if string(d.ID) == v.path("item") && len(f.values) == 0 {
			f.values.Set("statement", v.words.Text(d.Statement))
			f.values.Set("theme", string(d.Theme))
			f.values.Set("strategic", d.Strategic)
			for _, l := range d.Localities {
				f.values.Add("localities[]", string(l))
			}
			for _, e := range d.Evidence {
				f.values.Add("evidence[]", string(e))
			}
		}
	}
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return err
	}
	themes = slices.DeleteFunc(themes, func(t improvement.Theme) bool { return !slices.Contains(r.Themes, t.ID) })
	localities, err := v.bodiesOf(ctx, improvement.Locality, r.LMG)
	if err != nil {
		return err
	}
	strategic, err := v.strategicOptions(ctx)
	if err != nil {
		return err
	}
	before := f.values["evidence[]"]
	for _, b := range r.Before {
		if !slices.Contains(before, string(b.Item)) {
			before = append(before, string(b.Item))
		}
	}
	options, err := v.itemOptions(ctx, r.LMG, before)
	p.Keeps = true
	p.ask("words", f.Field("statement", "What would the group work on?", "In one line. For example: no family has to choose between heating and eating."))
	p.ask("radios", f.Choice("theme", "Under which theme?", "", themeOptions(themes)))
	p.ask("checkboxes", f.Choice("localities", "In which localities? (optional)", "Tick none for all of them.", bodyOptions(localities)))
	if len(strategic) > 0 {
		p.ask("select", f.Choice("strategic", "Which strategic priority does it support? (optional)", "", strategic))
	}
	return p.chooseItems("evidence", "What does it rest on?", options, err)
}

// nameDraft names a new draft by its theme: identifiers carry no words that people wrote.
func nameDraft(f *form, values url.Values) {
	theme := cmp.Or(f.value("theme"), "priority")
	values.Set("id", theme+"-"+strings.ToLower(f.Nonce[:min(6, len(f.Nonce))]))
}

func byWhen(_ context.Context, _ *visit, r *improvement.PrioritySetting, p *plainForm) error {
	p.Says = append(p.Says, countOf(len(openDrafts(r)), "draft is", "drafts are")+" there to score.")
	p.ask("date", p.Form.Field("due", "By when?", ""))
	return nil
}

func draftsToScore(_ context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	scale := []option{{Value: "1", Label: "1: of little importance"}, {Value: "2", Label: "2"}, {Value: "3", Label: "3"}, {Value: "4", Label: "4"}, {Value: "5", Label: "5: of the greatest importance"}}
	blank := len(p.Form.values) == 0
	for i, d := range openDrafts(r) {
		at := fmt.Sprintf("scores[%d]", i+1)
		if blank {
			for _, s := range d.Scores {
				if s.Person == v.who.Person {
					p.Form.values.Set(at+".importance", fmt.Sprint(s.Importance))
				}
			}
		}
		p.Form.values.Set(at+".priority", string(d.ID))
		p.ask("hidden", p.Form.Field(at+".priority", "", ""))
		p.ask("radios", p.Form.Choice(at+".importance", v.words.Line(d.Statement), "", scale))
	}
	return nil
}

// scoredOnly leaves out the drafts that somebody does not score.
func scoredOnly(f *form, values url.Values) {
	for name := range f.values {
		if entry, is := strings.CutSuffix(name, ".priority"); is && f.value(entry+".importance") == "" {
			values.Del(name)
		}
	}
}

func howToVote(_ context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	for _, d := range openDrafts(r) {
		p.Says = append(p.Says, v.words.Line(d.Statement))
	}
	p.ask("yes", p.Form.Field("one_by_one", "A vote on each draft, in place of one on all", ""))
	return nil
}

func earlierToSettle(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	all, err := v.prioritiesOfLMG(ctx, r.LMG)
	if err != nil {
		return err
	}
	n := 0
	for _, one := range all {
		if !one.InEffect() || !slices.Contains(r.Themes, one.Theme) {
			continue
		}
		n++
		at := fmt.Sprintf("earlier[%d]", n)
		p.Form.values.Set(at+".priority", string(one.ID))
		p.ask("hidden", p.Form.Field(at+".priority", "", ""))
		p.ask("radios", p.Form.Choice(at+".fate", "What becomes of “"+v.words.Line(one.Statement)+"”?", "", []option{
			{Value: "carried", Label: "It goes on"}, {Value: "completed", Label: "It is completed"}, {Value: "retired", Label: "It ends without being completed"},
		}))
		p.ask("text", p.Form.Field(at+".because", "Why?", ""))
	}
	p.ask("words", p.Form.May("says", "A word to the network", "For example: thank you to everybody who told us how it is."))
	return nil
}

func fromTo(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	people, err := v.membersOf(ctx, r.LMG)
	if err != nil {
		return err
	}
	from := slices.Clone(people)
	from = slices.DeleteFunc(from, func(o option) bool { return !r.HasPart(improvement.PersonID(o.Value)) })
	p.ask("select", p.Form.Choice("from", "Who had it?", "", from))
	p.ask("select", p.Form.Choice("to", "Who has it from now on?", "", people))
	p.ask("words", p.Form.Field("reason", "Why?", ""))
	return nil
}

func note(_ context.Context, _ *visit, _ *improvement.PrioritySetting, p *plainForm) error {
	p.ask("words", p.Form.May("note", "How did it go?", ""))
	return nil
}

func whoAndWhen(ctx context.Context, v *visit, r *improvement.PrioritySetting, p *plainForm) error {
	people, err := v.membersOf(ctx, r.LMG)
	p.ask("select", p.Form.Choice("to", "Who does it? (optional)", "", people))
	p.ask("date", p.Form.Field("due", "By when? (optional)", ""))
	p.ask("words", p.Form.Field("reason", "Why?", ""))
	return err
}
