package dossier

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
)

// The page is one HTML file: headings, lists and definition lists, no script, nothing
// from elsewhere. It reads from 320 pixels on, and on paper.
var personPage = template.Must(template.New("person").Parse(`<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What is held about {{.Who}}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 1rem auto; max-width: 42rem; padding: 0 0.5rem; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
h3 { font-size: 1rem; margin-bottom: 0.25rem; }
ul, ol { padding-inline-start: 1.25rem; }
dt { font-weight: bold; }
dd { margin-inline-start: 1rem; }
dd > dl, dd > ul { margin: 0; }
article { border-top: 1px solid; padding-block: 0.5rem; break-inside: avoid; }
@page { size: A4; margin: 15mm; }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; color: #000000; } }
</style>
</head>
<body>
<header>
<h1>What is held about <span dir="auto">{{.Who}}</span></h1>
<p>Gathered on {{.At}}.</p>
{{with .LeftOut}}<p>{{.}} of other people stand in the same entries and are left out here, each at its place: they are those people’s own. Ask whoever gave you this page if you believe that one of them is about you.</p>
{{end}}</header>
<nav aria-label="On this page">
<ul>
{{range .Sections}}<li><a href="#{{.ID}}">{{.Title}}</a></li>
{{end}}</ul>
</nav>
<main>
{{range .Sections}}<section aria-labelledby="{{.ID}}">
<h2 id="{{.ID}}">{{.Title}}</h2>
{{if .None}}<p>{{.None}}</p>
{{end}}{{if .Facts}}<dl>
{{range .Facts}}<dt>{{.Key}}</dt><dd dir="auto">{{.Value.Text}}</dd>
{{end}}</dl>
{{end}}{{if .Lines}}<ul>
{{range .Lines}}<li dir="auto">{{if .Link}}<a href="{{.Link}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}</li>
{{end}}</ul>
{{end}}{{range .Articles}}<article>
<h3>{{.Title}}</h3>
<p dir="auto">{{.Says}}</p>
{{template "tree" .Content}}</article>
{{end}}</section>
{{end}}</main>
</body>
</html>
{{define "tree"}}{{if .Fields}}<dl>
{{range .Fields}}<dt>{{.Key}}</dt><dd>{{template "tree" .Value}}</dd>
{{end}}</dl>
{{else if .Items}}<ul>
{{range .Items}}<li>{{template "tree" .}}</li>
{{end}}</ul>
{{else if .Text}}<span dir="auto">{{.Text}}</span>{{end}}{{end}}`))

// heldPage is what the template shows.
type heldPage struct {
	Who, At  string
	LeftOut  string
	Sections []section
}

type section struct {
	ID, Title, None string
	Facts           []fact
	Lines           []line
	Articles        []article
}

type fact struct {
	Key   string
	Value node
}

type line struct{ Text, Link string }

type article struct {
	Title, Says string
	Content     node
}

// node is a JSON tree as the template walks it.
type node struct {
	Text   string
	Fields []fact
	Items  []node
}

// page is the dossier for people. saved says where files were put, by hash.
func page(d steward.Dossier, w *wording.Words, saved map[string]string) ([]byte, error) {
	s := heldPage{Who: cmp.Or(d.Name, d.Email, string(d.Person)), At: wording.Moment(d.At)}
	if d.LeftOut > 0 {
		s.LeftOut = textCount(d.LeftOut)
	}
	s.Sections = []section{
		{ID: "who", Title: "On record", Facts: cardFacts(d)},
		{ID: "roles", Title: "Roles, now and before", Lines: roleLines(d.Roles)},
		{ID: "tasks", Title: "Open tasks", Lines: taskLines(d.Tasks, w)},
		{ID: "told", Title: "What was sent", Lines: toldLines(d.Told, w)},
		{ID: "files", Title: "Files attached or imported", Lines: fileLines(d.Files, saved)},
		{ID: "access", Title: "Signing in, forms not sent yet, and what was noted for safety", Lines: accessLines(d.Access)},
		{ID: "entries", Title: "The journal: what was filed by them, names them or holds their words", Articles: articles(d)},
	}
	for i, part := range s.Sections {
		if len(part.Facts)+len(part.Lines)+len(part.Articles) == 0 {
			s.Sections[i].None = "There is nothing."
		}
	}
	var b bytes.Buffer
	err := personPage.Execute(&b, s)
	return b.Bytes(), err
}

func textCount(n int) string {
	if n == 1 {
		return "1 text"
	}
	return strconv.Itoa(n) + " texts"
}

func cardFacts(d steward.Dossier) []fact {
	facts := []fact{{"Identifier", node{Text: string(d.Person)}}, {"Name", node{Text: d.Name}}}
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, fact{key, node{Text: text}})
		}
	}
	add("Address", d.Email)
	if d.Under16 {
		add("Age", "under 16: no account and no address")
	}
	add("Named adult", string(d.NamedAdult))
	for _, child := range d.HearsFor {
		add("Named adult of", string(child))
	}
	if d.Erased != nil {
		add("Erased", improvement.DateOf(d.Erased.At).Plain())
	}
	return facts
}

func roleLines(roles []steward.RoleHeld) []line {
	var lines []line
	for _, r := range roles {
		when := "since " + improvement.DateOf(r.From).Plain()
		if !r.Until.IsZero() {
			when = fmt.Sprintf("from %s to %s", improvement.DateOf(r.From).Plain(), improvement.DateOf(r.Until).Plain())
		}
		lines = append(lines, line{Text: fmt.Sprintf("%s of %s, %s", r.Role, r.Name, when)})
	}
	return lines
}

func taskLines(tasks []improvement.Task, w *wording.Words) []line {
	var lines []line
	for _, t := range tasks {
		lines = append(lines, line{Text: fmt.Sprintf("%s, by %s: %s", wording.Ask(t, w), t.Due.Plain(), w.Line(t.Title))})
	}
	return lines
}

func toldLines(told []improvement.Delivery, w *wording.Words) []line {
	var lines []line
	for _, d := range told {
		as := string(d.State)
		if !d.SentAt.IsZero() {
			as = "sent " + wording.Moment(d.SentAt)
		}
		if d.For != "" {
			as += fmt.Sprintf(", to %s for %s", d.Person, d.For)
		}
		lines = append(lines, line{Text: fmt.Sprintf("%s (%s)", Said(w, d), as)})
	}
	return lines
}

func fileLines(files []steward.HeldFile, saved map[string]string) []line {
	var lines []line
	for _, f := range files {
		name := wording.OnOneLine(wording.Printable(f.Name))
		if name == "" {
			name = "a file (" + f.Hash[:8] + ")"
		}
		switch {
		case f.Erased:
			name += ", which was erased"
		case saved[f.Hash] == "":
			name += ", which is kept back by the check for viruses"
		}
		lines = append(lines, line{name, saved[f.Hash]})
	}
	return lines
}

func articles(d steward.Dossier) []article {
	var all []article
	for _, e := range d.Entries {
		who := string(e.By)
		switch e.By {
		case "":
			who = "By time"
		case d.Person:
			who = d.Name
		}
		all = append(all, article{
			Title: fmt.Sprintf("%s, %s", wording.Moment(e.At), e.Subject),
			Says:  who + ": " + e.Says + ".", Content: nodeOf(e.Content),
		})
	}
	return all
}

func nodeOf(tree any) node {
	var n node
	switch value := tree.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if value[key] != nil {
				n.Fields = append(n.Fields, fact{strings.ReplaceAll(key, "_", " "), nodeOf(value[key])})
			}
		}
	case []any:
		for _, item := range value {
			n.Items = append(n.Items, nodeOf(item))
		}
	case float64:
		n.Text = strconv.FormatFloat(value, 'f', -1, 64)
	case bool:
		n.Text = map[bool]string{true: "yes", false: "no"}[value]
	case string:
		n.Text = wording.Printable(value)
	}
	return n
}
