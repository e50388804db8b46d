package improvement

import (
	"fmt"
)

// Derived is what the record keeps of a subject beside its journal and its state, to
// list, find and follow it. All of it can be made again from the journal.
type Derived struct {
	Summary Summary
	Tasks   []Task
	Links   []Link
	Shelved []Shelved // of each item as it came to be
}

// Derive makes it from a whole journal. A journal that no rules can have written is an
// error.
func Derive(subject SubjectID, entries []Entry) (Derived, error) {
	d, err := guarded(func() (Derived, error) { return derive(subject, entries) })
	if err != nil {
		return d, fmt.Errorf("improvement: the journal of %s: %w", subject, err)
	}
	return d, nil
}

func derive(subject SubjectID, entries []Entry) (Derived, error) {
	switch subject.Kind() {
	case KindPerson, KindTheme, KindStrategic:
		return Derived{Summary: Summary{Open: true}}, nil
	case KindBody:
		b, err := foldBody(entries)
		return Derived{Summary: b.summary()}, err
	case KindPriority:
		return derivePriority(entries)
	}
	blank, err := foldState(subject.Kind(), nil)
	if err != nil {
		return Derived{}, err
	}
	a, whole := blank.(aggregate)
	if !whole {
		return Derived{}, fmt.Errorf("improvement: nothing is derived of a %s", subject.Kind())
	}
	var d Derived
	for _, entry := range entries {
		a.Apply(entry)
		d.Links = append(d.Links, a.links(entry)...)
		d.Shelved = append(d.Shelved, a.shelved(entry)...)
	}
	d.Summary, d.Tasks = a.Summary(), a.Tasks()
	return d, nil
}

// derivePriority has the links of every filing: one that was added stays, though the
// priority was corrected since to rest on something else.
func derivePriority(entries []Entry) (Derived, error) {
	var d Derived
	for i, entry := range entries {
		if i+1 < len(entries) && entries[i+1].Command == entry.Command {
			continue
		}
		p, err := foldPriority(entries[:i+1])
		if err != nil {
			return d, err
		}
		d.Summary, d.Links = p.summary(), append(d.Links, p.links()...)
	}
	return d, nil
}
