package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// votedOn has enough of the East vote alike.
func votedOn(t *testing.T, town *pagestest.Town, decision, choice string) {
	t.Helper()
	for _, person := range []string{"east-chair", "east-deputy", "east-social-work", "east-third-sector"} {
		form := town.As(t, person).Get(decision + "/vote")
		if form.Status == http.StatusConflict { // decided by those before
			break
		}
		form.Must(http.StatusOK).Send("/vote", url.Values{"choice": {choice}, "reason": {"Not before the summer"}}).Must(http.StatusOK)
	}
	town.As(t, "east-chair").Get(decision).Must(http.StatusOK, "Decided on")
}

// unreadElsewhere holds that nobody of elsewhere comes to a decision, or to a word of it.
func unreadElsewhere(t *testing.T, town *pagestest.Town, decision string, of improvement.SubjectID, words ...string) {
	t.Helper()
	approval := improvement.ApprovalSubject(of, 1)
	for _, person := range []string{"west-chair", "west-lwo", "west-housing", "keith-volunteer"} {
		v := town.As(t, person)
		v.Get(decision).Must(http.StatusNotFound)
		v.Get("/see/" + string(approval)).Must(http.StatusNotFound)
		v.Get("/trace?of=" + url.QueryEscape(string(approval))).Must(http.StatusNotFound)
		for _, path := range []string{
			"/decisions?closed=yes", "/trace?of=" + url.QueryEscape(string(of)), "/reports/decisions", "/reports/decisions/csv",
			"/priorities/east-lmg", "/reviews", "/library?search=heating",
		} {
			p := v.Get(path)
			for _, word := range append(words, decision) {
				if strings.Contains(p.Body, word) {
					t.Errorf("%s reads %q at %s", person, word, path)
				}
			}
		}
	}
	if p := town.As(t, "east-social-work").Get("/decisions?closed=yes").Must(http.StatusOK, "Not agreed"); !strings.Contains(p.Body, decision) {
		t.Error("a member does not find it any more")
	}
	town.As(t, "east-clerk").Get("/reports/decisions").Must(http.StatusOK, "declined")
}

// TestDraftsThatWereNotAgreedStayTheLMGsOwn holds that a round's drafts, scores and votes are
// read by nobody else once the LMG has declined them.
func TestDraftsThatWereNotAgreedStayTheLMGsOwn(t *testing.T) {
	town := pagestest.Open(t, nil)
	decision, _ := putToVote(t, town)
	votedOn(t, town, decision, "decline")
	unreadElsewhere(t, town, decision, improvement.RoundSubject("east-lmg", "next"), "heating and eating", "Not before the summer")
}

// itemRated is a quality review with a rating that rests on an item of evidence, taken to the LMG.
func itemRated(t *testing.T, town *pagestest.Town) (at string, review improvement.SubjectID, item improvement.ItemID) {
	t.Helper()
	at = reviewing(t, town)
	review = improvement.SubjectID("quality-review/" + strings.TrimPrefix(at, "/reviews/"))
	item = filed(t, town, theLWO, "register", "The breakfast register")
	on := "evidence: Seen on two Mondays.}"
	onReview(t, town, review, theLead, "review-rate", strings.Replace(rated("5"), on, "evidence: Seen on two Mondays., items: ["+string(item)+"]}", 1))
	onReview(t, town, review, theLead, "review-submit", "group: keith-breakfast\n")
	onReview(t, town, review, theLWO, "review-rate-as-lwo", rated("3"))
	proposesReview(t, town, review, 1)
	return at, review, item
}

func proposesReview(t *testing.T, town *pagestest.Town, review improvement.SubjectID, n int) {
	t.Helper()
	due := improvement.DateOf(town.Desk.Now()).AddDays(60)
	onReview(t, town, review, theLWO, "review-propose", "strengths:\n- {what: People cover for one another., group: keith-breakfast}\nactions:\n- {what: Ask ten families who do not come., who: keith-parent, due: "+string(due)+"}\ndecision: The LMG notes the strengths.\n")
	eventually(t, "the LMG is asked", func() bool {
		_, _, err := town.Desk.State(t.Context(), improvement.ApprovalSubject(review, n))
		return err == nil
	})
}

// TestARatingIsShownWithoutWhatIsKeptBack holds that the pack of a quality review names the
// items that ratings rest on, and not those that are hidden, as someone may be unsafe.
func TestARatingIsShownWithoutWhatIsKeptBack(t *testing.T) {
	town := pagestest.Open(t, quick())
	at, review, item := itemRated(t, town)
	decision := "/decisions/" + strings.ReplaceAll(string(review), "/", ".") + ".1"
	chair := town.As(t, "east-chair")
	p := chair.Get(decision).Must(http.StatusOK, "The breakfast register", "Nothing changed since the pack was frozen")
	if p.Has(string(item)) {
		t.Errorf("it is told by its reference: %s", p.Text())
	}
	clerk := town.As(t, "east-clerk")
	if p := clerk.Get("/meeting/east-lmg").Must(http.StatusOK, "Decide: The quality review"); p.Has("What changed") {
		t.Errorf("something changed: %s", p.Text())
	}

	officer := town.As(t, theLWO)
	officer.Get("/library/"+string(item)+"/correct").Send("/correct", url.Values{"text": {"Twenty came."}, "reason": {"A digit was wrong"}}).Must(http.StatusOK)
	for _, page := range []*pagestest.Page{chair.Get(decision), clerk.Get("/meeting/east-lmg")} {
		page.Must(http.StatusOK, "What changed since the pack was frozen", "Evidence was corrected on", "The breakfast register", "A digit was wrong")
	}

	officer.Get("/library/"+string(item)+"/unsafe").Send("/unsafe", url.Values{"why": {"A child can be recognised"}}).Must(http.StatusOK)
	for _, person := range []string{"east-chair", "east-social-work", theLWO, "it-admin"} {
		for _, path := range []string{decision, at + ratedGroup, "/meeting/east-lmg", at + "/journal"} {
			if p := town.As(t, person).Get(path).Must(http.StatusOK); strings.Contains(p.Body, string(item)) || p.Has("breakfast register") || p.Has("What changed since") {
				t.Errorf("%s may know of it at %s", person, path)
			}
		}
	}
	if p := town.As(t, "safeguarding").Get(decision).Must(http.StatusOK, "The breakfast register"); !strings.Contains(p.Body, url.QueryEscape(string(item))) {
		t.Error("the safeguarding contact is not led to it")
	}
}

// TestARatingThatWasNotAgreedStaysTheLMGsOwn holds that the scores and votes of a review are
// read by nobody else where it was declined, also once a later proposal was agreed.
func TestARatingThatWasNotAgreedStaysTheLMGsOwn(t *testing.T) {
	town := pagestest.Open(t, quick())
	at, review, _ := itemRated(t, town)
	decision := "/decisions/" + strings.ReplaceAll(string(review), "/", ".") + ".1"
	votedOn(t, town, decision, "decline")
	unreadElsewhere(t, town, decision, review, "People cover for one another", "Seen on two Mondays", "Not before the summer")

	eventually(t, "it goes back", func() bool { return town.As(t, theLWO).Get(at+"/propose").Status == http.StatusOK })
	proposesReview(t, town, review, 2)
	second := strings.TrimSuffix(decision, "1") + "2"
	votedOn(t, town, second, "agree")
	stranger := town.As(t, "west-housing")
	eventually(t, "it is agreed", func() bool { return stranger.Get(at).Has("What was agreed on") })
	stranger.Get(second).Must(http.StatusOK, "People cover for one another", "5, very good")
	stranger.Get(decision).Must(http.StatusNotFound)
	if p := stranger.Get(at+"/journal").Must(http.StatusOK, "voted to agree"); p.Has("voted to decline") {
		t.Errorf("how the East voted before is told elsewhere: %s", p.Text())
	}
	town.As(t, "east-clerk").Get(at+"/journal").Must(http.StatusOK, "voted to decline", "voted to agree")
}
