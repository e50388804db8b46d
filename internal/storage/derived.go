package storage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// kept is what stands of a subject beside its journal and state: all that can be made
// again from the journal.
type kept struct {
	summary improvement.Summary
	tasks   map[string]int64 // digest by key
	links   []improvement.Link
	shelf   map[improvement.ItemID]string // as lists give them
	parts   []part                        // in their order
	test    testRow                       // how a test of change goes

	subscribers map[improvement.Subscriber]bool // where a subscription stands with each network
}

// readKept reads it. A subject's items are called by its name, or by its name, # and more.
func readKept(ctx context.Context, q queries, subject string) (kept, error) {
	k := nothingKept()
	listings, err := collect(ctx, q, scanListing, `SELECT `+listingColumns+` FROM subjects s WHERE s.id = $1`, subject)
	if err != nil || len(listings) == 0 {
		return k, err
	}
	k.summary = listings[0].Summary
	_, err = collect(ctx, q, func(rows *sql.Rows) (struct{}, error) {
		var what, a, b string
		var digest int64
		err := rows.Scan(&what, &a, &b, &digest)
		switch what {
		case "task":
			k.tasks[a] = digest
		case "link":
			k.links = append(k.links, improvement.Link{From: improvement.SubjectID(a), To: improvement.SubjectID(b)})
		case "item":
			k.shelf[improvement.ItemID(a)] = b
		}
		return struct{}{}, err
	}, `
		SELECT 'task', key, '', digest FROM tasks WHERE subject = $1
		UNION ALL SELECT 'link', source, target, 0 FROM links WHERE subject = $1
		UNION ALL SELECT 'item', id, doc, 0 FROM shelf WHERE id = $1
		UNION ALL SELECT 'item', id, doc, 0 FROM shelf WHERE id > $2 AND id < $3
		ORDER BY 1, 2, 3`, subject, subject+"#", subject+"$")
	if err == nil {
		k.parts, err = readParts(ctx, q, subject)
	}
	if err == nil {
		k.test, err = readTestRow(ctx, q, subject)
	}
	if err == nil && improvement.SubjectID(subject).Kind() == improvement.KindSubscription {
		k.subscribers, err = readSubscribers(ctx, q, improvement.ReaderOf(improvement.SubjectID(subject)))
	}
	return k, err
}

func nothingKept() kept {
	return kept{tasks: map[string]int64{}, shelf: map[improvement.ItemID]string{}, subscribers: map[improvement.Subscriber]bool{}}
}

// due is what a journal makes it to be.
type due struct {
	kept
	derived improvement.Derived
	items   []improvement.Shelved // as they are now
}

func derivedOf(subject improvement.SubjectID, rows []row) (due, error) {
	d := due{kept: nothingKept()}
	entries, err := decoded(rows)
	if err != nil {
		return d, err
	}
	if d.derived, err = improvement.Derive(subject, entries); err != nil {
		return d, err
	}
	d.summary, d.links = d.derived.Summary, sortedLinks(d.derived.Links)
	for _, r := range d.derived.Subscribers {
		d.subscribers[r] = true
	}
	for _, t := range d.derived.Tasks {
		doc, err := json.Marshal(t)
		if err != nil {
			return d, err
		}
		d.tasks[t.Key] = digestOf(doc)
	}
	d.parts = partsOf(d.derived.Taken)
	if d.test, err = testRowOf(d.summary, d.derived.Course); err != nil {
		return d, err
	}
	for _, item := range d.derived.Shelved {
		doc, err := shelfDoc(item)
		if err != nil {
			return d, err
		}
		d.shelf[item.ID] = doc
		d.items = append(slices.DeleteFunc(d.items, func(o improvement.Shelved) bool { return o.ID == item.ID }), item)
	}
	for _, item := range d.items {
		if item.Off {
			delete(d.shelf, item.ID)
		}
	}
	return d, nil
}

// differs names the first thing in which what stands is not what the journal gives.
func (k kept) differs(want kept) string {
	switch {
	case !sameJSON(k.summary, want.summary):
		return "its line in lists is"
	case !maps.Equal(k.tasks, want.tasks):
		return "its open tasks are"
	case !slices.Equal(k.links, want.links):
		return "its links are"
	case !maps.Equal(k.shelf, want.shelf):
		return "its items in the library are"
	case !slices.Equal(k.parts, want.parts):
		return "the parts that people took in it are"
	case k.test != want.test:
		return "how lists say that it goes is"
	case !maps.Equal(k.subscribers, want.subscribers):
		return "where it stands with newsletters is"
	}
	return ""
}

func sameJSON(a, b any) bool {
	one, errOne := json.Marshal(a)
	other, errOther := json.Marshal(b)
	return errors.Join(errOne, errOther) == nil && bytes.Equal(one, other)
}

// derived compares what lists, tasks, traces and the library show of a subject with its
// journal. While a rebuild is due, a difference is what it is there for.
func (v *verifier) derived(subject string, h held) {
	if v.report.Rebuilding {
		return
	}
	want, err := derivedOf(improvement.SubjectID(subject), h.rows)
	if err != nil {
		v.fault(subject, 0, "what lists show of it cannot be made again: %v", err)
		return
	}
	if what := h.kept.differs(want.kept); what != "" {
		v.fault(subject, h.version, "%s", fmt.Sprintf("%s not what the journal gives. An administrator mends it with: starter rebuild", what))
	}
}
