package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// waiting is a message that is neither sent nor given up, and a notice in none.
const waiting = string(improvement.Waiting)

// mail is one of the two piles of the outbox: what is for somebody, and what is one of
// many alike. Partial indexes lead to each, so that neither grows the other.
type mail struct {
	pile     string // a condition on the column urgent
	order    string // in which messages leave
	assemble func(s *Store, ctx context.Context, tx *sql.Tx, now time.Time, limit int) error
}

var (
	letters = mail{"urgent >= 0", "urgent DESC, seq", (*Store).assemble}
	bulk    = mail{"urgent < 0", "ready, seq", (*Store).assembleBulk}
)

// Claim takes messages for delivery: notices that fell due are put into one
// message per person, whose ID and notices never change again; then messages that
// nobody holds are leased. Several postmen may claim at once: no message goes to two.
func (s *Store) Claim(ctx context.Context, now, real time.Time, lease time.Duration, limit int) ([]improvement.Message, error) {
	return s.claim(ctx, letters, now, real, lease, limit)
}

// ClaimBulk takes messages of many alike, as Claim takes the others. Each is of one notice.
func (s *Store) ClaimBulk(ctx context.Context, now, real time.Time, lease time.Duration, limit int) ([]improvement.Message, error) {
	return s.claim(ctx, bulk, now, real, lease, limit)
}

func (s *Store) claim(ctx context.Context, m mail, now, real time.Time, lease time.Duration, limit int) ([]improvement.Message, error) {
	const doing = "claim messages"
	idle, err := s.nothingToSend(ctx, m, now, real)
	if err != nil || idle {
		return nil, failed(doing, err)
	}
	var claimed []improvement.Message
	err = s.transact(ctx, doing, func(tx *sql.Tx) error {
		if err := takeTurn(ctx, tx); err != nil {
			return err
		}
		if err := giveUpHanded(ctx, tx, m, real); err != nil {
			return err
		}
		if err := m.assemble(s, ctx, tx, now, limit); err != nil {
			return err
		}
		claimed, err = leased(ctx, tx, m, real, real.Add(lease), limit)
		return err
	})
	return claimed, err
}

// nothingToSend spares an idle postman the write.
func (s *Store) nothingToSend(ctx context.Context, m mail, now, real time.Time) (bool, error) {
	var some bool
	err := s.read.QueryRowContext(ctx, `
		SELECT CASE WHEN EXISTS (SELECT 1 FROM notices WHERE message IS NULL AND `+m.pile+` AND send_after <= $1)
		              OR EXISTS (SELECT 1 FROM messages WHERE state = 'waiting' AND `+m.pile+` AND ready <= $2)
		              OR EXISTS (SELECT 1 FROM messages WHERE state = 'handed' AND `+m.pile+` AND ready <= $2) THEN 1 ELSE 0 END`,
		micros(now), micros(real)).Scan(&some)
	return !some, err
}

const noAnswer = "no answer came from the mail server: it may have arrived, so it is not sent again"

// giveUpHanded gives up messages that were left in the channel's hands.
func giveUpHanded(ctx context.Context, tx *sql.Tx, from mail, real time.Time) error {
	end := statement{
		`UPDATE messages SET state = 'unsure', last_error = $1 WHERE state = 'handed' AND ` + from.pile + ` AND ready <= $2`,
		[]any{noAnswer, micros(real)},
	}
	_, err := tx.ExecContext(ctx, end.text, end.args...)
	return err
}

// assemble puts the due notices of up to limit people into messages, named by
// the first notice in each.
func (s *Store) assemble(ctx context.Context, tx *sql.Tx, now time.Time, limit int) error {
	made, err := collect(ctx, tx, func(rows *sql.Rows) (id string, err error) {
		err = rows.Scan(&id)
		return id, err
	}, `
		INSERT INTO messages (id, person, urgent, seq, attempts, ready, state, last_error, sent_at)
		SELECT CAST($1 AS TEXT) || '-' || MIN(id), person, MAX(urgent), MIN(id), 0, 0, 'waiting', '', 0
		FROM notices WHERE message IS NULL AND urgent >= 0 AND send_after <= $2
		GROUP BY person ORDER BY MAX(urgent) DESC, MIN(id) LIMIT $3
		RETURNING id`, s.identity, micros(now), limit)
	if err != nil || len(made) == 0 {
		return err
	}
	var c condition
	c.and("m.person = notices.person AND notices.message IS NULL AND notices.urgent >= 0 AND notices.send_after <= ?", micros(now))
	in(&c, "m.id", made)
	put := statement{`UPDATE notices SET message = m.id FROM messages m` + c.where(), c.args}
	_, err = tx.ExecContext(ctx, put.text, put.args...)
	return err
}

// assembleBulk puts up to limit due notices into messages of their own.
func (s *Store) assembleBulk(ctx context.Context, tx *sql.Tx, now time.Time, limit int) error {
	made, err := collect(ctx, tx, func(rows *sql.Rows) (id string, err error) {
		err = rows.Scan(&id)
		return id, err
	}, `
		INSERT INTO messages (id, person, urgent, seq, attempts, ready, state, last_error, sent_at)
		SELECT CAST($1 AS TEXT) || '-' || id, person, urgent, id, 0, 0, 'waiting', '', 0
		FROM notices WHERE message IS NULL AND urgent < 0 AND send_after <= $2
		ORDER BY send_after, id LIMIT $3
		RETURNING id`, s.identity, micros(now), limit)
	if err != nil || len(made) == 0 {
		return err
	}
	var c condition
	c.and("m.seq = notices.id AND m.urgent < ?", 0)
	in(&c, "m.id", made)
	put := statement{`UPDATE notices SET message = m.id FROM messages m` + c.where(), c.args}
	_, err = tx.ExecContext(ctx, put.text, put.args...)
	return err
}

// leased leases messages until the end and reads what they carry.
func leased(ctx context.Context, tx *sql.Tx, from mail, real, until time.Time, limit int) ([]improvement.Message, error) {
	type leasedMessage struct {
		improvement.Message
		urgent, seq int64
	}
	taken, err := collect(ctx, tx, func(rows *sql.Rows) (leasedMessage, error) {
		var m leasedMessage
		err := rows.Scan(&m.ID, &m.Person, &m.Attempts, &m.urgent, &m.seq)
		return m, err
	}, `
		UPDATE messages SET ready = $1, attempts = attempts + 1
		WHERE id IN (SELECT id FROM messages WHERE state = 'waiting' AND `+from.pile+` AND ready <= $2 ORDER BY `+from.order+` LIMIT $3)
		RETURNING id, person, attempts - 1, urgent, seq`, micros(until), micros(real), limit)
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	slices.SortFunc(taken, func(a, b leasedMessage) int {
		return cmp.Or(cmp.Compare(b.urgent, a.urgent), cmp.Compare(a.seq, b.seq))
	})
	ids := make([]string, len(taken))
	for i, m := range taken {
		ids[i] = m.ID
	}
	var c condition
	in(&c, "n.message", ids)
	carried, err := collect(ctx, tx, scanDelivery, deliveries+c.where()+` ORDER BY n.id`, c.args...)
	if err != nil {
		return nil, err
	}
	byMessage := map[string][]improvement.Delivery{}
	for _, d := range carried {
		byMessage[d.Message] = append(byMessage[d.Message], d)
	}
	messages := make([]improvement.Message, len(taken))
	for i, m := range taken {
		m.Notices = byMessage[m.ID]
		messages[i] = m.Message
	}
	return messages, nil
}

// MarkHanded marks a message that waits as in the channel's hands.
func (s *Store) MarkHanded(ctx context.Context, message string) error {
	return s.mark(ctx, 1, `UPDATE messages SET state = 'handed' WHERE id = $1 AND state = 'waiting'`, message)
}

// MarkSent marks messages as accepted by the channel at now (the record's time), in
// one statement; again, it changes nothing. ErrNotFound where one is not there: the
// others are marked all the same.
func (s *Store) MarkSent(ctx context.Context, messages []string, now time.Time) error {
	if len(messages) == 0 {
		return nil
	}
	messages = slices.Compact(slices.Sorted(slices.Values(messages)))
	c := condition{args: []any{micros(now)}}
	in(&c, "id", messages)
	return s.mark(ctx, len(messages),
		`UPDATE messages SET state = 'sent', sent_at = CASE WHEN state = 'sent' THEN sent_at ELSE $1 END, last_error = ''`+c.where(),
		c.args...)
}

// MarkFailed keeps the error and tries again at retry (real time); a zero retry
// gives up. A message that was sent, or given up meanwhile, stays so.
func (s *Store) MarkFailed(ctx context.Context, message, cause string, retry time.Time) error {
	state := waiting
	if retry.IsZero() {
		state = string(improvement.Failed)
	}
	return s.mark(ctx, 1, `
		UPDATE messages SET last_error = CASE WHEN state IN ('waiting', 'handed') THEN $2 ELSE last_error END,
		       ready = $3, state = CASE WHEN state IN ('waiting', 'handed') THEN $4 ELSE state END
		WHERE id = $1`, message, cause, micros(retry), state)
}

// mark changes messages, and misses those of so many that are not there.
func (s *Store) mark(ctx context.Context, messages int, statement string, args ...any) error {
	const doing = "mark messages"
	var marked int64
	err := s.transact(ctx, doing, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, statement, args...)
		if err != nil {
			return err
		}
		marked, err = result.RowsAffected()
		return err
	})
	if err == nil && marked < int64(messages) {
		err = failed(doing, improvement.ErrNotFound)
	}
	return err
}

const deliveries = `
	SELECT n.id, n.person, n.minor, n.send_after, n.doc, COALESCE(m.state, 'waiting'), COALESCE(m.id, ''),
	       COALESCE(m.attempts, 0), COALESCE(m.last_error, ''), COALESCE(m.sent_at, 0)
	FROM notices n LEFT JOIN messages m ON m.id = n.message`

func scanDelivery(rows *sql.Rows) (improvement.Delivery, error) {
	var d improvement.Delivery
	var doc string
	var leaves, sent int64
	err := rows.Scan(&d.ID, &d.Person, &d.For, &leaves, &doc, &d.State, &d.Message, &d.Attempts, &d.LastError, &sent)
	if err != nil {
		return d, err
	}
	d.SentAt = moment(sent)
	if err := json.Unmarshal([]byte(doc), &d.Notice); err != nil {
		return d, err
	}
	if held := moment(leaves); held.After(d.Notice.SendAfter) {
		d.WithDigest = held
	}
	return d, nil
}

const defaultOutboxLimit = 200

// Outbox lists notices, newest first, or oldest first.
func (s *Store) Outbox(ctx context.Context, f improvement.OutboxFilter) ([]improvement.Delivery, error) {
	var c condition
	if f.Person != "" {
		c.and("n.person = ?", string(f.Person))
	}
	if f.Subject != "" {
		c.and("n.subject = ?", string(f.Subject))
	}
	if f.State != "" {
		c.and("COALESCE(m.state, 'waiting') = ?", string(f.State))
	}
	order := " ORDER BY n.id DESC LIMIT "
	if f.Oldest {
		c.and("n.id > ?", f.AfterID)
		order = " ORDER BY n.id LIMIT "
	}
	limit := f.Limit
	if limit <= 0 {
		limit = defaultOutboxLimit
	}
	list, err := collect(ctx, s.read, scanDelivery, deliveries+c.where()+order+strconv.Itoa(limit), c.args...)
	return list, failed("list notices", err)
}
