package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

const answerPart = "Agree to it, or decline"

// TestOnesPartIsAgreedByTheLinkOfALetter answers for parts in a shared agreement: for
// oneself, and for a child one hears for. Who answers for a group signs in.
func TestOnesPartIsAgreedByTheLinkOfALetter(t *testing.T) {
	town, mail := withLetters(t)
	test := begun(t, town)
	town.Do(t, test, "keith-link-worker", "agreement-propose", pagestest.Document(t, "breakfast-club/agreement.yaml"))
	stranger := town.Stranger(t)

	link := linkTo(t, mail.WaitFor("keith-parent@example.org", answerPart), answerPart)
	page := stranger.Get(link).Must(http.StatusOK, "The rota of the walking bus", "A breakfast on every school Monday until summer", "Do you agree to your part?")
	page.Send(link, nil).Must(http.StatusUnprocessableEntity, "Choose whether you agree or decline.")
	page.Send(link, url.Values{"answer": {"decline"}}).Must(http.StatusUnprocessableEntity, "Say why")
	page.Send(link, url.Values{"answer": {"agree"}, "reason": {"Not on Mondays."}}).Must(http.StatusUnprocessableEntity, "Take out the reason, or decline.", "Not on Mondays.")
	for range 2 {
		page.Send(link, url.Values{"answer": {"agree"}}).Must(http.StatusOK, "Thank you")
	}
	stranger.Get(link).Must(http.StatusConflict, "This was answered already")
	page.Send(link, url.Values{"answer": {"decline"}, "reason": {"On second thoughts."}}).Must(http.StatusConflict, "This was answered already")

	head := linkTo(t, mail.WaitFor("keith-headteacher@example.org", answerPart), answerPart)
	stranger.Get(head).Must(http.StatusOK).Send(head, url.Values{"answer": {"decline"}, "reason": {"The hall is let on Mondays."}}).Must(http.StatusOK, "Thank you")

	letter := mail.WaitFor("keith-link-worker@example.org", "Asking the wee ones")
	if !strings.Contains(letter.Text, "for whom you hear") {
		t.Errorf("it does not say for whom: %s", letter.Text)
	}
	_, rest, _ := strings.Cut(letter.Text, "Asking the wee ones")
	child := linkTo(t, pagestest.Letter{Text: rest}, answerPart)
	stranger.Get(child).Must(http.StatusOK, "For Primary 7 pupil, Keith, for whom you act").Send(child, url.Values{"answer": {"agree"}}).Must(http.StatusOK, "Thank you")

	lwo := town.As(t, "east-lwo").Get("/tests/"+test).Must(http.StatusOK, "The rota of the walking bus")
	if !lwo.Has("The hall is let on Mondays.") {
		t.Errorf("the reason is not told: %s", lwo.Text())
	}
	agreed, err := town.Desk.Test(t.Context(), improvement.TestSubject(test))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"declined", "agreed", "", "agreed"} {
		p, got := agreed.Agreement.Parties[i], ""
		if !p.Answered.IsZero() {
			got = map[bool]string{true: "declined", false: "agreed"}[p.Declined]
		}
		if got != want {
			t.Errorf("party %d: %q, want %q", i+1, got, want)
		}
	}
	if by := agreed.Agreement.Parties[3].By; by != "keith-link-worker" {
		t.Errorf("%s answered for the child", by)
	}
	for _, l := range mail.To("keith-link-worker@example.org") { // who leads the group, too
		if strings.Contains(l.Text, "Cooking, serving") && strings.Count(l.Text, answerPart) > strings.Count(l.Text, "Asking the wee ones") {
			t.Errorf("who answers for a group has a link: %s", l.Text)
		}
	}
}

// TestAnAgreementThatWasChanged is not agreed to by the letter of before.
func TestAnAgreementThatWasChanged(t *testing.T) {
	town, mail := withLetters(t)
	test := begun(t, town)
	doc := pagestest.Document(t, "breakfast-club/agreement.yaml")
	town.Do(t, test, "keith-link-worker", "agreement-propose", doc)
	link := linkTo(t, mail.WaitFor("keith-parent@example.org", answerPart), answerPart)
	stranger := town.Stranger(t)
	page := stranger.Get(link).Must(http.StatusOK)
	changed := strings.ReplaceAll(string(doc), "The rota of the walking bus", "The rota and driving the bus")
	town.Do(t, test, "keith-link-worker", "agreement-propose", []byte(changed))
	page.Send(link, url.Values{"answer": {"agree"}}).Must(http.StatusConflict, "the agreement was changed since", "a newer letter asks you")
	newer := linkTo(t, mail.WaitFor("keith-parent@example.org", "driving the bus"), answerPart)
	stranger.Get(newer).Must(http.StatusOK, "driving the bus").Send(newer, url.Values{"answer": {"agree"}}).Must(http.StatusOK, "Thank you")
}

// TestACountIsSentByTheLinkOfALetter records a point of a ratio, which asks two numbers.
func TestACountIsSentByTheLinkOfALetter(t *testing.T) {
	town, mail := withLetters(t)
	const lwo, lead, send = "east-lwo", "keith-link-worker", "Send what was counted"
	doc := strings.Replace(string(pagestest.Document(t, "breakfast-club/charter.yaml")), "target: 92", "target: 92\n    rules: p", 1)
	charter, err := intake.Reader{Sealer: town.Desk.Vault, Author: lwo}.Charter(t.Context(), []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.Launch(t.Context(), "a-ratio", lwo, charter); err != nil {
		t.Fatal(err)
	}
	test := charter.ID
	town.Do(t, test, lead, "plan", pagestest.Document(t, "breakfast-club/plan.yaml"))
	town.Do(t, test, lwo, "agree-plan", nil)
	letter := mail.WaitFor("keith-link-worker@example.org", send)
	link := linkTo(t, letter, send)
	stranger := town.Stranger(t)
	page := stranger.Get(link).Must(http.StatusOK, "How many were counted?", "Of how many?")
	counted := url.Values{"points[1].numerator": {"76"}, "points[1].denominator": {""}}
	page.Send(link, counted).Must(http.StatusUnprocessableEntity)
	counted.Set("points[1].denominator", "84")
	for range 2 {
		page.Send(link, counted).Must(http.StatusOK, "Thank you")
	}
	of, err := town.Desk.Test(t.Context(), improvement.TestSubject(test))
	if err != nil {
		t.Fatal(err)
	}
	if s := of.Series[0]; len(s.Points) != 1 || *s.Points[0].Numerator != 76 || *s.Points[0].Denominator != 84 {
		t.Errorf("the points are %+v", s.Points)
	}
}
