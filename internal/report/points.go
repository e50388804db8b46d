package report

import "github.com/cairnqi/cairn/improvement"

// Points has a row for each point of a test's measures in the period, as corrected. It
// fails where points cannot be read by their measure's rule set.
func Points(t *improvement.TestOfChange, n Names, q Query) (Table, error) {
	var rows [][]Cell
	for _, m := range t.Charter.Measures {
		phases, err := phasesOf(t, m.ID)
		if err != nil {
			return Table{}, err
		}
		for i, p := range t.PointsOf(m.ID) {
			if q.Period.Has(p.Date) {
				rows = append(rows, pointRow(n, m, p, phases[i]))
			}
		}
	}
	return Table{
		Title: "Points of " + line(n.Words(t.Charter.Title)), Period: q.Period, AsOf: q.AsOf,
		Columns: []Column{
			{"Measure", Text}, {"Name", Text}, {"Kind", Text}, {"Unit", Text}, {"Date", Date}, {"Value", Number}, {"Numerator", Number}, {"Denominator", Number},
			{"Phase", Number}, {"Corrected", Text},
		},
		Rows: listed(rows),
		Notes: []string{
			bothDays, "A day without a value is a gap: nobody counted then. It is no zero.",
			"Phase counts, from 1, the times that people set another usual. Corrected points are as they are now; the record keeps what they were, and why.",
		},
	}, nil
}

// phasesOf gives the phase of each point of a measure, from 1.
func phasesOf(t *improvement.TestOfChange, m improvement.MeasureID) ([]int, error) {
	_, result, err := t.Chart(m)
	if err != nil {
		return nil, err
	}
	phases := make([]int, len(t.PointsOf(m)))
	for n, p := range result.Phases {
		for i := p.First; i <= p.Last && i < len(phases); i++ {
			phases[i] = n + 1
		}
	}
	return phases, nil
}

func pointRow(n Names, m improvement.Measure, p improvement.Point, phase int) []Cell {
	value := number(p.Value)
	if p.Missing {
		value = Cell{}
	}
	return []Cell{
		text(string(m.ID)), text(line(n.Words(m.Name))), text(string(m.Kind)), text(line(n.Words(m.Unit))), day(p.Date), value,
		part(p.Numerator), part(p.Denominator), number(phase), yes(p.Corrected),
	}
}

func part(x *float64) Cell {
	if x == nil {
		return Cell{}
	}
	return number(*x)
}
