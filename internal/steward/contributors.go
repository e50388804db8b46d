package steward

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Voices is what telling contributors needs of the record.
type Voices interface {
	List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error)
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
	// Post puts notices into the outbox that follow from what is on record. A person who
	// has one of a cause is not told again.
	Post(ctx context.Context, notices []improvement.Notice) error
}

// Contributors tells who spoke up, and left an address, what came of it.
type Contributors struct {
	Record Voices
	Now    func() time.Time // the record's time
}

// toldAtOnce is how many voices are told in one transaction.
const toldAtOnce = 200

// TellContributors tells those whose voices a published round rests on, and those that
// came since the round before and were read. Each hears once, however often it is
// called; it gives how many there are. alive is called between them.
func (c *Contributors) TellContributors(ctx context.Context, round *improvement.PrioritySetting, alive func()) (told int, err error) {
	since, err := c.earlier(ctx, round)
	if err != nil {
		return 0, err
	}
	voices, err := c.Record.List(ctx, improvement.Filter{Kind: improvement.KindVoice, LMG: round.LMG, Stage: string(improvement.VoiceAccepted)})
	if err != nil {
		return 0, err
	}
	var notices []improvement.Notice
	for i, listing := range voices {
		alive()
		voice, err := c.voice(ctx, listing.Subject)
		if err != nil {
			return told, err
		}
		if letters := round.HeardBack(voice, since, c.Now()); len(letters) > 0 {
			told++
			notices = append(notices, letters...)
		}
		if len(notices) >= toldAtOnce || i == len(voices)-1 {
			if err := c.Record.Post(ctx, notices); err != nil {
				return told, err
			}
			notices = nil
		}
	}
	return told, nil
}

// earlier is when the LMG's round before this one was published; zero where there was none.
func (c *Contributors) earlier(ctx context.Context, round *improvement.PrioritySetting) (time.Time, error) {
	rounds, err := c.Record.List(ctx, improvement.Filter{Kind: improvement.KindRound, LMG: round.LMG})
	if err != nil {
		return time.Time{}, err
	}
	var last time.Time
	for _, listing := range rounds {
		_, state, err := c.Record.State(ctx, listing.Subject)
		if err != nil {
			return last, err
		}
		other, err := improvement.RestoreRound(state)
		if err != nil {
			return last, fmt.Errorf("%s: %w", listing.Subject, err)
		}
		if other.Published.Before(round.Published) && other.Published.After(last) {
			last = other.Published
		}
	}
	return last, nil
}

func (c *Contributors) voice(ctx context.Context, subject improvement.SubjectID) (*improvement.CommunityVoice, error) {
	_, state, err := c.Record.State(ctx, subject)
	if err != nil {
		return nil, err
	}
	voice := new(improvement.CommunityVoice)
	if err := json.Unmarshal(state, voice); err != nil {
		return nil, fmt.Errorf("%s: %w", subject, err)
	}
	return voice, nil
}
