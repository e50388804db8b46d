package improvement

import (
	"math"
	"slices"
)

// CostKinds lists the kinds of cost, in the order in which they are shown.
func CostKinds() []CostKind { return []CostKind{StaffHours, VolunteerHours, Money, InKind} }

// CycleStory is what somebody saw or went through in a cycle, in words, with the evidence
// that holds it.
type CycleStory struct {
	Text     Words    `json:"text"`
	Evidence []string `json:"evidence,omitempty"` // IDs of items filed to the test
}

const (
	maxCost    = 1e9 // hours or pounds in one line; more is a slip
	maxStories = 20  // of one cycle
)

// plausible refuses what is most likely a slip, and things in kind that nobody named.
func plausible(field string, costs []Cost) error {
	for _, c := range costs {
		if c.Amount > maxCost {
			return invalid(field+".amount", "This is more than a thousand million. Check the amount.")
		}
		if c.Kind == InKind && c.Note.Empty() {
			return invalid(field+".note", "Say what was given in kind, such as the use of a hall. Its amount in pounds may be left out.")
		}
	}
	return nil
}

// checkTook wants what the cycle took, where the test's rules ask for it, and stories that
// rest on evidence of the test where they name any.
func (a Act) checkTook(t *TestOfChange) error {
	if t.Rules >= rulesWithCosts {
		if len(a.Costs) == 0 {
			return invalid("costs", "Say what this cycle took: staff-hours, volunteer-hours, money or in-kind. Where it took nothing, write 0 of one of them.")
		}
		if err := plausible("costs", a.Costs); err != nil {
			return err
		}
	}
	if len(a.Stories) > maxStories {
		return invalid("stories", "There are %d stories here; %d is the most. File the others as evidence.", len(a.Stories), maxStories)
	}
	for _, s := range a.Stories {
		if err := firstOf(
			required("stories.text", s.Text, "A story is empty. Tell it, or leave it out."),
			t.checkCited("stories.evidence", s.Evidence),
		); err != nil {
			return err
		}
	}
	return nil
}

// Rates are what an hour is priced at, in pounds; zero is not priced. Only hours have a
// rate: money is money, and what was given in kind has the value that its giver named.
type Rates struct {
	StaffHours     float64
	VolunteerHours float64
}

// of gives the rate of a kind; false where it has none.
func (r Rates) of(k CostKind) (float64, bool) {
	rate := map[CostKind]float64{StaffHours: r.StaffHours, VolunteerHours: r.VolunteerHours}[k]
	return rate, rate > 0
}

// CostSum is what was spent of one kind, added up within that kind alone.
type CostSum struct {
	Kind     CostKind `json:"kind"`
	Amount   float64  `json:"amount"` // hours, or pounds
	Notes    []Words  `json:"notes,omitempty"`
	Unvalued int      `json:"unvalued,omitempty"` // things in kind that nobody put an amount to
}

// PricedHours is the price of hours of one kind.
type PricedHours struct {
	Kind   CostKind `json:"kind"`
	Hours  float64  `json:"hours"`
	Rate   float64  `json:"rate"` // pounds per hour
	Pounds float64  `json:"pounds"`
}

// Pricing prices hours by the rates that are configured. Money and things in kind are
// never in it.
type Pricing struct {
	Hours  []PricedHours `json:"hours"`
	Pounds float64       `json:"pounds"` // of these hours together
	// Unpriced are hours that no rate is configured for, so that nobody takes the price for
	// one of all hours.
	Unpriced []CostSum `json:"unpriced,omitempty"`
}

// sumsOf adds costs up within each kind, in the order of CostKinds.
func sumsOf(costs []Cost) []CostSum {
	var sums []CostSum
	for _, kind := range CostKinds() {
		sum := CostSum{Kind: kind}
		n := 0
		for _, c := range costs {
			if c.Kind != kind {
				continue
			}
			n++
			sum.Amount = rounded(min(sum.Amount+c.Amount, math.MaxFloat64))
			if !c.Note.Empty() {
				sum.Notes = append(sum.Notes, c.Note)
			}
			if kind == InKind && c.Amount == 0 {
				sum.Unvalued++
			}
		}
		if n > 0 {
			sums = append(sums, sum)
		}
	}
	return sums
}

// priced prices the hours among sums; nil where no rate is configured for any of them.
func priced(sums []CostSum, r Rates) *Pricing {
	var p Pricing
	for _, s := range sums {
		if rate, has := r.of(s.Kind); has {
			pounds := rounded(min(s.Amount*rate, math.MaxFloat64))
			p.Hours = append(p.Hours, PricedHours{Kind: s.Kind, Hours: s.Amount, Rate: rate, Pounds: pounds})
			p.Pounds = rounded(min(p.Pounds+pounds, math.MaxFloat64))
		} else if s.Amount > 0 && (s.Kind == StaffHours || s.Kind == VolunteerHours) {
			p.Unpriced = append(p.Unpriced, CostSum{Kind: s.Kind, Amount: s.Amount})
		}
	}
	if len(p.Hours) == 0 {
		return nil
	}
	return &p
}

// MeasureReading is how a measure reads, beside what its test took.
type MeasureReading struct {
	Measure MeasureID `json:"measure"`
	Name    Words     `json:"name"`
	Points  int       `json:"points"` // that it rests on
	Reading Reading   `json:"reading"`
}

// CycleCosts is what one cycle took, beside what came of it.
type CycleCosts struct {
	Cycle        int              `json:"cycle"`
	Recorded     bool             `json:"recorded"` // somebody said what it took
	Took         []CostSum        `json:"took,omitempty"`
	Priced       *Pricing         `json:"priced,omitempty"`
	Outcomes     []OutcomeMark    `json:"outcomes,omitempty"`
	Measures     []MeasureReading `json:"measures,omitempty"` // as they read with the points up to its end
	Stories      []CycleStory     `json:"stories,omitempty"`
	Consequences Words            `json:"consequences,omitzero"`
}

// CostTable sets what a test took beside what came of it, per cycle and as a whole. Costs
// are added up within a kind only, and set against no consequence.
type CostTable struct {
	Expected       []CostSum        `json:"expected,omitempty"` // by the charter
	Took           []CostSum        `json:"took,omitempty"`
	Unrecorded     []int            `json:"unrecorded,omitempty"` // cycles of which nobody said what they took
	ExpectedPriced *Pricing         `json:"expected_priced,omitempty"`
	Priced         *Pricing         `json:"priced,omitempty"`
	Outcomes       []OutcomePath    `json:"outcomes,omitempty"`
	Measures       []MeasureReading `json:"measures,omitempty"`
	Cycles         []CycleCosts     `json:"cycles"`
}

// CostTable is the table of the test as it stands.
func (t *TestOfChange) CostTable(r Rates) CostTable {
	table := CostTable{
		Expected: sumsOf(t.Charter.Costs), Outcomes: t.OutcomePaths(), Measures: t.readings(""),
		Cycles: make([]CycleCosts, len(t.Cycles)),
	}
	var took []Cost
	for i, c := range t.Cycles {
		table.Cycles[i] = t.cycleCosts(c, r)
		if c.Act != nil {
			took = append(took, c.Act.Costs...)
		}
		if !table.Cycles[i].Recorded {
			table.Unrecorded = append(table.Unrecorded, c.Number)
		}
	}
	table.Took = sumsOf(took)
	table.ExpectedPriced, table.Priced = priced(table.Expected, r), priced(table.Took, r)
	return table
}

func (t *TestOfChange) cycleCosts(c Cycle, r Rates) CycleCosts {
	costs := CycleCosts{Cycle: c.Number}
	var end Date
	if c.Study != nil {
		costs.Outcomes = c.Study.Outcomes
	}
	if c.Act != nil {
		costs.Recorded = len(c.Act.Costs) > 0
		costs.Took, costs.Stories, costs.Consequences = sumsOf(c.Act.Costs), c.Act.Stories, c.Act.Consequences
		end = DateOf(c.Act.At)
	}
	costs.Priced, costs.Measures = priced(costs.Took, r), t.readings(end)
	return costs
}

// readings is how each measure reads with the points up to a day; empty is all of them.
func (t *TestOfChange) readings(until Date) []MeasureReading {
	all := make([]MeasureReading, len(t.Series))
	for i, s := range t.Series {
		if until != "" {
			s = s.until(until)
		}
		m := t.Measure(s.Measure)
		all[i] = MeasureReading{Measure: s.Measure, Name: m.Name, Points: len(s.Points)}
		series, result, err := s.chart(m)
		if err != nil { // what does not read is refused when it is filed; it is told all the same
			all[i].Reading = Reading{Says: "These points cannot be read: " + err.Error()}
			continue
		}
		all[i].Reading = ReadingOf(series, result)
	}
	return all
}

// until is the series as it was on a day: without later points, and without phases that
// begin, or were set, after it.
func (s Series) until(day Date) Series {
	s.Points = slices.DeleteFunc(slices.Clone(s.Points), func(p Point) bool { return p.Date > day })
	s.Phases = slices.DeleteFunc(slices.Clone(s.Phases), func(p Phase) bool { return p.From > day || DateOf(p.At) > day })
	return s
}
