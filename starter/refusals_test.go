package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// refusal is a command line that is refused, and what it says.
type refusal struct {
	as   string
	args []string
	says []string
}

// TestRefusals holds that what is wrong is refused with a plain sentence that
// names the field, and that nothing is changed.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.stand(t)
	before := s.journals(t)
	for name, refusals := range map[string]func(*testing.T) map[string]refusal{
		"who": s.whoMayNot, "when": s.notNow, "what": s.wrongForms, "document": s.wrongDocuments, "filter": noSuchFilter,
	} {
		for what, r := range refusals(t) {
			t.Run(name+"/"+what, func(t *testing.T) {
				a := s.call(t, r.as, r.args...)
				if a.code != exitFailed {
					t.Errorf("starter %q ended with %d, want 1: %s%s", r.args, a.code, a.out, a.errs)
				}
				if a.out != "" {
					t.Errorf("standard output has %q", a.out)
				}
				inWords(t, a.errs, r.says)
			})
		}
	}
	if after := s.journals(t); after != before {
		t.Errorf("the journals changed from\n%s\nto\n%s", before, after)
	}
}

// inWords holds that a message is one for people, and says those parts.
func inWords(t *testing.T, message string, says []string) {
	t.Helper()
	for _, part := range says {
		if !strings.Contains(message, part) {
			t.Errorf("it does not say %q: %s", part, message)
		}
	}
	text := strings.TrimSpace(message)
	for _, never := range []string{"panic", "goroutine", "%!", "storage:", "rpc error", "(yaml: ", "SQL", "nil"} {
		if strings.Contains(text, never) {
			t.Errorf("it says %q: %s", never, message)
		}
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") && !strings.Contains(text, ": starter ") || len(text) > 600 {
		t.Errorf("it is no plain sentence: %s", message)
	}
}

// stand brings one test to Plan, one to Do, one to the LMG, and one to its end.
func (s *town) stand(t *testing.T) {
	t.Helper()
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "planning"))
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "doing"))
	s.planned(t, "doing")
	s.toDecision(t, "deciding", "abandon")
	s.toDecision(t, "ended", "abandon")
	s.agreedBy(t, "ended", "east-chair", "east-health-visitor", "east-social-work")
	s.awaitShown(t, "ended", "Closed")
}

// journals is all that people filed of the tests that stand.
func (s *town) journals(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, test := range []string{"planning", "doing", "deciding", "ended"} {
		for line := range strings.Lines(s.do(t, "", "test", "journal", test)) {
			if !strings.Contains(line, "Reminded") { // time goes on
				all.WriteString(line)
			}
		}
	}
	return all.String() + s.do(t, "", "test", "list", "--all")
}

func (s *town) whoMayNot(t *testing.T) map[string]refusal {
	plan := s.doc(t, "plan.yaml", "planning")
	return map[string]refusal{
		"nobody":              {"", []string{"test", "plan", "planning", plan}, []string{"as: ", "Say who you are"}},
		"a stranger":          {"stranger", []string{"test", "plan", "planning", plan}, []string{"as: ", `"stranger" is not on record`}},
		"not the lead":        {"east-chair", []string{"test", "plan", "planning", plan}, []string{"as: ", "Only the lead of this test"}},
		"not an LWO":          {lead, []string{"test", "launch", s.doc(t, "charter.yaml", "mine")}, []string{"as: ", "Only a Locality Wellbeing Officer"}},
		"the LWO of the West": {"west-lwo", []string{"test", "pause", "doing", "--until", s.in(20), "--reason", "No."}, []string{"as: ", "Only a Locality Wellbeing Officer of"}},
		"no administrator":    {lwo, []string{"recover"}, []string{"Only an administrator"}},
		"who may not load":    {lead, []string{"load", s.directory}, []string{"dministrator"}},
		"with an interest":    {"keith-headteacher", []string{"approval", "vote", "deciding", "--choice", "agree"}, []string{"You have an interest"}},
		"not on the panel":    {lead, []string{"approval", "vote", "deciding", "--choice", "agree"}, []string{"You are not on the panel"}},
		"no clerk":            {"east-chair", []string{"approval", "minute", "deciding", s.doc(t, "minute.yaml", "deciding")}, []string{"Only the clerk"}},
	}
}

func (s *town) notNow(t *testing.T) map[string]refusal {
	return map[string]refusal{
		"a test that is not there":      {lwo, []string{"test", "agree-plan", "nosuch"}, []string{`There is no test of change called "nosuch"`}},
		"shown, not there":              {"", []string{"test", "show", "nosuch"}, []string{`There is no test of change called "nosuch"`}},
		"followed, not there":           {"", []string{"test", "show", "nosuch", "--watch"}, []string{`There is no test of change called "nosuch"`}},
		"a decision that is not there":  {"east-chair", []string{"approval", "vote", "doing", "--choice", "agree"}, []string{"There is no decision asked for"}},
		"the second decision":           {"east-chair", []string{"approval", "vote", "deciding/2", "--choice", "agree"}, []string{`There is no decision "deciding/2"`}},
		"study while planning":          {lead, []string{"test", "study", "planning", s.doc(t, "study.yaml", "planning")}, []string{"its plan is still to be written"}},
		"pause while the LMG decides":   {lwo, []string{"test", "pause", "deciding", "--until", s.in(20), "--reason", "Holidays."}, []string{"An open approval cannot be paused"}},
		"resume what is not paused":     {lwo, []string{"test", "resume", "doing"}, []string{"not paused"}},
		"finish with open steps":        {lead, []string{"test", "finish-do", "doing", "--as-planned"}, []string{"still open", "1.1"}},
		"a vote after closing":          {"east-chair", []string{"approval", "vote", "ended", "--choice", "decline", "--reason", "Late."}, []string{"closed on"}},
		"anything after closing":        {volunteer, []string{"test", "observe", "ended", "--text", "Late."}, []string{"closed on"}},
		"reopen what has not lapsed":    {lwo, []string{"approval", "reopen", "deciding"}, []string{"only if it lapses"}},
		"a test that is there":          {lwo, []string{"test", "launch", s.doc(t, "charter.yaml", "doing")}, []string{"id: ", "There is a test called doing already"}},
		"a name that was taken for all": {lwo, []string{"test", "launch", s.doc(t, "charter.yaml", "ended")}, []string{"id: "}},
	}
}

func (s *town) wrongForms(t *testing.T) map[string]refusal {
	plan := func(replace ...string) []string {
		return []string{"test", "plan", "planning", s.doc(t, "plan.yaml", "planning", replace...)}
	}
	step := func(args ...string) []string { return append([]string{"test", "step"}, args...) }
	return map[string]refusal{
		"due in the past":            {lead, plan("due: "+s.in(30), "due: "+s.in(-30)), []string{"steps.due", "is in the past"}},
		"an empty prediction":        {lead, plan("prediction: 15 on the first Monday, 25 by the third.", `prediction: ""`), []string{"questions.prediction", "has no prediction"}},
		"a step of nobody":           {lead, plan("    who: keith-parent\n", ""), []string{"steps.who", "This step is nobody's"}},
		"a step of a stranger":       {lead, plan("who: keith-parent", "who: stranger"), []string{"who: ", `"stranger" is not on record`}},
		"a measure it does not have": {lead, plan("measure: breakfasts\n", "measure: bread\n"), []string{"questions.measure", `"bread" is not a measure`}},
		"assigned to nobody":         {lead, step("assign", "doing", "1.1", "", "--reason", "Busy."), []string{"to: ", "would be nobody's"}},
		"a step that is not there":   {lead, step("done", "doing", "9.9"), []string{"step: ", `no step "9.9"`}},
		"rescheduled to the past":    {lead, step("reschedule", "doing", "1.1", s.in(-30), "--reason", "Late."), []string{"due: ", "is in the past"}},
		"dropped without a reason":   {lead, step("drop", "doing", "1.1"), []string{"reason: ", "Say why"}},
		"sent back without a reason": {lwo, []string{"test", "send-back", "planning"}, nil},
		"declined without a reason":  {"east-chair", []string{"approval", "vote", "deciding", "--choice", "decline"}, []string{"reason: "}},
		"a vote that is none":        {"east-chair", []string{"approval", "vote", "deciding", "--choice", "perhaps"}, []string{"choice: ", `"perhaps"`}},
		"no text":                    {volunteer, []string{"test", "observe", "doing"}, []string{"text: ", "There is nothing here"}},
		"people without consent":     {volunteer, []string{"test", "attach", "doing", s.doc(t, "points.yaml", "doing"), "--shows-people"}, []string{"consent: "}},
		"a kind that is none":        {volunteer, []string{"test", "attach", "doing", s.doc(t, "points.yaml", "doing"), "--kind", "gossip"}, []string{"kind: ", `"gossip"`}},
		"a text that is too long":    {volunteer, []string{"test", "observe", "doing", "--text", strings.Repeat("x", 20_001)}, []string{"text: ", "20001 characters"}},
		"two megabytes of text":      {volunteer, []string{"test", "observe", "doing", "--text", strings.Repeat("letters ", 2<<20/8)}, []string{"text: ", "characters"}},
		"letters that are none":      {volunteer, []string{"test", "observe", "doing", "--text", "caf\xe9"}, []string{"text: ", "UTF-8"}},
		"letters that do things":     {volunteer, []string{"test", "observe", "doing", "--text", "a\x1b[2Jb"}, []string{"text: "}},
		"a quorum that was none":     {clerk, []string{"approval", "minute", "deciding", s.doc(t, "minute.yaml", "deciding", "[east-chair, east-deputy, east-health-visitor, east-social-work]", "[east-chair]")}, []string{"minute.present", "not quorate"}},
	}
}

func (s *town) wrongDocuments(t *testing.T) map[string]refusal {
	plan := func(text string) []string {
		return []string{"test", "plan", "planning", writeFile(t, "plan.yaml", text)}
	}
	large := filepath.Join(t.TempDir(), "large.bin")
	if err := os.WriteFile(large, bytes.Repeat([]byte("26 megabytes.   "), 26<<20/16), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]refusal{
		"no file":               {lead, []string{"test", "plan", "planning", "absent.yaml"}, []string{"file: ", "absent.yaml"}},
		"a folder":              {lead, []string{"test", "plan", "planning", t.TempDir()}, []string{"file: ", "is a folder", "Name a file in it"}},
		"an empty one":          {lead, plan(""), []string{"objective"}},
		"a broken one":          {lead, plan("objective: Find out\nquestions:\n  - {question: Why\n"), []string{"line "}},
		"a tab":                 {lead, plan("objective: Find out\nquestions:\n\t- question: Why\n"), []string{"line "}},
		"a word that is wrong":  {lead, plan("objective: Find out\nquestons: []\n"), []string{"line 2", `"questons"`, "Did you mean questions?"}},
		"a list for a text":     {lead, plan("objective: [Find, out]\n"), []string{"line 1", "objective"}},
		"something else":        {lead, plan("Just a sentence.\n"), []string{"line 1"}},
		"a date that is none":   {lead, plan("objective: Find out\nsteps:\n  - {what: It, who: keith-cook, due: 31 June 2027}\n"), []string{"line 3", "steps[1].due", `"31 June 2027" is not a date`}},
		"letters that are none": {lead, plan("objective: Find out\nquestions:\n  - question: caf\xe9\n"), []string{"line 3", "UTF-8"}},
		"two megabytes":         {lead, plan("objective: " + strings.Repeat("letters ", 2<<20/8)), []string{"file: ", "plan.yaml is larger than 1 MB", "Shorten it"}},
		"a large file":          {lead, []string{"test", "attach", "doing", large}, []string{"file: ", "large.bin is larger than 25 MB", "Make it smaller"}},
		"a folder attached":     {lead, []string{"test", "attach", "doing", t.TempDir()}, []string{"file: ", "is a folder", "one by one"}},
		"no file attached":      {lead, []string{"test", "attach", "doing", "absent.jpg"}, []string{"file: There is no file absent.jpg"}},
		"an empty file":         {lead, []string{"test", "attach", "doing", writeFile(t, "empty", "")}, []string{"file: ", "empty is empty"}},
		"a story":               {"", []string{"rehearse", "--here", writeFile(t, "story.yaml", "title: A story\n")}, []string{"line 1", "begins"}},
		"people":                {admin, []string{"load", writeFile(t, "people.yaml", "people:\n  - {id: Nobody, name: x}\n")}, []string{"line 2", `"Nobody" is not an identifier`}},
	}
}

// noSuchFilter looks for what there is not: the answer is not that there are none.
func noSuchFilter(*testing.T) map[string]refusal {
	return map[string]refusal{
		"a stage":             {"", []string{"test", "list", "--stage", "dance"}, []string{`stage: "dance" is not a stage`, "plan, agree, do"}},
		"an LMG":              {"", []string{"test", "list", "--lmg", "north-lmg"}, []string{`lmg: "north-lmg" is not an LMG`, "east-lmg, west-lmg"}},
		"a locality as LMG":   {"", []string{"test", "list", "--lmg", "keith"}, []string{`lmg: "keith" is not an LMG`}},
		"a locality":          {"", []string{"test", "list", "--locality", "paris"}, []string{`locality: "paris" is not a locality`, "keith"}},
		"a theme":             {"", []string{"test", "list", "--theme", "opera"}, []string{`theme: "opera" is not a theme`, "poverty"}},
		"an LMG of decisions": {"", []string{"approval", "list", "--lmg", "north-lmg"}, []string{`lmg: "north-lmg" is not an LMG`}},
		"a state of notices":  {"", []string{"notices", "--state", "lost"}, []string{`state: "lost" is not a state of a notice`, "waiting, sent, failed"}},
		"notices to nobody":   {"", []string{"notices", "--to", "stranger"}, []string{`to: "stranger" is not on record`}},
		"no notices":          {"", []string{"notices", "--limit", "0"}, []string{"limit: "}},
		"tasks of a stranger": {"stranger", []string{"tasks"}, []string{`as: "stranger" is not on record`}},
	}
}

// TestARefusedFileIsNotStored holds that nothing stays on record of files that
// were refused, whatever they were refused for.
func TestARefusedFileIsNotStored(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "doing"))
	s.toDecision(t, "ended", "abandon")
	s.agreedBy(t, "ended", "east-chair", "east-health-visitor", "east-social-work")
	s.awaitShown(t, "ended", "Closed")
	stored := func(content string) bool {
		sum := sha256.Sum256([]byte(content))
		_, err := s.desk.Load(t.Context(), hex.EncodeToString(sum[:]))
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	for why, r := range map[string]struct {
		as, test string
		flags    []string
	}{
		"a stranger":     {as: "stranger", test: "doing"},
		"not of them":    {as: "west-chair", test: "doing"},
		"no test":        {as: volunteer, test: "nosuch"},
		"a closed test":  {as: volunteer, test: "ended"},
		"no consent":     {as: volunteer, test: "doing", flags: []string{"--shows-people"}},
		"no kind of it":  {as: volunteer, test: "doing", flags: []string{"--kind", "gossip"}},
		"a long text":    {as: volunteer, test: "doing", flags: []string{"--text", strings.Repeat("x", 20_001)}},
		"an absent file": {as: volunteer, test: "doing", flags: []string{"absent.txt"}},
	} {
		content := "What is refused for " + why
		a := s.call(t, r.as, append([]string{"test", "attach", r.test, writeFile(t, "file.txt", content)}, r.flags...)...)
		if a.code != exitFailed || stored(content) {
			t.Errorf("%s: it ended with %d, stored: %t (%s)", why, a.code, stored(content), a.errs)
		}
	}
	if _, err := s.desk.Key(t.Context(), "stranger"); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("the stranger has a key: %v", err)
	}
	s.do(t, volunteer, "test", "attach", "doing", writeFile(t, "file.txt", "What is taken"))
	if !stored("What is taken") {
		t.Error("what was taken is not stored")
	}
}
