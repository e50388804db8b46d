package main

import (
	"fmt"
	"testing"
)

// TestWhatWaitsForSeveralIsClaimed types for each kind of task that waits for a role that
// somebody sees to it, and that they do not after all, the wrong ways too.
func TestWhatWaitsForSeveralIsClaimed(t *testing.T) {
	t.Parallel()
	s := startTown(t, "1h")
	s.claims(t, admin, clerk, "the administrator of east-lmg", s.aRequest(t)...)
	s.look(t, clerk, []string{"Sees to it Administrator, council IT, since"}, "request", "show", "c1")
	s.unread(t, volunteer, "Sees to it", []string{"request", "show", "c1"})
	s.claims(t, lead, cook, "the group lead of keith-breakfast", s.aQuestion(t)...)
	s.completes(t, "round claim --as "+lead+" "+theRound, "r1\tWho comes?")
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "club"))
	s.do(t, lead, "agreement", "propose", "club", s.doc(t, "agreement.yaml", "club"))
	s.claims(t, lead, cook, "the group lead of keith-breakfast", "agreement", "claim", "club", "3")
	s.refused(t, lead, []string{"one person alone"}, "agreement", "claim", "club", "1")
	s.refused(t, lead, []string{"There is no party 9"}, "agreement", "claim", "club", "9")

	id := s.sent(t, voices+"last-bus.yaml")
	s.refused(t, safeguarding, []string{"There is nothing on record"}, "voice", "claim-concern", id)
	s.do(t, cook, "voice", "unsafe", id)
	s.claims(t, safeguarding, lwo, "There is nothing on record", "voice", "claim-concern", id)
	s.unread(t, lwo, id, []string{"tasks", "--everyone"})
	s.do(t, safeguarding, "voice", "settle", id, "--show", "--note", "We know them.")
	s.leaves(t, id)
	s.look(t, "", nil, "verify")
}

// claims has somebody take what waits, by a command line, give it back, and take it again.
// Another may not, in those words.
func (s *town) claims(t *testing.T, who, other, says string, claim ...string) {
	t.Helper()
	back := append(claim[:len(claim):len(claim)], "--back")
	s.refused(t, "", []string{"as: "}, claim...)
	s.refused(t, other, []string{says}, claim...)
	s.refused(t, who, []string{"not with you"}, back...)
	s.do(t, who, claim...)
	s.refused(t, who, []string{"You have taken this already"}, claim...)
	s.look(t, who, []string{"sees to this"}, "tasks")
	s.do(t, who, back...)
	s.do(t, who, claim...)
}

func (s *town) aRequest(t *testing.T) (claim []string) {
	t.Helper()
	s.do(t, clerk, "request", "record", "c1", "--kind", "complaint", "--lmg", "east-lmg", "--from", "A parent, by letter")
	return []string{"request", "claim", "c1"}
}

func (s *town) aQuestion(t *testing.T) (claim []string) {
	t.Helper()
	s.do(t, "east-chair", "round", "open", writeFile(t, "round.yaml", fmt.Sprintf(
		"lmg: east-lmg\nround: next\ntitle: Priorities\nfrom: %s\nuntil: %s\nthemes: [poverty]\ngather_by: %s\npropose_by: %s\nagree_by: %s\npublish_by: %s\n",
		s.in(60), s.in(400), s.in(20), s.in(40), s.in(60), s.in(70))))
	s.moved(t, lwo, "ask", "--question", "Who comes?", "--body", "keith-breakfast", "--due", s.in(5))
	return []string{"round", "claim", theRound, "r1"}
}

// leaves erases somebody who took a voice: it is in nobody's way, and their name is gone.
func (s *town) leaves(t *testing.T, voice string) {
	t.Helper()
	const newcomer = "east-newcomer"
	s.do(t, admin, "person", "add", newcomer, "--name", "The newcomer", "--body", "east-lmg", "--role", "lwo")
	s.do(t, newcomer, "voice", "claim", voice)
	s.look(t, lwo, []string{"The newcomer sees to this"}, "tasks")
	s.do(t, admin, "person", "erase", newcomer, "--why", "They asked.", "--yes", newcomer)
	s.unread(t, lwo, "The newcomer", []string{"tasks"})
	s.do(t, lwo, "voice", "claim", voice)
	s.look(t, lwo, []string{"LWO, East sees to this"}, "tasks")
}
