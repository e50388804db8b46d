package main

import (
	"testing"
)

// TestConsentWithdrawn holds that whoever sent a voice takes it back for good.
func TestConsentWithdrawn(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	id, other := s.sent(t, voices+"last-bus.yaml"), s.sent(t, voices+"last-bus.yaml")
	for _, voice := range []string{id, other} {
		s.do(t, lwo, "voice", "moderate", voice, "--accept")
	}
	withdraw := []string{"voice", "withdraw", id}
	s.refused(t, "", []string{"as: "}, withdraw...)
	s.refused(t, lead, []string{"Only a Locality Wellbeing Officer of east-lmg"}, withdraw...)
	s.refused(t, lwo, []string{"Nothing was withdrawn yet", "--yes " + id}, withdraw...)
	s.refused(t, lwo, []string{"--yes " + id}, append(withdraw, "--yes", other)...)
	s.refused(t, lwo, []string{"nothing on record"}, "voice", "withdraw", "nosuch", "--yes", "nosuch")
	s.do(t, lwo, append(withdraw, "--quoting")...)
	show := []string{"voice", "show", id}
	s.look(t, "", []string{"homework club", "to be read and counted"}, show...)
	s.unread(t, "", "to be quoted", show)
	for range 2 { // sent twice it is one
		s.do(t, lwo, append(withdraw, "--yes", id)...)
	}
	for _, who := range []string{"", lwo, safeguarding} {
		s.unread(t, who, "homework club", show)
		s.unread(t, who, "five", show)
		s.look(t, who, []string{"Whoever sent it took it back on"}, show...)
		s.unread(t, who, id, []string{"voice", "list", "--stage", "accepted"}, []string{"library", "list", "--search", "homework"}, []string{"tasks", "--everyone"})
	}
	for _, who := range []string{"", lwo} {
		s.refused(t, who, []string{"took it back on", "counts nowhere"}, "trace", id)
	}
	s.look(t, lwo, []string{id + " withdrawn"}, "voice", "list", "--stage", "withdrawn")
	for _, stage := range []string{"withdrawn", "erased"} {
		s.unread(t, lwo, "homework", []string{"voice", "list", "--stage", stage})
		s.look(t, "", []string{"There are none for you to read."}, "voice", "list", "--stage", stage)
	}
	s.refused(t, lwo, []string{"withdrawn, erased, unsafe or kept-hidden"}, "voice", "list", "--stage", "gone")
	s.look(t, "", []string{"From 1 form;"}, "voice", "places", "--lmg", "east-lmg")
	s.look(t, "", []string{"homework club"}, "voice", "show", other)
	s.refused(t, lwo, []string{"took it back on"}, "voice", "moderate", id, "--accept")
	s.refused(t, "", []string{"nothing to stop"}, "voice", "stop", id)
	s.look(t, "", nil, "verify")
}

// TestATraceKeepsBackWhatWaits holds that a voice that is on no shelf yet is traced by nobody
// from whom it is hidden.
func TestATraceKeepsBackWhatWaits(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	id := s.sent(t, voices+"worried.yaml")
	for _, who := range []string{"", lwo, admin} {
		s.refused(t, who, []string{"Nothing on record is called"}, "trace", id)
		s.refused(t, who, []string{"Nothing on record is called"}, "trace", "voice/"+id)
	}
}
