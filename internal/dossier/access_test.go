package dossier

import (
	"slices"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
)

func TestAnExportSaysInPlainLinesHowSomebodyComesIn(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 7, 14, 9, 30, 0, 0, time.UTC)
	var got []string
	for _, l := range accessLines(steward.HeldAccess{
		Passkeys:   []steward.HeldPasskey{{Name: "My\x1b[2J phone", Made: at}, {Name: "Key", Made: at, Used: at.Add(time.Hour)}},
		Identities: []access.Identity{{Issuer: "https://id.example.org", Subject: "248289"}},
		Drafts:     []access.Draft{{Form: "/tests/new", At: at}},
		SignIns:    []access.SignIn{{How: access.ByLink, Device: "Firefox on Linux", Began: at, Seen: at, Ended: at.Add(time.Minute)}},
		Audit:      []access.Audited{{At: at, What: access.Refused, About: "/tests/one", Reference: "K7"}},
	}) {
		got = append(got, l.Text)
	}
	want := []string{
		"Passkey “My" + wording.Printable("\x1b") + "[2J phone”, added Tue 14 Jul 2026 10:30, never used",
		"Passkey “Key”, added Tue 14 Jul 2026 10:30, last used Tue 14 Jul 2026 11:30",
		"Account 248289 of https://id.example.org",
		"A form not sent yet: /tests/new, kept Tue 14 Jul 2026 10:30",
		"Signed in Tue 14 Jul 2026 10:30 by link with Firefox on Linux, last seen Tue 14 Jul 2026 10:30, ended Tue 14 Jul 2026 10:31",
		"Noted Tue 14 Jul 2026 10:30: refused /tests/one K7",
	}
	if !slices.Equal(got, want) {
		t.Errorf("it says\n%q, want\n%q", got, want)
	}
}
