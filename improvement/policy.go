package improvement

import "slices"

// mayLead lets the test's lead, a lead of its action group and the LWO go on. An
// adult who hears for somebody does not lead in their stead.
func (t *TestOfChange) mayLead(a Actor) error {
	if (a.Person != "" && a.Person == t.Charter.Lead) || a.Is(t.Charter.ActionGroup, GroupLead) || a.Is(t.Charter.LMG, LWO) {
		return nil
	}
	return notAllowed("Only the lead of this test or the Locality Wellbeing Officer does this. The lead is %s.", t.Charter.Lead)
}

// mayGuide lets an LWO of the test's LMG go on.
func (t *TestOfChange) mayGuide(a Actor) error {
	if a.Is(t.Charter.LMG, LWO) {
		return nil
	}
	return notAllowed("Only a Locality Wellbeing Officer of %s does this.", t.Charter.LMG)
}

// mayContribute lets the action group, whoever has a step, the adults named for any
// of these, the lead and the LWO file points and evidence.
func (t *TestOfChange) mayContribute(a Actor) error {
	if t.mayLead(a) == nil || a.Is(t.Charter.ActionGroup, GroupMember) || a.hearsIn(t.Charter.ActionGroup) ||
		t.HasPart(a.Person) || slices.ContainsFunc(a.HearsFor, t.HasPart) {
		return nil
	}
	return notAllowed("Only members of %s and the Locality Wellbeing Officer file to this test.", t.Charter.ActionGroup)
}

// MayRecover lets administrators start lifecycles again from the record.
func MayRecover(a Actor) error {
	if a.administers() {
		return a.mayAct()
	}
	return notAllowed("Only an administrator starts lifecycles again from the record.")
}

// MayRebuild lets administrators make again what lists show.
func MayRebuild(a Actor) error {
	if a.administers() {
		return a.mayAct()
	}
	return notAllowed("Only an administrator makes again what lists, traces and the library show.")
}
