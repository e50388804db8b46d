package web

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
)

var addingGroup = told{"Add a group", "A Locality Management Group, a locality, its network, or an action group that carries tests of change. Invite people into it afterwards."}

// addGroup puts a new group on record, without members yet.
var addGroup = asks{about: addingGroup, page: addGroupPage, do: groupAdded}

func addGroupPage(ctx context.Context, v *visit, f *form) (page, error) {
	lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
	if err != nil {
		return nil, err
	}
	v.suggest(f, "kind", "parent")
	return &personForm{
		asking: asking{f}, Title: addingGroup.title, Send: "Add it", Back: link{"Back to the groups", "/groups"},
		Help:   addingGroup.help,
		Crumbs: []crumb{{"People", "/people"}, {"Groups", "/groups"}},
		Questions: []question{
			{"text", f.Field("name", "Name of the group", "As everybody knows it. For example: Keith breakfast group.")},
			{"radios", f.Choice("kind", "What is it?", "", []option{
				{Value: string(improvement.LMG), Label: kindNames[improvement.LMG], Hint: "Agrees priorities, and decides on tests."},
				{Value: string(improvement.Locality), Label: kindNames[improvement.Locality], Hint: "A small area. Tests are tried in one."},
				{Value: string(improvement.Network), Label: kindNames[improvement.Network], Hint: "Shares what is learned, and has a newsletter."},
				{Value: string(improvement.ActionGroup), Label: kindNames[improvement.ActionGroup], Hint: "Carries tests of change."},
			})},
			{"select", f.Choice("parent", "Under which Locality Management Group?", "Leave it open for a Locality Management Group itself.", bodyOptions(lmgs))},
		},
	}, nil
}

func groupAdded(ctx context.Context, v *visit, f *form) (string, error) {
	name, kind, parent := f.value("name"), improvement.BodyKind(f.value("kind")), f.value("parent")
	switch {
	case name == "":
		return "", improvement.Refuse(improvement.Invalid, "name", "Write the name of the group.")
	case kindNames[kind] == "":
		return "", improvement.Refuse(improvement.Invalid, "kind", "Say what kind of group it is.")
	case kind == improvement.LMG && parent != "":
		return "", improvement.Refuse(improvement.Invalid, "parent", "A Locality Management Group lies under no other. Leave this open.")
	case kind != improvement.LMG && parent == "":
		return "", improvement.Refuse(improvement.Invalid, "parent", "Say under which Locality Management Group it lies.")
	}
	wanted := improvement.Body{ID: improvement.BodyID(named(name)), Kind: kind, Name: name, Parent: improvement.BodyID(parent)}
	b, there, err := v.group(ctx, wanted.ID)
	if err != nil {
		return "", err
	}
	if there && b == wanted {
		return groupPath(b.ID), nil // this form was sent before
	}
	if there || improvement.Reserved(string(wanted.ID)) {
		return "", improvement.Refuse(improvement.Invalid, "name", "There is a group with a name like this already. Choose another name, so that nobody takes one for the other.")
	}
	body := map[string]string{"id": string(wanted.ID), "kind": string(kind), "name": name}
	if parent != "" {
		body["parent"] = parent
	}
	if err := v.load(ctx, map[string]any{"bodies": []any{body}}); err != nil {
		return "", err
	}
	if kind == improvement.Locality { // its people are those of its LMG and of its action groups
		v.say("%s is added.", name)
	} else {
		v.say("%s is added. Invite its people next.", name)
	}
	return groupPath(wanted.ID), nil
}

// group gives a group where it is on record, and whether it is.
func (v *visit) group(ctx context.Context, id improvement.BodyID) (b improvement.Body, there bool, err error) {
	var state improvement.BodyState
	_, doc, err := v.Record.State(ctx, improvement.BodySubject(id))
	if errors.Is(err, improvement.ErrNotFound) {
		return b, false, nil
	}
	if err == nil {
		err = json.Unmarshal(doc, &state)
	}
	return state.Body, err == nil, err
}

// load files a directory document of one entry. What is wrong with it stands at the
// form's own field.
func (v *visit) load(ctx context.Context, doc map[string]any) error {
	content, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	return ofEntry(v.Directory.Load(ctx, v.who.Person, content))
}

// ofEntry names what is wrong with the only entry of a document by its field alone, as the
// form asks it.
func ofEntry(err error) error {
	refused, is := improvement.Refusal(intake.WithoutLines(err))
	if !is {
		return err
	}
	plain := *refused
	plain.Field = plain.Field[strings.LastIndexByte(plain.Field, '.')+1:]
	return &plain
}
