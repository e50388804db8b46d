package intake

import "github.com/cairnqi/cairn/improvement"

func points(f *form) improvement.RecordPoints {
	return improvement.RecordPoints{
		Measure: improvement.MeasureID(f.id("measure")),
		Points:  each(f, "points", point),
	}
}

func point(f *form) improvement.Point {
	p := improvement.Point{
		Date:        f.date("date"),
		Missing:     f.yes("missing"), // nobody counted on that day: it has no value
		Numerator:   f.number("numerator"),
		Denominator: f.number("denominator"),
		Note:        f.text("note"),
	}
	if p.Missing || p.Numerator != nil && p.Denominator != nil { // it is worked out from its parts
		p.Value = f.numberOr0("value")
	} else {
		p.Value = f.figure("value")
	}
	return p
}

// correction is another point of a day, or its removal: then only the day is said.
func correction(f *form) improvement.CorrectPoint {
	c := improvement.CorrectPoint{Measure: improvement.MeasureID(f.id("measure")), Reason: f.text("reason"), Remove: f.yes("remove")}
	if c.Remove {
		c.Point.Date = f.date("date")
		return c
	}
	c.Point = point(f)
	return c
}

func rebase(f *form) improvement.RebaseMeasure {
	return improvement.RebaseMeasure{
		Measure:  improvement.MeasureID(f.id("measure")),
		From:     f.date("from"),
		Baseline: f.date("baseline"),
		Undo:     f.yes("undo"),
		Reason:   f.text("reason"),
	}
}

func evidence(f *form) improvement.Evidence {
	return improvement.Evidence{
		ID:          f.id("id"),
		Kind:        improvement.EvidenceKind(f.line("kind")),
		Text:        f.text("text"),
		Source:      f.text("source"),
		Where:       f.text("where"),
		When:        f.date("when"),
		ShowsPeople: f.yes("shows_people"),
		Consent:     f.text("consent"),
	}
}
