package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// says holds what a command line ended with, and what it said.
func (s *town) says(t *testing.T, code int, part, as string, args ...string) {
	t.Helper()
	a := s.call(t, as, args...)
	if a.code != code || !strings.Contains(a.out+a.errs, part) {
		t.Errorf("starter %q ended with %d and does not say %q: %s%s", args, a.code, part, a.out, a.errs)
	}
}

// TestMeasures puts points right, sets another usual and talks about what it shows.
func TestMeasures(t *testing.T) { // by itself: stories played beside it would be late
	s := startTown(t, "60s")
	for _, test := range []string{"right", "phases", "talk", "drawn"} {
		s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", test))
	}
	for name, f := range map[string]func(*testing.T, *town){
		"correct": pointsArePutRight, "rebase": aPersonSetsAnotherUsual, "talk": aSignalIsTalkedAbout, "chart": aChartIsDrawn,
	} {
		t.Run(name, func(t *testing.T) { f(t, s) })
	}
}

func pointsArePutRight(t *testing.T, s *town) {
	on := s.from()
	file := "Date,Value,Note\n" + on.slashed(-23) + ",11,\n" + on.slashed(-16) + ",41,Snow\n" + on.slashed(-9) + ",19,\n"
	s.do(t, lead, "measure", "import", "right", "breakfasts", writeFile(t, "tally.csv", file))
	correct := func(day string, rest ...string) []string {
		return append([]string{"measure", "correct", "right", "breakfasts", day}, rest...)
	}
	s.do(t, volunteer, correct(on.slashed(-16), "--value", "14", "--note", "Snow till noon", "--reason", "41 was a typing error.")...)
	s.do(t, lead, correct(on.plain(-9), "--missing", "--reason", "The tally was lost.")...)
	s.do(t, lead, correct(on.slashed(-23), "--remove", "--reason", "That was a Sunday.")...)
	s.look(t, "", []string{
		on.plain(-23) + " taken out", "was 11 until Home-school link worker, Keith corrected it on", "That was a Sunday.",
		on.plain(-16) + " 14 Home-school link", "Snow till noon was 41 until Volunteer, Keith corrected it on", "41 was a typing error. its note was: Snow",
		on.plain(-9) + " gap", "was 19 until", "The tally was lost.", "file " + hashOf(file)[:8],
	}, "measure", "points", "right", "breakfasts")
	got := s.points(t, "right", "breakfasts")
	if len(got) != 3 || !got[0].Removed || got[1].Value != 14 || !got[1].Corrected || got[1].Was[0].Value != 41 || !got[2].Missing || got[1].By != lead {
		t.Errorf("on record are %+v", got)
	}
	s.do(t, lead, correct(on.slashed(-16), "--value", "15", "--reason", "One hid under the table.")...)
	if got := s.points(t, "right", "breakfasts")[1]; got.Value != 15 || got.Note != "Snow till noon" || len(got.Was) != 2 {
		t.Errorf("corrected twice it is %+v", got)
	}
	for what, r := range map[string]struct {
		as   string
		args []string
		says string
	}{
		"a day without a point":  {lead, correct(on.slashed(-10), "--value", "3", "--reason", "It was."), "date: There is no point of " + on.plain(-10) + ". Record it instead."},
		"a day taken out":        {lead, correct(on.slashed(-23), "--value", "3", "--reason", "It was."), "date: There is no point of"},
		"no such day":            {lead, correct("31/02/2026", "--value", "3", "--reason", "It was."), "February 2026 has 28 days"},
		"the value that it has":  {lead, correct(on.slashed(-9), "--missing", "--reason", "Again."), "value: The point of " + on.plain(-9) + " is a gap already."},
		"no reason":              {lead, correct(on.slashed(-16), "--value", "3"), "reason: Say why it is corrected."},
		"no value":               {lead, correct(on.slashed(-16), "--reason", "It was."), "value is missing. Write a number."},
		"no number":              {lead, correct(on.slashed(-16), "--value", "three", "--reason", "It was."), `"three" is not a number`},
		"a gap with a value":     {lead, correct(on.slashed(-16), "--missing", "--value", "3", "--reason", "It was."), "Leave one of the two out."},
		"taken out with a value": {lead, correct(on.slashed(-16), "--remove", "--value", "3", "--reason", "It was."), "value: --remove takes the whole point out. Leave --value away."},
		"not of them":            {"west-chair", correct(on.slashed(-16), "--value", "3", "--reason", "It was."), "as: "},
	} {
		a := s.call(t, r.as, r.args...)
		if a.code != exitFailed || a.out != "" || !strings.Contains(a.errs, r.says) {
			t.Errorf("%s: it ended with %d and does not say %q: %s%s", what, a.code, r.says, a.out, a.errs)
		}
		inWords(t, a.errs, nil)
	}
	grown := file + on.slashed(-2) + ",20,\n" // it still says what it said of the days that were put right
	s.says(t, exitDone, "of days that were corrected on record, or taken out: the record stays as it is.", lead,
		"measure", "import", "right", "breakfasts", writeFile(t, "tally.csv", grown))
}

func aPersonSetsAnotherUsual(t *testing.T, s *town) {
	on := s.from()
	s.do(t, lead, "measure", "import", "phases", "breakfasts", writeFile(t, "tally.csv", weekly(on.day(-7), 10, 12, 11, 9, 13, 12, 10, 11, 12, 10, 14, 15)))
	rebase := func(rest ...string) []string {
		return append([]string{"measure", "rebase", "phases", "breakfasts"}, rest...)
	}
	s.do(t, lead, rebase("--baseline", on.slashed(-21), "--reason", "How it was before.")...)
	s.do(t, lwo, rebase("--from", on.slashed(-14), "--reason", "The hall is larger.")...)
	s.look(t, "", []string{
		"Phase from the first point, its baseline frozen at " + on.plain(-21) + ", by", "How it was before.",
		"Phase from " + on.plain(-14) + ", by", "The hall is larger.",
	}, "measure", "points", "phases", "breakfasts")
	s.look(t, "", []string{"Median 11", "14.5"}, "measure", "chart", "phases", "breakfasts")
	s.do(t, lead, rebase("--from", on.slashed(-14), "--undo", "--reason", "It was the same hall.")...)
	if out := s.do(t, "", "measure", "points", "phases", "breakfasts"); strings.Contains(out, "larger") {
		t.Errorf("it is not undone: %s", out)
	}
	s.look(t, "", []string{"froze the baseline of breakfasts", "began a new phase of breakfasts from", "took the phase of breakfasts from"}, "test", "journal", "phases")
	for says, r := range map[string]struct {
		as   string
		args []string
	}{
		"from: " + on.plain(40) + " has not come yet.":   {lead, rebase("--from", on.slashed(40), "--reason", "To come.")},
		"baseline: " + on.plain(40) + " has not come":    {lead, rebase("--baseline", on.slashed(40), "--reason", "To come.")},
		"from: Give the day from which another usual":    {lead, rebase("--reason", "Just so.")},
		"from: No phase begins there":                    {lead, rebase("--from", on.slashed(-14), "--undo", "--reason", "Twice.")},
		"from: There is no point in that time":           {lead, rebase("--from", on.slashed(-3), "--reason", "Too late.")},
		"reason: Say why.":                               {lead, rebase("--from", on.slashed(-14))},
		`from: "soon" is not a date`:                     {lead, rebase("--from", "soon", "--reason", "Just so.")},
		"as: ":                                           {volunteer, rebase("--from", on.slashed(-14), "--reason", "Just so.")},
		`measure: "bread" is not a measure of this test`: {lead, []string{"measure", "rebase", "phases", "bread", "--from", on.slashed(-14), "--reason", "Just so."}},
	} {
		s.says(t, exitFailed, says, r.as, r.args...)
	}
}

func aSignalIsTalkedAbout(t *testing.T, s *town) {
	on := s.from()
	s.do(t, lead, "measure", "import", "talk", "breakfasts", writeFile(t, "before.csv", weekly(on.day(-42), 10, 12, 11, 9, 13, 12, 10, 11, 12, 10)))
	s.do(t, lead, "measure", "rebase", "talk", "breakfasts", "--baseline", on.slashed(-42), "--reason", "How it was before.")
	if out := s.do(t, lead, "tasks"); strings.Contains(out, "Talk about") {
		t.Fatalf("there is something to talk about already: %s", out)
	}
	s.do(t, volunteer, "measure", "import", "talk", "breakfasts", writeFile(t, "since.csv", weekly(on.day(0), 20, 21, 19, 22, 24, 23)))
	asked := "Talk about Breakfasts served on Monday (t1): 6 weeks in a row above the middle"
	for _, who := range []string{lead, lwo} {
		s.look(t, who, []string{asked}, "tasks")
		s.look(t, "", []string{"please talk about what the points of “Breakfasts served on Monday” in"}, "notices", "--to", who)
	}
	if out := s.do(t, volunteer, "tasks"); strings.Contains(out, "Talk about") {
		t.Errorf("the volunteer is asked too: %s", out)
	}
	s.look(t, "", []string{"What happens next", asked}, "test", "show", "talk")
	s.completes(t, "measure talk talk", "t1\tBreakfasts served on Monday")
	s.says(t, exitFailed, "as: ", volunteer, "measure", "talk", "talk", "t1", "--said", "They bring friends.")
	s.says(t, exitFailed, "said: Say what you made of it", lead, "measure", "talk", "talk", "t1")
	s.says(t, exitFailed, `talk: This test has no signals "t9"`, lead, "measure", "talk", "talk", "t9", "--said", "They bring friends.")
	s.do(t, lwo, "measure", "talk", "talk", "t1", "--said", "They bring friends.")
	for _, who := range []string{lead, lwo} {
		if out := s.do(t, who, "tasks"); strings.Contains(out, asked) {
			t.Errorf("%s is still asked: %s", who, out)
		}
	}
	s.says(t, exitFailed, "What was made of t1 was filed on", lead, "measure", "talk", "talk", "t1", "--said", "We too.")
	if phases := s.do(t, "", "measure", "points", "talk", "breakfasts"); strings.Count(phases, "Phase") != 1 {
		t.Errorf("it was re-based by itself: %s", phases)
	}
}

// completes holds that a line is completed with those words.
func (s *town) completes(t *testing.T, line string, parts ...string) {
	t.Helper()
	got := s.completed(t, line)
	for _, part := range parts {
		if !strings.Contains("\n"+got, "\n"+part) {
			t.Errorf("%s is not completed with %q: %s", line, part, got)
		}
	}
}

// completed is what a shell offers after a line.
func (s *town) completed(t *testing.T, line string) string {
	t.Helper()
	var out, errs bytes.Buffer
	words := append([]string{"__complete", "--config", s.config}, strings.Fields(line)...)
	if code := run(t.Context(), append(words, ""), strings.NewReader(""), &out, &errs); code != exitDone {
		t.Errorf("%s: it ended with %d: %s", line, code, &errs)
	}
	return out.String()
}

func aChartIsDrawn(t *testing.T, s *town) {
	on := s.from()
	chart := []string{"measure", "chart", "drawn", "breakfasts"}
	s.look(t, "", []string{"Breakfasts served on Monday", "This is a rehearsal. Nothing in it is real.", "No points yet"}, chart...)
	s.look(t, "", []string{"Breakfast club and Monday attendance", "This is a rehearsal."}, "test", "ramp", "drawn")
	s.do(t, lead, "measure", "import", "drawn", "breakfasts", writeFile(t, "tally.csv",
		strings.Replace(weekly(on.day(-7), 10, 12, 11, 9, 13, 12, 10, 11, 12, 10, 20), "Value", "Value,Note", 1)+on.slashed(-3)+",18,<b>Snow</b>\n"))
	s.look(t, "", []string{"Breakfasts served on Monday", "children", "Median 11.5", "<b>Snow</b>"}, chart...) // narrow holds the width
	var reading improvement.Reading
	if err := json.Unmarshal([]byte(s.do(t, "", append(chart, "-o", "json")...)), &reading); err != nil || reading.Options.Rules != "ihi-2011" || reading.Phases[0].Middle != 11.5 {
		t.Errorf("the reading is %+v (%v)", reading, err)
	}
	folder := t.TempDir()
	for _, line := range [][]string{chart, {"test", "ramp", "drawn"}} {
		for ending, begins := range map[string]string{".svg": "<?xml", ".html": "<!DOCTYPE html>", ".txt": "B"} {
			file := filepath.Join(folder, "drawing"+strings.ToUpper(ending[:2])+ending[2:])
			for range 2 { // over the one that is there
				if err := os.WriteFile(file, bytes.Repeat([]byte("old"), 100_000), 0o600); err != nil {
					t.Fatal(err)
				}
				a := s.call(t, "", append(line, "-o", file)...)
				if content := readFile(t, file); a.code != exitDone || a.out != "" || a.errs != "Wrote "+file+".\n" || !strings.HasPrefix(content, begins) || strings.Contains(content, "oldold") {
					t.Errorf("%q -o %s ended with %d: %s%s%.40s", line, ending, a.code, a.out, a.errs, content)
				}
			}
		}
		s.drawnAs(t, line)
	}
	if page := readFile(t, filepath.Join(folder, "drawing.Html")); strings.Contains(page, "<b>Snow") {
		t.Error("markup of a note reached the page")
	}
	s.completes(t, "measure chart drawn", "breakfasts\tBreakfasts served on Monday", "late-start")
	s.completes(t, "measure points", "drawn\t")
	s.completes(t, "measure correct drawn", "breakfasts", ":4")
	s.completes(t, "measure import drawn", "breakfasts")
	s.completes(t, "measure import drawn breakfasts", ":0")
	s.says(t, exitFailed, `measure: "bread" is not a measure of this test`, "", "measure", "chart", "drawn", "bread")
	s.says(t, exitFailed, `There is no test of change called "nosuch"`, "", "measure", "chart", "nosuch", "breakfasts")
	s.says(t, exitFailed, `There is no decision asked for under "drawn"`, "", "measure", "chart", "drawn", "breakfasts", "--pack", "drawn")
}

// drawnAs tries what a drawing may be asked for as.
func (s *town) drawnAs(t *testing.T, line []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "wide.svg")
	s.says(t, exitDone, "Wrote", "", append(line, "-o", file, "--width", "1600")...)
	var svg struct {
		XMLName xml.Name
		Width   string `xml:"width,attr"`
	}
	if err := xml.Unmarshal([]byte(readFile(t, file)), &svg); err != nil || svg.XMLName.Local != "svg" || svg.Width != "1600" {
		t.Errorf("%q is drawn as %+v (%v)", line, svg, err)
	}
	for _, width := range []string{"319", "1601", "-1"} {
		s.says(t, exitFailed, "width: "+width+" is no width for a drawing. Give a number from 320 to 1600.", "", append(line, "--width", width)...)
	}
	for _, nonsense := range []string{"xml", "chart.png", t.TempDir()} {
		s.says(t, exitUsage, "is not known: use table, json, or a file that ends in .svg, .html or .txt", "", append(line, "-o", nonsense)...)
	}
	absent, folder := filepath.Join(t.TempDir(), "no", "chart.svg"), filepath.Join(t.TempDir(), "folder.svg")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	s.says(t, exitFailed, "output: "+absent+" cannot be written: no such file or directory.", "", append(line, "-o", absent)...)
	s.says(t, exitFailed, "output: "+folder+" cannot be written: is a directory.", "", append(line, "-o", folder)...)
}

// TestMeasuresInThePack holds that the panel decides by what the points said when it
// was asked, and sees what has changed since.
func TestMeasuresInThePack(t *testing.T) { // by itself: stories played beside it would be late
	s := startTown(t, "60s")
	on := s.from()
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "club"))
	s.do(t, lead, "measure", "import", "club", "breakfasts", writeFile(t, "tally.csv", weekly(on.day(-7), 10, 12, 11, 9, 13, 12, 10, 9, 12, 10, 14, 20)))
	s.planned(t, "club")
	s.do(t, lwo, "test", "end-do", "club", "--reason", "Enough was seen.")
	s.look(t, "", []string{
		"asked How many children come? expected 15 on the first Monday, 25 by the third. points Nothing unusual",
		"asked Are more children at the Monday register?", "points Too few points to say: there are none yet",
	}, "test", "show", "club")
	s.do(t, lead, "test", "study", "club", s.doc(t, "study.yaml", "club"))
	s.do(t, lead, "test", "act", "club", writeFile(t, "act.yaml", "direction: abandon\nwhy: Nobody came.\ncosts: [{kind: volunteer-hours, amount: 12}]\n"))
	s.await(t, "club")

	show := []string{"approval", "show", "club"}
	s.look(t, "", []string{"breakfasts: 12 points (", "). Nothing unusual", "Since then nothing has changed", "monday-attendance: 0 points"}, show...)
	s.look(t, "", []string{"entries and"}, "verify")
	chart := []string{"measure", "chart", "club", "breakfasts"}
	before, packedBefore := s.drawings(t, chart), s.drawings(t, append(chart, "--pack", "club/1"))
	given := "As the LMG was given it on " + on.day(0).Plain() + "."
	if strings.Count(packedBefore, given) != 2 || strings.Contains(before, given) {
		t.Errorf("the pack's chart is\n%s\nbefore it was\n%s", packedBefore, before)
	}
	asData := append(chart, "-o", "json")
	if now, packed := s.do(t, "", asData...), s.do(t, "", append(asData, "--pack", "club")...); now != packed {
		t.Errorf("the pack reads\n%s\nand the test\n%s", packed, now)
	}
	s.do(t, lead, "measure", "correct", "club", "breakfasts", on.slashed(-7), "--value", "2", "--reason", "20 was a typing error.")
	s.do(t, lead, "measure", "import", "club", "monday-attendance", writeFile(t, "register.csv", weekly(on.day(0), 88)))
	s.look(t, "", []string{
		"breakfasts: 12 points (", "Since then breakfasts was corrected.", "Since then monday-attendance has other points: 1, where the pack had 0.",
	}, show...)
	if now := s.drawings(t, chart); now == before {
		t.Error("the chart did not change with its points")
	}
	for _, pack := range []string{"club", "club/1"} {
		if packed := s.drawings(t, append(chart, "--pack", pack)); packed != packedBefore {
			t.Errorf("the pack's chart is now\n%s\nit was\n%s", packed, packedBefore)
		}
	}
	s.look(t, "", []string{"entries and"}, "verify")
	s.completes(t, "measure chart club breakfasts --pack", "club/1")
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "other"))
	s.says(t, exitFailed, `There is no decision "club/2". club has 1.`, "", append(chart, "--pack", "club/2")...)
	s.says(t, exitFailed, "pack: club/1 is about another test. Name an approval of other.", "", "measure", "chart", "other", "breakfasts", "--pack", "club/1")
}

// drawings are a chart in characters, as data and drawn.
func (s *town) drawings(t *testing.T, line []string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "chart.svg")
	s.says(t, exitDone, "Wrote", "", append(line, "-o", file)...)
	return s.do(t, "", line...) + s.do(t, "", append(line, "-o", "json")...) + readFile(t, file)
}

// TestMeasuresWithoutWorker holds which of them need a worker.
func TestMeasuresWithoutWorker(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	sheet := examples + "breakfast-club/attendance.csv"
	for _, line := range [][]string{
		{"measure", "chart", "club", "breakfasts"}, {"measure", "points", "club", "breakfasts"},
		{"measure", "import", "club", "breakfasts", sheet, "--preview"}, {"test", "ramp", "club"},
	} {
		s.says(t, exitFailed, `There is no test of change called "club"`, "", line...)
	}
	for _, line := range [][]string{
		{"measure", "import", "club", "breakfasts", sheet}, {"measure", "talk", "club", "t1", "--said", "It was the snow."},
		{"measure", "correct", "club", "breakfasts", "2/11/2026", "--remove", "--reason", "It was a Sunday."},
	} {
		s.says(t, exitFailed, "Nothing answered at 127.0.0.1:"+s.Get("engine.port"), lead, line...)
	}
}
