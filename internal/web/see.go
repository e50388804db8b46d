package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// see sends on from an address that a letter or a calendar gives to the page of the
// subject: letters know subjects, not pages.
func see(_ context.Context, v *visit) (answer, error) {
	subject := improvement.SubjectID(v.path("subject"))
	if subject.Kind() == improvement.KindPriority {
		return goTo("/priorities")
	}
	if to := subjectPath(improvement.Traced{Listing: improvement.Listing{Subject: subject}}); to != "" {
		return goTo(to)
	}
	if to := taskPath(improvement.Task{Subject: subject}); to != "" {
		return goTo(to)
	}
	return goTo("/")
}
