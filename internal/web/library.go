package web

import (
	"context"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
)

// libraryPage is what a search of the library found, the newest first.
type libraryPage struct {
	asking
	Items  []shownItem
	Next   string // where it goes on
	Search string
}

func (libraryPage) head() head {
	return head{Template: "library", Title: "Evidence", Help: "What was seen, measured, found and said. Search finds whole words, all of them, in any order."}
}

// shelfPage is how many items a page of the library shows.
const shelfPage = 20

// kindOptions are the kinds of evidence to choose from.
var kindOptions = []option{
	{Value: string(improvement.Document), Label: "Document"}, {Value: string(improvement.Data), Label: "Data"}, {Value: string(improvement.ObservationOf), Label: "Observation"},
	{Value: string(improvement.Voice), Label: "Voice"}, {Value: string(improvement.SelfEvaluation), Label: "Self-evaluation"}, {Value: string(improvement.Conversation), Label: "Conversation"},
}

// strengthOptions say what kind of knowledge an item is. None is above another.
var strengthOptions = []option{
	{Value: string(improvement.FromData), Label: "Data: counted or measured here"}, {Value: string(improvement.FromResearch), Label: "Research: found elsewhere, and published"},
	{Value: string(improvement.FromPractice), Label: "Practice: seen by those who do the work"}, {Value: string(improvement.FromVoice), Label: "Voice: said by the people it is about"},
}

func showLibrary(ctx context.Context, v *visit) (answer, error) {
	query := v.request.URL.Query()
	f := v.blank(url.Values{})
	for name := range query {
		f.values.Set(name, query.Get(name))
	}
	localities, err := v.bodiesOf(ctx, improvement.Locality, "")
	if err != nil {
		return answer{}, err
	}
	lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
	if err != nil {
		return answer{}, err
	}
	p := libraryPage{asking: asking{f}, Search: query.Get("search")}
	filter, err := shelfFilter(f)
	if err != nil && f.refused(v, err) {
		return v.libraryFields(ctx, f, p, lmgs, localities, true)
	}
	if err != nil {
		return answer{}, err
	}
	found, err := v.Library.Shelf(ctx, filter)
	if noSuch(err) { // the item to go on behind was taken off
		return answer{}, improvement.Refuse(improvement.NotFound, "", "The list has changed. Look at it from the beginning.")
	}
	if err != nil {
		return answer{}, err
	}
	if len(found) > shelfPage {
		found = found[:shelfPage]
		query.Set("after", string(found[shelfPage-1].ID))
		p.Next = "/library?" + query.Encode()
	}
	for _, one := range found {
		p.Items = append(p.Items, v.shelvedLine(one))
	}
	return v.libraryFields(ctx, f, p, lmgs, localities, false)
}

// libraryQuery is the page with its filters, which stand in the address.
type libraryQuery struct {
	libraryPage
	Words  field
	Asked  []asked
	Narrow bool // a filter is chosen
}

func (v *visit) libraryFields(ctx context.Context, f *form, p libraryPage, lmgs, localities []improvement.Body, wrong bool) (answer, error) {
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return answer{}, err
	}
	q := libraryQuery{libraryPage: p, Words: f.Field("search", "Words to look for", ""), Asked: []asked{
		{"select", f.Choice("kind", "Kind", "", kindOptions)},
		{"select", f.Choice("strength", "What it rests on", "", strengthOptions)},
		{"select", f.Choice("theme", "Theme", "", themeOptions(themes))},
		{"select", f.Choice("locality", "Locality", "", bodyOptions(localities))},
		{"select", f.Choice("lmg", "Locality Management Group", "", bodyOptions(lmgs))},
		{"date", f.Field("from", "From the day", "That day is included.")},
		{"date", f.Field("to", "To the day", "That day is included.")},
	}}
	for _, one := range q.Asked {
		q.Narrow = q.Narrow || one.Of.Value+one.Of.Day+one.Of.Month+one.Of.Year != ""
	}
	if wrong {
		return again(q)
	}
	return show(q)
}

// shelfFilter reads the filters of the address.
func shelfFilter(f *form) (improvement.LibraryFilter, error) {
	filter := improvement.LibraryFilter{
		Search: f.value("search"), Kind: improvement.EvidenceKind(f.value("kind")), Strength: improvement.Strength(f.value("strength")),
		LMG: improvement.BodyID(f.value("lmg")), Locality: improvement.BodyID(f.value("locality")), Theme: improvement.ThemeID(f.value("theme")),
		Test: improvement.SubjectID(f.value("test")), Priority: improvement.PriorityID(f.value("priority")), After: improvement.ItemID(f.value("after")), Limit: shelfPage + 1,
	}
	for field, into := range map[string]*improvement.Date{"from": &filter.From, "to": &filter.To} {
		day, err := dayAsked(f.values, field)
		if err != nil {
			return filter, err
		}
		f.putDay(field, day) // an address may have it in one
		*into = day
	}
	return filter, nil
}

// shelvedLine is an item as a list shows it.
func (v *visit) shelvedLine(one improvement.Shelved) shownItem {
	line := shownItem{ID: one.ID, Name: v.words.Line(one.Title), Path: libraryPath(one.ID), Detail: plainStage(string(one.Kind)) + ", " + one.Day.Plain()}
	if one.ID.Subject().Kind() == improvement.KindTest { // whose items have its name, all of them
		line.Name, line.Detail = line.Detail, "From the test "+line.Name
	}
	if one.Locality != "" {
		line.Detail += ", " + v.words.Body(one.Locality)
	} else if one.LMG != "" {
		line.Detail += ", " + v.words.Body(one.LMG)
	}
	if line.Name == "" {
		line.Name = line.Detail
	}
	if one.Versions > 1 {
		line.Notes = "Corrected"
	}
	return line
}
