package web_test

import "testing"

// A whole cycle by the forms alone, from the plan to the proposal that the LMG decides on.
func TestACycleIsCarriedThroughByItsForms(t *testing.T) {
	h := open(t)
	test := "/tests/" + h.test
	lead, lwo, parent, cook := h.as("keith-link-worker"), h.as("east-lwo"), h.as("keith-parent"), h.as("keith-cook")

	lead.goTo("/").sees("Write the plan")
	lead.onTest("/plan").send(h.plan()).came(test).sees("The Locality Wellbeing Officer is asked to agree the plan.")

	lwo.onTest("/agree-plan").sees("Fifteen on the first Monday.", "Tell every family")
	lwo.onTest("/send-back").send(fields("reason", "Who opens the kitchen?")).came(test)
	lead.onTest("/plan").send(h.plan()).came(test)
	lwo.onTest("/agree-plan").send(nil).came(test).sees("Its predictions are sealed")

	parent.onTest("").sees("Mark as done").lacks("Leave out")
	parent.onTest("/steps/1.1/done").send(fields("note", "All heard of it.")).came(test).sees("Done")
	moved := fields("reason", "The kitchen is painted.")
	h.day(moved, "due", 9)
	lead.onTest("/steps/1.2/reschedule").send(moved).came(test)
	lead.onTest("/finish-do").sees("still open: 1.2")
	cook.onTest("/steps/1.2/done").send(nil).came(test)

	point := fields("points[1].value", "14", "points[1].note", "It snowed.")
	h.day(point, "points[1].date", 0)
	lead.onTest("/measures/breakfasts/record").send(point).came(test + "/measures/breakfasts").sees("14", "It snowed.")
	right := fields("value", "15", "reason", "One was counted twice.")
	h.day(right, "date", 0)
	lead.onTest("/measures/breakfasts/correct").send(right).came(test+"/measures/breakfasts").sees("15")

	parent.onTest("/observe").send(fields("text", "Two fathers stayed to clear up.", "kind", "observation")).sees("On which day")
	observed := fields("text", "Two fathers stayed to clear up.", "kind", "observation")
	h.day(observed, "when", 0)
	parent.onTest("/observe").send(observed).came(test).sees("Two fathers stayed to clear up.")

	lead.onTest("/finish-do").send(fields("as_planned", "no")).sees("There is a problem")
	lead.send(fields("as_planned", "no", "unplanned", "The bus was late.")).came(test)

	study := fields("answers[1].happened", "Fifteen came.", "answers[1].as_found", "as-predicted",
		"learned", "Families come when somebody meets them.", "analyses[2].says", "One point only.",
		"outcomes[1].mark", "emerging", "outcomes[1].seen", "They came fed.", "outcomes[2].mark", "not-seen", "outcomes[3].mark", "not-seen",
		"self_evaluation[1].indicator", "How well we listened", "self_evaluation[1].score", "4", "self_evaluation[1].because", "We asked at the gate.")
	lead.onTest("/study").sees("You expected: Fifteen on the first Monday.").send(study).came(test).
		sees("Families come when somebody meets them.", "As predicted", "4 of 6", "Emerging")

	act := fields("direction", "adapt", "changes", "Two mornings.", "why", "Written by mistake.", "costs[1].kind", "volunteer-hours", "costs[1].amount", "12")
	lead.onTest("/act").send(act).came(test).sees("Adapt: go on with something changed", "Two mornings.", "Decision 1").lacks("Written by mistake.")

	lead.onTest("/journal").sees("submitted the plan", "did step 1.1", "proposed to adapt", "Two fathers stayed to clear up.")
}
