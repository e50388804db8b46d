package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// shownItem is an item of the library as a line of a list.
type shownItem struct {
	ID         improvement.ItemID
	Name, Path string
	Detail     string // its kind, day and place
	Notes      string // what is to be known besides
}

// option offers an item to be chosen.
func (s shownItem) option() option {
	return option{Value: string(s.ID), Label: s.Name + " (" + strings.ToLower(s.Detail[:1]) + s.Detail[1:] + ")"}
}

// libraryPath is the page of an item.
func libraryPath(id improvement.ItemID) string {
	return "/library/item?item=" + url.QueryEscape(string(id))
}

// itemsShown tells of items of the library, of tests and of quality reviews by their names,
// as far as whoever asks may know of them: one that is hidden from them is left out. It reads
// them all at once.
func (v *visit) itemsShown(ctx context.Context, ids []improvement.ItemID) (map[improvement.ItemID]shownItem, error) {
	var subjects []improvement.SubjectID
	for _, id := range ids {
		if !slices.Contains(subjects, id.Subject()) {
			subjects = append(subjects, id.Subject())
		}
	}
	shown := map[improvement.ItemID]shownItem{}
	if len(subjects) == 0 {
		return shown, nil
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		one, may, err := v.itemShown(id, states[id.Subject()])
		if err != nil {
			return nil, err
		}
		if may {
			shown[id] = one
		}
	}
	return shown, nil
}

// itemShown tells of one item by the state of its subject.
func (v *visit) itemShown(id improvement.ItemID, state json.RawMessage) (shownItem, bool, error) {
	one := shownItem{ID: id, Path: libraryPath(id)}
	if state == nil {
		return one, false, nil
	}
	switch id.Subject().Kind() {
	case improvement.KindVoice:
		var voice improvement.CommunityVoice
		if err := json.Unmarshal(state, &voice); err != nil || !voice.MayKnow(v.who) || voice.Withdrawn != "" {
			return one, false, err
		}
		one.Name = v.words.Line(voice.For(v.who).Said.Title)
		one.Detail = "A voice, " + voice.Said.When.Plain()
	case improvement.KindEvidence:
		var item improvement.EvidenceItem
		if err := json.Unmarshal(state, &item); err != nil || !item.MayRead(v.who) {
			return one, false, err
		}
		one.Name = v.words.Line(item.Item.Title)
		one.Detail = plainStage(string(item.Item.Evidence.Kind)) + ", " + item.Item.Evidence.When.Plain()
	case improvement.KindTest:
		test, err := improvement.RestoreTest(state)
		_, evidence, within := strings.Cut(string(id), "#")
		if err == nil && !within {
			one.Name, one.Path, one.Detail = v.words.Line(test.Charter.Title), testPath(test.Charter.ID), "A test of change"
			break
		}
		if err != nil || !test.MayReadEvidence(v.who, evidence) {
			return one, false, err
		}
		one.Name, one.Detail = v.words.Line(test.Charter.Title), "From a test of change"
		for _, ref := range test.Evidence {
			if ref.ID == evidence {
				one.Name = fmt.Sprintf("%s, filed on %s: %s", plainStage(string(ref.Kind)), improvement.DateOf(ref.At).Plain(), one.Name)
			}
		}
	case improvement.KindReview: // only what was agreed is on the shelf
		subject := id.Subject()
		one.Name, one.Path, one.Detail = wording.Capital(v.words.Title(subject, improvement.Words{})), reviewPath(subject), "A quality review"
	default:
		return one, false, nil
	}
	if one.Name == "" {
		one.Name = one.Detail
	}
	return one, true, nil
}

// theShown are those of the items that are shown, in their order.
func theShown(shown map[improvement.ItemID]shownItem, ids []improvement.ItemID) []shownItem {
	var all []shownItem
	for _, id := range ids {
		if one, may := shown[id]; may {
			all = append(all, one)
		}
	}
	return all
}

// namesOfItems is how they are called, one after the other.
func namesOfItems(shown []shownItem) string {
	names := make([]string, len(shown))
	for i, one := range shown {
		names[i] = one.Name
	}
	return strings.Join(names, ", ")
}

// hiddenOf are those of the items that are not shown.
func hiddenOf(ids []improvement.ItemID, shown map[improvement.ItemID]shownItem) map[improvement.ItemID]bool {
	hidden := map[improvement.ItemID]bool{}
	for _, id := range ids {
		if _, there := shown[id]; !there {
			hidden[id] = true
		}
	}
	return hidden
}

// itemOptions are items of the library to choose from: those named first, then the newest
// of an LMG.
func (v *visit) itemOptions(ctx context.Context, lmg improvement.BodyID, first []string) ([]option, error) {
	const most = 40
	shelved, err := v.Library.Shelf(ctx, improvement.LibraryFilter{LMG: lmg, Limit: most})
	if err != nil {
		return nil, err
	}
	var ids []improvement.ItemID
	seen := map[improvement.ItemID]bool{}
	for _, id := range first {
		ids = append(ids, improvement.ItemID(id))
		seen[improvement.ItemID(id)] = true
	}
	for _, s := range shelved {
		if !seen[s.ID] {
			ids = append(ids, s.ID)
		}
	}
	shown, err := v.itemsShown(ctx, ids)
	if err != nil {
		return nil, err
	}
	var options []option
	for _, one := range theShown(shown, ids) {
		options = append(options, one.option())
	}
	return options, nil
}
