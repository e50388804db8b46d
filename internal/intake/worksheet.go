package intake

import "github.com/cairnqi/cairn/improvement"

func plan(f *form) improvement.Plan {
	return improvement.Plan{
		Objective:   f.text("objective"),
		Questions:   each(f, "questions", question),
		Steps:       each(f, "steps", step),
		Collections: each(f, "collections", collection),
	}
}

func question(f *form) improvement.Question {
	return improvement.Question{
		Question:   f.text("question"),
		Prediction: f.text("prediction"),
		Measure:    improvement.MeasureID(f.id("measure")),
	}
}

func step(f *form) improvement.PlannedStep {
	s := improvement.PlannedStep{
		What:  f.text("what"),
		Who:   f.person("who"),
		Where: f.text("where"),
		Due:   f.date("due"),
	}
	repeat := improvement.Recurrence{EveryDays: f.whole("every_days"), Until: f.date("until")}
	if repeat != (improvement.Recurrence{}) {
		s.Repeat = &repeat
	}
	return s
}

func collection(f *form) improvement.Collection {
	return improvement.Collection{
		Measure:   improvement.MeasureID(f.id("measure")),
		Who:       f.person("who"),
		Where:     f.text("where"),
		First:     f.date("first"),
		EveryDays: f.whole("every_days"),
		Until:     f.date("until"),
	}
}

func finishDo(f *form) improvement.FinishDo {
	return improvement.FinishDo{AsPlanned: f.answered("as_planned"), Unplanned: f.text("unplanned")}
}

func study(f *form) improvement.Study {
	return improvement.Study{
		Answers:        each(f, "answers", answer),
		Analyses:       each(f, "analyses", analysis),
		Before:         f.text("before"),
		Learned:        f.text("learned"),
		SelfEvaluation: each(f, "self_evaluation", rating),
		Outcomes:       each(f, "outcomes", outcomeMark),
	}
}

func answer(f *form) improvement.Answer {
	return improvement.Answer{
		Question: f.whole("question"),
		Happened: f.text("happened"),
		AsFound:  f.line("as_found"),
	}
}

func analysis(f *form) improvement.Analysis {
	return improvement.Analysis{
		Measure: improvement.MeasureID(f.id("measure")),
		Says:    f.text("says"),
	}
}

func rating(f *form) improvement.Rating {
	return improvement.Rating{
		Indicator: f.text("indicator"),
		Score:     f.whole("score"),
		Because:   f.text("because"),
	}
}

func act(f *form) improvement.Act {
	return improvement.Act{
		Direction:      improvement.Direction(f.line("direction")),
		Changes:        f.text("changes"),
		Cycles:         f.whole("cycles"),
		Until:          f.date("until"),
		Implementation: f.text("implementation"),
		Sustain:        f.text("sustain"),
		Why:            f.text("why"),
		Costs:          each(f, "costs", cost),
		Consequences:   f.text("consequences"),
		Stories:        each(f, "stories", cycleStory),
		WiderScope:     f.yes("wider_scope"),
		MoreCost:       f.yes("more_cost"),
	}
}
