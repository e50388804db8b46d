package intake

import (
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

const (
	voiceID                  = "0123456789abcdef0123456789abcdef"
	today   improvement.Date = "2026-11-22"
)

func readVoice(t *testing.T, doc string) (improvement.Said, error) {
	t.Helper()
	c, err := reader().Voice(t.Context(), voiceID, today, []byte(doc))
	return c.Said, err
}

func TestAVoiceIsSealedUnderItsOwnKey(t *testing.T) {
	s, err := readVoice(t, string(document(t, "voices", "last-bus.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != voiceID || s.LMG != "east-lmg" || s.Locality != "keith" || s.When != today || s.Consent.Day != today || !s.Consent.Quoted || s.Under16 || s.Unsafe {
		t.Errorf("it reads as %+v", s)
	}
	for _, w := range []improvement.Words{s.Title, s.Text, s.Consent.Text, s.Address, s.Place[1].Why} {
		if w.By != "voice/"+voiceID {
			t.Errorf("%q is sealed under the key of %q", unsealed(w), w.By)
		}
	}
	if unsealed(s.Address) != "someone@example.org" || len(s.Place) != 3 || s.Place[1].Theme != "public-transport" || s.Place[1].Score != 2 {
		t.Errorf("it reads as %+v", s)
	}
	if title := unsealed(s.Title); title != "The last bus leaves at five, so my daughter cannot stay for the homework club.…" {
		t.Errorf("it begins %q", title)
	}
}

func TestHowAVoiceBegins(t *testing.T) {
	long := strings.Repeat("ä", 200)
	for text, want := range map[string]string{
		"Short.":                          "Short.",
		"Two\n lines\n":                   "Two lines",
		strings.Repeat("word ", 30):       strings.TrimSuffix(strings.Repeat("word ", 15), " ") + "…",
		long:                              long[:2*79] + "…",
		"a " + strings.Repeat("b", 100):   "a " + strings.Repeat("b", 77) + "…",
		strings.Repeat("x", 80):           strings.Repeat("x", 80),
		strings.Repeat("x", 40) + " tail": strings.Repeat("x", 40) + " tail",
	} {
		if got := beginning(text); got != want || len([]rune(got)) > 80 {
			t.Errorf("%q begins %q, want %q", text, got, want)
		}
	}
}

// Of a child no address is sealed: no box of it is ever made.
func TestOfAChildNoAddressIsSealed(t *testing.T) {
	s, err := readVoice(t, "text: Mend the lights\nunder_16: yes\naddress: child@example.org\n")
	if err != nil || !s.Address.Empty() || s.Address.Sealed != "" || !s.Under16 {
		t.Errorf("it reads as %+v (%v)", s, err)
	}
}

func TestVoicesAreReadStrictly(t *testing.T) {
	for doc, part := range map[string]string{
		"text: x\nname: Somebody\n":                                "name",
		"text: x\nplace: {opera: 3}\n":                             "opera",
		"text: x\nplace: {feeling-safe: 3.5}\n":                    "place.feeling-safe",
		"text: x\nplace: {feeling-safe: {score: 3, because: x}}\n": "because",
		"text: x\nplace: [1, 2]\n":                                 "place",
		"text: [x]\n":                                              "text",
		"text: x\nconsent: yes\n":                                  "consent",
		"text: x\nconsent: {counted: perhaps}\n":                   "consent.counted",
		"text: x\naddress: nobody\n":                               "address",
		"text: x\naddress: \"a@example.org\\nBcc: b@example.org\"": "address",
		"text: x\naddress: \"a@example.org\\r\\n\"":                "address",
		"text: x\naddress: a@example.org;b@example.org":            "address",
		"text: x\naddress: \"a@example\\u202E.org\"":               "address",
		"text: x\nwhen: soon\n":                                    "when",
		"text: " + strings.Repeat("x", 100_000) + "\n":             "100000 characters",
	} {
		if _, err := readVoice(t, doc); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%.60q: %v, want a refusal of %s", doc, err, part)
		}
		if _, err := CheckVoice(voiceID, today, []byte(doc)); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%.60q, only checked: %v, want a refusal of %s", doc, err, part)
		}
	}
}

func TestAVoiceIsCheckedAsItWouldBeSealed(t *testing.T) {
	for _, text := range []string{"a\\x00b", "a\\x1b[2Jb", "a\\x85b"} {
		if _, err := CheckVoice(voiceID, today, []byte(`text: "`+text+`"`)); err == nil || !strings.Contains(err.Error(), "control characters") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestItemsOfEvidence(t *testing.T) {
	r := reader()
	i, err := r.Item(t.Context(), "e-1", "", today, document(t, "voices", "attendance.yaml"))
	if err != nil || i.Evidence.ID != "monday-attendance-2026" || i.Evidence.Kind != improvement.Data || i.Evidence.When != "2026-06-30" || i.Strength != improvement.FromData || i.Title.By != r.Author {
		t.Errorf("it reads as %+v (%v)", i, err)
	}
	i, err = r.Item(t.Context(), "e-2", improvement.Conversation, today, document(t, "voices", "conversation.yaml"))
	if err != nil || i.Evidence.Kind != improvement.Conversation || i.People != 14 || len(i.Place) != 3 || unsealed(i.Evidence.Where) != "Buckie library" {
		t.Errorf("it reads as %+v (%v)", i, err)
	}
	i, err = r.Item(t.Context(), "e-3", improvement.Conversation, today, []byte("id: own\nkind: data\n"))
	if err != nil || i.Evidence.ID != "own" || i.Evidence.Kind != improvement.Data || i.Evidence.When != today {
		t.Errorf("what is written does not come first: %+v (%v)", i, err)
	}
	if _, err := r.Item(t.Context(), "e-4", "", today, []byte("titel: x\n")); err == nil || !strings.Contains(err.Error(), "Did you mean title?") {
		t.Errorf("got %v", err)
	}
}

func TestAConcernIsSettledOneWay(t *testing.T) {
	for doc, refused := range map[string]bool{
		"item: e\nshow: yes\n": false, "item: e\nkeep_hidden: yes\n": false, "item: e\n": true, "show: yes\nkeep_hidden: yes\n": true,
	} {
		if _, err := reader().Command(t.Context(), "settle-concern", []byte(doc)); (err != nil) != refused {
			t.Errorf("%q: %v", doc, err)
		}
	}
}
