package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/assembly"
)

// roles are those of whoever reads, in the order in which a page is tried.
var roles = []improvement.Role{
	improvement.GroupLead, improvement.GroupMember, improvement.NetworkMember, improvement.Member, improvement.Chair,
	improvement.Deputy, improvement.Clerk, improvement.LWO, improvement.Safeguarding, improvement.Administrator,
}

// reader is somebody of an LMG who is signed in, at an address of their own.
type reader struct {
	role   improvement.Role
	lmg    int
	tests  int // of the LMG
	at     net.IP
	cookie *http.Cookie
	http   *http.Client
	random *rand.Rand
}

// seat is where somebody reads: as whoever may open the page, at an address of its own.
type seat struct {
	random *rand.Rand
	as     map[improvement.Role]*reader
}

// signInAll signs in somebody of each role at each seat, all over the record.
func (i *inside) signInAll(ctx context.Context) ([]*seat, error) {
	all := make([]*seat, readers)
	for n := range all {
		s := &seat{random: rand.New(rand.NewPCG(2, uint64(n))), as: map[improvement.Role]*reader{}}
		at := net.IPv4(127, 0, 1, byte(n+1)) // what anybody may ask for is limited by address
		from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: at}}
		client := &http.Client{
			Timeout:       time.Minute,
			Transport:     &http.Transport{DialContext: from.DialContext, DisableCompression: true}, // it counts what comes
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
		for _, role := range roles {
			r := &reader{role: role, at: at, http: client, random: s.random}
			if n > 0 { // the first is of a large LMG, with a test at every stage
				r.lmg = s.random.IntN(i.LMGs)
			}
			r.tests = i.testsOf(r.lmg)
			var err error
			if r.cookie, err = signIn(ctx, i.desk, improvement.PersonID(mark(r.lmg)+string(role))); err != nil {
				return nil, err
			}
			s.as[role] = r
		}
		all[n] = s
	}
	return all, nil
}

// signIn makes a session, as a link that was sent by email does.
func signIn(ctx context.Context, desk *assembly.Desk, person improvement.PersonID) (*http.Cookie, error) {
	sessions := scs.New()
	sessions.Store, sessions.Lifetime = desk.Sessions(), access.DefaultLimits().Absolute
	ctx, err := sessions.Load(ctx, "")
	if err != nil {
		return nil, err
	}
	if err := sessions.RenewToken(ctx); err != nil {
		return nil, err
	}
	in := access.NewSignIn(person, access.ByLink, sessions.Token(ctx), "bench", time.Now())
	if err := desk.BeginSignIn(ctx, in); err != nil {
		return nil, err
	}
	sessions.Put(ctx, "sign-in", string(in.ID))
	token, _, err := sessions.Commit(ctx)
	return &http.Cookie{Name: "cairn", Value: token}, err
}

// stages are how far a test must have come for a form, in events of its cycle.
var stages = map[string]int{
	"plan": 0, "agree-plan": 1, "send-back": 1, "steps": 2, "observe": 2, "measures": 2, "finish-do": 2, "end-do": 2, "study": 3, "act": 4,
	"pause": 2, "hand-over": 2, "agreement": 2,
}

// address is one of a page, drawn from what is on record; false where this reader's LMG
// has no such thing.
func (r *reader) address(pattern string) (string, bool) {
	path := strings.TrimSuffix(pattern, "{$}")
	if path == "/library/item" {
		return path + "?item=" + url.QueryEscape(string(improvement.TestItem(r.subject(r.evident()), "e0"))), true
	}
	if path == "/trace" {
		return path + "?of=" + url.QueryEscape(string(r.subject(r.random.IntN(r.tests)))), true
	}
	n, there := r.drawn(path)
	if !there {
		return "", false
	}
	place := func(name string) string { return mark(r.lmg) + name }
	report, of := []string{"tests", "outcomes", "decisions", "evidence"}, ""
	if path == "/reports/{report}/{format}" { // a file of one's own LMG, not of the country
		of = "?lmg=" + place("lmg")
	}
	if strings.HasPrefix(path, "/tests/") {
		report = []string{"points", "steps"}
	}
	return strings.NewReplacer(
		"{test}", r.test(n), "{decision}", r.test(n)+".1", "{measure}", string(visits), "{step}", "1."+r.one(1, 2),
		"{item}", r.item(path),
		"{lmg}", place("lmg"), "{locality}", place("place"+r.one(0, localitiesOf-1)), "{person}", place("member"), "{role}", "member",
		"{voice}", place("v"+r.voiceOf(path)), "{round}", roundOf(path), "{commission}", place("c"+[]string{"0", "3", "6", "9"}[r.random.IntN(4)]),
		"{body}", place("lmg"), "{network}", place("network"), "{month}", r.month(path), "{report}", report[r.random.IntN(len(report))], "{format}", "csv"+of,
		"{subject...}", string(r.subject(n)),
		"{period}", month(reviewOf(path)), "{group}", place("group"), "{indicator}", "involving", "{action}", "a"+r.one(1, actionsAgreed),
		"{request}", place("q"+r.requestOf(path)), "{kind}", string(improvement.KindPerson), "{id}", place("member"),
	).Replace(path), true
}

func (r *reader) test(n int) string { return fmt.Sprint(mark(r.lmg), "t", n) }

func (r *reader) subject(n int) improvement.SubjectID { return improvement.TestSubject(r.test(n)) }

// roundOf is a round at the stage that a form needs: r0 gathers, r3 proposes.
func roundOf(path string) string {
	if strings.Contains(path, "evidence") || strings.HasSuffix(path, "{round}") {
		return "r0"
	}
	return "r3"
}

// reviewOf is a review at the stage that a form needs.
func reviewOf(path string) int {
	switch {
	case strings.Contains(path, "/action-"):
		return agreedReview
	case strings.HasSuffix(path, "/propose"), strings.HasSuffix(path, "/ask-again"), strings.HasSuffix(path, "{group}"):
		return ratedReview
	}
	return 0
}

// requestOf is a data request that is open: one to have what is held, which may be extended,
// or a complaint.
func (r *reader) requestOf(path string) string {
	if strings.HasSuffix(path, "/extend") {
		return []string{"3", "9", "15"}[r.random.IntN(3)]
	}
	return []string{"0", "6", "12", "18"}[r.random.IntN(4)]
}

// item is one of a test, of a round or of a newsletter.
func (r *reader) item(path string) string {
	switch {
	case strings.HasPrefix(path, "/newsletter/"):
		return "i" + r.one(0, 9)
	case strings.Contains(path, "draft"):
		return mark(r.lmg) + "d3"
	case strings.Contains(path, "{round}"):
		return "r1"
	}
	return "e0"
}

func (r *reader) one(from, to int) string { return fmt.Sprint(from + r.random.IntN(to-from+1)) }

// evident is a test with evidence.
func (r *reader) evident() int {
	n := r.random.IntN(r.tests)
	return n - n%10 + n%10*7/10
}

// voiceOf is a voice that waits, or one that was accepted.
func (r *reader) voiceOf(path string) string {
	if strings.HasSuffix(path, "accept") || strings.HasSuffix(path, "set-aside") {
		return "0"
	}
	return r.one(1, 3)
}

// month is that of a newsletter in the making, or of one that was sent.
func (r *reader) month(path string) string {
	if path == "/newsletter/{network}/{month}" || path == "/newsletter/{network}/{month}/text" {
		return month(1 + r.random.IntN(23))
	}
	return month(0)
}

// drawn is a test at the stage that a page needs, if it needs any.
func (r *reader) drawn(path string) (n int, there bool) {
	stage, any := 0, false
	switch rest, of := strings.CutPrefix(path, "/tests/{test}/"); {
	case strings.HasPrefix(path, "/decisions/{decision}/"):
		stage, any = 5, true
	case strings.HasPrefix(path, "/decisions/{decision}"):
		return 2*r.random.IntN(max(1, r.tests/2)) + 1, r.tests > 1
	case strings.Contains(path, "{item}") && of:
		return r.evident(), true
	case strings.HasSuffix(path, "/check-gain"): // of what was adopted
		return 1 + 4*r.random.IntN(max(1, (r.tests+2)/4)), r.tests > 1
	case strings.HasSuffix(path, "{measure}"):
	case of:
		first, _, _ := strings.Cut(rest, "/")
		stage, any = stages[first]
	}
	if !any {
		return r.random.IntN(r.tests), true
	}
	alike := (r.tests - 2*stage + 11) / 12 // tests of 2 × stage, and every twelfth behind it
	if alike < 1 {
		return 0, false
	}
	return 2*stage + 12*r.random.IntN(alike), true
}
