package steward_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/vault"
)

const spoken = improvement.SubjectID("voice/0123456789abcdef0123456789abcdef")

// postbox is a newsroom that somebody hears from, and a voice that was accepted; and
// what erases both.
type postbox struct {
	*office
	*steward.Subscriptions
	ledger *vault.Ledger
	reader improvement.PersonID
}

func openPostbox(t *testing.T) *postbox {
	t.Helper()
	o, s, _ := newsroom(t)
	p := &postbox{office: o, Subscriptions: s, ledger: vault.NewLedger(filepath.Join(t.TempDir(), "erasures.jsonl"))}
	s.Ledger = p.ledger
	o.ReadWords(o.vault)
	o.load(t, "admin", append(o.town(t), improvement.RecordPerson{Person: o.person(t, "helper")})...)
	p.reader = p.subscribes(t, "reader@example.org")
	own := func(text string) improvement.Words { return o.seal(t, spoken.Correspondent(), text) }
	said := improvement.Said{
		ID: spoken.ID(), LMG: "lmg", Locality: "keith", When: "2026-03-01", Title: own("The last bus"), Text: own("The last bus leaves at five"),
		Consent: improvement.Consent{Day: "2026-03-01", Text: own("We read it."), Counted: true}, Address: own("someone@example.org"),
	}
	p.fileVoice(t, &improvement.VoiceReceived{Said: said, Due: "2026-03-10"}, &improvement.VoiceModerated{As: improvement.VoiceAccepted})
	if found := must(p.Shelf(t.Context(), improvement.LibraryFilter{Search: "bus"}))(t); len(found) != 1 {
		t.Fatalf("search finds %+v", found)
	}
	return p
}

func (p *postbox) fileVoice(t *testing.T, events ...improvement.Event) {
	t.Helper()
	f, err := new(improvement.CommunityVoice).Filing("c1", "", p.Now(), events)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// subscribes lets an address hear from the network.
func (p *postbox) subscribes(t *testing.T, address string) improvement.PersonID {
	t.Helper()
	ctx := t.Context()
	if err := p.Subscribe(ctx, improvement.CommandID("ask-"+strings.ReplaceAll(address, "@", "-")), "network", address); err != nil {
		t.Fatal(err)
	}
	reader := must(p.At(ctx, must(p.Actor(ctx, "admin"))(t), address))(t)
	token := must(p.ConfirmToken(t.Context(), reader, []improvement.BodyID{"network"}))(t)
	if _, err := p.Confirm(ctx, token); err != nil {
		t.Fatal(err)
	}
	return reader
}

func (p *postbox) restored(t *testing.T, backup string) {
	t.Helper()
	p.restore(t, backup)
	p.ReadWords(p.vault)
	p.Record, p.Sealer, p.Marker = p.Store, p.vault, p.vault
}

func (p *postbox) eraser() *steward.Eraser {
	return &steward.Eraser{Record: p.Store, Ledger: p.ledger, Vault: p.vault, Now: p.Now}
}

func (p *postbox) erase(t *testing.T, who improvement.PersonID) improvement.ErasePerson {
	t.Helper()
	return improvement.ErasePerson{Person: who, AskedBy: who, Asked: "2026-03-02", Why: p.seal(t, "admin", "They asked.")}
}

// silent holds that nothing of somebody who wrote in can be read, nor is sent to them.
func (p *postbox) silent(t *testing.T, who improvement.PersonID) {
	t.Helper()
	ctx := t.Context()
	if _, err := p.Key(ctx, who); !errors.Is(err, improvement.ErrErased) {
		t.Errorf("the key of %s: %v", who, err)
	}
	if hears, err := p.Reads(ctx, "network", who); err != nil || hears {
		t.Errorf("%s hears: %t, %v", who, hears, err)
	}
	if found := must(p.Shelf(ctx, improvement.LibraryFilter{Search: "bus"}))(t); who == spoken.Correspondent() && len(found) > 0 {
		t.Errorf("search finds %+v", found)
	}
	if report := must(p.Verify(ctx))(t); len(report.Faults) > 0 {
		t.Errorf("verify finds %v", report.Faults)
	}
	if done, _, err := p.eraser().Again(ctx); err != nil || len(done) > 0 {
		t.Errorf("there is something left to erase: %+v, %v", done, err)
	}
}

// An address that left its last newsletter stays gone when the record comes back from a
// backup in which it heard.
func TestAnAddressThatLeftStaysGoneAfterARestore(t *testing.T) {
	for name, ends := range map[string]func(t *testing.T, p *postbox) error{
		"by its reader": func(t *testing.T, p *postbox) error {
			_, err := p.Unsubscribe(t.Context(), must(p.UnsubscribeToken(p.reader, "network"))(t))
			return err
		},
		"by an administrator": func(t *testing.T, p *postbox) error {
			return p.UnsubscribeAddress(t.Context(), "admin", "network", "reader@example.org")
		},
		"erased": func(t *testing.T, p *postbox) error {
			_, err := p.eraser().Erase(t.Context(), "admin", p.erase(t, p.reader))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := openPostbox(t)
			backup := p.backUp(t)
			late := p.subscribes(t, "late@example.org") // came and went after the backup
			if err := p.Leave(t.Context(), "late", late, "network"); err != nil {
				t.Fatal(err)
			}
			if err := ends(t, p); err != nil {
				t.Fatal(err)
			}
			p.silent(t, p.reader)

			p.restored(t, backup)
			if hears := must(p.Reads(t.Context(), "network", p.reader))(t); !hears {
				t.Fatal("the backup is not from before")
			}
			done, unread, err := p.eraser().Again(t.Context())
			if err != nil || unread != nil || len(done) != 2 || !done[0].Finished || !done[1].Finished {
				t.Fatalf("it did %+v, %v, %v", done, unread, err)
			}
			p.silent(t, p.reader)
			p.silent(t, late)
			// Whoever asks again hears again.
			for _, address := range []string{"reader@example.org", "late@example.org"} {
				if anew := p.subscribes(t, address); anew == p.reader || anew == late {
					t.Errorf("%s hears as %s again", address, anew)
				}
			}
		})
	}
}

// A list that cannot be written ends no letters the later: the newsletter has ended, and
// the key is destroyed once the list can be written again.
func TestAnAddressEndsWithoutALedger(t *testing.T) {
	p := openPostbox(t)
	p.Ledger = vault.NewLedger(t.TempDir()) // a folder
	err := p.Leave(t.Context(), "left", p.reader, "network")
	if refused, is := improvement.Refusal(err); !is || refused.Field != "vault.erasures_file" {
		t.Fatalf("%v", err)
	}
	if hears := must(p.Reads(t.Context(), "network", p.reader))(t); hears {
		t.Error("it hears yet")
	}
	p.Ledger = p.ledger
	if err := p.Tidy(t.Context(), "network"); err != nil {
		t.Fatal(err)
	}
	p.silent(t, p.reader)
}

// Wherever the erasure of what somebody sent in is cut, the same command or the next
// worker completes it.
func TestAnErasureOfWhoWroteInIsCompleted(t *testing.T) {
	const steps = 6 // ledger, event, key, search, notices, the end
	for at := 1; at <= steps; at++ {
		for _, after := range []bool{false, true} {
			for _, whole := range []bool{false, true} {
				if at == 1 && !after && !whole {
					continue // nothing was begun, for a worker
				}
				t.Run(fmt.Sprintf("at %d, %t, by the same command %t", at, after, whole), func(t *testing.T) {
					p := openPostbox(t)
					for _, who := range []improvement.PersonID{spoken.Correspondent(), p.reader} {
						c := &cut{Store: p.Store, Ledger: p.ledger, at: at, after: after}
						broken := &steward.Eraser{Record: c, Ledger: c, Vault: p.vault, Now: p.Now}
						if _, err := broken.Erase(t.Context(), "admin", p.erase(t, who)); !errors.Is(err, errKilled) {
							t.Fatalf("the cut was not met: %v", err)
						}
						if whole {
							done := at == steps && after
							if who == p.reader && !done { // as one types the address again
								who = must(p.At(t.Context(), must(p.Actor(t.Context(), "admin"))(t), "reader@example.org"))(t)
							}
							must(p.eraser().Erase(t.Context(), "admin", p.erase(t, who)))(t)
						} else if _, _, err := p.eraser().Again(t.Context()); err != nil {
							t.Fatal(err)
						}
						p.silent(t, who)
						p.recorded(t, who)
					}
				})
			}
		}
	}
}

// recorded holds that who asked and who did it stand on record, once.
func (p *postbox) recorded(t *testing.T, who improvement.PersonID) {
	t.Helper()
	subject, _ := who.Correspondent()
	told := 0
	for _, e := range must(p.Journal(t.Context(), subject, 0))(t) {
		if erased, is := e.Event.(*improvement.PersonErased); is {
			told++
			if e.By != "admin" || erased.AskedBy != who || erased.Asked != "2026-03-02" {
				t.Errorf("on record is %+v by %s", erased, e.By)
			}
		}
	}
	if told != 1 {
		t.Errorf("%d erasures of %s are on record", told, who)
	}
}

func TestAnErasureOfWhoWroteInIsRefused(t *testing.T) {
	p := openPostbox(t)
	for name, c := range map[string]struct {
		as, who improvement.PersonID
		says    string
	}{
		"by somebody else":   {"helper", spoken.Correspondent(), "Only an administrator erases what somebody sent in"},
		"of an address":      {"helper", p.reader, "Only an administrator erases an address"},
		"of no voice":        {"admin", "voice/ffffffffffffffffffffffffffffffff", "nothing on record"},
		"of no subscription": {"admin", "subscription/ffff-1", "nothing on record"},
		"of a test":          {"admin", "test-of-change/one", "neither a person nor what somebody sent in"},
		"by a stranger":      {"stranger", p.reader, "not on record"},
	} {
		_, err := p.eraser().Erase(t.Context(), c.as, p.erase(t, c.who))
		if _, is := improvement.Refusal(err); !is || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	for _, who := range []improvement.PersonID{spoken.Correspondent(), p.reader} {
		if _, err := p.Key(t.Context(), who); err != nil {
			t.Errorf("the key of %s: %v", who, err)
		}
	}
	if notes, _, err := p.ledger.Notes(p.Identity()); err != nil || len(notes) > 0 {
		t.Errorf("the ledger has %+v, %v", notes, err)
	}
}

func TestAnExportOfWhoWroteIn(t *testing.T) {
	p := openPostbox(t)
	ctx := t.Context()
	admin, helper := must(p.Actor(ctx, "admin"))(t), must(p.Actor(ctx, "helper"))(t)
	for who, says := range map[improvement.PersonID]string{spoken.Correspondent(): "The last bus leaves at five", p.reader: "reader@example.org"} {
		if _, err := steward.Export(ctx, p.Store, p.vault, helper, who, p.Now()); err == nil {
			t.Errorf("anybody may have %s", who)
		}
		d := must(steward.Export(ctx, p.Store, p.vault, admin, who, p.Now()))(t)
		if text := fmt.Sprint(d.Entries); !strings.Contains(text, says) || len(d.Entries) != 2 || d.Email == "" {
			t.Errorf("of %s: %+v", who, d)
		}
		subject, _ := who.Correspondent()
		entries := must(p.Journal(ctx, subject, 2))(t)
		if _, told := entries[0].Event.(*improvement.PersonExported); !told || entries[0].By != "admin" {
			t.Errorf("on record is %+v", entries)
		}
		if report := must(p.Verify(ctx))(t); len(report.Faults) > 0 {
			t.Errorf("verify finds %v", report.Faults)
		}
	}
}

// Two who erase at once, and a reader who leaves meanwhile, leave one erasure on record.
func TestErasuresOfWhoWroteInAtOnce(t *testing.T) {
	p := openPostbox(t)
	ctx := t.Context()
	stop := must(p.UnsubscribeToken(p.reader, "network"))(t)
	command := p.erase(t, p.reader)
	spokenOf := p.erase(t, spoken.Correspondent())
	tries := []func() error{
		func() error { _, err := p.eraser().Erase(ctx, "admin", command); return err },
		func() error { _, err := p.eraser().Erase(ctx, "admin", spokenOf); return err },
		func() error { _, err := p.Unsubscribe(ctx, stop); return err },
		func() error { _, _, err := p.eraser().Again(ctx); return err },
	}
	failed := make(chan error, 2*len(tries))
	for _, try := range append(tries, tries...) {
		go func() { failed <- try() }()
	}
	for range cap(failed) {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	p.silent(t, p.reader)
	p.silent(t, spoken.Correspondent())
	p.recorded(t, spoken.Correspondent())
}
