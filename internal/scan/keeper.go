package scan

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

const (
	look        = time.Second     // between two looks into the quarantine
	lookAway    = 5 * time.Second // while the scanner does not answer
	lease       = within + 30*time.Second
	firstRetry  = 30 * time.Second
	longestPuts = 30 * time.Minute // between two tries of a file
)

// Scanner finds viruses.
type Scanner interface {
	Ping(ctx context.Context) error
	// Scan gives the name of what was found in the content; "" is nothing.
	Scan(ctx context.Context, content []byte) (finding string, err error)
}

// Keeper takes files out of quarantine to the scanner, one after the other, and keeps what
// it found. All that it has to remember is in the record: a process that was killed leaves
// its file to the next, or to another beside it, once its lease has ended.
type Keeper struct {
	Quarantine improvement.Quarantine
	Scanner    Scanner
	Log        *slog.Logger
	// Now is the real time.
	Now func() time.Time

	away bool
}

// Run looks again and again, until ctx ends.
func (k *Keeper) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := k.Round(ctx); err != nil && ctx.Err() == nil {
			k.Log.Warn("Files could not be taken out of quarantine. It is tried again", "cause", err)
		}
		pause := look
		if k.away {
			pause = lookAway
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// Round checks all files that wait now. Where the scanner does not answer, they wait on.
func (k *Keeper) Round(ctx context.Context) error {
	waits, err := k.Quarantine.Waiting(ctx, k.Now())
	if err != nil || !waits {
		return err
	}
	if !k.answers(ctx) {
		return nil
	}
	for ctx.Err() == nil {
		f, err := k.Quarantine.TakeUnchecked(ctx, k.Now(), k.Now().Add(lease))
		if errors.Is(err, improvement.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := k.check(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// answers tells whether the scanner is there, and the log once that it is away, or back.
func (k *Keeper) answers(ctx context.Context) bool {
	err := k.Scanner.Ping(ctx)
	switch {
	case ctx.Err() != nil:
		return false
	case err != nil && !k.away:
		k.Log.Warn("Files wait to be checked for viruses, and nobody can open them: clamd does not answer. They are checked once it does", "cause", err)
	case err == nil && k.away:
		k.Log.Info("clamd answers again")
	}
	k.away = err != nil
	return !k.away
}

// check has one file looked at. What cannot be told of it is tried again, later each time.
func (k *Keeper) check(ctx context.Context, f improvement.Unchecked) error {
	content, err := k.Quarantine.LoadUnchecked(ctx, f.Hash)
	if errors.Is(err, improvement.ErrErased) { // meanwhile
		return nil
	}
	var finding string
	if err == nil {
		finding, err = k.Scanner.Scan(ctx, content)
	}
	switch {
	case ctx.Err() != nil: // whoever starts next need not wait for the lease
		return k.Quarantine.PutOff(context.WithoutCancel(ctx), f.Hash, k.Now())
	case err != nil:
		k.Log.Warn("A file could not be checked for viruses, and nobody can open it. It is tried again", "file", f.Hash, "cause", err)
		return k.Quarantine.PutOff(ctx, f.Hash, k.Now().Add(retryAfter(f.Tries)))
	case finding != "":
		k.Log.Warn("A virus was found in a file. It is kept back for good", "file", f.Hash, "finding", finding)
	}
	return k.Quarantine.MarkChecked(ctx, f.Hash, finding, k.Now())
}

// retryAfter doubles with each try that came to nothing.
func retryAfter(tries int) time.Duration {
	return min(firstRetry<<min(tries, 10), longestPuts)
}
