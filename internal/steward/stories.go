package steward

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// Together reads many things of the record at once.
type Together interface {
	States(ctx context.Context, subjects []improvement.SubjectID) (map[improvement.SubjectID]json.RawMessage, error)
	StatesBy(ctx context.Context, f improvement.Filter) (map[improvement.SubjectID]json.RawMessage, error)
	Journals(ctx context.Context, subjects []improvement.SubjectID) (map[improvement.SubjectID][]improvement.Entry, error)
	Items(ctx context.Context, items []improvement.ItemID) (map[improvement.ItemID]improvement.Shelved, error)
}

// Stories tells all news of an issue, by its names there, in four queries however much
// there is. What can be told no more is left out.
func Stories(ctx context.Context, r Together, issue *improvement.Issue) (map[string]improvement.Story, error) {
	var subjects []improvement.SubjectID
	var said []improvement.ItemID
	for _, f := range issue.Found {
		subjects, said = append(subjects, f.Subject), append(said, f.Said...)
	}
	stories := map[string]improvement.Story{}
	if len(subjects) == 0 {
		return stories, nil
	}
	journals, err := r.Journals(ctx, distinct(subjects))
	if err != nil {
		return nil, err
	}
	heard, err := readHeard(ctx, r, distinct(said))
	if err != nil {
		return nil, err
	}
	names, err := namesIn(ctx, r, issue.LMG)
	if err != nil {
		return nil, err
	}
	for _, f := range issue.Found {
		voices, err := heard.of(f)
		if err != nil {
			return nil, err
		}
		if story, shown := f.Tell(journals[f.Subject], voices, names); shown {
			stories[f.ID] = story
		}
	}
	return stories, nil
}

// heardItems are items with the states of the voices among them.
type heardItems struct {
	shelf  map[improvement.ItemID]improvement.Shelved
	voices map[improvement.SubjectID]json.RawMessage
}

func readHeard(ctx context.Context, r Together, said []improvement.ItemID) (h heardItems, err error) {
	if len(said) == 0 {
		return h, nil
	}
	if h.shelf, err = r.Items(ctx, said); err != nil {
		return h, err
	}
	var voices []improvement.SubjectID
	for _, item := range said {
		if s := item.Subject(); s.Kind() == improvement.KindVoice {
			voices = append(voices, s)
		}
	}
	h.voices, err = r.States(ctx, voices)
	return h, err
}

// of is what may be told of the voices behind a piece of news.
func (h heardItems) of(f improvement.Found) (improvement.Heard, error) {
	var heard improvement.Heard
	for _, item := range f.Said {
		shelved, there := h.shelf[item]
		if !there || !toTell(shelved) {
			continue
		}
		words, err := quoteOf(item, h.voices[item.Subject()])
		if err != nil {
			return heard, err
		}
		heard.Add(words)
	}
	return heard, nil
}

// toTell tells whether an item may be told of: it is a voice on the shelf, not hidden, and
// not taken off it.
func toTell(s improvement.Shelved) bool {
	return !s.Hidden && !s.Off && s.Strength == improvement.FromVoice
}

// quoteOf is what may be quoted of an item. Only voices that were sent in say so; of what
// others wrote down, as in a conversation, a newsletter tells that it was heard.
func quoteOf(item improvement.ItemID, state json.RawMessage) (improvement.Words, error) {
	if item.Subject().Kind() != improvement.KindVoice {
		return improvement.Words{}, nil
	}
	var voice improvement.CommunityVoice
	if err := json.Unmarshal(state, &voice); err != nil {
		return improvement.Words{}, fmt.Errorf("state of a voice: %w", err)
	}
	return voice.Quote(), nil
}

// bodiesCalled are bodies by name.
type bodiesCalled map[improvement.BodyID]string

// namesIn are the names of an LMG, and of all that lies under it.
func namesIn(ctx context.Context, r Together, lmg improvement.BodyID) (bodiesCalled, error) {
	states, err := r.StatesBy(ctx, improvement.Filter{Kind: improvement.KindBody, LMG: lmg})
	if err != nil {
		return nil, err
	}
	names := bodiesCalled{}
	for subject, state := range states {
		var b improvement.BodyState
		if err := json.Unmarshal(state, &b); err != nil {
			return nil, fmt.Errorf("%s: %w", subject, err)
		}
		names[b.Body.ID] = b.Body.Name
	}
	return names, nil
}

// Person gives the identifier: newsletters name nobody.
func (bodiesCalled) Person(id improvement.PersonID) string { return string(id) }

// Body gives a body's name, or its identifier where it is not on record.
func (n bodiesCalled) Body(id improvement.BodyID) string {
	if name := n[id]; name != "" {
		return name
	}
	return string(id)
}

// distinct is a list without what stands in it twice.
func distinct[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	var all []T
	for _, one := range list {
		if !seen[one] {
			seen[one] = true
			all = append(all, one)
		}
	}
	return all
}
