package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// countedFor is a test whose measure has so many points, one a day, as a chart of those
// rules takes them.
func countedFor(b *testing.B, rules spc.RuleSet, n int) *story {
	b.Helper()
	s := charted(b, rules, 0)
	c := RecordPoints{Measure: "attendance"}
	for i := range n {
		p := counted2(float64(14+(i*7)%5), 20)
		p.Date = Date("2026-01-31").AddDays(-i)
		c.Points = append(c.Points, p)
	}
	s.do(helper, c)
	return s
}

// BenchmarkRecordPoints is one more point of a measure that has a thousand: what the
// validator and the handler of the update take each.
func BenchmarkRecordPoints(b *testing.B) {
	for _, rules := range []spc.RuleSet{spc.IHI2011, spc.XmR, spc.P} {
		b.Run(string(rules), func(b *testing.B) {
			s := countedFor(b, rules, 1_000)
			p := counted2(16, 20)
			p.Date = "2026-02-01"
			one := RecordPoints{Measure: "attendance", Points: []Point{p}}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.test.Decide(one, helper, s.now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkFilingPoints is what the record is given then.
func BenchmarkFilingPoints(b *testing.B) {
	s := countedFor(b, spc.P, 1_000)
	p := counted2(16, 20)
	p.Date = "2026-02-01"
	events, err := s.test.Decide(RecordPoints{Measure: "attendance", Points: []Point{p}}, helper, s.now)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.test.Filing("bench", "helper", s.now, events); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPack is what an approval freezes of a thousand points.
func BenchmarkPack(b *testing.B) {
	s := countedFor(b, spc.P, 1_000)
	b.ReportAllocs()
	for b.Loop() {
		s.test.Pack()
	}
}
