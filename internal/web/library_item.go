package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// libraryItemPage is an item of evidence, with what it was before and what it fed.
type libraryItemPage struct {
	Title         string
	Kind          string
	Concern       string
	Facts         []fact
	Scores        []scoreLine
	Versions      []itemVersion
	Files         []fileView
	Before, After []tracedLine
	MoreB, MoreA  bool
	Notes         []noteLine
	Offers        []offer
	Where         string // the page where its files and photos are, of a test's
}

func (p libraryItemPage) head() head {
	return head{Template: "library-item", Title: p.Title, Label: p.Kind, Crumbs: []crumb{{"Evidence", "/library"}}, Help: "An item of evidence: what it says, what it was before it was corrected, and what it fed."}
}

// giveItemFile gives a file of an item that belongs to no test, to whoever may read the item.
func giveItemFile(ctx context.Context, v *visit) (answer, error) {
	item, err := v.evidenceItem(ctx)
	if err != nil {
		return answer{}, err
	}
	files := item.Item.Evidence.Files
	n, err := strconv.Atoi(v.path("n"))
	if err != nil || n < 1 || n > len(files) {
		return answer{}, improvement.ErrNotFound
	}
	return v.giveOut(ctx, files[n-1])
}

// itemVersion is an item as it once was.
type itemVersion struct {
	Heading, Who, Reason string
	Words                []string
}

// itemAt reads the item in the address. One that is hidden is there for the safeguarding
// contact alone.
func (v *visit) itemAt(ctx context.Context) (improvement.Shelved, error) {
	item, err := v.Library.Item(ctx, improvement.ItemID(v.query("item")))
	if err == nil && item.Hidden && improvement.MaySeeHidden(v.who, item.LMG) != nil {
		err = improvement.ErrNotFound
	}
	return item, err
}

func showLibraryItem(ctx context.Context, v *visit) (answer, error) {
	item, err := v.itemAt(ctx)
	if err != nil {
		return answer{}, err
	}
	subject := item.ID.Subject()
	entries, err := v.Record.Journal(ctx, subject, 0)
	if err != nil {
		return answer{}, err
	}
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return answer{}, err
	}
	var authors []improvement.PersonID
	if subject.Kind() != improvement.KindVoice {
		authors = authorsOf(entries)
	}
	if err := v.meet(ctx, authors, []improvement.BodyID{item.LMG, item.Locality}); err != nil {
		return answer{}, err
	}
	line := v.shelvedLine(item)
	p := libraryItemPage{Title: line.Name, Kind: plainStage(string(item.Kind)), Facts: v.itemFacts(item, themeNames(themes))}
	if p.Versions, err = v.versionsOf(item, entries); err != nil {
		return answer{}, err
	}
	if err := v.itemTrace(ctx, item, &p); err != nil {
		return answer{}, err
	}
	if err := v.itemBesides(ctx, item, entries, &p); err != nil {
		return answer{}, err
	}
	return show(p)
}

func (v *visit) itemFacts(item improvement.Shelved, themes map[improvement.ThemeID]string) []fact {
	facts := []fact{{"Rests on", plainStage(string(item.Strength))}, {"Day", item.Day.Plain()}, {"Group", v.words.Body(item.LMG)}}
	if item.Locality != "" {
		facts = append(facts, fact{"Locality", v.words.Body(item.Locality)})
	}
	if item.Theme != "" {
		facts = append(facts, fact{"Theme", themes[item.Theme]})
	}
	return facts
}

// versionsOf reads all versions of an item from its journal, the latest first. Who sent a
// voice is nobody's to know.
func (v *visit) versionsOf(item improvement.Shelved, entries []improvement.Entry) ([]itemVersion, error) {
	derived, err := improvement.Derive(item.ID.Subject(), entries)
	if err != nil {
		return nil, err
	}
	var all []improvement.Shelved
	for _, was := range derived.Shelved {
		if was.ID != item.ID || was.Entry < 1 || was.Entry > len(entries) {
			continue
		}
		if n := len(all); n > 0 && all[n-1].Entry == was.Entry { // moderated, hidden, or shown again: its words are the same
			if was.Hidden {
				was.Words = all[n-1].Words
			}
			all[n-1] = was
			continue
		}
		all = append(all, was)
	}
	var versions []itemVersion
	for i := len(all) - 1; i >= 0; i-- {
		was, e := all[i], entries[all[i].Entry-1]
		version := itemVersion{Heading: "As it is, filed " + improvement.DateOf(e.At).Plain()}
		if i < len(all)-1 {
			version.Heading = "Before that, filed " + improvement.DateOf(e.At).Plain()
		}
		if item.ID.Subject().Kind() != improvement.KindVoice {
			version.Who = v.words.Person(e.By)
		}
		if corrected, is := e.Event.(*improvement.ItemCorrected); is {
			version.Reason = v.words.Line(corrected.Reason)
		}
		for _, text := range was.Words {
			if text != was.Title {
				version.Words = append(version.Words, v.words.Text(text))
			}
		}
		versions = append(versions, version)
	}
	return versions, nil
}

// itemTrace tells what an item rests on and what it fed. What is hidden is on no path.
func (v *visit) itemTrace(ctx context.Context, item improvement.Shelved, p *libraryItemPage) error {
	if item.Hidden {
		return nil
	}
	t, err := v.Library.Trace(ctx, item.ID.Subject())
	if noSuch(err) {
		return nil
	}
	if err != nil {
		return err
	}
	_, p.Before, p.After, err = v.traced(ctx, t)
	p.MoreB, p.MoreA = t.MoreBefore, t.MoreAfter
	return err
}

// itemBesides adds what an item of each kind has besides, and what may be done with it.
func (v *visit) itemBesides(ctx context.Context, item improvement.Shelved, entries []improvement.Entry, p *libraryItemPage) error {
	subject := item.ID.Subject()
	switch subject.Kind() {
	case improvement.KindVoice:
		p.Offers = append(p.Offers, offer{"What you can do with this voice", voicesPath(subject)})
	case improvement.KindTest:
		_, evidence, _ := strings.Cut(string(item.ID), "#")
		p.Where = testPath(subject.ID()) + "/evidence/" + url.PathEscape(evidence)
		p.Offers = append(p.Offers, offer{"See the test", testPath(subject.ID())})
	case improvement.KindEvidence:
		var one improvement.EvidenceItem
		if err := v.state(ctx, subject, &one); err != nil {
			return err
		}
		states, err := v.fileStates(ctx, one.For(v.who).Item.Evidence.Files)
		if err != nil {
			return err
		}
		v.evidenceBesides(one.For(v.who), one, states, p)
		p.Notes = v.concernNotes(entries, item.LMG)
	}
	if item.Hidden {
		return nil
	}
	rounds, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindRound, LMG: item.LMG, Open: true})
	for _, l := range rounds {
		lmg, round, _ := improvement.CutRound(l.Subject)
		if improvement.MaySeeDrafts(v.who, lmg) && (l.Stage == string(improvement.RoundGather) || l.Stage == string(improvement.RoundPropose)) {
			p.Offers = append(p.Offers, offer{"Put it before the group: " + v.words.Line(l.Title), roundPath(lmg, round) + "/put-evidence?item=" + url.QueryEscape(string(item.ID))})
		}
	}
	return err
}

func (v *visit) evidenceBesides(shown *improvement.EvidenceItem, one improvement.EvidenceItem, states map[string]improvement.FileState, p *libraryItemPage) {
	e := shown.Item.Evidence
	for _, f := range []fact{{"Source", v.words.Text(e.Source)}, {"Where", v.words.Text(e.Where)}, {"Consent", v.words.Text(e.Consent)}} {
		if f.Is != "" && len(p.Versions) > 0 {
			p.Facts = append(p.Facts, f)
			p.Versions[0].Words = slices.DeleteFunc(p.Versions[0].Words, func(text string) bool { return text == f.Is }) // it is told once
		}
	}
	for _, f := range e.Files {
		if len(p.Versions) > 0 {
			p.Versions[0].Words = slices.DeleteFunc(p.Versions[0].Words, func(text string) bool { return text == v.words.Text(f.Name) })
		}
	}
	if shown.Item.People > 0 {
		p.Facts = append(p.Facts, fact{"Took part", strconv.Itoa(shown.Item.People)})
	}
	p.Scores, p.Concern = v.scores(shown.Item.Place), concernSays(shown.Concern)
	at := "/library/evidence/" + url.PathEscape(e.ID)
	mends := v.who.Person == one.By || v.who.Is(one.Item.LMG, improvement.LWO)
	p.Files = v.fileViews(e.Files, shownWith{
		States: states, Mends: mends, Says: cmp.Or(v.words.Line(e.Text), p.Title),
		Path: func(n int) string { return at + "/files/" + strconv.Itoa(n) },
	})
	switch {
	case one.Concern.Hides():
		if improvement.MayReadConcern(v.who, one.Item.LMG) {
			p.Offers = append(p.Offers, offer{"Settle the concern", at + "/settle"})
		}
		return
	case mends:
		p.Offers = append(p.Offers, offer{"Correct it", at + "/correct"})
	}
	p.Offers = append(p.Offers, offer{"Someone may be unsafe", at + "/unsafe"})
}
