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
	Taken   []Taken   // by entry

	Subscribers []Subscriber // of newsletters, by the journal of a subscription
	Course      *Course      // of a test of change
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
	if _, err := foldState(subject.Kind(), entries[:min(1, len(entries))]); err != nil {
		return Derived{}, err
	}
	a, whole := blank.(aggregate)
	if !whole {
		return Derived{}, fmt.Errorf("improvement: nothing is derived of a %s", subject.Kind())
	}
	var d Derived
	var k Track
	test, isTest := a.(*TestOfChange)
	for _, entry := range entries {
		a.Apply(entry)
		if isTest {
			k = test.track(entry).following(k)
		}
		d.Links = append(d.Links, a.links(entry)...)
		d.Shelved = append(d.Shelved, a.shelved(entry)...)
		d.Taken = append(d.Taken, a.took(entry)...)
	}
	d.Taken = together(d.Taken)
	d.Summary, d.Tasks = a.Summary(), a.Tasks()
	if isTest {
		c := test.Course(k)
		d.Course = &c
	}
	if s, is := a.(*Subscription); is {
		d.Subscribers = s.rows()
	}
	return d, nil
}

// derivePriority keeps the links of what a priority was recorded on before, too: a link
// once added stays.
func derivePriority(entries []Entry) (Derived, error) {
	p, err := foldPriority(entries)
	d := Derived{Summary: p.summary()}
	for _, entry := range entries {
		if recorded, ok := entry.Event.(*PriorityRecorded); ok {
			d.Links = append(d.Links, recorded.Priority.links()...)
		}
	}
	return d, err
}
