package improvement_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
	"pgregory.net/rapid"
)

// measuring is a walk that is mostly about points: people count for months, mistype,
// correct, begin phases and talk, while the test is paused and handed over.
type measuring struct {
	chooser
	story   *story
	reached map[string]int
}

func newMeasuring(t reporter, c chooser, reached map[string]int) *measuring {
	s := newStory(t, monday)
	s.launch2(DefaultTerms(), pick(c, spc.RuleSets()...), pick(c, spc.RuleSets()...))
	return &measuring{c, s, reached}
}

func (m *measuring) measure() Measure {
	return pick(m.chooser, m.story.test.Charter.Measures...)
}

// step does one thing; points come more often than anything else.
func (m *measuring) step() {
	s := m.story
	who := pick(m.chooser, lead, officer, helper, officer2)
	switch m.chooser(16) {
	case 0, 1:
		m.wait()
	case 2, 3:
		m.count("corrected", who, CorrectPoint{Measure: "waste", Point: m.point(m.measureOf("waste"), m.pointDay()), Reason: words("x")})
	case 4:
		m.count("taken out", who, CorrectPoint{Measure: "waste", Point: Point{Date: m.pointDay()}, Remove: true, Reason: words("x")})
	case 5:
		m.count("phase", who, RebaseMeasure{Measure: "waste", From: m.pointDay(), Reason: words("x")})
	case 6:
		m.count("baseline", who, RebaseMeasure{Measure: "waste", Baseline: m.pointDay(), Reason: words("x")})
	case 7:
		m.count("phase taken away", who, RebaseMeasure{Measure: "waste", From: m.phaseDay(), Undo: true, Reason: words("x")})
	case 8, 9:
		m.count("talked", who, TalkAbout{Talk: fmt.Sprintf("t%d", 1+m.chooser(4)), Said: words("x")})
	case 10:
		m.count("paused", officer, PauseTest{Until: m.day(&s.run, 1, 20), Reason: words("x")})
	case 11:
		m.count("handed over", officer, HandOver{From: s.test.Charter.Lead, To: "helper", ToRoles: helper.Roles, Reason: words("x")})
	default:
		m.count("recorded", who, m.points())
	}
	m.note()
}

func (m *measuring) wait() {
	s := m.story
	to := s.now.AddDate(0, 0, m.chooser(30))
	if m.percent(50) {
		s.until(to)
		return
	}
	s.asleep(to)
}

func (m *measuring) count(what string, who Actor, c TestCommand) {
	if m.story.try(who, c) == nil {
		m.reached[what]++
	}
}

func (m *measuring) note() {
	for _, k := range m.story.test.Talks {
		switch {
		case k.Gone:
			m.reached["talk gone"]++
		case k.At.IsZero():
			m.reached["talk open"]++
		}
	}
}

func (m *measuring) measureOf(id MeasureID) Measure { return m.story.test.Measure(id) }

// points are of days in a row, now and then with one too many or from a file.
func (m *measuring) points() RecordPoints {
	of := m.measure()
	c := RecordPoints{Measure: of.ID}
	first := m.day(&m.story.run, -40, -1)
	if m.percent(20) {
		c.File = strings.Repeat(fmt.Sprint(m.chooser(3)), 64)
	}
	for i := range 1 + m.chooser(12) {
		day := first.AddDays(i)
		if day <= DateOf(m.story.now) || m.percent(2) {
			c.Points = append(c.Points, m.point(of, day))
		}
	}
	return c
}

// point is one that its chart takes, high or low for long enough to be a signal.
func (m *measuring) point(of Measure, day Date) Point {
	if m.percent(5) {
		return Point{Date: day, Missing: true}
	}
	part := float64(1 + m.chooser(4))
	if m.percent(30) {
		part += 15
	}
	p := Point{Date: day, Value: part}
	if of.Ratio() {
		whole := 20.0
		p.Numerator, p.Denominator, p.Value = &part, &whole, part/whole*of.Multiple()
	}
	return p
}

func (m *measuring) pointDay() Date {
	points := m.story.test.PointsOf("waste")
	if len(points) == 0 || m.percent(5) {
		return m.day(&m.story.run, -40, 3)
	}
	return points[m.chooser(len(points))].Date
}

func (m *measuring) phaseDay() Date {
	phases := m.story.test.Phases("waste")
	if len(phases) == 0 {
		return m.pointDay()
	}
	return phases[m.chooser(len(phases))].From
}

// Whatever people do to points, each is told of, nothing is asked about twice, and
// what the chart says can be computed again. The checks are those of checkTest.
func TestMeasuringAtRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMeasuring(t, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }, map[string]int{})
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			m.step()
		}
		m.story.verify()
	})
}

// The walks above lead deep: each of these is seen in them.
func TestMeasuringReachesEverything(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(30) {
		m := newMeasuring(t, rand.New(rand.NewPCG(seed, 3)).IntN, seen)
		for range 60 {
			m.step()
		}
		m.story.verify()
	}
	for _, what := range []string{
		"recorded", "corrected", "taken out", "phase", "baseline", "phase taken away", "talk open", "talked", "talk gone", "paused", "handed over",
	} {
		if seen[what] == 0 {
			t.Errorf("no walk reached %q", what)
		}
	}
	t.Log(seen)
}
