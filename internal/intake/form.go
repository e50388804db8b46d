package intake

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// maxLine is the most characters of a short entry that is not sealed.
const maxLine = 200

// form is one mapping of a page. Its fields are taken by name; what nobody took
// when it is closed is not known.
type form struct {
	page   *page
	path   string
	author improvement.PersonID
	begins int  // its line
	inline bool // written between braces
	fields map[string]*yaml.Node
	keys   []*yaml.Node
	taken  []string
}

// form opens a mapping; a nil node is an empty one.
func (p *page) form(path string, author improvement.PersonID, node *yaml.Node) *form {
	f := &form{page: p, path: path, author: author, begins: 1, fields: map[string]*yaml.Node{}}
	if node == nil {
		return f
	}
	f.begins, f.inline = node.Line, node.Style&yaml.FlowStyle != 0
	if absent(node) {
		return f
	}
	if node.Kind != yaml.MappingNode {
		p.fault(node, path, "Write fields here, each as a name, a colon and what it is.")
		return f
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch _, twice := f.fields[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			p.fault(key, path, "The name of a field is one word.")
		case twice:
			p.fault(key, f.field(clip(key.Value)), "This is written twice. Keep one.")
		default:
			f.fields[key.Value] = value
			f.keys = append(f.keys, key)
		}
	}
	return f
}

// close refuses the fields that nobody took.
func (f *form) close() {
	for _, key := range f.keys {
		switch {
		case slices.Contains(f.taken, key.Value):
		case f.inline && absent(f.fields[key.Value]): // {note: Done, and dusted}
			f.page.fault(key, f.path, "%q stands by itself. Between braces, put quotes around a text that contains a comma.", clip(key.Value))
		default:
			f.page.fault(key, f.path, "%q is not known here.%s", clip(key.Value), didYouMean(key.Value, f.taken))
		}
	}
}

func (f *form) field(name string) string {
	if f.path == "" {
		return name
	}
	return f.path + "." + name
}

func absent(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }

// take gives a field, or nil where nothing is written.
func (f *form) take(name string) *yaml.Node {
	f.taken = append(f.taken, name)
	node := f.fields[name]
	if node == nil || absent(node) {
		return nil
	}
	return node
}

// scalar gives what was written on a field, to the letter: 1.10 stays 1.10.
func (f *form) scalar(name string) (*yaml.Node, string) {
	node := f.take(name)
	if node == nil {
		return nil, ""
	}
	if node.Kind != yaml.ScalarNode {
		f.page.fault(node, f.field(name), "Write one text here, not a list and not fields.")
		return nil, ""
	}
	return node, node.Value
}

// text gives a person's words, sealed.
func (f *form) text(name string) improvement.Words {
	node, value := f.scalar(name)
	return f.sealed(node, f.field(name), value)
}

func (f *form) sealed(node *yaml.Node, path, value string) improvement.Words {
	if strings.TrimSpace(value) == "" || f.page.broken != nil {
		return improvement.Words{}
	}
	words, err := f.page.seal(path, f.author, value)
	if err != nil {
		f.page.refused(node, path, err)
	}
	return words
}

// texts gives a list of a person's words.
func (f *form) texts(name string) []improvement.Words {
	var all []improvement.Words
	for i, node := range f.items(name) {
		path := entry(f.field(name), i)
		if node.Kind != yaml.ScalarNode {
			f.page.fault(node, path, "Write one text here, not a list and not fields.")
			continue
		}
		value := node.Value
		if absent(node) {
			value = ""
		}
		all = append(all, f.sealed(node, path, value))
	}
	return all
}

// line gives a short text that is not sealed, because it is nobody's words.
func (f *form) line(name string) string {
	node, value := f.scalar(name)
	value = strings.TrimSpace(value)
	if length := len([]rune(value)); length > maxLine {
		f.page.fault(node, f.field(name), "This has %d characters; %d is the most.", length, maxLine)
		return ""
	}
	if err := improvement.CheckLine(f.field(name), value); err != nil {
		f.page.refused(node, f.field(name), err)
		return ""
	}
	return value
}

// id gives an identifier; empty where none is written.
func (f *form) id(name string) string {
	node, value := f.scalar(name)
	return f.checkedID(node, f.field(name), value)
}

func (f *form) checkedID(node *yaml.Node, path, value string) string {
	if value == "" {
		return ""
	}
	if err := improvement.CheckID(path, value); err != nil {
		f.page.refused(node, path, err)
		return ""
	}
	return value
}

// ids gives a list of identifiers.
func (f *form) ids(name string) []string {
	var all []string
	for i, node := range f.items(name) {
		path := entry(f.field(name), i)
		if node.Kind != yaml.ScalarNode || node.Value == "" {
			f.page.fault(node, path, "Write one identifier here.")
			continue
		}
		all = append(all, f.checkedID(node, path, node.Value))
	}
	return all
}

func (f *form) person(name string) improvement.PersonID { return improvement.PersonID(f.id(name)) }

// date gives a day; empty where none is written.
func (f *form) date(name string) improvement.Date {
	node, value := f.scalar(name)
	if value == "" {
		return ""
	}
	day, err := f.page.parseDay(value)
	if err != nil {
		f.page.refused(node, f.field(name), err)
	}
	return day
}

// number gives a number, or nil where none is written.
func (f *form) number(name string) *float64 {
	node, value := f.scalar(name)
	if value == "" {
		return nil
	}
	number, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		f.page.fault(node, f.field(name), "%q is not a number. Write digits, with a point for decimals and no commas or units.", clip(value))
		return nil
	}
	return &number
}

// numberOr0 is a number, or 0 where none is written.
func (f *form) numberOr0(name string) float64 {
	if n := f.number(name); n != nil {
		return *n
	}
	return 0
}

// figure is a number that must be there.
func (f *form) figure(name string) float64 {
	if number := f.number(name); number != nil {
		return *number
	}
	if f.fields[name] == nil || absent(f.fields[name]) {
		f.missing(name, "Write a number.")
	}
	return 0
}

// missing is the fault of a field that must be there.
func (f *form) missing(name, ask string) {
	f.page.fault(&yaml.Node{Line: f.begins}, f.field(name), "%s is missing. %s", name, ask)
}

// whole gives a whole number; 0 where none is written.
func (f *form) whole(name string) int {
	node, value := f.scalar(name)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		f.page.fault(node, f.field(name), "%q is not a whole number. Write digits only.", clip(value))
	}
	return n
}

// yes gives the answer to a question; false where none is written.
func (f *form) yes(name string) bool {
	node, value := f.scalar(name)
	switch strings.ToLower(value) {
	case "yes", "true":
		return true
	case "", "no", "false":
		return false
	}
	f.page.fault(node, f.field(name), "%q does not answer it. Write yes or no.", clip(value))
	return false
}

// answered is a yes or no that must be there.
func (f *form) answered(name string) bool {
	if node := f.fields[name]; node == nil || absent(node) {
		f.missing(name, "Write yes or no.")
	}
	return f.yes(name)
}

// items gives the entries of a list.
func (f *form) items(name string) []*yaml.Node {
	node := f.take(name)
	if node == nil {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		f.page.fault(node, f.field(name), "Write a list here: each entry on a line of its own that begins with a dash.")
		return nil
	}
	if n := len(node.Content); n > improvement.MaxPoints {
		f.page.fault(node, f.field(name), "There are %d entries here; %d is the most. Split them up.", n, improvement.MaxPoints)
		return nil
	}
	return node.Content
}

// sub opens the mapping in a field; its caller closes it.
func (f *form) sub(name string) *form {
	return f.page.form(f.field(name), f.author, f.take(name))
}

func entry(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i+1) }

// each reads a list of mappings.
func each[T any](f *form, name string, read func(*form) T) []T {
	var all []T
	for i, node := range f.items(name) {
		item := f.page.form(entry(f.field(name), i), f.author, node)
		all = append(all, read(item))
		item.close()
	}
	return all
}
