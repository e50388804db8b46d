package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/intake"
)

// importPeoplePage takes people, roles and groups from a spreadsheet's file: it shows what
// would change, and then loads exactly that. Meanwhile the file is kept as its sender's
// draft, sealed.
type importPeoplePage struct {
	asking
	Files, Paste field
	Looked       bool // the file was looked at, and may be loaded
	Seen         string
	Changes      []changeView
	More         int
}

// changeView is something that a file would change.
type changeView struct {
	What, Name    string
	Joins, Leaves []string
	Moves         string // to which address somebody on record moves, and from which
}

func (importPeoplePage) head() head {
	return head{Template: "people-import", Title: "Load people from a spreadsheet", Crumbs: []crumb{{"People", "/people"}},
		Help: "Save the sheet as CSV. You see who would join, leave or be corrected before anything is changed."}
}

const (
	// maxDirectory is the most bytes of a file of people: some thousands.
	maxDirectory = 256 << 10
	// changesShown is how many changes a preview shows.
	changesShown = 200

	pasteField = "paste"
	seenField  = "seen" // stands for what was shown
	pressLook  = "look"

	// importedSheet names the draft in which a file is kept between the look and the load.
	importedSheet = "/people/import#sheet"
)

// importPeopleForm shows the form; where somebody had to sign in again, with what they had
// pasted, or looked at.
func importPeopleForm(ctx context.Context, v *visit) (answer, error) {
	f := v.blank(nil)
	if err := v.takeUp(ctx, f); err != nil {
		return answer{}, err
	}
	if !f.values.Has(seenField) {
		return importPeopleShown(ctx, v, f, nil, http.StatusOK)
	}
	sheet, err := v.keptSheet(ctx)
	return importPeopleLooked(ctx, v, f, sheet, err)
}

// importPeople looks at a file, or loads the one that was looked at.
func importPeople(ctx context.Context, v *visit) (answer, error) {
	f, err := v.posted()
	if f == nil {
		return answer{}, err
	}
	if err != nil {
		return importPeopleLooked(ctx, v, f, nil, err)
	}
	if err := v.letGo(ctx, f); err != nil {
		v.Log.Warn("A draft could not be dropped", "reference", v.reference, "cause", err)
	}
	if f.press() == pressLook {
		sheet, err := v.sentDirectory(f)
		if err == nil {
			err = v.keepSheet(ctx, sheet)
		}
		return importPeopleLooked(ctx, v, f, sheet, err)
	}
	sheet, err := v.keptSheet(ctx)
	if err != nil {
		return importPeopleLooked(ctx, v, f, nil, err)
	}
	changes, err := v.Directory.PreviewSheet(ctx, v.who.Person, sheet)
	if err == nil && sealOf(sheet, changes) != f.value(seenField) {
		err = improvement.Refuse(improvement.Conflict, "", "People or groups were changed since you looked, so nothing was loaded. This is what the file would change now.")
	}
	if err != nil {
		return importPeopleLooked(ctx, v, f, sheet, err)
	}
	filed, err := v.Directory.LoadSheet(ctx, v.who.Person, sheet)
	if err != nil {
		return importPeopleLooked(ctx, v, f, sheet, err)
	}
	if err := v.Access.DropDraft(ctx, v.who.Person, "", importedSheet); err != nil {
		v.Log.Warn("A draft could not be dropped", "reference", v.reference, "cause", err)
	}
	v.say("The file is loaded: %d filed.", filed)
	return goTo("/people")
}

// importPeopleLooked shows what a file would change, and what is wrong with it.
func importPeopleLooked(ctx context.Context, v *visit, f *form, sheet []byte, wrong error) (answer, error) {
	status := http.StatusOK
	if wrong != nil {
		if !f.refusedSheet(v, wrong) {
			return answer{}, wrong
		}
		status = http.StatusUnprocessableEntity
		if !isCode(wrong, improvement.Conflict) {
			sheet = nil
		}
	}
	return importPeopleShown(ctx, v, f, sheet, status)
}

func importPeopleShown(ctx context.Context, v *visit, f *form, sheet []byte, status int) (answer, error) {
	var changes []DirectoryChange
	var err error
	p := importPeoplePage{}
	if sheet != nil {
		changes, err = v.Directory.PreviewSheet(ctx, v.who.Person, sheet)
		if err != nil && !f.refusedSheet(v, err) {
			return answer{}, err
		}
		if err != nil {
			status = http.StatusUnprocessableEntity
		} else {
			p.Looked, p.Seen = true, sealOf(sheet, changes)
		}
	}
	if p.Changes, err = v.changeViews(ctx, changes); err != nil {
		return answer{}, err
	}
	if p.More = len(changes) - changesShown; p.More < 0 {
		p.More = 0
	}
	p.Form = f
	p.Files = f.Field(filesField, "The file", "A sheet of people has the columns id, name, email, under 16, named adult, body and role, with a row for each role. One of groups has id, kind, name and parent. 256 KB at most.")
	p.Paste = f.May(pasteField, "Or paste the rows", "With the names of the columns in the first row, and commas between them.")
	return answer{status: status, page: p}, nil
}

// refusedSheet takes what is wrong with a file into the form, with its lines.
func (f *form) refusedSheet(v *visit, err error) bool {
	if !correctable(err) {
		return false
	}
	f.Says, f.Faults = "", nil
	var all *intake.Faults
	refused, is := improvement.Refusal(err)
	switch {
	case errors.As(err, &all):
		for _, one := range all.List {
			f.Faults = append(f.Faults, fault{filesField, one.Message})
		}
		if all.More > 0 {
			f.Faults = append(f.Faults, fault{filesField, fmt.Sprintf("And %d more.", all.More)})
		}
	case is:
		f.Faults = []fault{{filesField, refused.Message}}
	default:
		_, _, f.Says = translate(err)
	}
	v.Log.Info("A form was refused", "reference", v.reference, "route", v.request.Pattern, "person", v.who.Person, "cause", err)
	return true
}

// sentDirectory is the file that came with the form, or what was pasted.
func (v *visit) sentDirectory(f *form) ([]byte, error) {
	sent, err := v.sentFiles()
	if err != nil {
		return nil, err
	}
	content := []byte(f.values.Get(pasteField))
	if len(sent) > 0 {
		if sent[0].Size > maxDirectory {
			return nil, improvement.Refuse(improvement.Invalid, filesField, "This file is larger than %d KB. Load it in parts.", maxDirectory>>10)
		}
		if content, err = readSent(sent[0]); err != nil {
			return nil, err
		}
	}
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return nil, improvement.Refuse(improvement.Invalid, filesField, "Choose a file, or paste the rows.")
	case len(content) > maxDirectory:
		return nil, improvement.Refuse(improvement.Invalid, pasteField, "This is longer than %d KB. Load it in parts.", maxDirectory>>10)
	}
	return content, nil
}

func (v *visit) keepSheet(ctx context.Context, sheet []byte) error {
	return v.keepAs(ctx, access.Draft{Person: v.who.Person, Form: importedSheet}, url.Values{filesField: {string(sheet)}})
}

func (v *visit) keptSheet(ctx context.Context) ([]byte, error) {
	gone := improvement.Refuse(improvement.Invalid, filesField, "The file that you looked at is not kept any more. Choose it again.")
	d, err := v.Access.Draft(ctx, v.who.Person, "", importedSheet)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, gone
	}
	if err != nil {
		return nil, err
	}
	opened, err := v.Vault.OpenBytes(ctx, d.Person, d.Form, d.Sealed)
	if err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(string(opened))
	if err != nil {
		return nil, err
	}
	return []byte(values.Get(filesField)), nil
}

// sealOf stands for a file and what it was shown to change, of what is on record then.
func sealOf(sheet []byte, changes []DirectoryChange) string {
	shown, err := json.Marshal(changes)
	if err != nil {
		return "" // there is nothing in it that JSON has no form for
	}
	sum := sha256.Sum256(append(append([]byte{}, sheet...), shown...))
	return hex.EncodeToString(sum[:])
}

// changeViews tells the first of some changes; names are read at once.
func (v *visit) changeViews(ctx context.Context, changes []DirectoryChange) ([]changeView, error) {
	changes = changes[:min(len(changes), changesShown)]
	people, bodies := []improvement.PersonID{v.who.Person}, []improvement.BodyID{}
	for _, c := range changes {
		switch id := c.Subject.ID(); c.Subject.Kind() {
		case improvement.KindPerson:
			people = append(people, improvement.PersonID(id))
		case improvement.KindBody:
			bodies = append(bodies, improvement.BodyID(id))
		}
		for _, m := range append(append([]improvement.Membership{}, c.Joins...), c.Leaves...) {
			people = append(people, m.Person)
		}
	}
	if err := v.meet(ctx, people, bodies); err != nil {
		return nil, err
	}
	var views []changeView
	for _, c := range changes {
		views = append(views, v.changeView(c))
	}
	return views, nil
}

// moves tells another address: whoever reads there comes in as its person.
func moves(was, now string) string {
	switch {
	case was == "":
		return "The address is new: " + now + "."
	case now == "":
		return "The address " + was + " is taken away."
	}
	return "The address changes from " + was + " to " + now + "."
}

func (v *visit) changeView(c DirectoryChange) changeView {
	view := changeView{What: "Is corrected", Name: strings.TrimSpace(c.Subject.ID())}
	if c.Version == 0 {
		view.What = "Is new"
	} else if c.Subject.Kind() == improvement.KindPerson {
		view.Name = v.words.Person(improvement.PersonID(c.Subject.ID()))
	} else if c.Subject.Kind() == improvement.KindBody {
		view.Name = v.words.Body(improvement.BodyID(c.Subject.ID()))
	}
	if len(c.Joins)+len(c.Leaves) > 0 {
		view.What = "Members change"
	}
	if c.Address != nil {
		view.Moves = moves(c.Address[0], c.Address[1])
	}
	for _, m := range c.Joins {
		view.Joins = append(view.Joins, v.words.Person(m.Person)+", as "+strings.ToLower(roleName(m.Role)))
	}
	for _, m := range c.Leaves {
		view.Leaves = append(view.Leaves, v.words.Person(m.Person)+", who was "+strings.ToLower(roleName(m.Role)))
	}
	return view
}
