package storage

import (
	"context"
	"database/sql"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// ReadWords hands the store who opens people's words, for search. Until then, words
// that are filed cannot be found. It is called once, before the store is used.
func (s *Store) ReadWords(opener improvement.Opener) { s.opener = opener }

// pageOfShelf is how many items a list has where the filter does not say.
const pageOfShelf = 50

// Shelf lists items of the library, the newest day first. A search that has no word in
// it finds nothing, and so does one of words alone that every text has. An item to
// continue behind that is not on the shelf any more is ErrNotFound.
func (s *Store) Shelf(ctx context.Context, f improvement.LibraryFilter) ([]improvement.Shelved, error) {
	const doing = "look into the library"
	limit := f.Limit
	if limit <= 0 {
		limit = pageOfShelf
	}
	words := queryWords(f.Search)
	if f.Search != "" && len(words) == 0 {
		return nil, nil
	}
	if len(words) > 0 && s.search.find != "" {
		items, err := s.findByWords(ctx, f, words, limit)
		return items, failed(doing, err)
	}
	c, err := s.shelved(ctx, f, words)
	if err != nil {
		return nil, failed(doing, err)
	}
	items, err := collect(ctx, s.read, scanDoc[improvement.Shelved],
		`SELECT i.doc FROM shelf i`+c.where()+` ORDER BY i.day DESC, i.id DESC`+c.limit(limit), c.args...)
	return items, failed(doing, err)
}

// shelved turns a filter into conditions.
func (s *Store) shelved(ctx context.Context, f improvement.LibraryFilter, words []string) (*condition, error) {
	c := &condition{}
	if !f.Hidden {
		c.and("i.hidden = ?", flag(false))
	}
	for _, by := range []struct{ part, value string }{
		{"i.kind = ?", string(f.Kind)},
		{"i.strength = ?", string(f.Strength)},
		{"i.lmg = ?", string(f.LMG)},
		{"i.locality = ?", string(f.Locality)},
		{"i.theme = ?", string(f.Theme)},
		{"i.priority = ? AND i.priority <> ''", string(f.Priority)},
		{"i.test = ? AND i.test <> ''", string(f.Test)},
	} {
		if by.value != "" {
			c.and(by.part, by.value)
		}
	}
	if len(words) > 0 {
		c.and(s.search.has, s.search.query(words))
	}
	return c, s.days(ctx, f, c)
}

// days adds the conditions on an item's day, and that it comes behind another.
func (s *Store) days(ctx context.Context, f improvement.LibraryFilter, c *condition) error {
	if f.From != "" {
		c.and("i.day >= ?", string(f.From))
	}
	if f.To != "" {
		c.and("i.day <= ?", string(f.To))
	}
	if f.After == "" {
		return nil
	}
	last, err := s.Item(ctx, f.After)
	c.and("i.day <= ?", string(last.Day))
	c.and("(i.day, i.id) < ("+c.value(string(last.Day))+", ?)", string(last.ID))
	return err
}

// Item gives one item, hidden or not; ErrNotFound where none is on the shelf.
func (s *Store) Item(ctx context.Context, id improvement.ItemID) (improvement.Shelved, error) {
	items, err := collect(ctx, s.read, scanDoc[improvement.Shelved], `SELECT doc FROM shelf WHERE id = $1`, string(id))
	if err == nil && len(items) == 0 {
		err = improvement.ErrNotFound
	}
	if err != nil {
		return improvement.Shelved{}, failed("read "+string(id)+" in the library", err)
	}
	return items[0], nil
}

// Items gives those of the items that are on the shelf, hidden or not.
func (s *Store) Items(ctx context.Context, ids []improvement.ItemID) (map[improvement.ItemID]improvement.Shelved, error) {
	items := make(map[improvement.ItemID]improvement.Shelved, len(ids))
	for some := range slices.Chunk(ids, maxParameters) {
		var c condition
		in(&c, "id", some)
		found, err := collect(ctx, s.read, scanDoc[improvement.Shelved], `SELECT doc FROM shelf`+c.where(), c.args...)
		if err != nil {
			return nil, failed("read items in the library", err)
		}
		for _, item := range found {
			items[item.ID] = item
		}
	}
	return items, nil
}

// EraseSearch takes all that a person wrote out of what search reads; what others wrote
// of the same items stays. Their key is destroyed before: what is filed from then on
// leaves their words out by itself.
func (s *Store) EraseSearch(ctx context.Context, person improvement.PersonID) error {
	return s.transact(ctx, "take the words of "+string(person)+" out of search", func(tx *sql.Tx) error {
		if s.search.wait != "" {
			if _, err := tx.ExecContext(ctx, s.search.wait); err != nil {
				return err
			}
		}
		for _, text := range s.search.erase {
			if _, err := tx.ExecContext(ctx, text, string(person)); err != nil {
				return err
			}
		}
		return nil
	})
}
