package config

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
)

var sectionID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

func (s Settings) checkNewsletter(f *faults) {
	n := s.Newsletter
	within(f, "newsletter.months", n.Months, 0, 12)
	within(f, "newsletter.day", n.Day, 1, 28)
	within(f, "newsletter.ask_days", n.AskDays, 1, 12)
	within(f, "newsletter.per_minute", n.PerMinute, 0, 60_000)
	within(f, "newsletter.bounces", n.Bounces, 1, 100)
	if m := n.UnsubscribeMail; m != "" {
		if a, err := mail.ParseAddress(m); err != nil || a.Address != m {
			f.add("newsletter.unsubscribe_mail", "write a bare address, e.g. newsletter@example.org.")
		}
	}
	var ids []string
	for _, section := range n.Sections {
		id, title, ok := strings.Cut(section, "=")
		id, title = strings.TrimSpace(id), strings.TrimSpace(title)
		switch {
		case !ok || !sectionID.MatchString(id) || title == "" || len(title) > 200:
			f.add("newsletter.sections", "%q is no section: write its name and title, e.g. events=Events.", section)
		case slices.Contains(ids, id):
			f.add("newsletter.sections", "%q stands twice: keep one.", id)
		}
		ids = append(ids, id)
	}
	if len(ids) > 0 && (!slices.Contains(ids, "opening") || !slices.Contains(ids, "looking-back")) {
		f.add("newsletter.sections", "keep opening and looking-back: the opening note and the journal stand there.")
	}
}
