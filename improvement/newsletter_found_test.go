package improvement_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func news() []Found {
	return []Found{
		{ID: "j-1", Kind: FoundTest, Subject: "test-of-change/breakfast", Entry: 1, Day: "2026-02-02"},
		{ID: "j-2", Kind: FoundDecision, Subject: "test-of-change/breakfast", Entry: 9, Day: "2026-02-20"},
	}
}

func TestNewsOutOfAJournal(t *testing.T) {
	s := wholeStory(t)
	var deeds []Deed
	for _, e := range s.journal {
		deeds = append(deeds, Deed{s.test.Subject(), e})
	}
	priority := Priority{ID: "p", LMG: east, Theme: "poverty", Statement: words("Ready to learn"), Evidence: []ItemID{"voice/v1"}}
	settled := Entries(0, "c", "officer", monday, []Event{
		&PriorityRecorded{Priority: priority}, &PrioritySettled{Fate: Carried}, &PrioritySettled{Fate: Completed, Because: words("Done")},
	})
	for _, e := range settled {
		deeds = append(deeds, Deed{PrioritySubject("p"), e})
	}
	found := News(deeds, map[SubjectID][]ItemID{s.test.Subject(): {"voice/v1"}})
	kinds := map[FoundKind]int{}
	told := map[FoundKind]Story{}
	for _, f := range found {
		kinds[f.Kind]++
		entries := s.journal
		if f.Subject.Kind() == KindPriority {
			entries = settled
		}
		said := Heard{Said: []Words{words("We are hungry")}}
		story, shown := f.Tell(entries, said, ByID{})
		if !shown || story.Title.Empty() || story.Line == "" {
			t.Errorf("%s tells %+v, %t", f.Kind, story, shown)
		}
		told[f.Kind] = story
		if _, shown := f.Tell(entries[:0], said, ByID{}); shown {
			t.Errorf("%s is told out of nothing", f.Kind)
		}
		if _, shown := f.Tell(entries, Heard{}, ByID{}); shown != (f.Kind != FoundYouSaid) {
			t.Errorf("%s without a voice that may be shown: %t", f.Kind, shown)
		}
	}
	want := map[FoundKind]int{FoundPriority: 1, FoundFate: 1, FoundTest: 1, FoundDecision: 2, FoundGain: 1, FoundYouSaid: 2}
	if fmt.Sprint(kinds) != fmt.Sprint(want) {
		t.Errorf("found %v, want %v", kinds, want)
	}
	if got := told[FoundDecision]; got.Line != "east decided to adopt" || len(got.Text) != 1 || got.Text[0].Sealed != "sealed:They come when friends come" {
		t.Errorf("the decision tells %+v", got)
	}
	if got := told[FoundFate]; got.Line != "A priority was completed" || got.Text[0].Sealed != "sealed:Done" {
		t.Errorf("its fate tells %+v", got)
	}
}

// A voice is quoted with the consent to that, and never that of somebody under 16; a few
// are, and the others counted.
func TestWhichVoicesANewsletterQuotes(t *testing.T) {
	lawful := func() *CommunityVoice { return &CommunityVoice{Said: lawfulSaid(), Moderation: VoiceAccepted} }
	if got := lawful().Quote(); got != lawful().Said.Text {
		t.Errorf("a voice that may be quoted: %+v", got)
	}
	for name, change := range map[string]func(*CommunityVoice){
		"no consent to be quoted":  func(v *CommunityVoice) { v.Said.Consent.Quoted = false },
		"under 16":                 func(v *CommunityVoice) { v.Said.Under16 = true },
		"not moderated":            func(v *CommunityVoice) { v.Moderation = VoiceWaits },
		"set aside":                func(v *CommunityVoice) { v.Moderation = VoiceSetAside },
		"hidden by a concern":      func(v *CommunityVoice) { v.Concern = &Concern{Times: 1} },
		"kept hidden by a concern": func(v *CommunityVoice) { v.Concern = &Concern{Times: 1, Settled: monday, Kept: true} },
	} {
		v := lawful()
		change(v)
		if got := v.Quote(); !got.Empty() {
			t.Errorf("%s: quoted as %+v", name, got)
		}
	}
	var heard Heard
	for n := range MaxQuotes + 2 {
		heard.Add(words(fmt.Sprint("voice ", n)))
		heard.Add(Words{})
	}
	if len(heard.Said) != MaxQuotes || heard.Others != MaxQuotes+4 {
		t.Errorf("%d quoted, %d counted", len(heard.Said), heard.Others)
	}
}

func TestTheNewestNewsIsKept(t *testing.T) {
	found := make([]Found, MaxIssueFound+7)
	for i := range found {
		found[i].ID = fmt.Sprint("j-", i+1)
	}
	d := DefaultSchedule().Drafted(nil, nil, found, holidays, monday)
	if d.More != 7 || len(d.Found) != MaxIssueFound || d.Found[0].ID != "j-8" {
		t.Errorf("%d kept, %d more, from %s", len(d.Found), d.More, d.Found[0].ID)
	}
}

func TestWebLinks(t *testing.T) {
	for text, want := range map[string]string{
		"https://example.org/a?b=c": "https://example.org/a?b=c", " http://example.org ": "http://example.org",
		"javascript:alert(1)": "", "//example.org": "", "mailto:a@example.org": "", "https://user:pw@example.org": "", "https://": "",
		"https://example.org/a\nb": "", `https://example.org/"onclick="x`: "", "HTTPS://example.org": "https://example.org",
		"https://example.org/" + strings.Repeat("a", MaxLinkLength): "",
	} {
		if got := WebLink(text); got != want {
			t.Errorf("%q shows as %q, want %q", text, got, want)
		}
		if refused := CheckLink("link", text); (refused == nil) != (want != "") {
			t.Errorf("%q: %v", text, refused)
		}
	}
}
