package intake

import (
	"strconv"

	"github.com/cairnqi/cairn/improvement"
)

// agreement leaves the kinds of bodies, and who answers for them, to whoever sends it: they
// are on record.
func agreement(f *form) improvement.ProposeAgreement {
	return improvement.ProposeAgreement{
		Purpose:  f.text("purpose"),
		From:     f.date("from"),
		ReviewBy: f.date("review_by"),
		Parties:  each(f, "parties", party),
	}
}

func party(f *form) improvement.PlannedParty {
	return improvement.PlannedParty{
		Person: f.person("person"),
		Body:   improvement.BodyID(f.id("body")),
		Brings: f.text("brings"),
	}
}

func agreeToPart(f *form) improvement.AgreeToPart {
	return improvement.AgreeToPart{Party: f.ordinal("party"), Version: f.ordinal("version")}
}

func declinePart(f *form) improvement.DeclinePart {
	return improvement.DeclinePart{Party: f.ordinal("party"), Version: f.ordinal("version"), Reason: f.text("reason")}
}

func reviewAgreement(f *form) improvement.ReviewAgreement {
	return improvement.ReviewAgreement{Outcome: f.line("outcome"), ReviewBy: f.date("review_by"), Reason: f.text("reason")}
}

// ordinal is a number from 1; 0 where none is written.
func (f *form) ordinal(name string) int {
	node, value := f.scalar(name)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		f.page.fault(node, f.field(name), "%q is not a number from 1 on. Write digits only.", clip(value))
		return 0
	}
	return n
}
