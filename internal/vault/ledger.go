package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// Ledger keeps who was erased, in a small file besides the record: one line for each,
// identifiers and dates alone, only ever added to. It is as precious as the master key:
// without it, a record that is restored knows nothing of the erasures after its backup.
type Ledger struct{ file string }

// NewLedger names the file, which is made with the first line.
func NewLedger(file string) *Ledger { return &Ledger{file} }

// Add adds an erasure, once, and returns when it is on the disk. A file that cannot be
// written is refused with an *improvement.Error.
func (l *Ledger) Add(note improvement.ErasureNote) error {
	notes, _, err := l.Notes(note.Record)
	if err != nil {
		return l.refuse(err)
	}
	if slices.ContainsFunc(notes, func(n improvement.ErasureNote) bool { return n.Person == note.Person && n.Withdrawn == note.Withdrawn }) {
		return nil
	}
	line, err := json.Marshal(note)
	if err != nil {
		return err
	}
	if err := l.append(append(line, '\n')); err != nil {
		return l.refuse(err)
	}
	return nil
}

func (l *Ledger) refuse(err error) error {
	return improvement.Refuse(improvement.Conflict, "vault.erasures_file",
		"The list of erasures, %s, cannot be written (%v), so nothing was erased. Put that right first.", l.file, plainCause(err))
}

// plainCause is the cause without the path, which the sentence has.
func plainCause(err error) error {
	if path := new(fs.PathError); errors.As(err, &path) {
		return path.Err
	}
	return err
}

// append writes a line at once. One that a power cut left torn is ended before it.
func (l *Ledger) append(line []byte) error {
	if err := os.MkdirAll(filepath.Dir(l.file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(l.file, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	torn, err := endsTorn(f)
	if err == nil {
		if torn {
			line = append([]byte("\n"), line...)
		}
		_, err = f.Write(line)
	}
	return errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(l.file)))
}

func endsTorn(f *os.File) (bool, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false, err
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], info.Size()-1)
	return last[0] != '\n', err
}

// syncFolder makes a new file stay after a power cut, where the system can do so.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	_ = d.Sync() // not every file system can; the file itself is on the disk
	return d.Close()
}

// Notes gives the erasures of one record, oldest first, and the numbers of the lines
// that cannot be read: such as one that a power cut left torn, of an erasure that had
// not begun. No file is no erasure.
func (l *Ledger) Notes(record string) (notes []improvement.ErasureNote, unread []int, err error) {
	f, err := os.Open(l.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("vault: the list of erasures: %w", err)
	}
	defer f.Close() // it is only read
	content, err := io.ReadAll(f)
	if err != nil {
		return nil, nil, fmt.Errorf("vault: the list of erasures: %w", err)
	}
	number := 0
	for line := range bytes.Lines(content) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var n improvement.ErasureNote
		if json.Unmarshal(line, &n) != nil || n.Person == "" || n.Record == "" {
			unread = append(unread, number)
		} else if n.Record == record {
			notes = append(notes, n)
		}
	}
	return notes, unread, nil
}
