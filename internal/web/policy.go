package web

import (
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// policy says who may come to a route at all. What they may see and do there is for the
// rules to say, object by object. The order is from the widest to the narrowest.
type policy string

// The policies of routes.
const (
	everybody   policy = "everybody"   // signed in or not
	onRecord    policy = "on record"   // who signed in
	officers    policy = "officers"    // an LWO, or an administrator
	theirOwnLMG policy = "their LMG's" // who holds a role in some LMG
	launchers   policy = "launchers"   // an LWO, who launches tests
	keepers     policy = "keepers"     // who sees to data-protection requests
	admins      policy = "admins"      // an administrator
)

// lets tells whether the policy lets somebody in. signedIn is false for nobody.
func (p policy) lets(signedIn bool, a improvement.Actor) bool {
	switch p {
	case everybody:
		return true
	case onRecord:
		return signedIn
	case officers:
		return signedIn && holds(a, improvement.LWO, improvement.Administrator)
	case launchers:
		return signedIn && holds(a, improvement.LWO)
	case theirOwnLMG:
		return signedIn && holds(a, improvement.LWO, improvement.Administrator, improvement.Chair, improvement.Deputy,
			improvement.Member, improvement.Clerk, improvement.Safeguarding)
	case keepers:
		return signedIn && holds(a, improvement.LWO, improvement.Administrator, improvement.Clerk)
	case admins:
		return signedIn && holds(a, improvement.Administrator)
	}
	return false // a route without a policy is for nobody
}

// holds tells whether somebody holds one of the roles anywhere.
func holds(a improvement.Actor, roles ...improvement.Role) bool {
	return slices.ContainsFunc(a.Roles, func(m improvement.Membership) bool { return slices.Contains(roles, m.Role) })
}

// whom tells in words who is let in.
func (p policy) whom() string {
	switch p {
	case officers:
		return "Locality Wellbeing Officers and administrators"
	case launchers:
		return "Locality Wellbeing Officers, who launch tests of change for their Locality Management Group"
	case theirOwnLMG:
		return "members of a Locality Management Group"
	case keepers:
		return "administrators, clerks and Locality Wellbeing Officers"
	case admins:
		return "administrators"
	}
	return "people on record"
}
