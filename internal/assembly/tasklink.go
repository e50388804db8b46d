package assembly

import (
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/notify"
)

// How long the link of a letter opens its task: so long after the letter, and so long
// after the due day, whichever is earlier.
const (
	afterLetter = 30 * 24 * time.Hour
	afterDue    = 14 * 24 * time.Hour
)

// taskSigner signs the links of letters to one task.
func (r *Record) taskSigner() (access.Signer, error) {
	key, err := r.Vault.Subkey("task links")
	return access.Signer{Key: key}, err
}

// taskLink makes the links of letters. The days of a rehearsal are not those of the wall,
// by which links end: there the letter alone counts.
func (r *Record) taskLink() (notify.TaskLink, error) {
	signer, err := r.taskSigner()
	return func(person improvement.PersonID, n improvement.Notice) (string, error) {
		now := time.Now()
		lasts := afterLetter
		if !r.Time.Rehearsing() && n.Due != "" {
			lasts = min(lasts, n.Due.End().Add(afterDue).Sub(now))
		}
		token, err := signer.Sign(access.NewTaskLink(person, n.Subject, n.Task, lasts, now))
		return "/task/" + token, err
	}, err
}
