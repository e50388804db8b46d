package workflows

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// freshFor is how long roles, once read, are taken as they are: a person files
// several things in a row, and who they are is not asked of the record each time.
const freshFor = 5 * time.Second

// staleAfter is how long a person's roles, once read, may stand in while the
// record cannot be reached.
const staleAfter = 10 * time.Minute

// mostRemembered bounds how many people are remembered.
const mostRemembered = 1000

// people resolves who acts, from the record. While it cannot be reached, the
// roles read last stand in for a while, so that a short outage is only a delay.
type people struct {
	reader improvement.Reader
	mu     sync.Mutex
	seen   map[improvement.PersonID]sighting
}

type sighting struct {
	actor improvement.Actor
	at    time.Time
}

func newPeople(r improvement.Reader) *people {
	return &people{reader: r, seen: make(map[improvement.PersonID]sighting)}
}

func (p *people) actor(ctx context.Context, id improvement.PersonID) (improvement.Actor, error) {
	if id == "" {
		return improvement.Actor{}, improvement.Refuse(improvement.NotAllowed, "as", "Say who you are.")
	}
	if actor, err := p.recall(id, freshFor, errNotSeen); err == nil {
		return actor, nil
	}
	actor, err := p.reader.Actor(ctx, id)
	switch {
	case err == nil:
		p.remember(actor)
		return actor, nil
	case errors.Is(err, improvement.ErrNotFound):
		return actor, improvement.Refuse(improvement.NotFound, "as", "%q is not on record. Check the name, or load the person first.", id)
	case errors.Is(err, improvement.ErrUnavailable):
		return p.recall(id, staleAfter, err)
	}
	return actor, err
}

// known refuses people who are not on record. While it cannot be reached, those
// whose roles stand in are known.
func (p *people) known(ctx context.Context, named []improvement.PersonID) error {
	missing, err := p.reader.Missing(ctx, named)
	if errors.Is(err, improvement.ErrUnavailable) {
		for _, id := range named {
			if _, unknown := p.recall(id, staleAfter, err); unknown != nil {
				return unknown
			}
		}
		return nil
	}
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return improvement.Refuse(improvement.NotFound, "who", "%q is not on record. Check the name, or load the person first.", missing[0])
	}
	return nil
}

func (p *people) remember(a improvement.Actor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.seen) >= mostRemembered {
		clear(p.seen)
	}
	p.seen[a.Person] = sighting{a, time.Now()}
}

// errNotSeen tells that a person's roles were not read lately.
var errNotSeen = errors.New("not seen lately")

// recall gives roles that were read within limit, or the cause for asking.
func (p *people) recall(id improvement.PersonID, limit time.Duration, cause error) (improvement.Actor, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, known := p.seen[id]
	if !known || time.Since(s.at) > limit {
		return improvement.Actor{}, cause
	}
	return s.actor, nil
}

// charterFacts reads what the record knows of what a charter names.
func charterFacts(ctx context.Context, r improvement.Reader, c improvement.Charter) (improvement.CharterFacts, error) {
	var f improvement.CharterFacts
	var locality, lmg, group improvement.BodyState
	for subject, into := range map[improvement.SubjectID]any{
		improvement.BodySubject(c.Locality):     &locality,
		improvement.BodySubject(c.LMG):          &lmg,
		improvement.BodySubject(c.ActionGroup):  &group,
		improvement.ThemeSubject(c.Theme):       &f.Theme,
		improvement.PrioritySubject(c.Priority): &f.Priority,
	} {
		if err := read(ctx, r, subject, into); err != nil {
			return f, err
		}
	}
	f.Locality, f.LMG, f.Group = locality.Body, lmg.Body, group.Body
	lead, err := r.Actor(ctx, c.Lead)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return f, err
	}
	f.LeadRoles, f.LeadAdult = lead.Roles, lead.NamedAdult
	return f, nil
}

// withBodies adds to the parties of an agreement what the record knows of bodies: their
// kind, and who answers for them.
func withBodies(ctx context.Context, r improvement.Reader, c improvement.ProposeAgreement) (improvement.ProposeAgreement, error) {
	c.Parties = slices.Clone(c.Parties)
	for i, p := range c.Parties {
		c.Parties[i].Kind, c.Parties[i].Role = "", ""
		if p.Body == "" {
			continue
		}
		var body improvement.BodyState
		if err := read(ctx, r, improvement.BodySubject(p.Body), &body); err != nil {
			return c, err
		}
		c.Parties[i].Kind, c.Parties[i].Role = body.Body.Kind, body.AnswersFor()
	}
	return c, nil
}

// read gives a subject's state; what is not on record stays zero.
func read(ctx context.Context, r improvement.Reader, subject improvement.SubjectID, into any) error {
	_, state, err := r.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(state, into)
}
