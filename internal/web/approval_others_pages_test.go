package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/google/uuid"
)

// filed files an item of evidence, and gives its name.
func filed(t *testing.T, town *pagestest.Town, as improvement.PersonID, id, title string) improvement.ItemID {
	t.Helper()
	read := intake.Reader{Sealer: town.Desk.Vault, Author: as}
	item, err := read.Item(t.Context(), id, improvement.Document, improvement.DateOf(town.Desk.Now()), []byte(
		"lmg: east-lmg\nkind: document\nstrength: data\ntitle: "+title+"\nsource: The school office\ntext: Nineteen came.\ntheme: poverty\n"))
	if err != nil {
		t.Fatal(err)
	}
	subject := improvement.SubjectID(string(improvement.KindEvidence) + "/" + id)
	if _, err := town.Desk.Registrar().File(t.Context(), subject, command(), as, improvement.FileItem{Item: item}); err != nil {
		t.Fatal(err)
	}
	return improvement.ItemID(subject)
}

func command() improvement.CommandID { return improvement.CommandID(uuid.NewString()) }

// onRound does something to the round of priority setting.
func onRound(t *testing.T, town *pagestest.Town, as improvement.PersonID, name, doc string) {
	t.Helper()
	c, err := intake.Reader{Sealer: town.Desk.Vault, Author: as}.Command(t.Context(), name, []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.Round(t.Context(), "priority-setting/east-lmg/next", command(), as, c.Round); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// putToVote has the LMG asked to agree a draft of its priorities, which rests on an item of
// evidence, and gives both.
func putToVote(t *testing.T, town *pagestest.Town) (decision string, register improvement.ItemID) {
	t.Helper()
	const lwo, chair = "east-lwo", "east-chair"
	charter, err := intake.Reader{Sealer: town.Desk.Vault, Author: chair}.Round(t.Context(), []byte(
		"lmg: east-lmg\nround: next\ntitle: Priorities of next year\nfrom: 16 August 2027\nuntil: 14 August 2028\nthemes: [poverty]\ngather_by: 26 February 2027\npropose_by: 19 March 2027\nagree_by: 16 April 2027\npublish_by: 30 April 2027\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.OpenRound(t.Context(), command(), chair, charter); err != nil {
		t.Fatal(err)
	}
	register = filed(t, town, lwo, "register", "The breakfast register")
	onRound(t, town, lwo, "put-evidence", "items: ["+string(register)+"]\n")
	onRound(t, town, lwo, "move-round", "to: propose\n")
	onRound(t, town, lwo, "draft", "id: warm\nstatement: No family has to choose between heating and eating.\ntheme: poverty\nstrategic: Tackling child poverty\nlocalities: [keith]\nevidence: ["+string(register)+"]\n")
	onRound(t, town, chair, "score", "scores:\n- {priority: warm, importance: 5}\n")
	onRound(t, town, "east-social-work", "score", "scores:\n- {priority: warm, importance: 1}\n")
	onRound(t, town, lwo, "put-to-vote", "")
	decision = "/decisions/priority-setting.east-lmg.next.1"
	eventually(t, "the LMG is asked", func() bool { return town.As(t, chair).Get(decision).Status == http.StatusOK })
	return decision, register
}

// TestADecisionOnPriorities holds that the pack of a round is shown, without what is kept
// back.
func TestADecisionOnPriorities(t *testing.T) {
	town := pagestest.Open(t, nil)
	const lwo, chair = "east-lwo", "east-chair"
	decision, register := putToVote(t, town)
	v := town.As(t, chair)
	v.Get(decision).Must(http.StatusOK, "East Locality Management Group decides on its priorities.", "No family has to choose between heating and eating.", "Keith", "supports Tackling child poverty",
		"1 gave 1, 1 gave 5", "The members are divided", "It rests on:", "The breakfast register", "Evidence before the LMG", "Nothing changed since the pack was frozen")
	v.Get("/decisions").Must(http.StatusOK, "Vote: No family has to choose")
	town.As(t, "east-clerk").Get("/meeting/east-lmg").Must(http.StatusOK, "Decide: No family has to choose between heating and eating.", "It rests on The breakfast register")

	if _, err := town.Desk.Registrar().File(t.Context(), register.Subject(), command(), lwo, improvement.RaiseConcern{}); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{decision, "/meeting/east-lmg"} {
		if p := v.Get(page).Must(http.StatusOK); p.Has("The breakfast register") {
			t.Errorf("%s shows what is kept back", page)
		}
	}
	town.As(t, "safeguarding").Get(decision).Must(http.StatusOK, "The breakfast register")
	for _, person := range []string{chair, "east-deputy", "east-social-work", "east-third-sector"} {
		if p := town.As(t, person).Get(decision); strings.Contains(p.Body, decision+"/vote") {
			town.As(t, person).Get(decision+"/vote").Send("/vote", url.Values{"choice": {"agree"}})
		}
	}
	v.Get(decision).Must(http.StatusOK, "Decided on", "agreed")
}

// onReview does something to the quality review.
func onReview(t *testing.T, town *pagestest.Town, review improvement.SubjectID, as improvement.PersonID, name, doc string) {
	t.Helper()
	c, err := intake.Reader{Sealer: town.Desk.Vault, Author: as}.Command(t.Context(), name, []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.Review(t.Context(), review, command(), as, c.Review); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// rated rates the joint work of the breakfast group on each indicator.
func rated(score string) string {
	doc := "group: keith-breakfast\nratings:\n"
	for _, i := range improvement.DefaultReviewTerms().Indicators {
		doc += "- {indicator: " + i.ID + ", score: " + score + ", evidence: Seen on two Mondays.}\n"
	}
	return doc
}

// TestADecisionOnAQualityReview holds that scores stand beside one another, and that a
// later panel is told what was found.
func TestADecisionOnAQualityReview(t *testing.T) {
	town := pagestest.Open(t, map[string]any{"rehearse": "1d=10s"}) // a review looks at days that are over
	const lwo, lead = "east-lwo", "keith-link-worker"
	test := town.Launch(t)
	launched := improvement.DateOf(town.Desk.Now())
	eventually(t, "the next day comes", func() bool { return improvement.DateOf(town.Desk.Now()) > launched })
	review := improvement.ReviewSubject("east-lmg", string(improvement.PeriodOf(improvement.DateOf(town.Desk.Now()))))
	if _, err := town.Desk.Sender.OpenReview(t.Context(), "east-lmg", command(), "east-chair"); err != nil {
		t.Fatal(err)
	}
	onReview(t, town, review, lead, "review-rate", rated("5"))
	onReview(t, town, review, lead, "review-submit", "group: keith-breakfast\n")
	onReview(t, town, review, lwo, "review-rate-as-lwo", rated("3"))
	v := town.As(t, "east-chair")
	if _, state, err := town.Desk.State(t.Context(), review); err != nil || strings.Contains(string(state), `"stage":"evaluate"`) {
		onReview(t, town, review, lwo, "review-close-evaluation", "reason: All have rated.\n")
	}
	onReview(t, town, review, lwo, "review-propose", "strengths:\n- {what: People cover for one another., group: keith-breakfast}\nactions:\n- {what: Ask ten families who do not come., who: keith-parent, due: 29 January 2027, group: keith-breakfast}\ndecision: The LMG notes the strengths.\n")
	decision := "/decisions/" + strings.ReplaceAll(string(review), "/", ".") + ".1"
	eventually(t, "the LMG is asked", func() bool { return v.Get(decision).Status == http.StatusOK })
	v.Get(decision).Must(http.StatusOK, "The quality review of January 2027", "Keith breakfast group", "5, very good", "3, ", "worth a talk",
		"Seen on two Mondays.", "People cover for one another.", "Ask ten families who do not come.", "The LMG notes the strengths.")
	town.As(t, "east-clerk").Get("/meeting/east-lmg").Must(http.StatusOK, "Decide: The quality review", "The LMG notes the strengths.")
	for _, person := range []string{"east-chair", "east-deputy", "east-social-work", "east-third-sector"} {
		if p := town.As(t, person).Get(decision); strings.Contains(p.Body, decision+"/vote") {
			town.As(t, person).Get(decision+"/vote").Send("/vote", url.Values{"choice": {"agree"}})
		}
	}
	v.Get(decision).Must(http.StatusOK, "Decided on", "agreed")
	eventually(t, "its actions are open", func() bool {
		return v.Get("/meeting/east-lmg?on=2027-02-01").Must(http.StatusOK).Has("Actions that are due: 1", "Ask ten families who do not come. – Parent council, Keith", "The quality review of January 2027")
	})
	if p := town.As(t, "west-clerk").Get("/meeting/west-lmg?on=2027-02-01").Must(http.StatusOK, "Actions that are due: 0"); p.Has("Ask ten families") {
		t.Error("an action of the East is on the West's agenda")
	}
	if p := v.Get("/meeting/east-lmg?on=2027-01-20").Must(http.StatusOK, "Actions that are due: 0"); p.Has("Ask ten families") {
		t.Error("what is not due yet is listed")
	}
	v.Get(proposes(t, town, test)).Must(http.StatusOK, "What the latest quality review found", "People cover for one another.", "5, very good")
}
