package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// reviewDoc is a document of the examples of a quality review, for a test of that name,
// with its dates ahead.
func (s *town) reviewDoc(t *testing.T, name, test string) string {
	t.Helper()
	ahead := strings.NewReplacer("breakfast-club-2027", test, "27 August 2027", s.in(90), "30 July 2027", s.in(80))
	return writeFile(t, name, ahead.Replace(readFile(t, examples+"quality-review/"+name)))
}

// TestAReviewByHand uses every verb of a quality review, with the documents of the
// examples, and brings its result before a later decision.
func TestAReviewByHand(t *testing.T) {
	t.Parallel()
	s := startTown(t, "2s")
	const club, of = "club", "keith-breakfast"
	s.firstPlan(t, club)
	s.refused(t, cook, []string{"opens a quality review"}, "review", "open", "east-lmg")
	assemblytest.Await(t, 20*time.Second, "work to review", func() bool {
		return s.call(t, lwo, "review", "open", "east-lmg").code == exitDone
	})
	s.refused(t, lwo, []string{"is on record already"}, "review", "open", "east-lmg")
	s.look(t, "", []string{"east-lmg/", "evaluate", "the quality review of"}, "review", "list", "--lmg", "east-lmg")
	s.refused(t, "", []string{"There is no quality review"}, "review", "show", "west-lmg")
	s.rateTogether(t, club, of)
	s.concluded(t, club)
	s.improved(t)
	s.seenLater(t, club)
}

// rateTogether fills in the draft, submits it, is asked again, and sets the LWO's beside it.
func (s *town) rateTogether(t *testing.T, club, of string) {
	t.Helper()
	one := []string{"--group", of, "--indicator", "involving", "--score", "3"}
	s.refused(t, parent, []string{"has no evidence"}, append([]string{"review", "rate", "east-lmg"}, one...)...)
	s.do(t, parent, append([]string{"review", "rate", "east-lmg", "--evidence", "Parents chose the menu."}, one...)...)
	s.look(t, lwo, []string{"Has not rated yet: its draft has 1 of 6"}, "review", "show", "east-lmg")
	s.refused(t, lead, []string{"These have no rating yet: Leadership and direction"}, "review", "submit", "east-lmg", of)
	s.refused(t, cook, []string{"There is no evidence"}, "review", "rate", "east-lmg", "--group", of, "--indicator", "impact", "--score", "4", "--items", "test-of-change/nowhere")
	s.do(t, cook, "review", "rate", "east-lmg", s.reviewDoc(t, "ratings.yaml", club))
	s.refused(t, cook, []string{"Only the lead"}, "review", "submit", "east-lmg", of)
	s.look(t, lead, []string{"Rate the joint work of Keith breakfast group", "the quality review of"}, "tasks")
	s.do(t, lead, "review", "submit", "east-lmg", of)
	s.do(t, lwo, "review", "ask-again", "east-lmg", of, "--reason", "Who was asked?")
	s.look(t, lwo, []string{"Asked to look again: Who was asked?"}, "review", "show", "east-lmg")
	s.do(t, lead, "review", "submit", "east-lmg", of)
	s.do(t, lwo, "review", "hand-over", "east-lmg", "--from", lwo, "--to", lwoTwo, "--reason", "On leave.")
	s.do(t, lwoTwo, "review", "close-evaluation", "east-lmg", "--reason", "The school holidays begin.")
	s.do(t, lwoTwo, "review", "ask-again", "east-lmg", of, "--reason", "There is time after all.")
	s.do(t, lwoTwo, "review", "rate-as-lwo", "east-lmg", s.reviewDoc(t, "lwo-ratings.yaml", club))
	s.do(t, lead, "review", "submit", "east-lmg", of)
	s.look(t, lwo, []string{"3 adequate 5 very good worth a talk", "5 very good 4 good"}, "review", "show", "east-lmg")
	s.look(t, lwo, []string{"Cook, Keith: Everybody in the group says who decides what.", "Second LWO, East: The lead is clear."}, "review", "show", "east-lmg", "--group", of)
	s.refused(t, lwo, []string{"is no group of this review"}, "review", "show", "east-lmg", "--group", "buckie-families")
}

// concluded takes what follows to the LMG, which agrees.
func (s *town) concluded(t *testing.T, club string) {
	t.Helper()
	s.look(t, lwoTwo, []string{"Draft strengths, improvement actions and the decision"}, "tasks")
	s.do(t, lwoTwo, "review", "propose", "east-lmg", s.reviewDoc(t, "conclusions.yaml", club))
	const approval = "quality-review/east-lmg"
	s.await(t, approval)
	s.look(t, lwo, []string{
		"is asked to agree the review", "worth a talk", "We asked the pupils at the table.", "Everybody in the group says", "cover for one another",
		"Since the pack was frozen Nothing has come.", "Votes: 0 of the 4",
	}, "approval", "show", approval)
	s.look(t, lwo, []string{"quality-review/east-lmg/", "the quality review of"}, "approval", "list")
	for _, who := range []string{"", "west-chair"} { // until it is agreed it is the LMG's own
		for _, args := range [][]string{{"approval", "show", approval}, {"review", "show", "east-lmg"}, {"review", "show", "east-lmg", "--group", "keith-breakfast"}, {"review", "journal", "east-lmg"}} {
			s.refused(t, who, []string{"Until it is agreed, this is for those of east-lmg"}, args...)
		}
		s.unread(t, who, "quality-review/east-lmg", []string{"approval", "list"}, []string{"approval", "list", "--all"})
	}
	s.look(t, cook, []string{"Everybody in the group says who decides what."}, "review", "show", "east-lmg", "--group", "keith-breakfast")
	s.agreedBy(t, approval, "east-chair", "east-deputy", "east-health-visitor", "east-social-work")
	assemblytest.Await(t, 20*time.Second, "agreed", func() bool {
		shown := strings.Fields(s.call(t, lwo, "review", "show", "east-lmg").out)
		return strings.Contains(strings.Join(shown, " "), "2 of 2 actions are open")
	})
	s.look(t, lwo, []string{"took the conclusions to the LMG: 2 strengths and 2 improvement actions", "The LMG's decision on the review: agreed"}, "review", "journal", "east-lmg")
	for _, args := range [][]string{{"approval", "show", approval}, {"review", "show", "east-lmg"}, {"review", "journal", "east-lmg"}} { // an agreed one is for all
		s.look(t, "west-chair", []string{"review"}, args...)
	}
}

// improved changes, hands over, does and drops what was agreed.
func (s *town) improved(t *testing.T) {
	t.Helper()
	s.look(t, parent, []string{"Action a1: Ask ten families"}, "tasks")
	s.do(t, lwoTwo, "review", "action", "change", "east-lmg", "a1", "--to", cook, "--due", s.in(100), "--reason", "She knows them.")
	s.do(t, lwo, "hand-over", "--from", cook, "--to", volunteer, "--reason", "On leave.")
	s.refused(t, cook, []string{"ends a quality review"}, "review", "end", "east-lmg", "--reason", "By mistake.")
	s.refused(t, lwoTwo, []string{"closes with its last action"}, "review", "end", "east-lmg", "--reason", "By mistake.")
	s.refused(t, parent, []string{"Action a1 is for"}, "review", "action", "done", "east-lmg", "a1")
	s.do(t, volunteer, "review", "action", "done", "east-lmg", "a1", "--note", "Eleven were asked.")
	s.do(t, lwoTwo, "review", "action", "drop", "east-lmg", "a2", "--reason", "The network agreed it already.")
	s.look(t, lwo, []string{"Closed on", "Eleven were asked.", "The network agreed it already."}, "review", "show", "east-lmg")
	s.look(t, "", []string{"closed"}, "review", "list", "--all")
	s.refused(t, cook, []string{"was closed on"}, "review", "action", "done", "east-lmg", "a1")
}

// seenLater brings a test to the LMG, which sees what the review found for its group.
func (s *town) seenLater(t *testing.T, club string) {
	t.Helper()
	s.do(t, lwo, "test", "end-do", club, "--reason", "Enough was seen.")
	s.do(t, lead, "test", "study", club, s.doc(t, "study.yaml", club))
	s.do(t, lead, "test", "act", club, writeFile(t, "act.yaml", "direction: abandon\nwhy: The bus came later.\ncosts: [{kind: volunteer-hours, amount: 12}]\n"))
	s.await(t, club)
	s.look(t, "", []string{"agreed on", "Involving children, families and community 3 adequate 5 very good worth a talk", "cover for one another"}, "approval", "show", club)
	data := s.do(t, "", "approval", "show", club, "--output", "json")
	var raw struct {
		Pack struct {
			Found struct {
				Review improvement.SubjectID `json:"review"`
			} `json:"found"`
		} `json:"pack"`
	}
	if err := json.Unmarshal([]byte(data), &raw); err != nil || raw.Pack.Found.Review.Kind() != improvement.KindReview {
		t.Errorf("the pack refers to %q, %v", raw.Pack.Found.Review, err)
	}
	s.look(t, "", []string{"entries and"}, "verify")
}
