package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// readable is an item of the library with its words opened, for search.
type readable struct {
	improvement.Shelved
	// said is what each author wrote of it, in the words that search knows; nil leaves
	// what search reads as it is.
	said map[improvement.PersonID]string
}

// opened opens the words of items, the last of each. It reads keys, so it comes before
// the transaction. Without an opener search is given nothing.
func (s *Store) opened(ctx context.Context, items []improvement.Shelved) ([]readable, error) {
	var all []readable
	for i, item := range items {
		later := slices.ContainsFunc(items[i+1:], func(o improvement.Shelved) bool { return o.ID == item.ID })
		if later {
			continue
		}
		said, err := s.said(ctx, item)
		if err != nil {
			return nil, fmt.Errorf("open the words of %s: %w", item.ID, err)
		}
		all = append(all, readable{item, said})
	}
	return all, nil
}

// said opens the words of one item. What was erased is left out, and so is what nobody
// can open ever: nobody could find it either, and a filing must not wait for it.
func (s *Store) said(ctx context.Context, item improvement.Shelved) (map[improvement.PersonID]string, error) {
	said := map[improvement.PersonID]string{}
	if s.opener == nil || item.Off {
		return said, nil
	}
	for _, w := range item.Words {
		text, err := s.opener.Open(ctx, w)
		if errors.Is(err, improvement.ErrUnavailable) || ctx.Err() != nil {
			return nil, err
		}
		if words := strings.Join(searchWords(text), " "); err == nil && words != "" {
			said[w.By] = strings.TrimSpace(said[w.By] + " " + words)
		}
	}
	return said, nil
}

// shelfStatements put items on the shelf, or take them off it.
func (s *Store) shelfStatements(items []readable) ([]statement, error) {
	var all []statement
	for _, item := range items {
		if item.Off {
			all = append(all, s.offStatements(item.ID)...)
			continue
		}
		row, err := s.shelfStatement(item.Shelved)
		if err != nil {
			return nil, err
		}
		all = append(all, saidStatements(item)...)
		all = append(all, row)
		all = append(all, s.wordStatements(item.ID)...)
	}
	return all, nil
}

// saidStatements keep what search reads of an item, in place of what it read before.
// An author whose key was destroyed while the words were on their way is left out.
func saidStatements(item readable) []statement {
	if item.said == nil {
		return nil
	}
	var rows [][]any
	for _, author := range slices.Sorted(maps.Keys(item.said)) {
		rows = append(rows, []any{string(item.ID), string(author), item.said[author]})
	}
	none := statement{`DELETE FROM search_text WHERE item = $1`, []any{string(item.ID)}}
	return append([]statement{none}, overRows(`
		WITH w (item, author, text) AS (VALUES %s)
		INSERT INTO search_text (item, author, text)
		SELECT item, author, text FROM w
		WHERE NOT EXISTS (SELECT 1 FROM keys k WHERE k.person = w.author AND k.destroyed_at IS NOT NULL)`,
		`(CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))`, rows)...)
}

func (s *Store) shelfStatement(item improvement.Shelved) (statement, error) {
	doc, err := shelfDoc(item)
	values := []any{
		string(item.ID), string(item.Day), string(item.Kind), string(item.Strength), string(item.LMG), string(item.Locality),
		string(item.Theme), string(item.Priority), string(item.Test), flag(item.Hidden), doc,
	}
	return statement{s.search.put, values}, err
}

// shelfDoc is an item as lists give it: its words stay in the journal.
func shelfDoc(item improvement.Shelved) (string, error) {
	item.Words = nil
	doc, err := json.Marshal(item)
	return string(doc), err
}

// wordStatements bring the index of words in step with what search reads of an item.
func (s *Store) wordStatements(item improvement.ItemID) []statement {
	statements := make([]statement, len(s.search.index))
	for i, text := range s.search.index {
		statements[i] = statement{text, []any{string(item)}}
	}
	return statements
}

func (s *Store) offStatements(item improvement.ItemID) []statement {
	var all []statement
	for _, text := range s.search.off {
		all = append(all, statement{text, []any{string(item)}})
	}
	return all
}
