package steward

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Record is what loading needs of the record.
type Record interface {
	improvement.Recorder
	Actor(ctx context.Context, person improvement.PersonID) (improvement.Actor, error)
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
	List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error)
}

// Command is something filed of a person, body, theme or priority.
type Command = improvement.DirectoryCommand

// Directory keeps people, bodies, themes and priorities. They have no workflow:
// they are filed directly.
type Directory struct {
	Record Record
	Opener improvement.Opener
	Now    func() time.Time // the record's time
}

// Loaded counts what a load did.
type Loaded struct {
	Filed     int `json:"filed"`
	Unchanged int `json:"unchanged"`
}

// Load files commands in their order. All are checked before the first is filed;
// what stands on record already is left as it is, so loading again changes nothing.
func (d *Directory) Load(ctx context.Context, as improvement.PersonID, commands []Command) (Loaded, error) {
	var done Loaded
	actor, empty, err := d.actor(ctx, as)
	if err != nil {
		return done, err
	}
	if err := improvement.MayKeepDirectory(actor, empty); err != nil {
		return done, err
	}
	changes, err := d.changes(ctx, commands)
	if err != nil {
		return done, err
	}
	done.Unchanged = len(commands) - len(changes)
	if err := d.check(ctx, actor, empty, changes); err != nil {
		return done, err
	}
	for _, c := range changes {
		if err := d.file(ctx, actor, empty, c); err != nil {
			return done, err
		}
		done.Filed++
	}
	return done, nil
}

// MayLoad refuses who may not load, before anything is sealed for them.
func (d *Directory) MayLoad(ctx context.Context, as improvement.PersonID) error {
	actor, empty, err := d.actor(ctx, as)
	if err != nil {
		return err
	}
	return improvement.MayKeepDirectory(actor, empty)
}

// Stands tells whether all of it is on record already.
func (d *Directory) Stands(ctx context.Context, commands []Command) (bool, error) {
	changes, err := d.changes(ctx, commands)
	return err == nil && len(changes) == 0, err
}

// changes leaves out what stands on record already.
func (d *Directory) changes(ctx context.Context, commands []Command) ([]Command, error) {
	var changes []Command
	for _, c := range commands {
		_, state, err := d.Record.State(ctx, subjectOf(c))
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			return nil, err
		}
		if c, err = over(c, state); err != nil {
			return nil, err
		}
		same, err := d.stands(ctx, c, state)
		if err != nil {
			return nil, err
		}
		if !same {
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// actor resolves who loads. While nobody on record may keep it, as before the
// first load and after one that was cut off, anyone may begin.
func (d *Directory) actor(ctx context.Context, as improvement.PersonID) (improvement.Actor, bool, error) {
	kept, err := d.kept(ctx, nil)
	if err != nil {
		return improvement.Actor{}, false, err
	}
	if !kept {
		return improvement.Actor{Person: as}, true, nil
	}
	actor, err := d.Record.Actor(ctx, as)
	if errors.Is(err, improvement.ErrNotFound) {
		err = improvement.Refuse(improvement.NotFound, "as", "%q is not on record. Say who you are with --as.", as)
	}
	return actor, false, err
}

// check decides every command, and refuses what does not fit the record.
func (d *Directory) check(ctx context.Context, a improvement.Actor, empty bool, commands []Command) error {
	for _, c := range commands {
		if _, err := c.Decide(a, empty); err != nil {
			return err
		}
	}
	return d.checkStands(ctx, commands)
}

// checkStands finds every name that leads nowhere, and what does not fit what else is on
// record.
func (d *Directory) checkStands(ctx context.Context, commands []Command) error {
	coming := make(map[improvement.SubjectID]bool, len(commands))
	for _, c := range commands {
		coming[subjectOf(c)] = true
	}
	for _, c := range commands {
		for _, named := range names(c) {
			if coming[named.subject] {
				continue
			}
			if _, _, err := d.Record.State(ctx, named.subject); errors.Is(err, improvement.ErrNotFound) {
				return improvement.Refuse(improvement.NotFound, named.field, "%q is neither in this file nor on record.", named.subject.ID())
			} else if err != nil {
				return err
			}
		}
	}
	for _, check := range []func(context.Context, []Command) error{d.checkErased, d.checkNames, d.checkPlaces, d.checkAges, d.checkKeeper} {
		if err := check(ctx, commands); err != nil {
			return err
		}
	}
	return nil
}

func (d *Directory) file(ctx context.Context, a improvement.Actor, empty bool, c Command) error {
	subject := subjectOf(c)
	for {
		version, state, err := d.Record.State(ctx, subject)
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			return err
		}
		if c, err = over(c, state); err != nil { // a round may have agreed it since
			return err
		}
		events, err := c.Decide(a, empty)
		if err != nil {
			return err
		}
		command, err := commandOf(events, version)
		if err != nil {
			return err
		}
		filing, err := improvement.DirectoryFiling(subject, version, state, command, a.Person, d.Now(), events)
		if err != nil {
			return err
		}
		filed, err := d.Record.File(ctx, filing)
		if err != nil {
			return err
		}
		if filed.Held && len(filed.Entries) == 1 {
			return nil
		}
	}
}

// commandOf names a filing by what it files: of two loads at once, each files its own.
func commandOf(events []improvement.Event, version int) (improvement.CommandID, error) {
	content, err := json.Marshal(events)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return improvement.CommandID(fmt.Sprintf("load/%s/%d/%x", events[0].EventName(), version+1, sum[:6])), nil
}

func subjectOf(c Command) improvement.SubjectID {
	switch c := c.(type) {
	case improvement.RecordPerson:
		return improvement.PersonSubject(c.Person.ID)
	case improvement.RecordBody:
		return improvement.BodySubject(c.Body.ID)
	case improvement.SetMembers:
		return improvement.BodySubject(c.Body.ID)
	case improvement.RecordTheme:
		return improvement.ThemeSubject(c.Theme.ID)
	case improvement.RecordPriority:
		return improvement.PrioritySubject(c.Priority.ID)
	case improvement.RecordStrategic:
		return improvement.StrategicSubject(c.Strategic.ID)
	}
	return ""
}

type reference struct {
	field   string
	subject improvement.SubjectID
}

// names lists what a command refers to.
func names(c Command) []reference {
	var refs []reference
	switch c := c.(type) {
	case improvement.RecordPerson:
		if c.Person.NamedAdult != "" {
			refs = append(refs, reference{"named_adult", improvement.PersonSubject(c.Person.NamedAdult)})
		}
	case improvement.RecordBody:
		if c.Body.Parent != "" {
			refs = append(refs, reference{"parent", improvement.BodySubject(c.Body.Parent)})
		}
	case improvement.SetMembers:
		for _, m := range c.Members {
			refs = append(refs, reference{"person", improvement.PersonSubject(m.Person)})
		}
	case improvement.RecordPriority:
		refs = append(refs,
			reference{"lmg", improvement.BodySubject(c.Priority.LMG)},
			reference{"theme", improvement.ThemeSubject(c.Priority.Theme)})
	}
	return refs
}
