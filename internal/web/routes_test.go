package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// TestEveryRouteHasAPolicy holds that no address is open by having been forgotten.
func TestEveryRouteHasAPolicy(t *testing.T) {
	known := []policy{everybody, onRecord, officers, theirOwnLMG, launchers, keepers, admins}
	seen := map[string]bool{}
	for _, r := range new(Server).routes() {
		if !slices.Contains(known, r.policy) {
			t.Errorf("%s has the policy %q, which is none", r.pattern, r.policy)
		}
		if seen[r.pattern] {
			t.Errorf("%s is in the table twice", r.pattern)
		}
		seen[r.pattern] = true
		if r.handle == nil {
			t.Errorf("nothing answers %s", r.pattern)
		}
	}
}

// TestWhoIsLetIn holds what each policy says of each role.
func TestWhoIsLetIn(t *testing.T) {
	all := []improvement.Role{
		improvement.LWO, improvement.Chair, improvement.Deputy, improvement.Member, improvement.Clerk, improvement.GroupLead,
		improvement.GroupMember, improvement.NetworkMember, improvement.Safeguarding, improvement.Administrator,
	}
	for p, roles := range map[policy]string{
		everybody: "lwo chair deputy member clerk group-lead group-member network-member safeguarding-contact administrator",
		onRecord:  "lwo chair deputy member clerk group-lead group-member network-member safeguarding-contact administrator",
		officers:  "lwo administrator", admins: "administrator",
		theirOwnLMG: "lwo chair deputy member clerk safeguarding-contact administrator",
		keepers:     "lwo clerk administrator",
		"":          "",
	} {
		if p.lets(false, improvement.Actor{}) != (p == everybody) {
			t.Errorf("%s: nobody in particular", p)
		}
		for _, role := range all {
			who := improvement.Actor{Person: "somebody", Roles: []improvement.Membership{{Body: "east", Person: "somebody", Role: role}}}
			if got, want := p.lets(true, who), slices.Contains(strings.Fields(roles), string(role)); got != want {
				t.Errorf("%s lets in a %s: %v", p, role, got)
			}
		}
	}
}
