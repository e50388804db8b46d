package web

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// Newsletters makes the issues of newsletters readable, and keeps who has them.
type Newsletters interface {
	// Reading is an issue as readers get it.
	Reading(ctx context.Context, issue *improvement.Issue) (Reading, error)
	// News is what an issue tells of the journal, by its names there; what can be told no
	// more is left out.
	News(ctx context.Context, issue *improvement.Issue) (map[string]improvement.Story, error)
	// Readership counts the readers of a network; Progress the letters of an issue.
	Readership(ctx context.Context, network improvement.BodyID) (improvement.Readership, error)
	Progress(ctx context.Context, issue improvement.SubjectID) (improvement.Progress, error)
	// Subscribe asks for a newsletter. The answer never tells who has it already.
	Subscribe(ctx context.Context, id improvement.CommandID, network improvement.BodyID, address string) error
	// Confirm and Unsubscribe take the token of a letter.
	Confirm(ctx context.Context, token string) ([]improvement.BodyID, error)
	Unsubscribe(ctx context.Context, token string) (improvement.BodyID, error)
}

// newsletterPath is the archive of a network.
func newsletterPath(network improvement.BodyID) string {
	return "/newsletter/" + url.PathEscape(string(network))
}

// issuePath is where an issue is read.
func issuePath(i *improvement.Issue) string {
	return newsletterPath(i.Network) + "/" + url.PathEscape(string(i.Period))
}

// makingPath is where an issue is made. Its subject is called by network and month.
func makingPath(issue improvement.SubjectID) string { return "/newsletter/" + issue.ID() + "/making" }

// newslettersPage lists the networks that somebody has to do with.
type newslettersPage struct {
	Networks    []networkNews
	First, Next string // other pages of the list
}

// networksToAPage is how many networks a page lists: an administrator has to do with all.
const networksToAPage = 25

type networkNews struct {
	Name, Path string
	Issues     []issueLine // in the making
}

type issueLine struct{ Name, Stands, Path string }

func (newslettersPage) head() head {
	return head{Template: "newsletters", Title: "Newsletter", Help: "What the networks around you hear of. Offer something for the next one, or read those that were sent."}
}

func showNewsletters(ctx context.Context, v *visit) (answer, error) {
	networks, err := v.networksAround(ctx)
	if err != nil {
		return answer{}, err
	}
	var p newslettersPage
	if after := improvement.BodyID(v.query("after")); after != "" {
		p.First = "/newsletter"
		at, there := slices.BinarySearchFunc(networks, after, func(n improvement.Body, id improvement.BodyID) int { return cmp.Compare(n.ID, id) })
		if there {
			at++
		}
		networks = networks[at:]
	}
	if len(networks) > networksToAPage {
		networks = networks[:networksToAPage]
		p.Next = "/newsletter?after=" + url.QueryEscape(string(networks[networksToAPage-1].ID))
	}
	issues, err := v.issuesInTheMaking(ctx, networks)
	if err != nil {
		return answer{}, err
	}
	for _, n := range networks {
		of := networkNews{Name: v.words.Body(n.ID), Path: newsletterPath(n.ID)}
		for _, i := range issues {
			if i.Network == n.ID {
				of.Issues = append(of.Issues, issueLine{i.Period.Plain(), v.issueStands(i), makingPath(i.Subject())})
			}
		}
		p.Networks = append(p.Networks, of)
	}
	return show(p)
}

// issuesInTheMaking are those of networks that are not closed, the earliest first.
func (v *visit) issuesInTheMaking(ctx context.Context, networks []improvement.Body) ([]*improvement.Issue, error) {
	open, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindNewsletter, Open: true})
	if err != nil {
		return nil, err
	}
	var subjects []improvement.SubjectID
	for _, l := range open {
		if slices.ContainsFunc(networks, func(n improvement.Body) bool { return l.Parent == improvement.BodySubject(n.ID) }) {
			subjects = append(subjects, l.Subject)
		}
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	var issues []*improvement.Issue
	for _, state := range states {
		i, err := improvement.RestoreIssue(state)
		if err != nil {
			return nil, err
		}
		issues = append(issues, i)
	}
	slices.SortFunc(issues, func(a, b *improvement.Issue) int { return cmp.Compare(a.Subject(), b.Subject()) })
	return issues, nil
}

// networksAround are the networks that whoever asks has to do with.
func (v *visit) networksAround(ctx context.Context) ([]improvement.Body, error) {
	networks, err := v.bodiesBy(ctx, improvement.Filter{Stage: string(improvement.Network)})
	if err != nil {
		return nil, err
	}
	held, err := v.bodies(ctx, v.bodiesHeld())
	if err != nil {
		return nil, err
	}
	var around []improvement.Body
	for _, n := range networks {
		if isAround(v.who, n.Body, held) {
			around = append(around, n.Body)
		}
	}
	slices.SortFunc(around, func(a, b improvement.Body) int { return cmp.Compare(a.ID, b.ID) })
	return around, nil
}

// bodiesHeld are those in which whoever asks holds a role, and those of whom they hear for.
func (v *visit) bodiesHeld() []improvement.BodyID {
	var ids []improvement.BodyID
	for _, m := range slices.Concat(v.who.Roles, v.who.TheirRoles) {
		ids = append(ids, m.Body)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// bodies reads bodies at once, with their names.
func (v *visit) bodies(ctx context.Context, ids []improvement.BodyID) (map[improvement.BodyID]improvement.Body, error) {
	subjects := make([]improvement.SubjectID, len(ids))
	for n, id := range ids {
		subjects[n] = improvement.BodySubject(id)
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	found, err := v.bodiesIn(states)
	bodies := make(map[improvement.BodyID]improvement.Body, len(found))
	for _, on := range found {
		bodies[on.Body.ID] = on.Body
	}
	return bodies, err
}

// isAround tells whether somebody has to do with a network: by a role in it, in its LMG or
// in a group of that, or as the adult who hears for someone who has one. bodies are those
// in which they hold roles. Administrators look after all.
func isAround(who improvement.Actor, network improvement.Body, bodies map[improvement.BodyID]improvement.Body) bool {
	if improvement.KeepsDirectory(who) {
		return true
	}
	return slices.ContainsFunc(slices.Concat(who.Roles, who.TheirRoles), func(m improvement.Membership) bool {
		return m.Body == network.ID || network.Parent != "" && (m.Body == network.Parent || bodies[m.Body].Parent == network.Parent)
	})
}

// issue is the one in the address.
func (v *visit) issue(ctx context.Context) (*improvement.Issue, error) {
	network, month := improvement.BodyID(v.path("network")), v.path("month")
	_, state, err := v.Record.State(ctx, improvement.IssueSubject(network, month))
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, improvement.Refuse(improvement.NotFound, "", "There is no newsletter at this address. Look for it among those that were sent.")
	}
	if err != nil {
		return nil, err
	}
	return improvement.RestoreIssue(state)
}

// issueAround is the issue in the address, for those around its network: what is not sent
// yet is not for everybody.
func (v *visit) issueAround(ctx context.Context) (*improvement.Issue, error) {
	i, err := v.issue(ctx)
	if err != nil {
		return nil, err
	}
	bodies, err := v.bodies(ctx, v.bodiesHeld())
	if err != nil {
		return nil, err
	}
	if !isAround(v.who, improvement.Body{ID: i.Network, Parent: i.LMG}, bodies) {
		return nil, improvement.Refuse(improvement.NotAllowed, "", "Newsletters are made by those who have a part in or around the network. You may read each of them once it is sent.")
	}
	return i, nil
}

// issueStands says where an issue stands.
func (v *visit) issueStands(i *improvement.Issue) string {
	switch i.Stage {
	case improvement.IssueCollecting:
		return "Items are collected. The draft is made on " + i.Days.Draft.Plain() + ", and it goes out on " + i.Days.Send.Plain() + "."
	case improvement.IssueDrafting:
		if i.Drafted.IsZero() {
			return "The draft is being made."
		}
		if i.Days.Send < v.today() {
			return "A draft, to be approved. It goes out as soon as it is, until " + i.Days.Lapse.Plain() + "."
		}
		return "A draft, to be approved. It goes out on " + i.Days.Send.Plain() + ", or once approved until " + i.Days.Lapse.Plain() + "."
	case improvement.IssueApproved:
		return "Approved. It goes out on " + i.Days.Send.Plain() + "."
	case improvement.IssueSending:
		return "The letters are on their way."
	case improvement.IssueLapsed:
		return "Nobody approved it, so nothing was sent. The next one covers its time too."
	}
	return "Sent on " + improvement.DateOf(i.ClosedAt).Plain() + "."
}
