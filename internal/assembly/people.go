package assembly

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
)

// Directory keeps people, bodies, themes and priorities.
func (r *Record) Directory() *steward.Directory {
	return &steward.Directory{Record: r.Store, Opener: r.Vault, Now: r.Now}
}

// AddPerson files the person of a document (intake's Invitation) who is not on record
// yet. Where it is refused no key is made for them.
func (r *Record) AddPerson(ctx context.Context, as improvement.PersonID, doc []byte) error {
	directory := r.Directory()
	if err := directory.MayInvite(ctx, as); err != nil {
		return err
	}
	through := newGlass(r.Vault)
	tried, err := intake.Reader{Sealer: through, Author: as}.Invitation(ctx, doc)
	if err != nil {
		return err
	}
	looking := *directory
	looking.Opener = through
	if err := looking.CheckAdd(ctx, as, tried.RecordPerson, tried.Role); err != nil {
		return err
	}
	i, err := intake.Reader{Sealer: r.Vault, Author: as}.Invitation(ctx, doc)
	if err != nil {
		return err
	}
	return directory.Add(ctx, as, i.RecordPerson, i.Role)
}

// CorrectPerson files what a document (intake's Correction) changes of a person.
func (r *Record) CorrectPerson(ctx context.Context, as improvement.PersonID, doc []byte) error {
	directory := r.Directory()
	if err := directory.MayLoad(ctx, as); err != nil {
		return err
	}
	through := newGlass(r.Vault)
	tried, err := intake.Reader{Sealer: through, Author: as}.Correction(ctx, doc)
	if err != nil {
		return err
	}
	looking := *directory
	looking.Opener = through
	if err := looking.CheckCorrect(ctx, as, tried); err != nil {
		return err
	}
	c, err := intake.Reader{Sealer: r.Vault, Author: as}.Correction(ctx, doc)
	if err != nil {
		return err
	}
	return directory.Correct(ctx, as, c)
}

// GiveRole files the role of a document (intake's Membership).
func (r *Record) GiveRole(ctx context.Context, as improvement.PersonID, doc []byte) error {
	m, err := intake.Reader{Sealer: r.Vault, Author: as}.Membership(ctx, doc)
	if err != nil {
		return err
	}
	return r.Directory().GiveRole(ctx, as, improvement.GiveRole{Membership: m})
}

// EndRole ends the role of a document (intake's Membership).
func (r *Record) EndRole(ctx context.Context, as improvement.PersonID, doc []byte) error {
	m, err := intake.Reader{Sealer: r.Vault, Author: as}.Membership(ctx, doc)
	if err != nil {
		return err
	}
	return r.Directory().EndRole(ctx, as, improvement.EndRole{Membership: m})
}

// ChangeRole files the change of a document (intake's RoleChange).
func (r *Record) ChangeRole(ctx context.Context, as improvement.PersonID, doc []byte) error {
	c, err := intake.Reader{Sealer: r.Vault, Author: as}.RoleChange(ctx, doc)
	if err != nil {
		return err
	}
	return r.Directory().ChangeRole(ctx, as, c)
}

// ChooseNotices files how the person of a document (intake's Hearing) hears.
func (r *Record) ChooseNotices(ctx context.Context, as improvement.PersonID, doc []byte) error {
	c, err := intake.Reader{Sealer: r.Vault, Author: as}.Hearing(ctx, doc)
	if err != nil {
		return err
	}
	return r.Directory().ChooseNotices(ctx, as, c)
}
