package steward_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// asks files a request about somebody, and closes it where that is said.
func (o *office) asks(t *testing.T, id string, about improvement.PersonID, closed bool) improvement.SubjectID {
	t.Helper()
	subject := improvement.DataRequestSubject(id)
	own := func(text string) improvement.Words { return o.seal(t, subject.Correspondent(), text) }
	events := []improvement.Event{&improvement.DataRequestRecorded{
		Request: improvement.DataRequestForm{ID: id, Kind: improvement.ErasureRequest, Body: "east", About: about, From: own("By letter"), Says: own("Erase me"), Received: "2026-01-02"},
		By:      "admin", Terms: improvement.DefaultTerms(), Due: "2026-02-02",
	}}
	if closed {
		events = append(events, &improvement.DataRequestClosed{Done: own("We wrote to them")})
	}
	f, err := new(improvement.DataRequest).Filing("c1", "admin", o.directory.Now(), events)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	return subject
}

// close closes a request that is open.
func (o *office) close(t *testing.T, subject improvement.SubjectID) {
	t.Helper()
	_, state, err := o.State(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	d, err := improvement.RestoreDataRequest(state)
	if err != nil {
		t.Fatal(err)
	}
	f, err := d.Filing("c2", "admin", o.directory.Now(), []improvement.Event{&improvement.DataRequestClosed{Done: o.seal(t, subject.Correspondent(), "We wrote")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// readable tells whether the words of a request can be read. What was counted of it, and
// who recorded it, stays.
func (o *office) readable(t *testing.T, subject improvement.SubjectID) bool {
	t.Helper()
	_, state, err := o.State(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	d, err := improvement.RestoreDataRequest(state)
	if err != nil || d.By != "admin" || d.Received != "2026-01-02" || d.About == "" {
		t.Errorf("of %s stays %+v, %v", subject, d, err)
	}
	for _, w := range []improvement.Words{d.From, d.Says, d.Done} {
		if _, err := o.vault.Open(t.Context(), w); errors.Is(err, improvement.ErrErased) {
			return false
		} else if err != nil {
			t.Error(err)
		}
	}
	return true
}

// The words of a request go with the person whom it is about: at once where it is closed,
// or else once it is; and again after a restore.
func TestTheWordsOfARequestGoWithWhomItIsAbout(t *testing.T) {
	p := openParish(t)
	closed, open := p.asks(t, "closed", "leaver", true), p.asks(t, "open", "leaver", false)
	other, none := p.asks(t, "other", "other", true), p.asks(t, "none", "nobody", true)
	backup := p.backUp(t)
	done := must(p.eraser().Erase(t.Context(), "admin", p.command()))(t)
	if !slices.Equal(done.Requests, []improvement.SubjectID{closed}) || !strings.Contains(strings.Join(done.Left, " "), "request open about them is open") {
		t.Errorf("it did %+v", done)
	}
	stands := func(what string, want map[improvement.SubjectID]bool) {
		t.Helper()
		for subject, reads := range want {
			if p.readable(t, subject) != reads {
				t.Errorf("%s: %s is readable: %t", what, subject, !reads)
			}
		}
	}
	stands("erased", map[improvement.SubjectID]bool{closed: false, open: true, other: true, none: true})
	late := p.asks(t, "late", "leaver", true) // a complaint about the erasure itself
	p.close(t, open)
	if gone, err := p.eraser().Requests(t.Context()); err != nil || !slices.Equal(gone, []improvement.SubjectID{late, open}) {
		t.Errorf("closed later: %v, %v", gone, err)
	}
	stands("closed later", map[improvement.SubjectID]bool{closed: false, open: false, late: false, other: true, none: true})

	p.restore(t, backup)
	stands("restored", map[improvement.SubjectID]bool{closed: true, open: true, other: true})
	if _, _, err := p.eraser().Again(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.close(t, open)
	if _, _, err := p.eraser().Again(t.Context()); err != nil { // as a worker that starts
		t.Fatal(err)
	}
	stands("erased again", map[improvement.SubjectID]bool{closed: false, open: false, other: true, none: true})
	p.gone(t)
}

// A complaint about a voice goes with the voice.
func TestTheWordsOfARequestGoWithAVoice(t *testing.T) {
	p := openPostbox(t)
	closed := p.asks(t, "closed", spoken.Correspondent(), true)
	done := must(p.eraser().Erase(t.Context(), "admin", p.erase(t, spoken.Correspondent())))(t)
	if !slices.Equal(done.Requests, []improvement.SubjectID{closed}) || p.readable(t, closed) {
		t.Errorf("it did %+v", done)
	}
	p.silent(t, spoken.Correspondent())
}
