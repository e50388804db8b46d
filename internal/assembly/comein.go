package assembly

import (
	"context"
	"strings"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/web"
)

// letters sends links to sign in, where there is a mail server to send them by.
func (v *Service) letters(s config.Settings) (web.Letters, error) {
	if s.Mail.Mode == config.Outbox {
		return nil, nil //nolint:nilnil // nobody sends any
	}
	channel, err := newChannel(s)
	if err != nil {
		return nil, err
	}
	r := v.Desk.Record
	return notify.NewCourier(r, r.Vault, channel, r.Time.Rehearsing(), v.log), nil
}

// baseURL is where letters say that the pages are.
func (v *Service) baseURL(s config.Settings) string {
	if s.Mail.BaseURL != "" {
		return strings.TrimRight(s.Mail.BaseURL, "/")
	}
	return v.WebURL()
}

// beginner begins a record that nobody keeps yet.
type beginner struct{ *Record }

// MayBegin refuses once somebody keeps the directory.
func (b beginner) MayBegin(ctx context.Context) error {
	err := b.Directory().MayLoad(ctx, "")
	if _, refused := improvement.Refusal(err); refused {
		return improvement.Refuse(improvement.Conflict, "", "There is an administrator already. Sign in, or ask them for a link.")
	}
	return err
}

// Begin files a load file.
func (b beginner) Begin(ctx context.Context, as improvement.PersonID, doc []byte) error {
	_, err := b.LoadDirectory(ctx, as, LoadFile{Content: doc})
	return err
}

// makeFirstLink makes the link by which the first administrator comes in, while there is
// none. The one of the start before works no more.
func (v *Service) makeFirstLink(ctx context.Context, s config.Settings) error {
	r := v.Desk.Record
	if r.Time.Rehearsing() {
		return nil
	}
	if err := (beginner{r}).MayBegin(ctx); err != nil {
		if _, begun := improvement.Refusal(err); begun {
			return nil
		}
		return err
	}
	if err := r.DropLinks(ctx, "", access.LinkAdmin); err != nil {
		return err
	}
	token, link := access.NewLink(access.LinkAdmin, "", "", time.Now())
	v.firstLink = v.baseURL(s) + "/begin/" + token
	return r.PutLink(ctx, link)
}

// FirstLink is where the first administrator begins, once and within the hour; empty where
// there is one.
func (v *Service) FirstLink() string { return v.firstLink }

// LetIn makes a link by which somebody signs in once: see access.LetIn.
func (r *Record) LetIn(ctx context.Context, by improvement.Actor, person improvement.PersonID) (path string, err error) {
	who, err := r.Actor(ctx, person)
	if err != nil {
		return "", err
	}
	return access.LetIn(ctx, r.Store, by, who, "", time.Now())
}
