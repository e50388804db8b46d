package dossier

import (
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
)

// accessLines say how somebody comes in, the latest first.
func accessLines(a steward.HeldAccess) []line {
	var lines []line
	add := func(format string, args ...any) {
		lines = append(lines, line{Text: wording.OnOneLine(wording.Printable(fmt.Sprintf(format, args...)))})
	}
	for _, p := range a.Passkeys {
		used := "never used"
		if !p.Used.IsZero() {
			used = "last used " + wording.Moment(p.Used)
		}
		add("Passkey “%s”, added %s, %s", p.Name, wording.Moment(p.Made), used)
	}
	for _, i := range a.Identities {
		add("Account %s of %s", i.Subject, i.Issuer)
	}
	if !a.Calendar.IsZero() {
		add("A private calendar address, made %s", wording.Moment(a.Calendar))
	}
	for _, d := range a.Drafts {
		add("A form not sent yet: %s, kept %s", d.Form, wording.Moment(d.At))
	}
	for _, s := range a.SignIns {
		ended := ""
		if !s.Ended.IsZero() {
			ended = ", ended " + wording.Moment(s.Ended)
		}
		add("Signed in %s by %s with %s, last seen %s%s", wording.Moment(s.Began), s.How, s.Device, wording.Moment(s.Seen), ended)
	}
	for _, e := range a.Audit {
		about := strings.TrimSpace(e.About + " " + e.Reference)
		add("Noted %s: %s %s", wording.Moment(e.At), e.What, about)
	}
	return lines
}
