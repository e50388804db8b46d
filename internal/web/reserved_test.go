package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web"
)

// insteadOf finds the words that stand in addresses where another address has an
// identifier, with the name of that part: board stands where {test} does.
func insteadOf(patterns []string) map[string][]string {
	words := map[string][]string{}
	for _, a := range patterns {
		for _, b := range patterns {
			if part, word := parting(strings.Split(a, "/"), strings.Split(b, "/")); part != "" && !slices.Contains(words[part], word) {
				words[part] = append(words[part], word)
			}
		}
	}
	return words
}

// parting is the first part that a names by an identifier and b by a word, where all that
// stands before may be the same, and both have as many parts.
func parting(a, b []string) (part, word string) {
	if len(a) != len(b) {
		return "", ""
	}
	for i := range a {
		wildA, wildB := strings.HasPrefix(a[i], "{"), strings.HasPrefix(b[i], "{")
		switch {
		case a[i] == "{$}" || b[i] == "{$}":
			return "", ""
		case wildA && !wildB:
			return strings.Trim(a[i], "{}"), b[i]
		case !wildA && wildB, !wildA && a[i] != b[i]:
			return "", ""
		}
	}
	return "", ""
}

// TestNothingIsCalledAsAPageIs holds that no identifier can be a word that the route table
// has in its place.
func TestNothingIsCalledAsAPageIs(t *testing.T) {
	admin := improvement.Actor{Person: "admin", Roles: []improvement.Membership{{Body: "east", Person: "admin", Role: improvement.Administrator}}}
	body := func(id string) error {
		_, err := improvement.RecordBody{Body: improvement.Body{ID: improvement.BodyID(id), Kind: improvement.Network, Parent: "east", Name: "A name"}}.Decide(admin, false)
		return err
	}
	person := func(id string) error {
		p := improvement.Person{ID: improvement.PersonID(id), Name: improvement.Words{By: "admin", Length: 1, Sealed: "x"}}
		_, err := improvement.RecordPerson{Person: p}.Decide(admin, false)
		return err
	}
	makes := map[string]func(id string) error{
		"body": body, "network": body, "person": person,
		"test": func(id string) error {
			for _, f := range (improvement.Charter{Kind: improvement.SmallTest, ID: id}).Faults(time.Now()) {
				if f.Field == "id" {
					return f
				}
			}
			return nil
		},
	}
	makes["request"] = func(id string) error {
		now := time.Now()
		facts := improvement.DataRequestFacts{Body: improvement.Body{ID: "east", Kind: improvement.LMG}, Administrators: 1}
		f := improvement.DataRequestForm{ID: id, Kind: improvement.AccessRequest, Body: "east", From: improvement.Words{By: "admin", Length: 1, Sealed: "x"}, Received: improvement.DateOf(now)}
		_, err := improvement.RecordDataRequest(f, facts, improvement.Terms{}, improvement.Calendar{}, admin, now)
		return err
	}
	var patterns []string
	for _, r := range web.Table() {
		patterns = append(patterns, r.Pattern)
	}
	found := insteadOf(patterns)
	for part, words := range found {
		for _, word := range words {
			if _, month := time.Parse("2006-01", word); part == "period" && month != nil {
				continue // nobody chooses it: it is a month
			}
			if makes[part] == nil {
				t.Errorf("%q stands where {%s} does, and nothing says whether something may be called so", word, part)
				continue
			}
			refused, is := improvement.Refusal(makes[part](word))
			if !is || refused.Field != "id" || !strings.Contains(refused.Message, "stands in the addresses of pages") {
				t.Errorf("{%s} may be called %q: %v", part, word, refused)
			}
			if refused, is := improvement.Refusal(makes[part](word + "-1")); is && refused.Field == "id" {
				t.Errorf("{%s} may not be called %s-1: %v", part, word, refused)
			}
		}
	}
	if !slices.Contains(found["network"], "join") || !slices.Contains(found["test"], "board") {
		t.Errorf("found %v", found)
	}
}
