package steward_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// editor is a record with a priority that rests on voices, a test of change under it that
// was decided on, and the issue that tells of it.
type editor struct {
	*office
	t     *testing.T
	now   time.Time
	press *steward.Press
	said  []improvement.ItemID
}

func newEditor(t *testing.T) *editor {
	o, _, now := newsroom(t)
	return &editor{office: o, t: t, now: *now, press: &steward.Press{
		Record: o.Store, Library: o.Store, Calendars: noHolidays{}, Now: func() time.Time { return improvement.Moment(now.Add(time.Hour)) },
		Schedule: improvement.DefaultSchedule(), Sections: improvement.DefaultSections(),
	}}
}

type noHolidays struct{}

func (noHolidays) Around(improvement.Date) improvement.Calendar { return improvement.Calendar{} }

func (e *editor) words(by improvement.PersonID, text string) improvement.Words {
	e.t.Helper()
	w, err := e.vault.Seal(e.t.Context(), "text", by, text)
	if err != nil {
		e.t.Fatal(err)
	}
	return w
}

// voice puts a voice on the shelf that says its identifier, and lets the priority rest on it.
func (e *editor) voice(id string, change func(*improvement.Said), after ...improvement.Event) {
	e.t.Helper()
	subject := improvement.VoiceSubject(id)
	said := improvement.Said{
		ID: id, LMG: "lmg", Title: e.words(subject.Correspondent(), id), Text: e.words(subject.Correspondent(), id),
		Consent: improvement.Consent{Counted: true, Quoted: true},
	}
	if change != nil {
		change(&said)
	}
	events := []improvement.Event{&improvement.VoiceReceived{Said: said}, &improvement.VoiceModerated{As: improvement.VoiceAccepted}}
	put(e.t, e.Store, subject, "", e.now, append(events, after...)...)
	e.said = append(e.said, improvement.ItemID(subject))
}

// publish files priority, test and decision, and drafts the issue of March.
func (e *editor) publish() improvement.SubjectID {
	e.t.Helper()
	put(e.t, e.Store, improvement.PrioritySubject("p"), "lmg", e.now, &improvement.PriorityRecorded{Priority: improvement.Priority{
		ID: "p", LMG: "lmg", Statement: e.words("anna", "Ready to learn"), Evidence: e.said,
	}})
	test := improvement.TestSubject("breakfast")
	charter := improvement.Charter{ID: "breakfast", Title: e.words("anna", "Breakfast club"), LMG: "lmg", Locality: "lmg", Priority: "p"}
	put(e.t, e.Store, test, "lmg", e.now, &improvement.Launched{Charter: charter}, &improvement.NextProposed{Act: improvement.Act{Direction: improvement.Adopt}},
		&improvement.DecisionReached{Result: improvement.Result{Verdict: improvement.Agreed}})
	network := improvement.Body{ID: "network", Kind: improvement.Network, Name: "The network", Parent: "lmg"}
	opened := improvement.OpenIssue(network, "2026-03", e.press.Schedule, e.press.Sections, nil, improvement.Calendar{})
	issue := improvement.IssueSubject("network", "2026-03")
	put(e.t, e.Store, issue, "lmg", e.now, opened)
	drafted, err := e.press.Draft(e.t.Context(), issue)
	if err != nil {
		e.t.Fatal(err)
	}
	file(e.t, e.Store, issue, &improvement.IssueDraftDue{}, drafted)
	return issue
}

// news is what readers get of it, opened.
func (e *editor) news(issue improvement.SubjectID) []string {
	e.t.Helper()
	edition, err := steward.Edition(e.t.Context(), e.Store, e.Store, issue)
	if err != nil {
		e.t.Fatal(err)
	}
	var told []string
	for _, s := range edition.Sections {
		for _, n := range s.News {
			line := n.Line
			for _, said := range n.Said {
				text, err := e.vault.Open(e.t.Context(), said)
				if err != nil {
					e.t.Fatal(err)
				}
				line += " " + text
			}
			told = append(told, fmt.Sprintf("%s +%d", line, n.Others))
		}
	}
	return told
}

// A decision is told once, with the voices that led to it: a few that may be quoted, and a
// count of the others. What is hidden, set aside or taken off is not told of at all.
func TestANewsletterQuotesOnlyWhoConsented(t *testing.T) {
	e := newEditor(t)
	e.voice("quoted", nil)
	e.voice("counted-only", func(s *improvement.Said) { s.Consent.Quoted = false })
	e.voice("child", func(s *improvement.Said) { s.Under16 = true })
	e.voice("unsafe", nil, &improvement.ConcernRaised{})
	e.voice("withdrawn", nil, &improvement.VoiceModerated{As: improvement.VoiceSetAside})
	for n := range 4 {
		e.voice(fmt.Sprint("more-", n), nil)
	}
	e.said = append(e.said, "voice/never-sent")
	issue := e.publish()
	want := "[East LMG agreed a priority +0 A test of change has begun in East LMG +0 East LMG decided to adopt it quoted more-0 more-1 +4]"
	if told := fmt.Sprint(e.news(issue)); told != want {
		t.Errorf("it tells %s, want %s", told, want)
	}
}

// Where no voice may be told of, the decision stands alone.
func TestADecisionIsToldWithoutVoices(t *testing.T) {
	e := newEditor(t)
	e.voice("unsafe-later", nil)
	issue := e.publish()
	want := "[East LMG agreed a priority +0 A test of change has begun in East LMG +0 East LMG decided to adopt it unsafe-later +0]"
	if told := fmt.Sprint(e.news(issue)); told != want {
		t.Errorf("it tells %s, want %s", told, want)
	}
	file(t, e.Store, improvement.VoiceSubject("unsafe-later"), &improvement.ConcernRaised{})
	want = "[East LMG agreed a priority +0 A test of change has begun in East LMG +0 East LMG decided to adopt +0]"
	if told := fmt.Sprint(e.news(issue)); told != want {
		t.Errorf("once it is hidden it tells %s, want %s", told, want)
	}
}
