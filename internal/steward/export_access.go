package steward

import (
	"context"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// Comings is what an export needs of who comes in.
type Comings interface {
	SignInsOf(ctx context.Context, person improvement.PersonID) ([]access.SignIn, error)
	PasskeysOf(ctx context.Context, person improvement.PersonID) ([]access.Passkey, error)
	IdentitiesOf(ctx context.Context, person improvement.PersonID) ([]access.Identity, error)
	DraftsOf(ctx context.Context, person improvement.PersonID) ([]access.Draft, error)
	CalendarOf(ctx context.Context, person improvement.PersonID) (access.Calendar, error)
	Audit(ctx context.Context, f access.AuditFilter, limit int) ([]access.Audited, error)
}

// HeldAccess is how somebody comes in, without what would let anybody else in.
type HeldAccess struct {
	SignIns    []access.SignIn   `json:"sign_ins,omitempty"`
	Passkeys   []HeldPasskey     `json:"passkeys,omitempty"`
	Identities []access.Identity `json:"identities,omitempty"`
	Drafts     []access.Draft    `json:"drafts,omitempty"` // the forms alone: their owner has them open
	Calendar   time.Time         `json:"calendar,omitzero"`
	Audit      []access.Audited  `json:"audit,omitempty"`
}

// HeldPasskey is a passkey by its name.
type HeldPasskey struct {
	Name string    `json:"name"`
	Made time.Time `json:"made"`
	Used time.Time `json:"used,omitzero"`
}

// access gathers how they come in.
func (x *exporter) access(ctx context.Context) (err error) {
	a, who := &x.d.Access, x.d.Person
	if a.SignIns, err = x.record.SignInsOf(ctx, who); err != nil {
		return err
	}
	if a.Identities, err = x.record.IdentitiesOf(ctx, who); err != nil {
		return err
	}
	if a.Drafts, err = x.record.DraftsOf(ctx, who); err != nil {
		return err
	}
	calendar, err := x.record.CalendarOf(ctx, who)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return err
	}
	a.Calendar = calendar.Made
	if a.Passkeys, err = x.passkeys(ctx); err != nil {
		return err
	}
	a.Audit, err = x.audited(ctx)
	return err
}

func (x *exporter) passkeys(ctx context.Context) ([]HeldPasskey, error) {
	list, err := x.record.PasskeysOf(ctx, x.d.Person)
	if err != nil {
		return nil, err
	}
	var held []HeldPasskey
	for _, p := range list {
		name, err := x.open(ctx, p.Name)
		if err != nil {
			return nil, err
		}
		held = append(held, HeldPasskey{name, p.Made, p.Used})
	}
	return held, nil
}

// audited reads all that the audit has of them, a page at a time.
func (x *exporter) audited(ctx context.Context) ([]access.Audited, error) {
	const page = 1000
	var all []access.Audited
	for f := (access.AuditFilter{Person: x.d.Person}); ; f.Before = all[len(all)-1].Seq {
		some, err := x.record.Audit(ctx, f, page)
		all = append(all, some...)
		if err != nil || len(some) < page {
			return all, err
		}
	}
}
