package intake

import (
	"context"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// Story is a worked test of change, to be played on a rehearsal clock. Its days
// count from day 0, on which it begins.
type Story struct {
	Title     string
	Begins    improvement.Date // day 0, as it was written for
	Day       time.Duration    // how long a day lasts when it is rehearsed
	Directory string           // the load file, relative to the story's; empty where none
	Launch    Launch
	Moves     []Move // in their order
}

// Launch is who launches the test, when, and with which charter.
type Launch struct {
	On  When
	As  improvement.PersonID
	doc *yaml.Node
}

// Move is what one person does in a story.
type Move struct {
	On      When
	As      improvement.PersonID
	Do      string // the command's name, as Reader.Command knows it
	Refused string // where not empty: it is refused, and the refusal contains this
	Line    int    // of the story's file
	path    string
	doc     *yaml.Node
}

// ReadStory reads a story with all its documents, so that what is wrong with it
// is told before it is played.
func ReadStory(doc []byte) (Story, error) {
	node, err := parse(doc)
	if err != nil {
		return Story{}, err
	}
	p := newPage(context.Background(), lengths{}, "")
	return fill(p, "", "", node, story)
}

// Charter reads the launch's charter, with the launching person's words sealed.
// day0 is the day on which the story really begins.
func (l Launch) Charter(ctx context.Context, s improvement.Sealer, day0 improvement.Date) (improvement.Charter, error) {
	return fill(newPage(ctx, s, day0), "launch.charter", l.As, l.doc, charter)
}

// Command reads the move's command, with the acting person's words sealed. day0
// is the day on which the story really begins.
func (m Move) Command(ctx context.Context, s improvement.Sealer, day0 improvement.Date) (Command, error) {
	as, known := commands[m.Do]
	if !known {
		return Command{}, unknownCommand(m.Do)
	}
	return fill(newPage(ctx, s, day0), m.path, m.As, m.doc, as)
}

func story(f *form) Story {
	s := Story{
		Title:     f.line("title"),
		Begins:    f.date("begins"),
		Day:       rehearse(f.sub("rehearse")),
		Directory: f.file("directory"),
	}
	f.page.day0 = s.Begins
	if s.Begins == "" {
		f.page.day0 = "2000-01-03" // so that "day 3" is not a fault too
		if f.fields["begins"] == nil {
			f.missing("begins", "Write the date of day 0.")
		}
	}
	s.Launch = launch(f)
	last := s.Launch.On
	for _, m := range each(f, "moves", move) {
		if m.On.before(last) {
			f.page.fault(&yaml.Node{Line: m.Line}, m.path, "This move is earlier than the one before it. Put them in the order in which they happen.")
		}
		last = m.On
		m.path += ".with"
		s.Moves = append(s.Moves, m)
	}
	return s
}

// rehearse reads {speed: 1d=200ms}; 200 ms where nothing is said.
func rehearse(f *form) time.Duration {
	defer f.close()
	node, value := f.scalar("speed")
	if value == "" {
		return 200 * time.Millisecond
	}
	text, counted := strings.CutPrefix(value, "1d=")
	day, err := time.ParseDuration(text)
	if !counted || err != nil || day < time.Millisecond || day > 24*time.Hour {
		f.page.fault(node, f.field("speed"), "%q is not a speed. Write how long a day lasts, such as 1d=200ms.", clip(value))
	}
	return day
}

// file reads a file name that stays below the document's own folder.
func (f *form) file(name string) string {
	node, value := f.scalar(name)
	if value != "" && !filepath.IsLocal(value) {
		f.page.fault(node, f.field(name), "Name a file in the folder of this one, such as directory.yaml.")
		return ""
	}
	return value
}

func launch(f *form) Launch {
	if f.fields["launch"] == nil {
		f.missing("launch", "Say who launches the test, when, and its charter.")
	}
	l := f.sub("launch")
	defer l.close()
	launched := Launch{On: l.when("on"), As: l.someone("as"), doc: l.take("charter")}
	l.reading(launched.As, "charter", launched.doc, func(f *form) { charter(f) })
	return launched
}

func move(f *form) Move {
	m := Move{
		On: f.when("on"), As: f.someone("as"), Do: f.line("do"), Refused: f.line("expect_refusal"),
		Line: f.begins, path: f.path, doc: f.take("with"),
	}
	as, known := commands[m.Do]
	if !known {
		f.page.refused(&yaml.Node{Line: m.Line}, f.field("do"), unknownCommand(m.Do))
		return m
	}
	f.reading(m.As, "with", m.doc, func(f *form) { as(f) })
	return m
}

// reading checks a document inside the story.
func (f *form) reading(author improvement.PersonID, name string, doc *yaml.Node, as func(*form)) {
	inside := f.page.form(f.field(name), author, doc)
	as(inside)
	inside.close()
}

func (f *form) someone(name string) improvement.PersonID {
	if node := f.fields[name]; node == nil || absent(node) {
		f.missing(name, "Say who does it.")
	}
	return f.person(name)
}

func (f *form) when(name string) When {
	node, value := f.scalar(name)
	if node == nil {
		f.missing(name, "Say when, such as day 3 10:00.")
		return When{}
	}
	when, ok := parseWhen(value)
	if !ok {
		f.page.fault(node, f.field(name), "%q is not a moment of a story. Write the day and the time, such as day 3 10:00.", clip(value))
	}
	return when
}

// lengths stands in for the sealer while a document is only checked: it refuses
// what the sealer would.
type lengths struct{}

func (lengths) Seal(_ context.Context, field string, author improvement.PersonID, text string) (improvement.Words, error) {
	if !utf8.ValidString(text) {
		return improvement.Words{}, improvement.Refuse(improvement.Invalid, field,
			"This text has characters that cannot be read. Save it as UTF-8, or type it again.")
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return improvement.Words{}, improvement.Refuse(improvement.Invalid, field,
			"This text has control characters, which cannot be shown. Take them out, or type it again.")
	}
	n := utf8.RuneCountInString(text)
	if n > improvement.MaxTextLength {
		return improvement.Words{}, improvement.TooLong(field, n)
	}
	return improvement.Words{By: author, Length: n}, nil
}
