package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// Reading is an issue as readers get it: the words of its letters.
type Reading struct {
	Subject  string // of the letter
	Text     string // the letter without formatting
	Sections []ReadSection
}

// ReadSection is a part of an issue with something in it.
type ReadSection struct {
	Title string
	Note  []string // paragraphs
	Items []ReadItem
}

// ReadItem is news, or an item that somebody offered.
type ReadItem struct {
	Line  string // what happened, in our words
	Title string
	Text  []string // paragraphs
	Said  []string // what people said, word for word
	Heard string   // how many more did, in our words
	Link  string
	Until string
}

// readPage is an issue as it reads.
type readPage struct {
	Reading
	Called, Path    string
	Month           improvement.Period
	Preview         bool // before it is sent
	Making, Archive string
}

func (p readPage) head() head {
	h := head{Template: "newsletter-read", Title: "Newsletter, " + p.Month.Plain() + ": " + p.Called,
		Help: "As it was sent. What was erased since shows as erased.", Crumbs: []crumb{{"Newsletter of " + p.Called, p.Archive}}}
	if p.Preview {
		h.Title, h.Help = "How it reads: "+p.Called+", "+p.Month.Plain(), "Readers get exactly this. Each letter ends with a line on how to stop the newsletter."
		h.Crumbs = []crumb{{"Newsletter", "/newsletter"}, {p.Month.Plain(), p.Making}}
	}
	return h
}

// sentIssue is the issue in the address, where it was sent: then it is for everybody.
func (v *visit) sentIssue(ctx context.Context) (*improvement.Issue, error) {
	i, err := v.issue(ctx)
	if err != nil {
		return nil, err
	}
	if i.Stage != improvement.IssueSent {
		return nil, improvement.Refuse(improvement.NotFound, "", "There is no newsletter at this address. Look for it among those that were sent.")
	}
	return i, nil
}

// readIssue shows an issue that was sent. An address to join is often typed from a poster,
// in the order in which people say it.
func readIssue(ctx context.Context, v *visit) (answer, error) {
	if v.path("month") == "join" {
		return goTo(joinPath(improvement.BodyID(v.path("network"))))
	}
	i, err := v.sentIssue(ctx)
	if err != nil {
		return answer{}, err
	}
	return v.showReading(ctx, i, false)
}

func previewIssue(ctx context.Context, v *visit) (answer, error) {
	i, err := v.issueAround(ctx)
	if err != nil {
		return answer{}, err
	}
	return v.showReading(ctx, i, true)
}

func (v *visit) showReading(ctx context.Context, i *improvement.Issue, preview bool) (answer, error) {
	reading, err := v.Newsletters.Reading(ctx, i)
	if err != nil {
		return answer{}, err
	}
	return show(readPage{reading, i.Called, issuePath(i), i.Period, preview, makingPath(i.Subject()), newsletterPath(i.Network)})
}

func readIssueText(ctx context.Context, v *visit) (answer, error) {
	i, err := v.sentIssue(ctx)
	if err != nil {
		return answer{}, err
	}
	return v.giveText(ctx, i)
}

func previewIssueText(ctx context.Context, v *visit) (answer, error) {
	i, err := v.issueAround(ctx)
	if err != nil {
		return answer{}, err
	}
	return v.giveText(ctx, i)
}

func (v *visit) giveText(ctx context.Context, i *improvement.Issue) (answer, error) {
	reading, err := v.Newsletters.Reading(ctx, i)
	if err != nil {
		return answer{}, err
	}
	name := "newsletter-" + string(i.Network) + "-" + string(i.Period) + ".txt"
	return answer{file: &file{Name: name, Type: "text/plain; charset=utf-8", Content: []byte(reading.Text), Inline: true}}, nil
}

// archivePage lists what a network was sent.
type archivePage struct {
	Called, Join string
	Sent, Lapsed []issueLine
}

func (p archivePage) head() head {
	return head{Template: "newsletter-archive", Title: "Newsletter of " + p.Called, Help: "What was sent to the network, the latest first. Everybody may read it."}
}

func showArchive(ctx context.Context, v *visit) (answer, error) {
	network, err := v.network(ctx)
	if err != nil {
		return answer{}, err
	}
	list, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindNewsletter, Parent: improvement.BodySubject(network.ID)})
	if err != nil {
		return answer{}, err
	}
	p := archivePage{Called: v.words.Body(network.ID), Join: joinPath(network.ID)}
	slices.SortFunc(list, func(a, b improvement.Listing) int { return cmp.Compare(b.Subject, a.Subject) })
	for _, l := range list {
		month := improvement.Period(strings.TrimPrefix(l.Subject.ID(), string(network.ID)+"/"))
		line := issueLine{Name: month.Plain(), Path: newsletterPath(network.ID) + "/" + string(month)}
		switch {
		case l.Stage == string(improvement.IssueSent):
			p.Sent = append(p.Sent, line)
		case l.Stage == string(improvement.IssueLapsed) && v.signedIn:
			p.Lapsed = append(p.Lapsed, line)
		}
	}
	return show(p)
}

// network is the one in the address.
func (v *visit) network(ctx context.Context) (improvement.Body, error) {
	id := improvement.BodyID(v.path("network"))
	bodies, err := v.bodies(ctx, []improvement.BodyID{id})
	if err != nil {
		return improvement.Body{}, err
	}
	if bodies[id].Kind != improvement.Network {
		return improvement.Body{}, improvement.ErrNotFound
	}
	return bodies[id], nil
}
