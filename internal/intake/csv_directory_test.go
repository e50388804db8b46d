package intake_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
)

// town is what is on record before a file of people comes.
type town struct{}

func (town) Body(_ context.Context, id improvement.BodyID) (improvement.Body, error) {
	kind := map[improvement.BodyID]improvement.BodyKind{
		"east-lmg": improvement.LMG, "east-network": improvement.Network, "group": improvement.ActionGroup,
	}[id]
	if kind == "" {
		return improvement.Body{}, nil
	}
	b := improvement.Body{ID: id, Kind: kind, Name: string(id)}
	if kind != improvement.LMG {
		b.Parent = "east-lmg"
	}
	return b, nil
}

func (town) OnRecord(_ context.Context, id improvement.PersonID) (bool, error) {
	if id == "gone" {
		return true, improvement.Person{ID: id, Erased: &improvement.Erasure{}}.CheckNotErased("id")
	}
	return slices.Contains([]improvement.PersonID{"anna", "ben"}, id), nil
}

func readSheet(content string) (intake.Directory, error) {
	return intake.Reader{Sealer: plainly{}, Author: "admin"}.DirectorySheet(context.Background(), []byte(content), town{})
}

// plainly seals nothing: it lets a test read what was sealed.
type plainly struct{}

func (plainly) Seal(_ context.Context, _ string, by improvement.PersonID, text string) (improvement.Words, error) {
	return improvement.Words{By: by, Length: len(text), Sealed: text}, nil
}

func TestAFileOfPeople(t *testing.T) {
	const comma = "Identifier,Full name,E-mail,Under 16,Named adult,Group,Role\r\n" +
		"cara,Càra,cara@example.org,no,,group,Group lead\r\n" +
		"cara,,,,,east-network,network-member\r\n" +
		"\r\n" +
		"kim,\"Kim, P7\",,YES,cara,group,group member\r\n" +
		"anna,,,,,group,group-member\r\n"
	latin, err := charmap.Windows1252.NewEncoder().String(comma)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"commas": comma, "a mark": "\ufeff" + comma, "Windows-1252": latin,
		"semicolons": strings.ReplaceAll(strings.ReplaceAll(comma, ",", ";"), "Kim; P7", "Kim, P7"),
		"tabs":       strings.ReplaceAll(strings.ReplaceAll(comma, ",", "\t"), "Kim\t P7", "Kim, P7"),
		"said so":    "sep=,\r\n" + comma,
	} {
		d, err := readSheet(content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		words := func(by improvement.PersonID, text string) improvement.Words {
			return improvement.Words{By: by, Length: len(text), Sealed: text}
		}
		people := []improvement.RecordPerson{
			{Person: improvement.Person{ID: "cara", Name: words("cara", "Càra"), Email: words("cara", "cara@example.org")}},
			{Person: improvement.Person{ID: "kim", Name: words("kim", "Kim, P7"), Under16: true, NamedAdult: "cara"}},
		}
		if !slices.Equal(d.People, people) {
			t.Errorf("%s: people %+v", name, d.People)
		}
		var members []string
		for _, set := range d.Members {
			for _, m := range set.Members {
				members = append(members, string(set.Body.Kind)+" "+string(m.Body)+" "+string(m.Role)+" "+string(m.Person))
			}
		}
		want := []string{
			"network east-network network-member cara", "action-group group group-lead cara",
			"action-group group group-member anna", "action-group group group-member kim",
		}
		if !slices.Equal(members, want) {
			t.Errorf("%s: members %q", name, members)
		}
	}
}

func TestAFileOfBodies(t *testing.T) {
	d, err := readSheet("id;Kind;Name;LMG\nwest-group;Action group;West group;west-lmg\nwest-lmg;LMG;West LMG;\ngroup;action-group;Group, renamed;east-lmg\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []improvement.RecordBody{
		{Body: improvement.Body{ID: "west-lmg", Kind: improvement.LMG, Name: "West LMG"}},
		{Body: improvement.Body{ID: "west-group", Kind: improvement.ActionGroup, Name: "West group", Parent: "west-lmg"}},
		{Body: improvement.Body{ID: "group", Kind: improvement.ActionGroup, Name: "Group, renamed", Parent: "east-lmg"}},
	}
	if !slices.Equal(d.Bodies, want) {
		t.Errorf("bodies %+v", d.Bodies)
	}
}

func TestEveryFaultOfAFileOfPeopleIsToldWithItsRow(t *testing.T) {
	const head = "id,name,email,under_16,named_adult,body,role\n"
	for name, c := range map[string]struct {
		content string
		says    []string
	}{
		"an unknown column":         {"id,name,emial\nanna,Anna,\n", []string{`line 1: The column "emial" is not known here. Did you mean email?`}},
		"no identifier":             {"name,email\nAnna,\n", []string{"line 1: No column is named id."}},
		"a column twice":            {"id,name,full name\nanna,A,B\n", []string{"line 1: Two columns may be the name."}},
		"a role without its body":   {"id,name,role\nanna,A,chair\n", []string{"line 1: A role needs its body"}},
		"nothing below":             {head, []string{"There is nothing below the header"}},
		"a workbook":                {"PK\x03\x04", []string{"save the sheet with the people or bodies as CSV"}},
		"a torn row":                {head + "anna,\"Anna,,,,,\nben,,,,,group,boss\n", []string{"line 2: A quotation mark", `role: line 3: "boss" is not a role in group`}},
		"a cell too many":           {head + "cara,Cara, the lead,,,,,,x\n", []string{"line 2: This row has 9 cells"}},
		"a bad identifier":          {head + "Cara B,Cara,,,,,\n", []string{`id: line 2: "Cara B" is not an identifier`}},
		"another name":              {head + "cara,Cara,,,,,\ncara,Carla,,,,group,group-lead\n", []string{"name: line 3: Line 2 says something else of cara"}},
		"no address":                {head + "cara,Cara,nowhere,,,,\n", []string{"email: line 2: This is not an email address"}},
		"no name":                   {head + "cara,,cara@example.org,,,,\n", []string{"name: line 2: This name is empty"}},
		"an address under 16":       {head + "kim,Kim,kim@example.org,yes,anna,,\n", []string{"email: line 2: Someone under 16 has no address"}},
		"no named adult":            {head + "kim,Kim,,yes,,,\n", []string{"named_adult: line 2: Name the adult"}},
		"an unknown adult":          {head + "kim,Kim,,yes,zoe,,\n", []string{`named_adult: line 2: "zoe" is neither in this file nor on record`}},
		"neither yes nor no":        {head + "kim,Kim,,perhaps,anna,,\n", []string{`under_16: line 2: "perhaps" does not answer it`}},
		"somebody unknown":          {head + "zoe,,,,,group,group-member\n", []string{`id: line 2: "zoe" is neither in this file nor on record`}},
		"who was erased":            {head + "gone,,,,,group,group-member\n", []string{"id: line 2: gone was erased"}},
		"an unknown body":           {head + "anna,,,,,north,member\n", []string{`body: line 2: "north" is not on record`}},
		"another body's role":       {head + "anna,,,,,group,chair\n", []string{`role: line 2: "chair" is not a role in group`}},
		"a role twice":              {head + "anna,,,,,group,group-lead\nanna,,,,,group,Group Lead\n", []string{"role: line 3: anna is the group-lead of group on a line above"}},
		"a name that turns around":  {head + "cara,Cara \u202e of East,,,,,\n", []string{"name: line 2: This has characters that cannot be seen"}},
		"a body twice":              {"id,kind,name,parent\na,lmg,A,\na,lmg,B,\n", []string{`id: line 3: "a" stands on line 2 already`}},
		"a kind of its own":         {"id,kind,name,parent\na,club,A,east-lmg\n", []string{`kind: line 2: "club" is not a kind of body`}},
		"an unknown parent":         {"id,kind,name,parent\na,network,A,north\n", []string{`parent: line 2: "north" is neither in this file nor on record`}},
		"another kind than before":  {"id,kind,name,parent\ngroup,network,A,east-lmg\n", []string{"kind: line 2: group is on record with the kind action-group"}},
		"a parent that is no LMG":   {"id,kind,name,parent\na,network,A,group\n", []string{"parent: line 2: a lies under an LMG"}},
		"several faults, every row": {head + "Cara B,,,,,,\nanna,,,,,north,member\nkim,Kim,,yes,,,\n", []string{"line 2", "line 3", "line 4"}},
	} {
		_, err := readSheet(c.content)
		if err == nil {
			t.Errorf("%s: it was read", name)
			continue
		}
		for _, part := range c.says {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v, want %q", name, err, part)
			}
		}
	}
}

// A file that is wrong makes no keys: nobody is sealed for.
func TestAFileOfPeopleThatIsWrongSealsNothing(t *testing.T) {
	for _, content := range []string{"id,name,body,role\ncara,Cara,group,boss\n"} {
		if _, err := (intake.Reader{Sealer: never{t}}).DirectorySheet(t.Context(), []byte(content), town{}); err == nil {
			t.Error("it was read")
		}
	}
}

type never struct{ t *testing.T }

func (n never) Seal(_ context.Context, field string, by improvement.PersonID, _ string) (improvement.Words, error) {
	n.t.Errorf("%s of %s was sealed", field, by)
	return improvement.Words{}, nil
}

func TestTheExampleSheets(t *testing.T) {
	for _, name := range []string{"bodies.csv", "people.csv"} {
		content, err := os.ReadFile("../../examples/moray/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := intake.CheckDirectorySheet(content); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDirectorySheet(f *testing.F) {
	f.Add([]byte("id,name,email,under_16,named_adult,body,role\ncara,Cara,,,,group,group-lead\n"))
	f.Add([]byte("id;kind;name;parent\na;lmg;A;\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		d, err := readSheet(string(content))
		if err == nil && len(d.People)+len(d.Members)+len(d.Bodies) == 0 {
			t.Error("it was read, and says nothing")
		}
		if again, errAgain := readSheet(string(content)); (err == nil) != (errAgain == nil) || err == nil && len(again.People) != len(d.People) {
			t.Errorf("read again it is %v, %v", errAgain, err)
		}
	})
}
