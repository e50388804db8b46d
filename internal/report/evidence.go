package report

import (
	"context"
	"errors"

	"github.com/cairnqi/cairn/improvement"
)

// Evidence has a row for each item of the library whose day lies in the period, the
// newest first. What is hidden because someone may be unsafe is as if it were not there,
// for everybody: a file goes from hand to hand.
func Evidence(ctx context.Context, from Shelf, n Names, q Query) Table {
	return Table{
		Title: "Evidence", Period: q.Period, AsOf: q.AsOf,
		Columns: []Column{
			{"Reference", Text}, {"Day", Date}, {"Kind", Text}, {"Rests on", Text}, {"Title", Text}, {"LMG", Text}, {"Locality", Text},
			{"Theme", Text}, {"Priority", Text}, {"Test of change", Text}, {"Corrected", Number},
		},
		Rows: func(yield func([]Cell, error) bool) {
			if err := shelved(ctx, from, q, func(i improvement.Shelved) bool { return yield(itemRow(n, i), nil) }); err != nil {
				yield(nil, err)
			}
		},
		Notes: []string{
			"An item is in the list where it was seen, measured or said in the period.", bothDays,
			"Corrected is how often an item was corrected. Evidence of a test has the title of the test.",
			"What a voice says is left out: each says, in the library, whether it may be quoted.",
			cannotErase,
		},
	}
}

// shelved reads the library page by page.
func shelved(ctx context.Context, from Shelf, q Query, each func(improvement.Shelved) bool) error {
	f := improvement.LibraryFilter{LMG: q.LMG, Theme: q.Theme, From: q.Period.From, To: q.Period.Until, Limit: q.first()}
	for ; ; f.Limit = pageSize {
		found, err := from.Shelf(ctx, f)
		if errors.Is(err, improvement.ErrNotFound) { // the last of the page before was taken off meanwhile
			return improvement.Refuse(improvement.Conflict, "", "The library changed while it was read. Ask for the report again.")
		}
		if err != nil {
			return err
		}
		for _, i := range found {
			if !i.Hidden && !i.Off && !each(i) {
				return nil
			}
		}
		if len(found) < f.Limit {
			return nil
		}
		f.After = found[f.Limit-1].ID
	}
}

func itemRow(n Names, i improvement.Shelved) []Cell {
	priority, title := "", line(n.Words(i.Title))
	if i.Priority != "" {
		priority = n.Priority(i.Priority)
	}
	if i.ID.Subject().Kind() == improvement.KindVoice { // a file is passed on: that is quoting
		title = "A voice of the community"
	}
	return []Cell{
		text(string(i.ID)), day(i.Day), text(words(i.Kind)), text(words(i.Strength)), text(title), text(n.Body(i.LMG)), text(n.Body(i.Locality)),
		text(n.Theme(i.Theme)), text(line(priority)), text(i.Test.ID()), number(max(0, i.Versions-1)),
	}
}
