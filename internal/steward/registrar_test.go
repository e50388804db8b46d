package steward_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

const voiceName = "0123456789abcdef0123456789abcdef"

// monday is when the registrar of these tests works.
var monday = time.Date(2026, 2, 2, 10, 0, 0, 0, time.UTC)

// registrar files at a desk of a town with a locality, a network and its people.
func registrar(t *testing.T) (*office, *steward.Registrar) {
	t.Helper()
	o := open(t)
	lmg := improvement.Body{ID: "east", Kind: improvement.LMG, Name: "East LMG"}
	network := improvement.Body{ID: "network", Kind: improvement.Network, Name: "Network", Parent: "east"}
	of := func(body improvement.BodyID, person improvement.PersonID, role improvement.Role) improvement.Membership {
		return improvement.Membership{Body: body, Person: person, Role: role}
	}
	o.load(t, "admin", append(o.town(t),
		improvement.RecordBody{Body: improvement.Body{ID: "west", Kind: improvement.LMG, Name: "West LMG"}},
		improvement.RecordBody{Body: improvement.Body{ID: "keith", Kind: improvement.Locality, Name: "Keith", Parent: "east"}},
		improvement.RecordBody{Body: network},
		improvement.RecordPerson{Person: o.person(t, "lwo")}, improvement.RecordPerson{Person: o.person(t, "reader")}, improvement.RecordPerson{Person: o.person(t, "stranger")},
		improvement.SetMembers{Body: lmg, Members: []improvement.Membership{of("east", "admin", improvement.Administrator), of("east", "lwo", improvement.LWO)}},
		improvement.SetMembers{Body: network, Members: []improvement.Membership{of("network", "reader", improvement.NetworkMember)}},
	)...)
	holiday := func(improvement.Date) improvement.Calendar {
		return improvement.Calendar{Holidays: []improvement.Date{"2026-02-03"}}
	}
	return o, &steward.Registrar{Record: o, Now: func() time.Time { return monday }, Calendar: holiday}
}

func (o *office) words(t *testing.T, by improvement.PersonID, text string) improvement.Words {
	t.Helper()
	w, err := o.vault.Seal(t.Context(), "text", by, text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (o *office) said(t *testing.T) improvement.Said {
	own := improvement.VoiceSubject(voiceName).Correspondent()
	return improvement.Said{
		ID: voiceName, LMG: "east", Locality: "keith", Theme: "poverty", When: "2026-01-30",
		Title: o.words(t, own, "The last bus"), Text: o.words(t, own, "The last bus leaves at five"),
		Consent: improvement.Consent{Day: "2026-01-30", Text: o.words(t, own, "We read it."), Counted: true},
	}
}

func (o *office) voice(t *testing.T) *improvement.CommunityVoice {
	t.Helper()
	_, state, err := o.State(t.Context(), improvement.VoiceSubject(voiceName))
	if err != nil {
		t.Fatal(err)
	}
	direct, err := improvement.RestoreDirect(improvement.VoiceSubject(voiceName), state)
	if err != nil {
		t.Fatal(err)
	}
	return direct.(*improvement.CommunityVoice)
}

func isRefused(t *testing.T, err error, code improvement.Code, field string) {
	t.Helper()
	if refused, ok := improvement.Refusal(err); !ok || refused.Code != code || refused.Field != field {
		t.Errorf("got %v, want %s of %q", err, code, field)
	}
}

func TestTheRegistrarLooksUpWhatACommandIsDecidedWith(t *testing.T) {
	o, r := registrar(t)
	subject := improvement.VoiceSubject(voiceName)
	wrong := o.said(t)
	wrong.LMG = "west"
	isRefused(t, r.Would(t.Context(), subject, "", improvement.SendVoice{Said: wrong}), improvement.Invalid, "locality")
	wrong = o.said(t)
	wrong.Theme = "opera"
	isRefused(t, r.Would(t.Context(), subject, "", improvement.SendVoice{Said: wrong}), improvement.Invalid, "theme")
	unsafe := o.said(t)
	unsafe.Unsafe = true
	if err := r.Would(t.Context(), subject, "", improvement.SendVoice{Said: unsafe}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.State(t.Context(), subject); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("a look filed something: %v", err)
	}
	if version, err := r.File(t.Context(), subject, "send", "", improvement.SendVoice{Said: unsafe}); version != 1 || err != nil {
		t.Fatalf("filed at %d: %v", version, err)
	}
	if due := o.voice(t).Concern.Due; due != "2026-02-04" { // Tuesday is a holiday
		t.Errorf("the concern is due on %s", due)
	}
	told, err := o.Outbox(t.Context(), improvement.OutboxFilter{})
	if err != nil || len(told) != 2 { // East has no safeguarding contact: its LWO and administrator are to name one
		t.Errorf("told: %+v (%v)", told, err)
	}
	for _, d := range told {
		if d.Notice.Kind != improvement.NoticeNoContact || !d.Notice.Urgent {
			t.Errorf("told: %+v", d)
		}
	}
}

func TestWhoFilesEvidenceByTheBodiesTheyBelongTo(t *testing.T) {
	o, r := registrar(t)
	item := func(id string, by improvement.PersonID) improvement.FileItem {
		return improvement.FileItem{Item: improvement.Item{
			LMG: "east", Strength: improvement.FromData, Title: o.words(t, by, "Buses"),
			Evidence: improvement.Evidence{ID: id, Kind: improvement.Data, When: "2026-01-30", Text: o.words(t, by, "Four"), Source: o.words(t, by, "Timetable")},
		}}
	}
	for _, may := range []improvement.PersonID{"lwo", "reader"} {
		if _, err := r.File(t.Context(), improvement.EvidenceSubject(string(may)), "file", may, item(string(may), may)); err != nil {
			t.Errorf("%s: %v", may, err)
		}
	}
	_, err := r.File(t.Context(), improvement.EvidenceSubject("stranger"), "file", "stranger", item("stranger", "stranger"))
	isRefused(t, err, improvement.NotAllowed, "as")
	_, err = r.File(t.Context(), improvement.EvidenceSubject("nobody"), "file", "", item("nobody", "lwo"))
	isRefused(t, err, improvement.NotAllowed, "as")
	_, err = r.File(t.Context(), improvement.EvidenceSubject("unknown"), "file", "unknown", item("unknown", "lwo"))
	isRefused(t, err, improvement.NotFound, "as")
	_, err = r.File(t.Context(), improvement.EvidenceSubject("lwo"), "file", "reader", item("lwo", "reader"))
	isRefused(t, err, improvement.Conflict, "command-id")
}

// One command is one voice, however many send it at once.
func TestOneCommandFiledByManyAtOnce(t *testing.T) {
	o, r := registrar(t)
	said := o.said(t)
	subject := improvement.VoiceSubject(voiceName)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if version, err := r.File(context.Background(), subject, "send", "", improvement.SendVoice{Said: said}); version != 1 || err != nil {
				t.Errorf("filed at %d: %v", version, err)
			}
		})
	}
	all.Wait()
	for i := range 6 { // and others decide on what came before them
		all.Go(func() {
			c := improvement.RaiseConcern{}
			if _, err := r.File(context.Background(), subject, improvement.CommandID(fmt.Sprintf("raise-%d", i)), "reader", c); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if v := o.voice(t); v.Version != 7 || v.Concern.Times != 6 {
		t.Errorf("the voice stands at %+v", v)
	}
	if report, err := o.Verify(t.Context()); err != nil || len(report.Faults) > 0 {
		t.Errorf("the record does not hold together: %+v (%v)", report, err)
	}
}

func TestOnlyAClosedTestIsFiledToWithoutItsWorkflow(t *testing.T) {
	o, r := registrar(t)
	o.launch(t, "club")
	_, err := r.AfterClosing(t.Context(), improvement.TestSubject("club"), "raise", "reader", improvement.RaiseEvidenceConcern{Item: "e1"})
	isRefused(t, err, improvement.WrongStage, "")
	_, err = r.AfterClosing(t.Context(), improvement.TestSubject("club"), "raise", "", improvement.RaiseEvidenceConcern{Item: "e1"})
	isRefused(t, err, improvement.NotAllowed, "as")
	if _, err = r.AfterClosing(t.Context(), improvement.TestSubject("none"), "raise", "reader", improvement.RaiseEvidenceConcern{Item: "e1"}); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("of no test: %v", err)
	}
}

// How long a voice may wait is configured.
func TestTheRegistrarGoesByTheTerms(t *testing.T) {
	o, r := registrar(t)
	r.Terms = improvement.Terms{Moderate: 2}
	if _, err := r.File(t.Context(), improvement.VoiceSubject(voiceName), "send", "", improvement.SendVoice{Said: o.said(t)}); err != nil {
		t.Fatal(err)
	}
	if due := o.voice(t).Due; due != "2026-02-05" { // Tuesday is a holiday
		t.Errorf("it is moderated by %s", due)
	}
}
