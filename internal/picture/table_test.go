package picture

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

func TestTablesHaveARowForEachPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someChart(t)
		if got := bytes.Count(c.Table(), []byte(`<th scope="row">`)); got != len(c.Series.Points) {
			t.Errorf("%d rows for %d points", got, len(c.Series.Points))
		}
		for _, tag := range []string{"<script", "style="} {
			if bytes.Contains(c.Table(), []byte(tag)) {
				t.Errorf("%s in the table", tag)
			}
		}
	})
}

// cells reads a table back, row by row.
func cells(t *testing.T, table []byte) (caption string, rows [][]string) {
	t.Helper()
	all := elements(t, table)
	for _, e := range all {
		switch e.name {
		case "caption":
			caption = e.text
		case "tr":
			rows = append(rows, nil)
		case "th", "td":
			if e.name == "th" && e.own["scope"] == "" {
				t.Errorf("a head without a scope: %q", e.text)
			}
			rows[len(rows)-1] = append(rows[len(rows)-1], e.text)
		}
	}
	return caption, rows
}

func TestTableSaysWhatEachPointBears(t *testing.T) {
	caption, rows := cells(t, attendance(t).Table())
	if !strings.Contains(caption, "25 points from 7 September 2026 to 1 March 2027") {
		t.Errorf("caption %q", caption)
	}
	for i, want := range map[int]string{
		0:  "Date|Value|What stands out|Note",
		1:  "7 Sep 2026|78|Nothing|",
		9:  "2 Nov 2026|74|Nothing|1. A stomach bug went round.",
		15: "14 Dec 2026|no value||2. Closed for snow; nobody counted.",
		26: "1 Mar 2027|92|Several in a row above the middle: better|",
	} {
		if got := strings.Join(rows[i], "|"); got != want {
			t.Errorf("row %d: %s", i, got)
		}
	}
}

func TestTableOfAProportion(t *testing.T) {
	_, rows := cells(t, missed(t).Table())
	if got := strings.Join(rows[0], "|"); got != "Date|Value|Counted|Of|Lower limit|Upper limit|What stands out|Note" {
		t.Errorf("heads %s", got)
	}
	if got := strings.Join(rows[11], "|"); got != "1 Jun 2026|31.1|28|90|5.2|29|Beyond the upper limit: worse|1. Bus strike" {
		t.Errorf("row %s", got)
	}
}

func TestTooFewPointsAreNeverAnAllClear(t *testing.T) {
	c := lateStart(t)
	for name, text := range map[string]string{"table": string(c.Table()), "drawing": string(c.SVG(Options{})), "characters": c.Text(80), "words": c.Describe()} {
		if !strings.Contains(text, "Too few points to say") || strings.Contains(text, "Nothing") {
			t.Errorf("the %s: %s", name, text)
		}
	}
}

func TestHoursAreShownWhereADayHasSeveralPoints(t *testing.T) {
	points := every(on(2027, 3, 1), 1, 1, 2)
	points[1].At = points[0].At.Add(9 * 3600e9)
	if _, rows := cells(t, Chart{Series: spc.Series{Points: points}}.Table()); rows[2][0] != "1 Mar 2027 09:00" {
		t.Errorf("rows %v", rows)
	}
}

func TestPageStandsAlone(t *testing.T) {
	c := attendance(t)
	c.Title = `Attendance <b>"&`
	page := c.Page(Options{})
	for _, want := range []string{`<html lang="en-GB">`, `<h1 dir="auto">Attendance &lt;b&gt;`, "<svg ", "<table", "30 Nov 2026", "Cycle 1", "11 weeks in a row", "@media print"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("no %s in the page", want)
		}
	}
	for _, bad := range []string{"<script", " style=", "src=", "http://www.example", "onload"} {
		if bytes.Contains(page, []byte(bad)) {
			t.Errorf("%s in the page", bad)
		}
	}
	if n := bytes.Count(page, []byte("<h1")); n != 1 {
		t.Errorf("%d headings of the first order", n)
	}
}

func TestDocumentStandsAlone(t *testing.T) {
	doc := string(attendance(t).Document(Options{}))
	if !strings.HasPrefix(doc, `<?xml version="1.0" encoding="UTF-8"?>`) {
		t.Errorf("begins %.60s", doc)
	}
	for _, want := range []string{`xmlns="http://www.w3.org/2000/svg"`, "forced-colors: active", "@media print", "prefers-color-scheme: dark", `width="480"`} {
		if !strings.Contains(doc, want) {
			t.Errorf("no %s", want)
		}
	}
	var root struct{ XMLName xml.Name }
	if err := xml.Unmarshal([]byte(doc), &root); err != nil || root.XMLName.Local != "svg" {
		t.Errorf("%v %v", root, err)
	}
}

func TestDescribe(t *testing.T) {
	got := attendance(t).Describe()
	for _, want := range []string{
		"Attendance on Mondays at the breakfast club's school (per cent): 25 points from 7 September 2026 to 1 March 2027, and 1 date without a value.",
		"Median 78.5, of the first 12 points.", "Target 90.", "11 weeks in a row above the middle",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}
