package intake

import (
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// rowsOfPerson are the rows of one person, and what they say of them.
type rowsOfPerson struct {
	id    improvement.PersonID
	line  int               // of the first
	said  map[string]string // by field; what no row says is not there
	stood map[string]int    // the line on which it stands
}

// cardFields say who a person is; the other columns say what role they have.
var cardFields = []string{"name", "email", "under_16", "named_adult"}

// people reads a file of people and their roles.
func (s *directoryRows) people() Directory {
	var all []*rowsOfPerson
	byID := map[improvement.PersonID]*rowsOfPerson{}
	var d Directory
	for _, r := range s.rows {
		id := improvement.PersonID(r.cells["id"])
		if err := improvement.CheckID("id", string(id)); err != nil {
			s.refused(r.line, err)
			continue
		}
		p := byID[id]
		if p == nil {
			p = &rowsOfPerson{id: id, line: r.line, said: map[string]string{}, stood: map[string]int{}}
			byID[id], all = p, append(all, p)
		}
		s.gather(p, r)
		s.member(&d, id, r)
	}
	for _, p := range all {
		s.person(&d, p, byID)
	}
	slices.SortFunc(d.Members, func(a, b improvement.SetMembers) int { return strings.Compare(string(a.Body.ID), string(b.Body.ID)) })
	for _, set := range d.Members {
		sortMembers(set.Members)
	}
	return d
}

// sortMembers puts members into one order, whatever that of the rows: the same file
// sorted otherwise changes nothing.
func sortMembers(members []improvement.Membership) {
	slices.SortFunc(members, func(a, b improvement.Membership) int {
		if a.Role != b.Role {
			return strings.Compare(string(a.Role), string(b.Role))
		}
		return strings.Compare(string(a.Person), string(b.Person))
	})
}

// gather adds what one row says of a person to what others said.
func (s *directoryRows) gather(p *rowsOfPerson, r directoryRow) {
	for _, field := range cardFields {
		text := r.cells[field]
		switch was, said := p.said[field]; {
		case text == "":
		case !said:
			p.said[field], p.stood[field] = text, r.line
		case was != text:
			s.fault(r.line, field, "Line %d says something else of %s. Say it once, or alike.", p.stood[field], p.id)
		}
	}
}

// member adds the role of a row, if it has one.
func (s *directoryRows) member(d *Directory, id improvement.PersonID, r directoryRow) {
	body, role := improvement.BodyID(r.cells["body"]), improvement.Role(strings.ReplaceAll(strings.ToLower(r.cells["role"]), " ", "-"))
	switch {
	case body == "" && role == "":
		return
	case body == "":
		s.fault(r.line, "body", "A role needs its body. Name it.")
		return
	case role == "":
		s.fault(r.line, "role", "Say which role %s has in %s.", id, clip(string(body)))
		return
	}
	if err := improvement.CheckID("body", string(body)); err != nil {
		s.refused(r.line, err)
		return
	}
	on, err := s.bodyOnRecord(body)
	if err != nil {
		s.refused(r.line, err)
		return
	}
	if s.known != nil && on.Kind == "" {
		s.fault(r.line, "body", "%q is not on record. Load the file of bodies first.", clip(string(body)))
		return
	}
	if s.known != nil {
		s.refused(r.line, on.CheckRole(role))
	} else {
		on.ID = body
	}
	s.add(d, on, improvement.Membership{Body: body, Person: id, Role: role}, r.line)
}

func (s *directoryRows) add(d *Directory, body improvement.Body, m improvement.Membership, line int) {
	at := slices.IndexFunc(d.Members, func(set improvement.SetMembers) bool { return set.Body.ID == body.ID })
	if at < 0 {
		at = len(d.Members)
		d.Members = append(d.Members, improvement.SetMembers{Body: body})
	}
	if slices.Contains(d.Members[at].Members, m) {
		s.fault(line, "role", "%s is the %s of %s on a line above already. Keep one.", m.Person, m.Role, m.Body)
		return
	}
	d.Members[at].Members = append(d.Members[at].Members, m)
}

// person reads who somebody is; who has nothing but roles here is on record already.
func (s *directoryRows) person(d *Directory, p *rowsOfPerson, here map[improvement.PersonID]*rowsOfPerson) {
	if len(p.said) == 0 {
		s.refused(p.line, s.checkOnRecord("id", p.id))
		return
	}
	person := improvement.Person{ID: p.id, NamedAdult: improvement.PersonID(p.said["named_adult"])}
	switch strings.ToLower(p.said["under_16"]) {
	case "yes", "true":
		person.Under16 = true
	case "", "no", "false":
	default:
		s.fault(p.at("under_16"), "under_16", "%q does not answer it. Write yes or no.", clip(p.said["under_16"]))
	}
	if err := improvement.CheckLine("name", p.said["name"]); err != nil {
		s.refused(p.at("name"), err)
		return
	}
	if email := p.said["email"]; email != "" && !isAddress(email) {
		s.fault(p.at("email"), "email", "This is not an email address. Write it as name@example.org.")
		return
	}
	if adult := person.NamedAdult; adult != "" && (here[adult] == nil || len(here[adult].said) == 0) {
		s.refused(p.at("named_adult"), s.checkOnRecord("named_adult", adult))
	}
	s.seal(d, p, person)
}

// seal adds a person, with name and address sealed under their own key.
func (s *directoryRows) seal(d *Directory, p *rowsOfPerson, person improvement.Person) {
	for field, into := range map[string]*improvement.Words{"name": &person.Name, "email": &person.Email} {
		if len(s.faults) > 0 || p.said[field] == "" { // a file that is wrong makes no keys
			*into = improvement.Words{By: p.id, Length: len(p.said[field])}
			continue
		}
		words, err := s.page.seal(field, p.id, p.said[field])
		if err != nil {
			s.refused(p.at(field), err)
			return
		}
		*into = words
	}
	if person.Email.Empty() {
		person.Email = improvement.Words{}
	}
	c := improvement.RecordPerson{Person: person}
	if _, err := c.Decide(improvement.Actor{}, true); err != nil { // who may load is asked elsewhere
		s.refused(p.line, err)
		return
	}
	d.People = append(d.People, c)
}

func (s *directoryRows) checkOnRecord(field string, id improvement.PersonID) error {
	if s.known == nil {
		return nil // not known yet
	}
	on, err := s.known.OnRecord(s.ctx, id)
	if err == nil && !on {
		err = improvement.Refuse(improvement.NotFound, field, "%q is neither in this file nor on record. Give their name, on one of their rows.", clip(string(id)))
	}
	return err
}

// at is the line on which a field is said; the person's first where none says it.
func (p *rowsOfPerson) at(field string) int {
	if line := p.stood[field]; line > 0 {
		return line
	}
	return p.line
}
