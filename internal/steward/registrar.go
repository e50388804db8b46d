package steward

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Register is what filing directly needs of the record.
type Register interface {
	improvement.Recorder
	Actor(ctx context.Context, person improvement.PersonID) (improvement.Actor, error)
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
	Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error)
	CommandEntry(ctx context.Context, subject improvement.SubjectID, command improvement.CommandID) (int, error)
	Missing(ctx context.Context, people []improvement.PersonID) ([]improvement.PersonID, error)
}

// Registrar files what is done to subjects without a workflow: voices, items of
// evidence, subscriptions. It is safe for concurrent use.
type Registrar struct {
	Record Register
	Now    func() time.Time  // the record's time
	Terms  improvement.Terms // as configured
	// Calendar gives the holidays around a day; nil: there are none.
	Calendar func(day improvement.Date) improvement.Calendar
}

// File decides a command on a subject and files it. A command that is on record
// already gives its version again; one of another person, or of another kind, under the
// same ID is refused. as is empty for what needs no account.
func (r *Registrar) File(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.DirectCommand) (version int, err error) {
	if err := improvement.CheckCommandID(id); err != nil {
		return 0, err
	}
	who, err := r.actor(ctx, as, c)
	if err != nil {
		return 0, err
	}
	if err := r.known(ctx, c.People()); err != nil {
		return 0, err
	}
	for {
		version, state, err := r.Record.State(ctx, subject)
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			return 0, err
		}
		if filed, err := r.filed(ctx, subject, id, who.Person, version); filed > 0 || err != nil {
			return filed, err
		}
		held, err := r.file(ctx, subject, state, id, who, c)
		if held == nothing {
			return version, nil
		}
		if held > 0 || err != nil {
			return held, err
		}
	}
}

// nothing is file's answer where the command changes nothing.
const nothing = -1

// file decides on the state and files; 0 where others came first.
func (r *Registrar) file(ctx context.Context, subject improvement.SubjectID, state json.RawMessage, id improvement.CommandID, who improvement.Actor, c improvement.DirectCommand) (int, error) {
	direct, err := improvement.RestoreDirect(subject, state)
	if err != nil {
		return 0, err
	}
	now := r.Now()
	if c, err = r.informed(ctx, direct, c, who); err != nil {
		return 0, err
	}
	events, err := improvement.DecideDirect(direct, c, who, now)
	if err != nil {
		return 0, err
	}
	if len(events) == 0 {
		return nothing, nil
	}
	filing, err := direct.Filing(id, who.Person, now, events)
	if err != nil {
		return 0, err
	}
	filing.Subject = subject // a blank state does not know its name
	filed, err := r.Record.File(ctx, filing)
	if err != nil || !filed.Held {
		return 0, err
	}
	return filing.Expected + len(filing.Entries), nil
}

// filed gives the version at which a command stands on record; 0 where it does not.
func (r *Registrar) filed(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID, by improvement.PersonID, version int) (int, error) {
	if version == 0 {
		return 0, nil
	}
	at, err := r.Record.CommandEntry(ctx, subject, id)
	if errors.Is(err, improvement.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	entries, err := r.Record.Journal(ctx, subject, at-1)
	if err != nil {
		return 0, err
	}
	if len(entries) > 0 && entries[0].By != by {
		return 0, improvement.Refuse(improvement.Conflict, "command-id", "This command ID was used for something else. Send yours with another.")
	}
	return at, nil
}

func (r *Registrar) actor(ctx context.Context, as improvement.PersonID, c improvement.DirectCommand) (improvement.Actor, error) {
	if as == "" && c.Anybody() {
		return improvement.Actor{}, nil
	}
	return r.person(ctx, as)
}

// person gives the roles of somebody on record.
func (r *Registrar) person(ctx context.Context, as improvement.PersonID) (improvement.Actor, error) {
	if as == "" {
		return improvement.Actor{}, improvement.Refuse(improvement.NotAllowed, "as", "Say who you are.")
	}
	actor, err := r.Record.Actor(ctx, as)
	if errors.Is(err, improvement.ErrNotFound) {
		return actor, improvement.Refuse(improvement.NotFound, "as", "%q is not on record. Check the name, or load the person first.", as)
	}
	return actor, err
}

func (r *Registrar) known(ctx context.Context, people []improvement.PersonID) error {
	missing, err := r.Record.Missing(ctx, people)
	if err == nil && len(missing) > 0 {
		return improvement.Refuse(improvement.NotFound, "who", "%q is not on record. Check the name, or load the person first.", missing[0])
	}
	return err
}
