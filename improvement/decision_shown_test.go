package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// What an LMG was asked on its priorities or its review is its own until it is agreed, and
// for good where it never was. One rule says so of a decision, of a list and of a path.
func TestWhatWasNotAgreedIsTheLMGsOwn(t *testing.T) {
	at := func(body BodyID, role Role) Actor {
		return Actor{Person: "someone", Roles: []Membership{{Body: body, Person: "someone", Role: role}}}
	}
	elsewhere := []Actor{{}, at("west", Chair), at("west", Administrator), at("west", Safeguarding), at("breakfast", GroupLead)}
	own := []Actor{at("east", LWO), at("east", Chair), at("east", Deputy), at("east", Member), at("east", Clerk), at("east", Safeguarding), at("east", Administrator)}
	for _, of := range []SubjectID{TestSubject("club"), RoundSubject("east", "next"), ReviewSubject("east", "2026-10")} {
		for _, ended := range []Verdict{"", Agreed, WantsEvidence, Declined, Returned, Withdrawn} {
			a := &Approval{Request: Request{Subject: ApprovalSubject(of, 1), Of: of, LMG: "east"}, Status: ApprovalOpen}
			if ended != "" {
				a.Status, a.Result = ApprovalClosed, &Result{Verdict: ended}
			}
			listed := Traced{Listing: Listing{Subject: a.Subject, Summary: a.Summary()}}
			path := Trace{After: []Traced{listed}, Links: []Link{{From: of, To: a.Subject}}}
			for i, who := range slices.Concat(elsewhere, own) {
				may := of.Kind() == KindTest || ended == Agreed || i >= len(elsewhere)
				shown := path.For(who)
				if a.MayRead(who) != may || listed.MayRead(who) != may || (len(shown.After) == 1) != may || (len(shown.Links) == 1) != may {
					t.Errorf("%+v reads the decision on %s that ended %q: %v, in a list %v, on a path %+v; want %v", who.Roles, of, ended, a.MayRead(who), listed.MayRead(who), shown, may)
				}
			}
			if len(path.After) != 1 || len(path.Links) != 1 {
				t.Fatal("the path itself was cut")
			}
		}
	}
	if !(Listing{Subject: RoundSubject("east", "next")}).MayRead(Actor{}) {
		t.Error("a list tells not even that there is a round")
	}
}
