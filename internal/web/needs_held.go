package web

import (
	"context"
	"io"

	"github.com/cairnqi/cairn/improvement"
)

// Held answers for what is held about somebody: it gives all of it out, and erases it.
// Somebody is a person on record, or who wrote in: the subject that they sent.
type Held interface {
	// Gather gathers all that is held, for whoever may have it, and gives how it is written
	// as one file (zip). That it was given is filed.
	Gather(ctx context.Context, who improvement.Actor, person improvement.PersonID) (write func(io.Writer) error, err error)
	// MayErase refuses whoever may not erase somebody; before anything is sealed for them.
	MayErase(ctx context.Context, as, person improvement.PersonID) error
	// CheckErase refuses what Erase would refuse, and changes nothing.
	CheckErase(ctx context.Context, as improvement.PersonID, c improvement.ErasePerson) error
	// Erase erases somebody, or completes an erasure that was cut off.
	Erase(ctx context.Context, as improvement.PersonID, c improvement.ErasePerson) (Erased, error)
	// ForgetRequests erases the words of closed requests about somebody who was erased.
	ForgetRequests(ctx context.Context) error
	// At finds, for an administrator, whoever hears from newsletters by an address.
	At(ctx context.Context, who improvement.Actor, address string) (improvement.PersonID, error)
}

// Erased counts what went with somebody, and what stays.
type Erased struct {
	Finished bool
	Bodies   int      // in which their roles ended
	Notices  int      // that waited, and are not sent
	Files    int      // that were deleted
	Shared   int      // that stay, as others filed the same content
	Waiting  int      // that stay for now, as somebody may be about to file the same content
	Requests int      // about them, whose words went
	Left     []string // what others have to see to, a sentence each
}
