package steward

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// PressRecord is what newsletters are made from and handed out by.
type PressRecord interface {
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
	Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error)
	List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error)
	Deeds(ctx context.Context, lmg improvement.BodyID, after, until time.Time, events []string) ([]improvement.Deed, error)
	Readers(ctx context.Context, network improvement.BodyID, after improvement.PersonID, limit int) ([]improvement.PersonID, error)
	Post(ctx context.Context, notices []improvement.Notice) error
	Delivered(ctx context.Context, subject improvement.SubjectID, cause string) (improvement.Progress, error)
}

// Calendars gives the working days around a day.
type Calendars interface {
	Around(day improvement.Date) improvement.Calendar
}

// Press makes newsletters and hands them out. It is safe for concurrent use.
type Press struct {
	Record    PressRecord
	Library   improvement.Library // of the voices
	Calendars Calendars
	Now       func() time.Time // the record's time
	Schedule  improvement.Schedule
	Sections  []improvement.Section
	Ladder    improvement.Ladder

	// Mailbox names where a reader's letters go; the same of two who have one address.
	Mailbox func(ctx context.Context, reader improvement.PersonID) (string, error)
}

// Networks lists the networks that have a newsletter.
func (p *Press) Networks(ctx context.Context) ([]improvement.BodyID, error) {
	if p.Schedule.Months == 0 {
		return nil, nil
	}
	return Networks(ctx, p.Record)
}

// Networks lists the networks on record.
func Networks(ctx context.Context, r PressRecord) ([]improvement.BodyID, error) {
	bodies, err := r.List(ctx, improvement.Filter{Kind: improvement.KindBody})
	if err != nil {
		return nil, err
	}
	var found []improvement.BodyID
	for _, listing := range bodies {
		body, err := bodyOf(ctx, r, improvement.BodyID(listing.Subject.ID()))
		if err != nil {
			return nil, err
		}
		if body.Kind == improvement.Network {
			found = append(found, body.ID)
		}
	}
	return found, nil
}

// Next gives how the first issue of a network after a period begins, and when its draft
// is made: one on record as it stands there. ErrNotFound where the network has no
// newsletter.
func (p *Press) Next(ctx context.Context, network improvement.BodyID, after improvement.Period) (*improvement.IssueOpened, error) {
	body, err := bodyOf(ctx, p.Record, network)
	if err == nil && (body.Kind != improvement.Network || p.Schedule.Months == 0) {
		err = improvement.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	today := improvement.DateOf(p.Now())
	calendar := p.Calendars.Around(today)
	for {
		period := p.Schedule.Next(after, today, calendar)
		issue, err := p.issue(ctx, improvement.IssueSubject(network, string(period)))
		switch {
		case errors.Is(err, improvement.ErrNotFound):
			return improvement.OpenIssue(body, period, p.Schedule, p.Sections, p.Ladder, calendar), nil
		case err != nil:
			return nil, err
		case !issue.Closed():
			return issue.Opened(), nil
		}
		after = period
	}
}

func (p *Press) issue(ctx context.Context, subject improvement.SubjectID) (*improvement.Issue, error) {
	return issueOf(ctx, p.Record, subject)
}

func issueOf(ctx context.Context, r PressRecord, subject improvement.SubjectID) (*improvement.Issue, error) {
	_, state, err := r.State(ctx, subject)
	if err != nil {
		return nil, err
	}
	return improvement.RestoreIssue(state)
}

// Draft makes the draft of an issue from what is on record.
func (p *Press) Draft(ctx context.Context, subject improvement.SubjectID) (*improvement.IssueDrafted, error) {
	issue, err := p.issue(ctx, subject)
	if err != nil {
		return nil, err
	}
	issues, err := p.issues(ctx, issue.Network)
	if err != nil {
		return nil, err
	}
	before, covered := improvement.CoveredBefore(issues, issue.Period)
	now := p.Now()
	since, until := p.Schedule.Covers(before, covered, now)
	deeds, err := p.Record.Deeds(ctx, issue.LMG, since, until, improvement.NewsEvents())
	if err != nil {
		return nil, err
	}
	voices, err := p.voices(ctx, deeds)
	if err != nil {
		return nil, err
	}
	calendar := p.Calendars.Around(improvement.DateOf(now))
	return p.Schedule.Drafted(before, covered, improvement.News(deeds, voices), calendar, now), nil
}

func (p *Press) issues(ctx context.Context, network improvement.BodyID) ([]*improvement.Issue, error) {
	list, err := p.Record.List(ctx, improvement.Filter{Kind: improvement.KindNewsletter, Parent: improvement.BodySubject(network)})
	if err != nil {
		return nil, err
	}
	issues := make([]*improvement.Issue, len(list))
	for i, l := range list {
		if issues[i], err = p.issue(ctx, l.Subject); err != nil {
			return nil, err
		}
	}
	return issues, nil
}

// voices gives, for each test that was decided on, the voices among the evidence of its
// priority.
func (p *Press) voices(ctx context.Context, deeds []improvement.Deed) (map[improvement.SubjectID][]improvement.ItemID, error) {
	voices := map[improvement.SubjectID][]improvement.ItemID{}
	for _, d := range deeds {
		if _, decided := d.Entry.Event.(*improvement.DecisionReached); !decided || voices[d.Subject] != nil {
			continue
		}
		_, state, err := p.Record.State(ctx, d.Subject)
		if err != nil {
			return nil, err
		}
		test, err := improvement.RestoreTest(state)
		if err != nil {
			return nil, err
		}
		said, err := p.said(ctx, improvement.PrioritySubject(test.Charter.Priority))
		if err != nil {
			return nil, err
		}
		voices[d.Subject] = said
	}
	return voices, nil
}

// said lists the voices that a priority rests on, and that may be told of.
func (p *Press) said(ctx context.Context, priority improvement.SubjectID) ([]improvement.ItemID, error) {
	_, state, err := p.Record.State(ctx, priority)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var on improvement.Priority
	if err := json.Unmarshal(state, &on); err != nil {
		return nil, err
	}
	var said []improvement.ItemID
	for _, item := range on.Evidence {
		if _, told, err := voiceOf(ctx, p.Record, p.Library, item); err != nil {
			return nil, err
		} else if told {
			said = append(said, item)
		}
	}
	return said, nil
}

// HandOut puts a letter to every reader of an issue into the outbox: one where somebody is
// a member and subscribed with the same address, too. It may be cut off anywhere and done
// again: who has a letter gets no other. It calls alive between batches.
func (p *Press) HandOut(ctx context.Context, subject improvement.SubjectID, alive func()) (int, error) {
	issue, err := p.issue(ctx, subject)
	if err != nil {
		return 0, err
	}
	members, err := p.mailboxesOfMembers(ctx, issue.Network, alive)
	if err != nil {
		return 0, err
	}
	now := p.Now()
	err = eachReader(ctx, p.Record, issue.Network, func(readers []improvement.PersonID) error {
		var letters []improvement.Notice
		for _, reader := range readers {
			if _, is := reader.Correspondent(); is {
				mailbox, err := p.Mailbox(ctx, reader)
				if err != nil {
					return err
				}
				if members[mailbox] {
					continue
				}
			}
			letters = append(letters, issue.Letter(reader, now))
		}
		defer alive()
		return p.Record.Post(ctx, letters)
	})
	if err != nil {
		return 0, err
	}
	progress, err := p.Progress(ctx, subject)
	return progress.Of(), err // an adult may hear for several
}

// mailboxesOfMembers are those of the readers who are on record.
func (p *Press) mailboxesOfMembers(ctx context.Context, network improvement.BodyID, alive func()) (map[string]bool, error) {
	taken := map[string]bool{}
	err := eachReader(ctx, p.Record, network, func(readers []improvement.PersonID) error {
		defer alive()
		for _, reader := range readers {
			if _, is := reader.Correspondent(); is {
				continue
			}
			mailbox, err := p.Mailbox(ctx, reader)
			if err != nil {
				return err
			}
			if mailbox != "" {
				taken[mailbox] = true
			}
		}
		return nil
	})
	return taken, err
}

// Progress tells how far the letters of an issue have come.
func (p *Press) Progress(ctx context.Context, subject improvement.SubjectID) (improvement.Progress, error) {
	issue, err := p.issue(ctx, subject)
	if err != nil {
		return improvement.Progress{}, err
	}
	return p.Record.Delivered(ctx, subject, issue.LetterCause())
}
