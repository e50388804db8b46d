package config

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Fault is what is wrong with one setting and how to put it right.
type Fault struct {
	Key      string // or the variable that is none of a key's; empty: the file as a whole
	Variable string // the environment variable it comes from, where it does
	Sentence string
}

// String is the fault as a line for a person. It never holds a secret.
func (f Fault) String() string {
	switch {
	case f.Key == "":
		return f.Sentence
	case f.Variable != "":
		return f.Key + " (from " + f.Variable + "): " + f.Sentence
	}
	return f.Key + ": " + f.Sentence
}

// Error is everything that is wrong with the settings.
type Error struct {
	Faults []Fault
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("The settings cannot be used:")
	for _, f := range e.Faults {
		b.WriteString("\n  " + f.String())
	}
	return b.String()
}

// faults gathers while reading and checking. A key that could not be read needs
// no second complaint.
type faults struct {
	list   []Fault
	unread map[string]bool
}

func (f *faults) add(key, format string, args ...any) {
	fault := Fault{Key: key, Sentence: fmt.Sprintf(format, args...)}
	if !f.unread[key] && !slices.Contains(f.list, fault) {
		f.list = append(f.list, fault)
	}
}

// cannotRead adds what decode says about a key, and nothing after it.
func (f *faults) cannotRead(key string, err error) {
	f.add(key, "%s.", err)
	if f.unread == nil {
		f.unread = map[string]bool{}
	}
	f.unread[key] = true
}

// trace notes which values the environment gave: overrides hide it, and it
// hides the file.
func (f *faults) trace(overrides map[string]any) {
	for i := range f.list {
		key := f.list[i].Key
		_, overridden := overrides[key]
		if !overridden && slices.Contains(Keys(), key) && os.Getenv(Variable(key)) != "" {
			f.list[i].Variable = Variable(key)
		}
	}
}

// err is nil where nothing is wrong. Faults of the file come first, then those
// of the keys in their order.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	order := Keys()
	slices.SortStableFunc(f.list, func(a, b Fault) int {
		return cmp.Or(slices.Index(order, a.Key)-slices.Index(order, b.Key), strings.Compare(a.Key, b.Key))
	})
	return &Error{Faults: f.list}
}
