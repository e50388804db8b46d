package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
)

func TestWidthsOnATerminal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"":             0,
		"Keith":        5,
		"Càirn":        5,
		"Ca\u0300irn":  5, // the grave stands on the a
		"“Ah…” – no":   10,
		"朝食":           4,
		"ｆｕｌｌ":         8,
		"🥣":            2,
		"❤\ufe0f":      2,
		"🏴":            2,
		"🇬🇧":           2,
		"a\u200bb":     2, // no room between
		"soft\u00adly": 7,
	} {
		if got := widthOf(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
}

// What people write fits the terminal, whatever letters they use, and none is lost.
func TestWideLettersFit(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat("🥣 porridge ", 40), strings.Repeat("🥣", 100), strings.Repeat("朝食クラブ", 50),
		strings.Repeat("朝食 ", 90), strings.Repeat("e\u0301", 200), strings.Repeat("👨‍👩‍👧 ", 40),
	} {
		var out bytes.Buffer
		p := &page{out: &out}
		p.row("Idea", labelWidth, text)
		p.columns([]int{5, 16, 20}, "1.1", clip(text, 16), clip(text, 20), text)
		narrow(t, out.String())
		letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if !strings.Contains(letters(out.String()), letters(text)) {
			t.Errorf("something is lost of %q:\n%s", text, &out)
		}
		if c := clip(text, 20); widthOf(c) > 20 || !strings.HasSuffix(c, "…") {
			t.Errorf("%q is clipped to %q", text, c)
		}
	}
}

// directoryOf is a record of one body.
type directoryOf struct {
	improvement.Reader
	body improvement.Body
}

func (d directoryOf) State(_ context.Context, s improvement.SubjectID) (int, json.RawMessage, error) {
	if s != improvement.BodySubject(d.body.ID) {
		return 0, nil, improvement.ErrNotFound
	}
	state, err := json.Marshal(improvement.BodyState{Body: d.body})
	return 1, state, err
}

func TestNamesDoNothingToATerminal(t *testing.T) {
	t.Parallel()
	name := "East\x1b[2J \u202eGML\u202c\u2066\u200f\u061c\nLMG\u009b"
	w := newWords(t.Context(), nil, directoryOf{body: improvement.Body{ID: "east-lmg", Name: name}})
	if got := w.Body("east-lmg"); got != "East[2J GML LMG" {
		t.Errorf("got %q", got)
	}
	if got := w.Body("west-lmg"); got != "west-lmg" {
		t.Errorf("got %q", got)
	}
}

// TestWhoHearsForSomebodyUnder16 holds that a message to a named adult says for whom it is.
func TestWhoHearsForSomebodyUnder16(t *testing.T) {
	t.Parallel()
	w := newWords(t.Context(), nil, directoryOf{})
	w.Call(map[improvement.PersonID]string{"lead": "Link worker", "pupil": "Primary 7 pupil", "cook": "Cook"}, nil)
	sent := []improvement.Delivery{
		{Person: "lead", For: "pupil", Notice: improvement.Notice{Kind: improvement.NoticeResumed}},
		{Person: "cook", Notice: improvement.Notice{Kind: improvement.NoticeResumed}, LastError: "\x1b[2J refused"},
	}
	var table, story bytes.Buffer
	showOutbox(&page{out: &table}, w, sent)
	newTeller(&page{out: &story}, w).told([]steward.Happening{{Notice: &sent[0]}, {Notice: &sent[1]}})
	for name, text := range map[string]string{"notices": table.String(), "story": story.String()} {
		if !strings.Contains(text, "Link worker (for Primary 7 pupil)") || strings.Contains(text, "Cook (for") {
			t.Errorf("%s:\n%s", name, text)
		}
		if strings.Contains(text, "\x1b") {
			t.Errorf("%s would clear the terminal: %q", name, text)
		}
	}
}

func TestWhenATaskIsSpokenOfNext(t *testing.T) {
	t.Parallel()
	monday := improvement.Date("2027-03-01").Morning()
	owner, both := []improvement.Audience{improvement.ToOwner}, []improvement.Audience{improvement.ToOwner, improvement.ToLead}
	for want, task := range map[string]improvement.Task{
		"No reminder follows.":                                                                                     {},
		"Next reminder: Mon 1 Mar 2027 09:00, to the owner.":                                                       {NextReminder: monday, NextTo: owner},
		"Next reminders: Mon 1 Mar 2027 09:00 and Tue 2 Mar 2027 09:00, to the owner.":                             {NextReminder: monday, NextTo: owner, After: monday.Add(24 * time.Hour), AfterTo: owner},
		"Next reminder: Mon 1 Mar 2027 09:00, to the owner; then Tue 2 Mar 2027 09:00, to the owner and the lead.": {NextReminder: monday, NextTo: owner, After: monday.Add(24 * time.Hour), AfterTo: both},
	} {
		if got := wording.Hears(task, improvement.Actor{}); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestWhoseReminderItIs holds that the list of one's own tasks says "you", as the pages do.
func TestWhoseReminderItIs(t *testing.T) {
	t.Parallel()
	w := newWords(t.Context(), nil, directoryOf{})
	tasks := []improvement.Task{{Owner: "lead", Kind: improvement.TaskPlan, NextReminder: improvement.Date("2027-03-01").Morning(), NextTo: []improvement.Audience{improvement.ToOwner}}}
	for reader, says := range map[improvement.PersonID]string{"lead": "to you.", "cook": "to the owner."} {
		var out bytes.Buffer
		showTasks(&page{out: &out}, w, tasks, improvement.Actor{Person: reader}, time.Time{})
		if !strings.Contains(out.String(), "Next reminder: Mon 1 Mar 2027 09:00, "+says) {
			t.Errorf("%s reads:\n%s", reader, out.String())
		}
	}
}
