package steward

import (
	"context"
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
	names := &bodyNames{ctx: ctx, record: r}
	edition, err := issue.Edition(func(f improvement.Found) (improvement.Story, bool, error) {
		var said []improvement.Words
		for _, item := range f.Said {
			words, err := voiceWords(ctx, r, library, item)
			if err != nil {
				return improvement.Story{}, false, err
			}
			said = append(said, words...)
		}
		entries, err := r.Journal(ctx, f.Subject, 0)
		if err != nil {
			return improvement.Story{}, false, err
		}
		story, shown := f.Tell(entries, said, names)
		return story, shown, nil
	})
	return edition, errors.Join(err, names.err)
}

// voiceWords are the words of a voice that may be shown: of one that is not hidden, not
// set aside and not taken off the shelf. None where the item is no voice.
func voiceWords(ctx context.Context, r PressRecord, library improvement.Library, item improvement.ItemID) ([]improvement.Words, error) {
	if library != nil {
		shelved, err := library.Item(ctx, item)
		if errors.Is(err, improvement.ErrNotFound) {
			return nil, nil
		}
		if err != nil || shelved.Hidden || shelved.Off || shelved.Strength != improvement.FromVoice || len(shelved.Words) == 0 {
			return nil, err
		}
		return shelved.Words[:1], nil
	}
	if item.Subject().Kind() != improvement.KindTest {
		return nil, nil
	}
	entries, err := r.Journal(ctx, item.Subject(), 0)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		filed, ok := entry.Event.(*improvement.EvidenceFiled)
		if ok && improvement.TestItem(item.Subject(), filed.Evidence.ID) == item && filed.Evidence.Kind == improvement.Voice {
			return []improvement.Words{filed.Evidence.Text}, nil
		}
	}
	return nil, nil
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
