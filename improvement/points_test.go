package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// weekly is points a week apart, the last on that day.
func weekly(last Date, values ...float64) []Point {
	points := make([]Point, len(values))
	for i, v := range values {
		points[i] = Point{Date: last.AddDays(-7 * (len(values) - 1 - i)), Value: v}
	}
	return points
}

// charted is a launched story whose first measure has that rule set.
func charted(t reporter, rules spc.RuleSet, per float64) *story {
	t.Helper()
	s := newStory(t, monday)
	c := lawfulCharter()
	c.Measures[0].Rules, c.Measures[0].Per = rules, per
	events, err := Launch(c, lawfulFacts(), DefaultTerms(), holidays, officer, s.now)
	if err != nil {
		t.Fatalf("Launch: %v", err)
	}
	s.file(officer.Person, events)
	return s
}

func (s *story) points(m MeasureID) []Point {
	for _, series := range s.test.Series {
		if series.Measure == m {
			return series.Points
		}
	}
	return nil
}

func counted2(num, den float64) Point {
	return Point{Date: "2026-01-30", Value: 100 * num / den, Numerator: &num, Denominator: &den}
}

func TestACorrectionKeepsTheEarlierValueAndReason(t *testing.T) {
	s := launched(t)
	s.do(helper, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 4, 190, 5), File: strings.Repeat("a", 64)})
	s.do(helper, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-23", Value: 19}, Reason: words("A nought too many")})

	points := s.points("waste")
	if len(points) != 3 || points[1].Value != 19 || !points[1].Corrected || points[0].Corrected {
		t.Errorf("the series is %+v", points)
	}
	origins := Origins(s.journal, "waste")
	was := origins[1].Was
	if len(was) != 1 || was[0].Value != 190 || was[0].By != "helper" || was[0].Reason != words("A nought too many") {
		t.Errorf("what it was: %+v", was)
	}
	if origins[1].Value != 19 || origins[1].By != "helper" || origins[1].File != strings.Repeat("a", 64) {
		t.Errorf("its origin: %+v", origins[1])
	}
}

func TestAPointThatShouldNotBeIsTakenOutAndMayComeBack(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 4, 5)})
	s.do(officer, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30"}, Remove: true, Reason: words("That was another class")})
	if points := s.points("waste"); len(points) != 1 || points[0].Value != 4 {
		t.Errorf("the series is %+v", points)
	}
	if o := Origins(s.journal, "waste")[1]; !o.Removed || o.Was[0].Value != 5 {
		t.Errorf("its origin: %+v", o)
	}
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 7)})
	if o := Origins(s.journal, "waste")[1]; o.Removed || o.Value != 7 || len(o.Was) != 1 {
		t.Errorf("its origin, recorded again: %+v", o)
	}
	s.verify()
}

func TestCorrectionsThatAreRefused(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 4, 5)})
	right := func(change func(c *CorrectPoint)) CorrectPoint {
		c := CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30", Value: 6}, Reason: words("Typed wrongly")}
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		who    Actor
		change func(c *CorrectPoint)
		code   Code
		field  string
	}{
		"a stranger":       {newcomer, func(*CorrectPoint) {}, NotAllowed, "as"},
		"another measure":  {lead, func(c *CorrectPoint) { c.Measure = "joy" }, Invalid, "measure"},
		"no reason":        {lead, func(c *CorrectPoint) { c.Reason = Words{} }, Invalid, "reason"},
		"no day":           {lead, func(c *CorrectPoint) { c.Point.Date = "" }, Invalid, "date"},
		"a day without":    {lead, func(c *CorrectPoint) { c.Point.Date = "2026-01-29" }, NotFound, "date"},
		"the same value":   {lead, func(c *CorrectPoint) { c.Point.Value = 5 }, Conflict, "value"},
		"a gap with value": {lead, func(c *CorrectPoint) { c.Point.Missing = true }, Invalid, "points.missing"},
	} {
		t.Run(name, func(t *testing.T) { s.refuse(c.who, right(c.change), c.code, c.field) })
	}
}

func TestAGapHasNoValue(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-23", Value: 3}, {Date: "2026-01-30", Missing: true, Note: words("Snow")}}})
	reading, err := s.test.Reading("waste")
	if err != nil || reading.Verdict != spc.TooFew || reading.Phases[0].Points != 1 {
		t.Errorf("reads as %+v, %v", reading, err)
	}
	s.do(lead, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30", Value: 4}, Reason: words("Found the sheet")})
	if reading, _ := s.test.Reading("waste"); reading.Phases[0].Points != 2 {
		t.Errorf("reads as %+v", reading)
	}
}

func TestPointsThatTheChartCannotTake(t *testing.T) {
	for name, c := range map[string]struct {
		rules spc.RuleSet
		point Point
		says  string
	}{
		"a proportion without parts":     {spc.P, Point{Date: "2026-01-30", Value: 86}, "numerator"},
		"a value that is not its parts":  {spc.P, Point{Date: "2026-01-30", Value: 68, Numerator: ref(73), Denominator: ref(84)}, "73 of 84 makes 86.9, not 68"},
		"more than all of them":          {spc.P, counted2(85, 84), "Fri 30 Jan 2026"},
		"a count below nothing":          {spc.C, Point{Date: "2026-01-30", Value: -1}, "Fri 30 Jan 2026"},
		"a time between events below it": {spc.T, Point{Date: "2026-01-30", Value: -1}, "Fri 30 Jan 2026"},
	} {
		t.Run(name, func(t *testing.T) {
			s := charted(t, c.rules, 0)
			refused := s.refuse(lead, RecordPoints{Measure: "attendance", Points: []Point{c.point}}, Invalid, refusedField(c.says))
			if !strings.Contains(refused.Message, c.says) {
				t.Errorf("says %q, want %q in it", refused.Message, c.says)
			}
		})
	}
}

func refusedField(says string) string {
	switch {
	case says == "numerator":
		return "points.numerator"
	case strings.Contains(says, "makes"):
		return "points.value"
	}
	return "points"
}

func ref(x float64) *float64 { return &x }

func TestAProportionMayBeRounded(t *testing.T) {
	s := charted(t, spc.P, 0)
	p := counted2(73, 84)
	p.Value = 87
	s.do(lead, RecordPoints{Measure: "attendance", Points: []Point{p}})
	series, result, err := s.test.Chart("attendance")
	if err != nil || len(series.Points) != 1 || result.Values[0] < 86.9 || result.Values[0] > 86.91 {
		t.Errorf("plots %v, %v", result.Values, err)
	}
}

func TestAFileThatWasImportedChangesNothing(t *testing.T) {
	s := launched(t)
	file := strings.Repeat("b", 64)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-23", 4), File: file})
	s.refuse(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-23", 4), File: file}, Conflict, "points.date")
	if !s.test.Imported("waste", file) || s.test.Imported("attendance", file) {
		t.Error("the measure does not know its file, or another one does")
	}
	s.do(lead, RecordPoints{Measure: "attendance", Points: weekly("2026-01-30", 5), File: file}) // another measure of the same sheet
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5), File: file})      // a row that was left out before
	if files := s.test.Series[1].Files; len(files) != 1 {
		t.Errorf("the files are %v", files)
	}
}

// What a person took out no file brings back; a person does.
func TestAFileDoesNotBringBackWhatWasTakenOut(t *testing.T) {
	s := launched(t)
	points, file := weekly("2026-01-30", 4, 5), strings.Repeat("b", 64)
	s.do(lead, RecordPoints{Measure: "waste", Points: points, File: file})
	s.do(lead, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30"}, Remove: true, Reason: words("Not a school day")})
	s.refuse(lead, RecordPoints{Measure: "waste", Points: points[1:], File: strings.Repeat("c", 64)}, Conflict, "points.date")
	if taken, err := s.test.Takes("waste", points[1], s.now); taken != TakenLeft || err != nil {
		t.Errorf("a look before says %v, %v", taken, err)
	}
	s.do(lead, RecordPoints{Measure: "waste", Points: points[1:]})
	if taken, err := s.test.Takes("waste", points[1], s.now); taken != TakenKnown || err != nil {
		t.Errorf("recorded by hand it is %v, %v", taken, err)
	}
	s.verify()
}

// A point that a person put right is left as it is, whatever a sheet says of its day.
func TestAFileLeavesWhatWasPutRight(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 4, 50), File: strings.Repeat("b", 64)})
	if _, err := s.test.Takes("waste", Point{Date: "2026-01-30", Value: 51}, s.now); refusalOf(t, err).Code != Conflict {
		t.Errorf("another value is no conflict: %v", err)
	}
	s.do(lead, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30", Value: 5}, Reason: words("A nought too many")})
	if taken, err := s.test.Takes("waste", Point{Date: "2026-01-30", Value: 50}, s.now); taken != TakenLeft || err != nil {
		t.Errorf("the sheet as it was: %v, %v", taken, err)
	}
	if taken, err := s.test.Takes("waste", Point{Date: "2026-01-30", Value: 5}, s.now); taken != TakenKnown || err != nil {
		t.Errorf("the sheet put right: %v, %v", taken, err)
	}
}

// A value is told from its parts: another one with the same parts is another point.
func TestAValueBesideItsParts(t *testing.T) {
	s := launched(t)
	p := Point{Date: "2026-01-30", Value: 10, Numerator: ref(3), Denominator: ref(30)}
	s.do(lead, RecordPoints{Measure: "waste", Points: []Point{p}})
	p.Value = 12
	if _, err := s.test.Takes("waste", p, s.now); refusalOf(t, err).Code != Conflict {
		t.Errorf("12 of the same parts passes for 10: %v", err)
	}
	s.refuse(lead, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30", Value: 12}, Reason: words("x")}, Invalid, "numerator")
	s.refuse(lead, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30", Value: 12}, Remove: true, Reason: words("x")}, Invalid, "remove")
	s.do(lead, CorrectPoint{Measure: "waste", Point: p, Reason: words("Typed wrongly")})
	if got := s.points("waste")[0].Value; got != 12 {
		t.Errorf("the value is %v", got)
	}
}

// A value that is left out is worked out from its parts, whatever it is multiplied with.
func TestAValueIsWorkedOutFromItsParts(t *testing.T) {
	for _, c := range []struct {
		rules spc.RuleSet
		per   float64
		want  float64
	}{{spc.P, 0, 35}, {spc.P, 1, 0.35}, {spc.U, 0, 0.35}, {spc.U, 1000, 350}, {"", 0, 35}, {spc.XmR, 0, 35}} {
		s := charted(t, c.rules, c.per)
		s.do(lead, RecordPoints{Measure: "attendance", Points: []Point{{Date: "2026-01-30", Numerator: ref(7), Denominator: ref(20), Corrected: true}}})
		if p := s.points("attendance")[0]; p.Value != c.want || p.Corrected {
			t.Errorf("%s per %v: %+v, want %v", c.rules, c.per, p, c.want)
		}
		s.do(lead, CorrectPoint{Measure: "attendance", Point: Point{Date: "2026-01-30", Numerator: ref(14), Denominator: ref(20)}, Reason: words("Twice as many")})
		if p := s.points("attendance")[0]; p.Value != 2*c.want {
			t.Errorf("%s per %v, corrected: %+v", c.rules, c.per, p)
		}
		_, err := s.test.Takes("attendance", Point{Date: "2026-01-30", Value: c.want * 2.001, Numerator: ref(14), Denominator: ref(20)}, s.now)
		if err != nil {
			t.Errorf("%s per %v: a rounded value of the same parts is another: %v", c.rules, c.per, err)
		}
	}
}

func TestFiguresForPeople(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0", 12: "12", 1234567: "1234567", 90.36144578313254: "90.36", 0.00012345: "0.0001235", -7.25: "-7.25", 1234.56: "1235", 1e-320: "0",
	} {
		if got := Figure(x); got != want && x != 1e-320 {
			t.Errorf("%v is written %s, want %s", x, got, want)
		}
	}
}

func TestARuleSetIsChosenPerMeasure(t *testing.T) {
	for _, rules := range spc.RuleSets() {
		m := Measure{ID: "m", Kind: Outcome, Name: words("m"), Better: Higher, Rules: rules}
		if m.RuleSet() != rules {
			t.Errorf("%s is read by %s", rules, m.RuleSet())
		}
	}
	if (Measure{}).RuleSet() != spc.IHI2011 {
		t.Error("a measure that names no rule set is not read by ihi-2011")
	}
	c := lawfulCharter()
	c.Measures[0].Rules = "guess"
	_, err := Launch(c, lawfulFacts(), DefaultTerms(), holidays, officer, monday)
	if refused := refusalOf(t, err); refused.Field != "measures.rules" || !strings.Contains(refused.Message, "anhoej") {
		t.Errorf("refused with %v", refused)
	}
	c.Measures[0].Rules, c.Measures[0].Per = spc.C, 100
	_, err = Launch(c, lawfulFacts(), DefaultTerms(), holidays, officer, monday)
	if refused := refusalOf(t, err); refused.Field != "measures.per" {
		t.Errorf("refused with %v", refused)
	}
}

// What the panel decides by is computed again from the journal, also after points
// were corrected and added since.
func TestAPackComesOutOfTheJournalAgain(t *testing.T) {
	s := charted(t, spc.XmR, 0)
	s.do(lead, RecordPoints{Measure: "attendance", Points: weekly("2026-01-30", 84, 86, 85, 87, 84, 86, 83, 85, 86, 84, 85, 86)})
	s.propose(adapt(1, ""))
	pack := s.test.Pack()
	s.do(lead, CorrectPoint{Measure: "attendance", Point: Point{Date: "2026-01-30", Value: 76}, Reason: words("Typed wrongly")})
	s.do(lead, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 3)})

	if same, err := pack.Recomputed(s.journal); !same || err != nil {
		t.Errorf("computed again: %v, %v", same, err)
	}
	changed := s.test.ChangedSince(pack).Measures
	if len(changed) != 2 || changed[0].Now.Measure != "attendance" || changed[0].Was.Points != changed[0].Now.Points || changed[1].Now.Points != 1 {
		t.Errorf("changed since: %+v", changed)
	}
	pack.Measures = slices.Clone(pack.Measures)
	other := *pack.Measures[0].Reading
	other.Says = "Put in other words."
	pack.Measures[0].Reading = &other
	if same, err := rehashed(t, pack).Recomputed(s.journal); !same || err != nil {
		t.Errorf("put in other words: %v, %v", same, err)
	}
	other.Verdict = spc.Quiet
	pack.Measures[0].Reading = &other
	if same, _ := pack.Recomputed(s.journal); same {
		t.Error("another reading passes for the pack's")
	}
	pack.Measures[0].Reading = nil
	pack = rehashed(t, pack)
	if same, err := pack.Recomputed(s.journal); !same || err != nil {
		t.Errorf("a pack from before readings: %v, %v", same, err)
	}
	pack.Measures[1].Points = 7
	if same, _ := pack.Recomputed(s.journal); same {
		t.Error("another number of points passes for the pack's")
	}
}

func TestACorrectionTakesNobodysNoteAway(t *testing.T) {
	s := launched(t)
	s.do(lead, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-30", Value: 5, Note: words("Snow")}}})
	s.do(helper, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30", Value: 6}, Reason: words("Typed wrongly")})
	if p := s.points("waste")[0]; p.Value != 6 || p.Note != words("Snow") {
		t.Errorf("the point is %+v", p)
	}
	s.refuse(helper, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30", Value: 6}, Reason: words("Once more")}, Conflict, "value")
	s.do(helper, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-30", Value: 6, Note: words("Ice")}, Reason: words("It was ice")})
	if p := s.points("waste")[0]; p.Note != words("Ice") {
		t.Errorf("the point is %+v", p)
	}
}
