package main

import (
	"fmt"
	"io"
	"strings"
)

// width is the terminal that everything is laid out for.
const width = 80

// page writes text in at most 80 columns. The first error of the writer stays.
type page struct {
	out io.Writer
	err error
}

func (p *page) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format, args...)
	}
}

// row writes a label and a text, wrapped under itself.
func (p *page) row(label string, indent int, text string) {
	if text == "" {
		return
	}
	lines := wrap(text, width-indent)
	for i, line := range lines {
		head := ""
		if i == 0 {
			head = label
		}
		p.printf("%s\n", strings.TrimRight(pad(head, indent)+line, " "))
	}
}

// heading writes a heading after a blank line.
func (p *page) heading(text string) { p.printf("\n%s\n", text) }

// columns writes cells padded to widths; the last cell wraps under itself. A cell
// wider than its column has a line of its own: what people type is never cut.
func (p *page) columns(widths []int, cells ...string) {
	last := len(cells) - 1
	head, indent := "", 0
	for i, cell := range cells[:last] {
		if widthOf(cell) > widths[i] {
			p.printf("%s%s\n", head, cell)
			head = strings.Repeat(" ", indent)
			cell = ""
		}
		head += pad(cell, widths[i]) + " "
		indent += widths[i] + 1
	}
	lines := wrap(cells[last], width-indent)
	if len(lines) == 0 {
		lines = []string{""}
	}
	for i, line := range lines {
		if i > 0 {
			head = strings.Repeat(" ", indent)
		}
		p.printf("%s\n", strings.TrimRight(head+line, " "))
	}
}

func pad(s string, n int) string {
	if missing := n - widthOf(s); missing > 0 {
		return s + strings.Repeat(" ", missing)
	}
	return s
}

// wrap breaks text into lines of at most n columns, at blanks where it can.
func wrap(text string, n int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		for widthOf(word) > n {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			var head string
			head, word = cut(word, n)
			lines = append(lines, head)
		}
		switch {
		case line == "":
			line = word
		case widthOf(line)+1+widthOf(word) <= n:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
