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

// written says whom each address is for that is not for everybody on record. It is written
// out apart from the table, so that a row that is loosened there is noticed.
var written = map[policy]string{
	everybody: `
		/sign-in /sign-in/sent /sign-in/link/{token} /begin/{token} /sign-in/rehearsal /sign-in/passkey/begin /sign-in/passkey
		/sign-in/staff /sign-in/staff/back /calendar/{token} /task/{token} /task/{token}/photo /task-done
		/help /accessibility /privacy
		/voice /voice/{locality} /voice/{locality}/thank-you /voice/{locality}/poster /you-said /you-said/{body}
		/newsletter/{network} /newsletter/{network}/{month} /newsletter/{network}/{month}/text /newsletter/join/{network}
		/newsletter/join/{network}/asked /newsletter/confirm/{token} /newsletter/unsubscribe/{token}`,
	officers: `
		/people /people/{person} /people/{person}/hearing /people/{person}/hand-over /people/{person}/end-links /people/{person}/give-role
		/people/{person}/roles/{body}/{role}/change /people/{person}/roles/{body}/{role}/end /groups /groups/{body} /groups/{body}/invite
		/decisions/{decision}/hand-over`,
	launchers: `
		/launch /launch/begin /launch/drop /launch/earlier /launch/check /launch/done/{test} /launch/title /launch/where /launch/priority
		/launch/aim /launch/change /launch/outcomes /launch/measures /launch/group /launch/lead /launch/costs /launch/reference`,
	keepers: `
		/data-requests /data-requests/record /data-requests/{request}/acknowledge /data-requests/{request}/extend /data-requests/{request}/close`,
	admins: `
		/people/import /audit /people/{person}/change /people/{person}/end-sign-ins /people/{person}/sign-in-link /groups/add /themes
		/priorities/{lmg}/record /held/find`,
	theirOwnLMG: `
		/voices /voices/{voice}/claim /voices/{voice}/give-back /voices/{voice}/accept /voices/{voice}/set-aside /voices/{voice}/settle
		/voices/{voice}/quoting /voices/{voice}/withdraw /priorities/{lmg}/open /priorities/{lmg}/commission
		/commissions/{commission}/reschedule /commissions/{commission}/withdraw /library/evidence/{evidence}/settle
		/decisions/{decision}/minute /decisions/{decision}/reopen /decisions/{decision}/return /meeting/{lmg} /held/{kind}/{id}/erase
		/reviews/{lmg}/open /reviews/{lmg}/{period}/groups/{group}/rate-as-lwo/{indicator}`,
}

func TestTheTableIsAsWritten(t *testing.T) {
	whose := map[string]policy{}
	for p, addresses := range written {
		for _, address := range strings.Fields(addresses) {
			whose[address] = p
		}
	}
	seen := map[string]bool{}
	for _, r := range new(Server).routes() {
		_, address, _ := strings.Cut(r.pattern, " ")
		want, narrowed := whose[address]
		if !narrowed {
			want = onRecord
		}
		if seen[address] = true; r.policy != want {
			t.Errorf("%s is for %q, and written down for %q", r.pattern, r.policy, want)
		}
	}
	for address := range whose {
		if !seen[address] {
			t.Errorf("%s is written down, and not in the table", address)
		}
	}
}

// limitedRoutes are those that one client may ask for only so often: they try a secret, or
// anybody may press there.
const limitedRoutes = `
	/sign-in /sign-in/link/{token} /begin/{token} /sign-in/passkey/begin /sign-in/passkey /sign-in/staff /sign-in/staff/back
	/calendar/{token} /task/{token} /task/{token}/photo /newsletter/join/{network} /newsletter/confirm/{token}
	/people/{person}/sign-in-link /held/{kind}/{id}/export`

func TestWhatTriesASecretIsLimited(t *testing.T) {
	want := strings.Fields(limitedRoutes)
	for _, r := range new(Server).routes() {
		method, address, _ := strings.Cut(r.pattern, " ")
		is := r.limited.times > 0
		if should := slices.Contains(want, address); is != should && (method == "POST" || address != "/people/{person}/sign-in-link") {
			t.Errorf("%s is limited: %t, want %t", r.pattern, is, should)
		}
	}
}
