package web

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
)

// decisionForm is a form about a decision.
type decisionForm struct {
	asking
	Template, Title, Help string
	Decision              *improvement.Approval
	Of, Path, Asks        string // the decision that it is about
	Stands                string
	Closed                bool // meanwhile: what was written is kept, but can go nowhere
	People                []option
	Panel                 []option
	Choices               []option
}

func (p decisionForm) head() head {
	return head{Template: p.Template, Title: p.Title, Help: p.Help, Crumbs: []crumb{{"Decisions", "/decisions"}, {p.Of, p.Path}}}
}

// Person gives the question whom: the people to choose from.
func (p decisionForm) Person(whom field) field {
	whom.Options = p.People
	return whom
}

// ofDecision is a form about the decision in the address: its page, and the command that
// it asks for.
type ofDecision struct {
	template, title, help string
	command               string // its wire name
	done                  string // what is said once it is filed
	may                   improvement.ApprovalCommand
	fill                  func(ctx context.Context, v *visit, p *decisionForm) error // what more the page shows
	send                  func(v *visit, a *improvement.Approval, f *form)           // what more the document says
}

func (o ofDecision) asks() asks { return asks{about: told{o.title, o.help}, page: o.page, do: o.do} }

// page shows the form to whom may send it. What was sent in vain is shown to its writer
// in any case, so that it is not lost.
func (o ofDecision) page(ctx context.Context, v *visit, f *form) (page, error) {
	a, err := v.approval(ctx)
	if err != nil {
		return nil, err
	}
	refused := v.mayDecide(a, o.may)
	if refused != nil && len(f.Faults) == 0 && f.Says == "" {
		return nil, refused
	}
	p := &decisionForm{
		asking: asking{f}, Template: o.template, Title: o.title, Help: o.help, Decision: a, Path: decisionPath(a.Subject),
		Stands: decisionStands(a), Closed: refused != nil, Choices: choices,
	}
	if o.fill != nil {
		if err := o.fill(ctx, v, p); err != nil {
			return nil, err
		}
	}
	if err := v.meetPanel(ctx, a, nil, nil); err != nil {
		return nil, err
	}
	p.Of, p.Asks = v.words.Title(a.Subject, a.Title), v.words.Body(a.LMG)+" decides "+a.Asks()+"."
	renameFaults(f)
	return *p, nil
}

func (o ofDecision) do(ctx context.Context, v *visit, f *form) (string, error) {
	a, err := v.approval(ctx)
	if err != nil {
		return "", err
	}
	written := f
	if o.send != nil {
		clone := *f
		clone.values = maps.Clone(f.values)
		o.send(v, a, &clone)
		written = &clone
	}
	return decisionPath(a.Subject), v.onApproval(ctx, a.Subject, written, o.command, o.done)
}

// renameFaults gives what is wrong the name of the field that is shown: rules name a
// minute's fields under it, and a list's without saying which.
func renameFaults(f *form) {
	for i, wrong := range f.Faults {
		name := strings.TrimPrefix(wrong.Field, "minute.")
		switch name {
		case "conditions", "conditions.what":
			name = "conditions[1].what"
		case "conditions.due", "conditions.who":
			name = "conditions[1]." + strings.TrimPrefix(name, "conditions.")
		case "reasons":
			name = "reasons[1]"
		}
		f.Faults[i].Field = name
	}
}

var castVote = ofDecision{
	template: "decision-vote", title: "Vote", command: "vote", may: improvement.CastVote{}, done: "Thank you. Your vote is recorded.",
	help: "Everyone on record can read your vote and your reason. You may change it until the decision is made.",
	fill: func(ctx context.Context, v *visit, p *decisionForm) error {
		if seat := seatOf(p.Decision, v.who.Person); len(p.Form.values) == 0 && seat != nil && seat.Vote != nil {
			v.takeUpVote(p.Form, *seat.Vote)
		}
		return v.ownersToName(ctx, p)
	},
}.asks()

func seatOf(a *improvement.Approval, person improvement.PersonID) *improvement.Seat {
	i := slices.IndexFunc(a.Panel, func(s improvement.Seat) bool { return s.Person == person })
	if i < 0 {
		return nil
	}
	return &a.Panel[i]
}

// takeUpVote fills the form with the vote that stands.
func (v *visit) takeUpVote(f *form, vote improvement.Vote) {
	f.values.Set("choice", string(vote.Choice))
	f.values.Set("reason", v.words.Text(vote.Reason))
	for i, c := range vote.Conditions {
		at := "conditions[" + strconv.Itoa(i+1) + "]."
		f.values.Set(at+"what", v.words.Text(c.What))
		f.values.Set(at+"who", string(c.Who))
		if y, m, d, ok := partsOf(c.Due); ok {
			f.values.Set(at+"due"+dayPart, d)
			f.values.Set(at+"due"+monthPart, m)
			f.values.Set(at+"due"+yearPart, y)
		}
	}
}

// partsOf takes a day apart as its three fields have it.
func partsOf(day improvement.Date) (year, month, of string, ok bool) {
	parts := strings.Split(string(day), "-")
	if len(parts) != 3 {
		return "", "", "", false
	}
	return parts[0], strings.TrimPrefix(parts[1], "0"), strings.TrimPrefix(parts[2], "0"), true
}

// ownersToName lists the people around a decision to whom a condition may fall, by name:
// the panel, the LWO, and the group of the test that asks.
func (v *visit) ownersToName(ctx context.Context, p *decisionForm) error {
	a := p.Decision
	people := []improvement.PersonID{a.Lead, a.LWO}
	for _, s := range a.Panel {
		people = append(people, s.Person)
	}
	if a.Of.Kind() == improvement.KindTest {
		t, err := v.test(ctx, a.Of.ID())
		if err != nil && !isNotFound(err) {
			return err
		}
		if err == nil {
			group, err := v.Record.Members(ctx, t.Charter.ActionGroup)
			if err != nil {
				return err
			}
			for _, m := range group {
				people = append(people, m.Person)
			}
		}
	}
	options, err := v.byName(ctx, people)
	p.People = options
	return err
}

func isNotFound(err error) bool {
	refused, is := improvement.Refusal(err)
	return is && refused.Code == improvement.NotFound || errors.Is(err, improvement.ErrNotFound)
}

// byName are people as answers to choose from, each once.
func (v *visit) byName(ctx context.Context, people []improvement.PersonID) ([]option, error) {
	people = slices.DeleteFunc(slices.Clone(people), func(p improvement.PersonID) bool { return p == "" })
	slices.Sort(people)
	people = slices.Compact(people)
	if err := v.meet(ctx, append(slices.Clone(people), v.who.Person), nil); err != nil {
		return nil, err
	}
	options := make([]option, len(people))
	for i, person := range people {
		options[i] = option{Value: string(person), Label: v.words.Person(person)}
	}
	slices.SortStableFunc(options, func(a, b option) int { return cmp.Compare(a.Label, b.Label) })
	return options, nil
}

var declareInterest = ofDecision{
	template: "decision-interest", title: "Declare an interest", command: "declare-interest", may: improvement.DeclareInterest{},
	done: "Thank you. Your interest is recorded, and you do not vote on this.",
	help: "Say so if you, or someone close to you, would gain or lose by this decision, or belongs to the group that asks. You then do not vote on it, and a vote that you cast no longer counts. This cannot be taken back.",
}.asks()

var reopenDecision = ofDecision{
	template: "decision-reopen", title: "Open the vote again", command: "reopen", may: improvement.ReopenApproval{},
	done: "The vote is open again. Those who have not voted are asked.",
	help: "The votes that were cast stand. Those who have not voted are asked again.",
}.asks()

var returnDecision = ofDecision{
	template: "decision-return", title: "Take it back to those who asked", command: "return", may: improvement.ReturnApproval{},
	done: "It is taken back. Those who asked are told why.",
	help: "The question is closed without a decision. Those who asked can propose anew.",
}.asks()

var handOverDecision = ofDecision{
	template: "decision-hand-over", title: "Hand the LWO’s part over", command: intake.HandOverApproval, may: improvement.HandOverApproval{},
	done: "It is handed over, and they are told.",
	help: "Another Locality Wellbeing Officer sees to this decision from now on.",
	fill: func(ctx context.Context, v *visit, p *decisionForm) error {
		members, err := v.Record.Members(ctx, p.Decision.LMG)
		if err != nil {
			return err
		}
		var officers []improvement.PersonID
		for _, m := range members {
			if m.Role == improvement.LWO && m.Person != p.Decision.LWO {
				officers = append(officers, m.Person)
			}
		}
		p.People, err = v.byName(ctx, officers)
		return err
	},
	send: func(_ *visit, a *improvement.Approval, f *form) { f.values.Set("from", string(a.LWO)) },
}.asks()

// fileMinute records a decision that was taken in a meeting: it stands in place of votes.
var fileMinute = ofDecision{
	template: "decision-minute", title: "Record a meeting’s decision", command: "minute", may: improvement.FileMinute{},
	done: "Thank you. The meeting’s decision is recorded, and everyone concerned is told.",
	help: "For the clerk or the Locality Wellbeing Officer. What the meeting decided stands in place of votes, and closes the question.",
	fill: func(ctx context.Context, v *visit, p *decisionForm) error {
		if err := v.ownersToName(ctx, p); err != nil {
			return err
		}
		for _, s := range p.Decision.Panel {
			one := option{Value: string(s.Person), Label: v.words.Person(s.Person) + ", " + string(s.Role)}
			if s.Interest {
				one.Label += " (has an interest, and does not count)"
			}
			p.Panel = append(p.Panel, one)
		}
		return nil
	},
}.asks()
