package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/intake"
)

// groupsPage lists groups.
type groupsPage struct {
	Groups []groupLine
	Adds   bool // whether the reader may add one
}

// groupLine is a group in a list.
type groupLine struct {
	Name, Kind, Path string
	Members          int
}

func (groupsPage) head() head {
	return head{Template: "groups", Title: "Groups", Help: "The groups whose members you look after. To invite somebody, open the group that they join.", Crumbs: []crumb{{"People", "/people"}}}
}

// kindNames say what a body is.
var kindNames = map[improvement.BodyKind]string{
	improvement.LMG: "Locality Management Group", improvement.Locality: "Locality", improvement.Network: "Network", improvement.ActionGroup: "Action group",
}

func listGroups(ctx context.Context, v *visit) (answer, error) {
	t, err := v.town(ctx)
	if err != nil {
		return answer{}, err
	}
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person}, nil); err != nil {
		return answer{}, err
	}
	p := groupsPage{Adds: improvement.KeepsDirectory(v.who)}
	for _, b := range t.bodies {
		p.Groups = append(p.Groups, groupLine{v.words.Body(b.Body.ID), kindNames[b.Body.Kind], groupPath(b.Body.ID), len(b.Members)})
	}
	return show(p)
}

// groupPage is who belongs to a group.
type groupPage struct {
	Name, Kind string
	Roles      []groupRole
	Invite     string
}

// groupRole is who holds a role of a group.
type groupRole struct {
	Name   string
	People []link
}

func (p groupPage) head() head {
	return head{Template: "group", Title: p.Name, Label: p.Kind, Help: "Who belongs to this group, and as what.", Crumbs: []crumb{{"People", "/people"}, {"Groups", "/groups"}}}
}

func showGroup(ctx context.Context, v *visit) (answer, error) {
	t, err := v.town(ctx)
	if err != nil {
		return answer{}, err
	}
	b, err := t.body(improvement.BodyID(v.path("body")))
	if err != nil {
		return answer{}, err
	}
	if err := v.meet(ctx, append([]improvement.PersonID{v.who.Person}, t.members(b.Body.ID, "")...), nil); err != nil {
		return answer{}, err
	}
	p := groupPage{Name: v.words.Body(b.Body.ID), Kind: kindNames[b.Body.Kind]}
	for _, r := range improvement.RolesOf(b.Body.Kind) {
		of := groupRole{Name: roleName(r)}
		for _, person := range t.members(b.Body.ID, r) {
			of.People = append(of.People, link{v.words.Person(person), personPath(person)})
		}
		slices.SortStableFunc(of.People, func(a, b link) int { return cmp.Compare(a.Says, b.Says) })
		p.Roles = append(p.Roles, of)
	}
	if len(improvement.RolesGivenBy(v.who, b.Body)) > 0 {
		p.Invite = groupPath(b.Body.ID) + "/invite"
	}
	return show(p)
}

// groupPath is the page of a group.
func groupPath(id improvement.BodyID) string { return "/groups/" + url.PathEscape(string(id)) }

var inviting = told{"Invite somebody into a group", "They are added to those on record. Nobody gets a password."}

// inviteInto adds somebody who is new, with their role in the group in the address.
var inviteInto = asks{about: inviting, page: invitePage, do: inviteSent}

func invitePage(ctx context.Context, v *visit, f *form) (page, error) {
	t, err := v.town(ctx)
	if err != nil {
		return nil, err
	}
	b, err := t.body(improvement.BodyID(v.path("body")))
	if err != nil {
		return nil, err
	}
	var roles []option
	for _, r := range improvement.RolesGivenBy(v.who, b.Body) {
		roles = append(roles, option{Value: string(r), Label: roleName(r)})
	}
	if len(roles) == 0 {
		return nil, improvement.Refuse(improvement.NotAllowed, "", "There is no role here that you may give. Ask an administrator.")
	}
	adults, err := v.toChoose(ctx, t.members(b.Body.ID, ""))
	if err != nil {
		return nil, err
	}
	v.suggest(f, "role")
	name := v.words.Body(b.Body.ID)
	p := &personForm{asking: asking{f}, Title: "Invite somebody into " + name, Send: "Add them",
		Help: inviting.help + " " + v.comesIn(),
		Back: link{"Back to the group", groupPath(b.Body.ID)}, Crumbs: []crumb{{"People", "/people"}, {"Groups", "/groups"}, {name, groupPath(b.Body.ID)}}}
	p.Questions = []question{
		{"text", f.Field("name", "Name", "Their name, or their role.")},
		{"text", f.May("email", "Email", v.addressFor())},
		{"radios", f.Choice("role", "What are they here?", "", roles)},
		{"yes", f.Field("under_16", "They are under 16", "Then leave the email out, and name the adult who hears for them.")},
		{"select", f.Choice("named_adult", "Named adult of somebody under 16 (optional)", "", adults)},
	}
	return p, nil
}

func inviteSent(ctx context.Context, v *visit, f *form) (string, error) {
	id, body := v.newcomer(f), v.path("body")
	doc := map[string]string{"id": string(id), "body": body}
	for _, name := range []string{"name", "email", "role", "under_16", "named_adult"} {
		if value := f.value(name); value != "" {
			doc[name] = value
		}
	}
	if doc["role"] == "" {
		return "", improvement.Refuse(improvement.Invalid, "role", "Say what they are in this group.")
	}
	if err := v.addressFree(ctx, id, doc["email"]); err != nil {
		return "", err
	}
	content, err := json.Marshal(doc)
	if err != nil {
		return "", err
	}
	err = v.Directory.AddPerson(ctx, v.who.Person, content)
	refused, is := improvement.Refusal(err)
	before := is && refused.Code == improvement.Conflict && refused.Field == "id" // this form was sent
	if before {
		err = v.joinAgain(ctx, id, body, doc["role"])
	}
	if err != nil {
		return "", intake.WithoutLines(err)
	}
	v.say("%s", v.invited(ctx, id, f, before))
	return personPath(id), nil
}

// addressFree refuses an address by which somebody else comes in already. Who that is, only
// those learn who look after them.
func (v *visit) addressFree(ctx context.Context, newcomer improvement.PersonID, email string) error {
	mark, err := access.AddressMark(v.Vault, email)
	if err != nil || mark == "" {
		return err
	}
	people, err := v.Addresses.PeopleAt(ctx, mark)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(p improvement.PersonID) bool { return p == newcomer }) // this form was sent before
	if len(people) == 0 {
		return nil
	}
	t, err := v.town(ctx)
	if err == nil {
		err = v.meet(ctx, people, nil)
	}
	if err != nil {
		return err
	}
	seen := t.members("", "")
	for _, p := range people {
		if improvement.KeepsDirectory(v.who) || slices.Contains(seen, p) {
			return improvement.Refuse(improvement.Conflict, "email", "%s has this address. If it is the same person, give them this role on their page. If not, write another address.", v.words.Person(p))
		}
	}
	return improvement.Refuse(improvement.Conflict, "email", "This address cannot be used for somebody new. Write another, or ask an administrator.")
}

// newcomer is the identifier of whom a form adds. It says nothing of them, and is the same
// where the form is sent twice with the same words.
func (v *visit) newcomer(f *form) improvement.PersonID {
	return improvement.PersonID("p-" + v.oneOf(f, "newcomer", f.value("name"), f.value("email")))
}

// joinAgain gives the role of a form that was sent before, where it was not given.
func (v *visit) joinAgain(ctx context.Context, id improvement.PersonID, body, role string) error {
	doc, err := json.Marshal(map[string]string{"person": string(id), "body": body, "role": role})
	if err != nil {
		return err
	}
	if err := v.Directory.GiveRole(ctx, v.who.Person, doc); !isCode(err, improvement.Conflict) {
		return err
	}
	return nil
}
