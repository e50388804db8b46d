package intake

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// Directory is what a load file states, in an order that can be filed: what is
// named comes before what names it. Who may file it is decided once, before the
// first command: the record may be empty until then.
type Directory struct {
	Themes     []improvement.RecordTheme
	Bodies     []improvement.RecordBody   // LMGs first
	People     []improvement.RecordPerson // named adults before those they hear for
	Members    []improvement.SetMembers   // of the bodies that list any
	Strategic  []improvement.RecordStrategic
	Priorities []improvement.RecordPriority
}

// Directory reads the load file. Each person's name and address are sealed under
// that person's own key, the statements of priorities under the Author's.
func (r Reader) Directory(ctx context.Context, doc []byte) (Directory, error) {
	return read(ctx, r, doc, directory)
}

// CheckDirectory refuses what Directory would refuse, and seals nothing: no key is
// made for a load file that is wrong.
func CheckDirectory(doc []byte) error {
	_, err := Reader{Sealer: lengths{}}.Directory(context.Background(), doc)
	return err
}

func directory(f *form) Directory {
	d := Directory{
		Themes:     each(f, "themes", theme),
		People:     each(f, "people", person),
		Strategic:  each(f, "strategic_priorities", strategic),
		Priorities: each(f, "priorities", priority),
	}
	for _, b := range each(f, "bodies", body) {
		d.Bodies = append(d.Bodies, improvement.RecordBody{Body: b.Body})
		if b.stated {
			d.Members = append(d.Members, b.SetMembers)
		}
	}
	once(f, "themes", "people", "strategic_priorities", "priorities", "bodies")
	d.sort()
	return d
}

func (d *Directory) sort() {
	slices.SortStableFunc(d.Bodies, func(a, b improvement.RecordBody) int {
		return firstWhere(a.Body.Kind == improvement.LMG, b.Body.Kind == improvement.LMG)
	})
	slices.SortStableFunc(d.People, func(a, b improvement.RecordPerson) int {
		return firstWhere(a.Person.NamedAdult == "", b.Person.NamedAdult == "")
	})
}

func firstWhere(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func theme(f *form) improvement.RecordTheme {
	return improvement.RecordTheme{Theme: improvement.Theme{ID: improvement.ThemeID(f.id("id")), Name: f.line("name")}}
}

func strategic(f *form) improvement.RecordStrategic {
	return improvement.RecordStrategic{Strategic: improvement.Strategic{ID: f.id("id"), Name: f.line("name")}}
}

// members is a body with the members that the file states, if it does.
type members struct {
	improvement.SetMembers
	stated bool
}

func body(f *form) members {
	var m members
	m.Body = improvement.Body{
		ID:     improvement.BodyID(f.id("id")),
		Kind:   improvement.BodyKind(f.line("kind")),
		Name:   f.line("name"),
		Parent: improvement.BodyID(f.id("parent")),
	}
	m.stated = f.fields["members"] != nil && !absent(f.fields["members"])
	m.Members = each(f, "members", func(f *form) improvement.Membership {
		return improvement.Membership{Body: m.Body.ID, Person: f.person("person"), Role: improvement.Role(f.line("role"))}
	})
	return m
}

func person(f *form) improvement.RecordPerson {
	p := improvement.Person{ID: f.person("id")}
	if p.ID != "" {
		f.author = p.ID // a person's name goes with that person's key
	}
	p.Name = personName(f)
	p.Email = email(f)
	p.Under16 = f.yes("under_16")
	p.NamedAdult = f.person("named_adult")
	return improvement.RecordPerson{Person: p}
}

// personName and email are checked here: once sealed, nobody can without the key.
func personName(f *form) improvement.Words {
	node, value := f.scalar("name")
	if err := improvement.CheckLine(f.field("name"), strings.TrimSpace(value)); err != nil {
		f.page.refused(node, f.field("name"), err)
		return improvement.Words{}
	}
	return f.sealed(node, f.field("name"), value)
}

func email(f *form) improvement.Words { return address(f, "email") }

// address gives one address and nothing else: what a header could be made of is refused.
func address(f *form, name string) improvement.Words {
	node, value := f.scalar(name)
	if value == "" {
		return improvement.Words{}
	}
	one, err := mail.ParseAddress(value)
	if err != nil || one.Address != value || improvement.CheckLine(name, value) != nil {
		f.page.fault(node, f.field(name), "This is not an email address. Write it as name@example.org.")
		return improvement.Words{}
	}
	return f.sealed(node, f.field(name), value)
}

func priority(f *form) improvement.RecordPriority {
	return improvement.RecordPriority{Priority: improvement.Priority{
		ID:        improvement.PriorityID(f.id("id")),
		LMG:       improvement.BodyID(f.id("lmg")),
		Theme:     improvement.ThemeID(f.id("theme")),
		Statement: f.text("statement"),
		Strategic: f.line("strategic"),
	}}
}

// once refuses an identifier that two entries of a list have.
func once(f *form, lists ...string) {
	for _, list := range lists {
		seen := map[string]int{}
		for i, item := range content(f.fields[list]) {
			id := idOf(item)
			if id == nil {
				continue
			}
			if line, twice := seen[id.Value]; twice {
				f.page.fault(id, entry(f.field(list), i)+".id", "%q stands on line %d already. Give each its own identifier.", clip(id.Value), line)
			} else {
				seen[id.Value] = id.Line
			}
		}
	}
}

func content(node *yaml.Node) []*yaml.Node {
	if node == nil || node.Kind != yaml.SequenceNode {
		return nil
	}
	return node.Content
}

func idOf(item *yaml.Node) *yaml.Node {
	if item.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(item.Content); i += 2 {
		if value := item.Content[i+1]; item.Content[i].Value == "id" && value.Kind == yaml.ScalarNode && value.Value != "" {
			return value
		}
	}
	return nil
}
