package web

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// helpPage gathers what each page is for, by what people want to do.
type helpPage struct {
	Council Council
	Topics  []helpTopic
}

func (helpPage) head() head {
	return head{Template: "help", Title: "Help", Help: "What each page is for, and whom to ask."}
}

// helpTopic is something that people do, with the pages where they do it.
type helpTopic struct {
	Name  string
	Pages []helpLine
}

// helpLine is a page, with the sentence that stands on it. One that is about something on
// record has no path: it is found from there.
type helpLine struct{ Name, Path, Says string }

// explained is a page whose sentence stands in its own head. name is in the place of a
// title that names what the page is about.
type explained struct {
	path string
	page page
	name string
}

// explainedPages are those that are no forms: forms tell of themselves in the table of
// routes. A sentence that does not stand by itself is written here.
var explainedPages = []explained{
	{"/sign-in", signInPage{}, ""}, {"/you", accountPage{}, ""},
	{"/{$}", homePage{}, ""}, {"/take-over", othersStepsPage{}, ""},
	{"/tests", testsPage{}, ""}, {"/tests/board", boardPage{}, ""}, {"/overview", overviewPage{}, ""},
	{"/tests/{test}", testPage{}, "A test of change"}, {"/tests/{test}/journal", journalPage{}, "The journal of a test"},
	{"/tests/{test}/evidence", testEvidence{}, "The evidence of a test"}, {"/tests/{test}/measures/{measure}", measurePage{}, "A measure of a test"},
	{"/tests/{test}/summary", summaryPage{}, "A test on one page"},
	{"/launch", launchPage{}, ""}, {"/launch/earlier", earlierPage{}, ""}, {"/launch/check", launchCheckPage{}, ""},
	{"/priorities", prioritiesPage{}, ""}, {"/priorities/{lmg}", lmgPage{}, "The priorities of a group"}, {"/priorities/{lmg}/coverage", coveragePage{}, "The coverage of a group"},
	{"/priorities/{lmg}/rounds/{round}", roundPage{}, "A round of priority setting"}, {"/commissions/{commission}", commissionPage{}, "A commissioned test"},
	{"/trace", tracePage{}, "What came of something"},
	{"/decisions", decisionsPage{}, ""}, {"/decisions/{decision}", decisionPage{}, "A decision"}, {"/meeting/{lmg}", meetingPage{}, "The meeting pack of a group"},
	{"/reviews", reviewsPage{}, ""}, {"/reviews/{lmg}/{period}", reviewPage{}, "A quality review"},
	{"/data-requests", dataRequestsPage{}, ""}, {"/held/{kind}/{id}", heldPage{}, "What is held about somebody"},
	{"/library/places", placesPage{}, ""}, {"/library", libraryPage{}, ""}, {"/library/item", libraryItemPage{}, "An item of evidence"},
	{"/voices", voicesQueuePage{}, ""}, {"/voices/{voice}", voiceShownPage{}, "A voice"},
	{"/newsletter", newslettersPage{}, ""}, {"/newsletter/{network}", archivePage{}, "The newsletters of a network"},
	{"/newsletter/{network}/{month}/making", makingPage{}, "A newsletter in the making"}, {"/newsletter/join/{network}", joinPage{}, "Get a newsletter"},
	{"/part", partPage{Own: "you"}, ""}, {"/reports", reportsPage{}, ""},
	{"/people", peoplePage{}, ""}, {"/people/import", importPeoplePage{}, ""}, {"/people/{person}", personPage{}, "A person"},
	{"/people/{person}/sign-in-link", letInPage{}, "Make a sign-in link for somebody"},
	{"/groups", groupsPage{}, ""}, {"/groups/{body}", groupPage{}, "A group"}, {"/themes", themesPage{}, ""}, {"/audit", auditPage{}, ""},
	{"/voice", voicesPage{}, ""}, {"/voice/{locality}", voicePage{}, "What is it like here?"}, {"/voice/{locality}/poster", posterPage{}, "A poster for a place"},
	{"/you-said", saidWherePage{}, ""}, {"/accessibility", accessibilityPage{}, ""}, {"/privacy", privacyPage{}, ""},
}

// helpTopics are what people do, with the addresses below which they do it. A page stands
// under the first that it is below.
var helpTopics = []struct {
	name  string
	below []string
}{
	{"Sign in", []string{"/sign-in"}},
	{"What waits for you", []string{"/{$}", "/take-over"}},
	{"Tests of change", []string{"/tests", "/overview"}},
	{"Launch a test of change", []string{"/launch"}},
	{"Priorities", []string{"/priorities", "/commissions", "/trace"}},
	{"Decisions", []string{"/decisions", "/meeting"}},
	{"Quality reviews", []string{"/reviews"}},
	{"Evidence", []string{"/library"}},
	{"Voices of the community", []string{"/voices"}},
	{"Newsletters", []string{"/newsletter"}},
	{"Your part and your account", []string{"/part", "/you"}},
	{"Reports", []string{"/reports"}},
	{"People and groups", []string{"/people", "/groups", "/themes", "/audit"}},
	{"What is held about people", []string{"/data-requests", "/held"}},
	{"For everybody, without signing in", []string{"/voice", "/you-said"}},
	{"About this service", []string{"/accessibility", "/privacy"}},
}

// foundElsewhere are pages that open only from where something is on record, or begun.
var foundElsewhere = []string{"/trace", "/library/item", "/launch/check"}

// showHelp shows the sentence of every page to which whoever asks may come.
func showHelp(_ context.Context, v *visit) (answer, error) {
	topics := make([]helpTopic, len(helpTopics))
	for i, t := range helpTopics {
		topics[i].Name = t.name
	}
	own := map[string]told{}
	for _, e := range explainedPages {
		h := e.page.head()
		own[e.path] = told{cmp.Or(e.name, h.Title), h.Help}
	}
	for _, r := range v.routes() {
		path, shows := strings.CutPrefix(r.pattern, "GET ")
		if !shows || !r.policy.lets(v.signedIn, v.who) || v.signedIn && path == "/sign-in" {
			continue
		}
		about := cmp.Or(r.about, own[path])
		if i := topicOf(path); i >= 0 && about.help != "" {
			topics[i].Pages = append(topics[i].Pages, helpLine{about.title, leadsTo(path), about.help})
		}
	}
	return show(helpPage{v.Council, slices.DeleteFunc(topics, func(t helpTopic) bool { return len(t.Pages) == 0 })})
}

// topicOf is the topic of a page's path; -1 where it has none.
func topicOf(path string) int {
	for i, t := range helpTopics {
		for _, below := range t.below {
			if path == below || strings.HasPrefix(path, below+"/") {
				return i
			}
		}
	}
	return -1
}

// leadsTo is where the help leads for a page; empty where it opens from elsewhere only.
func leadsTo(path string) string {
	part := slices.ContainsFunc(launchParts, func(p launchPart) bool { return p.path() == path }) || path == launchID.path()
	switch {
	case path == "/{$}":
		return "/"
	case part, strings.Contains(path, "{"), slices.Contains(foundElsewhere, path):
		return ""
	}
	return path
}
