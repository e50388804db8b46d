package storage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// Report is what Verify found.
type Report struct {
	Subjects int     `json:"subjects"`
	Entries  int     `json:"entries"`
	Anchors  int     `json:"anchors"`
	Faults   []Fault `json:"faults,omitempty"`
	// Rebuilding tells that what lists, traces and the library show is being made again,
	// so that it was not compared.
	Rebuilding bool `json:"rebuilding,omitempty"`
}

// Fault is something on record that is not as it was filed.
type Fault struct {
	Subject string `json:"subject"`           // or the anchor's day, as anchor/2006-01-02
	Version int    `json:"version,omitempty"` // the first entry at fault, where one is
	What    string `json:"what"`
}

// Verify recomputes every chain, compares it with its head and its anchors, and
// folds each journal against its state, and against what lists, tasks, traces, the
// library and the newsletters' readers show of it. The words that search reads are not
// compared. It reads subject by subject and may run beside a working record. An error means that it could not look; what it found
// wrong is in the report.
func (s *Store) Verify(ctx context.Context) (Report, error) {
	v := &verifier{store: s}
	var err error
	if v.report.Rebuilding, err = s.RebuildDue(ctx); err != nil {
		return v.report, err
	}
	for _, step := range []func(context.Context) error{v.subjects, v.strays, v.anchors} {
		if err := step(ctx); err != nil {
			return v.report, failed("verify", err)
		}
	}
	return v.report, nil
}

type verifier struct {
	store  *Store
	report Report
}

func (v *verifier) fault(subject string, version int, what string, args ...any) {
	v.report.Faults = append(v.report.Faults, Fault{subject, version, fmt.Sprintf(what, args...)})
}

func (v *verifier) subjects(ctx context.Context) error {
	for last := ""; ; {
		err := v.store.read.QueryRowContext(ctx, `SELECT id FROM subjects WHERE id > $1 ORDER BY id LIMIT 1`, last).Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := v.subject(ctx, last); err != nil {
			return err
		}
	}
}

// held is a subject with its journal at one moment.
type held struct {
	version int
	head    []byte
	state   string
	rows    []row
	kept    kept
}

// readHeld reads both in one snapshot, so that a filing at work is no fault.
func (s *Store) readHeld(ctx context.Context, subject string) (held, error) {
	var h held
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return h, err
	}
	defer tx.Rollback() // it only reads
	err = tx.QueryRowContext(ctx, `SELECT version, head, state FROM subjects WHERE id = $1`, subject).Scan(&h.version, &h.head, &h.state)
	if err != nil {
		return h, err
	}
	h.rows, err = collect(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM journal j WHERE j.subject = $1 ORDER BY j.version`, subject)
	if err != nil {
		return h, err
	}
	h.kept, err = readKept(ctx, tx, subject)
	return h, err
}

func (v *verifier) subject(ctx context.Context, subject string) error {
	h, err := v.store.readHeld(ctx, subject)
	if err != nil {
		return err
	}
	v.report.Subjects++
	v.report.Entries += len(h.rows)
	if version, what := broken(improvement.SubjectID(subject), h); what != "" {
		v.fault(subject, version, "%s", what)
		return nil
	}
	state, err := refolded(improvement.SubjectID(subject).Kind(), h.rows)
	if err != nil {
		v.fault(subject, 0, "the journal cannot be read: %v", err)
	} else if state != h.state {
		v.fault(subject, h.version, "the state is not what the journal gives")
	} else {
		v.derived(subject, h)
	}
	if improvement.SubjectID(subject).Kind() == improvement.KindApproval {
		return v.pack(ctx, subject, h.state)
	}
	return nil
}

// pack computes again what a panel was given: the pack itself, and what an earlier quality
// review found.
func (v *verifier) pack(ctx context.Context, subject, state string) error {
	approval, err := improvement.RestoreApproval(json.RawMessage(state))
	if err != nil {
		v.fault(subject, 0, "the state cannot be read: %v", err)
		return nil
	}
	if err := v.recompute(ctx, subject, approval.Of, approval.PackRecomputed); err != nil || approval.Pack.Found == nil {
		return err
	}
	return v.recompute(ctx, subject, approval.Pack.Found.Review, approval.Pack.Found.Recomputed)
}

// recompute computes again what a pack took from a journal. A journal that cannot be read
// is a fault of the approval, and no reason to stop looking.
func (v *verifier) recompute(ctx context.Context, subject string, from improvement.SubjectID, again func([]improvement.Entry) (bool, error)) error {
	const unread = "the journal of %s, which its pack rests on, cannot be read: %v"
	source, err := v.store.readHeld(ctx, string(from))
	if errors.Is(err, sql.ErrNoRows) {
		v.fault(subject, 0, unread, from, "the subject is gone")
		return nil
	}
	if err != nil {
		return err
	}
	entries, err := decoded(source.rows)
	if err == nil && len(entries) == 0 {
		err = errors.New("it has no entries")
	}
	if err != nil {
		v.fault(subject, 0, unread, from, err)
		return nil
	}
	switch same, err := again(entries); {
	case err != nil:
		v.fault(subject, 0, "the pack cannot be computed again: %v", err)
	case !same:
		v.fault(subject, 0, "the pack is not what the journal of %s gives", from)
	}
	return nil
}

// broken finds the first entry at which a chain breaks; what is empty where none does.
func broken(subject improvement.SubjectID, h held) (version int, what string) {
	var head []byte
	for i, r := range h.rows {
		if r.version != i+1 {
			return i + 1, "the entry is missing"
		}
		if head = r.chained(subject, head); !bytes.Equal(head, r.hash) {
			return r.version, "the entry was changed after it was filed"
		}
	}
	if len(h.rows) != h.version {
		return min(h.version, len(h.rows)) + 1, fmt.Sprintf("the journal has %d entries, the subject is at version %d", len(h.rows), h.version)
	}
	if !bytes.Equal(head, h.head) {
		return h.version, "the head is not the hash of the last entry"
	}
	return 0, ""
}

func refolded(kind improvement.Kind, rows []row) (string, error) {
	entries, err := decoded(rows)
	if err != nil {
		return "", err
	}
	state, err := improvement.Fold(kind, entries)
	return string(state), err
}

func decoded(rows []row) ([]improvement.Entry, error) {
	entries := make([]improvement.Entry, len(rows))
	for i, r := range rows {
		e, err := r.entry()
		if err != nil {
			return nil, err
		}
		entries[i] = e
	}
	return entries, nil
}

// strays looks for journals whose subject is gone.
func (v *verifier) strays(ctx context.Context) error {
	strays, err := collect(ctx, v.store.read, scanText[string],
		`SELECT DISTINCT j.subject FROM journal j WHERE NOT EXISTS (SELECT 1 FROM subjects s WHERE s.id = j.subject) ORDER BY j.subject`)
	for _, subject := range strays {
		v.fault(subject, 0, "there is a journal, but the subject is gone")
	}
	if err != nil || v.report.Rebuilding {
		return err
	}
	readers, err := collect(ctx, v.store.read, scanText[string], `SELECT DISTINCT reader`+strayReaders+` ORDER BY reader`)
	for _, reader := range readers {
		v.fault(reader, 0, "it stands with newsletters, and no journal says so. An administrator mends it with: starter rebuild")
	}
	return err
}

func (v *verifier) anchors(ctx context.Context) error {
	before := anchor{hash: []byte{}}
	for {
		a, err := scanAnchor(v.store.read.QueryRowContext(ctx,
			`SELECT day, prev, hash, heads FROM anchors WHERE day > $1 ORDER BY day LIMIT 1`, string(before.day)))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		v.report.Anchors++
		if !bytes.Equal(a.prev, before.hash) || !bytes.Equal(a.hash, a.chained(before.hash)) {
			v.fault("anchor/"+string(a.day), 0, "the anchor was changed, or one before it is missing")
		}
		if err := v.anchored(ctx, a); err != nil {
			return err
		}
		before = a
	}
}

// anchored compares an anchor's heads with the journal, a batch at a time.
func (v *verifier) anchored(ctx context.Context, a anchor) error {
	const batch = 200
	lines := slices.Collect(strings.Lines(a.heads))
	for heads := range slices.Chunk(lines, batch) {
		var c condition
		for _, line := range heads {
			subject, version := headOf(line)
			c.parts = append(c.parts, fmt.Sprintf("(subject = $%d AND version = $%d)", len(c.args)+1, len(c.args)+2))
			c.args = append(c.args, subject, version)
		}
		found, err := collect(ctx, v.store.read, scanHead,
			`SELECT subject, version, hash FROM journal WHERE `+strings.Join(c.parts, " OR "), c.args...)
		if err != nil {
			return err
		}
		for _, line := range heads {
			if !slices.Contains(found, line) {
				subject, version := headOf(line)
				v.fault(subject, version, "the entry is not the one anchored on %s", a.day)
			}
		}
	}
	return nil
}

// headOf reads the subject and version of a line; a line that is none gives a
// version that no entry has.
func headOf(line string) (subject string, version int) {
	var head string
	if _, err := fmt.Sscanf(line, "%s %d %s", &subject, &version, &head); err != nil {
		return strings.TrimSpace(line), 0
	}
	return subject, version
}
