package intake

import "github.com/cairnqi/cairn/improvement"

func vote(f *form) improvement.CastVote {
	return improvement.CastVote{
		Choice:     improvement.Choice(f.line("choice")),
		Reason:     f.text("reason"),
		Conditions: each(f, "conditions", condition),
	}
}

func condition(f *form) improvement.Condition {
	return improvement.Condition{What: f.text("what"), Who: f.person("who"), Due: f.date("due")}
}

func minute(f *form) improvement.Minute {
	m := improvement.Minute{
		Outcome:    improvement.Choice(f.line("outcome")),
		Reference:  f.text("reference"),
		Reasons:    f.texts("reasons"),
		Conditions: each(f, "conditions", condition),
		Held:       f.date("held"),
	}
	for _, id := range f.ids("present") {
		m.Present = append(m.Present, improvement.PersonID(id))
	}
	return m
}
