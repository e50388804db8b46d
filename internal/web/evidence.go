package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// evidenceView is an item of evidence as it is read.
type evidenceView struct {
	ID, Kind, Text, Source, Where, Consent string
	When, By, Filed                        string
	Path                                   string
	Files                                  []fileView
	Hidden                                 bool // somebody may be unsafe: for the safeguarding contact alone
}

// filedItem is an item with who filed it, and when.
type filedItem struct {
	improvement.Evidence
	By improvement.PersonID
	At time.Time
}

// latestEvidence is how many items a test's page shows.
const latestEvidence = 10

// evidenceKinds say in words what an item is.
var evidenceKinds = map[improvement.EvidenceKind]string{
	improvement.Document: "Document", improvement.Data: "Data", improvement.ObservationOf: "Observation",
	improvement.Voice: "Voice", improvement.SelfEvaluation: "Self-evaluation", improvement.QualityReviewed: "Quality review",
}

// filedSince reads the items that were filed from a version of the test's journal on, as
// far as whoever asks may know of them, newest first.
func (v *visit) filedSince(ctx context.Context, t *improvement.TestOfChange, version int) ([]filedItem, error) {
	entries, err := v.Record.Journal(ctx, t.Subject(), version-1)
	if err != nil {
		return nil, err
	}
	return filedAmong(t.For(v.who, entries), t), nil
}

// filedAmong are the items among entries that t, as whoever asks may see it, still has.
func filedAmong(entries []improvement.Entry, t *improvement.TestOfChange) []filedItem {
	shown := map[string]bool{}
	for _, ref := range t.Evidence {
		shown[ref.ID] = true
	}
	var items []filedItem
	for _, entry := range entries {
		if filed, is := entry.Event.(*improvement.EvidenceFiled); is && shown[filed.Evidence.ID] {
			items = append(items, filedItem{filed.Evidence, entry.By, entry.At})
		}
	}
	slices.Reverse(items)
	return items
}

// latest is the version from which on the journal holds the latest items.
func latest(t *improvement.TestOfChange, most int) int {
	if len(t.Evidence) == 0 {
		return t.Version + 1
	}
	return t.Evidence[max(0, len(t.Evidence)-most)].Entry
}

// mostToCite is how many items a form offers to rest on, the latest.
const mostToCite = 40

// evidenceToCite are items of the test as answers to choose from.
func (v *visit) evidenceToCite(ctx context.Context, t *improvement.TestOfChange) ([]option, error) {
	if len(t.Evidence) == 0 {
		return nil, nil
	}
	items, err := v.filedSince(ctx, t, latest(t, mostToCite))
	if err != nil {
		return nil, err
	}
	var options []option
	for _, item := range items {
		options = append(options, option{Value: item.ID, Label: v.inShort(item)})
	}
	return options, nil
}

// inShort tells items of evidence apart in a line.
func (v *visit) inShort(item filedItem) string {
	text := []rune(v.words.Line(item.Text))
	if len(text) == 0 && len(item.Files) > 0 {
		text = []rune(v.words.Line(item.Files[0].Name))
	}
	if len(text) > 60 {
		text = append(text[:59], '…')
	}
	return fmt.Sprintf("%s of %s: %s", evidenceKinds[item.Kind], item.When.Plain(), string(text))
}

// evidenceViews are items as they are read. How their files stand is read once for all.
func (v *visit) evidenceViews(ctx context.Context, t *improvement.TestOfChange, items []filedItem) ([]evidenceView, error) {
	var files []improvement.File
	for _, item := range items {
		files = append(files, item.Files...)
	}
	states, err := v.fileStates(ctx, files)
	if err != nil {
		return nil, err
	}
	views := make([]evidenceView, len(items))
	for i, item := range items {
		views[i] = v.evidenceView(t, item, states)
	}
	return views, nil
}

func (v *visit) evidenceView(t *improvement.TestOfChange, item filedItem, states map[string]improvement.FileState) evidenceView {
	of := evidenceView{
		ID: item.ID, Kind: evidenceKinds[item.Kind], Text: v.words.Text(item.Text), Source: v.words.Text(item.Source),
		Where: v.words.Line(item.Where), Consent: v.words.Text(item.Consent),
		When: item.When.Plain(), By: v.words.Person(item.By), Filed: plainTime(item.At), Path: testPart(t.Charter.ID, "evidence", item.ID),
	}
	of.Files = v.fileViews(item.Files, shownWith{
		States: states, Mends: v.who.Person == item.By || v.who.Is(t.Charter.LMG, improvement.LWO), Says: cmp.Or(v.words.Line(item.Text), of.Kind+" of "+of.When),
		Path: func(n int) string { return filePath(t.Charter.ID, item.ID, n) },
	})
	for _, ref := range t.Evidence {
		if ref.ID == item.ID {
			of.Hidden = ref.Concern.Hides()
		}
	}
	return of
}

// peopleOf are those who filed items.
func peopleOf(items []filedItem) []improvement.PersonID {
	var people []improvement.PersonID
	for _, item := range items {
		people = append(people, item.By)
	}
	return people
}

// testEvidence is the evidence of a test: all of it, or one item.
type testEvidence struct {
	Test, Path, Title string
	Items             []evidenceView
	Add, Concern      string // where to, if they may
	One               bool
}

func (p testEvidence) head() head {
	of := head{Template: "test-evidence", Title: p.Title, Label: p.Test, Crumbs: []crumb{{"Tests", "/tests"}, {p.Test, p.Path}},
		Help: "What was seen, measured or said in this test, with where it came from. The newest is first."}
	if p.One {
		of.Help = "One item of evidence, as it was filed."
		of.Crumbs = append(of.Crumbs, crumb{"Evidence", p.Path + "/evidence"})
	}
	return of
}

func showEvidence(ctx context.Context, v *visit) (answer, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return answer{}, err
	}
	items, err := v.filedSince(ctx, t, latest(t, len(t.Evidence)))
	if err != nil {
		return answer{}, err
	}
	return v.showItems(ctx, t, items, testEvidence{Title: "Evidence"})
}

func showEvidenceItem(ctx context.Context, v *visit) (answer, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return answer{}, err
	}
	item, err := v.item(ctx, t, v.path("item"))
	if err != nil {
		return answer{}, err
	}
	page := testEvidence{One: true, Title: fmt.Sprintf("%s of %s (%s)", evidenceKinds[item.Kind], item.When.Plain(), item.ID)}
	page.Concern = testPart(t.Charter.ID, "evidence", item.ID) + "/concern"
	return v.showItems(ctx, t, []filedItem{item}, page)
}

func (v *visit) showItems(ctx context.Context, t *improvement.TestOfChange, items []filedItem, page testEvidence) (answer, error) {
	if err := v.meet(ctx, append(peopleOf(items), v.who.Person), nil); err != nil {
		return answer{}, err
	}
	page.Test, page.Path = v.words.Line(t.Charter.Title), testPath(t.Charter.ID)
	if t.Offers(improvement.FileEvidence{}, v.who, v.Now()) == nil {
		page.Add = page.Path + "/observe"
	}
	var err error
	page.Items, err = v.evidenceViews(ctx, t, items)
	if err != nil {
		return answer{}, err
	}
	return show(page)
}

// item is an item of evidence that whoever asks may read.
func (v *visit) item(ctx context.Context, t *improvement.TestOfChange, id string) (filedItem, error) {
	for _, ref := range t.Evidence { // as they may see it
		if ref.ID != id || !t.MayReadEvidence(v.who, id) {
			continue
		}
		items, err := v.filedSince(ctx, t, ref.Entry)
		if err != nil {
			return filedItem{}, err
		}
		for _, item := range items {
			if item.ID == id {
				return item, nil
			}
		}
	}
	return filedItem{}, improvement.Refuse(improvement.NotFound, "id", "There is no evidence %q in this test.", id)
}
