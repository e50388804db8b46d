package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// Directory keeps people and groups. Its documents are those of package intake.
type Directory interface {
	AddPerson(ctx context.Context, as improvement.PersonID, doc []byte) error
	CorrectPerson(ctx context.Context, as improvement.PersonID, doc []byte) error
	GiveRole(ctx context.Context, as improvement.PersonID, doc []byte) error
	ChangeRole(ctx context.Context, as improvement.PersonID, doc []byte) error
	EndRole(ctx context.Context, as improvement.PersonID, doc []byte) error
	ChooseNotices(ctx context.Context, as improvement.PersonID, doc []byte) error
	// HandOver hands everything of somebody over, and gives what was; what could not be is
	// told in the error and does not stop the rest.
	HandOver(ctx context.Context, id improvement.CommandID, as improvement.PersonID, doc []byte) (handed []improvement.SubjectID, err error)
	// Load files a directory document (intake's Directory).
	Load(ctx context.Context, as improvement.PersonID, doc []byte) error
	// PreviewSheet gives what a spreadsheet's file (CSV) would change. Nothing is written.
	PreviewSheet(ctx context.Context, as improvement.PersonID, sheet []byte) ([]DirectoryChange, error)
	// LoadSheet loads one, and counts what was filed.
	LoadSheet(ctx context.Context, as improvement.PersonID, sheet []byte) (filed int, err error)
}

// DirectoryChange is one thing that a file would change.
type DirectoryChange struct {
	Subject       improvement.SubjectID
	Version       int // that it has now; 0: it is new
	Joins, Leaves []improvement.Membership
}

// town is the bodies that whoever asks may see the members of, each with these.
type town struct {
	*visit
	bodies []improvement.BodyState
}

// town reads the bodies of whoever asks: all for an administrator, those of their LMGs for
// an LWO.
func (v *visit) town(ctx context.Context) (*town, error) {
	lmgs := []improvement.BodyID{""}
	if !improvement.KeepsDirectory(v.who) {
		lmgs = v.lmgsAs(improvement.LWO)
	}
	t := &town{visit: v}
	for _, lmg := range lmgs {
		found, err := v.bodiesBy(ctx, improvement.Filter{LMG: lmg})
		if err != nil {
			return nil, err
		}
		for _, b := range found {
			if improvement.MaySeeMembers(v.who, b.Body) == nil {
				t.bodies = append(t.bodies, b)
			}
		}
	}
	slices.SortFunc(t.bodies, byNameOfBody)
	return t, nil
}

func byNameOfBody(a, b improvement.BodyState) int {
	return cmp.Or(cmp.Compare(a.Body.Name, b.Body.Name), cmp.Compare(a.Body.ID, b.Body.ID))
}

// lmgsAs are the bodies in which whoever asks holds a role.
func (v *visit) lmgsAs(roles ...improvement.Role) []improvement.BodyID {
	var lmgs []improvement.BodyID
	for _, m := range v.who.Roles {
		if slices.Contains(roles, m.Role) && !slices.Contains(lmgs, m.Body) {
			lmgs = append(lmgs, m.Body)
		}
	}
	return lmgs
}

// body gives one of the bodies.
func (t *town) body(id improvement.BodyID) (improvement.BodyState, error) {
	for _, b := range t.bodies {
		if b.Body.ID == id {
			return b, nil
		}
	}
	return improvement.BodyState{}, improvement.ErrNotFound
}

// members are the people of the bodies, once each, by identifier; of one body, or with one
// role, where these are not empty.
func (t *town) members(body improvement.BodyID, role improvement.Role) []improvement.PersonID {
	var people []improvement.PersonID
	for _, b := range t.bodies {
		for _, m := range b.Members {
			if (body == "" || m.Body == body) && (role == "" || m.Role == role) {
				people = append(people, m.Person)
			}
		}
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// rolesOf lists the roles of somebody in the bodies.
func (t *town) rolesOf(person improvement.PersonID) []improvement.Membership {
	var roles []improvement.Membership
	for _, b := range t.bodies {
		for _, m := range b.Members {
			if m.Person == person {
				roles = append(roles, m)
			}
		}
	}
	return roles
}

// says tells a role: Chair of the East Locality Management Group.
func (t *town) says(m improvement.Membership) string {
	return roleName(m.Role) + ", " + t.words.Body(m.Body)
}

// roleName is a role in words.
func roleName(r improvement.Role) string {
	if r == improvement.LWO {
		return "Locality Wellbeing Officer"
	}
	name := strings.ReplaceAll(string(r), "-", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}

// peoplePage lists people.
type peoplePage struct {
	asking
	Body, Role  field
	People      []personLine
	First, Next string // other pages of the list
	Imports     bool
}

// personLine is somebody in a list.
type personLine struct {
	Name, Path string
	Roles      []string
}

func (peoplePage) head() head {
	return head{Template: "people", Title: "People", Help: "Who takes part, and as what. Choose somebody to see what waits for them, or to change a role."}
}

// peopleShown is how many people a page of the list shows.
const peopleShown = 50

func listPeople(ctx context.Context, v *visit) (answer, error) {
	t, err := v.town(ctx)
	if err != nil {
		return answer{}, err
	}
	f := v.blank(v.request.URL.Query())
	body, role := improvement.BodyID(f.value("body")), improvement.Role(f.value("role"))
	ids := t.members(body, role)
	if body == "" && role == "" && improvement.KeepsDirectory(v.who) { // who has no role, too
		everybody, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindPerson})
		if err != nil {
			return answer{}, err
		}
		ids = nil
		for _, l := range everybody {
			ids = append(ids, improvement.PersonID(l.Subject.ID()))
		}
	}
	p := peoplePage{asking: asking{f}, Imports: improvement.KeepsDirectory(v.who)}
	p.Body = f.Choice("body", "Group", "", t.toChoose())
	p.Role = f.Choice("role", "Role", "", t.rolesToChoose())
	if after := f.value("after"); after != "" {
		at, found := slices.BinarySearch(ids, improvement.PersonID(after))
		if found {
			at++
		}
		ids, p.First = ids[at:], "/people?"+filtered(f, "").Encode()
	}
	if len(ids) > peopleShown {
		ids = ids[:peopleShown]
		p.Next = "/people?" + filtered(f, string(ids[peopleShown-1])).Encode()
	}
	p.People, err = t.lines(ctx, ids)
	if err != nil {
		return answer{}, err
	}
	return show(p)
}

// filtered is the address of another page of the list.
func filtered(f *form, after string) url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"body": f.value("body"), "role": f.value("role"), "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// lines are people with their roles, by name; who was erased is left out.
func (t *town) lines(ctx context.Context, ids []improvement.PersonID) ([]personLine, error) {
	gone, err := t.Record.Missing(ctx, ids)
	if err != nil {
		return nil, err
	}
	if err := t.meet(ctx, append([]improvement.PersonID{t.who.Person}, ids...), nil); err != nil {
		return nil, err
	}
	var lines []personLine
	for _, id := range ids {
		if slices.Contains(gone, id) {
			continue
		}
		line := personLine{Name: t.words.Person(id), Path: personPath(id)}
		for _, m := range t.rolesOf(id) {
			line.Roles = append(line.Roles, t.says(m))
		}
		lines = append(lines, line)
	}
	slices.SortStableFunc(lines, func(a, b personLine) int { return cmp.Compare(a.Name, b.Name) })
	return lines, nil
}

func (t *town) toChoose() []option {
	options := make([]option, len(t.bodies))
	for i, b := range t.bodies {
		options[i] = option{Value: string(b.Body.ID), Label: t.words.Body(b.Body.ID)}
	}
	return options
}

// rolesToChoose are the roles that the bodies have, in the order of their kinds.
func (t *town) rolesToChoose() []option {
	var options []option
	for _, kind := range []improvement.BodyKind{improvement.LMG, improvement.ActionGroup, improvement.Network} {
		for _, r := range improvement.RolesOf(kind) {
			options = append(options, option{Value: string(r), Label: roleName(r)})
		}
	}
	return options
}

// personPath is the page of a person.
func personPath(id improvement.PersonID) string { return "/people/" + url.PathEscape(string(id)) }
