package web

import "context"

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

// helpLine is a page, with the sentence that stands on it.
type helpLine struct{ Name, Path, Says string }

// of makes a line of a page's own head: its sentence is written once.
func of(p page, path string) helpLine { return helpLine{p.head().Title, path, p.head().Help} }

// showHelp shows those pages to which somebody may come.
func showHelp(_ context.Context, v *visit) (answer, error) {
	topics := []helpTopic{{Name: "About this service", Pages: []helpLine{
		{"Accessibility", "/accessibility", "How easy this service is to use for everybody, and what does not work yet."},
		{"Privacy", "/privacy", "What is kept about you, why, and what you can ask for."},
	}}}
	if !v.signedIn {
		topics = append([]helpTopic{{Name: "Begin", Pages: []helpLine{of(signInPage{}, "/sign-in")}}}, topics...)
		return show(helpPage{v.Council, topics})
	}
	mine := []helpTopic{
		{Name: "What waits for you", Pages: []helpLine{of(homePage{}, "/"), of(othersStepsPage{}, "/take-over")}},
		{Name: "Tests of change", Pages: []helpLine{of(testsPage{}, "/tests"), of(boardPage{}, "/tests/board"), of(overviewPage{}, "/overview"), {"A test of change", "", testPage{}.head().Help}}},
	}
	if launchers.lets(true, v.who) {
		launch := helpTopic{Name: "Launch a test of change", Pages: []helpLine{of(launchPage{}, launchPath), of(earlierPage{}, "/launch/earlier")}}
		for _, part := range launchParts {
			launch.Pages = append(launch.Pages, helpLine{part.title, "", part.help})
		}
		launch.Pages = append(launch.Pages, of(launchCheckPage{}, "/launch/check"))
		mine = append(mine, launch)
	}
	return show(helpPage{v.Council, append(mine, topics...)})
}
