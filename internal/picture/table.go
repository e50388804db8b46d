package picture

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/spc"
)

// table is the data of a chart, in the words that both tables show.
type table struct {
	Caption string
	Heads   []string // of the columns after the date
	Notes   bool     // the last column
	Rows    []row
}

type row struct {
	Date   string
	Cells  []string // one for each of Heads but the notes
	Number int      // of the note
	Note   string
}

const missing = "no value"

// table has a row for each point, gaps included, and only the columns that say something.
func (c Chart) table() table {
	c = c.sound()
	dots := c.dots()
	axis := c.valueAxis(dots, valueTicks)
	t := table{Caption: c.extent(dots), Heads: []string{"Value"}}
	ratio, limits, read := c.ratio(), len(c.Result.Limits) > 0, c.Result.Options.Rules != ""
	if ratio {
		t.Heads = append(t.Heads, "Counted", "Of")
	}
	if limits {
		t.Heads = append(t.Heads, "Lower limit", "Upper limit")
	}
	if read {
		t.Heads = append(t.Heads, "What stands out")
	}
	hours, judged := sharedDays(dots), c.judged()
	for i, d := range dots {
		r := row{Date: plainDay(d.day), Cells: []string{shown(d.value, axis.step, ratio)}, Number: d.number, Note: d.note}
		if hours {
			r.Date += d.day.Format(" 15:04")
		}
		if d.missing {
			r.Cells[0] = missing
		}
		if ratio {
			r.Cells = append(r.Cells, c.parts(i)...)
		}
		if limits {
			r.Cells = append(r.Cells, limitCells(c.Result.Limits[i], d.missing, axis.step)...)
		}
		if read {
			r.Cells = append(r.Cells, stands(d, judged[i]))
		}
		t.Notes = t.Notes || d.number > 0
		t.Rows = append(t.Rows, r)
	}
	if t.Notes {
		t.Heads = append(t.Heads, "Note")
	}
	return t
}

// ratio tells that the values are shares or rates of something counted.
func (c Chart) ratio() bool {
	for _, p := range c.Series.Points {
		if !p.Missing && p.Denominator != 0 {
			return true
		}
	}
	return false
}

func (c Chart) parts(i int) []string {
	p := c.Series.Points[i]
	if p.Missing || p.Denominator == 0 || !drawable(p.Numerator) || !drawable(p.Denominator) {
		return []string{"", ""}
	}
	return []string{exact(p.Numerator, 1), exact(p.Denominator, 1)}
}

func limitCells(l spc.Limits, missing bool, step float64) []string {
	cell := func(v float64) string {
		switch {
		case missing:
			return ""
		case !drawable(v):
			return "none"
		}
		return number(clampValue(v), decimals(step)+1)
	}
	return []string{cell(l.Lower), cell(l.Upper)}
}

// stands says in words what a point bears. Where the rules had too few points it is
// never said that nothing stands out.
func stands(d dot, judged bool) string {
	switch {
	case d.missing:
		return ""
	case d.mark.Rule != "":
		return lookOf(d.mark).words
	case judged:
		return "Nothing"
	}
	return "Too few points to say"
}

// judged tells of each point whether its phase has the points that the rules need.
func (c Chart) judged() []bool {
	out := make([]bool, len(c.Series.Points))
	for _, p := range c.Result.Phases {
		for i := p.First; i <= p.Last && p.Enough(); i++ {
			out[i] = true
		}
	}
	return out
}

// sharedDays tells that a day has more than one point, so that the hour matters.
func sharedDays(dots []dot) bool {
	for i := 1; i < len(dots); i++ {
		if plainDay(dots[i].day) == plainDay(dots[i-1].day) {
			return true
		}
	}
	return false
}

// shown writes a value: a ratio was reckoned, another was filed.
func shown(v, step float64, ratio bool) string {
	if ratio {
		return number(v, decimals(step)+1)
	}
	return exact(v, step)
}

// exact writes a value as it was filed where that is short, else to a hundredth of
// what the axis shows.
func exact(v, step float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if _, part, _ := strings.Cut(text, "."); len(part) <= 4 && len(text) <= 12 {
		return grouped(text)
	}
	return number(v, decimals(step)+2)
}

var tableTemplate = template.Must(template.New("table").Parse(
	`<table class="picture-data">
<caption>{{.Caption}}</caption>
<thead><tr><th scope="col">Date</th>{{range .Heads}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>
{{range .Rows}}<tr><th scope="row">{{.Date}}</th>{{range .Cells}}<td>{{.}}</td>{{end -}}
{{if $.Notes}}<td dir="auto">{{if .Number}}{{.Number}}. {{.Note}}{{end}}</td>{{end}}</tr>
{{end}}</tbody>
</table>
`))

// Table is the data as an HTML table for beside the drawing: a row for each point,
// what it bears in words, and the notes in full.
func (c Chart) Table() []byte { return filled(tableTemplate, c.table()) }

// filled fills a template of this package with data of this package.
func filled(t *template.Template, data any) []byte {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		panic("picture: " + t.Name() + ": " + err.Error()) // the data are words
	}
	return b.Bytes()
}

// TextTable is the same in characters, at most so many columns wide (40 at least);
// a note follows below its row.
func (c Chart) TextTable(width int) string {
	width = max(width, narrowest)
	t := c.table()
	heads := append([]string{"Date"}, t.Heads...)
	if t.Notes {
		heads = heads[:len(heads)-1]
	}
	rows := make([][]string, len(t.Rows))
	widths := make([]int, len(heads))
	for i, r := range t.Rows {
		rows[i] = append([]string{r.Date}, r.Cells...)
	}
	for i, head := range heads {
		widths[i] = len(head)
		for _, r := range rows {
			widths[i] = max(widths[i], len(r[i]))
		}
	}
	var b strings.Builder
	for _, line := range terminal.wrap(t.Caption, float64(width), 4) {
		b.WriteString(line + "\n")
	}
	b.WriteString("\n" + aligned(heads, widths, width))
	for i, r := range rows {
		b.WriteString(aligned(r, widths, width))
		if n := t.Rows[i]; n.Number > 0 {
			b.WriteString(below(strconv.Itoa(n.Number)+". "+n.Note, width))
		}
	}
	return b.String()
}

// aligned sets numbers to the right of their columns, and dates and words to the left;
// what does not fit goes below.
func aligned(cells []string, widths []int, width int) string {
	var b strings.Builder
	at := 0
	for i, cell := range cells {
		blank := strings.Repeat(" ", widths[i]-len(cell))
		switch {
		case i == 0:
			cell += blank
		case at+2+max(len(cell), widths[i]*min(len(cells)-1-i, 1)) > width:
			lines := terminal.wrap(cell, float64(width-4), 3)
			cell = "\n    " + strings.Join(lines, "\n    ")
			at = -1 // the line's own end
		case i == len(cells)-1 && i > 1:
			cell = "  " + cell
		default:
			cell = "  " + blank + cell
		}
		b.WriteString(cell)
		at += len(cell)
	}
	return b.String() + "\n"
}

// below writes words under a row.
func below(words string, width int) string {
	var b strings.Builder
	for _, line := range terminal.wrap(words, float64(width-4), 1000) {
		b.WriteString("    " + line + "\n")
	}
	return b.String()
}
