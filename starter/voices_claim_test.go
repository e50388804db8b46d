package main

import "testing"

// TestAVoiceIsClaimed holds that an LWO says that they read a voice, and that whoever lists
// tasks sees who does.
func TestAVoiceIsClaimed(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	id := s.sent(t, voices+"last-bus.yaml")
	claim := []string{"voice", "claim", id}
	s.refused(t, "", []string{"as: "}, claim...)
	s.refused(t, lead, []string{"Only a Locality Wellbeing Officer of east-lmg"}, claim...)
	s.refused(t, lwo, []string{"not with you"}, append(claim, "--back")...)
	s.do(t, lwo, claim...)
	s.refused(t, lwo, []string{"You have taken this voice already"}, claim...)
	s.look(t, lwo, []string{"sees to this"}, "tasks")
	s.do(t, lwo, append(claim, "--back")...)
	s.unread(t, lwo, "sees to this", []string{"tasks"})
	s.do(t, lwo, claim...)
	s.do(t, lwo, "voice", "moderate", id, "--accept")
	s.refused(t, lwo, []string{"does not wait any more"}, claim...)
	s.look(t, "", nil, "verify")
}
