package steward_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/vault"
)

func (p *parish) voice(t *testing.T) improvement.CommunityVoice {
	t.Helper()
	_, state, err := p.State(t.Context(), improvement.VoiceSubject(voiceName))
	var v improvement.CommunityVoice
	if err := errors.Join(err, json.Unmarshal(state, &v)); err != nil {
		t.Fatal(err)
	}
	return v
}

// What was withdrawn stays so in a record that is restored from before, and in one of
// before the voice came.
func TestAWithdrawnVoiceStaysWithdrawn(t *testing.T) {
	o, desk := registrar(t)
	p := &parish{office: o, ledger: vault.NewLedger(filepath.Join(t.TempDir(), "erasures.jsonl"))}
	subject := improvement.VoiceSubject(voiceName)
	empty := p.backUp(t)
	file := func(id improvement.CommandID, as improvement.PersonID, c improvement.DirectCommand) {
		t.Helper()
		if _, err := desk.File(t.Context(), subject, id, as, c); err != nil {
			t.Fatal(err)
		}
	}
	file("sent", "", improvement.SendVoice{Said: o.said(t)})
	file("accepted", "lwo", improvement.ModerateVoice{As: improvement.VoiceAccepted})
	words := p.voice(t).Said.Text
	accepted := p.backUp(t)
	forgotten := func() {
		t.Helper()
		if _, err := p.vault.Open(t.Context(), words); !errors.Is(err, improvement.ErrErased) {
			t.Errorf("its words can be read: %v", err)
		}
		if report, err := p.Verify(t.Context()); err != nil || len(report.Faults) > 0 {
			t.Errorf("the record has faults %+v (%v)", report.Faults, err)
		}
	}
	again := func(want int) {
		t.Helper()
		if done, _, err := p.eraser().Again(t.Context()); err != nil || len(done) != want {
			t.Errorf("it did %+v, want %d (%v)", done, want, err)
		}
	}
	file("withdrawn", "lwo", improvement.WithdrawConsent{})
	for range 2 { // once more where it was cut off
		if err := p.eraser().ForgetVoice(t.Context(), subject, "lwo"); err != nil {
			t.Fatal(err)
		}
	}
	forgotten()
	again(0)

	p.restore(t, accepted)
	if _, err := p.vault.Open(t.Context(), words); err != nil {
		t.Fatalf("the backup is not from before: %v", err)
	}
	again(1)
	if v := p.voice(t); v.Moderation != improvement.VoiceWithdrawn || v.Citable() {
		t.Errorf("restored, it is %+v", v)
	}
	forgotten()
	again(0)

	p.restore(t, empty)
	again(1)
	desk = &steward.Registrar{Record: p.office, Now: desk.Now}
	if _, err := p.vault.Seal(t.Context(), "text", subject.Correspondent(), "again"); err == nil {
		t.Error("it comes back under the same identifier")
	}
	again(0)
}
