package web

import "github.com/cairnqi/cairn/improvement"

// mayMeet tells whether somebody belongs to an LMG's meetings, or sees to the service.
func mayMeet(who improvement.Actor, lmg improvement.BodyID) bool {
	return who.Is(lmg, improvement.LWO, improvement.Chair, improvement.Deputy, improvement.Member, improvement.Clerk, improvement.Safeguarding) ||
		holds(who, improvement.Administrator)
}
