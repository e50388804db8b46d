package web

import (
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// outcomeView is an anticipated outcome, and how it moved from cycle to cycle.
type outcomeView struct {
	Name  string
	Marks []markView
}

type markView struct {
	Cycle      int
	Mark, Seen string
	Evidence   []link
}

// marks say in words how far an outcome has come.
var marks = map[improvement.OutcomeProgress]string{
	improvement.OutcomeEmerging: "Emerging", improvement.OutcomeAchieved: "Achieved", improvement.OutcomeNotSeen: "Not seen yet",
}

func (v *visit) outcomeViews(t *improvement.TestOfChange) []outcomeView {
	var all []outcomeView
	for _, path := range t.OutcomePaths() {
		of := outcomeView{Name: path.Outcome.Says(v.words.Line)}
		for _, m := range path.Marks {
			mark := markView{Cycle: m.Cycle, Mark: marks[m.Mark], Seen: v.words.Text(m.Seen)}
			for _, id := range m.Evidence {
				if !t.MayReadEvidence(v.who, id) {
					continue
				}
				mark.Evidence = append(mark.Evidence, link{id, testPart(t.Charter.ID, "evidence", id)})
			}
			of.Marks = append(of.Marks, mark)
		}
		all = append(all, of)
	}
	return all
}

// costView is what was expected of one kind, beside what the test took so far. Kinds are
// never added up together.
type costView struct {
	Kind, Expected, Took string
	Notes                []string
}

func (v *visit) costViews(t *improvement.TestOfChange) []costView {
	expected, took := t.CostSums()
	var all []costView
	for _, kind := range improvement.CostKinds() {
		of := costView{Kind: costNames[kind], Expected: "–", Took: "–"}
		there := false
		for _, sum := range expected {
			if sum.Kind == kind {
				of.Expected, there = improvement.Figure(sum.Amount), true
			}
		}
		for _, sum := range took {
			if sum.Kind == kind {
				of.Took, there = improvement.Figure(sum.Amount), true
				for _, note := range sum.Notes {
					of.Notes = append(of.Notes, v.words.Text(note))
				}
			}
		}
		if there {
			all = append(all, of)
		}
	}
	return all
}

// agreementView is the shared agreement as it stands.
type agreementView struct {
	Purpose, From, Review, State string
	Version                      int
	Parties                      []partyView
	Change, ReviewPath           string // where to, if they may
}

type partyView struct {
	Name, Brings, State, Reason string
	Agree, Decline              string
}

func (v *visit) agreementView(t *improvement.TestOfChange) *agreementView {
	a := t.Agreement
	if a == nil {
		return nil
	}
	path := testPath(t.Charter.ID) + "/agreement"
	of := &agreementView{
		Purpose: v.words.Text(a.Purpose), From: a.From.Plain(), Review: a.ReviewBy.Plain(), Version: a.Version,
		State: wording.Capital(wording.Plainly(string(a.Status()))),
	}
	if t.Offers(improvement.ProposeAgreement{}, v.who, v.Now()) == nil {
		of.Change = path
	}
	if t.Offers(improvement.ReviewAgreement{}, v.who, v.Now()) == nil {
		of.ReviewPath = path + "/review"
	}
	for i, p := range a.Parties {
		party := partyView{Name: v.partyName(p), Brings: v.words.Text(p.Brings), State: partyState(p), Reason: v.words.Text(p.Reason)}
		at := path + "/" + itoa(i+1)
		if t.Offers(improvement.AgreeToPart{Party: i + 1}, v.who, v.Now()) == nil {
			party.Agree = at + "/agree"
		}
		if !p.Declined && t.Offers(improvement.DeclinePart{Party: i + 1}, v.who, v.Now()) == nil {
			party.Decline = at + "/decline"
		}
		of.Parties = append(of.Parties, party)
	}
	return of
}

func partyState(p improvement.Party) string {
	switch {
	case p.Answered.IsZero():
		return "Asked, and due by " + p.Due.Plain()
	case p.Declined:
		return "Declined on " + improvement.DateOf(p.Answered).Plain()
	}
	return "Agreed on " + improvement.DateOf(p.Answered).Plain()
}
