package intake

import "github.com/cairnqi/cairn/improvement"

func points(f *form) improvement.RecordPoints {
	return improvement.RecordPoints{
		Measure: improvement.MeasureID(f.id("measure")),
		Points:  each(f, "points", point),
	}
}

func point(f *form) improvement.Point {
	return improvement.Point{
		Date:        f.date("date"),
		Value:       f.figure("value"),
		Numerator:   f.number("numerator"),
		Denominator: f.number("denominator"),
		Note:        f.text("note"),
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
