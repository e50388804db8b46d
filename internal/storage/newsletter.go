package storage

import (
	"context"
	"database/sql"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// subscriberStatements keep who hears from a network in step with the journal.
func subscriberStatements(rows []improvement.Subscriber) []statement {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{string(r.Network), string(r.Reader), string(r.State)}
	}
	return overRows(`INSERT INTO subscribers (network, reader, state) VALUES %s
		ON CONFLICT (network, reader) DO UPDATE SET state = excluded.state`, `(?, ?, ?)`, values)
}

// readAgainStatements make again where a subscription stands with each network.
func readAgainStatements(subject improvement.SubjectID, rows []improvement.Subscriber) []statement {
	if subject.Kind() != improvement.KindSubscription {
		return nil
	}
	none := statement{`DELETE FROM subscribers WHERE reader = $1`, []any{string(improvement.ReaderOf(subject))}}
	return append([]statement{none}, subscriberStatements(rows)...)
}

// readSubscribers gives where a reader stands with each network. It goes by network, as
// the table is ordered.
func readSubscribers(ctx context.Context, q queries, reader improvement.PersonID) (map[improvement.Subscriber]bool, error) {
	held := map[improvement.Subscriber]bool{}
	_, err := collect(ctx, q, func(rows *sql.Rows) (struct{}, error) {
		r := improvement.Subscriber{Reader: reader}
		err := rows.Scan(&r.Network, &r.State)
		held[r] = true
		return struct{}{}, err
	}, `SELECT r.network, r.state FROM subjects b JOIN subscribers r ON r.network = SUBSTR(b.id, 6) AND r.reader = $1
		WHERE b.id > 'body/' AND b.id < 'body0'`, string(reader))
	return held, err
}

// strayReaders are those who stand with a network without a journal that says so.
const strayReaders = ` FROM subscribers WHERE NOT EXISTS (
	SELECT 1 FROM subjects s WHERE s.kind = 'subscription' AND s.id IN (subscribers.reader, 'subscription/member/' || subscribers.reader))`

// dropStrayReaders ends what no journal says.
func (s *Store) dropStrayReaders(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `DELETE`+strayReaders)
	return failed("drop readers without a journal", err)
}

// readers are the members of a network who did not leave it, and the addresses that
// confirmed, each once.
const readers = `
	SELECT reader FROM (
		SELECT m.person AS reader FROM memberships m
		WHERE m.body = $1 AND m.role = 'network-member' AND m.person > $2
		  AND NOT EXISTS (SELECT 1 FROM subscribers s WHERE s.network = m.body AND s.reader = m.person AND s.state <> 'confirmed')
		UNION
		SELECT s.reader FROM subscribers s WHERE s.network = $1 AND s.reader > $2 AND s.state = 'confirmed') r`

// Readers lists who hears from a network, in order, from behind one on.
func (s *Store) Readers(ctx context.Context, network improvement.BodyID, after improvement.PersonID, limit int) ([]improvement.PersonID, error) {
	list, err := collect(ctx, s.read, scanText[improvement.PersonID], readers+` ORDER BY reader LIMIT $3`, string(network), string(after), limit)
	return list, failed("list the readers of "+string(network), err)
}

// Reads tells whether somebody hears from a network.
func (s *Store) Reads(ctx context.Context, network improvement.BodyID, reader improvement.PersonID) (bool, error) {
	var hears bool
	err := s.read.QueryRowContext(ctx, `
		SELECT CASE WHEN EXISTS (SELECT 1 FROM subscribers WHERE network = $1 AND reader = $2 AND state = 'confirmed')
		              OR EXISTS (SELECT 1 FROM memberships WHERE body = $1 AND person = $2 AND role = 'network-member')
		             AND NOT EXISTS (SELECT 1 FROM subscribers WHERE network = $1 AND reader = $2 AND state <> 'confirmed')
		            THEN 1 ELSE 0 END`, string(network), string(reader)).Scan(&hears)
	return hears, failed("look for a reader of "+string(network), err)
}

// Readership counts who hears from a network, and who does not any more or not yet.
func (s *Store) Readership(ctx context.Context, network improvement.BodyID) (improvement.Readership, error) {
	var r improvement.Readership
	_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
		var state string
		var n int
		err := rows.Scan(&state, &n)
		switch improvement.SubscriptionState(state) {
		case "":
			r.Readers = n
		case improvement.SubPending:
			r.Pending = n
		case improvement.SubSuspended:
			r.Suspended = n
		case improvement.SubLeft:
			r.Left = n
		}
		return struct{}{}, err
	}, `SELECT '', COUNT(*) FROM (`+readers+`) all_of_them
		UNION ALL SELECT state, COUNT(*) FROM subscribers WHERE network = $1 GROUP BY state`, string(network), "")
	return r, failed("count the readers of "+string(network), err)
}

// Unconfirmed lists the addresses that wait to be confirmed for a network.
func (s *Store) Unconfirmed(ctx context.Context, network improvement.BodyID) ([]improvement.PersonID, error) {
	list, err := collect(ctx, s.read, scanText[improvement.PersonID],
		`SELECT reader FROM subscribers WHERE network = $1 AND state = 'pending' ORDER BY reader`, string(network))
	return list, failed("list what waits to be confirmed for "+string(network), err)
}

// Unerased lists the addresses by which nobody hears any more and whose key is there yet:
// whoever ended them was cut off.
func (s *Store) Unerased(ctx context.Context) ([]improvement.PersonID, error) {
	list, err := collect(ctx, s.read, scanText[improvement.PersonID], `
		SELECT k.person FROM keys k JOIN subjects s ON s.id = k.person
		WHERE s.kind = 'subscription' AND s.open = 0 AND k.destroyed_at IS NULL ORDER BY k.person`)
	return list, failed("list the addresses that are to be erased", err)
}

// Post puts notices into the outbox that follow from what is on record. A person who has
// one of a cause is not told again.
func (s *Store) Post(ctx context.Context, notices []improvement.Notice) error {
	const doing = "post notices"
	statements, err := s.noticeStatements(notices)
	if err != nil {
		return failed(doing, err)
	}
	return again(doing, func() error { return s.apply(ctx, statements) })
}

// Delivered counts how far the notices of one cause have come. They are about subject.
func (s *Store) Delivered(ctx context.Context, subject improvement.SubjectID, cause string) (improvement.Progress, error) {
	var p improvement.Progress
	_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
		var state string
		var n int
		err := rows.Scan(&state, &n)
		switch improvement.DeliveryState(state) {
		case improvement.Sent:
			p.Sent += n
		case improvement.Failed:
			p.Failed += n
		case improvement.Unsure:
			p.Unsure += n
		default:
			p.Waiting += n
		}
		return struct{}{}, err
	}, `SELECT COALESCE(m.state, 'waiting'), COUNT(*) FROM notices n LEFT JOIN messages m ON m.id = n.message
		WHERE n.subject = $1 AND n.cause = $2 GROUP BY 1`, string(subject), cause)
	return p, failed("count the letters of "+string(subject), err)
}

// Deeds lists what was filed in the subjects of an LMG after one moment and up to another,
// of the events named.
func (s *Store) Deeds(ctx context.Context, lmg improvement.BodyID, after, until time.Time, events []string) ([]improvement.Deed, error) {
	c := condition{}
	c.and("s.lmg = ?", string(lmg))
	c.and("j.at > ?", micros(after))
	c.and("j.at <= ?", micros(until))
	in(&c, "s.kind", []improvement.Kind{improvement.KindTest, improvement.KindPriority})
	in(&c, "j.event", events)
	list, err := collect(ctx, s.read, func(rows *sql.Rows) (improvement.Deed, error) {
		var d improvement.Deed
		var r row
		err := rows.Scan(&d.Subject, &r.version, &r.command, &r.nth, &r.person, &r.at, &r.event, &r.ev, &r.data, &r.hash)
		if err != nil {
			return d, err
		}
		d.Entry, err = r.entry()
		return d, err
	}, `SELECT s.id, `+rowColumns+` FROM subjects s JOIN journal j ON j.subject = s.id`+c.where()+` ORDER BY j.at, s.id, j.version`, c.args...)
	return list, failed("list what was done under "+string(lmg), err)
}
