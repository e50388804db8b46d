package wording

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
)

// Words opens what people wrote, and remembers names.
type Words struct {
	ctx    context.Context
	opener improvement.Opener
	reader improvement.Reader
	names  map[improvement.PersonID]string
	bodies map[improvement.BodyID]string
	err    error // the first that could not be opened, or not be read
}

// New makes Words for one task of reading. It is not safe for concurrent use.
func New(ctx context.Context, opener improvement.Opener, reader improvement.Reader) *Words {
	return &Words{
		ctx: ctx, opener: opener, reader: reader,
		names: make(map[improvement.PersonID]string), bodies: make(map[improvement.BodyID]string),
	}
}

// Text opens words for display. What was erased is said to be.
func (w *Words) Text(sealed improvement.Words) string {
	if sealed.Empty() {
		return ""
	}
	text, err := w.opener.Open(w.ctx, sealed)
	switch {
	case errors.Is(err, improvement.ErrErased):
		return "(erased)"
	case err != nil:
		w.keep(err)
		return "(cannot be opened)"
	}
	return Printable(text)
}

// Err is the first error that kept words from being opened or names from being read.
func (w *Words) Err() error { return w.err }

// keep keeps the first error, for whoever shows the words to give at the end.
func (w *Words) keep(err error) {
	if w.err == nil && err != nil && !errors.Is(err, improvement.ErrNotFound) {
		w.err = fmt.Errorf("not all words could be opened: %w", err)
	}
}

// Line is Text on one line.
func (w *Words) Line(sealed improvement.Words) string {
	return OnOneLine(w.Text(sealed))
}

// Person is a person's name, or their ID where it is not on record.
func (w *Words) Person(id improvement.PersonID) string {
	if id == "" {
		return ""
	}
	if name, known := w.names[id]; known {
		return name
	}
	name := string(id)
	if _, is := id.Correspondent(); is { // they gave no name
		w.names[id] = name
		return name
	}
	var p improvement.Person
	if w.Read(improvement.PersonSubject(id), &p) {
		name = w.Line(p.Name)
	}
	w.names[id] = name
	return name
}

// Call gives names beforehand.
func (w *Words) Call(people map[improvement.PersonID]string, bodies map[improvement.BodyID]string) {
	maps.Copy(w.names, people)
	maps.Copy(w.bodies, bodies)
}

// Meet takes the names of the people and bodies whose states these are, read at once, so
// that none of them is read alone.
func (w *Words) Meet(states map[improvement.SubjectID]json.RawMessage) error {
	for subject, state := range states {
		switch subject.Kind() {
		case improvement.KindPerson:
			var p improvement.Person
			if err := json.Unmarshal(state, &p); err != nil {
				return fmt.Errorf("%s: %w", subject, err)
			}
			w.names[p.ID] = w.Line(p.Name)
		case improvement.KindBody:
			var b improvement.BodyState
			if err := json.Unmarshal(state, &b); err != nil {
				return fmt.Errorf("%s: %w", subject, err)
			}
			w.bodies[b.Body.ID] = OnOneLine(Printable(b.Body.Name))
		}
	}
	return nil
}

// Body is a body's name, or its ID where it is not on record.
func (w *Words) Body(id improvement.BodyID) string {
	if name, known := w.bodies[id]; known {
		return name
	}
	name := string(id)
	var b improvement.BodyState
	if w.Read(improvement.BodySubject(id), &b) {
		name = OnOneLine(Printable(b.Body.Name))
	}
	w.bodies[id] = name
	return name
}

// Title is a subject's title on one line, or what it is called where nobody gave it one.
func (w *Words) Title(subject improvement.SubjectID, title improvement.Words) string {
	if title.Empty() {
		return improvement.Untitled(subject, w.Body)
	}
	return w.Line(title)
}

// Capital begins a line with a capital.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// Read reads the state of a subject, and tells whether it is on record.
func (w *Words) Read(subject improvement.SubjectID, into any) bool {
	_, state, err := w.reader.State(w.ctx, subject)
	if err == nil {
		err = json.Unmarshal(state, into)
	}
	w.keep(err)
	return err == nil
}

// OnOneLine puts a text on one line.
func OnOneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Printable drops what a terminal would obey instead of show, and what turns the
// reading direction.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}
