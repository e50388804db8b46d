package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Holdings is what an export needs of the record.
type Holdings interface {
	improvement.Recorder
	Actor(ctx context.Context, person improvement.PersonID) (improvement.Actor, error)
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
	Item(ctx context.Context, id improvement.ItemID) (improvement.Shelved, error)
	Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error)
	Mentions(ctx context.Context, person improvement.PersonID) ([]improvement.Mention, error)
	Tasks(ctx context.Context, person improvement.PersonID) ([]improvement.Task, error)
	Told(ctx context.Context, person improvement.PersonID) ([]improvement.Delivery, error)
	FilesFiled(ctx context.Context, person improvement.PersonID) ([]string, error)
	ErasedFiles(ctx context.Context, files []string) ([]string, error)
	Comings
}

// Dossier is everything that is held about a person, with the words of others left out
// where these stand in the same entry. What they were sent, and asked to do, they have
// read before: it is whole, but for what only a safeguarding contact may know of.
type Dossier struct {
	Person     improvement.PersonID   `json:"person"`
	At         time.Time              `json:"at"`
	Name       string                 `json:"name"`
	Email      string                 `json:"email,omitempty"`
	Under16    bool                   `json:"under_16,omitempty"`
	NamedAdult improvement.PersonID   `json:"named_adult,omitempty"`
	HearsFor   []improvement.PersonID `json:"hears_for,omitempty"` // those under 16 whose named adult they are
	Erased     *improvement.Erasure   `json:"erased,omitempty"`
	Roles      []RoleHeld             `json:"roles"`
	Entries    []HeldEntry            `json:"entries"`
	Tasks      []improvement.Task     `json:"tasks"`
	Told       []improvement.Delivery `json:"told"`
	Files      []HeldFile             `json:"files"`
	Access     HeldAccess             `json:"access"`
	LeftOut    int                    `json:"left_out"` // texts of other people
}

// RoleHeld is a role in a body, and from when to when.
type RoleHeld struct {
	Body  improvement.BodyID `json:"body"`
	Name  string             `json:"name"`
	Role  improvement.Role   `json:"role"`
	From  time.Time          `json:"from"`
	Until time.Time          `json:"until,omitzero"` // zero: they hold it now
}

// HeldEntry is an entry of a journal, as far as it concerns the person.
type HeldEntry struct {
	Subject improvement.SubjectID `json:"subject"`
	Version int                   `json:"version"`
	At      time.Time             `json:"at"`
	By      improvement.PersonID  `json:"by,omitempty"` // empty: time did it
	Event   string                `json:"event"`
	Says    string                `json:"says"`
	Content any                   `json:"content"`            // as JSON, their words opened
	LeftOut int                   `json:"left_out,omitempty"` // texts of others in it
}

// HeldFile is a file that the person attached or imported.
type HeldFile struct {
	Hash   string `json:"hash"`
	Name   string `json:"name,omitempty"`
	Erased bool   `json:"erased,omitempty"`
}

// Export gathers what is held about a person. That it was given to somebody is filed.
func Export(ctx context.Context, record Holdings, opener improvement.Opener, who improvement.Actor, person improvement.PersonID, now time.Time) (Dossier, error) {
	x := &exporter{record: record, opener: opener, who: who, names: map[string]string{}, seen: map[string]bool{}}
	x.d = Dossier{
		Person: person, At: now,
		Roles: []RoleHeld{}, Entries: []HeldEntry{}, Tasks: []improvement.Task{}, Told: []improvement.Delivery{}, Files: []HeldFile{},
	}
	for _, gather := range []func(context.Context) error{x.card, x.entries, x.roles, x.files, x.access} {
		if err := gather(ctx); err != nil {
			return x.d, err
		}
	}
	err := fileDirectly(ctx, record, now, erasedSubject(person), who.Person, func(json.RawMessage) ([]improvement.Event, error) {
		return []improvement.Event{&improvement.PersonExported{}}, nil
	})
	return x.d, err
}

type exporter struct {
	record  Holdings
	opener  improvement.Opener
	d       Dossier
	who     improvement.Actor    // who has it: what is hidden for safety stays so
	contact bool                 // they are the safeguarding contact for what was sent in
	bodies  []improvement.BodyID // that ever named the person
	seen    map[string]bool      // texts that may be hashes, in what is shown
	names   map[string]string    // of files by hash
}

// card is who they are on record, with what they have to do and what they were told.
func (x *exporter) card(ctx context.Context) error {
	if subject, is := x.d.Person.Correspondent(); is {
		return x.correspondentCard(ctx, subject)
	}
	p, err := personOf(ctx, x.record, x.d.Person)
	if errors.Is(err, improvement.ErrNotFound) {
		return improvement.Refuse(improvement.NotFound, "person", "%q is not on record.", x.d.Person)
	}
	if err != nil {
		return err
	}
	actor, err := x.record.Actor(ctx, p.ID)
	if err != nil {
		return err
	}
	x.d.Under16, x.d.NamedAdult, x.d.HearsFor, x.d.Erased = p.Under16, p.NamedAdult, actor.HearsFor, p.Erased
	if x.d.Name, err = x.open(ctx, p.Name); err != nil {
		return err
	}
	if x.d.Email, err = x.open(ctx, p.Email); err != nil {
		return err
	}
	tasks, err := x.record.Tasks(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if !slices.Contains(actor.HearsFor, t.Owner) && t.MayKnow(x.who) { // that is somebody else's
			x.d.Tasks = append(x.d.Tasks, t)
		}
	}
	told, err := x.record.Told(ctx, p.ID)
	for _, d := range told {
		x.d.Told = append(x.d.Told, d.ShownTo(x.who))
	}
	return err
}

// erasedWords stand for words whose key was destroyed.
const erasedWords = "(erased)"

func (x *exporter) open(ctx context.Context, w improvement.Words) (string, error) {
	if w.Empty() {
		return "", nil
	}
	text, err := x.opener.Open(ctx, w)
	if errors.Is(err, improvement.ErrErased) {
		return erasedWords, nil
	}
	return text, err
}

// entries gathers what they filed, what names them and what holds words of theirs.
func (x *exporter) entries(ctx context.Context) error {
	mentions, err := x.record.Mentions(ctx, x.d.Person)
	if err != nil {
		return err
	}
	for _, m := range mentions {
		if m.Entry, err = x.shown(ctx, m); err != nil {
			return fmt.Errorf("%s, entry %d: %w", m.Subject, m.Entry.Version, err)
		}
		if m.Entry.Event == nil {
			x.d.LeftOut++
			continue
		}
		held, err := x.held(ctx, m)
		if err != nil {
			return fmt.Errorf("%s, entry %d: %w", m.Subject, m.Entry.Version, err)
		}
		x.d.Entries = append(x.d.Entries, held)
		x.d.LeftOut += held.LeftOut
		body := improvement.BodyID(m.Subject.ID())
		if m.Subject.Kind() == improvement.KindBody && !slices.Contains(x.bodies, body) {
			x.bodies = append(x.bodies, body)
		}
	}
	return nil
}

// shown is an entry as whoever has the export may read it: what may mean that someone is
// unsafe is for the safeguarding contact alone. Its event is nil where nothing of it is.
func (x *exporter) shown(ctx context.Context, m improvement.Mention) (improvement.Entry, error) {
	kind := m.Subject.Kind()
	if m.Subject.Correspondent() == x.d.Person {
		return x.ownEntry(m.Entry), nil
	}
	if kind != improvement.KindEvidence && kind != improvement.KindVoice {
		known, err := knownTo(ctx, x.record, x.who, m.Subject, []improvement.Entry{m.Entry})
		if err != nil || len(known) > 0 {
			return append(known, m.Entry)[0], err
		}
		m.Entry.Event = nil
		return m.Entry, nil
	}
	_, state, err := x.record.State(ctx, m.Subject)
	if err != nil {
		return m.Entry, err
	}
	item, err := improvement.RestoreDirect(m.Subject, state)
	if err != nil {
		return m.Entry, err
	}
	guarded, is := item.(interface {
		MayRead(improvement.Actor) bool
		MayReadEntry(improvement.Actor, improvement.Entry) bool
	})
	if !is || !guarded.MayRead(x.who) || !guarded.MayReadEntry(x.who, m.Entry) {
		m.Entry.Event = nil
	}
	return m.Entry, nil
}

func (x *exporter) held(ctx context.Context, m improvement.Mention) (HeldEntry, error) {
	h := HeldEntry{
		Subject: m.Subject, Version: m.Entry.Version, At: m.Entry.At, By: m.Entry.By,
		Event: m.Entry.Event.EventName(), Says: m.Entry.Event.Sentence(plainNames{}),
	}
	_, _, data, err := improvement.EncodeEvent(m.Entry.Event)
	if err != nil {
		return h, err
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		return h, err
	}
	r := &reading{ctx: ctx, x: x, mine: x.d.Person}
	if m.Entry.By != x.d.Person && m.Subject.Correspondent() != x.d.Person {
		tree = r.narrowed(tree)
	}
	h.Content, h.LeftOut = r.opened(tree), r.leftOut
	return h, r.err
}

// plainNames calls people and bodies by their identifiers: those of others are theirs.
type plainNames struct{}

func (plainNames) Person(id improvement.PersonID) string { return string(id) }

func (plainNames) Body(id improvement.BodyID) string { return string(id) }

// roles reads, from the journals of the bodies, what roles they have held and when.
func (x *exporter) roles(ctx context.Context) error {
	for _, id := range x.bodies {
		entries, err := x.record.Journal(ctx, improvement.BodySubject(id), 0)
		if err != nil {
			return err
		}
		x.d.Roles = append(x.d.Roles, rolesIn(id, entries, x.d.Person)...)
	}
	slices.SortStableFunc(x.d.Roles, func(a, b RoleHeld) int { return a.From.Compare(b.From) })
	return nil
}

func rolesIn(id improvement.BodyID, entries []improvement.Entry, person improvement.PersonID) []RoleHeld {
	var held []RoleHeld
	name := string(id)
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *improvement.BodyRecorded:
			name = e.Body.Name
		case *improvement.MembersSet:
			held = membersSet(held, e, entry.At, person)
		}
	}
	for i := range held {
		held[i].Name = name
	}
	return held
}

// membersSet ends the roles that are not among the new ones, and begins those that are new.
func membersSet(held []RoleHeld, e *improvement.MembersSet, at time.Time, person improvement.PersonID) []RoleHeld {
	has := func(role improvement.Role) bool {
		return slices.Contains(e.Members, improvement.Membership{Body: e.Body, Person: person, Role: role})
	}
	open := map[improvement.Role]bool{}
	for i, h := range held {
		if !h.Until.IsZero() {
			continue
		}
		if open[h.Role] = has(h.Role); !open[h.Role] {
			held[i].Until = at
		}
	}
	for _, m := range e.Members {
		if m.Person == person && !open[m.Role] {
			held = append(held, RoleHeld{Body: e.Body, Role: m.Role, From: at})
			open[m.Role] = true
		}
	}
	return held
}

// files lists what they attached or imported, by the name that they gave it.
func (x *exporter) files(ctx context.Context) error {
	hashes, err := x.record.FilesFiled(ctx, x.d.Person)
	if err != nil {
		return err
	}
	hashes = slices.DeleteFunc(hashes, func(hash string) bool { return !x.seen[hash] }) // of what is shown
	erased, err := x.record.ErasedFiles(ctx, hashes)
	for _, hash := range hashes {
		x.d.Files = append(x.d.Files, HeldFile{hash, x.names[hash], slices.Contains(erased, hash)})
	}
	return err
}
