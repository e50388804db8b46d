package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// newsletterVerbs are what people do to the coming issue of a newsletter.
func newsletterVerbs() []verb {
	item := []field{
		{name: "section", usage: "where it goes: publications, vacancies, events, …"}, {name: "title", usage: "what it is about"},
		{name: "text", usage: "a line or two"}, {name: "link", usage: "where to read on: http or https"},
		{name: "until", usage: "the last day on which it is of use"},
	}
	return []verb{
		{use: "contribute", short: "Offer an item", command: "contribute-item", file: true, flags: item},
		{use: "edit ITEM", short: "Put an item in other words, or elsewhere", command: "edit-item", args: []string{"item"}, flags: item},
		{use: "accept ITEM", short: "Take an item in, or what the journal tells", command: "accept-item", args: []string{"item"}, flags: item[:1]},
		{use: "leave-out ITEM", short: "Leave an item out, or what the journal tells", command: "leave-out-item", args: []string{"item"}, flags: []field{reason("why")}},
		{use: "arrange", short: "Say which items come first (order: [ITEM, …])", command: "arrange-issue", file: true},
		{use: "opening", short: "Write the note to begin with", command: "write-opening", file: true, flags: []field{{name: "note", usage: "the note"}}},
		{use: "approve", short: "Let it go out on its day", command: "approve-issue"},
		claimVerb("claim", "the draft", "claim-issue"),
		{use: "take-back", short: "Take the approval back before it goes out", command: "reconsider-issue", flags: []field{reason("why")}},
	}
}

func (a *app) newsletters() target { return target{"NETWORK", improvement.KindNewsletter, a.onIssue} }

func (a *app) newsletterCommand() *cobra.Command {
	newsletter := group("newsletter", "The newsletters of networks: contribute, edit, approve, subscribe")
	newsletter.Long = "The newsletters of networks. NETWORK stands for its coming issue; NETWORK/2026-11 for one of them.\n" +
		"No worker need be running for show, preview, progress, archive, subscribe, confirm and unsubscribe."
	for _, v := range newsletterVerbs() {
		newsletter.AddCommand(v.cobra(a, a.newsletters()))
	}
	newsletter.AddCommand(
		a.newsletterShowCommand(), a.newsletterPreviewCommand(), a.newsletterProgressCommand(), a.newsletterArchiveCommand(),
		a.subscribeCommand(), a.confirmCommand(), a.unsubscribeCommand(),
	)
	return newsletter
}

// onIssue sends a command to an issue.
func (a *app) onIssue(ctx context.Context, d *assembly.Desk, name string, c intake.Command) (workflows.Receipt, error) {
	if c.Issue == nil {
		return workflows.Receipt{}, fmt.Errorf("not a command on a newsletter")
	}
	subject, err := findIssueFor(ctx, d.Store, name, c.Issue)
	if err != nil {
		return workflows.Receipt{}, err
	}
	return d.Sender.Newsletter(ctx, subject, a.id(), improvement.PersonID(a.as), c.Issue)
}

// openStages are those in which there is something to look at in an issue, or to do to it.
var openStages = []improvement.IssueStage{
	improvement.IssueCollecting, improvement.IssueDrafting, improvement.IssueApproved, improvement.IssueSending,
}

// findIssueFor finds the issue that a command means where it does not say: items are
// offered for the first that takes them, and decided on where they are; an approval is
// taken back of one that may be on its way; all else is done before that.
func findIssueFor(ctx context.Context, r improvement.Reader, name string, c improvement.IssueCommand) (improvement.SubjectID, error) {
	item := ""
	switch c := c.(type) {
	case improvement.ContributeItem:
		return findIssue(ctx, r, name, openStages[:2])
	case improvement.ReconsiderIssue:
		return findIssue(ctx, r, name, openStages[1:])
	case improvement.AcceptItem:
		item = c.Item
	case improvement.LeaveOutItem:
		item = c.Item
	case improvement.EditItem:
		item = c.Item
	}
	if item != "" && !strings.Contains(strings.TrimPrefix(name, string(improvement.KindNewsletter)+"/"), "/") {
		subject, err := findIssueWith(ctx, r, name, item)
		if err != nil || subject != "" {
			return subject, err
		}
	}
	return findIssue(ctx, r, name, openStages[:3])
}

// findIssueWith finds the first open issue of a network that has an item; none is "".
func findIssueWith(ctx context.Context, r improvement.Reader, network, item string) (improvement.SubjectID, error) {
	list, err := issues(ctx, r, network)
	if err != nil {
		return "", err
	}
	for _, l := range list {
		if !l.Open {
			continue
		}
		_, state, err := r.State(ctx, l.Subject)
		if err != nil {
			return "", err
		}
		issue, err := improvement.RestoreIssue(state)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(issue.Items, func(i improvement.IssueItem) bool { return i.ID == item }) ||
			slices.ContainsFunc(issue.Found, func(f improvement.Found) bool { return f.ID == item }) {
			return l.Subject, nil
		}
	}
	return "", nil
}

// findIssue finds an issue by NETWORK/2026-11, or the first of NETWORK in one of the
// stages.
func findIssue(ctx context.Context, r improvement.Reader, name string, stages []improvement.IssueStage) (improvement.SubjectID, error) {
	name = strings.TrimPrefix(name, string(improvement.KindNewsletter)+"/")
	network, period, named := strings.Cut(name, "/")
	list, err := issues(ctx, r, network)
	if err != nil {
		return "", err
	}
	for _, l := range list {
		if named && l.Subject == improvement.IssueSubject(improvement.BodyID(network), period) ||
			!named && slices.Contains(stages, improvement.IssueStage(l.Stage)) {
			return l.Subject, nil
		}
	}
	if named {
		return "", improvement.Refuse(improvement.NotFound, "network", "There is no newsletter of %q for %q. See what was sent with: starter newsletter archive %s", network, period, network)
	}
	return "", improvement.Refuse(improvement.NotFound, "network", "There is no newsletter of %q just now. Where a worker is running, the next one begins by tomorrow morning.", network)
}

// issues lists a network's, the earliest first.
func issues(ctx context.Context, r improvement.Reader, network string) ([]improvement.Listing, error) {
	body := improvement.BodySubject(improvement.BodyID(network))
	_, state, err := r.State(ctx, body)
	var on improvement.BodyState
	if err == nil {
		err = json.Unmarshal(state, &on)
	}
	if errors.Is(err, improvement.ErrNotFound) || err == nil && on.Body.Kind != improvement.Network {
		err = improvement.Refuse(improvement.NotFound, "network", "There is no network called %q. Check the name.", network)
	}
	if err != nil {
		return nil, err
	}
	list, err := r.List(ctx, improvement.Filter{Kind: improvement.KindNewsletter, Parent: body})
	slices.SortFunc(list, func(a, b improvement.Listing) int { return cmp.Compare(a.Subject, b.Subject) })
	return list, err
}

// subscribing runs f with what keeps subscriptions.
func (a *app) subscribing(ctx context.Context, f func(n *assembly.Newsletters) error) error {
	return a.publishing(ctx, func(n *assembly.Newsletters, _ *assembly.Record, _ *words) error { return f(n) })
}

// publishing runs f with what newsletters are made from.
func (a *app) publishing(ctx context.Context, f func(n *assembly.Newsletters, r *assembly.Record, w *words) error) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	return a.reading(ctx, func(r *assembly.Record, w *words) error { return f(r.Newsletters(s), r, w) })
}

// done is the answer to what leaves nothing to show.
type done struct {
	Done string `json:"done"`
}

func (a *app) say(sentence string) error {
	return a.print(done{sentence}, func(p *page) { p.row("", 0, sentence) })
}

func (a *app) subscribeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "subscribe NETWORK ADDRESS",
		Short: "Ask for a newsletter; the address is asked to confirm it",
		Long: "Ask for a newsletter. All that is ever sent to an address that did not confirm is a letter that\n" +
			"asks it to, once a day at most. The newsletter is for adults and older teenagers: do not give\n" +
			"the address of anybody under 16.",
		Args: cobra.ExactArgs(2),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.subscribing(cmd.Context(), func(n *assembly.Newsletters) error {
				if err := n.Subscribe(cmd.Context(), a.id(), improvement.BodyID(args[0]), args[1]); err != nil {
					return err
				}
				return a.say("If it is not subscribed yet, the address is asked to confirm it, once a day at most.")
			})
		}),
	}
}

func (a *app) confirmCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "confirm TOKEN",
		Short: "Confirm a subscription, by the line in the letter",
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.subscribing(cmd.Context(), func(n *assembly.Newsletters) error {
				networks, err := n.Confirm(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return a.say(fmt.Sprintf("Confirmed: %s.", joined(networks)))
			})
		}),
	}
}

func (a *app) unsubscribeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "unsubscribe {TOKEN | NETWORK ADDRESS}",
		Short: "End a newsletter, by the line in a letter; for somebody who asked you, by their address",
		Args:  cobra.RangeArgs(1, 2),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.subscribing(cmd.Context(), func(n *assembly.Newsletters) error {
				if len(args) == 1 {
					if _, err := n.Unsubscribe(cmd.Context(), args[0]); err != nil {
						return err
					}
					return a.say("Ended. No more are sent.")
				}
				me, err := a.me()
				if err != nil {
					return err
				}
				if err := n.UnsubscribeAddress(cmd.Context(), me, improvement.BodyID(args[0]), args[1]); err != nil {
					return err
				}
				return a.say("Ended, if there was one. No more are sent.")
			})
		}),
	}
}

func joined(networks []improvement.BodyID) string {
	names := make([]string, len(networks))
	for i, n := range networks {
		names[i] = string(n)
	}
	return strings.Join(names, ", ")
}
