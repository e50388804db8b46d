package steward

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// AfterClosing files a command that is heard after its test was closed, too: somebody may
// be unsafe by what stands in it. No workflow runs any more, so it is filed at once. A
// command that is on record already gives its version again.
func (r *Registrar) AfterClosing(ctx context.Context, test improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.TestCommand) (version int, err error) {
	if err := improvement.CheckCommandID(id); err != nil {
		return 0, err
	}
	who, err := r.person(ctx, as)
	if err != nil {
		return 0, err
	}
	for {
		version, state, err := r.Record.State(ctx, test)
		if err != nil {
			return 0, err
		}
		if filed, err := r.filed(ctx, test, id, who.Person, version); filed > 0 || err != nil {
			return filed, err
		}
		held, err := r.fileClosed(ctx, state, id, who, c)
		if held > 0 || err != nil {
			return held, err
		}
	}
}

func (r *Registrar) fileClosed(ctx context.Context, state []byte, id improvement.CommandID, who improvement.Actor, c improvement.TestCommand) (int, error) {
	t, err := improvement.RestoreTest(state)
	if err != nil {
		return 0, err
	}
	if !t.Closed() {
		return 0, improvement.Refuse(improvement.WrongStage, "", "This test is open. Send this to it.")
	}
	now := r.Now()
	events, err := t.Decide(c, who, now)
	if err != nil {
		return 0, err
	}
	filing, err := t.Filing(id, who.Person, now, events)
	if err != nil {
		return 0, err
	}
	filed, err := r.Record.File(ctx, filing)
	if err != nil || !filed.Held {
		return 0, err
	}
	return filing.Expected + len(filing.Entries), nil
}
