package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

const (
	network     = "east-network"
	newsletters = examples + "newsletter/"
)

// TestNewsletters types what becomes of an issue, from the first item to the archive.
func TestNewsletters(t *testing.T) {
	t.Parallel()
	soon := min(time.Now().AddDate(0, 0, 12).Day(), 28)
	s := startTownWith(t, map[string]any{"rehearse": "1d=2s", "newsletter.day": soon})
	issue := network + "/" + s.collecting(t)
	s.itemsAreOffered(t, issue)
	s.readersSubscribe(t)
	assemblytest.Await(t, 2*time.Minute, "the draft is made", func() bool { return len(s.issueAt(t, issue).Found) > 0 })
	s.isApprovedAndTakenBack(t, issue)
	s.isEdited(t, issue)
	s.do(t, lwo, "newsletter", "approve", issue)
	assemblytest.Await(t, time.Minute, "it is sent", func() bool { return s.issueAt(t, issue).Stage == improvement.IssueSent })
	s.isKept(t, issue)
}

// collecting is the month of the issue that items are offered for, and some days yet.
func (s *town) collecting(t *testing.T) string {
	t.Helper()
	month := ""
	assemblytest.Await(t, time.Minute, "an issue is open", func() bool {
		found, err := s.desk.List(t.Context(), improvement.Filter{
			Kind: improvement.KindNewsletter, Stage: string(improvement.IssueCollecting), Parent: improvement.BodySubject(network),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range found {
			_, state, err := s.desk.State(t.Context(), l.Subject)
			if err != nil {
				t.Fatal(err)
			}
			issue, err := improvement.RestoreIssue(state)
			if err != nil {
				t.Fatal(err)
			}
			if issue.Days.Draft > s.today().AddDays(1) {
				month = string(issue.Period)
			}
		}
		return month != ""
	})
	return month
}

// issueShown is what programs read of `newsletter show`.
type issueShown struct {
	Stage improvement.IssueStage
	Items []struct{ ID string }
	Found []struct{ ID string }
}

func (s *town) issueAt(t *testing.T, issue string) issueShown {
	t.Helper()
	var shown issueShown
	if err := json.Unmarshal([]byte(s.do(t, "", "newsletter", "show", issue, "-o", "json")), &shown); err != nil {
		t.Fatal(err)
	}
	return shown
}

// itemsAreOffered by whoever has a part in the network, and by nobody else.
func (s *town) itemsAreOffered(t *testing.T, issue string) {
	t.Helper()
	on := func(verb string, more ...string) []string {
		return append([]string{"newsletter", verb, issue}, more...)
	}
	s.look(t, "", []string{"items are collected; the draft is made on", "Readers 4; 0 asked and did not confirm yet"}, on("show")...)
	for _, c := range []struct {
		as   string
		says []string
		args []string
	}{
		{"", []string{"as"}, on("contribute", "--section", "events", "--title", "Walk")},
		{"nobody-here", []string{"nobody-here"}, on("contribute", "--section", "events", "--title", "Walk")},
		{lead, []string{"title: "}, on("contribute", "--section", "events")},
		{lead, []string{"is not a section for items", "vacancies"}, on("contribute", "--section", "sports", "--title", "Walk")},
		{lead, []string{"opening"}, on("contribute", "--section", "opening", "--title", "Walk")},
		{lead, []string{"link: "}, on("contribute", "--section", "events", "--title", "Walk", "--link", "javascript:alert(1)")},
		{lead, []string{"until: "}, on("contribute", "--section", "events", "--title", "Walk", "--until", "1 May 2020")},
		{lead, []string{"title: "}, on("contribute", "--section", "events", "--title", "Walk\r\nBcc: all@example.org")},
		{lead, []string{"title: "}, on("contribute", "--section", "events", "--title", strings.Repeat("long ", 100))},
		{lwo, []string{"The draft is made on"}, on("approve")},
		{lwo, []string{"is not approved"}, on("take-back")},
		{lead, []string{"Only a Locality Wellbeing Officer of east-lmg"}, on("opening", "--note", "Hello")},
		{lwo, []string{"note: "}, on("opening", "--note", "  ")},
		{lwo, []string{`There is no item "i-none"`}, on("accept", "i-none")},
		{lwo, []string{"There is no newsletter of", "1999-01", "newsletter archive"}, []string{"newsletter", "show", network + "/1999-01"}},
		{lwo, []string{`There is no network called "north"`}, []string{"newsletter", "show", "north"}},
		{lwo, []string{`There is no network called "east-lmg"`}, []string{"newsletter", "contribute", "east-lmg", "--section", "events", "--title", "Walk"}},
	} {
		s.refused(t, c.as, c.says, c.args...)
	}
	s.do(t, lead, on("contribute", newsletters+"item.yaml")...)
	for range 2 { // a late duplicate is one item
		s.do(t, cook, on("contribute", "--section", "vacancies", "--title", "A cook's mate", "--text", "Two mornings a week.", "--command-id", "mate")...)
	}
	s.do(t, cook, on("contribute", writeFile(t, "talk.yaml", "id: talk\nsection: training\ntitle: A talk about sleep\n"))...)
	s.do(t, cook, on("leave-out", "talk", "--reason", "It is off.")...)
	s.refused(t, lwo, []string{"took it back"}, on("accept", "talk")...)
	if n := len(s.issueAt(t, issue).Items); n != 3 {
		t.Errorf("%d items are offered, want 3", n)
	}
}

// readersSubscribe, and some change their minds.
func (s *town) readersSubscribe(t *testing.T) {
	t.Helper()
	verb := func(verb string, more ...string) []string { return append([]string{"newsletter", verb}, more...) }
	s.refused(t, "", []string{"address: This is not an email address"}, verb("subscribe", network, "reader")...)
	s.refused(t, "", []string{"address: "}, verb("subscribe", network, "reader@example.org\r\nBcc: all@example.org")...)
	s.refused(t, "", []string{`There is no network called "keith-breakfast"`}, verb("subscribe", "keith-breakfast", "reader@example.org")...)
	s.refused(t, "", []string{"token: This link is not complete"}, verb("confirm", "abc.def")...)
	s.refused(t, "", []string{"token: This link is not complete"}, verb("unsubscribe", "abc.def")...)
	n := s.desk.Newsletters(config.Default())
	waiting := func() improvement.PersonID {
		t.Helper()
		s.look(t, "", []string{"the address is asked to confirm it"}, verb("subscribe", network, "Reader@example.org")...)
		all, err := s.desk.Unconfirmed(t.Context(), network)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d wait, %v", len(all), err)
		}
		return all[0]
	}
	token := func(token string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	reader := waiting()
	s.look(t, "", []string{"Confirmed: east-network."}, verb("confirm", token(n.ConfirmToken(t.Context(), reader, []improvement.BodyID{network})))...)
	s.look(t, "", []string{"Ended. No more are sent."}, verb("unsubscribe", token(n.UnsubscribeToken(reader, network)))...)
	s.refused(t, "", []string{"Subscribe again."}, verb("confirm", token(n.ConfirmToken(t.Context(), reader, []improvement.BodyID{network})))...)
	again := waiting()
	s.look(t, "", []string{"Confirmed: east-network."}, verb("confirm", token(n.ConfirmToken(t.Context(), again, []improvement.BodyID{network})))...)
	s.look(t, "", []string{"Readers 5; 0 asked"}, verb("show", network)...)
	// On the telephone: somebody who subscribed, and a member.
	s.refused(t, "", []string{"as"}, verb("unsubscribe", network, "reader@example.org")...)
	s.refused(t, lead, []string{"Only a Locality Wellbeing Officer of east-lmg"}, verb("unsubscribe", network, "reader@example.org")...)
	s.look(t, lwo, []string{"Ended, if there was one."}, verb("unsubscribe", network, "nobody@example.org")...)
	s.look(t, lwo, []string{"Ended, if there was one."}, verb("unsubscribe", network, "reader@example.org")...)
	s.look(t, lwo, []string{"Ended, if there was one."}, verb("unsubscribe", network, "keith-headteacher@example.org")...)
	s.look(t, "", []string{"Readers 3; 0 asked"}, verb("show", network)...)
}

// isApprovedAndTakenBack holds what an approval stands in the way of.
func (s *town) isApprovedAndTakenBack(t *testing.T, issue string) {
	t.Helper()
	on := func(verb string, more ...string) []string {
		return append([]string{"newsletter", verb, issue}, more...)
	}
	s.look(t, lwo, []string{"a draft, to be approved", "From the journal", "j-1 in", " agreed a priority: "}, on("show")...)
	s.refused(t, lead, []string{"Only a Locality Wellbeing Officer of east-lmg"}, on("approve")...)
	s.claims(t, lwo, lead, "the lwo of east-lmg", on("claim")...)
	s.look(t, "", []string{"With LWO, East, since"}, on("show")...)
	s.do(t, lwo, on("approve")...)
	s.refused(t, lwo, []string{"is approved and goes out on"}, on("approve")...)
	s.refused(t, lwo, []string{"is approved and goes out on"}, on("opening", "--note", "Late")...)
	s.refused(t, lead, []string{"is approved and goes out on"}, on("contribute", "--section", "events", "--title", "Late")...)
	s.refused(t, "east-chair", []string{"Only a Locality Wellbeing Officer of east-lmg takes"}, on("take-back")...)
	s.do(t, lwo, on("take-back", "--reason", "A slip.")...)
}

// isEdited is what the LWO makes of the draft.
func (s *town) isEdited(t *testing.T, issue string) {
	t.Helper()
	on := func(verb string, more ...string) []string {
		return append([]string{"newsletter", verb, issue}, more...)
	}
	items := s.issueAt(t, issue).Items
	walk, mate := items[0].ID, items[1].ID
	s.refused(t, lead, []string{"Only a Locality Wellbeing Officer"}, on("edit", walk, "--title", "Mine")...)
	s.refused(t, lwo, []string{"Say what is to change"}, on("edit", walk)...)
	s.refused(t, lwo, []string{"told by the journal"}, on("edit", "j-1", "--title", "Better")...)
	s.refused(t, lwo, []string{"order: "}, on("arrange", writeFile(t, "twice.yaml", "order: [j-1, j-1]\n"))...)
	s.do(t, lwo, "newsletter", "accept", network, walk) // found by its item
	s.do(t, lwo, on("edit", walk, "--title", "Spring walk for all")...)
	s.do(t, lwo, on("leave-out", mate, "--reason", "Filled already.")...)
	s.do(t, lwo, on("arrange", newsletters+"order.yaml")...)
	s.do(t, lwo, on("opening", newsletters+"opening.yaml")...)
	s.look(t, "", []string{"Opening The mornings are lighter", walk + " accepted Spring walk for all", mate + " left-out"}, on("show")...)
	reads := []string{"Newsletter, ", "The mornings are lighter", "agreed a priority", "Spring walk for all", "https://example.org/spring-walk"}
	s.look(t, "", reads, on("preview")...)
	s.look(t, "", append(reads, "</html>"), on("preview", "--html")...)
	for _, never := range []string{"A cook's mate", "A talk about sleep"} {
		if out := s.do(t, "", on("preview")...); strings.Contains(out, never) {
			t.Errorf("readers see %q, which was left out:\n%s", never, out)
		}
	}
	s.refused(t, "", []string{"was not sent", "newsletter preview"}, on("show", "--as-sent")...)
}

// isKept is what stays of an issue that was sent.
func (s *town) isKept(t *testing.T, issue string) {
	t.Helper()
	on := func(verb string, more ...string) []string {
		return append([]string{"newsletter", verb, issue}, more...)
	}
	_, month, _ := strings.Cut(issue, "/")
	s.look(t, "", []string{"3 sent, 0 waiting, 0 failed, of 3"}, on("progress")...)
	s.look(t, "", []string{month + " sent 3 sent East locality network"}, "newsletter", "archive", network)
	s.look(t, "", []string{"The mornings are lighter", "Spring walk for all"}, on("show", "--as-sent")...)
	s.look(t, "", []string{"</h1>", "Spring walk for all"}, on("show", "--as-sent", "--html")...)
	for _, verb := range []string{"approve", "take-back"} {
		s.refused(t, lwo, []string{"was closed on"}, on(verb)...)
	}
	s.look(t, "", nil, "verify")
}
