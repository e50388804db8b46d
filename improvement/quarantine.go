package improvement

import (
	"context"
	"errors"
	"time"
)

// Errors of a file that is kept and not given out.
var (
	// ErrChecking tells that a file was not checked for viruses yet.
	ErrChecking = errors.New("not checked for viruses yet")
	// ErrHarmful tells that the check found something in a file: it is given to nobody.
	ErrHarmful = errors.New("found to be harmful")
)

// FileState tells whether a file can be given out.
type FileState string

// The states of a file.
const (
	FileThere    FileState = "there"
	FileErased   FileState = "erased"
	FileChecking FileState = "checking" // for viruses, where files are checked
	FileHarmful  FileState = "harmful"  // one was found; it stays so for good
)

// Unchecked is a file that waits to be checked for viruses.
type Unchecked struct {
	Hash  string
	Tries int // those before that came to nothing
}

// Quarantine holds files until they were checked for viruses. Times are real.
type Quarantine interface {
	// Waiting tells whether a file waits that may be tried at now.
	Waiting(ctx context.Context, now time.Time) (bool, error)
	// TakeUnchecked takes the next of these, those that failed least first and of them
	// the newest, and leaves it to whoever took it until then; ErrNotFound where none waits.
	TakeUnchecked(ctx context.Context, now, until time.Time) (Unchecked, error)
	// LoadUnchecked gives the content of a file, checked or not.
	LoadUnchecked(ctx context.Context, hash string) ([]byte, error)
	// MarkChecked keeps what was found in a file, which is nothing where finding is
	// empty. A file in which something was found stays so.
	MarkChecked(ctx context.Context, hash, finding string, now time.Time) error
	// PutOff keeps that a file could not be checked, and when it is tried again.
	PutOff(ctx context.Context, hash string, retry time.Time) error
}
