package storage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// readership files a network, an address that hears from it, and a member who left it.
func readership(t *testing.T, s *storage.Store) {
	t.Helper()
	at := time.Unix(1_780_000_000, 0)
	body := improvement.Body{ID: "network", Kind: improvement.Network, Name: "The network", Parent: "east"}
	filing, err := improvement.DirectoryFiling(improvement.BodySubject("network"), 0, nil, "load", "lwo", at, []improvement.Event{&improvement.BodyRecorded{Body: body}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.File(t.Context(), filing); err != nil {
		t.Fatal(err)
	}
	address, member := improvement.SubscriptionSubject("a-1"), improvement.MemberSubscription("ann")
	for subject, events := range map[improvement.SubjectID][]improvement.Event{
		address: {
			&improvement.SubscriptionAsked{Subject: address, Network: "network", Address: says(address.Correspondent(), "a@example.org")},
			&improvement.SubscriptionConfirmed{Networks: []improvement.BodyID{"network"}},
		},
		member: {&improvement.SubscriptionLeft{Subject: member, Network: "network", Person: "ann"}},
	} {
		filing, err := new(improvement.Subscription).Filing("c", "", at, events)
		if err != nil {
			t.Fatal(err)
		}
		filing.Subject = subject
		if _, err := s.File(t.Context(), filing); err != nil {
			t.Fatal(err)
		}
	}
}

// Who hears from a network is compared with the journal, and made again from it: nobody
// who left is written to again because a row was lost.
func TestARebuildMakesAgainWhoHears(t *testing.T) {
	for name, c := range map[string]struct {
		change string
		of     improvement.SubjectID
	}{
		"an address lost":          {`DELETE FROM subscribers WHERE reader = 'subscription/a-1'`, "subscription/a-1"},
		"who left is written to":   {`UPDATE subscribers SET state = 'confirmed' WHERE reader = 'ann'`, "subscription/member/ann"},
		"who left is not known of": {`DELETE FROM subscribers WHERE reader = 'ann'`, "subscription/member/ann"},
		"an address comes back":    {`INSERT INTO subscribers (network, reader, state) VALUES ('network', 'subscription/b-1', 'confirmed')`, "subscription/b-1"},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, address string) {
				s := open(t, address, storage.Options{})
				readership(t, s)
				mended(t, s, "before the change")
				raw(t, address, c.change)
				report, err := s.Verify(t.Context())
				if err != nil || len(report.Faults) != 1 || report.Faults[0].Subject != string(c.of) || !strings.Contains(report.Faults[0].What, "newsletters") {
					t.Fatalf("after the change: %+v, %v", report, err)
				}
				if done, err := s.Rebuild(t.Context()); err != nil || done.Faults != nil {
					t.Errorf("the rebuild: %+v, %v", done, err)
				}
				mended(t, s, "after the rebuild")
				for reader, want := range map[improvement.PersonID]bool{"subscription/a-1": true, "subscription/b-1": false, "ann": false} {
					if hears, err := s.Reads(t.Context(), "network", reader); err != nil || hears != want {
						t.Errorf("%s hears: %t, %v", reader, hears, err)
					}
				}
			})
		})
	}
}
