package storage

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Identity tells this record from every other; a backup of it has the same.
func (s *Store) Identity() string { return s.identity }

// hashes finds what may be the hash of a file in the document of an event.
var hashes = regexp.MustCompile(`"([0-9a-f]{64})"`)

// FilesFiled gives the hashes of the files that what a person filed refers to, those
// that were erased among them, sorted. It reads the whole journal.
func (s *Store) FilesFiled(ctx context.Context, person improvement.PersonID) ([]string, error) {
	found, err := s.mentioned(ctx, `SELECT data FROM journal WHERE person = $1`, string(person))
	if err != nil {
		return nil, failed("look for the files of "+string(person), err)
	}
	var files []string
	for some := range slices.Chunk(found, maxParameters) {
		var c condition
		in(&c, "hash", some)
		kept, err := collect(ctx, s.read, scanText[string], `SELECT hash FROM blobs`+c.where(), c.args...)
		if err != nil {
			return nil, failed("look for the files of "+string(person), err)
		}
		files = append(files, kept...)
	}
	slices.Sort(files)
	return files, nil
}

// FiledByOthers gives those of the files to which what another person filed refers.
// What time filed, such as the pack of an approval, is nobody's filing.
func (s *Store) FiledByOthers(ctx context.Context, person improvement.PersonID, files []string) ([]string, error) {
	const atOnce = 50 // one reading of the journal looks for so many
	var others []string
	for some := range slices.Chunk(files, atOnce) {
		var c condition
		c.and("person <> '' AND person <> ?", string(person))
		like := make([]string, len(some))
		for i, hash := range some {
			c.args = append(c.args, "%"+hash+"%")
			like[i] = "data LIKE $" + strconv.Itoa(len(c.args))
		}
		c.parts = append(c.parts, "("+strings.Join(like, " OR ")+")")
		found, err := s.mentioned(ctx, `SELECT data FROM journal`+c.where(), c.args...)
		if err != nil {
			return nil, failed("look for other filings of a file", err)
		}
		for _, hash := range some {
			if slices.Contains(found, hash) {
				others = append(others, hash)
			}
		}
	}
	return others, nil
}

// mentioned gives what may be hashes of files in documents, each once.
func (s *Store) mentioned(ctx context.Context, query string, args ...any) ([]string, error) {
	var all []string
	seen := map[string]bool{}
	_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
		var data string
		err := rows.Scan(&data)
		for _, found := range hashes.FindAllStringSubmatch(data, -1) {
			if hash := found[1]; !seen[hash] {
				seen[hash] = true
				all = append(all, hash)
			}
		}
		return struct{}{}, err
	}, query, args...)
	return all, err
}

// EraseFile deletes the content of a file and keeps that it was erased. It gives false,
// and leaves the file, where somebody stored the same content since (real time): they
// may be about to file it. One that is gone already is gone.
func (s *Store) EraseFile(ctx context.Context, hash string, at, since time.Time) (bool, error) {
	gone := false
	err := s.transact(ctx, "erase the file "+hash, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx,
			`UPDATE blobs SET erased_at = $2 WHERE hash = $1 AND erased_at = 0 AND stored_again < $3`, hash, micros(at), micros(since))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			gone = err == nil
			return deleteChunks(ctx, tx, hash)
		}
		var erased int64
		err = tx.QueryRowContext(ctx, `SELECT erased_at FROM blobs WHERE hash = $1`, hash).Scan(&erased)
		gone = erased != 0
		return orNotFound(err)
	})
	return gone, err
}

// deleteChunks writes zeros over a file's content and deletes it: a page that is only
// set free keeps what was on it.
func deleteChunks(ctx context.Context, tx *sql.Tx, hash string) error {
	sizes, err := collect(ctx, tx, func(rows *sql.Rows) (size int, err error) {
		err = rows.Scan(&size)
		return size, err
	}, `SELECT LENGTH(data) FROM blob_chunks WHERE hash = $1 ORDER BY n`, hash)
	if err != nil {
		return err
	}
	for n, size := range sizes {
		if _, err := tx.ExecContext(ctx, `UPDATE blob_chunks SET data = $3 WHERE hash = $1 AND n = $2`, hash, n, make([]byte, size)); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM blob_chunks WHERE hash = $1`, hash)
	return err
}

// GiveUpNotices gives up what waits to be sent to a person, or to somebody else for
// them, with the cause, and counts the notices. A message that was sent stays sent.
func (s *Store) GiveUpNotices(ctx context.Context, person improvement.PersonID, cause string) (int, error) {
	var given int64
	err := s.transact(ctx, "give up the notices to "+string(person), func(tx *sql.Tx) error {
		if err := takeTurn(ctx, tx); err != nil { // no postman puts them into a message meanwhile
			return err
		}
		given = 0
		for _, st := range []statement{
			{`INSERT INTO messages (id, person, urgent, seq, attempts, ready, state, last_error, sent_at)
			  SELECT CAST($2 AS TEXT) || '-' || MIN(id), $1, 0, MIN(id), 0, 0, 'waiting', '', 0
			  FROM notices WHERE (person = $1 OR minor = $1) AND message IS NULL HAVING COUNT(*) > 0
			  ON CONFLICT (id) DO NOTHING`, []any{string(person), s.identity}},
			{`UPDATE notices SET message = (
			    SELECT CAST($2 AS TEXT) || '-' || MIN(id) FROM notices WHERE (person = $1 OR minor = $1) AND message IS NULL)
			  WHERE (person = $1 OR minor = $1) AND message IS NULL`, []any{string(person), s.identity}},
		} {
			if _, err := tx.ExecContext(ctx, st.text, st.args...); err != nil {
				return err
			}
		}
		err := tx.QueryRowContext(ctx,
			`SELECT COUNT(*) FROM notices n JOIN messages m ON m.id = n.message WHERE m.person = $1 AND m.state = 'waiting'`,
			string(person)).Scan(&given)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE messages SET state = 'failed', last_error = $2 WHERE person = $1 AND state = 'waiting'`, string(person), cause)
		return err
	})
	return int(given), err
}

// Mentions gives the entries of the whole journal that a person filed, that name them,
// that hold words of theirs, or that are of their own subject, by subject and version. Identifiers are found as they
// are, in documents and never in people's text, which is sealed. It reads the whole
// journal: such a question is rare.
func (s *Store) Mentions(ctx context.Context, person improvement.PersonID) ([]improvement.Mention, error) {
	own := improvement.PersonSubject(person)
	if subject, is := person.Correspondent(); is {
		own = subject
	}
	mentions, err := collect(ctx, s.read, func(rows *sql.Rows) (improvement.Mention, error) {
		var subject string
		var r row
		err := rows.Scan(&subject, &r.version, &r.command, &r.nth, &r.person, &r.at, &r.event, &r.ev, &r.data)
		if err != nil {
			return improvement.Mention{}, err
		}
		entry, err := r.entry()
		return improvement.Mention{Subject: improvement.SubjectID(subject), Entry: entry}, err
	}, `
		SELECT subject, version, command, nth, person, at, event, event_version, data FROM journal
		WHERE person = $1 OR data LIKE $2 OR subject = $3 ORDER BY subject, version`,
		string(person), `%"`+string(person)+`"%`, string(own))
	return mentions, failed("look for what concerns "+string(person), err)
}

// Told lists every notice to a person, and those to somebody else for them, oldest first.
func (s *Store) Told(ctx context.Context, person improvement.PersonID) ([]improvement.Delivery, error) {
	told, err := collect(ctx, s.read, scanDelivery, deliveries+` WHERE n.person = $1 OR n.minor = $1 ORDER BY n.id`, string(person))
	return told, failed("list what "+string(person)+" was told", err)
}

// ErasedFiles gives those of the files that were erased, in their order.
func (s *Store) ErasedFiles(ctx context.Context, files []string) ([]string, error) {
	erased := map[string]bool{}
	for some := range slices.Chunk(files, maxParameters-1) {
		var c condition
		c.and("erased_at <> ?", 0)
		in(&c, "hash", some)
		gone, err := collect(ctx, s.read, scanText[string], `SELECT hash FROM blobs`+c.where(), c.args...)
		if err != nil {
			return nil, failed("look for erased files", err)
		}
		for _, hash := range gone {
			erased[hash] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(files), func(hash string) bool { return !erased[hash] }), nil
}
