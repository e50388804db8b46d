package web

import (
	"context"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
)

// agreementPage asks who brings what.
type agreementPage struct {
	Purpose, From, Review field
	Parties               []partyFields
}

type partyFields struct {
	Number               int
	Person, Body, Brings field
}

var proposeAgreement = ofTest{
	template: "test-agreement", title: "Propose a shared agreement", help: "Who brings what to this test over a longer time. Each party is asked whether they agree.",
	command: "agreement-propose", send: "Put it to the parties", done: "The agreement is proposed. Each party is asked.", long: true,
	offered: func(*visit) improvement.TestCommand { return improvement.ProposeAgreement{} },
	fill: func(ctx context.Context, v *visit, p *testForm) error {
		people, err := v.around(ctx, p.Of)
		if err != nil {
			return err
		}
		bodies, err := v.bodiesAround(ctx, p.Of)
		if err != nil {
			return err
		}
		f := p.Form
		if f.isBlank() {
			v.putAgreement(f, p.Of.Agreement)
		}
		of := agreementPage{
			Purpose: f.Field("purpose", "What do you agree this for?", "For example: that breakfast goes on after the test, in all school weeks."),
			From:    f.Field("from", "From when?", "For example, 27 3 2027"),
			Review:  f.Field("review_by", "When do you look at it again?", "At least once a year is a good rule."),
		}
		for i, at := range f.Rows("parties", 2) {
			of.Parties = append(of.Parties, partyFields{
				i + 1,
				optional(f.Choice(at+".person", "A person", "Choose a person, or a group below.", people)),
				optional(f.Choice(at+".body", "Or a group", "", bodies)),
				f.Field(at+".brings", "What do they bring?", "For example: the hall on weekday mornings, with heating."),
			})
		}
		p.Content = of
		return nil
	},
}.asks()

// bodiesAround are the bodies that could bring something.
func (v *visit) bodiesAround(ctx context.Context, t *improvement.TestOfChange) ([]option, error) {
	bodies := []improvement.BodyID{t.Charter.ActionGroup, t.Charter.LMG}
	if err := v.meet(ctx, nil, bodies); err != nil {
		return nil, err
	}
	var options []option
	for _, b := range bodies {
		options = append(options, option{Value: string(b), Label: v.words.Body(b)})
	}
	return options, nil
}

// putAgreement fills in the version that there is, to change it.
func (v *visit) putAgreement(f *form, a *improvement.Agreement) {
	if a == nil {
		return
	}
	f.values.Set("purpose", v.words.Text(a.Purpose))
	f.putDay("from", a.From)
	f.putDay("review_by", a.ReviewBy)
	for i, party := range a.Parties {
		f.put("parties", i, map[string]string{"person": string(party.Person), "body": string(party.Body), "brings": v.words.Text(party.Brings)})
	}
}

// partyOf is the number of the party in the address.
func (v *visit) partyOf() int {
	n, err := strconv.Atoi(v.path("party"))
	if err != nil {
		return -1
	}
	return n
}

var agreeToPart = ofTest{
	title: "Agree to your part", help: "Read what is asked, and say yes if you can bring it. If it does not suit, decline and say why, so that it can be changed.",
	command: "agreement-agree", send: "Agree", done: "Thank you. Your part is agreed.", named: []string{"party"},
	offered: func(v *visit) improvement.TestCommand { return improvement.AgreeToPart{Party: v.partyOf()} },
	fill:    func(_ context.Context, v *visit, p *testForm) error { return p.sayParty(v) },
}.asks()

var declinePart = ofTest{
	title: "Decline your part", help: "Saying no is fine. Your reason helps to change the agreement.",
	command: "agreement-decline", send: "Decline", done: "Your answer is filed. The lead is told.", named: []string{"party"},
	offered: func(v *visit) improvement.TestCommand { return improvement.DeclinePart{Party: v.partyOf()} },
	fill: func(_ context.Context, v *visit, p *testForm) error {
		p.words("reason", "Why?", "For example: we need the hall ourselves on Mondays. Any other day is fine.")
		return p.sayParty(v)
	},
}.asks()

// sayParty says what the agreement is for and what the party in the address brings. The
// answer is to the version that was read.
func (p *testForm) sayParty(v *visit) error {
	a, n := p.Of.Agreement, v.partyOf()
	if a == nil || n < 1 || n > len(a.Parties) {
		return improvement.ErrNotFound
	}
	party := a.Parties[n-1]
	p.Says = append(p.Says, v.words.Text(a.Purpose), v.partyName(party)+" would bring: "+v.words.Text(party.Brings))
	p.Hidden = append(p.Hidden, hidden{"version", strconv.Itoa(a.Version)})
	return nil
}

func (v *visit) partyName(p improvement.Party) string {
	if p.Body != "" {
		return v.words.Body(p.Body)
	}
	return v.words.Person(p.Person)
}

var reviewAgreement = ofTest{
	title: "Review the shared agreement", help: "Keep it until another day, or end it. To change it, propose a changed one.",
	command: "agreement-review", send: "File the review", done: "The review is filed.",
	offered: func(*visit) improvement.TestCommand { return improvement.ReviewAgreement{} },
	fill: func(_ context.Context, v *visit, p *testForm) error {
		if p.Of.Agreement != nil {
			p.Says = append(p.Says, v.words.Text(p.Of.Agreement.Purpose))
		}
		p.radios("outcome", "What came of the review?", "", []option{{Value: "kept", Label: "It is kept"}, {Value: "ended", Label: "It ends"}})
		p.date("review_by", "If it is kept: when do you look at it again?", "For example, 27 3 2027")
		p.mayWrite("reason", "Why?", "Needed where it ends.")
		return nil
	},
}.asks()
