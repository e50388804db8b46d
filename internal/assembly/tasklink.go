package assembly

import (
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/notify"
)

// How long the link of a letter opens its task: so long after the letter, and so long
// after the due day, whichever is earlier, to the end of that day.
const (
	afterLetter  = 30 * 24 * time.Hour
	daysAfterDue = 14
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
	return func(person improvement.PersonID, address string, n improvement.Notice) (notify.Links, error) {
		now, due := time.Now(), n.Due
		if r.Time.Rehearsing() {
			due = ""
		}
		ends := linksEnd(now, due)
		if !ends.After(now) {
			return notify.Links{}, nil
		}
		link := access.NewTaskLink(person, n.Subject, n.Task, ends.Sub(now), now)
		var err error
		if link.SentTo, err = access.ShortMark(r.Vault, address); err != nil {
			return notify.Links{}, err
		}
		return r.signed(signer, link, n.PhotoByLink())
	}, err
}

// linksEnd is when the links of a letter of now end. due may be empty.
func linksEnd(now time.Time, due improvement.Date) time.Time {
	last := improvement.DateOf(now.Add(afterLetter))
	if due != "" {
		last = min(last, due.AddDays(daysAfterDue))
	}
	return last.End()
}

// signed are the links of a letter, as addresses below the pages.
func (r *Record) signed(signer access.Signer, link access.TaskLink, photo bool) (notify.Links, error) {
	var links notify.Links
	if !r.Time.Rehearsing() {
		links.Until = link.LastDay()
	}
	token, err := signer.Sign(link)
	if err != nil {
		return links, err
	}
	links.Do = "/task/" + token
	if photo {
		link.Purpose = access.AddPhoto
		if token, err = signer.Sign(link); err != nil {
			return links, err
		}
		links.Photo = "/task/" + token + "/photo"
	}
	return links, nil
}
