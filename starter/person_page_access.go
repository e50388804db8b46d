package main

import (
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/internal/steward"
)

// accessLines say how somebody comes in, the latest first.
func accessLines(a steward.HeldAccess) []line {
	var lines []line
	add := func(format string, args ...any) {
		lines = append(lines, line{Text: onOneLine(printable(fmt.Sprintf(format, args...)))})
	}
	for _, p := range a.Passkeys {
		used := "never used"
		if !p.Used.IsZero() {
			used = "last used " + plainTime(p.Used)
		}
		add("Passkey “%s”, added %s, %s", p.Name, plainTime(p.Made), used)
	}
	for _, i := range a.Identities {
		add("Account %s of %s", i.Subject, i.Issuer)
	}
	if !a.Calendar.IsZero() {
		add("A private calendar address, made %s", plainTime(a.Calendar))
	}
	for _, d := range a.Drafts {
		add("A form not sent yet: %s, kept %s", d.Form, plainTime(d.At))
	}
	for _, s := range a.SignIns {
		ended := ""
		if !s.Ended.IsZero() {
			ended = ", ended " + plainTime(s.Ended)
		}
		add("Signed in %s by %s with %s, last seen %s%s", plainTime(s.Began), s.How, s.Device, plainTime(s.Seen), ended)
	}
	for _, e := range a.Audit {
		about := strings.TrimSpace(e.About + " " + e.Reference)
		add("Noted %s: %s %s", plainTime(e.At), e.What, about)
	}
	return lines
}
