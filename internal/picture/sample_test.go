package picture

import (
	"math"
	"testing"
	"time"

	"github.com/cairnqi/cairn/spc"
)

func on(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, london).UTC()
}

var gap = math.NaN() // nobody counted

// every gives points so many days apart.
func every(first time.Time, days int, values ...float64) []spc.Point {
	points := make([]spc.Point, len(values))
	for i, v := range values {
		points[i] = spc.Point{At: first.In(london).AddDate(0, 0, i*days).UTC(), Value: v}
		if math.IsNaN(v) {
			points[i] = spc.Point{At: points[i].At, Missing: true}
		}
	}
	return points
}

func analysed(t testing.TB, c Chart, rules spc.RuleSet) Chart {
	t.Helper()
	options, err := rules.Options()
	if err != nil {
		t.Fatal(err)
	}
	if c.Result, err = spc.Analyse(c.Series, options); err != nil {
		t.Fatal(err)
	}
	return c
}

// attendance is a run chart: 12 weeks frozen, then 14 that improve.
func attendance(t testing.TB) Chart {
	points := every(on(2026, 9, 7), 7,
		78, 81, 76, 79, 83, 77, 80, 78, 74, 79, 82, 77, // before
		80, 78, gap, 83, 85, 84, 88, 86, 87, 90, 88, 91, 89, 92)
	points[8].Note = "A stomach bug went round."
	points[14].Note = "Closed for snow; nobody counted."
	points[19].Note = "The school's own breakfast week, with a visit from the football club, a quiz, and a raffle for those who came on each of five days."
	target := 90.0
	return analysed(t, Chart{
		Title: "Attendance on Mondays at the breakfast club's school", Unit: "per cent",
		Series: spc.Series{Points: points, Better: spc.Higher, Phases: []spc.Phase{{Baseline: points[11].At}}}, Target: &target,
		Boundaries: []Boundary{{At: on(2026, 11, 30), Label: "Cycle 1"}, {At: on(2027, 1, 18), Label: "Cycle 2: toast too"}},
	}, spc.IHI2011)
}

// lateStart is too short to say.
func lateStart(t testing.TB) Chart {
	return analysed(t, Chart{
		Title: "Late start of the first lesson", Unit: "minutes",
		Series: spc.Series{Points: every(on(2027, 2, 22), 7, 4, 6, 5, 9, 12), Better: spc.Lower},
	}, spc.IHI2011)
}

// missed is a p chart, its limits varying with the number of appointments.
func missed(t testing.TB) Chart {
	part := []float64{12, 15, 9, 14, 18, 11, 13, 16, 10, 12, 28, 14, 8, 5, 7, 4, 6, 3, 5, 4}
	of := []float64{80, 92, 61, 88, 110, 75, 83, 97, 60, 84, 90, 86, 71, 82, 93, 64, 99, 70, 85, 78}
	points := make([]spc.Point, len(part))
	for i := range points {
		points[i] = spc.Point{At: on(2025, 8, 1).In(london).AddDate(0, i, 0), Numerator: part[i], Denominator: of[i]}
	}
	points[10].Note = "Bus strike"
	return analysed(t, Chart{
		Title: "Appointments that were missed", Unit: "% of appointments",
		Series: spc.Series{Points: points, Better: spc.Lower, Per: 100, Phases: []spc.Phase{{Baseline: points[11].At}}},
	}, spc.P)
}

// waiting is an individuals chart with a re-base.
func waiting(t testing.TB) Chart {
	points := every(on(2026, 3, 2), 1,
		42, 45, 39, 44, 47, 41, 43, 40, 46, 42, 58, 44, 43, 41, 45,
		40, 38, 37, 36, 35, 33, 31, 29,
		28, 31, 26, 30, 29, 27, 32, 28, 30, 35, 25, 35, 29, 30)
	return analysed(t, Chart{
		Title: "Days from referral to first meeting", Unit: "days", Stamp: "As on 9 April 2026",
		Series: spc.Series{Points: points, Better: spc.Lower, Phases: []spc.Phase{
			{Baseline: points[14].At}, {From: points[23].At, Reason: "A second worker joined"},
		}},
		Boundaries: []Boundary{{At: on(2026, 3, 17), Label: "Cycle 1"}, {At: on(2026, 3, 25), Label: "Re-based"}},
	}, spc.XmR)
}

// breakfasts are counts without anything to see.
func breakfasts(t testing.TB) Chart {
	return analysed(t, Chart{
		Title: "Breakfasts served", Unit: "children",
		Series: spc.Series{Points: every(on(2026, 11, 4), 7, 11, 14, 19, 12, 16, 10, 15, 13, 18, 12, 14), Better: spc.Higher},
	}, spc.Anhoej)
}

func samples(t testing.TB) map[string]Chart {
	return map[string]Chart{
		"attendance": attendance(t), "late-start": lateStart(t), "missed": missed(t), "waiting": waiting(t), "breakfasts": breakfasts(t),
	}
}

func ramp() Ramp {
	return Ramp{Title: "Breakfast before school", Cycles: []RampCycle{
		{Number: 1, Objective: "Find out whether five families come when breakfast is offered on Mondays from eight o'clock.", Decision: "agreed to adapt, 2 further cycles", Began: on(2026, 11, 30), Ended: on(2027, 1, 15), Stage: "Decided"},
		{Number: 2, Objective: "See whether toast as well as cereal, and a warm room, bring the families who live furthest away; and whether the first lesson still begins on time.", Decision: "agreed to adapt", Began: on(2027, 1, 18), Ended: on(2027, 2, 26), Stage: "Decided"},
		{Number: 3, Objective: "Offer it on Mondays and Thursdays, run by parents.", Began: on(2027, 3, 1), Stage: "Do", Current: true},
	}}
}
