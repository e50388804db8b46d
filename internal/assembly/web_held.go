package assembly

import (
	"context"
	"io"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/dossier"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/web"
	"github.com/cairnqi/cairn/internal/wording"
)

// webHeld answers for what is held about somebody, for the pages.
type webHeld struct {
	*Record
	newsletters *Newsletters
}

// Gather gathers all that is held about somebody, who may have it, and gives how it is
// written.
func (h webHeld) Gather(ctx context.Context, who improvement.Actor, person improvement.PersonID) (func(io.Writer) error, error) {
	if _, wroteIn := person.Correspondent(); !wroteIn { // of those, what they sent decides
		if err := improvement.MayExport(who, person); err != nil {
			return nil, err
		}
	}
	d, err := steward.Export(ctx, h.Store, h.Vault, who, person, h.Now())
	if err != nil {
		return nil, err
	}
	words := wording.New(ctx, h.Vault, h.Store)
	return func(into io.Writer) error {
		if err := dossier.WriteZip(ctx, d, words, h.Store, into); err != nil {
			return err
		}
		return words.Err()
	}, nil
}

// MayErase refuses whoever may not erase somebody.
func (h webHeld) MayErase(ctx context.Context, as, person improvement.PersonID) error {
	_, err := h.Eraser().May(ctx, as, person)
	return err
}

// CheckErase refuses what Erase would refuse.
func (h webHeld) CheckErase(ctx context.Context, as improvement.PersonID, c improvement.ErasePerson) error {
	return h.Eraser().Check(ctx, as, c)
}

// Erase erases somebody.
func (h webHeld) Erase(ctx context.Context, as improvement.PersonID, c improvement.ErasePerson) (web.Erased, error) {
	e, err := h.Eraser().Erase(ctx, as, c)
	return web.Erased{
		Finished: e.Finished, Bodies: len(e.Bodies), Notices: e.Notices, Files: len(e.Files), Shared: len(e.Shared),
		Waiting: len(e.Waiting), Requests: len(e.Requests), Left: e.Left,
	}, err
}

// ForgetRequests erases the words of closed requests about somebody who was erased.
func (h webHeld) ForgetRequests(ctx context.Context) error {
	_, err := h.Eraser().Requests(ctx)
	return err
}

// At finds, for an administrator, whoever hears by an address.
func (h webHeld) At(ctx context.Context, who improvement.Actor, address string) (improvement.PersonID, error) {
	return h.newsletters.At(ctx, who, address)
}
