package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Parts knows what people did.
type Parts interface {
	// DidTowards adds up what somebody did, up to a moment, in a subject and in what it
	// rests on.
	DidTowards(ctx context.Context, person improvement.PersonID, subject improvement.SubjectID, until time.Time) ([]improvement.Did, error)
}

// partKinds is how many kinds of deed a letter tells of each part.
const partKinds = 5

// parts tells the reader, in a sentence for each, their part in what a letter says has
// come to something: theirs, or that of the under-16 for whom they hear.
func (c *composer) parts(m improvement.Message, o *opening) []string {
	if c.partaking == nil {
		return nil
	}
	type of struct {
		person improvement.PersonID
		matter improvement.SubjectID
	}
	var told []string
	seen := map[of]bool{}
	for _, d := range m.Notices {
		whose := of{m.Person, improvement.Matter(d.Notice.Subject)}
		if d.For != "" {
			whose.person = d.For
		}
		if !d.Notice.TellsWhatCame() || seen[whose] || o.err != nil {
			continue
		}
		seen[whose] = true
		if line := c.part(d, whose.person, o); line != "" {
			told = append(told, line)
		}
	}
	return told
}

// part is empty where they did nothing towards it that is on record. What was done since
// does not count: a letter that is sent again says the same.
func (c *composer) part(d improvement.Delivery, person improvement.PersonID, o *opening) string {
	did, err := c.partaking.DidTowards(o.ctx, person, d.Notice.Subject, d.Notice.SendAfter)
	switch {
	case errors.Is(err, improvement.ErrUnavailable): // the letter is tried again
		o.err = fmt.Errorf("notify: the part in %s: %w", d.Notice.Subject, err)
		return ""
	case err != nil: // better a letter without it than none
		c.log.Error("a letter goes without the reader's part", "subject", d.Notice.Subject, "error", err)
		return ""
	case len(did) == 0:
		return ""
	}
	who := "you"
	if d.For != "" {
		who = o.name(o.person(d.For))
	}
	return fmt.Sprintf("Towards %s %s %s.", gather(d.Notice, o.words).Title, who, improvement.Told(did, partKinds))
}
