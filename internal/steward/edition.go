package steward

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/cairnqi/cairn/improvement"
)

// Edition puts an issue together as readers get it. What is told of the journal is read
// there now: what was erased or hidden meanwhile is gone from it.
func Edition(ctx context.Context, r PressRecord, library improvement.Library, subject improvement.SubjectID) (improvement.Edition, error) {
	issue, err := issueOf(ctx, r, subject)
	if err != nil {
		return improvement.Edition{}, err
	}
	return issue.Edition(func(f improvement.Found) (improvement.Story, bool, error) { return Tell(ctx, r, library, f) })
}

// Tell is a piece of news as an issue tells it; false where there is nothing to show of it
// any more.
func Tell(ctx context.Context, r PressRecord, library improvement.Library, f improvement.Found) (improvement.Story, bool, error) {
	var heard improvement.Heard
	for _, item := range f.Said {
		words, told, err := voiceOf(ctx, r, library, item)
		if err != nil {
			return improvement.Story{}, false, err
		}
		if told {
			heard.Add(words)
		}
	}
	entries, err := r.Journal(ctx, f.Subject, 0)
	if err != nil {
		return improvement.Story{}, false, err
	}
	names := &bodyNames{ctx: ctx, record: r}
	story, shown := f.Tell(entries, heard, names)
	return story, shown, names.err
}

// voiceOf gives what may be quoted of an item, and whether it may be told of: it is a
// voice on the shelf, not hidden, not set aside and not taken off it.
func voiceOf(ctx context.Context, r PressRecord, library improvement.Library, item improvement.ItemID) (improvement.Words, bool, error) {
	var none improvement.Words
	shelved, err := library.Item(ctx, item)
	if errors.Is(err, improvement.ErrNotFound) {
		return none, false, nil
	}
	if err != nil || !toTell(shelved) {
		return none, false, err
	}
	var state json.RawMessage
	if item.Subject().Kind() == improvement.KindVoice {
		if _, state, err = r.State(ctx, item.Subject()); err != nil {
			return none, false, err
		}
	}
	words, err := quoteOf(item, state)
	return words, err == nil, err
}

// bodyNames reads the names of bodies, and keeps the first error.
type bodyNames struct {
	ctx    context.Context
	record PressRecord
	err    error
}

// Person gives the identifier: newsletters name nobody.
func (*bodyNames) Person(id improvement.PersonID) string { return string(id) }

// Body gives a body's name, or its identifier where it is not on record.
func (n *bodyNames) Body(id improvement.BodyID) string {
	body, err := bodyOf(n.ctx, n.record, id)
	if err != nil || body.Name == "" {
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			n.err = errors.Join(n.err, err)
		}
		return string(id)
	}
	return body.Name
}
