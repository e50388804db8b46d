package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// anchor is a day's row: the heads that moved since the anchor before it.
type anchor struct {
	day        improvement.Date
	prev, hash []byte
	heads      string // a line each: subject, version, head
}

// Anchor writes the day's anchor over all heads that moved since the one before.
// Where that day or a later one has its anchor, it does nothing.
func (s *Store) Anchor(ctx context.Context, day improvement.Date) error {
	return s.transact(ctx, "anchor "+string(day), func(tx *sql.Tx) error {
		if err := takeTurn(ctx, tx); err != nil {
			return err
		}
		last, err := lastAnchor(ctx, tx)
		if err != nil || last.day >= day {
			return err
		}
		lines, err := collect(ctx, tx, scanHead,
			`UPDATE subjects SET anchored = version WHERE anchored < version RETURNING id, version, head`)
		if err != nil {
			return err
		}
		slices.Sort(lines)
		a := anchor{day: day, prev: last.hash, heads: strings.Join(lines, "")}
		_, err = tx.ExecContext(ctx, `INSERT INTO anchors (day, prev, hash, heads) VALUES ($1, $2, $3, $4)`,
			string(a.day), a.prev, a.chained(last.hash), a.heads)
		return err
	})
}

func lastAnchor(ctx context.Context, q queries) (anchor, error) {
	a, err := scanAnchor(q.QueryRowContext(ctx, `SELECT day, prev, hash, heads FROM anchors ORDER BY day DESC LIMIT 1`))
	if errors.Is(err, sql.ErrNoRows) {
		return anchor{hash: []byte{}}, nil
	}
	return a, err
}

func scanAnchor(r *sql.Row) (anchor, error) {
	var a anchor
	err := r.Scan(&a.day, &a.prev, &a.hash, &a.heads)
	return a, err
}

func scanHead(rows *sql.Rows) (string, error) {
	var subject string
	var version int
	var head []byte
	err := rows.Scan(&subject, &version, &head)
	return headLine(subject, version, head), err
}

func headLine(subject string, version int, head []byte) string {
	return fmt.Sprintf("%s %d %s\n", subject, version, hex.EncodeToString(head))
}

// chained is the anchor's hash after the one before it: SHA-256 of both and the day.
func (a anchor) chained(prev []byte) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%x\n%s\n%s", prev, a.day, a.heads))
	return sum[:]
}
