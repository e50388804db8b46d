package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
)

const (
	safeguarding = "safeguarding"
	voices       = examples + "voices/"
)

// record opens the record beside the programs; it is closed at the end of the test.
func (s *town) record(t *testing.T) *assembly.Record {
	t.Helper()
	settings, err := config.Load(config.Source{File: s.config})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assembly.OpenRecord(t.Context(), settings, assembly.Opening{Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// voiceKeys counts the keys that were made for voices.
func (s *town) voiceKeys(t *testing.T) int {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.Get("data.dir"), "record.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	var n int
	err = db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM keys WHERE person LIKE 'voice/%'`).Scan(&n)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return n
}

// sent sends a voice and gives its identifier.
func (s *town) sent(t *testing.T, args ...string) string {
	t.Helper()
	out := s.do(t, "", append([]string{"voice", "send"}, args...)...)
	found := regexp.MustCompile(`^voice/([0-9a-f]{32}) 1\n$`).FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("sending a voice says %q", out)
	}
	return found[1]
}

// refused holds that a command line is refused in plain words.
func (s *town) refused(t *testing.T, as string, says []string, args ...string) {
	t.Helper()
	a := s.call(t, as, args...)
	if a.code != exitFailed || a.out != "" {
		t.Errorf("%s: starter %q ended with %d: %s%s", as, args, a.code, a.out, a.errs)
	}
	inWords(t, a.errs, says)
}

// unread holds that none of those words can be read by somebody, however they look: it is
// shown without them, or as if it were not there.
func (s *town) unread(t *testing.T, as string, words string, looks ...[]string) {
	t.Helper()
	for _, args := range looks {
		for _, output := range []string{"table", "json"} {
			a := s.call(t, as, append(args, "--output", output)...)
			if strings.Contains(strings.Join(strings.Fields(a.out+a.errs), " "), words) || a.code != exitDone && !strings.Contains(a.errs, "There is no ") {
				t.Errorf("%s: starter %q ended with %d, and shows what is hidden: %s%s", as, args, a.code, a.out, a.errs)
			}
		}
	}
}

// TestVoices goes the way of a voice with no worker there: it is filed at once.
func TestVoices(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	id := s.sent(t, voices+"last-bus.yaml")
	show := []string{"voice", "show", id}
	s.unread(t, "", "homework club", show, []string{"voice", "list"})
	s.unread(t, lead, "homework club", show, []string{"voice", "list", "--stage", "waiting"})
	s.look(t, lwo, []string{id, "waiting, by", "Keith", "The last bus leaves at five"}, "voice", "list")
	s.look(t, lwo, []string{"cannot stay for the homework club", "to be quoted without their name", "Hears back yes"}, show...)
	s.look(t, lwo, []string{"Read a voice (starter voice show " + id + "): accept it, or set it aside", "No reminder follows."}, "tasks")
	s.refused(t, lead, []string{"Only a Locality Wellbeing Officer of east-lmg"}, "voice", "moderate", id, "--accept")
	s.refused(t, lwo, []string{"accept: "}, "voice", "moderate", id)
	s.refused(t, lwo, []string{`theme: "opera" is not a theme`}, "voice", "moderate", id, "--accept", "--theme", "opera")
	s.do(t, lwo, "voice", "moderate", id, "--accept", "--theme", "parenting")
	s.look(t, "", []string{"homework club", "Theme parenting", "Public transport 2 Nothing runs after five."}, show...)
	s.look(t, "", []string{id, "accepted"}, "voice", "list", "--locality", "keith")
	s.look(t, "", []string{"From 1 form;", "Public transport 1 2 2 to 2 2-2", "Natural space 0"}, "voice", "places", "--lmg", "east-lmg")
	s.look(t, "", []string{"From 0 forms;"}, "voice", "places", "--locality", "elgin")
	s.look(t, "", []string{"voice/" + id, "The last bus leaves at five"}, "library", "list", "--search", "homework", "--strength", "voice")
	s.look(t, "", []string{"The last bus leaves at five", "homework club"}, "library", "show", "voice/"+id)
	hears := func() string {
		t.Helper()
		r := s.record(t)
		p, err := r.Person(t.Context(), improvement.VoiceSubject(id).Correspondent())
		if err != nil || !p.Name.Empty() {
			t.Fatalf("whoever sent it is %+v (%v)", p, err)
		}
		address, err := r.Vault.Open(t.Context(), p.Email)
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	if got := hears(); got != "someone@example.org" {
		t.Errorf("they hear at %q", got)
	}
	s.do(t, "", "voice", "stop", id)
	if got := hears(); got != "" {
		t.Errorf("letters go on to %q", got)
	}
	s.refused(t, "", []string{"nothing to stop"}, "voice", "stop", id)
	s.do(t, lwo, "voice", "moderate", id, "--set-aside", "--reason", "It names a family.")
	s.look(t, lwo, []string{"Set aside It names a family."}, show...)
	s.unread(t, "", "homework club", show, []string{"voice", "list"}, []string{"library", "list", "--search", "homework"})
	s.look(t, "", nil, "verify")
}

func TestAVoiceByWhichSomeoneMayBeUnsafe(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	id := s.sent(t, voices+"worried.yaml")
	show := []string{"voice", "show", id}
	everywhere := [][]string{
		show, {"voice", "list"}, {"voice", "list", "--stage", "unsafe"}, {"tasks", "--everyone"}, {"notices"},
		{"library", "list"}, {"library", "list", "--search", "alone"},
	}
	for _, who := range []string{"", lwo, "east-chair", admin} {
		s.unread(t, who, "alone until late", everywhere...)
	}
	s.look(t, safeguarding, []string{"alone until late"}, show...)
	s.look(t, safeguarding, []string{id, "unsafe, by"}, "voice", "list")
	s.look(t, safeguarding, []string{"Someone may be unsafe: read voice/" + id + " today, and settle it", "No reminder follows."}, "tasks")
	s.look(t, safeguarding, []string{"Safeguarding contact Someone may be unsafe. Please read voice/" + id + " today"}, "notices", "--to", safeguarding)
	if told := s.do(t, safeguarding, "notices", "--output", "json"); strings.Count(told, `"kind"`) != 1 || !strings.Contains(told, `"urgent": true`) {
		t.Errorf("others are told of it: %s", told)
	}
	for _, who := range []string{"", lwo, admin} { // that it is there is told to nobody else
		s.unread(t, who, id, [][]string{{"voice", "list"}, {"voice", "list", "--stage", "unsafe"}, {"tasks", "--everyone"}, {"notices"}, {"library", "list"}}...)
		s.look(t, who, []string{"Safeguarding contact A message for them alone"}, "notices", "--to", safeguarding)
	}
	s.refused(t, lwo, []string{"There is nothing on record under this identifier"}, "voice", "moderate", id, "--accept")
	s.refused(t, lwo, []string{"Only the safeguarding contact"}, "voice", "settle", id, "--show", "--note", "Fine.")
	s.refused(t, safeguarding, []string{"note: "}, "voice", "settle", id, "--show")
	s.refused(t, safeguarding, []string{"show: "}, "voice", "settle", id, "--note", "Fine.")
	s.do(t, safeguarding, "voice", "settle", id, "--show", "--note", "Social work knows the family.")
	s.look(t, lwo, []string{"alone until late"}, show...)
	s.unread(t, lwo, "Social work knows", show)
	s.look(t, safeguarding, []string{"Note", "Social work knows the family."}, show...)
	s.do(t, lwo, "voice", "moderate", id, "--accept")
	s.do(t, cook, "voice", "unsafe", id, "--why", "I know the boy.")
	s.unread(t, lwo, "alone until late", everywhere...)
	s.unread(t, cook, "I know the boy", everywhere...)
	s.do(t, safeguarding, "voice", "settle", id, "--keep-hidden", "--note", "Kept for the child's sake.")
	s.unread(t, lwo, "alone until late", everywhere...)
	s.look(t, safeguarding, []string{"alone until late"}, "library", "show", "voice/"+id)
	s.refused(t, lwo, []string{"There is no item called"}, "library", "show", "voice/"+id)
	s.refused(t, lwo, []string{"Nothing on record is called"}, "trace", "voice/"+id)
	s.refused(t, "", []string{"as: Say who you are"}, "voice", "unsafe", id)
	s.look(t, "", nil, "verify")
}

// TestAChildIsHeard holds that no address of somebody under 16 is anywhere on record.
func TestAChildIsHeard(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	id := s.sent(t, "--text", "Mend the lights.", "--lmg", "east-lmg", "--locality", "buckie", "--under-16", "--address", "child@example.org",
		"--consent", "We read it.", "--counted")
	var v improvement.CommunityVoice
	_, state, err := s.record(t).State(t.Context(), improvement.VoiceSubject(id))
	if err == nil {
		err = json.Unmarshal(state, &v)
	}
	if err != nil || !v.Said.Address.Empty() || v.HearsBack() || v.Said.Text.Length != len("Mend the lights.") {
		t.Errorf("of the child there is kept %s (%v)", state, err)
	}
}

func TestVoicesRefused(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	bus := readFile(t, voices+"last-bus.yaml")
	doc := func(replace ...string) []string {
		return []string{"voice", "send", writeFile(t, "voice.yaml", strings.NewReplacer(replace...).Replace(bus))}
	}
	flags := func(text string, more ...string) []string {
		return append([]string{"voice", "send", "--lmg", "east-lmg", "--locality", "keith", "--consent", "We read it.", "--counted", "--text", text}, more...)
	}
	for what, r := range map[string]refusal{
		"100,000 characters":         {args: flags(strings.Repeat("x", 100_000)), says: []string{"text: ", "100000 characters", "20000 is the most"}},
		"letters that are none":      {args: flags("caf\xe9"), says: []string{"text: ", "UTF-8"}},
		"letters that do things":     {args: flags("a\x1b[2Jb"), says: []string{"text: ", "control characters"}},
		"no text":                    {args: flags("  "), says: []string{"text: "}},
		"an address with a header":   {args: flags("x", "--address", "a@example.org\nBcc: b@example.org"), says: []string{"address: This is not an email address"}},
		"an address with a return":   {args: flags("x", "--address", "a@example.org\r\n b@example.org"), says: []string{"address: "}},
		"two addresses":              {args: flags("x", "--address", "a@example.org, b@example.org"), says: []string{"address: "}},
		"a name with the address":    {args: flags("x", "--address", "Somebody <a@example.org>"), says: []string{"address: "}},
		"no consent":                 {args: []string{"voice", "send", "--text", "x", "--lmg", "east-lmg", "--locality", "keith"}, says: []string{"consent.counted: "}},
		"of another LMG":             {args: doc("locality: keith", "locality: elgin"), says: []string{"locality: elgin does not lie under east-lmg"}},
		"no such LMG":                {args: doc("lmg: east-lmg", "lmg: north-lmg"), says: []string{`lmg: "north-lmg" is not an LMG`}},
		"a score of 8":               {args: doc("moving-around: 4", "moving-around: 8"), says: []string{"place.moving-around: 8 is not a score"}},
		"a score of 0":               {args: doc("score: 2", "score: 0"), says: []string{"place.public-transport: 0 is not a score"}},
		"a score in words":           {args: doc("moving-around: 4", "moving-around: good"), says: []string{"line", "place.moving-around", "not a whole number"}},
		"a theme that is none":       {args: doc("moving-around", "moving-about"), says: []string{`"moving-about" is not known here`, "Did you mean moving-around?"}},
		"a field that is none":       {args: doc("counted:", "countd:"), says: []string{`"countd" is not known here`}},
		"a file and flags":           {args: append(doc(), "--text", "x"), says: []string{"not both"}},
		"no file":                    {args: []string{"voice", "send", "absent.yaml"}, says: []string{"There is no file absent.yaml"}},
		"an ID that others may have": {args: flags("x", "--command-id", "first"), says: []string{"command-id: "}},
		"the second of two":          {args: append(doc(), doc("score: 2", "score: 9")[2]), says: []string{"file 2: place.public-transport"}},
		"no such voice":              {as: lwo, args: []string{"voice", "show", "nosuch"}, says: []string{`There is no voice called "nosuch"`}},
		"moderated, not there":       {as: lwo, args: []string{"voice", "moderate", "nosuch", "--accept"}, says: []string{"nothing on record under this identifier"}},
		"a stage":                    {args: []string{"voice", "list", "--stage", "dance"}, says: []string{`stage: "dance" is not a stage`}},
		"no list":                    {args: []string{"voice", "list", "--limit", "0"}, says: []string{"limit: "}},
		"a period that ends first":   {args: []string{"voice", "places", "--from", "2026-02-01", "--to", "2026-01-01"}, says: []string{"to: "}},
		"a day that is none":         {args: []string{"voice", "places", "--from", "soon"}, says: []string{"from: "}},
	} {
		t.Run(what, func(t *testing.T) { s.refused(t, r.as, r.says, r.args...) })
	}
	if found := s.do(t, "", "verify", "--output", "json"); strings.Contains(found, "voice") {
		t.Errorf("something is on record: %s", found)
	}
	list, err := s.record(t).List(t.Context(), improvement.Filter{Kind: improvement.KindVoice})
	if err != nil || len(list) > 0 {
		t.Errorf("on record are %v (%v)", list, err)
	}
	if n := s.voiceKeys(t); n > 0 {
		t.Errorf("%d keys were made for voices that were refused", n)
	}
}

// TestAVoiceSentAgain holds that the same command is one voice, from flags and from files.
func TestAVoiceSentAgain(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	again := []string{voices + "last-bus.yaml", "--command-id", "5f0e6f0a-62d2-4b3c-9c3e-1b6a4d2f0001"}
	if first, second := s.sent(t, again...), s.sent(t, again...); first != second {
		t.Errorf("sent twice it is %s and %s", first, second)
	}
	many := []string{"voice", "send", voices + "last-bus.yaml", voices + "skate-park.yaml", "--command-id", "5f0e6f0a-62d2-4b3c-9c3e-1b6a4d2f0002", "--output", "json"}
	first, second := s.do(t, "", many...), s.do(t, "", many...)
	if first != second || strings.Count(first, "\n") != 2 || !strings.HasPrefix(first, `{"`) {
		t.Errorf("sent twice they are %s and %s", first, second)
	}
	list, err := s.record(t).List(t.Context(), improvement.Filter{Kind: improvement.KindVoice})
	if err != nil || len(list) != 3 {
		t.Errorf("on record are %d voices (%v)", len(list), err)
	}
}

// TestOneVoiceIsErasedAlone destroys the key of one voice: its words and its address are
// gone, and nobody else's.
func TestOneVoiceIsErasedAlone(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	gone, stays := s.sent(t, voices+"last-bus.yaml"), s.sent(t, voices+"last-bus.yaml")
	for _, id := range []string{gone, stays} {
		s.do(t, lwo, "voice", "moderate", id, "--accept")
	}
	r := s.record(t)
	if err := r.DestroyKey(t.Context(), improvement.VoiceSubject(gone).Correspondent(), r.Now()); err != nil {
		t.Fatal(err)
	}
	s.look(t, "", []string{"(erased)"}, "voice", "show", gone)
	s.unread(t, lwo, "homework club", []string{"voice", "show", gone})
	s.look(t, "", []string{"homework club"}, "voice", "show", stays)
	s.look(t, "", []string{"Public transport 2 2"}, "voice", "places") // what was scored stays counted
	s.look(t, "", nil, "verify")
}

// TestEvidenceItems files, corrects and shows evidence that belongs to no test.
func TestEvidenceItems(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	table := writeFile(t, "by-day.csv", "day,there\nMonday,84\n")
	out := s.do(t, lwo, "evidence", "file", voices+"attendance.yaml", "--attach", table)
	id := strings.TrimSuffix(strings.TrimPrefix(out, "evidence/"), " 1\n")
	s.look(t, "", []string{"Attendance by day of the week", "data (data) of Tue 30 Jun 2026, Keith", "Version 1 of 1, filed by LWO, East", "by-day.csv"}, "evidence", "show", id)
	corrected := strings.Replace(readFile(t, voices+"attendance.yaml"), "84 of 100", "86 of 100", 1)
	better := writeFile(t, "better.yaml", strings.Replace(corrected, "kind: data\n", "", 1)) // it keeps its kind
	other := writeFile(t, "other.yaml", strings.Replace(corrected, "kind: data\n", "kind: document\n", 1))
	s.refused(t, lwo, []string{"kind: This was filed as data, and a correction keeps its kind."}, "evidence", "correct", id, other, "--reason", "A digit.")
	s.refused(t, lead, []string{"Only who filed it"}, "evidence", "correct", id, better, "--reason", "A digit.")
	s.refused(t, lwo, []string{"reason: "}, "evidence", "correct", id, better)
	s.do(t, lwo, "evidence", "correct", id, better, "--reason", "A digit was wrong.")
	s.look(t, "", []string{"Version 2 of 2", "Corrected A digit was wrong.", "86 of 100", "by-day.csv"}, "evidence", "show", id)
	s.look(t, "", []string{"Version 1 of 2", "84 of 100"}, "evidence", "show", id, "--version", "1")
	s.refused(t, "", []string{"There is no version 3"}, "evidence", "show", id, "--version", "3")
	folder := filepath.Join(t.TempDir(), "saved")
	s.do(t, "", "evidence", "show", id, "--save", folder)
	if saved, err := os.ReadDir(folder); err != nil || len(saved) != 1 {
		t.Errorf("saved are %v (%v)", saved, err)
	}
	s.do(t, "keith-headteacher", "evidence", "unsafe", id, "--why", "A child can be recognised.")
	for _, who := range []string{"", lwo} {
		s.unread(t, who, "86 of 100", []string{"evidence", "show", id}, []string{"evidence", "show", id, "--version", "2"})
		s.unread(t, who, "84 of 100", []string{"evidence", "show", id, "--version", "1"})
		s.unread(t, who, "by-day", []string{"evidence", "show", id})
		s.unread(t, who, "recognised", []string{"evidence", "show", id}, []string{"notices"})
	}
	s.refused(t, lwo, []string{"There is no evidence called"}, "evidence", "correct", id, better, "--reason", "Again.")
	s.look(t, safeguarding, []string{"86 of 100", "Concern", "A child can be recognised."}, "evidence", "show", id)
	s.do(t, safeguarding, "evidence", "settle", id, "--show", "--note", "Nobody can.")
	s.look(t, "", []string{"86 of 100"}, "evidence", "show", id)
	s.look(t, "", []string{"evidence/" + id, "(corrected)"}, "library", "list", "--search", "attendance")
	if history := s.do(t, "", "library", "show", "evidence/"+id); strings.Count(history, "Before that") != 1 || !strings.Contains(history, "84 of 100") {
		t.Errorf("what it was before is told as %s", history)
	}
	talk := s.do(t, "east-third-sector", "conversation", "record", voices+"conversation.yaml")
	s.look(t, "", []string{"conversation (voice)", "Took part 14", "Social interaction 3 Nobody to call on."}, "evidence", "show", strings.Fields(talk)[0])
	s.look(t, "", []string{"From 1 form;", "Identity and belonging 1 5"}, "voice", "places", "--locality", "buckie", "--from", "1 October 2026", "--to", "31 October 2026")
	s.refused(t, "west-lwo", []string{"Only members of east-lmg"}, "evidence", "file", voices+"attendance.yaml")
	s.refused(t, lwo, []string{"people: "}, "conversation", "record", "--lmg", "east-lmg", "--title", "x", "--text", "y", "--where", "z")
	s.refused(t, lwo, []string{"source: "}, "evidence", "file", "--kind", "data", "--lmg", "east-lmg", "--title", "x", "--text", "y")
	s.refused(t, lwo, []string{"consent: "}, "evidence", "file", "--kind", "document", "--strength", "practice", "--source", "x", "--lmg", "east-lmg", "--title", "x", "--attach", better, "--shows-people")
	if stored, err := s.record(t).Load(t.Context(), hashOf(readFile(t, better))); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("a file that was refused is stored: %s (%v)", stored, err)
	}
}

// TestEvidenceOfATestByWhichSomeoneMayBeUnsafe goes the way of a concern through a test's
// workflow, and after it closed.
func TestEvidenceOfATestByWhichSomeoneMayBeUnsafe(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	s.toDecision(t, "club", "abandon")
	s.do(t, volunteer, "test", "observe", "club", "--text", "She cried all morning.", "--where", "Dining hall")
	id := strings.Fields(s.do(t, "", "test", "evidence", "club"))[0]
	everywhere := [][]string{{"test", "evidence", "club"}, {"test", "evidence", "club", id}, {"test", "journal", "club"}, {"test", "show", "club"}, {"approval", "show", "club"}}
	library := []string{"library", "list", "--search", "cried"}
	s.look(t, "", []string{"test-of-change/club#" + id}, library...)
	unsafe := func() {
		t.Helper()
		s.do(t, cook, "test", "unsafe", "club", id, "--why", "I know her.")
		for _, who := range []string{"", lwo, lead} {
			s.unread(t, who, "She cried", everywhere...)
			s.unread(t, who, "I know her", everywhere...)
			s.unread(t, who, id, [][]string{{"test", "evidence", "club"}, {"test", "journal", "club"}, {"test", "show", "club"}, {"approval", "show", "club"}, {"tasks", "--everyone"}, {"notices"}, library}...)
			for _, word := range []string{"concern-", "concerns"} { // of events and state; the terms have days for one
				s.unread(t, who, word, everywhere...)
			}
		}
		s.look(t, safeguarding, []string{"She cried all morning."}, "test", "evidence", "club")
		s.look(t, safeguarding, []string{"Someone may be unsafe: read test-of-change/club#" + id}, "tasks")
	}
	unsafe()
	s.look(t, safeguarding, []string{"Someone may be unsafe. Please read test-of-change/club#" + id}, "notices", "--to", safeguarding)
	s.refused(t, lwo, []string{"Only the safeguarding contact"}, "test", "settle", "club", id, "--show", "--note", "Fine.")
	s.refused(t, cook, []string{`There is no evidence "nosuch"`}, "test", "unsafe", "club", "nosuch")
	s.do(t, safeguarding, "test", "settle", "club", id, "--show", "--note", "Her aunt came.")
	s.look(t, "", []string{"She cried all morning."}, "test", "evidence", "club")
	s.look(t, "", []string{"test-of-change/club#" + id}, library...)
	s.agreedBy(t, "club", "east-chair", "east-health-visitor", "east-social-work")
	s.awaitShown(t, "club", "Closed")
	w := s.watch(t, "club")
	w.sees(t, "She cried all morning.")
	w.ends(t)
	unsafe() // the test is closed, and no workflow runs
	w = s.watch(t, "club")
	w.ends(t)
	if strings.Contains(w.String(), "She cried") {
		t.Errorf("who follows the test reads it: %s", w)
	}
	s.do(t, safeguarding, "test", "settle", "club", id, "--keep-hidden", "--note", "The school knows.")
	s.refused(t, volunteer, []string{"closed on"}, "test", "observe", "club", "--text", "Late.")
	s.look(t, "", nil, "verify")
}
