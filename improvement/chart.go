package improvement

import (
	"math"
	"slices"

	"github.com/cairnqi/cairn/spc"
)

// Signal is what the points of a measure show and chance alone seldom brings.
type Signal struct {
	Rule      spc.Rule      `json:"rule"`
	First     Date          `json:"first"`
	Last      Date          `json:"last"`
	Direction spc.Direction `json:"direction,omitempty"`
	Judgement spc.Judgement `json:"judgement,omitempty"`
	Says      string        `json:"says"` // a plain sentence
}

// same tells whether two signals of a measure are one: by rule and direction, and
// with days in common.
func (s Signal) same(o Signal) bool {
	return s.Rule == o.Rule && s.Direction == o.Direction && s.First <= o.Last && o.First <= s.Last
}

// Reading is what the points of a measure say by its rule set, for those who decide
// and for whoever computes it again.
type Reading struct {
	Options spc.Options    `json:"options"`
	Verdict spc.Verdict    `json:"verdict"`
	Says    string         `json:"says"` // the whole in plain words
	Phases  []PhaseReading `json:"phases,omitempty"`
	Signals []Signal       `json:"signals,omitempty"` // the latest ten
	Earlier int            `json:"earlier,omitempty"` // signals before those
}

// found is the reading without its words: a sentence may be put better one day, and
// what was found stays.
func (r Reading) found() Reading {
	r.Says = ""
	r.Signals = slices.Clone(r.Signals)
	for i := range r.Signals {
		r.Signals[i].Says = ""
	}
	return r
}

// same tells whether two readings found the same, by the same conventions.
func (r *Reading) same(o *Reading) bool {
	if r == nil || o == nil {
		return r == o
	}
	return digest(r.found()) == digest(o.found())
}

// PhaseReading is the usual of one phase.
type PhaseReading struct {
	From     Date    `json:"from"`
	Baseline Date    `json:"baseline,omitempty"` // the last day that set the middle, where it is frozen
	Middle   float64 `json:"middle"`             // median or mean, by the rule set
	Points   int     `json:"points"`             // that set it
}

// maxReadSignals is the most signals of a reading, maxTalkSignals of a talk.
const (
	maxReadSignals = 10
	maxTalkSignals = 20
)

// Chart is the points of a measure of the test as they are drawn, and how they read.
// Notes are not in it: they are words of people.
func (t *TestOfChange) Chart(id MeasureID) (spc.Series, spc.Result, error) {
	if err := t.checkMeasure("measure", id, false); err != nil {
		return spc.Series{}, spc.Result{}, err
	}
	return t.series(id).chart(t.Measure(id))
}

// ChartBy is Chart by the conventions of a reading that was frozen.
func (t *TestOfChange) ChartBy(id MeasureID, o spc.Options) (spc.Series, spc.Result, error) {
	if err := t.checkMeasure("measure", id, false); err != nil {
		return spc.Series{}, spc.Result{}, err
	}
	return t.series(id).chartBy(o, t.Measure(id))
}

// Reading is what the points of a measure say now.
func (t *TestOfChange) Reading(id MeasureID) (Reading, error) {
	series, result, err := t.Chart(id)
	if err != nil {
		return Reading{}, err
	}
	return ReadingOf(series, result), nil
}

// ReadingOf is what a chart says that was analysed.
func ReadingOf(series spc.Series, result spc.Result) Reading {
	r := Reading{Options: result.Options, Verdict: result.Verdict, Says: result.Says(series)}
	phases := result.Phases
	if len(series.Points) == 0 { // spc gives one that has none
		phases = nil
	}
	for _, p := range phases {
		phase := PhaseReading{From: DateOf(series.Points[p.First].At), Middle: rounded(p.Centre), Points: p.Points}
		if p.Frozen && p.First <= p.Baseline {
			phase.Baseline = DateOf(series.Points[p.Baseline].At)
		}
		r.Phases = append(r.Phases, phase)
	}
	signals := signalsOf(series, result)
	r.Earlier = max(0, len(signals)-maxReadSignals)
	r.Signals = signals[r.Earlier:]
	return r
}

// rounded keeps nine digits: the last bits differ between processors, and a pack must
// come out the same on each.
func rounded(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := math.Pow(10, 8-math.Floor(math.Log10(math.Abs(x))))
	if math.IsInf(scale, 0) || scale == 0 {
		return x
	}
	return math.Round(x*scale) / scale
}

// signalsOf lists the signals of a result, by their days.
func signalsOf(series spc.Series, result spc.Result) []Signal {
	signals := make([]Signal, len(result.Signals))
	for i, g := range result.Signals {
		signals[i] = Signal{
			Rule: g.Rule, First: DateOf(series.Points[g.First].At), Last: DateOf(series.Points[g.Last].At),
			Direction: g.Direction, Judgement: g.Judgement, Says: result.Sentence(series, g),
		}
	}
	return signals
}

// Measure is a measure of the charter; the zero one where it has none of that ID.
func (t *TestOfChange) Measure(id MeasureID) Measure {
	for _, m := range t.Charter.Measures {
		if m.ID == id {
			return m
		}
	}
	return Measure{}
}
