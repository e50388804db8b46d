package steward

import (
	"context"
	"encoding/json"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// filer is what filing of a person, a body or what somebody sent in needs of the record.
type filer interface {
	improvement.Recorder
	states
}

// fileDirectly files events of a person, a body or what somebody sent in, decided anew
// where another comes between.
func fileDirectly(ctx context.Context, record filer, now time.Time, subject improvement.SubjectID, by improvement.PersonID, decide func(state json.RawMessage) ([]improvement.Event, error)) error {
	for {
		version, state, err := record.State(ctx, subject)
		if err != nil {
			return err
		}
		events, err := decide(state)
		if err != nil || len(events) == 0 {
			return err
		}
		command, err := commandOf(events, version)
		if err != nil {
			return err
		}
		filing, err := filingOf(subject, version, state, command, by, now, events)
		if err != nil {
			return err
		}
		if filed, err := record.File(ctx, filing); err != nil || filed.Held {
			return err
		}
	}
}

func filingOf(subject improvement.SubjectID, version int, state json.RawMessage, command improvement.CommandID, by improvement.PersonID, now time.Time, events []improvement.Event) (improvement.Filing, error) {
	if !improvement.WritesIn(subject.Kind()) {
		return improvement.DirectoryFiling(subject, version, state, command, by, now, events)
	}
	direct, err := improvement.RestoreDirect(subject, state)
	if err != nil {
		return improvement.Filing{}, err
	}
	return direct.Filing(command, by, now, events)
}
