package improvement

// Hears tells whether somebody is among those who hear a reminder of the task: by
// themselves, or for somebody under 16 whose named adult they are.
func (t Task) Hears(who Actor, as Audience) bool {
	switch as {
	case ToOwner:
		return who.actsFor(t.Owner) || t.Owner == "" && who.Is(t.Body, t.Role)
	case ToLead:
		return who.actsFor(t.Lead)
	case ToLWO:
		return who.actsFor(t.LWO) || t.LWO == "" && who.Is(t.LMG, LWO)
	case ToChair:
		return who.Is(t.LMG, Chair)
	}
	return false
}
