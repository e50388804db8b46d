package access

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Store is all that is kept of who may come in. What is asked for one by one and is not
// there is improvement.ErrNotFound, unless another error is named.
type Store interface {
	SignIns
	Links
	TaskLinks
	Passkeys
	Identities
	Drafts
	Calendars
	Auditor
	// TidyAccess drops what is no longer of use to anybody.
	TidyAccess(ctx context.Context, t Tidying) error
	// EraseAccess takes away all that is kept of somebody, but the audit, and revokes
	// the links that they were sent.
	EraseAccess(ctx context.Context, person improvement.PersonID, at time.Time) error
}

// Tidying says what is no longer of use: what is older than these times.
type Tidying struct {
	Sessions  time.Time // that expired
	Links     time.Time // that expired
	Anonymous time.Time // drafts of nobody
	Drafts    time.Time
	SignIns   time.Time // that were last seen
}

const day = 24 * time.Hour

// TidyingAt is what may go at a time. A link stays a day, so that whoever opens it late
// reads why it does not work; sign-ins stay three months, to look back at.
func TidyingAt(now time.Time) Tidying {
	return Tidying{
		Sessions: now, Links: now.Add(-day), Anonymous: now.Add(-day),
		Drafts: now.Add(-90 * day), SignIns: now.Add(-90 * day),
	}
}
