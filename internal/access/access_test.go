package access_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

var start = time.Date(2026, 7, 14, 9, 30, 0, 0, time.UTC)

// says expects a refusal with some words; none where words is empty.
func says(t *testing.T, what string, err error, words string) {
	t.Helper()
	_, is := improvement.Refusal(err)
	if words == "" && err != nil || words != "" && (!is || !strings.Contains(err.Error(), words)) {
		t.Errorf("%s: %v, want %q", what, err, words)
	}
}

func TestASignInStands(t *testing.T) {
	limits := access.Limits{Idle: time.Hour, Absolute: 3 * time.Hour}
	for what, c := range map[string]struct {
		seen, ended, now time.Duration
		says             string
	}{
		"at once":                    {0, 0, 0, ""},
		"just in time":               {0, 0, time.Hour - time.Nanosecond, ""},
		"unused for the whole hour":  {0, 0, time.Hour, "nothing was done"},
		"used meanwhile":             {30 * time.Minute, 0, time.Hour, ""},
		"used on and on":             {3*time.Hour - 1, 0, 3 * time.Hour, "time to do so again"},
		"long over":                  {0, 0, 100 * time.Hour, "time to do so again"},
		"ended":                      {0, time.Minute, 2 * time.Minute, "was ended"},
		"ended by a clock before it": {0, time.Minute, 0, "was ended"},
	} {
		s := access.SignIn{Began: start, Seen: start.Add(c.seen)}
		if c.ended > 0 {
			s.Ended = start.Add(c.ended)
		}
		says(t, what, limits.Check(s, start.Add(c.now)), c.says)
	}
}

func TestASignInIsRecentForTenMinutes(t *testing.T) {
	recent := func(after time.Duration) bool { return access.Recent(start, start.Add(after)) }
	if !recent(0) || !recent(10*time.Minute-1) || recent(10*time.Minute) {
		t.Error("it is not recent for ten minutes")
	}
}

// A sign-in that nobody ended stands until EndsBy, and not from then on.
func TestASignInStandsUntilItsEnd(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		span := func(name string) time.Duration { return time.Duration(rapid.Int64Range(1, 1e15).Draw(r, name)) }
		limits := access.Limits{Idle: span("idle"), Absolute: span("absolute")}
		s := access.SignIn{Began: start, Seen: start.Add(span("seen"))}
		end := limits.EndsBy(s)
		if limits.Stands(s, end) || !limits.Stands(s, end.Add(-1)) {
			r.Fatalf("%+v under %+v: not until %s", s, limits, end)
		}
	})
}

func TestDevicesAreNamedShortly(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0":     "Edge on Windows",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36":                   "Chrome on Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile Safari/604.1":  "Safari on iPhone",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0.1 Mobile Safari/604.1": "Chrome on iPhone",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0":                                              "Firefox on Mac",
		"curl/8.14": "A browser",
		"":          "A browser",
		"<script>alert(1)</script>" + strings.Repeat("x", 10_000): "A browser",
	} {
		if got := access.DeviceOf(agent); got != want {
			t.Errorf("%.60q is %q, want %q", agent, got, want)
		}
	}
}

func TestAOneTimeLinkIsCheckedWhereAndWhen(t *testing.T) {
	cookie := access.HashOf("cookie")
	for what, c := range map[string]struct {
		kind    access.LinkKind
		made    string // for the browser with this cookie
		browser access.Hash
		after   time.Duration
		says    string
	}{
		"to sign in":                    {access.LinkSignIn, "cookie", cookie, 9 * time.Minute, ""},
		"to sign in, late":              {access.LinkSignIn, "cookie", cookie, 10 * time.Minute, "short while"},
		"to sign in, elsewhere":         {access.LinkSignIn, "cookie", access.HashOf("other"), 0, "only in the browser"},
		"to sign in, without a cookie":  {access.LinkSignIn, "cookie", access.HashOf(""), 0, "only in the browser"},
		"to sign in, bound to nothing":  {access.LinkSignIn, "", access.HashOf(""), 0, "only in the browser"},
		"to enrol, late":                {access.LinkEnrol, "cookie", cookie, 10 * time.Minute, "short while"},
		"of the administrator":          {access.LinkAdmin, "", access.HashOf(""), 59 * time.Minute, ""},
		"of the administrator, anyhow":  {access.LinkAdmin, "", cookie, 0, ""},
		"of the administrator, too old": {access.LinkAdmin, "", cookie, time.Hour, "short while"},
	} {
		token, l := access.NewLink(c.kind, "anna", c.made, start)
		if l.Hash != access.HashOf(token) || len(token) != 43 || strings.Contains(string(l.Hash), token) {
			t.Errorf("%s: token %q, kept %q", what, token, l.Hash)
		}
		says(t, what, l.Check(c.browser, start.Add(c.after)), c.says)
		l.Used = start
		says(t, what+", used", l.Check(c.browser, start), "only once")
	}
}

func TestTokensAreTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token := access.NewToken()
		if seen[token] {
			t.Fatalf("%q came twice", token)
		}
		seen[token] = true
	}
}

func signer() access.Signer { return access.Signer{Key: bytes.Repeat([]byte{7}, 32)} }

func TestASignedLinkReadsAsItWasMade(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.String()
		made := start.Add(time.Duration(rapid.Int64Range(0, 1e9).Draw(r, "made")) * time.Microsecond)
		l := access.NewTaskLink(improvement.PersonID(text.Draw(r, "person")), improvement.SubjectID(text.Draw(r, "subject")), text.Draw(r, "task"), time.Hour, made)
		l.Purpose = rapid.SampledFrom([]access.Purpose{access.DoTask, access.AddPhoto}).Draw(r, "purpose")
		l.SentTo = text.Draw(r, "sent to")
		token, err := signer().Sign(l)
		if err != nil {
			r.Fatal(err)
		}
		got, err := signer().Read(token, made.Add(time.Hour-time.Microsecond))
		if err != nil || got != l {
			r.Fatalf("%q reads as %+v, %v; made of %+v", token, got, err, l)
		}
		for _, c := range token {
			if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", c) {
				r.Fatalf("%q does not stand in an address", token)
			}
		}
	})
}

func TestASignedLinkThatIsRefused(t *testing.T) {
	l := access.NewTaskLink("anna", "test-of-change/one", "step-1", time.Hour, start)
	token, err := signer().Sign(l)
	if err != nil {
		t.Fatal(err)
	}
	for i := range token { // any one character that differs
		for _, c := range []byte("A_.9") {
			changed := token[:i] + string(c) + token[i+1:]
			if changed == token {
				continue
			}
			_, err := signer().Read(changed, start)
			says(t, changed, err, "not whole")
		}
	}
	for _, broken := range []string{"", ".", "1", "1..", token[:len(token)-1], token + "A", token + ".A", "2" + token[1:],
		token + "\n", token + "\r\n", token[:len(token)-3] + "\n" + token[len(token)-3:], token[:5] + "\n" + token[5:], token + "=", "\n" + token} {
		_, err := signer().Read(broken, start)
		says(t, broken, err, "not whole")
	}
	_, err = access.Signer{Key: bytes.Repeat([]byte{8}, 32)}.Read(token, start)
	says(t, "with another key", err, "not whole")
	_, err = signer().Read(token, start.Add(time.Hour))
	says(t, "late", err, "does not work any more")
	says(t, "never revoked", l.Check(time.Time{}, start), "")
	says(t, "made after those that were revoked", l.Check(start.Add(-1), start), "")
	says(t, "revoked", l.Check(start, start), "does not work any more")
}

// TestALinkIsForOneThing holds that a link opens what it is for, to whom it was sent.
func TestALinkIsForOneThing(t *testing.T) {
	do := access.NewTaskLink("anna", "test-of-change/one", "step/1.1", time.Hour, start)
	says(t, "as letters of earlier releases have it", do.CheckUse(access.DoTask, "anything"), "")
	says(t, "to do it, for a photo", do.CheckUse(access.AddPhoto, ""), "not whole")
	photo := do
	photo.Purpose, photo.SentTo = access.AddPhoto, "here"
	says(t, "for a photo", photo.CheckUse(access.AddPhoto, "here"), "")
	says(t, "for a photo, to do it", photo.CheckUse(access.DoTask, "here"), "not whole")
	says(t, "the address was changed", photo.CheckUse(access.AddPhoto, "there"), "does not work any more")
	says(t, "the address was taken away", photo.CheckUse(access.AddPhoto, ""), "does not work any more")
}

func TestTheLastDayOfALink(t *testing.T) {
	for ends, want := range map[time.Time]improvement.Date{
		improvement.Date("2027-02-03").End():     "2027-02-03",
		improvement.Date("2027-02-03").Morning(): "2027-02-03",
	} {
		if got := (access.TaskLink{Expires: ends}).LastDay(); got != want {
			t.Errorf("one that ends %s works until %s, want %s", ends, got, want)
		}
	}
}

func TestWithoutAKeyNothingIsSigned(t *testing.T) {
	for _, s := range []access.Signer{{}, {Key: make([]byte, 31)}} {
		if token, err := s.Sign(access.TaskLink{Expires: start}); err == nil || strings.Count(token, ".") == 2 && !strings.HasSuffix(token, ".") {
			t.Errorf("signed with %d bytes: %q, %v", len(s.Key), token, err)
		}
		if _, err := s.Read("1.e30.", start.Add(-time.Hour)); err == nil {
			t.Errorf("read with %d bytes", len(s.Key))
		}
	}
}

func TestTheAuditKeepsNoTokens(t *testing.T) {
	for about, want := range map[string]string{
		"/tests/one":                    "/tests/one",
		"/enter?token=secret":           "/enter",
		"/enter#secret":                 "/enter",
		"test-of-change/one":            "test-of-change/one",
		"/" + strings.Repeat("é", 1000): "/" + strings.Repeat("é", 99),
	} {
		if got := (access.Audited{About: about}).Clean().About; got != want {
			t.Errorf("%.40q is kept as %q", about, got)
		}
	}
}

// What goes out as JSON, as in an export, has no secret and no hash of one.
func TestNothingSecretIsShown(t *testing.T) {
	_, calendar := access.NewCalendar("anna", start)
	in := access.NewSignIn("anna", access.ByLink, "token", "", start)
	text, err := json.Marshal([]any{
		in, access.Passkey{ID: []byte("secret"), Credential: []byte("secret")},
		access.Draft{Sealed: []byte("secret"), Browser: "secret"}, calendar.Made,
	})
	if err != nil || bytes.Contains(text, []byte(in.Session)) || bytes.Contains(text, []byte("c2VjcmV0")) || bytes.Contains(text, []byte("secret")) {
		t.Errorf("%s, %v", text, err)
	}
}
