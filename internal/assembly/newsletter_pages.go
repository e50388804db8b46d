package assembly

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/web"
)

// readFor is how long an issue that was put together serves readers of the pages: as in
// letters, what is erased or hidden is gone after that.
const readFor = time.Minute

// newsletterPages is what the pages of newsletters need. It is safe for concurrent use.
type newsletterPages struct {
	*Newsletters
	record *Record

	mu   sync.Mutex
	read map[string]readAt // by subject and version: what is edited shows at once
}

type readAt struct {
	web.Reading
	at time.Time
}

func (r *Record) newsletterPages(n *Newsletters) *newsletterPages {
	return &newsletterPages{Newsletters: n, record: r, read: map[string]readAt{}}
}

// Reading is an issue as readers get it.
func (p *newsletterPages) Reading(ctx context.Context, issue *improvement.Issue) (web.Reading, error) {
	key := fmt.Sprintf("%s %d", issue.Subject(), issue.Version)
	if had, there := p.had(key); there {
		return had, nil
	}
	stories, err := steward.Stories(ctx, p.record.Store, issue)
	if err != nil {
		return web.Reading{}, err
	}
	edition, err := issue.Edition(func(f improvement.Found) (improvement.Story, bool, error) {
		story, shown := stories[f.ID]
		return story, shown, nil
	})
	if err != nil {
		return web.Reading{}, err
	}
	c, err := notify.Compose(ctx, edition, p.record.Vault, p.record.Time.Rehearsing())
	if err != nil {
		return web.Reading{}, err
	}
	made := readingOf(c)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read[key] = readAt{made, time.Now()}
	return made, nil
}

func (p *newsletterPages) had(key string) (web.Reading, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.read, func(_ string, had readAt) bool { return time.Since(had.at) >= readFor })
	had, there := p.read[key]
	return had.Reading, there
}

func readingOf(c notify.Composition) web.Reading {
	r := web.Reading{Subject: c.Subject, Text: c.Text}
	for _, s := range c.Sections {
		part := web.ReadSection{Title: s.Title, Note: s.Note}
		for _, i := range s.Items {
			part.Items = append(part.Items, web.ReadItem(i))
		}
		r.Sections = append(r.Sections, part)
	}
	return r
}

// News is what an issue tells of the journal, by its names there; what can be told no
// more is left out.
func (p *newsletterPages) News(ctx context.Context, issue *improvement.Issue) (map[string]improvement.Story, error) {
	return steward.Stories(ctx, p.record.Store, issue)
}

// Readership counts the readers of a network's newsletter.
func (p *newsletterPages) Readership(ctx context.Context, network improvement.BodyID) (improvement.Readership, error) {
	return p.record.Readership(ctx, network)
}
