package workflows_test

import (
	"encoding/json"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// payloadLimit is what Temporal takes in one payload, in bytes.
const payloadLimit = 2 << 20

// notedPoints is all the points that a test may have, each with a note.
func notedPoints() *improvement.RecordPoints {
	c := points("2018-01-01", improvement.MaxPoints)
	for i := range c.Points {
		c.Points[i].Note = words(volunteer)
	}
	return c
}

// longPlan is a plan whose words fill so many bytes of JSON, and a little more.
func longPlan(bytes int) *improvement.SubmitPlan {
	c := plan("2037-03-20")
	for size := 0; size < bytes && len(c.Plan.Questions) < improvement.MaxListLength; {
		q := improvement.Question{Question: words(lead), Prediction: longWords(lead, 8_000)}
		text, _ := json.Marshal(q)
		size += len(text)
		c.Plan.Questions = append(c.Plan.Questions, q)
	}
	return c
}

// answers answers every question of a plan.
func answers(p improvement.Plan) *improvement.FileStudy {
	s := study()
	s.Study.Answers = nil
	for i := range p.Questions {
		s.Study.Answers = append(s.Study.Answers, improvement.Answer{Question: i + 1, Happened: words(lead), AsFound: "partly"})
	}
	return s
}

// The largest state that is lawful passes continue-as-new; what would go beyond
// is refused plainly, and small commands still fit.
func TestTheLargestLawfulStateContinuesAsNew(t *testing.T) {
	s := newStory(t)
	all := []*answer{s.test("2037-03-02 10:00", volunteer, notedPoints())}
	over := s.test("2037-03-02 10:30", lead, longPlan(700_000))
	large := longPlan(470_000)
	all = append(all,
		s.test("2037-03-02 11:00", lead, large),
		s.test("2037-03-03 10:00", lwo, &improvement.AgreePlan{}),
		s.test("2037-03-03 11:00", volunteer, done("1.1")),
		s.test("2037-03-03 12:00", lead, finished()),
		s.test("2037-03-03 13:00", lead, answers(large.Plan)),
		s.test("2037-03-03 14:00", lead, adapt(1, "")))
	all = append(all, s.agreed("2037-03-04", 1)...)
	s.cancel("2037-03-05 12:00")
	s.play()
	s.cancelled()
	s.filed(all...)
	s.refused(over, improvement.Invalid, "")
	if s.runs != 2 || s.rec.test(club).Points() != improvement.MaxPoints {
		t.Fatalf("%d runs, %d points", s.runs, s.rec.test(club).Points())
	}
	const third = improvement.MaxStateSize / 3 // is kept free for the cycle that begins
	if size := s.asNew[0]; size < improvement.MaxStateSize-third-third/8 || size > payloadLimit {
		t.Errorf("the run continued with %d bytes; the largest lawful state has about %d", size, improvement.MaxStateSize-third)
	}
}

// Of several commands in flight each fits alone. Those that together would pass
// the bound are refused when their turn comes.
func TestCommandsInFlightCannotPassTheBoundTogether(t *testing.T) {
	s := newStory(t)
	var all []*answer
	for _, from := range []improvement.Date{"2010-01-01", "2012-01-01", "2014-01-01", "2016-01-01"} {
		c := points(from, 400)
		for i := range c.Points {
			c.Points[i].Note = longWords(volunteer, 330)
		}
		all = append(all, s.test("2037-03-02 10:00", volunteer, c))
	}
	s.at("2037-03-02 10:00", func() { s.rec.fail(12) })
	s.cancel("2037-03-04 10:00")
	s.play()
	refused := 0
	for _, a := range all {
		if a.err != nil && s.refusal(a) != nil {
			refused++
		}
	}
	if size := len(s.rec.states[club]); refused != 1 || size > improvement.MaxStateSize {
		t.Errorf("%d of 4 refused, and the state has %d bytes", refused, size)
	}
}
