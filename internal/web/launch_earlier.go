package web

import (
	"context"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// earlierPage lists earlier tests, to begin from one.
type earlierPage struct {
	asking
	Filters []question
	Tests   []startingPoint
	More    bool // there are more than are listed
}

func (earlierPage) head() head {
	return head{Template: "launch-earlier", Title: "Begin from an earlier test", Crumbs: []crumb{{"Your tasks", "/"}, {"Launch a test of change", launchPath}},
		Help: "All that the earlier test says is copied, but its dates. You can change every word of it before you launch."}
}

// mostEarlier is how many earlier tests are listed, of those that closed and of those that
// are followed up.
const mostEarlier = 25

// earlierStages are where a test is once the LMG has decided on it for good.
var earlierStages = []improvement.Stage{improvement.StageFollowUp, improvement.StageClosed}

// anyEarlier tells whether there is an earlier test to begin from.
func (v *visit) anyEarlier(ctx context.Context) (bool, error) {
	for _, stage := range earlierStages {
		list, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindTest, Stage: string(stage), Limit: 1})
		if err != nil || len(list) > 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// showEarlier lists the tests of one's own LMG, where the address does not ask for others.
func showEarlier(ctx context.Context, v *visit) (answer, error) {
	asked := v.request.URL.Query()
	if lmgs := v.launchesFor(); !asked.Has("lmg") && len(lmgs) > 0 {
		asked.Set("lmg", string(lmgs[0]))
	}
	f := v.blank(asked)
	f.Action = earlierPath
	page := earlierPage{asking: asking{f}}
	var err error
	if page.Filters, err = v.earlierFilters(ctx, f); err != nil {
		return answer{}, err
	}
	var list []improvement.Listing
	for _, stage := range earlierStages {
		found, err := v.Record.List(ctx, improvement.Filter{
			Kind: improvement.KindTest, Stage: string(stage), LMG: improvement.BodyID(f.value("lmg")), Theme: improvement.ThemeID(f.value("theme")), Limit: mostEarlier + 1,
		})
		if err != nil {
			return answer{}, err
		}
		page.More = page.More || len(found) > mostEarlier
		list = append(list, found[:min(len(found), mostEarlier)]...)
	}
	var places []improvement.BodyID
	for _, l := range list {
		places = append(places, l.Locality)
	}
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person}, slices.Compact(places)); err != nil {
		return answer{}, err
	}
	for _, l := range list {
		page.Tests = append(page.Tests, v.fromListed(l))
	}
	return show(page)
}

const earlierPath = launchPath + "/earlier"

func (v *visit) earlierFilters(ctx context.Context, f *form) ([]question, error) {
	lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
	if err != nil {
		return nil, err
	}
	themes, err := v.themesOnRecord(ctx)
	options := make([]option, len(lmgs))
	for i, b := range lmgs {
		options[i] = option{Value: string(b.ID), Label: b.Name}
	}
	return []question{
		{"pick", f.Choice("lmg", "Locality Management Group", "", options)},
		{"pick", f.Choice("theme", "Theme", "", themeOptions(themes))},
	}, err
}

// fromListed is a test to begin from, with where it was and how it ended.
func (v *visit) fromListed(l improvement.Listing) startingPoint {
	says := []string{v.words.Body(l.Locality)}
	if how := map[string]string{string(improvement.Adopt): "adopted", string(improvement.Abandon): "abandoned"}[l.Outcome]; how != "" {
		says = append(says, how)
	}
	return startingPoint{fromTest + l.Subject.ID(), v.words.Title(l.Subject, l.Title), strings.Join(says, ", ")}
}

// askedToCopy is the test that led to a launch, where one did.
func (v *visit) askedToCopy(ctx context.Context, from string) (startingPoint, error) {
	id, is := strings.CutPrefix(from, fromTest)
	if !is {
		return startingPoint{}, nil
	}
	t, err := v.test(ctx, id)
	if err != nil {
		return startingPoint{}, err
	}
	err = v.meet(ctx, nil, []improvement.BodyID{t.Charter.Locality})
	return startingPoint{from, v.words.Line(t.Charter.Title), v.words.Body(t.Charter.Locality) + ": all that it says is copied, but its dates"}, err
}
