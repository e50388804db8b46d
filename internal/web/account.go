package web

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// Account keeps what somebody chooses for themselves.
type Account interface {
	ChooseNotices(ctx context.Context, as improvement.PersonID, c improvement.ChooseNotices) error
}

// accountPage is what somebody is on record as, and how they come in.
type accountPage struct {
	asking
	Name, Address string
	Roles         []string
	SignIns       []signInLine
	Others        bool // there are other sign-ins to end
	Passkeys      []passkeyLine
	MayAddPasskey bool
	Calendar      string // since when there is one; empty: none
	Quiet         bool   // no letter comes
	Feed          string // the address of one that was just made, shown once
	Held          string // the page of what is held about them
	Requests      []requestRow
}

// signInLine is a sign-in as its owner sees it.
type signInLine struct {
	ID, Device, How, Began, Seen string
	Here                         bool
}

// passkeyLine is a passkey as its owner sees it.
type passkeyLine struct{ ID, Name, Made, Used string }

func (accountPage) head() head {
	return head{Template: "account", Title: "Your account", Help: "How you come in, what you hear of, and what opens without signing in. Only you see this page.",
		Crumbs: []crumb{{"Your tasks", "/"}}}
}

// account shows it; its form is how somebody hears.
var account = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		states, err := v.Record.States(ctx, []improvement.SubjectID{improvement.PersonSubject(v.who.Person)})
		if err != nil {
			return nil, err
		}
		me, err := personIn(states, v.who.Person)
		if err != nil {
			return nil, err
		}
		if !f.values.Has("how") {
			f.values.Set("how", string(cmpHearing(me.Hearing)))
		}
		p := accountPage{
			asking: asking{f}, Name: v.words.Line(me.Name), Address: v.words.Line(me.Email), MayAddPasskey: v.passkeys != nil,
			Quiet: v.quiet(), Held: heldPath(v.who.Person),
		}
		if err := v.myRoles(ctx, &p); err != nil {
			return nil, err
		}
		if p.Requests, err = v.myRequests(ctx); err != nil {
			return nil, err
		}
		return p, v.myAccess(ctx, &p)
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		c := improvement.ChooseNotices{Person: v.who.Person, How: improvement.Hearing(f.value("how"))}
		if err := v.Account.ChooseNotices(ctx, v.who.Person, c); err != nil {
			return "", err
		}
		v.say("You hear %s from now on.", c.How.Plain())
		return "/you", nil
	},
}

func cmpHearing(h improvement.Hearing) improvement.Hearing {
	if h == "" {
		return improvement.HearAtOnce
	}
	return h
}

// Hearing is the question how somebody hears.
func (p accountPage) Hearing() field {
	return p.Form.Choice("how", "When do you want to hear of what can wait?", "What is urgent or overdue always comes at once.", []option{
		{string(improvement.HearAtOnce), "At once", ""},
		{string(improvement.HearDaily), "Once a day", "At eight in the morning of each working day."},
		{string(improvement.HearWeekly), "Once a week", "At eight on Monday morning."},
	})
}

func (v *visit) myRoles(ctx context.Context, p *accountPage) error {
	var bodies []improvement.BodyID
	for _, m := range v.who.Roles {
		bodies = append(bodies, m.Body)
	}
	if err := v.meet(ctx, nil, bodies); err != nil {
		return err
	}
	for _, m := range v.who.Roles {
		p.Roles = append(p.Roles, strings.ReplaceAll(string(m.Role), "-", " ")+" of "+v.words.Body(m.Body))
	}
	return nil
}

// myAccess lists how they come in.
func (v *visit) myAccess(ctx context.Context, p *accountPage) error {
	all, err := v.Access.SignInsOf(ctx, v.who.Person)
	if err != nil {
		return err
	}
	for _, s := range all {
		if !access.DefaultLimits().Stands(s, v.Real()) {
			continue
		}
		p.SignIns = append(p.SignIns, signInLine{string(s.ID), s.Device, howIn[s.How], plainTime(s.Began), plainTime(s.Seen), s.ID == v.in.ID})
		p.Others = p.Others || s.ID != v.in.ID
	}
	if p.Passkeys, err = v.myPasskeys(ctx); err != nil {
		return err
	}
	p.Feed = v.sessions.PopString(ctx, sessionFeed)
	p.Calendar, err = v.myCalendar(ctx)
	return err
}

var howIn = map[access.How]string{
	access.ByDemo: "by a press", access.ByLink: "by a link in a letter", access.ByPasskey: "by a passkey",
	access.ByOIDC: "by the organisation's sign-in", access.ByAdmin: "by a link from an administrator",
}

// endSignIn ends one of one's own sign-ins.
func endSignIn(ctx context.Context, v *visit) (answer, error) {
	id := access.SignInID(v.request.PostFormValue("sign-in"))
	s, err := v.Access.SignIn(ctx, id)
	if err != nil {
		return answer{}, err
	}
	if s.Person != v.who.Person {
		return answer{}, improvement.ErrNotFound
	}
	if id == v.in.ID {
		return signOut(ctx, v)
	}
	if err := v.Access.EndSignIn(ctx, id, v.Real()); err != nil {
		return answer{}, err
	}
	return v.done(ctx, access.SignInsEnded, "It is ended. That device has to sign in again.")
}

func endOtherSignIns(ctx context.Context, v *visit) (answer, error) {
	if _, err := v.Access.EndSignInsOf(ctx, v.who.Person, v.in.ID, v.Real()); err != nil {
		return answer{}, err
	}
	return v.done(ctx, access.SignInsEnded, "All others are ended. You are signed in here alone.")
}

func revokeLinks(ctx context.Context, v *visit) (answer, error) {
	if err := v.Access.RevokeTaskLinks(ctx, v.who.Person, v.Real()); err != nil {
		return answer{}, err
	}
	return v.done(ctx, access.LinksRevoked, "Links in letters sent so far work no more. New letters have new ones.")
}

// done audits what somebody changed of how they come in, and goes back to the account.
func (v *visit) done(ctx context.Context, what access.What, says string) (answer, error) {
	if err := v.audit(ctx, access.Audited{What: what, Person: v.who.Person}); err != nil {
		return answer{}, err
	}
	v.say("%s", says)
	return goTo("/you")
}

// personIn reads a person of states; nobody where they are not among them.
func personIn(states map[improvement.SubjectID]json.RawMessage, id improvement.PersonID) (improvement.Person, error) {
	var p improvement.Person
	state, there := states[improvement.PersonSubject(id)]
	if !there {
		return p, improvement.ErrNotFound
	}
	return p, json.Unmarshal(state, &p)
}
