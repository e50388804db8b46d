package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/spf13/cobra"
)

const (
	headteacher = "keith-headteacher"
	theRound    = "east-lmg/next"
)

// moved runs a verb on the round.
func (s *town) moved(t *testing.T, as, verb string, args ...string) {
	t.Helper()
	s.do(t, as, append([]string{"round", verb, theRound}, args...)...)
}

// notYet holds that a verb on the round is refused in those words.
func (s *town) notYet(t *testing.T, as, says, verb string, args ...string) {
	t.Helper()
	s.refused(t, as, []string{says}, append([]string{"round", verb, theRound}, args...)...)
}

// TestARoundByHand types every verb of a round of priority setting, the wrong ones too,
// from what somebody said to the test that is asked for under what was agreed.
func TestARoundByHand(t *testing.T) {
	t.Parallel()
	s := startTown(t, "30s")
	s.do(t, "east-chair", "round", "open", writeFile(t, "round.yaml", fmt.Sprintf(
		"lmg: east-lmg\nround: next\ntitle: Priorities\nfrom: %s\nuntil: %s\nthemes: [poverty]\ngather_by: %s\npropose_by: %s\nagree_by: %s\npublish_by: %s\n",
		s.in(60), s.in(400), s.in(20), s.in(40), s.in(60), s.in(70))))
	voice := s.gathers(t)
	item := s.asks(t)
	s.proposes(t, voice, item)
	s.decides(t, item)
	s.publishes(t, voice)
	s.hides(t, voice, item)
}

// hides the voice on which a priority rests, and what a request was answered with: what
// shows the round and what it was decided by, and their journals, show them to the
// safeguarding contact alone.
func (s *town) hides(t *testing.T, voice, item string) {
	t.Helper()
	s.do(t, "keith-cook", "voice", "unsafe", voice)
	round, vote, journal := []string{"round", "show", theRound}, []string{"approval", "show", theRound + "/1"}, []string{"round", "journal", theRound}
	for _, who := range []string{lwo, "east-chair"} {
		s.unread(t, who, voice, round, vote, journal)
	}
	for _, shows := range [][]string{round, vote} {
		s.look(t, safeguarding, []string{"rests on voice/" + voice}, shows...)
	}
	if !strings.Contains(s.do(t, safeguarding, append(journal, "-o", "json")...), voice) {
		t.Error("the journal keeps it back from the contact, too")
	}
	folder := filepath.Join(t.TempDir(), "export")
	s.do(t, "east-chair", "person", "export", "east-chair", "--into", folder)
	if held := readFile(t, filepath.Join(folder, "person.json")); strings.Contains(held, voice) || !strings.Contains(held, `"priority-drafted"`) {
		t.Errorf("an export holds what is hidden, or too little: %s", held)
	}
	s.look(t, lwo, []string{"drafted the priority warm.", "drafted the priority play, on 1 item of evidence."}, journal...)
	s.do(t, headteacher, "evidence", "unsafe", strings.TrimPrefix(item, "evidence/"), "--why", "A child can be recognised.")
	for _, words := range []string{item, " with :", "rests on", "0 items"} {
		s.unread(t, lwo, words, round, vote, journal)
	}
	s.look(t, lwo, []string{": From the register."}, round...)
	s.look(t, safeguarding, []string{"with " + item + ": From the register."}, round...)
}

// gathers takes a voice in and puts it before the LMG.
func (s *town) gathers(t *testing.T) string {
	t.Helper()
	voice := s.sent(t, "--text", "The hall is cold.", "--lmg", "east-lmg", "--locality", "keith", "--theme", "poverty", "--consent", "Read and counted", "--counted", "--address", "someone@example.org")
	items := writeFile(t, "items.yaml", "items: [voice/"+voice+"]\n")
	s.notYet(t, lwo, "is not in the library of evidence", "put-evidence", items)
	s.completes(t, "voice moderate --as "+lwo, voice)
	var out, errs bytes.Buffer // it waits: only the LWO reads it
	code := run(t.Context(), []string{"__complete", "--config", s.config, "voice", "show", "--as", "east-chair", ""}, strings.NewReader(""), &out, &errs)
	if code != exitDone || strings.Contains(out.String(), voice) {
		t.Errorf("it ended with %d, and offers what waits: %s%s", code, &out, &errs)
	}
	s.do(t, lwo, "voice", "moderate", voice, "--accept")
	s.moved(t, lwo, "put-evidence", items)
	s.notYet(t, lwo, "before the LMG already", "put-evidence", items)
	s.notYet(t, cook, "Only members of east-lmg", "put-evidence", items)
	s.moved(t, "east-chair", "review-evidence")
	s.completes(t, "voice show", voice)
	s.completes(t, "trace", "voice/"+voice, "east-school-day")
	return voice
}

// asks for evidence of two, of whom one is waived; a vote waits for the other.
func (s *town) asks(t *testing.T) string {
	t.Helper()
	s.moved(t, lwo, "ask", "--question", "How many come hungry?", "--of", headteacher, "--due", s.in(5))
	s.moved(t, "east-chair", "ask", "--question", "What does it cost?", "--of", "east-social-work", "--due", s.in(5))
	s.completes(t, "round waive --as east-lwo "+theRound, "r1\tHow many come hungry?", "r2")
	s.completes(t, "round move "+theRound, "propose")
	s.moved(t, lwo, "move", "propose")
	s.notYet(t, lwo, "is still to come: r1 (keith-headteacher, by ", "put-to-vote")
	s.notYet(t, lwo, "Say why the LMG can go on without it.", "waive", "r2")
	s.moved(t, lwo, "waive", "r2", "--reason", "Known from the budget.")
	filed := s.do(t, headteacher, "evidence", "file", writeFile(t, "register.yaml",
		"lmg: east-lmg\nkind: document\nstrength: data\ntitle: Breakfast register\nsource: The school office\ntext: Nineteen came.\ntheme: poverty\n"))
	item := strings.Fields(filed)[0]
	answer := writeFile(t, "answer.yaml", "request: r1\nitems: ["+item+"]\nnote: From the register.\n")
	s.notYet(t, cook, "Whoever was asked answers request r1", "answer", answer)
	s.moved(t, headteacher, "answer", answer)
	s.notYet(t, headteacher, "was answered on", "answer", answer)
	s.look(t, lwo, []string{"with " + item + ": From the register."}, "round", "show", theRound)
	s.completes(t, "evidence show", strings.TrimPrefix(item, "evidence/"))
	s.completes(t, "library show", item)
	return item
}

// proposes two drafts, of which the members think differently.
func (s *town) proposes(t *testing.T, voice, item string) {
	t.Helper()
	draft := func(id, evidence string) string {
		return writeFile(t, id+".yaml", "id: "+id+"\nstatement: Nobody sits in the cold, "+id+".\ntheme: poverty\nstrategic: Tackling child poverty\nlocalities: [keith]\nevidence: ["+evidence+"]\n")
	}
	s.notYet(t, "east-third-sector", "rests on no evidence", "draft", draft("warm", ""))
	s.notYet(t, "east-third-sector", "There is a priority called west-anxiety already", "draft", draft("west-anxiety", item))
	s.moved(t, "east-third-sector", "draft", draft("warm", "voice/"+voice))
	s.moved(t, "east-chair", "draft", draft("play", item))
	s.completes(t, "round withdraw-draft --as east-chair "+theRound, "warm\tNobody sits in the cold, warm.", "play")
	if offered := s.completed(t, "round withdraw-draft "+theRound); strings.Contains(offered, "warm") {
		t.Errorf("anybody is offered what the LMG has not agreed: %s", offered)
	}
	s.moved(t, lwo, "call-for-scores", "--due", s.in(5))
	for who, score := range map[string]int{"east-chair": 5, "east-deputy": 1} {
		s.moved(t, who, "score", writeFile(t, "scores.yaml", fmt.Sprintf("scores: [{priority: warm, importance: %d}, {priority: play, importance: 2}]\n", score)))
	}
	s.notYet(t, clerk, "The chair, the deputy and the members", "score", writeFile(t, "scores.yaml", "scores: [{priority: warm, importance: 1}]\n"))
	s.look(t, lwo, []string{"rests on voice/" + voice, "median 3, mean 3, from 1 to 5, by 2 (1×1 1×5); the members are divided", "from 2 to 2"}, "round", "show", theRound)
}

// decides one by one; an answer comes late, and stands beside the pack.
func (s *town) decides(t *testing.T, item string) {
	t.Helper()
	s.moved(t, lwo, "put-to-vote", "--one-by-one")
	s.await(t, theRound+"/1")
	s.await(t, theRound+"/2")
	s.refused(t, "east-chair", []string{"Several decisions are open", "Name the one that you mean: " + theRound + "/1, " + theRound + "/2."}, "approval", "vote", theRound, "--choice", "agree")
	s.notYet(t, lwo, "The LMG is deciding", "publish")
	s.look(t, lwo, []string{"Since the pack was frozen Nothing has come."}, "approval", "show", theRound+"/1")
	s.moved(t, "east-social-work", "answer", writeFile(t, "late.yaml", "request: r2\nitems: ["+item+"]\nnote: Less than we thought.\n"))
	s.completes(t, "round see-late --as east-lwo "+theRound, "r2")
	since := []string{"r2 What does it cost?", "waived", "Since the pack was frozen r2", "Less than we thought. what it changes is still to be said"}
	s.look(t, lwo, since, "approval", "show", theRound+"/1")
	s.moved(t, "east-chair", "see-late", "r2", "--says", "It can be afforded.")
	s.look(t, lwo, []string{"what it changes: It can be afforded."}, "approval", "show", theRound+"/2")
	for _, member := range []string{"east-chair", "east-deputy", "east-health-visitor", "east-social-work"} {
		s.do(t, member, "approval", "vote", theRound+"/1", "--choice", "agree")
		s.do(t, member, "approval", "vote", theRound+"/2", "--choice", "decline", "--reason", "Not now.")
	}
	assemblytest.Await(t, 20*time.Second, "both decided", func() bool {
		return strings.Contains(s.call(t, lwo, "round", "show", theRound).out, "publishing comes next")
	})
}

// publishes what was agreed: its name was taken since, and an earlier priority still has
// a test to come.
func (s *town) publishes(t *testing.T, voice string) {
	t.Helper()
	s.do(t, admin, "load", writeFile(t, "taken.yaml", "priorities:\n  - {id: warm, lmg: west-lmg, theme: poverty, statement: Another warm thing.}\n"))
	commission := func(id, priority string) string {
		return writeFile(t, "commission.yaml", "id: "+id+"\nlmg: east-lmg\npriority: "+priority+"\naction_group: keith-breakfast\ntitle: A warm room\ndue: "+s.in(60)+"\n")
	}
	s.do(t, "east-chair", "commission", "open", commission("toast", "east-school-day"))
	settled := func(fate string) string {
		return writeFile(t, "publish.yaml", "earlier:\n  - {priority: east-school-day, fate: "+fate+", because: The club runs by itself.}\n")
	}
	s.notYet(t, lwo, "Say what becomes of east-school-day", "publish", "--says", "Thank you.")
	s.notYet(t, lwo, "A test is still asked for under east-school-day: toast.", "publish", settled("completed"))
	s.do(t, "east-chair", "commission", "withdraw", "toast", "--reason", "It runs.")
	s.moved(t, lwo, "publish", settled("completed"))
	assemblytest.Await(t, 20*time.Second, "it took effect", func() bool {
		return strings.Contains(s.call(t, lwo, "round", "show", theRound).out, "and closed")
	})
	s.look(t, lwo, []string{"Nobody sits in the cold, play.", "declined"}, "approval", "show", theRound)
	s.ownedByTheLMG(t)
	s.look(t, lwo, []string{"on record as warm-2, as another priority had its name by then"}, "round", "show", theRound)
	s.look(t, "", []string{"is on record as warm-2, as another had its name by then"}, "notices", "--to", lwo, "--limit", "5")
	s.look(t, "", []string{"Another warm thing."}, "trace", "warm")
	s.look(t, "", []string{"1 voice → priority warm-2 (in effect)"}, "trace", "voice/"+voice)
	s.refused(t, "east-chair", []string{"no longer worked on: it was completed"}, "commission", "open", commission("warm-room", "east-school-day"))
	s.refused(t, "east-chair", []string{`"warm" is not a priority that east-lmg agreed`}, "commission", "open", commission("warm-room", "warm"))
	s.do(t, "east-chair", "commission", "open", commission("warm-room", "warm-2"))
	s.look(t, "", []string{"voice", "warm-2", "warm-room"}, "trace", "warm-2")
	s.look(t, "", []string{"Tackling child poverty", "Keith 1 – – – no test yet", "Tackling child poverty: Buckie, Lossiemouth."}, "coverage", "--lmg", "east-lmg")
	s.do(t, "", "verify")
}

// ownedByTheLMG holds that what was declined is read by those of the LMG alone, and what was
// agreed by all.
func (s *town) ownedByTheLMG(t *testing.T) {
	t.Helper()
	for _, who := range []string{"", "west-chair", cook} {
		s.refused(t, who, []string{"Until it is agreed, this is for those of east-lmg"}, "approval", "show", theRound+"/2")
		s.refused(t, who, []string{"Until it is agreed, this is for those of east-lmg"}, "round", "journal", theRound)
		s.unread(t, who, "Nobody sits in the cold, play.", []string{"round", "show", theRound}, []string{"approval", "list", "--all"}, []string{"trace", "priority-setting/" + theRound}, []string{"report", "decisions"})
		s.look(t, who, []string{"Nobody sits in the cold, warm."}, "approval", "show", theRound+"/1")
		s.look(t, who, []string{"Nobody sits in the cold, warm."}, "trace", "priority-setting/"+theRound)
		s.look(t, who, []string{"Now", "closed"}, "round", "show", theRound)
	}
	s.look(t, lwo, []string{"Nobody sits in the cold, play."}, "trace", "priority-setting/"+theRound)
	s.look(t, lwo, []string{"Nobody sits in the cold, play."}, "approval", "list", "--all")
}

// Whatever names something on record is completed: each command that takes a name says by
// what.
func TestEveryNameIsCompleted(t *testing.T) {
	open := map[string]bool{"FILE": true, "[FILE]": true, "[FILE...]": true, "STORY": true, "TOKEN": true, "{TOKEN": true, "REQUEST": true}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		words := strings.Fields(cmd.Use)
		if len(words) > 1 && strings.ToUpper(words[1]) == words[1] && !open[words[1]] && cmd.ValidArgsFunction == nil {
			t.Errorf("%s is not completed", cmd.CommandPath())
		}
	}
	walk((&app{}).root())
}
