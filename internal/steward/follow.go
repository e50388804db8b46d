package steward

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// atOnce is how many notices are read from the outbox at a time.
const atOnce = 500

// Happening is one thing that a follower sees: a journal entry, or a notice.
type Happening struct {
	At      time.Time
	Subject improvement.SubjectID
	Entry   *improvement.Entry
	Notice  *improvement.Delivery
}

// Chronicle is what following reads.
type Chronicle interface {
	Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error)
	List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error)
	Outbox(ctx context.Context, f improvement.OutboxFilter) ([]improvement.Delivery, error)
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
	Item(ctx context.Context, id improvement.ItemID) (improvement.Shelved, error)
}

// Follower tells what is new about lifecycles and their approvals since it last looked.
type Follower struct {
	record  Chronicle
	roots   []improvement.SubjectID
	seen    map[improvement.SubjectID]int
	notices map[improvement.SubjectID]int64
	reader  improvement.Actor // who reads; nobody, until For is called
	asked   bool              // For was called
}

// For says who reads. What is kept back from them is left out, and how an LMG voted on what it
// did not agree, where that is its own; without it, what someone's safety keeps back from
// anybody.
func (f *Follower) For(reader improvement.Actor) *Follower {
	f.reader, f.asked = reader, true
	return f
}

// Follow makes a follower that has seen nothing yet.
func Follow(record Chronicle, roots ...improvement.SubjectID) *Follower {
	return &Follower{
		record: record, roots: roots,
		seen: make(map[improvement.SubjectID]int), notices: make(map[improvement.SubjectID]int64),
	}
}

// Also follows a further lifecycle; again, it changes nothing.
func (f *Follower) Also(root improvement.SubjectID) {
	if !slices.Contains(f.roots, root) {
		f.roots = append(f.roots, root)
	}
}

// News lists what happened since the last call, in its order.
func (f *Follower) News(ctx context.Context) ([]Happening, error) {
	var subjects []improvement.SubjectID
	for _, root := range f.roots {
		approvals, err := f.record.List(ctx, improvement.Filter{Kind: improvement.KindApproval, Parent: root})
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, root)
		for _, a := range approvals {
			if !f.asked || a.MayRead(f.reader) {
				subjects = append(subjects, a.Subject)
			}
		}
	}
	var news []Happening
	for _, s := range subjects {
		of, err := f.of(ctx, s)
		if err != nil {
			return nil, err
		}
		news = append(news, of...)
	}
	slices.SortStableFunc(news, func(a, b Happening) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(rank(a), rank(b)))
	})
	return news, nil
}

// rank tells the deed before those who hear of it.
func rank(h Happening) int {
	if h.Entry != nil {
		return 0
	}
	return 1
}

func (f *Follower) of(ctx context.Context, s improvement.SubjectID) ([]Happening, error) {
	entries, err := f.record.Journal(ctx, s, f.seen[s])
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return nil, err
	}
	if n := len(entries); n > 0 {
		f.seen[s] = entries[n-1].Version // those that are kept back, too
	}
	if entries, err = knownTo(ctx, f.record, f.reader, s, entries); err != nil {
		return nil, err
	}
	var news []Happening
	for i := range entries {
		news = append(news, Happening{At: entries[i].At, Subject: s, Entry: &entries[i]})
	}
	for {
		deliveries, err := f.record.Outbox(ctx, improvement.OutboxFilter{Subject: s, Oldest: true, AfterID: f.notices[s], Limit: atOnce})
		if err != nil {
			return nil, err
		}
		for i := range deliveries {
			d := &deliveries[i]
			f.notices[s] = max(f.notices[s], d.ID)
			if !d.ShownTo(f.reader).Private {
				news = append(news, Happening{At: d.Notice.SendAfter, Subject: s, Notice: d})
			}
		}
		if len(deliveries) < atOnce {
			return news, nil
		}
	}
}

// known is what tells what is kept back from somebody.
type known interface {
	states
	shelf
}

// knownTo leaves out of entries of a test, a round or a review, or of an approval of one, what
// is kept back from somebody, as it stands now.
func knownTo(ctx context.Context, record known, who improvement.Actor, s improvement.SubjectID, entries []improvement.Entry) ([]improvement.Entry, error) {
	of := s
	for _, entry := range entries {
		if asks, has := improvement.PackOf(entry); has {
			of = asks
		}
	}
	if of.Kind() == improvement.KindRound || of.Kind() == improvement.KindReview {
		hidden, err := HiddenFrom(ctx, record, who, improvement.CitedIn(entries))
		if err != nil {
			return nil, err
		}
		return improvement.ForRound(entries, hidden), nil
	}
	if of.Kind() != improvement.KindTest || len(entries) == 0 {
		return entries, nil
	}
	_, state, err := record.State(ctx, of)
	if err != nil {
		return nil, err
	}
	t, err := improvement.RestoreTest(state)
	if err != nil {
		return nil, err
	}
	if of != s {
		return t.ForApproval(who, entries), nil
	}
	return t.For(who, entries), nil
}
