package main

import (
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// What the crew writes: short, and lawful at any moment of a fast rehearsal.

func (c *crew) charter(id string) improvement.Charter {
	w := c.words[lwo]
	return improvement.Charter{
		ID: id, Kind: improvement.SmallTest, Title: w, Locality: "keith", LMG: "east-lmg", Theme: "poverty", Priority: "east-school-day",
		Aim:        improvement.Aim{What: w, ForWhom: w, HowMuch: w, ByWhen: c.in(1000)},
		ChangeIdea: w, TestedWith: w, Outcomes: []improvement.AnticipatedOutcome{{Text: w}},
		Measures:    []improvement.Measure{{ID: "attendance", Kind: improvement.Outcome, Name: w, Better: improvement.Higher}},
		ActionGroup: "keith-breakfast", Lead: lead,
	}
}

// in is a day so many days from now.
func (c *crew) in(days int) improvement.Date { return improvement.DateOf(c.desk.Now()).AddDays(days) }

func (c *crew) plan() improvement.Plan {
	w := c.words[lead]
	return improvement.Plan{
		Objective: w,
		Questions: []improvement.Question{{Question: w, Prediction: w, Measure: "attendance"}},
		Steps: []improvement.PlannedStep{
			{What: w, Who: cook, Due: c.in(60)}, {What: w, Who: volunteer, Due: c.in(70)},
		},
	}
}

func (c *crew) evidence(n int) improvement.FileEvidence {
	return improvement.FileEvidence{Evidence: improvement.Evidence{
		ID: fmt.Sprintf("seen-%d", n), Kind: improvement.ObservationOf, Text: c.words[volunteer], When: c.in(0),
	}}
}

func (c *crew) study() improvement.Study {
	w := c.words[lead]
	return improvement.Study{Answers: []improvement.Answer{{Question: 1, Happened: w, AsFound: "partly"}}, Learned: w,
		Outcomes: []improvement.OutcomeMark{{Outcome: "o1", Mark: improvement.OutcomeEmerging, Seen: w}}}
}

func (c *crew) act(direction improvement.Direction) improvement.Act {
	w := c.words[lead]
	took := []improvement.Cost{{Kind: improvement.VolunteerHours, Amount: 6}}
	switch direction {
	case improvement.Adapt:
		return improvement.Act{Direction: direction, Changes: w, Costs: took}
	case improvement.Adopt:
		return improvement.Act{Direction: direction, Implementation: w, Sustain: w, Costs: took}
	}
	return improvement.Act{Direction: improvement.Abandon, Why: w, Costs: took}
}
