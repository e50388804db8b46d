package storagetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/storage"
)

// begin keeps a sign-in of a person that begins after start, with its session.
func begin(t *testing.T, s *storage.Store, person improvement.PersonID, after time.Duration) access.SignIn {
	t.Helper()
	token := access.NewToken()
	in := access.NewSignIn(person, access.ByLink, token, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", start.Add(after))
	do(t, s.Sessions().CommitCtx(t.Context(), token, []byte("of "+person), time.Now().Add(time.Hour)))
	do(t, s.BeginSignIn(t.Context(), in))
	t.Cleanup(func() { // no case leaves a session that its sign-in does not have
		in, err := s.SignIn(context.Background(), in.ID)
		_, there, _ := s.Sessions().Find(token)
		if gone := errors.Is(err, improvement.ErrNotFound) || !in.Ended.IsZero(); gone == there {
			t.Errorf("the sign-in of %s is gone: %t, its session is there: %t", person, gone, there)
		}
	})
	return in
}

// do expects what cannot fail unless the record does.
func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refusedWith expects a plain refusal that has some words.
func refusedWith(t *testing.T, what string, err error, words string) {
	t.Helper()
	if _, is := improvement.Refusal(err); !is || !strings.Contains(err.Error(), words) {
		t.Errorf("%s: %v, want a refusal with %q", what, err, words)
	}
}

func signIns(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	first, second, other := begin(t, s, "anna", 0), begin(t, s, "anna", time.Hour), begin(t, s, "ben", 0)
	same(t, "as it began", read[access.SignIn](t)(s.SignIn(ctx, first.ID)), first)
	same(t, "hers", read[[]access.SignIn](t)(s.SignInsOf(ctx, "anna")), []access.SignIn{second, first})
	if _, err := s.SignIn(ctx, "none"); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}

	limits := access.DefaultLimits()
	stands := func(after time.Duration) error {
		_, err := access.Standing(ctx, s, limits, first.ID, start.Add(after))
		return err
	}
	do(t, stands(30*time.Second))
	same(t, "seen within the minute", read[access.SignIn](t)(s.SignIn(ctx, first.ID)).Seen, start)
	do(t, stands(11*time.Hour))
	same(t, "seen later", read[access.SignIn](t)(s.SignIn(ctx, first.ID)).Seen, start.Add(11*time.Hour))
	do(t, s.SeeSignIn(ctx, first.ID, start)) // by a request that was slower
	do(t, stands(22*time.Hour))
	refusedWith(t, "unused", stands(35*time.Hour), "nothing was done for a while")
	refusedWith(t, "and again: asking does not bring it back", stands(35*time.Hour), "nothing was done for a while")

	do(t, s.EndSignIn(ctx, first.ID, start.Add(23*time.Hour)))
	do(t, s.EndSignIn(ctx, first.ID, start.Add(24*time.Hour)))
	do(t, s.SeeSignIn(ctx, first.ID, start.Add(24*time.Hour)))
	ended := read[access.SignIn](t)(s.SignIn(ctx, first.ID))
	same(t, "ended", []time.Time{ended.Ended, ended.Seen}, []time.Time{start.Add(23 * time.Hour), start.Add(22 * time.Hour)})
	refusedWith(t, "ended", stands(23*time.Hour), "was ended")

	third := begin(t, s, "anna", 2*time.Hour)
	same(t, "how many ended but the third", read[int](t)(s.EndSignInsOf(ctx, "anna", third.ID, start.Add(3*time.Hour))), 1)
	same(t, "the second", read[access.SignIn](t)(s.SignIn(ctx, second.ID)).Ended, start.Add(3*time.Hour))
	for _, stays := range []access.SignIn{third, other} {
		same(t, "of others", read[access.SignIn](t)(s.SignIn(ctx, stays.ID)), stays)
	}
	same(t, "all", read[int](t)(s.EndSignInsOf(ctx, "anna", "", start.Add(4*time.Hour))), 1)
}

func sessions(t *testing.T, s *storage.Store) {
	kept := s.Sessions()
	find := func(token, want string) {
		t.Helper()
		data, found, err := kept.Find(token)
		if err != nil || found != (want != "") || string(data) != want {
			t.Errorf("found %q, %t, %v, want %q", data, found, err, want)
		}
	}
	find("token", "")
	do(t, kept.Commit("token", []byte("one"), time.Now().Add(time.Hour)))
	find("token", "one")
	do(t, kept.Commit("token", []byte("two"), time.Now().Add(time.Hour)))
	find("token", "two")
	find("other", "")
	find(string(access.HashOf("token")), "") // what a thief of the record would have
	do(t, kept.Delete("token"))
	find("token", "")
	do(t, kept.Delete("token"))
	do(t, kept.Commit("old", []byte("three"), time.Now().Add(-time.Second)))
	find("old", "")
}

func links(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	token, l := access.NewLink(access.LinkSignIn, "anna", "cookie", start)
	hash, browser := access.HashOf(token), access.HashOf("cookie")
	do(t, s.PutLink(ctx, l))
	same(t, "read back", read[access.Link](t)(s.Link(ctx, hash)), l)
	for what, err := range map[string]error{
		"never made":         second(s.Link(ctx, access.HashOf("other"))),
		"used, never made":   second(s.UseLink(ctx, access.HashOf("other"), browser, start)),
		"by what is on disk": second(s.UseLink(ctx, access.HashOf(string(hash)), browser, start)),
	} {
		refusedWith(t, what, err, "not known")
	}
	use := func(browser access.Hash, after time.Duration) error {
		return second(s.UseLink(ctx, hash, browser, start.Add(after)))
	}
	refusedWith(t, "elsewhere", use(access.HashOf("another"), 0), "only in the browser")
	refusedWith(t, "late", use(browser, 10*time.Minute), "short while")
	used := read[access.Link](t)(s.UseLink(ctx, hash, browser, start.Add(9*time.Minute)))
	l.Used = start.Add(9 * time.Minute)
	same(t, "used", used, l)
	same(t, "read back as used", read[access.Link](t)(s.Link(ctx, hash)), l)
	refusedWith(t, "again", use(browser, 9*time.Minute), "only once")

	enrolToken, enrol := access.NewLink(access.LinkEnrol, "anna", "cookie", start)
	otherToken, other := access.NewLink(access.LinkSignIn, "ben", "cookie", start)
	do(t, s.PutLink(ctx, enrol))
	do(t, s.PutLink(ctx, other))
	do(t, s.DropLinks(ctx, "anna", access.LinkSignIn))
	refusedWith(t, "dropped", second(s.Link(ctx, hash)), "not known")
	for _, token := range []string{enrolToken, otherToken} {
		do(t, second(s.Link(ctx, access.HashOf(token))))
	}
}

func second[T any](_ T, err error) error { return err }

func raceOneLink(t *testing.T, s *storage.Store) {
	for range 10 { // the first runs open connections one after another
		token, l := access.NewLink(access.LinkAdmin, "admin", "", start)
		do(t, s.PutLink(t.Context(), l))
		if had := raceFor(t, s, access.HashOf(token)); had != 1 {
			t.Errorf("%d had the link", had)
		}
	}
}

// raceFor lets twenty use a link at once and counts those who have it.
func raceFor(t *testing.T, s *storage.Store, hash access.Hash) (had int) {
	t.Helper()
	var all sync.WaitGroup
	errs := make(chan error, 20)
	begin := make(chan struct{})
	for range cap(errs) {
		all.Go(func() {
			<-begin
			_, err := s.UseLink(context.Background(), hash, "", start)
			errs <- err
		})
	}
	close(begin)
	all.Wait()
	close(errs)
	for err := range errs {
		if err == nil {
			had++
			continue
		}
		refusedWith(t, "one that came too late", err, "only once")
	}
	return had
}

func taskLinks(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	before := func() time.Time { return read[time.Time](t)(s.TaskLinksVoidBefore(ctx, "anna")) }
	same(t, "never revoked", before(), time.Time{})
	do(t, s.RevokeTaskLinks(ctx, "anna", start))
	do(t, s.RevokeTaskLinks(ctx, "ben", start.Add(time.Hour)))
	same(t, "revoked", before(), start)
	do(t, s.RevokeTaskLinks(ctx, "anna", start.Add(-time.Hour)))
	same(t, "by one that was slower", before(), start)
	do(t, s.RevokeTaskLinks(ctx, "anna", start.Add(time.Minute)))
	same(t, "again", before(), start.Add(time.Minute))
}

func passkey(id string, person improvement.PersonID, after time.Duration) access.Passkey {
	return access.Passkey{
		ID: []byte(id), Person: person, Name: improvement.Words{By: person, Length: 5, Sealed: "sealed"},
		Credential: []byte(`{"count":0}`), Made: start.Add(after),
	}
}

// whole compares passkeys wholly: their JSON, for people, leaves most of them out.
func whole(t *testing.T, what string, got, want access.Passkey) {
	t.Helper()
	same(t, what, []any{got.ID, got.Person, got.Name, got.Credential, got.Made, got.Used},
		[]any{want.ID, want.Person, want.Name, want.Credential, want.Made, want.Used})
}

func passkeys(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	late, early, other := passkey("\x00\xff late", "anna", time.Hour), passkey("early", "anna", 0), passkey("other", "ben", 0)
	for _, p := range []access.Passkey{late, early, other} {
		do(t, s.PutPasskey(ctx, p))
	}
	refusedWith(t, "a credential of another", s.PutPasskey(ctx, passkey("early", "ben", 0)), "added before")
	whole(t, "by its credential", read[access.Passkey](t)(s.Passkey(ctx, late.ID)), late)
	isError(t, "an unknown one", second(s.Passkey(ctx, []byte("none"))), improvement.ErrNotFound)

	late.Credential, late.Used = []byte(`{"count":1}`), start.Add(2*time.Hour)
	do(t, s.UsePasskey(ctx, late.ID, late.Credential, late.Used))
	isError(t, "use of an unknown one", s.UsePasskey(ctx, []byte("none"), nil, start), improvement.ErrNotFound)
	list := read[[]access.Passkey](t)(s.PasskeysOf(ctx, "anna"))
	if len(list) != 2 {
		t.Fatalf("she has %d", len(list))
	}
	whole(t, "the first", list[0], early)
	whole(t, "the second", list[1], late)
	isError(t, "dropped by another", s.DropPasskey(ctx, "ben", late.ID), improvement.ErrNotFound)
	do(t, s.DropPasskey(ctx, "anna", late.ID))
	isError(t, "dropped", second(s.Passkey(ctx, late.ID)), improvement.ErrNotFound)

	handle := read[[]byte](t)(s.Handle(ctx, "anna"))
	same(t, "the same again", read[[]byte](t)(s.Handle(ctx, "anna")), handle)
	if bens := read[[]byte](t)(s.Handle(ctx, "ben")); len(handle) != access.HandleSize || string(bens) == string(handle) {
		t.Errorf("handles %x and %x", handle, bens)
	}
	same(t, "whose it is", read[improvement.PersonID](t)(s.PersonByHandle(ctx, handle)), "anna")
	isError(t, "nobody's", second(s.PersonByHandle(ctx, []byte("none"))), improvement.ErrNotFound)
}

func identities(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	const issuer = "https://id.example.org"
	hers := access.Identity{Issuer: issuer, Subject: "248289", Person: "anna"}
	for range 2 {
		do(t, s.PutIdentity(ctx, hers))
	}
	stolen := hers
	stolen.Person = "ben"
	refusedWith(t, "for another", s.PutIdentity(ctx, stolen), "another person's")
	same(t, "hers", read[improvement.PersonID](t)(s.IdentityOwner(ctx, issuer, "248289")), "anna")
	same(t, "listed", read[[]access.Identity](t)(s.IdentitiesOf(ctx, "anna")), []access.Identity{hers})
	isError(t, "of another issuer", second(s.IdentityOwner(ctx, "https://other.example.org", "248289")), improvement.ErrNotFound)
	do(t, s.DropIdentity(ctx, issuer, "248289"))
	isError(t, "dropped", second(s.IdentityOwner(ctx, issuer, "248289")), improvement.ErrNotFound)
	do(t, s.PutIdentity(ctx, stolen))
}

func drafts(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	const form = "/tests/one/steps"
	put := func(person improvement.PersonID, browser access.Hash, form, sealed string, after time.Duration) {
		t.Helper()
		do(t, s.PutDraft(ctx, access.Draft{Person: person, Browser: browser, Form: form, Sealed: []byte(sealed), At: start.Add(after)}))
	}
	put("anna", "", form, "one\x00", 0)
	put("anna", "", form, "two\x00", time.Minute)
	put("anna", "", "/tests/new", "three", time.Hour)
	put("", "browser", form, "four", 0)
	get := func(person improvement.PersonID, browser access.Hash) string {
		t.Helper()
		return string(read[access.Draft](t)(s.Draft(ctx, person, browser, form)).Sealed)
	}
	same(t, "hers", get("anna", ""), "two\x00")
	same(t, "the browser's", get("", "browser"), "four")
	isError(t, "of another", second(s.Draft(ctx, "ben", "", form)), improvement.ErrNotFound)
	isError(t, "of another browser", second(s.Draft(ctx, "", "other", form)), improvement.ErrNotFound)
	same(t, "listed", read[[]access.Draft](t)(s.DraftsOf(ctx, "anna")),
		[]access.Draft{{Form: "/tests/new", At: start.Add(time.Hour)}, {Form: form, At: start.Add(time.Minute)}})
	same(t, "of nobody", read[[]access.Draft](t)(s.DraftsOf(ctx, "")), []access.Draft(nil))
	refusedWith(t, "of both", s.PutDraft(ctx, access.Draft{Person: "anna", Browser: "browser", Form: form}), "either")
	refusedWith(t, "too long", s.PutDraft(ctx, access.Draft{Person: "anna", Form: form, Sealed: make([]byte, 2<<20)}), "too long")
	do(t, s.DropDraft(ctx, "anna", "", form))
	isError(t, "dropped", second(s.Draft(ctx, "anna", "", form)), improvement.ErrNotFound)
	same(t, "the browser's stays", get("", "browser"), "four")

	firstToken, first := access.NewCalendar("anna", start)
	token, calendar := access.NewCalendar("anna", start.Add(time.Hour))
	do(t, s.PutCalendar(ctx, first))
	do(t, s.PutCalendar(ctx, calendar))
	same(t, "whose it is", read[improvement.PersonID](t)(s.CalendarOwner(ctx, access.HashOf(token))), "anna")
	same(t, "hers", read[access.Calendar](t)(s.CalendarOf(ctx, "anna")), calendar)
	isError(t, "the one before", second(s.CalendarOwner(ctx, access.HashOf(firstToken))), improvement.ErrNotFound)
	do(t, s.DropCalendar(ctx, "anna"))
	isError(t, "dropped", second(s.CalendarOwner(ctx, access.HashOf(token))), improvement.ErrNotFound)
	isError(t, "none", second(s.CalendarOf(ctx, "anna")), improvement.ErrNotFound)
}

func audit(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	entries := []access.Audited{
		{At: start, Person: "anna", What: access.SignedIn, How: access.ByPasskey},
		{At: start.Add(time.Minute), What: access.SignInFailed, How: access.ByOIDC, Reference: "K7"},
		{At: start.Add(time.Hour), Person: "anna", What: access.Refused, About: "/tests/one?q=secret", Reference: "K8"},
		{At: start.Add(2 * time.Hour), Person: "ben", What: access.SignedIn, How: access.ByLink},
	}
	for _, e := range entries {
		do(t, s.Append(ctx, e))
	}
	list := func(f access.AuditFilter, limit int) []access.Audited {
		t.Helper()
		return read[[]access.Audited](t)(s.Audit(ctx, f, limit))
	}
	all := list(access.AuditFilter{}, 10)
	if len(all) != 4 {
		t.Fatalf("it has %+v", all)
	}
	entries[2].About = "/tests/one"
	for i, e := range all {
		e.Seq = 0
		same(t, "an entry", e, entries[3-i])
	}
	for what, c := range map[string]struct {
		f    access.AuditFilter
		want []access.Audited
	}{
		"of a person":       {access.AuditFilter{Person: "anna"}, []access.Audited{all[1], all[3]}},
		"of a kind":         {access.AuditFilter{What: access.SignedIn}, []access.Audited{all[0], all[3]}},
		"since":             {access.AuditFilter{Since: start.Add(time.Hour)}, all[:2]},
		"of both":           {access.AuditFilter{Person: "anna", What: access.SignedIn}, all[3:]},
		"on the next page":  {access.AuditFilter{Before: all[1].Seq}, all[2:]},
		"of nobody on file": {access.AuditFilter{Person: "cat"}, nil},
	} {
		same(t, what, list(c.f, 10), c.want)
	}
	same(t, "as many as asked for", list(access.AuditFilter{}, 1), all[:1])
}

func tidied(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	old, fresh := begin(t, s, "anna", 0), begin(t, s, "anna", 2*24*time.Hour)
	do(t, s.EndSignIn(ctx, old.ID, start))
	_, oldLink := access.NewLink(access.LinkSignIn, "anna", "cookie", start)
	_, freshLink := access.NewLink(access.LinkSignIn, "anna", "cookie", start.Add(90*24*time.Hour))
	do(t, s.PutLink(ctx, oldLink))
	do(t, s.PutLink(ctx, freshLink))
	for form, at := range map[string]time.Duration{"/old": 0, "/fresh": 90 * 24 * time.Hour} {
		do(t, s.PutDraft(ctx, access.Draft{Person: "anna", Form: form, Sealed: []byte("x"), At: start.Add(at)}))
	}
	for form, at := range map[string]time.Duration{"/old": 89 * 24 * time.Hour, "/fresh": 90 * 24 * time.Hour} {
		do(t, s.PutDraft(ctx, access.Draft{Browser: "browser", Form: form, Sealed: []byte("x"), At: start.Add(at)}))
	}
	do(t, s.Append(ctx, access.Audited{At: start, What: access.SignedIn, Person: "anna"}))
	tidying := access.TidyingAt(start.Add(90*24*time.Hour + time.Hour))
	tidying.Sessions = time.Now() // they alone expire by the clock of the case
	do(t, s.TidyAccess(ctx, tidying))

	same(t, "sign-ins", read[[]access.SignIn](t)(s.SignInsOf(ctx, "anna")), []access.SignIn{fresh})
	refusedWith(t, "the old link", second(s.Link(ctx, oldLink.Hash)), "not known")
	do(t, second(s.Link(ctx, freshLink.Hash)))
	same(t, "drafts", names(read[[]access.Draft](t)(s.DraftsOf(ctx, "anna")), func(d access.Draft) string { return d.Form }), []string{"/fresh"})
	isError(t, "of nobody, old", second(s.Draft(ctx, "", "browser", "/old")), improvement.ErrNotFound)
	do(t, second(s.Draft(ctx, "", "browser", "/fresh")))
	same(t, "the audit", len(read[[]access.Audited](t)(s.Audit(ctx, access.AuditFilter{}, 10))), 1)
}

func accessErased(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	recordPeople(t, s, "anna", "ben")
	anna, ben := comesIn(t, s, "anna"), comesIn(t, s, "ben")
	for range 2 { // an erasure that was cut does it again
		do(t, s.EraseAccess(ctx, "anna", start.Add(time.Hour)))
	}
	same(t, "hers", anna(), make([]bool, 7))
	same(t, "of others", ben(), allWays())
	same(t, "her links", read[time.Time](t)(s.TaskLinksVoidBefore(ctx, "anna")), start.Add(time.Hour))
	same(t, "the audit", len(read[[]access.Audited](t)(s.Audit(ctx, access.AuditFilter{Person: "anna"}, 10))), 1)

	file(t, s, filing(improvement.PersonSubject("anna"), 1, "erase", &improvement.PersonErased{AskedBy: "anna", Asked: "2026-07-01"}))
	in := access.NewSignIn("anna", access.ByPasskey, "token", "", start)
	refusedWith(t, "who was erased", s.BeginSignIn(ctx, in), "no longer on record")
}

// comesIn lets somebody in by all that is kept of ways in, and tells which of them are there.
func comesIn(t *testing.T, s *storage.Store, who improvement.PersonID) (held func() []bool) {
	t.Helper()
	ctx := t.Context()
	begin(t, s, who, 0)
	_, link := access.NewLink(access.LinkSignIn, who, "cookie", start)
	_, calendar := access.NewCalendar(who, start)
	do(t, s.PutLink(ctx, link))
	do(t, s.PutCalendar(ctx, calendar))
	do(t, s.PutPasskey(ctx, passkey("of "+string(who), who, 0)))
	do(t, s.PutIdentity(ctx, access.Identity{Issuer: "i", Subject: string(who), Person: who}))
	do(t, s.PutDraft(ctx, access.Draft{Person: who, Form: "/f", Sealed: []byte("x"), At: start}))
	do(t, s.Append(ctx, access.Audited{At: start, Person: who, What: access.SignedIn}))
	handle := read[[]byte](t)(s.Handle(ctx, who))
	return func() []bool {
		t.Helper()
		return []bool{
			len(read[[]access.SignIn](t)(s.SignInsOf(ctx, who))) > 0, second(s.Link(ctx, link.Hash)) == nil,
			second(s.CalendarOwner(ctx, calendar.Hash)) == nil, len(read[[]access.Passkey](t)(s.PasskeysOf(ctx, who))) > 0,
			second(s.PersonByHandle(ctx, handle)) == nil, len(read[[]access.Identity](t)(s.IdentitiesOf(ctx, who))) > 0,
			len(read[[]access.Draft](t)(s.DraftsOf(ctx, who))) > 0,
		}
	}
}

func allWays() []bool { return []bool{true, true, true, true, true, true, true} }

// movedAway shows that another address ends all ways in with the filing that gives it, and
// that nothing else does: not another name, nor the same address written otherwise, nor a
// filing that is not held.
func movedAway(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	s.ReadWords(&reader{})
	s.MarkAddresses(marker{})
	with := func(name, address string) *improvement.PersonRecorded {
		return &improvement.PersonRecorded{Person: improvement.Person{ID: "ben", Name: said("ben", name), Email: said("ben", address)}}
	}
	recordPeople(t, s, "anna")
	subject := improvement.PersonSubject("ben")
	file(t, s, filing(subject, 0, "came", with("Ben", "old@example.org")))
	anna, ben := comesIn(t, s, "anna"), comesIn(t, s, "ben")
	ended := func() []access.Audited {
		t.Helper()
		return read[[]access.Audited](t)(s.Audit(ctx, access.AuditFilter{What: access.SignInsEnded}, 10))
	}

	file(t, s, filing(subject, 1, "renamed", with("Benjamin", " Old@Example.org ")))
	if late, err := s.File(ctx, filing(subject, 1, "late", with("Ben", "new@example.org"))); err != nil || late.Held {
		t.Fatalf("what came late is held: %t, %v", late.Held, err)
	}
	same(t, "with the same address", ben(), allWays())
	same(t, "before it is another, the audit", len(ended()), 0)

	file(t, s, filing(subject, 2, "moved", with("Benjamin", "new@example.org")))
	same(t, "with another address", ben(), make([]bool, 7))
	same(t, "of others", anna(), allWays())
	if void := read[time.Time](t)(s.TaskLinksVoidBefore(ctx, "ben")); time.Since(void) > time.Hour {
		t.Errorf("their links of letters end %s", void)
	}
	if all := ended(); len(all) != 1 || all[0].Person != "anna" || all[0].About != "person/ben" {
		t.Errorf("the audit has %+v", all)
	}

	again := comesIn(t, s, "ben")
	file(t, s, filing(subject, 3, "none", &improvement.PersonRecorded{Person: improvement.Person{ID: "ben"}}))
	same(t, "without an address", again(), make([]bool, 7))
}
