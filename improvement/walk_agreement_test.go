package improvement_test

import . "github.com/cairnqi/cairn/improvement"

// mark is mostly a lawful one.
func (w *walk) mark(id OutcomeID) OutcomeMark {
	m := OutcomeMark{Outcome: id, Mark: pick(w.chooser, OutcomeEmerging, OutcomeAchieved, OutcomeNotSeen), Seen: w.text()}
	m.Evidence = w.cited()
	return m
}

// cited are items of evidence, mostly such as are filed.
func (w *walk) cited() []string {
	if filed := w.story.test.Evidence; len(filed) > 0 && w.percent(30) {
		return []string{filed[w.chooser(len(filed))].ID}
	}
	if w.percent(3) {
		return []string{"e99"}
	}
	return nil
}

// took adds what a cycle took to a proposal, now and then nothing.
func (w *walk) took(a *Act) {
	for range w.chooser(5) {
		cost := Cost{Kind: pick(w.chooser, CostKinds()...), Amount: pick(w.chooser, 0, 1.5, 24, 1e9), Note: words("the hall")}
		if w.percent(3) {
			cost.Amount, cost.Note = w.value(), Words{}
		}
		a.Costs = append(a.Costs, cost)
	}
	if w.percent(30) {
		a.Stories = []CycleStory{{Text: w.text(), Evidence: w.cited()}}
	}
}

// proposal is an agreement between whoever.
func (w *walk) proposal() ProposeAgreement {
	r := &w.story.run
	c := ProposeAgreement{Purpose: w.text(), From: w.day(r, -20, 20), ReviewBy: w.day(r, 1, 120)}
	parties := []PlannedParty{
		{Person: "lead"}, {Person: "teacher"}, {Person: "helper"},
		{Body: breakfast, Kind: ActionGroup, Role: GroupLead}, {Body: east, Kind: LMG, Role: Chair}, {Body: forres, Kind: Locality},
	}
	for _, p := range parties {
		if w.percent(45) && (p.Kind != Locality || w.percent(5)) {
			p.Brings = w.text()
			c.Parties = append(c.Parties, p)
		}
	}
	return c
}

// answer is mostly what the agreement waits for.
func (w *walk) answer(a *Agreement) (Actor, TestCommand) {
	if a.Status() == AgreementAgreed && w.percent(70) {
		return lead, ReviewAgreement{Outcome: pick(w.chooser, "kept", "ended"), ReviewBy: w.day(&w.story.run, 1, 90), Reason: w.text()}
	}
	part := 1 + w.chooser(len(a.Parties))
	for i, p := range a.Parties {
		if p.Answered.IsZero() && w.percent(70) {
			part = i + 1
		}
	}
	who := pick(w.chooser, lead, teacher, helper, chair, deputy)
	switch p := a.Parties[part-1]; {
	case w.percent(10):
	case p.Body == east:
		who = pick(w.chooser, chair, deputy)
	case p.Body == breakfast:
		who = lead
	default:
		who = Actor{Person: p.Person}
	}
	if w.percent(10) {
		return who, DeclinePart{Reason: w.text(), Party: part}
	}
	if w.percent(15) {
		return who, ClaimPart{Party: part, Back: w.percent(30)}
	}
	return who, AgreeToPart{Party: part}
}
