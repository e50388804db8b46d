package workflows_test

import (
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// shared is an agreement between the volunteer, the group and the LMG.
func shared(from, reviewBy improvement.Date) *improvement.ProposeAgreement {
	return &improvement.ProposeAgreement{
		Purpose: words(lead), From: from, ReviewBy: reviewBy,
		Parties: []improvement.PlannedParty{
			{Person: volunteer, Brings: words(lead)}, {Body: group, Brings: words(lead)}, {Body: east, Brings: words(lead)},
		},
	}
}

// agreed brings an agreement to a yes of all, over a no.
func (h *house) agreed() {
	h.t.Helper()
	h.test("propose", lead, shared(h.today(0), h.today(300)))
	h.test("decline", volunteer, &improvement.DeclinePart{Reason: words(volunteer)})
	h.test("propose-again", lead, shared(h.today(0), h.today(300)))
	h.test("agree-volunteer", volunteer, &improvement.AgreeToPart{Version: 2})
	h.test("agree-group", lead, &improvement.AgreeToPart{})
	h.test("agree-lmg", deputy, &improvement.AgreeToPart{})
}

// Who answers for a body is read from the record, whatever the client says.
func TestWhoAnswersForABodyComesFromTheRecord(t *testing.T) {
	h := openHouse(t, realDay)
	h.launch()
	ctx := testContext(t)
	lied := shared(h.today(0), h.today(300))
	lied.Parties[1] = improvement.PlannedParty{Body: forres, Brings: words(lead), Kind: improvement.LMG, Role: improvement.Chair}
	_, err := h.sender.Test(ctx, club.ID(), "a-place", lead, lied)
	says(t, err, improvement.Invalid, "is a place")
	lied.Parties[1] = improvement.PlannedParty{Body: "no-such-body", Brings: words(lead), Kind: improvement.LMG, Role: improvement.Chair}
	_, err = h.sender.Test(ctx, club.ID(), "a-stranger", lead, lied)
	says(t, err, improvement.Invalid, "not a body on record")
	lied.Parties[1] = improvement.PlannedParty{Person: "a-stranger", Brings: words(lead)}
	_, err = h.sender.Test(ctx, club.ID(), "nobody", lead, lied)
	says(t, err, improvement.NotFound, "a-stranger")

	h.agreed()
	a := h.state().Agreement
	if a.Version != 2 || a.Status() != improvement.AgreementAgreed || a.Parties[1].Role != improvement.GroupLead || a.Parties[2].Role != improvement.Chair {
		t.Errorf("the agreement is %+v", a)
	}
	h.settled()
}
