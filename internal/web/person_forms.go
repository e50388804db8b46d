package web

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/intake"
)

// personForm is a form about a person.
type personForm struct {
	asking
	Title, Help, Send string
	Says              []string
	Questions         []question
	Back              link
	Crumbs            []crumb
}

func (p *personForm) head() head {
	return head{Template: "person-form", Title: p.Title, Help: p.Help, Crumbs: p.Crumbs}
}

// ofPerson is a form about the person in the address.
type ofPerson struct {
	about told // of anybody; the page has the person in its title
	fill  func(v *visit, k *known, p *personForm) error
	// file files what was asked for, and says what was done.
	file func(ctx context.Context, v *visit, k *known, f *form) (done string, err error)
}

func (o ofPerson) asks() asks {
	return asks{
		about: o.about,
		page: func(ctx context.Context, v *visit, f *form) (page, error) {
			k, err := v.acquainted(ctx)
			if err != nil {
				return nil, err
			}
			path := personPath(k.person.ID)
			p := &personForm{asking: asking{f}, Help: o.about.help, Back: link{"Back to " + k.name, path}, Crumbs: []crumb{{"People", "/people"}, {k.name, path}}}
			return p, o.fill(v, k, p)
		},
		do: func(ctx context.Context, v *visit, f *form) (string, error) {
			k, err := v.acquainted(ctx)
			if err != nil {
				return "", err
			}
			done, err := o.file(ctx, v, k, f)
			if err != nil {
				return "", intake.WithoutLines(err)
			}
			v.say("%s", done)
			return personPath(k.person.ID), nil
		},
	}
}

// stated is a form as a document, with what is empty in it.
func stated(f *form, more map[string]string, fields ...string) ([]byte, error) {
	doc := maps.Clone(more)
	for _, name := range fields {
		doc[name] = f.value(name)
	}
	return json.Marshal(doc)
}

var changePerson = ofPerson{
	about: told{"Change somebody's name or address", "Links to sign in go to this address: make sure that it is theirs. With another address they sign in anew, and passkeys and links of before work no more."},
	fill: func(v *visit, k *known, p *personForm) error {
		if !improvement.KeepsDirectory(v.who) {
			return improvement.MayKeepDirectory(v.who, false)
		}
		p.Title, p.Send = "Change the name or address of "+k.name, "Change it"
		if !p.Form.values.Has("name") {
			p.Form.values.Set("name", k.name)
			p.Form.values.Set("email", k.words.Line(k.person.Email))
		}
		p.Questions = []question{{"text", p.Form.Field("name", "Name", "Their name, or their role.")}}
		if !k.person.Under16 {
			p.Questions = append(p.Questions, question{"text", p.Form.May("email", "Email", "Empty takes the address away: they hear nothing by email then.")})
		}
		return v.words.Err()
	},
	file: func(ctx context.Context, v *visit, k *known, f *form) (string, error) {
		fields := []string{"name", "email"}
		if k.person.Under16 {
			fields = fields[:1]
		}
		doc, err := stated(f, map[string]string{"id": string(k.person.ID)}, fields...)
		if err != nil {
			return "", err
		}
		if err := v.Directory.CorrectPerson(ctx, v.who.Person, doc); err != nil {
			return "", err
		}
		if k.person.Under16 || access.SameAddress(f.value("email"), k.words.Line(k.person.Email)) {
			return "It is changed.", nil
		}
		return "It is changed. They sign in anew, with the new address.", nil // the record ended all ways in of before
	},
}.asks()

var changeHearing = ofPerson{
	about: told{"Choose how somebody hears", "What is due, and what cannot wait, always comes at once."},
	fill: func(_ *visit, k *known, p *personForm) error {
		p.Title, p.Send = "How "+k.name+" hears", "Keep it so"
		if !p.Form.values.Has("how") {
			how := k.person.Hearing
			if how == "" {
				how = improvement.HearAtOnce
			}
			p.Form.values.Set("how", string(how))
		}
		var options []option
		for _, h := range improvement.Hearings() {
			options = append(options, option{Value: string(h), Label: hearings[h]})
		}
		p.Questions = []question{{"radios", p.Form.Choice("how", "How do they hear of what can wait?", "", options)}}
		return nil
	},
	file: func(ctx context.Context, v *visit, k *known, f *form) (string, error) {
		doc, err := stated(f, map[string]string{"person": string(k.person.ID)}, "how")
		if err != nil {
			return "", err
		}
		return "They hear so from now on.", v.Directory.ChooseNotices(ctx, v.who.Person, doc)
	},
}.asks()

var giveRole = ofPerson{
	about: told{"Give somebody a role", "From now on they are asked for what the role does. A decision that is open keeps its own panel."},
	fill: func(v *visit, k *known, p *personForm) error {
		v.suggest(p.Form, "role")
		p.Title, p.Send = "Give "+k.name+" a role", "Give it"
		options := k.rolesToGive()
		if len(options) == 0 {
			return improvement.Refuse(improvement.NotAllowed, "", "You can give them no role. Ask an administrator.")
		}
		p.Questions = []question{{"select", p.Form.Choice("role", "Group and role", "", options)}}
		return nil
	},
	file: func(ctx context.Context, v *visit, k *known, f *form) (string, error) {
		body, role, chosen := strings.Cut(f.value("role"), "/")
		if !chosen {
			return "", improvement.Refuse(improvement.Invalid, "role", "Choose the group and the role.")
		}
		doc, err := json.Marshal(map[string]string{"person": string(k.person.ID), "body": body, "role": role})
		if err != nil {
			return "", err
		}
		err = v.Directory.GiveRole(ctx, v.who.Person, doc)
		if isCode(err, improvement.Conflict) {
			return "They hold this role already.", nil
		}
		return "They hold the role from now on.", err
	},
}.asks()

// roleInPath is the role in the address, which the person holds or held.
func (k *known) roleInPath() improvement.Membership {
	return improvement.Membership{Body: improvement.BodyID(k.path("body")), Person: k.person.ID, Role: improvement.Role(k.path("role"))}
}

// holds refuses a role that the person does not hold, or that is not for whoever asks to
// change.
func (k *known) holds(m improvement.Membership) error {
	b, err := k.body(m.Body)
	if err != nil {
		return err
	}
	for _, held := range k.rolesOf(k.person.ID) {
		if held == m {
			return improvement.MayKeepMember(k.who, false, b.Body, m.Person, m.Role)
		}
	}
	return improvement.Refuse(improvement.NotFound, "", "They do not hold this role any more.")
}

var changeRole = ofPerson{
	about: told{"Change somebody's role", "They hold one role in place of the other from now on."},
	fill: func(_ *visit, k *known, p *personForm) error {
		m := k.roleInPath()
		if err := k.holds(m); err != nil && p.Form.value("to") == "" {
			return err
		}
		p.Title, p.Send = "Change the role of "+k.name, "Change it"
		p.Says = []string{"Now: " + k.says(m) + "."}
		p.Questions = []question{{"radios", p.Form.Choice("to", "Which role do they hold from now on?", "", k.othersFor(m))}}
		return nil
	},
	file: func(ctx context.Context, v *visit, k *known, f *form) (string, error) {
		m := k.roleInPath()
		if _, err := k.body(m.Body); err != nil { // one of another LMG is not there for them
			return "", err
		}
		doc, err := stated(f, map[string]string{"person": string(m.Person), "body": string(m.Body), "role": string(m.Role)}, "to")
		if err != nil {
			return "", err
		}
		return "The role is changed.", v.Directory.ChangeRole(ctx, v.who.Person, doc)
	},
}.asks()

var endRole = ofPerson{
	about: told{"End somebody's role", "What they did stays theirs. A decision that is open keeps its own panel."},
	fill: func(_ *visit, k *known, p *personForm) error {
		m := k.roleInPath()
		if err := k.holds(m); err != nil {
			return err
		}
		p.Title, p.Send = "End a role of "+k.name, "End this role"
		p.Says = []string{k.says(m) + ".", "What they lead, guide or have to do is not handed over by this: do that first, from their page."}
		return nil
	},
	file: func(ctx context.Context, v *visit, k *known, _ *form) (string, error) {
		m := k.roleInPath()
		if _, err := k.body(m.Body); err != nil { // one of another LMG is not there for them
			return "", err
		}
		doc, err := json.Marshal(map[string]string{"person": string(m.Person), "body": string(m.Body), "role": string(m.Role)})
		if err != nil {
			return "", err
		}
		err = v.Directory.EndRole(ctx, v.who.Person, doc)
		if isCode(err, improvement.NotFound) {
			return "They do not hold this role any more.", nil
		}
		return "The role has ended.", err
	},
}.asks()

var handingOverAll = told{"Hand over everything that somebody has", "All open tests, rounds, reviews, commissions and decisions in which they have a part go to somebody else. Roles stay as they are."}

var handOverAll = asks{
	about: handingOverAll,
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		k, err := v.acquainted(ctx)
		if err != nil {
			return nil, err
		}
		path := personPath(k.person.ID)
		p := &personForm{asking: asking{f}, Title: "Hand over everything that " + k.name + " has", Send: "Hand it over",
			Help: handingOverAll.help,
			Back: link{"Back to " + k.name, path}, Crumbs: []crumb{{"People", "/people"}, {k.name, path}}}
		people, err := v.toChoose(ctx, k.members("", ""))
		p.Questions = []question{
			{"select", f.Choice("to", "Who takes over?", "", without(people, string(k.person.ID)))},
			{"words", f.Field("reason", "Why?", "For example: they move to another team.")},
		}
		return p, err
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		k, err := v.acquainted(ctx)
		if err != nil {
			return "", err
		}
		doc, err := stated(f, map[string]string{"from": string(k.person.ID)}, "to", "reason")
		if err != nil {
			return "", err
		}
		handed, err := v.Directory.HandOver(ctx, f.id(v), v.who.Person, doc)
		if err != nil && len(handed) > 0 { // some of it: what was stays
			var first *improvement.Error
			if errors.As(err, &first) {
				v.say("%d handed over. Not all could be: %s", len(handed), v.withNames(first.Message))
				return personPath(k.person.ID), nil
			}
		}
		if err != nil {
			return "", err
		}
		v.say("Handed over: %d.", len(handed))
		return personPath(k.person.ID), nil
	},
}

func without(options []option, value string) []option {
	var others []option
	for _, o := range options {
		if o.Value != value {
			others = append(others, o)
		}
	}
	return others
}
