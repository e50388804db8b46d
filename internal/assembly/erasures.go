package assembly

import (
	"context"

	"github.com/cairnqi/cairn/internal/steward"
)

// Eraser erases people from this record, and keeps the list of it.
func (r *Record) Eraser() *steward.Eraser {
	return &steward.Eraser{Record: r.Store, Ledger: r.Erasures, Vault: r.Vault, Now: r.Now}
}

// eraseAgain erases, before anybody is served, whom the list of erasures names and the
// record still has: it was restored from before, or an erasure was cut off.
func (v *Service) eraseAgain(ctx context.Context) error {
	done, unread, err := v.record.Eraser().Again(ctx)
	for _, e := range done {
		v.log.Warn("A person was erased again", "person", e.Person, "finished", e.Finished, "files", len(e.Files), "restored", e.Again, "left", e.Left)
	}
	if len(unread) > 0 {
		v.log.Warn("The list of erasures has lines that cannot be read", "lines", unread)
	}
	return err
}
