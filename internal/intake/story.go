package intake

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// Story is what people do in a worked example, to be played on a rehearsal clock. Its
// days count from day 0, on which it begins.
type Story struct {
	Title     string
	Begins    improvement.Date // day 0, as it was written for
	Day       time.Duration    // how long a day lasts when it is rehearsed
	Directory []string         // the load files, relative to the story's; none where empty
	Parts     []string         // stories that this one is made of, relative to its own file
	Moves     []Move           // in their order
	Ends      *When            // when it ends though something is open; nil where it ends by itself
}

// Move is what one person does in a story.
type Move struct {
	On      When
	As      improvement.PersonID
	Do      string // the command's name, as Reader.Command knows it, or how something is opened
	Of      string // the decision that a vote is on, where it is not the latest; or the network of a newsletter
	Refused string // where not empty: it is refused, and the refusal contains this
	Line    int    // of the story's file
	Part    int    // of the story that the file is, from 1; 0 where the story is one file
	path    string
	doc     *yaml.Node
	shift   int // days by which its part begins after the whole story
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

// With is the story with another as a further part of it, moved to the days that it was
// written for.
func (s Story) With(part Story) Story {
	number := 1
	for _, m := range s.Moves {
		number = max(number, m.Part+1)
	}
	days := daysBetween(s.Begins, part.Begins)
	for _, m := range part.Moves {
		m.Part, m.shift = number, days
		s.Moves = append(s.Moves, m)
	}
	slices.SortStableFunc(s.Moves, func(a, b Move) int { return a.Moment(s.Begins).Compare(b.Moment(s.Begins)) })
	return s
}

func daysBetween(from, to improvement.Date) int {
	return int(to.Start().Add(12*time.Hour).Sub(from.Start()).Hours()) / 24
}

// Moment is when the move is made in a story that begins on day0.
func (m Move) Moment(day0 improvement.Date) time.Time { return m.On.Moment(day0.AddDays(m.shift)) }

// Command reads the move's command, with the acting person's words sealed. day0
// is the day on which the story really begins.
func (m Move) Command(ctx context.Context, s improvement.Sealer, day0 improvement.Date) (Command, error) {
	as, known := moveNamed(m.Do)
	if !known {
		return Command{}, unknownCommand(m.Do)
	}
	p := newPage(ctx, s, day0.AddDays(m.shift))
	p.today = improvement.DateOf(m.Moment(day0))
	return fill(p, m.path, m.As, m.doc, as)
}

// openings says how the document is read with which something is opened.
var openings = map[string]func(*form) Command{
	"launch":     func(f *form) Command { c := charter(f); return Command{Launch: &c} },
	"open-round": func(f *form) Command { c := round(f); return Command{OpenRound: &c} },
	"commission": func(f *form) Command { c := commission(f); return Command{Commissions: &c} },
	"open-review": func(f *form) Command {
		return Command{OpenReview: &improvement.OpenReview{LMG: bodyID(f, "lmg")}}
	},
}

// moveNamed says how the document of a move is read.
func moveNamed(name string) (as func(*form) Command, known bool) {
	if as, known := openings[name]; known {
		return as, true
	}
	if as, known := directMoves[name]; known {
		return as, true
	}
	return commandNamed(name)
}

func story(f *form) Story {
	s := Story{
		Title:     f.line("title"),
		Begins:    f.date("begins"),
		Day:       rehearse(f.sub("rehearse")),
		Directory: f.files("directory"),
		Parts:     f.files("parts"),
	}
	if node := f.fields["ends"]; node != nil {
		ends := f.when("ends")
		s.Ends = &ends
	}
	f.take("ends")
	f.page.day0 = s.Begins
	if s.Begins == "" {
		f.page.day0 = "2000-01-03" // so that "day 3" is not a fault too
		if f.fields["begins"] == nil {
			f.missing("begins", "Write the date of day 0.")
		}
	}
	moves := each(f, "moves", move)
	if launch, has := launched(f); has {
		moves = append([]Move{launch}, moves...)
	}
	if len(moves) == 0 && len(s.Parts) == 0 {
		f.missing("launch", "Say who launches the test, when, and its charter.")
	}
	for i, m := range moves {
		if i > 0 && m.On.before(moves[i-1].On) {
			f.page.fault(&yaml.Node{Line: m.Line}, strings.TrimSuffix(m.path, ".with"), "This move is earlier than the one before it. Put them in the order in which they happen.")
		}
	}
	s.Moves = moves
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

// files reads one file name or a list of them, which stay below the document's own
// folder.
func (f *form) files(name string) []string {
	node := f.take(name)
	if node == nil {
		return nil
	}
	nodes := []*yaml.Node{node}
	if node.Kind == yaml.SequenceNode {
		nodes = node.Content
	}
	var files []string
	for _, n := range nodes {
		if n.Kind != yaml.ScalarNode || !filepath.IsLocal(n.Value) {
			f.page.fault(n, f.field(name), "Name a file in the folder of this one, such as directory.yaml.")
			continue
		}
		files = append(files, n.Value)
	}
	return files
}

// launched reads the launch as a story may begin with it.
func launched(f *form) (Move, bool) {
	if f.fields["launch"] == nil {
		f.take("launch")
		return Move{}, false
	}
	l := f.sub("launch")
	defer l.close()
	m := Move{On: l.when("on"), As: l.someone("as"), Do: "launch", Line: l.begins, path: "launch.charter", doc: l.take("charter")}
	l.reading(m.As, "charter", m.doc, func(f *form) { charter(f) })
	return m, true
}

func move(f *form) Move {
	m := Move{
		On: f.when("on"), As: f.person("as"), Do: f.line("do"), Of: f.line("of"), Refused: f.line("expect_refusal"),
		Line: f.begins, path: f.path + ".with", doc: f.take("with"),
	}
	if node := f.fields["as"]; (node == nil || absent(node)) && !slices.Contains(needNobody, m.Do) {
		f.missing("as", "Say who does it.")
	}
	as, known := moveNamed(m.Do)
	if !known {
		f.page.refused(&yaml.Node{Line: m.Line}, f.field("do"), unknownCommand(m.Do))
		return m
	}
	f.page.today = improvement.DateOf(m.Moment(f.page.day0))
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
