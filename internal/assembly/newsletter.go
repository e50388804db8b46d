package assembly

import (
	"context"
	"errors"
	"strings"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// Newsletters is all that newsletters need of an open record.
type Newsletters struct {
	*steward.Subscriptions
	*steward.Press
	record *Record
}

// Newsletters puts the parts of newsletters together.
func (r *Record) Newsletters(s config.Settings) *Newsletters {
	subscriptions := &steward.Subscriptions{Record: r.Store, Ledger: r.Erasures, Sealer: r.Vault, Marker: r.Vault, Now: r.Now, Bounces: s.Newsletter.Bounces, Address: r.address}
	press := &steward.Press{
		Record: r.Store, Library: r.Store, Calendars: r.Calendars, Now: r.Now,
		Schedule: improvement.Schedule{Months: s.Newsletter.Months, Day: s.Newsletter.Day, AskDays: s.Newsletter.AskDays},
		Sections: sections(s.Newsletter.Sections), Ladder: terms(s).Ladder, Mailbox: subscriptions.Mailbox,
	}
	return &Newsletters{subscriptions, press, r}
}

func sections(list []string) []improvement.Section {
	if len(list) == 0 {
		return improvement.DefaultSections()
	}
	all := make([]improvement.Section, len(list))
	for i, text := range list {
		id, title, _ := strings.Cut(text, "=")
		all[i] = improvement.Section{ID: strings.TrimSpace(id), Title: strings.TrimSpace(title)}
	}
	return all
}

// Edition puts an issue together as readers get it.
func (n *Newsletters) Edition(ctx context.Context, issue improvement.SubjectID) (improvement.Edition, error) {
	return steward.Edition(ctx, n.record.Store, n.record.Store, issue)
}

// Reads tells whether somebody hears from a network.
func (n *Newsletters) Reads(ctx context.Context, network improvement.BodyID, reader improvement.PersonID) (bool, error) {
	return n.record.Reads(ctx, network, reader)
}

// bounced records that a newsletter came back for good.
func (n *Newsletters) bounced(ctx context.Context, m improvement.Message, status string) error {
	for _, d := range m.Notices {
		_, state, err := n.record.State(ctx, d.Notice.Subject)
		if err != nil {
			return err
		}
		issue, err := improvement.RestoreIssue(state)
		if err != nil {
			return err
		}
		reader := m.Person
		if d.For != "" {
			reader = d.For
		}
		if err := n.Bounced(ctx, issue, reader, status); err != nil {
			return err
		}
	}
	return nil
}

// TidyAll drops, of all networks, the addresses that nobody confirmed in time; also where
// there are no newsletters any more.
func (n *Newsletters) TidyAll(ctx context.Context) error {
	networks, err := steward.Networks(ctx, n.record.Store)
	if err != nil {
		return err
	}
	for _, network := range networks {
		if err := n.Tidy(ctx, network); err != nil {
			return err
		}
	}
	return nil
}

// address is where somebody on record hears, in the clear; empty where they have none, or
// it was erased.
func (r *Record) address(ctx context.Context, id improvement.PersonID) (string, error) {
	p, err := r.Person(ctx, id)
	if errors.Is(err, improvement.ErrNotFound) || err == nil && p.Email.Empty() {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	address, err := r.Vault.Open(ctx, p.Email)
	if errors.Is(err, improvement.ErrErased) {
		return "", nil
	}
	return address, err
}
