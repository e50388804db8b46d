package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/photo"
)

// chunkSize keeps one statement small whatever the size of the file.
const chunkSize = 256 << 10

// Store reads at most MaxFileSize bytes, and one more to tell, and gives the
// content's hash (SHA-256, hexadecimal), size and sniffed media type. What a photo tells
// besides its picture is taken out before. Storing the
// same content again changes nothing, but brings one back that was erased. A larger
// one is refused with an *improvement.Error, and so is a photo that is damaged.
func (s *Store) Store(ctx context.Context, content io.Reader) (hash string, size int64, mediaType string, err error) {
	data, err := io.ReadAll(io.LimitReader(content, improvement.MaxFileSize+1))
	if err != nil {
		return "", 0, "", fmt.Errorf("storage: read a file: %w", err)
	}
	if len(data) > improvement.MaxFileSize {
		return "", 0, "", improvement.TooLarge("files")
	}
	if data, err = photo.Clean(data); errors.Is(err, photo.ErrDamaged) {
		return "", 0, "", improvement.Refuse(improvement.Invalid, "files",
			"This photo is damaged, so where and with what it was taken cannot be taken out of it. Send it again, or a copy of it.")
	}
	if err != nil {
		return "", 0, "", fmt.Errorf("storage: clean a photo: %w", err)
	}
	sum := sha256.Sum256(data)
	hash, mediaType = hex.EncodeToString(sum[:]), mimetype.Detect(data).String()
	err = s.transact(ctx, "store a file", func(tx *sql.Tx) error {
		return storeBlob(ctx, tx, hash, mediaType, data)
	})
	return hash, int64(len(data)), mediaType, err
}

func storeBlob(ctx context.Context, tx *sql.Tx, hash, mediaType string, data []byte) error {
	result, err := tx.ExecContext(ctx,
		`INSERT INTO blobs (hash, size, type, at) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING`,
		hash, len(data), mediaType, micros(time.Now()))
	if err != nil {
		return err
	}
	fresh, err := result.RowsAffected()
	if err == nil && fresh == 0 {
		fresh, err = storeAgain(ctx, tx, hash)
	}
	if err != nil || fresh == 0 {
		return err
	}
	n := 0
	for chunk := range slices.Chunk(data, chunkSize) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO blob_chunks (hash, n, data) VALUES ($1, $2, $3)`, hash, n, chunk); err != nil {
			return err
		}
		n++
	}
	return nil
}

// storeAgain keeps that somebody stored the same content, who is about to file it: it is
// not erased meanwhile. What was erased before comes back, and is as fresh.
func storeAgain(ctx context.Context, tx *sql.Tx, hash string) (fresh int64, err error) {
	if _, err = tx.ExecContext(ctx, `UPDATE blobs SET stored_again = $2 WHERE hash = $1`, hash, micros(time.Now())); err != nil {
		return 0, err
	}
	result, err := tx.ExecContext(ctx, `UPDATE blobs SET erased_at = 0 WHERE hash = $1 AND erased_at <> 0`, hash)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Load gives the content; ErrNotFound where there is none, ErrErased where it was
// erased with the person who filed it, ErrChecking and ErrHarmful where the check for
// viruses does not let it be given. Content that no longer has its hash is an error.
func (s *Store) Load(ctx context.Context, hash string) ([]byte, error) {
	data, err := s.load(ctx, hash, fileStanding.mayGive)
	return data, failed("load the file "+hash, err)
}

func (s *Store) load(ctx context.Context, hash string, may func(fileStanding) error) ([]byte, error) {
	var f fileStanding
	err := s.read.QueryRowContext(ctx, `SELECT `+standings+` WHERE b.hash = $1`, hash).Scan(&f.erased, &f.checked, &f.finding, &f.scanning)
	if err != nil {
		return nil, orNotFound(err)
	}
	if err := may(f); err != nil {
		return nil, err
	}
	chunks, err := collect(ctx, s.read, func(rows *sql.Rows) ([]byte, error) {
		var chunk []byte
		err := rows.Scan(&chunk)
		return chunk, err
	}, `SELECT data FROM blob_chunks WHERE hash = $1 ORDER BY n`, hash)
	if err != nil {
		return nil, err
	}
	data := bytes.Join(chunks, nil)
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != hash {
		return nil, fmt.Errorf("the content was changed: it no longer has its hash")
	}
	return data, nil
}
