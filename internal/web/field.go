package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// buttonField tells which button sent a form.
const buttonField = "press"

// field is a question of a form as its template shows it.
type field struct {
	Name, Label, Hint string
	Value             string
	Values            []string // of a question with several answers
	Fault             string
	Options           []option
	Day, Month, Year  string // of a day
	Optional          bool
	Next              bool // whoever asked for its row writes here next
}

// option is an answer to choose.
type option struct{ Value, Label, Hint string }

// ID is the name as an element's ID: what is wrong links to it.
func (f field) ID() string { return element(f.Name) }

func element(name string) string {
	return strings.NewReplacer("[", "-", "]", "", ".", "-").Replace(name)
}

// Described lists the elements that say more of the field.
func (f field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, "hint-"+f.ID())
	}
	if f.Fault != "" {
		ids = append(ids, "error-"+f.ID())
	}
	return strings.Join(ids, " ")
}

// Chosen tells whether an option is an answer given.
func (f field) Chosen(value string) bool { return f.Value == value || slices.Contains(f.Values, value) }

// Field is a question for words.
func (f *form) Field(name, label, hint string) field {
	if f.asked[name] == 0 {
		f.asked[name] = len(f.asked) + 1
	}
	one := field{Name: name, Label: label, Hint: hint, Value: f.values.Get(name), Values: f.values[name+"[]"]}
	one.Day, one.Month, one.Year = f.values.Get(name+dayPart), f.values.Get(name+monthPart), f.values.Get(name+yearPart)
	for _, wrong := range f.Faults {
		if wrong.Field == name {
			one.Fault = wrong.Says
			break
		}
	}
	if f.added != "" && strings.HasPrefix(name, f.added) {
		one.Next, f.added = true, ""
	}
	return one
}

// Choice is a question with answers to choose from.
func (f *form) Choice(name, label, hint string, options []option) field {
	one := f.Field(name, label, hint)
	one.Options = options
	return one
}

// May marks a question that may be left out.
func (f *form) May(name, label, hint string) field {
	one := f.Field(name, label+" (optional)", hint)
	one.Optional = true
	return one
}

// Rows gives the paths of a list's entries: those written, and so many to write.
func (f *form) Rows(list string, atLeast int) []string {
	n := 0
	for name := range f.values {
		if match := inList.FindStringSubmatch(name); match != nil && match[1] == list {
			at, _ := strconv.Atoi(match[2])
			n = max(n, at)
		}
	}
	if f.value(buttonField) == "add "+list {
		n++
	}
	var rows []string
	for i := 1; i <= max(n, atLeast); i++ {
		rows = append(rows, rowOf(list, i))
	}
	return rows
}

// rowAdded has the keyboard begin in the row that was asked for.
func (f *form) rowAdded() {
	list, is := strings.CutPrefix(f.press(), "add ")
	if rows := f.Rows(list, 0); is && len(rows) > 0 { // there is none of what no page asks
		f.added = rows[len(rows)-1]
	}
}

func rowOf(list string, n int) string { return fmt.Sprintf("%s[%d]", list, n) }

// Anchor is where a fault's field is on the page; empty where the page does not ask it.
func (f *form) Anchor(of fault) string {
	if f.elsewhere != nil {
		return f.elsewhere(of.Field)
	}
	asked := of.Field
	if f.asked[asked] == 0 {
		asked = f.near(of.Field)
	}
	if asked == "" {
		return ""
	}
	return "#" + element(asked)
}
