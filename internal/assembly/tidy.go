package assembly

import (
	"context"
	"errors"
	"time"

	"github.com/cairnqi/cairn/internal/access"
)

// tidy drops what is not to be kept any longer: addresses that nobody confirmed, and of
// coming in what is of no more use. People come in by real time, also in a rehearsal.
func (r *Record) tidy(ctx context.Context, n *Newsletters) error {
	return errors.Join(n.TidyAll(ctx), r.TidyAccess(ctx, access.TidyingAt(time.Now())))
}
