package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

const eastNetwork improvement.BodyID = "east-network"

// press is a town with newsletters: the issue of a network in the making, in a stage.
// The town's day is 18 January 2027.
func press(t *testing.T, stage improvement.IssueStage, settings map[string]any) (*pagestest.Town, *improvement.Issue) {
	t.Helper()
	town := pagestest.Open(t, settings)
	if err := town.Desk.Sender.Standing(t.Context()); err != nil {
		t.Fatal(err)
	}
	var found *improvement.Issue
	assemblytest.Await(t, time.Minute, "an issue is "+string(stage), func() bool {
		found = issueIn(t, town, stage)
		return found != nil && (stage != improvement.IssueDrafting || !found.Drafted.IsZero())
	})
	return town, found
}

func issueIn(t *testing.T, town *pagestest.Town, stage improvement.IssueStage) *improvement.Issue {
	t.Helper()
	list, err := town.Desk.List(t.Context(), improvement.Filter{
		Kind: improvement.KindNewsletter, Stage: string(stage), Parent: improvement.BodySubject(eastNetwork),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		i := issueOf(t, town, l.Subject)
		if stage != improvement.IssueCollecting || i.Days.Draft > improvement.DateOf(town.Desk.Now()) { // else it is a draft in a moment
			return i
		}
	}
	return nil
}

func issueOf(t *testing.T, town *pagestest.Town, subject improvement.SubjectID) *improvement.Issue {
	t.Helper()
	_, state, err := town.Desk.State(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	issue, err := improvement.RestoreIssue(state)
	if err != nil {
		t.Fatal(err)
	}
	return issue
}

// drafted makes a draft that is looked at on 18 January and goes out on the 28th.
var drafted = map[string]any{"newsletter.day": 28, "newsletter.ask_days": 12}

// TestOfferingItems is what people around a network do while an issue is collected.
func TestOfferingItems(t *testing.T) {
	town, issue := press(t, improvement.IssueCollecting, nil)
	at := "/newsletter/" + issue.Subject().ID()
	cook := town.As(t, "keith-cook")
	cook.Get("/").Must(http.StatusOK, "Newsletter")
	home := cook.Get("/newsletter").Must(http.StatusOK, "East locality network", "February 2027, in the making", "Items are collected")
	if home.Has("West locality network") {
		t.Errorf("the cook of Keith sees the West: %s", home.Text())
	}
	form := cook.Get(at+"/contribute").Must(http.StatusOK, "Offer an item")
	form.Send("/contribute", fields("section", "events", "title", "", "link", "javascript:alert(1)")).
		Must(http.StatusUnprocessableEntity, "is not a web address")
	offered := form.Send("/contribute", fields("section", "events", "title", "Spring walk", "text", "With soup.", "link", "https://example.org/walk", "until-day", "30", "until-month", "4", "until-year", "2027"))
	offered.Must(http.StatusOK, "Thank you. Your item is here.", "Spring walk", "Offered by Cook, Keith", "Until Fri 30 Apr 2027")
	form.Send("/contribute", fields("section", "events", "title", "Spring walk", "text", "With soup.", "link", "https://example.org/walk", "until-day", "30", "until-month", "4", "until-year", "2027")).Must(http.StatusOK)
	item := onlyItem(t, town, issue).ID
	if offered.Has("Take in Spring walk") || !offered.Has("Leave out Spring walk") {
		t.Errorf("the cook may take back what they offered, and nothing else: %s", offered.Text())
	}
	cook.Get(at+"/items/"+item+"/edit").Must(http.StatusForbidden, "Only a Locality Wellbeing Officer")
	cook.Get(at + "/approve").Must(http.StatusForbidden)
	cook.Get(at + "/opening").Must(http.StatusForbidden)
	town.As(t, "keith-volunteer").Get(at + "/items/" + item + "/leave-out").Must(http.StatusForbidden)
	lwo := town.As(t, "east-lwo")
	lwo.Get(at+"/approve").Must(http.StatusConflict, "The draft is made on")
	lwo.Get(at+"/items/none/accept").Must(http.StatusNotFound, "There is no such item")
	cook.Get(at+"/items/"+item+"/leave-out").Send("/leave-out", fields("reason", "It is off.")).Must(http.StatusOK, "It is left out.", "Taken back by Cook, Keith")
	if p := lwo.Get(at+"/making").Must(http.StatusOK, "Spring walk"); p.Has("Take in Spring walk") {
		t.Error("what was taken back may be taken in")
	}
}

// onlyItem is the one item of an issue: what was sent twice is one.
func onlyItem(t *testing.T, town *pagestest.Town, issue *improvement.Issue) improvement.IssueItem {
	t.Helper()
	items := issueOf(t, town, issue.Subject()).Items
	if len(items) != 1 {
		t.Fatalf("there are %d items, want one", len(items))
	}
	return items[0]
}

// TestNobodyElseSeesADraft holds that an issue in the making is for those around it.
func TestNobodyElseSeesADraft(t *testing.T) {
	town, issue := press(t, improvement.IssueCollecting, nil)
	at := "/newsletter/" + issue.Subject().ID()
	west, stranger := town.As(t, "west-lwo"), town.Stranger(t)
	for _, page := range []string{"/making", "/preview", "/preview/text", "/contribute", "/opening", "/approve", "/reconsider"} {
		west.Get(at+page).Must(http.StatusForbidden, "Newsletters are made by those")
		if p := stranger.Get(at + page); !strings.HasPrefix(p.Path, "/sign-in") {
			t.Errorf("a stranger came to %s", p.Path)
		}
	}
	west.Post(at+"/opening", fields("note", "Mine")).Must(http.StatusForbidden, "Newsletters are made by those")
	west.Post(at+"/move", fields("item", "j-1", "to", "up")).Must(http.StatusForbidden)
	for _, page := range []string{"", "/text"} {
		for _, v := range []*pagestest.Visitor{west, stranger, town.As(t, "east-lwo")} {
			v.Get(at+page).Must(http.StatusNotFound, "There is no newsletter at this address")
		}
	}
	stranger.Get("/newsletter/east-network").Must(http.StatusOK, "None was sent yet", "Get it by email")
	stranger.Get("/newsletter/east-lmg").Must(http.StatusNotFound)
	town.As(t, "it-admin").Get(at+"/making").Must(http.StatusOK, "Items are collected")
}

// TestEditingADraft is what an LWO does until an issue is approved.
func TestEditingADraft(t *testing.T) {
	town, issue := press(t, improvement.IssueDrafting, drafted)
	at := "/newsletter/" + issue.Subject().ID()
	lead, lwo := town.As(t, "keith-link-worker"), town.As(t, "east-lwo")
	for _, title := range []string{"Spring walk", "Soup evening"} {
		lead.Get(at+"/contribute").Send("/contribute", fields("section", "events", "title", title, "text", "Come along.")).Must(http.StatusOK, title)
	}
	items := issueOf(t, town, issue.Subject()).Items
	walk, soup := items[0], items[1]
	if p := lwo.Get("/"); !strings.Contains(p.Body, `href="`+at+`/making"`) {
		t.Errorf("the task does not lead to the newsletter: %s", p.Text())
	}
	draft := lwo.Get(at+"/making").Must(http.StatusOK, "A draft, to be approved", "agreed a priority", "No child in the East starts the school day hungry", "From the journal")
	if p := lwo.Get(at + "/preview"); p.Has("Spring walk") {
		t.Errorf("readers get what nobody took in: %s", p.Text())
	}
	draft.Send(walk.ID+"/accept", nil).Must(http.StatusOK, "It is in.")
	lwo.Get(at+"/making").Send(soup.ID+"/accept", nil).Must(http.StatusOK, "It is in.")
	lwo.Get(at+"/items/"+walk.ID+"/edit").Send("/edit", fields("title", "Spring walk for all")).Must(http.StatusOK, "The item is changed.", "Spring walk for all")
	edited := issueOf(t, town, issue.Subject()).Items[0]
	if edited.Text != walk.Text || edited.Title == walk.Title {
		t.Error("words that stay were sealed anew, or those that change were not")
	}
	lwo.Get(at+"/items/"+walk.ID+"/edit").Send("/edit", nil).Must(http.StatusUnprocessableEntity, "Say what is to change")
	lwo.Get(at+"/items/j-1/edit").Must(http.StatusConflict, "The journal tells this")
	moves(t, town, issue, lwo, walk.ID, soup.ID)
	lwo.Get(at+"/items/j-1/leave-out").Send("/leave-out", fields("reason", "Told before.")).Must(http.StatusOK, "Left out", "It is left out.")
	lwo.Get(at+"/opening").Send("/opening", fields("note", "The mornings are lighter.\r\n\r\nCome and see.")).Must(http.StatusOK, "The mornings are lighter.", "Come and see.")
	lwo.Get(at+"/opening").Must(http.StatusOK, "The mornings are lighter.")
	preview := lead.Get(at+"/preview").Must(http.StatusOK, "A word to begin with", "The mornings are lighter.", "Events", "Spring walk for all")
	if strings.Contains(preview.Body, "style=") || strings.Contains(preview.Body, "<iframe") {
		t.Error("the preview has what the content policy forbids")
	}
	text := lead.Get(at+"/preview/text").Must(http.StatusOK, "== Events ==", "Spring walk for all")
	if kind := text.Header.Get("Content-Type"); kind != "text/plain; charset=utf-8" {
		t.Errorf("the text is %q", kind)
	}
	isApproved(t, lwo, lead, at)
}

// moves holds that up and down change the order, once per press, and only where there is
// something beside.
func moves(t *testing.T, town *pagestest.Town, issue *improvement.Issue, lwo *pagestest.Visitor, first, second string) {
	t.Helper()
	at := "/newsletter/" + issue.Subject().ID()
	for range 2 { // a double click
		lwo.Post(at+"/move", fields("form", "b5c7c0a2-1111-4222-8333-444455556666", "item", second, "to", "up")).Must(http.StatusOK, "Moved.")
	}
	order := func() (ids []string) {
		for _, i := range issueOf(t, town, issue.Subject()).Items {
			ids = append(ids, i.ID)
		}
		return ids
	}
	if got := order(); got[0] != second || got[1] != first {
		t.Errorf("up and pressed twice, the order is %v", got)
	}
	page := lwo.Get(at + "/making")
	if page.Has("Move up Soup evening") || !page.Has("Move down Soup evening", "Move up Spring walk for all") || page.Has("Move down Spring walk for all") {
		t.Errorf("the first goes up, or the last down: %s", page.Text())
	}
	lwo.Post(at+"/move", fields("item", second, "to", "down")).Must(http.StatusOK, "Moved.")
	if got := order(); got[0] != first {
		t.Errorf("down, the order is %v", got)
	}
	lwo.Post(at+"/move", fields("item", "none", "to", "up")).Must(http.StatusConflict, "stands elsewhere by now")
	lwo.Get(at+"/move").Must(http.StatusOK, "The newsletter in the making")
}

func isApproved(t *testing.T, lwo, lead *pagestest.Visitor, at string) {
	t.Helper()
	lwo.Get(at+"/approve").Must(http.StatusOK, "It goes out on Thu 28 Jan 2027. Readers: 4.").Send("/approve", nil).
		Must(http.StatusOK, "Approved. Thank you.", "Approved. It goes out on Thu 28 Jan 2027.")
	lead.Get(at+"/contribute").Must(http.StatusConflict, "is approved and goes out on")
	lead.Get(at + "/reconsider").Must(http.StatusForbidden)
	lwo.Get(at+"/reconsider").Send("/reconsider", fields("reason", "A slip.")).Must(http.StatusOK, "It is a draft again.", "A draft, to be approved")
}

// TestReadingWhatWasSent holds that everybody reads an issue once it was sent, and nobody
// reads in it what was left out.
func TestReadingWhatWasSent(t *testing.T) {
	town, issue := press(t, improvement.IssueDrafting, map[string]any{"newsletter.day": 18})
	at := "/newsletter/" + issue.Subject().ID()
	lwo, stranger := town.As(t, "east-lwo"), town.Stranger(t)
	lwo.Get(at+"/contribute").Send("/contribute", fields("section", "vacancies", "title", "A cook's mate")).Must(http.StatusOK, "Taken in")
	town.As(t, "keith-cook").Get(at+"/contribute").Send("/contribute", fields("section", "training", "title", "A talk about sleep")).Must(http.StatusOK)
	lwo.Get(at+"/approve").Must(http.StatusOK, "at once, and cannot be called back").Send("/approve", nil).Must(http.StatusOK)
	assemblytest.Await(t, time.Minute, "it is sent", func() bool {
		return issueOf(t, town, issue.Subject()).Stage == improvement.IssueSent
	})
	stranger.Get("/newsletter/east-network").Must(http.StatusOK, "January 2027")
	read := stranger.Get(at).Must(http.StatusOK, "As it was sent", "A cook's mate", "agreed a priority")
	for _, never := range []string{"A talk about sleep", "LWO, East", "Cook, Keith", "Readers"} {
		if read.Has(never) {
			t.Errorf("everybody reads %q: %s", never, read.Text())
		}
	}
	stranger.Get(at+"/text").Must(http.StatusOK, "== Vacancies ==")
	lwo.Get(at+"/making").Must(http.StatusOK, "4 sent, 0 waiting, 0 failed, of 4", "Sent on")
	lwo.Get(at+"/approve").Must(http.StatusConflict, "was sent on")
}

// TestSigningUp is what somebody without an account does: ask, confirm, and stop at one
// press.
func TestSigningUp(t *testing.T) {
	town := pagestest.Open(t, nil)
	stranger := town.Stranger(t)
	form := stranger.Get("/newsletter/"+string(eastNetwork)+"/join").Must(http.StatusOK, "Get the newsletter of East locality network", "adults and older teenagers")
	form.Send("/east-network", fields("address", "reader@example.org")).Must(http.StatusUnprocessableEntity, "Tick this if you agree")
	form.Send("/east-network", fields("address", "reader", "consent", "yes")).Must(http.StatusUnprocessableEntity, "This is not an email address")
	stranger.Get("/newsletter/join/east-lmg").Must(http.StatusNotFound)
	waiting := func() []improvement.PersonID {
		t.Helper()
		all, err := town.Desk.Unconfirmed(t.Context(), eastNetwork)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	bot := form.Send("/east-network", fields("address", "bot@example.org", "consent", "yes", "website", "https://example.org"))
	if len(waiting()) != 0 {
		t.Error("what a program filled in was filed")
	}
	answer := form.Send("/east-network", fields("address", "Reader@example.org", "consent", "yes")).Must(http.StatusOK, "Look at your email")
	if answer.Text() != bot.Text() {
		t.Error("a program can tell that it was found out")
	}
	readers := waiting()
	if len(readers) != 1 {
		t.Fatalf("%d wait to confirm", len(readers))
	}
	again := stranger.Get("/newsletter/join/east-network").Send("/east-network", fields("address", "reader@example.org", "consent", "yes"))
	if again.Text() != answer.Text() || len(waiting()) != 1 {
		t.Error("asked again, the answer is another")
	}
	confirmsAndStops(t, town, stranger, readers[0])
}

func confirmsAndStops(t *testing.T, town *pagestest.Town, stranger *pagestest.Visitor, reader improvement.PersonID) {
	t.Helper()
	letters := town.Desk.Newsletters(config.Default())
	token, err := letters.ConfirmToken(t.Context(), reader, []improvement.BodyID{eastNetwork})
	if err != nil {
		t.Fatal(err)
	}
	reads := func() bool {
		t.Helper()
		is, err := town.Desk.Reads(t.Context(), eastNetwork, reader)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	stranger.Get("/newsletter/confirm/abc.def").Send("/abc.def", nil).Must(http.StatusUnprocessableEntity, "This link is not complete")
	page := stranger.Get("/newsletter/confirm/"+token).Must(http.StatusOK, "Yes, send it to me")
	if reads() {
		t.Error("a program that only looked at the link confirmed it")
	}
	page.Send(token, nil).Must(http.StatusOK, "You will get the newsletter", "East locality network")
	if !reads() {
		t.Error("it is not confirmed")
	}
	stop, err := letters.UnsubscribeToken(reader, eastNetwork)
	if err != nil {
		t.Fatal(err)
	}
	stranger.Get("/newsletter/unsubscribe/"+stop).Must(http.StatusOK, "Stop it")
	if !reads() {
		t.Error("a program that only looked at the link stopped it")
	}
	stranger.Post("/newsletter/unsubscribe/abc.def", nil).Must(http.StatusUnprocessableEntity, "This link is not complete")
	for _, site := range []string{"", "cross-site"} { // a mail program, and one in a browser; the second time, it is stopped already
		oneClick(t, town, stop, site)
		if reads() {
			t.Error("it goes on")
		}
	}
}

// oneClick ends a newsletter as a mail program does (RFC 8058): no cookie, no origin, and
// no redirect followed.
func oneClick(t *testing.T, town *pagestest.Town, token, site string) {
	t.Helper()
	body := strings.NewReader(url.Values{"List-Unsubscribe": {"One-Click"}}.Encode())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, town.URL+"/newsletter/unsubscribe/"+token, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if site != "" {
		r.Header.Set("Sec-Fetch-Site", site)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(said), "The newsletter is stopped") || len(response.Cookies()) > 0 {
		t.Errorf("one click answers %d with %v: %s", response.StatusCode, response.Cookies(), said)
	}
}
