package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// reported gives out reports of a record on which the test club was abandoned: here, as CSV
// and as a workbook, which are never written over.
func (s *town) reported(t *testing.T) {
	t.Helper()
	today := s.in(0)
	s.look(t, "", []string{"club", "LMG East Locality Management Group", "Theme Poverty", "Stage closed", "Outcome abandoned"}, "report", "tests", "--lmg", "east-lmg", "--theme", "poverty")
	s.look(t, lwo, []string{"Poverty 1 1 0 0 1 0 0 0.0%", "All themes 1 1 0 0 1", "A test counts once"}, "report", "outcomes", "--until", today)
	s.look(t, "", []string{"Up to Wed 1 Jan 2020", "All themes 0 0 0 0 0 0 0"}, "report", "outcomes", "--lmg", "west-lmg", "--until", "1 January 2020")
	s.look(t, "", []string{"test-of-change/club/1", "Proposal abandon", "Verdict agreed", "Decided by votes", "For 3", "Counted 3", "Quorum 3"}, "report", "decisions")
	s.look(t, "", []string{"Kind observation", "Rests on practice", "Test of change club"}, "report", "evidence", "--until", today)
	s.look(t, "", []string{"Points of Breakfast club", "There are none."}, "report", "points", "club")
	s.look(t, "", []string{"Cycle 1", "Kind step", "Status dropped"}, "report", "steps", "test-of-change/club")

	file := filepath.Join(t.TempDir(), "tests.csv")
	s.says(t, exitDone, "Wrote "+file, "", "report", "tests", "--out", file)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(content), "\uFEFF"))).ReadAll()
	if err != nil || len(lines) != 2 || lines[0][0] != "Reference" || lines[1][0] != "club" || lines[1][11] != "abandoned" {
		t.Errorf("the CSV has %q, %v", lines, err)
	}
	s.says(t, exitFailed, "nothing is written over", "", "report", "outcomes", "--format", "csv", "--out", file)
	if again, err := os.ReadFile(file); err != nil || string(again) != string(content) {
		t.Errorf("it was written over: %q, %v", again, err)
	}

	book, err := excelize.OpenFile(s.workbook(t, "decisions"))
	if err != nil {
		t.Fatal(err)
	}
	if verdict, err := book.GetCellValue("Report", "H2"); err != nil || verdict != "agreed" {
		t.Errorf("the workbook's verdict is %q, %v", verdict, err)
	}
}

// workbook writes a report as one, and says where it is.
func (s *town) workbook(t *testing.T, report string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), report+".xlsx")
	s.says(t, exitDone, "Wrote "+file, "", "report", report, "--out", file)
	return file
}
