package steward_test

import (
	"encoding/json"
	"errors"
	"fmt"
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

// withdraws files that consent to the voice of a postbox was taken back, and nothing more:
// as where whoever files it is cut off then.
func (p *postbox) withdraws(t *testing.T) {
	t.Helper()
	_, state, err := p.State(t.Context(), spoken)
	v := new(improvement.CommunityVoice)
	if err := errors.Join(err, json.Unmarshal(state, v)); err != nil {
		t.Fatal(err)
	}
	f, err := v.Filing("withdrawn", "officer", p.Now(), v.Withdraw("2026-03-05"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// Wherever a withdrawal is cut off behind its event, the next start of a worker completes
// it: the list of erasures names it then, as by whoever filed it.
func TestAWithdrawalThatIsCutIsCompleted(t *testing.T) {
	const steps = 4 // ledger, key, search, notices
	for at := 1; at <= steps; at++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("at %d, %t", at, after), func(t *testing.T) {
				p := openPostbox(t)
				p.withdraws(t)
				request := p.asks(t, "closed", spoken.Correspondent(), true)
				killed := &cut{Store: p.Store, Ledger: p.ledger, at: at, after: after}
				eraser := &steward.Eraser{Record: killed, Ledger: killed, Vault: p.vault, Now: p.Now}
				if err := eraser.ForgetVoice(t.Context(), spoken, "officer"); !errors.Is(err, errKilled) {
					t.Fatalf("it was not cut: %v", err)
				}
				if _, _, err := p.eraser().Again(t.Context()); err != nil {
					t.Fatal(err)
				}
				p.silent(t, spoken.Correspondent())
				notes, _, err := p.ledger.Notes(p.Identity())
				if err != nil || len(notes) != 1 || !notes[0].Withdrawn || notes[0].By != "officer" {
					t.Errorf("the list of erasures has %+v (%v)", notes, err)
				}
				if p.readable(t, request) {
					t.Error("the words of a request about it can be read")
				}
				if done, _, err := p.eraser().Again(t.Context()); err != nil || len(done) > 0 {
					t.Errorf("once more, it did %+v (%v)", done, err)
				}
			})
		}
	}
}

// The words of a request about a voice that was taken back go with it: at once where it is
// closed, or else once it is.
func TestTheWordsOfARequestGoWithAWithdrawnVoice(t *testing.T) {
	p := openPostbox(t)
	closed, open := p.asks(t, "closed", spoken.Correspondent(), true), p.asks(t, "open", spoken.Correspondent(), false)
	if gone := must(p.eraser().Requests(t.Context()))(t); len(gone) > 0 || !p.readable(t, closed) {
		t.Fatalf("before, %v went", gone)
	}
	p.withdraws(t)
	if err := p.eraser().ForgetVoice(t.Context(), spoken, "officer"); err != nil {
		t.Fatal(err)
	}
	if p.readable(t, closed) || !p.readable(t, open) {
		t.Error("the words of the closed one can be read, or those of the open one cannot")
	}
	p.close(t, open)
	if gone := must(p.eraser().Requests(t.Context()))(t); len(gone) != 1 || p.readable(t, open) {
		t.Errorf("closed later, %v went", gone)
	}
}
