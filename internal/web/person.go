package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
)

// personPage is somebody as those see them who look after the groups.
type personPage struct {
	Name   string
	Facts  []fact
	Roles  []heldRole
	Tasks  []nextView
	Offers []link
	Keeps  bool // whoever looks keeps the directory
}

// heldRole is a role of somebody, with where it is changed by whoever may.
type heldRole struct{ Says, Group, Change, End string }

func (p personPage) head() head {
	return head{Template: "person", Title: p.Name, Label: "Person", Help: "What this person does here, how they hear, and what waits for them.", Crumbs: []crumb{{"People", "/people"}}}
}

// known is somebody whom whoever asks may see.
type known struct {
	*town
	person improvement.Person
	name   string
	actor  improvement.Actor
}

// acquainted reads the person in the address. Nobody learns more of others than that there is
// nothing for them.
func (v *visit) acquainted(ctx context.Context) (*known, error) {
	id := improvement.PersonID(v.path("person"))
	_, state, err := v.Record.State(ctx, improvement.PersonSubject(id))
	if err != nil {
		return nil, err
	}
	k := &known{}
	if err := json.Unmarshal(state, &k.person); err != nil {
		return nil, err
	}
	if err := k.person.CheckNotErased(""); err != nil {
		return nil, err
	}
	if k.actor, err = v.Record.Actor(ctx, id); err != nil {
		return nil, err
	}
	if k.town, err = v.town(ctx); err != nil {
		return nil, err
	}
	var bodies []improvement.Body
	for _, m := range k.actor.Roles {
		if b, err := k.body(m.Body); err == nil {
			bodies = append(bodies, b.Body)
		}
	}
	if err := improvement.MaySeePerson(v.who, bodies); err != nil {
		return nil, err
	}
	k.name = v.words.Line(k.person.Name)
	return k, nil
}

func showPerson(ctx context.Context, v *visit) (answer, error) {
	k, err := v.acquainted(ctx)
	if err != nil {
		return answer{}, err
	}
	tasks, err := v.Record.Tasks(ctx, k.person.ID)
	if err != nil {
		return answer{}, err
	}
	if err := v.meetOwners(ctx, tasks); err != nil {
		return answer{}, err
	}
	p := personPage{Name: k.name, Facts: k.facts(), Roles: k.roles(), Offers: k.offers(), Keeps: improvement.KeepsDirectory(v.who)}
	for _, t := range tasks {
		if t.MayKnow(v.who) && (improvement.KeepsDirectory(v.who) || v.who.Is(t.LMG, improvement.LWO)) {
			p.Tasks = append(p.Tasks, nextView{waitingTask: v.waiting(t), Whose: ownerIs(t, v)})
		}
	}
	return answer{status: http.StatusOK, page: p}, v.words.Err()
}

func (k *known) facts() []fact {
	facts := []fact{{"Email", "No address: they hear nothing by email"}}
	if !k.person.Email.Empty() {
		facts[0].Is = k.words.Line(k.person.Email)
	}
	if k.person.Under16 {
		facts[0].Is = "Under 16: their named adult hears for them"
	}
	hear := hearings[k.person.Hearing]
	if k.quiet() {
		hear = "On these pages, when they look: this service sends no email"
	}
	facts = append(facts, fact{"How they hear", hear})
	if k.person.NamedAdult != "" {
		facts = append(facts, fact{"Named adult", k.words.Person(k.person.NamedAdult)})
	}
	for _, child := range k.actor.HearsFor {
		facts = append(facts, fact{"Hears for", k.words.Person(child)})
	}
	return append(facts, fact{"Identifier", string(k.person.ID)})
}

// hearings say how somebody hears.
var hearings = map[improvement.Hearing]string{
	"": "At once", improvement.HearAtOnce: "At once", improvement.HearDaily: "Once a day, at 8 in the morning", improvement.HearWeekly: "Once a week, on Monday morning",
}

func (k *known) roles() []heldRole {
	var held []heldRole
	for _, m := range k.rolesOf(k.person.ID) {
		b, err := k.body(m.Body)
		if err != nil {
			continue
		}
		one := heldRole{Says: k.says(m), Group: groupPath(m.Body)}
		if improvement.MayKeepMember(k.who, false, b.Body, m.Person, m.Role) == nil {
			one.End = rolePath(m) + "/end"
			if len(k.othersFor(m)) > 0 {
				one.Change = rolePath(m) + "/change"
			}
		}
		held = append(held, one)
	}
	return held
}

// othersFor are the roles that whoever asks may give somebody in place of one.
func (k *known) othersFor(m improvement.Membership) []option {
	b, err := k.body(m.Body)
	if err != nil {
		return nil
	}
	var options []option
	for _, r := range improvement.RolesOf(b.Body.Kind) {
		if r != m.Role && improvement.MayKeepMember(k.who, false, b.Body, m.Person, m.Role, r) == nil {
			options = append(options, option{Value: string(r), Label: roleName(r)})
		}
	}
	return options
}

func (k *known) offers() []link {
	path := personPath(k.person.ID)
	var links []link
	if len(k.rolesToGive()) > 0 {
		links = append(links, link{"Give them a role", path + "/give-role"})
	}
	if improvement.KeepsDirectory(k.who) {
		if k.actor.NamedAdult == "" {
			links = append(links, link{"Make a sign-in link for them", path + "/sign-in-link"})
		}
		links = append(links, link{"Change their name or address", path + "/change"}, link{"End their sign-ins", path + "/end-sign-ins"})
	}
	links = append(links, link{"Change how they hear", path + "/hearing"}, link{"End the links in their letters", path + "/end-links"}, link{"Hand over everything they have", path + "/hand-over"})
	if improvement.MayExport(k.who, k.person.ID) == nil {
		links = append(links, link{"Give out or erase what is held about them", heldPath(k.person.ID)})
	}
	return links
}

// rolesToGive are the roles that whoever asks may give them, as body/role.
func (k *known) rolesToGive() []option {
	var options []option
	for _, b := range k.bodies {
		for _, r := range improvement.RolesOf(b.Body.Kind) {
			if improvement.MayKeepMember(k.who, false, b.Body, k.person.ID, r) == nil {
				m := improvement.Membership{Body: b.Body.ID, Role: r}
				options = append(options, option{Value: string(m.Body) + "/" + string(r), Label: k.words.Body(m.Body) + ": " + roleName(r)})
			}
		}
	}
	return options
}

// rolePath is below which a role is changed.
func rolePath(m improvement.Membership) string {
	return personPath(m.Person) + "/roles/" + url.PathEscape(string(m.Body)) + "/" + url.PathEscape(string(m.Role))
}

// isCode tells whether an error is a refusal of that code.
func isCode(err error, code improvement.Code) bool {
	var refused *improvement.Error
	return errors.As(err, &refused) && refused.Code == code
}
