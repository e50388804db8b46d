package main

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/report"
	"github.com/spf13/cobra"
)

// reportFormats are what a report is given out as.
var reportFormats = []string{"table", "csv", "xlsx"}

func (f *reportFlags) defineOutput(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "format", "", "table, csv or xlsx; as --out ends if left out")
	cmd.Flags().StringVar(&f.out, "out", "", "the file to write, which must not be there yet")
	suggest(cmd, "format", reportFormats...)
	register(cmd, "out", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return []cobra.Completion{"csv", "xlsx"}, cobra.ShellCompDirectiveFilterFileExt
	})
}

// form is what the report is given out as: one of reportFormats, or json.
func (f *reportFlags) form(output string) (string, error) {
	ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(f.out)), ".")
	written := ending == "csv" || ending == "xlsx"
	refuse := func(field, message string, args ...any) (string, error) {
		return "", improvement.Refuse(improvement.Invalid, field, message, args...)
	}
	if err := oneOf("format", "a format", f.format, reportFormats); err != nil {
		return "", err
	}
	form := f.format
	if form == "" && written {
		form = ending
	}
	switch {
	case output == "json" && cmp.Or(form, f.out) != "":
		return refuse("output", "JSON is given here, to standard output. Leave --format and --out out, or leave out --output json.")
	case output == "json":
		return output, nil
	case f.out != "" && (form == "" || form == "table"):
		return refuse("format", "A table is shown here. For a file, end its name in .csv or .xlsx.")
	case f.out != "" && written && ending != form:
		return refuse("out", "%s ends as another format does than --format %s. Let them agree.", called(f.out), form)
	case f.out == "" && form == "xlsx":
		return refuse("out", "A spreadsheet is a file. Name it, for example --out report.xlsx.")
	}
	return cmp.Or(form, "table"), nil
}

// giveReport gives a report out. What says how to read CSV is told beside it.
func (a *app) giveReport(t report.Table, form, file string) error {
	switch form {
	case "csv", "xlsx":
		write := t.WriteCSV
		if form == "xlsx" {
			write = t.WriteXLSX
		}
		if file == "" {
			if err := write(a.out); err != nil {
				return err
			}
		} else if err := writeReport(file, write); err != nil {
			return err
		} else {
			a.tell("Wrote %s.", called(file))
		}
		if form == "csv" {
			a.tell("%s. %s.", t.Title, t.Period.Says())
			for _, note := range t.Notes {
				a.tell("%s", note)
			}
		}
		return nil
	}
	whole, err := t.Read()
	if err != nil {
		return err
	}
	return a.print(whole, func(p *page) { showReport(p, whole) })
}

// writeReport writes a new file, or none: what could not be written as a whole is taken
// away again.
func writeReport(name string, write func(io.Writer) error) error {
	cannot := func(err error) error {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return improvement.Refuse(improvement.Invalid, "out", "%s cannot be written: %v.", called(name), err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return improvement.Refuse(improvement.Conflict, "out", "%s is there already, and nothing is written over. Name another file.", called(name))
	}
	if err != nil {
		return cannot(err)
	}
	err = cmp.Or(write(f), f.Sync())
	if problem := f.Close(); err == nil && problem != nil {
		err = cannot(problem)
	}
	if err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// showReport writes a report as columns where they fit, and row by row where they do not.
func showReport(p *page, t report.Whole) {
	p.row("", 0, t.Title)
	p.row("", 0, t.Period.Says()+", as of "+t.AsOf.Plain())
	if len(t.Shown) == 0 {
		p.printf("\nThere are none.\n")
	} else if widths, fit := widthsOf(t); fit {
		showColumns(p, t, widths)
	} else {
		showBlocks(p, t)
	}
	p.heading("To read it rightly")
	for _, note := range t.Notes {
		p.row("–", 2, note)
	}
}

// widthsOf gives how wide each column is, and whether all fit the terminal. The title of a
// column may wrap.
func widthsOf(t report.Whole) ([]int, bool) {
	widths, all := make([]int, len(t.Columns)), 0
	for i, c := range t.Columns {
		for _, word := range strings.Fields(c.Title) {
			widths[i] = max(widths[i], widthOf(word))
		}
		for _, row := range t.Shown {
			widths[i] = max(widths[i], widthOf(onOneLine(row[i])))
		}
		all += widths[i] + 1
	}
	return widths, all-1 <= width
}

func showColumns(p *page, t report.Whole, widths []int) {
	p.printf("\n")
	titles, lines := make([][]string, len(t.Columns)), 0
	for i, c := range t.Columns {
		titles[i] = wrap(c.Title, widths[i])
		lines = max(lines, len(titles[i]))
	}
	for n := range lines {
		p.cells(widths, func(i int) string {
			if from := lines - len(titles[i]); n >= from {
				return titles[i][n-from]
			}
			return ""
		})
	}
	for _, row := range t.Shown {
		p.cells(widths, func(i int) string { return onOneLine(row[i]) })
	}
}

// cells writes one line of cells that fit.
func (p *page) cells(widths []int, cell func(i int) string) {
	line := ""
	for i, w := range widths {
		line += pad(cell(i), w) + " "
	}
	p.printf("%s\n", strings.TrimRight(line, " "))
}

// showBlocks writes each row below its first cell, without what it does not say.
func showBlocks(p *page, t report.Whole) {
	const labels = 20
	for _, row := range t.Shown {
		p.heading(strings.Join(wrap(onOneLine(row[0]), width), "\n"))
		for i, cell := range row[1:] {
			title := t.Columns[i+1].Title
			if widthOf(title) >= labels-2 && cell != "" {
				p.row("", 2, title)
				title = ""
			}
			p.row("  "+title, labels, onOneLine(cell))
		}
	}
}
