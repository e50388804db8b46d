package steward_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/steward"
)

// comesIn lets somebody in by a sign-in, a passkey, an identity and a calendar, and keeps
// a draft of theirs.
func (o *office) comesIn(t *testing.T, who improvement.PersonID) {
	t.Helper()
	ctx, now := t.Context(), time.Now().UTC().Truncate(time.Microsecond)
	token := "session of " + string(who)
	in := access.NewSignIn(who, access.ByPasskey, token, "Firefox, Linux", now)
	_, calendar := access.NewCalendar(who, now)
	sealed := must(o.vault.SealBytes(ctx, who, "/tests/new", []byte("What "+who+" writes")))(t)
	for _, err := range []error{
		o.Sessions().Commit(token, []byte("x"), now.Add(time.Hour)),
		o.BeginSignIn(ctx, in),
		o.PutPasskey(ctx, access.Passkey{ID: []byte("secret " + who), Person: who, Name: o.seal(t, who, "Phone of "+string(who)), Credential: []byte("secret"), Made: now}),
		o.PutIdentity(ctx, access.Identity{Issuer: "https://id.example.org", Subject: "known as " + string(who), Person: who}),
		o.PutCalendar(ctx, calendar),
		o.PutDraft(ctx, access.Draft{Person: who, Form: "/tests/new", Sealed: sealed, At: now}),
		o.Append(ctx, access.Audited{At: now, Person: who, What: access.SignedIn, How: access.ByPasskey, Reference: "K7"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// ways counts how somebody may come in.
func (o *office) ways(t *testing.T, who improvement.PersonID) int {
	t.Helper()
	ctx := t.Context()
	n := len(must(o.SignInsOf(ctx, who))(t)) + len(must(o.PasskeysOf(ctx, who))(t)) + len(must(o.IdentitiesOf(ctx, who))(t))
	if _, err := o.CalendarOf(ctx, who); !errors.Is(err, improvement.ErrNotFound) {
		n++
	}
	_, session, err := o.Sessions().Find("session of " + string(who))
	if drafts := must(o.DraftsOf(ctx, who))(t); err != nil || session != (n > 0) || (len(drafts) > 0) != (n > 0) {
		t.Errorf("%s has %d ways in, a session: %t, drafts: %v, %v", who, n, session, drafts, err)
	}
	return n
}

func TestAnExportTellsHowSomebodyComesInAndGivesNoWayIn(t *testing.T) {
	p := openParish(t)
	d, _ := p.export(t, "leaver")
	a := d.Access
	if len(a.SignIns) != 1 || a.SignIns[0].Device != "Firefox on Linux" || len(a.Drafts) != 1 || a.Drafts[0].Form != "/tests/new" || a.Calendar.IsZero() ||
		len(a.Audit) != 1 || a.Audit[0].Reference != "K7" || len(a.Identities) != 1 {
		t.Errorf("it tells %+v", a)
	}
	if len(a.Passkeys) != 1 || a.Passkeys[0].Name != "Phone of leaver" || !a.Passkeys[0].Used.IsZero() {
		t.Errorf("passkeys %+v", a.Passkeys)
	}
	text := string(must(json.Marshal(a))(t))
	calendar := must(p.CalendarOf(t.Context(), "leaver"))(t)
	for _, part := range []string{"other", "secret", "c2VjcmV0", string(calendar.Hash), string(access.HashOf("session of leaver"))} {
		if strings.Contains(text, part) {
			t.Errorf("%q is in %s", part, text)
		}
	}
}

// A restored record, in which the person comes in yet, lets them in no more.
func TestWhoWasErasedStaysOutAfterARestore(t *testing.T) {
	p := openParish(t)
	backup := p.backUp(t)
	if _, err := p.eraser().Erase(t.Context(), "admin", p.command()); err != nil {
		t.Fatal(err)
	}
	p.restore(t, backup)
	if in := p.ways(t, "leaver"); in != 4 {
		t.Fatalf("the backup has %d ways in for them", in)
	}
	if _, _, err := p.eraser().Again(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.gone(t)
	link := access.NewTaskLink("leaver", "test-of-change/one", "step", time.Hour, time.Now().Add(-time.Minute))
	void := must(p.TaskLinksVoidBefore(t.Context(), "leaver"))(t)
	if err := link.Check(void, time.Now()); err == nil {
		t.Error("a link that they were sent works")
	}
}

// Recovering starts workflows, and leaves alone who is in.
func TestARecoveryLeavesWhoIsIn(t *testing.T) {
	p := openParish(t)
	p.launch(t, "led")
	if _, err := steward.Recover(t.Context(), p.Store, &starter{}); err != nil {
		t.Fatal(err)
	}
	if report := must(p.Verify(t.Context()))(t); len(report.Faults) > 0 {
		t.Errorf("verify finds %v", report.Faults)
	}
	if _, err := p.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if in := p.ways(t, "other"); in != 4 {
		t.Errorf("%d ways in are left", in)
	}
}
