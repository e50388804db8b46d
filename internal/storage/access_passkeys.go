package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

const passkeyColumns = `id, person, name, credential, made, used`

func scanPasskey(scan func(...any) error) (access.Passkey, error) {
	var p access.Passkey
	var name string
	var made, used int64
	if err := scan(&p.ID, &p.Person, &name, &p.Credential, &made, &used); err != nil {
		return p, err
	}
	p.Made, p.Used = moment(made), moment(used)
	return p, json.Unmarshal([]byte(name), &p.Name)
}

// PutPasskey keeps a new passkey.
func (s *Store) PutPasskey(ctx context.Context, p access.Passkey) error {
	name, err := json.Marshal(p.Name)
	if err != nil {
		return failed("keep a passkey", err)
	}
	return s.putNew(ctx, "keep a passkey", access.ErrPasskeyKnown,
		`INSERT INTO passkeys (`+passkeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
		p.ID, string(p.Person), string(name), p.Credential, micros(p.Made), micros(p.Used))
}

// putNew runs a statement that changes a row, or none where another is there.
func (s *Store) putNew(ctx context.Context, doing string, there error, text string, args ...any) error {
	result, err := s.write.ExecContext(ctx, text, args...)
	if err != nil {
		return failed(doing, err)
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		err = there
	}
	return failed(doing, err)
}

// Passkey gives the passkey of a credential.
func (s *Store) Passkey(ctx context.Context, id []byte) (access.Passkey, error) {
	p, err := scanPasskey(s.read.QueryRowContext(ctx, `SELECT `+passkeyColumns+` FROM passkeys WHERE id = $1`, id).Scan)
	return p, failed("read a passkey", orNotFound(err))
}

// PasskeysOf lists somebody's passkeys, the oldest first.
func (s *Store) PasskeysOf(ctx context.Context, person improvement.PersonID) ([]access.Passkey, error) {
	list, err := collect(ctx, s.read, func(rows *sql.Rows) (access.Passkey, error) { return scanPasskey(rows.Scan) },
		`SELECT `+passkeyColumns+` FROM passkeys WHERE person = $1 ORDER BY made, id`, string(person))
	return list, failed("list the passkeys of "+string(person), err)
}

// UsePasskey keeps a credential as it came out of a use.
func (s *Store) UsePasskey(ctx context.Context, id, credential []byte, at time.Time) error {
	return s.putNew(ctx, "use a passkey", improvement.ErrNotFound,
		`UPDATE passkeys SET credential = $2, used = $3 WHERE id = $1`, id, credential, micros(at))
}

// DropPasskey takes away a passkey that is this person's.
func (s *Store) DropPasskey(ctx context.Context, person improvement.PersonID, id []byte) error {
	return s.putNew(ctx, "drop a passkey", improvement.ErrNotFound,
		`DELETE FROM passkeys WHERE id = $1 AND person = $2`, id, string(person))
}

// Handle gives the random handle by which devices know somebody.
func (s *Store) Handle(ctx context.Context, person improvement.PersonID) ([]byte, error) {
	made := make([]byte, access.HandleSize)
	rand.Read(made) // never fails: it ends the process instead
	var handle []byte
	err := s.transact(ctx, "give a handle to "+string(person), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO passkey_handles (person, handle) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING`, string(person), made)
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT handle FROM passkey_handles WHERE person = $1`, string(person)).Scan(&handle)
	})
	return handle, err
}

// PersonByHandle gives whose a handle is.
func (s *Store) PersonByHandle(ctx context.Context, handle []byte) (improvement.PersonID, error) {
	return s.owner(ctx, "find whose a handle is", `SELECT person FROM passkey_handles WHERE handle = $1`, handle)
}

// owner gives the one person that a query finds.
func (s *Store) owner(ctx context.Context, doing, query string, args ...any) (improvement.PersonID, error) {
	var person improvement.PersonID
	err := s.read.QueryRowContext(ctx, query, args...).Scan(&person)
	return person, failed(doing, orNotFound(err))
}

// PutIdentity keeps whose an identity is.
func (s *Store) PutIdentity(ctx context.Context, i access.Identity) error {
	return s.putNew(ctx, "keep an identity", access.ErrIdentityTaken, `
		INSERT INTO identities (issuer, subject, person) VALUES ($1, $2, $3)
		ON CONFLICT (issuer, subject) DO UPDATE SET person = excluded.person WHERE identities.person = excluded.person`,
		i.Issuer, i.Subject, string(i.Person))
}

// IdentityOwner gives whose an identity is.
func (s *Store) IdentityOwner(ctx context.Context, issuer, subject string) (improvement.PersonID, error) {
	return s.owner(ctx, "find whose an identity is", `SELECT person FROM identities WHERE issuer = $1 AND subject = $2`, issuer, subject)
}

// IdentitiesOf lists somebody's identities.
func (s *Store) IdentitiesOf(ctx context.Context, person improvement.PersonID) ([]access.Identity, error) {
	list, err := collect(ctx, s.read, func(rows *sql.Rows) (access.Identity, error) {
		i := access.Identity{Person: person}
		err := rows.Scan(&i.Issuer, &i.Subject)
		return i, err
	}, `SELECT issuer, subject FROM identities WHERE person = $1 ORDER BY issuer, subject`, string(person))
	return list, failed("list the identities of "+string(person), err)
}

// DropIdentity takes an identity away.
func (s *Store) DropIdentity(ctx context.Context, issuer, subject string) error {
	return s.change(ctx, "drop an identity", `DELETE FROM identities WHERE issuer = $1 AND subject = $2`, issuer, subject)
}
