package web

import (
	"context"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
)

// commissionPage is what an LMG asked an action group to test.
type commissionPage struct {
	Title, LMG, Path, Stands string
	Facts                    []fact
	TestPath                 string
	Offers                   []offer
}

func (p commissionPage) head() head {
	return head{Template: "commission", Title: p.Title, Label: "Commissioned test", Crumbs: []crumb{{"Priorities", "/priorities"}, {p.LMG, p.Path}},
		Help: "What the group asked for, and what came of it. It is fulfilled once a test is launched under its priority by its action group."}
}

func commissionPath(c improvement.SubjectID) string { return "/commissions/" + url.PathEscape(c.ID()) }

func (v *visit) commissionAt(ctx context.Context) (*improvement.Commission, error) {
	id := v.path("commission")
	if improvement.CheckID("commission", id) != nil {
		return nil, improvement.ErrNotFound
	}
	_, state, err := v.Record.State(ctx, improvement.CommissionSubject(id))
	if err != nil {
		return nil, err
	}
	c, err := improvement.RestoreCommission(state)
	if err != nil {
		return nil, err
	}
	return c, v.meet(ctx, []improvement.PersonID{c.LWO}, []improvement.BodyID{c.LMG, c.Group})
}

func showCommission(ctx context.Context, v *visit) (answer, error) {
	c, err := v.commissionAt(ctx)
	if err != nil {
		return answer{}, err
	}
	p := commissionPage{Title: v.words.Line(c.Title), LMG: v.words.Body(c.LMG), Path: prioritiesPath(c.LMG), Stands: "A test is to be launched by " + c.Due.Plain() + "."}
	p.Facts = []fact{{"Action group", v.words.Body(c.Group)}, {"Launched by", v.words.Person(c.LWO)}, {"In mind", v.words.Line(c.Note)}, {"Minute", v.words.Line(c.Minute)}}
	switch {
	case c.Test != "":
		p.Stands, p.TestPath = "Fulfilled on "+improvement.DateOf(c.ClosedAt).Plain()+".", testPath(c.Test.ID())
	case c.Closed():
		p.Stands = "Withdrawn on " + improvement.DateOf(c.ClosedAt).Plain() + ": " + v.words.Line(c.Withdrawn)
	default:
		at := commissionPath(improvement.CommissionSubject(c.ID))
		if v.who.Is(c.LMG, improvement.LWO) {
			p.Offers = append(p.Offers, offer{"Launch the test", "/launch?from=" + url.QueryEscape(string(improvement.CommissionSubject(c.ID)))})
		}
		if v.who.Is(c.LMG, improvement.LWO, improvement.Chair, improvement.Deputy) {
			p.Offers = append(p.Offers, offer{"Move its day", at + "/reschedule"}, offer{"Take it back", at + "/withdraw"})
		}
	}
	return show(p)
}

// onCommission is a form about a commission.
func onCommission(command, title, help, send, done string, questions func(p *plainForm)) asks {
	return asks{
		about: told{title, help},
		page: func(ctx context.Context, v *visit, f *form) (page, error) {
			c, err := v.commissionAt(ctx)
			if err != nil {
				return nil, err
			}
			p := &plainForm{asking: asking{f}, Title: title, Help: help, Send: send, Label: v.words.Line(c.Title),
				Crumbs: []crumb{{"Priorities", "/priorities"}, {v.words.Body(c.LMG), prioritiesPath(c.LMG)}, {v.words.Line(c.Title), commissionPath(improvement.CommissionSubject(c.ID))}}}
			questions(p)
			return p, nil
		},
		do: func(ctx context.Context, v *visit, f *form) (string, error) {
			c, err := v.command(ctx, f, command)
			if err != nil {
				return "", err
			}
			subject := improvement.CommissionSubject(v.path("commission"))
			receipt, err := v.Sender.OnCommission(ctx, subject, f.id(v), v.who.Person, c.Commission)
			if err != nil {
				return "", err
			}
			v.acknowledge(receipt, done)
			return commissionPath(subject), nil
		},
	}
}

var rescheduleCommission = onCommission("reschedule-commission", "Move the day of a commissioned test", "Give the group more time, or less, to begin.", "Move the day",
	"The day is moved, and those who need to know are told.", func(p *plainForm) {
		p.ask("date", p.Form.Field("due", "By when is it to be launched?", ""))
		p.ask("words", p.Form.Field("reason", "Why?", ""))
	})

var withdrawCommission = onCommission("withdraw-commission", "Take a commissioned test back", "Nobody has to launch it then. Say why, so that the group understands.", "Take it back",
	"It is taken back, and those who need to know are told.", func(p *plainForm) {
		p.ask("words", p.Form.Field("reason", "Why is it taken back?", ""))
	})

var commissioning = told{"Commission a test", "Ask an action group to begin a test of change under an agreed priority. The Locality Wellbeing Officer launches it with them by the day that you give."}

// commissionTest asks an action group to begin a test under an agreed priority.
var commissionTest = asks{
	about: commissioning,
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		lmg, err := v.body(ctx, improvement.BodyID(v.path("lmg")), improvement.LMG)
		if err != nil {
			return nil, err
		}
		groups, err := v.bodiesOf(ctx, improvement.ActionGroup, lmg.ID)
		if err != nil {
			return nil, err
		}
		all, err := v.prioritiesOfLMG(ctx, lmg.ID)
		if err != nil {
			return nil, err
		}
		var priorities []option
		for _, one := range all {
			if one.InEffect() {
				priorities = append(priorities, option{Value: string(one.ID), Label: v.words.Line(one.Statement)})
			}
		}
		p := &plainForm{asking: asking{f}, Title: commissioning.title, Send: "Commission it", Label: lmg.Name, Keeps: true,
			Help:   commissioning.help,
			Crumbs: []crumb{{"Priorities", "/priorities"}, {lmg.Name, prioritiesPath(lmg.ID)}}}
		p.ask("radios", f.Choice("priority", "Under which priority?", "", priorities))
		p.ask("radios", f.Choice("action_group", "Which action group?", "", bodyOptions(groups)))
		p.ask("text", f.Field("title", "What is to be tested?", "For example: a warm room to come to after school, in Keith."))
		p.ask("words", f.May("note", "What does the group have in mind?", "For example: begin with one afternoon a week."))
		p.ask("date", f.Field("due", "By when is it to be launched?", ""))
		if !v.who.Is(lmg.ID, improvement.Chair, improvement.Deputy) {
			p.ask("text", f.Field("minute", "Which minute says so?", "For example: minute of 2 March, item 4."))
		}
		return p, nil
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		f.values.Set("lmg", v.path("lmg"))
		f.values.Set("id", "asked-"+string(f.id(v))[:8])
		doc, err := document(f.values)
		if err != nil {
			return "", err
		}
		c, err := v.reader().Commission(ctx, doc)
		if err != nil {
			return "", err
		}
		receipt, err := v.Sender.Commission(ctx, f.id(v), v.who.Person, c)
		if err != nil {
			return "", err
		}
		v.acknowledge(receipt, "The action group and its Locality Wellbeing Officer are asked.")
		return commissionPath(improvement.CommissionSubject(c.ID)), nil
	},
}
