package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"golang.org/x/text/encoding/charmap"
)

// pipe runs a command line that reads standard input.
func (s *town) pipe(t *testing.T, as, in string, args ...string) answer {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), append(args, "--as", as, "--config", s.config), strings.NewReader(in), &out, &errs)
	return answer{code, out.String(), errs.String()}
}

// from is the day that a test counts from: days pass while it runs.
type from improvement.Date

func (s *town) from() from { return from(s.today()) }

func (f from) day(days int) improvement.Date { return improvement.Date(f).AddDays(days) }

// plain is a day as tables show it, slashed as people write it.
func (f from) plain(days int) string { return f.day(days).Plain() }

func (f from) slashed(days int) string { return slashed(f.day(days)) }

func slashed(day improvement.Date) string {
	return fmt.Sprintf("%s/%s/%s", day[8:], day[5:7], day[:4])
}

// weekly is a file of points, the last of them of that day.
func weekly(last improvement.Date, values ...float64) string {
	var b strings.Builder
	b.WriteString("Date,Value\n")
	for i, v := range values {
		fmt.Fprintf(&b, "%s,%v\n", slashed(last.AddDays(7*(i-len(values)+1))), v)
	}
	return b.String()
}

// points are those of a measure, as programs read them.
func (s *town) points(t *testing.T, test, measure string) []filedPoint {
	t.Helper()
	var all []filedPoint
	if err := json.Unmarshal([]byte(s.do(t, "", "measure", "points", test, measure, "-o", "json")), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

type filedPoint struct {
	Date               improvement.Date
	Value              float64
	Num, Den           float64
	Missing, Corrected bool
	Removed            bool
	Note, File         string
	By                 improvement.PersonID
	Was                []struct {
		Value        float64
		Note, Reason string
	}
}

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func receiptOf(t *testing.T, a answer) workflows.Receipt {
	t.Helper()
	var r workflows.Receipt
	if err := json.Unmarshal([]byte(a.out), &r); a.code != exitDone || err != nil {
		t.Fatalf("it ended with %d: %s%s (%v)", a.code, a.out, a.errs, err)
	}
	return r
}

// TestMeasureImport takes a spreadsheet from its first look to the months in which it
// grows.
func TestMeasureImport(t *testing.T) { // by itself: stories played beside it would be late
	s := startTown(t, "60s")
	for _, test := range []string{"club", "bad", "forms", "most", "shares"} {
		s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", test, "    better: higher\n    target: 92\n", map[bool]string{
			true: "    better: higher\n    rules: p\n", false: "    better: higher\n",
		}[test == "shares"]))
	}
	for name, f := range map[string]func(*testing.T, *town){
		"grows": anImportGrows, "bad rows": badRowsAreNamed, "forms": importsInManyForms, "most": anImportOfTheMost,
		"counted of how many": importsWhatWasCounted, "refused": refusedImports,
	} {
		t.Run(name, func(t *testing.T) { f(t, s) })
	}
}

func anImportGrows(t *testing.T, s *town) {
	on := s.from()
	first := fmt.Sprintf("Week beginning,Present,Out of,Note\n%s,74,84,First week\n%s,closed,,In-service day\n%s,71,84,\n", on.slashed(-30), on.slashed(-23), on.slashed(-16))
	file := writeFile(t, "register.csv", first)
	line := []string{"measure", "import", "club", "monday-attendance", file}
	s.look(t, "", []string{
		"header on line 1", `Column "Present" gives the numerator.`, "The value is worked out as 100 × Present / Out of.", "3 rows of points: 3 new, 0 on record already, 0 not good.",
		"On 1 of these days nobody counted", on.plain(-30) + " 88.1 (74/84) First week", on.plain(-23) + " gap", on.plain(-16) + " 84.52 (71/84)",
	}, append(line, "--preview")...)
	if got := s.points(t, "club", "monday-attendance"); len(got) > 0 || s.stored(t, first) {
		t.Fatalf("a preview left %+v, its file stored: %t", got, s.stored(t, first))
	}

	receipts := [3]workflows.Receipt{}
	for i := range receipts[:2] { // sent again, as after "not confirmed"
		receipts[i] = receiptOf(t, s.call(t, lead, append(line, "-o", "json", "--command-id", "first-import")...))
	}
	again := s.call(t, lead, append(line, "-o", "json")...)
	receipts[2] = receiptOf(t, again)
	if receipts[0] != receipts[1] || receipts[0].Version != receipts[2].Version || !receipts[0].Filed || !receipts[2].Filed {
		t.Errorf("the receipts are %+v", receipts)
	}
	if !strings.Contains(again.errs, "This very file was imported before. Nothing was changed.") {
		t.Errorf("again it says %s", again.errs)
	}
	got := s.points(t, "club", "monday-attendance")
	if len(got) != 3 || got[0].Note != "First week" || got[0].Num != 74 || !got[1].Missing || got[2].File != hashOf(first) || got[2].By != lead {
		t.Errorf("on record are %+v", got)
	}
	if content, err := s.desk.Load(t.Context(), got[0].File); err != nil || string(content) != first {
		t.Errorf("the file comes back as %q (%v)", content, err)
	}

	grown := first + on.slashed(-9) + ",76,84,\n"
	a := s.call(t, lead, "measure", "import", "club", "monday-attendance", writeFile(t, "register.csv", grown))
	if a.code != exitDone || !strings.Contains(a.errs, "4 rows of points: 1 new, 3 on record already, 0 not good.") {
		t.Errorf("grown it ended with %d: %s", a.code, a.errs)
	}
	if got = s.points(t, "club", "monday-attendance"); len(got) != 4 || got[3].File != hashOf(grown) || got[2].File != hashOf(first) {
		t.Errorf("grown are %+v", got)
	}
	s.look(t, "", []string{on.plain(-9) + " 90.48 (76/84)", "file " + hashOf(grown)[:8], "First week"}, "measure", "points", "club", "monday-attendance")

	spaced := "\n" + grown // another file that says the same
	a = s.pipe(t, lead, spaced, "measure", "import", "club", "monday-attendance", "-")
	if a.code != exitDone || !strings.Contains(a.errs, "There is nothing new in this file. Nothing was changed.") || s.stored(t, spaced) {
		t.Errorf("with nothing new it ended with %d: %s", a.code, a.errs)
	}
	s.look(t, "", []string{"recorded 3 points of monday-attendance from a file (" + hashOf(first)[:12] + ")"}, "test", "journal", "club")
}

// stored tells whether a file is on record.
func (s *town) stored(t *testing.T, content string) bool {
	t.Helper()
	_, err := s.desk.Load(t.Context(), hashOf(content))
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		t.Fatal(err)
	}
	return err == nil
}

func badRowsAreNamed(t *testing.T, s *town) {
	on := s.from()
	s.do(t, lead, "measure", "import", "bad", "breakfasts", writeFile(t, "good.csv", "Date,Count\n"+on.slashed(-9)+",19\n"))
	content := "Tally,,\nDate,Count,Note\n" + strings.Join([]string{
		on.slashed(-9) + ",18,changed since", // 3
		"31/02/2026,18,",                     // 4
		on.slashed(-8) + ",=SUM(B2:B9),",     // 5
		on.slashed(400) + ",18,",             // 6
		on.slashed(-7) + ",18,good",          // 7
		on.slashed(-7) + ",17,twice",         // 8
		"Total,36,",                          // left out
	}, "\n") + "\n"
	file := writeFile(t, "bad.csv", content)
	line := []string{"measure", "import", "bad", "breakfasts", file}
	named := []string{
		"date: line 3: There is a point of " + on.plain(-9) + " already, and it is 19. To change it, correct it.",
		`date: line 4: "31/02/2026" is not a date: February 2026 has 28 days.`,
		"value: line 5: The value is a formula (=SUM(B2:B9)). Paste the values",
		"date: line 6: " + on.plain(400) + " has not come yet.",
		"date: line 8: " + on.plain(-7) + " is on line 7 already.",
	}
	for _, flags := range [][]string{{"--as", lead}, {"--preview"}} {
		a := s.call(t, "", append(line, flags...)...)
		for _, part := range named {
			if !strings.Contains(a.errs, part) {
				t.Errorf("%v does not say %q: %s", flags, part, a.errs)
			}
		}
		if a.code != exitFailed || len(s.points(t, "bad", "breakfasts")) != 1 || s.stored(t, content) {
			t.Errorf("%v ended with %d", flags, a.code)
		}
	}
	if a := s.call(t, lead, line...); a.out != "" || !strings.Contains(a.errs, "Nothing was imported. Put these rows right, or give --skip-bad") {
		t.Errorf("it says %s%s", a.out, a.errs)
	}
	for _, flags := range [][]string{{"--preview"}, nil} {
		a := s.call(t, lead, append(append(line, "--skip-bad"), flags...)...)
		if a.code != exitDone || !strings.Contains(a.errs, named[1]) || !strings.Contains(a.errs, "These rows are left out.") ||
			!strings.Contains(a.out+a.errs, "They are of "+on.plain(-7)+" to "+on.plain(-7)+".") {
			t.Errorf("skipping with %v it ended with %d: %s%s", flags, a.code, a.out, a.errs)
		}
	}
	if got := s.points(t, "bad", "breakfasts"); len(got) != 2 || got[1].Note != "good" || got[0].Value != 19 || !s.stored(t, content) {
		t.Errorf("on record are %+v", got)
	}
}

func importsInManyForms(t *testing.T, s *town) {
	on := s.from()
	ansi, err := charmap.Windows1252.NewEncoder().String("Date;Value;Note\n" + on.slashed(-20) + ";7,5;“Café” – £2\n")
	if err != nil {
		t.Fatal(err)
	}
	for says, content := range map[string]string{
		"Read as Windows-1252, separated by semicolon, with its header on line 1. A comma in a number was read as the decimal point.": ansi,
		"Read as UTF-8 with a byte order mark, separated by comma":                                                                    "\ufeffDate,Value,Note\n" + on.slashed(-19) + ",8,Café\n",
		"Read as UTF-8, separated by tab": "Date\tValue\n" + on.day(-18).Plain() + "\t9\n",
	} {
		a := s.call(t, volunteer, "measure", "import", "forms", "breakfasts", writeFile(t, "form.csv", content))
		if a.code != exitDone || !strings.Contains(a.errs, says) {
			t.Errorf("it ended with %d and does not say %q: %s", a.code, says, a.errs)
		}
	}
	got := s.points(t, "forms", "breakfasts")
	if len(got) != 3 || got[0].Value != 7.5 || got[0].Note != "“Café” – £2" || got[1].Note != "Café" || got[2].Value != 9 {
		t.Errorf("on record are %+v", got)
	}
}

// anImportOfTheMost files as many points as a test may have, with notes that fill its
// state, and refuses one more.
func anImportOfTheMost(t *testing.T, s *town) {
	on := s.from()
	file := func(n, note int) string {
		var b strings.Builder
		b.WriteString("Date,Value,Note\n")
		for i := range n {
			fmt.Fprintf(&b, "%s,%d,%s\n", on.slashed(-i), i%9, strings.Repeat("n", note))
		}
		return b.String()
	}
	var classes strings.Builder // 2,500 days, one class after the other
	classes.WriteString("Date,Value\n")
	for i := range 200_000 {
		fmt.Fprintf(&classes, "%s,1\n", on.slashed(-i%2500))
	}
	for what, c := range map[string]struct{ content, says string }{
		"200,000 rows": {classes.String(), "This file has 200000 rows; 2000 points are the most that one test may have."},
		"too many":     {file(improvement.MaxPoints+1, 0), "2000 points are the most that one test may have."},
		"long notes":   {file(improvement.MaxPoints, 1000), "This record is full: with this it would pass 704 kB."},
	} {
		a := s.call(t, lead, "measure", "import", "most", "late-start", writeFile(t, "most.csv", c.content), "--skip-bad")
		if a.code != exitFailed || s.stored(t, c.content) || !strings.Contains(a.errs, c.says) {
			t.Errorf("%s: it ended with %d, stored: %t: %.900s", what, a.code, s.stored(t, c.content), a.errs)
		}
	}
	content := file(improvement.MaxPoints-1, 150)
	a := s.call(t, lead, "measure", "import", "most", "late-start", writeFile(t, "most.csv", content))
	if a.code != exitDone || len(s.points(t, "most", "late-start")) != improvement.MaxPoints-1 {
		t.Fatalf("1,999 points ended with %d: %s", a.code, a.errs)
	}
	more := writeFile(t, "more.csv", weekly(on.day(-1), 1, 2))
	a = s.call(t, lead, "measure", "import", "most", "breakfasts", more)
	if a.code != exitFailed || !strings.Contains(a.errs, "With these the test would have 2001 points; 2000 is the most.") {
		t.Errorf("beyond the bound it ended with %d: %s", a.code, a.errs)
	}
}

func importsWhatWasCounted(t *testing.T, s *town) {
	on := s.from()
	a := s.call(t, lead, "measure", "import", "shares", "monday-attendance", writeFile(t, "value.csv", "Date,Value\n"+on.slashed(-9)+",88\n"))
	if a.code != exitFailed || !strings.Contains(a.errs, "line 1: No column is named numerator or denominator.") {
		t.Errorf("without what was counted it ended with %d: %s", a.code, a.errs)
	}
	s.do(t, lead, "measure", "import", "shares", "monday-attendance", writeFile(t, "counted.csv", "Date,Present,On roll\n"+on.slashed(-9)+",21,84\n"))
	if got := s.points(t, "shares", "monday-attendance"); len(got) != 1 || got[0].Value != 25 || got[0].Den != 84 {
		t.Errorf("on record are %+v", got)
	}
}

func refusedImports(t *testing.T, s *town) {
	on := s.from()
	sheet := func(why string) string { return "Date,Value,Note\n" + on.slashed(-3) + ",5," + why + "\n" }
	journal := s.do(t, "", "test", "journal", "forms")
	for why, r := range map[string]struct {
		as, test, measure, file string
		says                    []string
	}{
		"nobody":       {says: []string{"as: ", "Say who you are"}},
		"a stranger":   {as: "stranger", says: []string{"as: ", `"stranger" is not on record`}},
		"not of them":  {as: "west-chair", says: []string{"as: "}},
		"no test":      {as: lead, test: "nosuch", says: []string{"test: ", `"nosuch"`}},
		"no measure":   {as: lead, measure: "bread", says: []string{"measure: ", `"bread" is not a measure of this test`, "breakfasts"}},
		"no file":      {as: lead, file: "absent.csv", says: []string{"file: There is no file absent.csv"}},
		"a folder":     {as: lead, file: t.TempDir(), says: []string{"file: ", "is a folder"}},
		"an empty one": {as: lead, file: writeFile(t, "empty.csv", ""), says: []string{"file: ", "is empty"}},
		"a workbook":   {as: lead, file: writeFile(t, "book.xlsx", "PK\x03\x04"), says: []string{"file: ", "not a CSV file"}},
		"too large":    {as: lead, file: writeFile(t, "large.csv", strings.Repeat("Date,Value\n", 26<<20/11)), says: []string{"file: ", "larger than 25 MB"}},
	} {
		content := sheet(why)
		file := r.file
		if file == "" {
			file = writeFile(t, "sheet.csv", content)
		}
		a := s.call(t, r.as, "measure", "import", or(r.test, "forms"), or(r.measure, "late-start"), file)
		if a.code != exitFailed || a.out != "" || s.stored(t, content) {
			t.Errorf("%s: it ended with %d, stored: %t: %s", why, a.code, s.stored(t, content), a.out)
		}
		for _, part := range r.says {
			if !strings.Contains(a.errs, part) {
				t.Errorf("%s: it does not say %q: %s", why, part, a.errs)
			}
		}
	}
	if after := s.do(t, "", "test", "journal", "forms"); after != journal {
		t.Errorf("the journal is now %s", after)
	}
	if _, err := s.desk.Key(t.Context(), "stranger"); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("the stranger has a key: %v", err)
	}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// TestMeasureImportStopped stops an import whose input never comes.
func TestMeasureImportStopped(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	in, _ := io.Pipe()
	code := make(chan int, 1)
	var out, errs bytes.Buffer
	go func() {
		code <- run(ctx, []string{"measure", "import", "club", "breakfasts", "-", "--as", lead}, in, &out, &errs)
	}()
	stop()
	select {
	case c := <-code:
		if c != exitFailed || out.Len() > 0 || errs.String() != "Stopped. Nothing was sent.\n" {
			t.Errorf("it ended with %d: %s%s", c, &out, &errs)
		}
	case <-time.After(20 * time.Second):
		t.Error("it does not end")
	}
}
