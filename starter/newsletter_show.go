package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/spf13/cobra"
)

// shownIssue is an issue with its readers, and how far its letters have come.
type shownIssue struct {
	*improvement.Issue
	Readership improvement.Readership `json:"readership"`
	Progress   improvement.Progress   `json:"progress"`
}

func (a *app) newsletterShowCommand() *cobra.Command {
	var asSent, html bool
	cmd := &cobra.Command{
		Use:   "show NETWORK",
		Short: "Show where an issue stands, its items and its readers; or how it reads",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindNewsletter, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.publishing(cmd.Context(), func(n *assembly.Newsletters, r *assembly.Record, w *words) error {
				issue, err := readIssue(cmd.Context(), r, args[0])
				if err != nil {
					return err
				}
				if asSent && issue.Stage != improvement.IssueSent && issue.Stage != improvement.IssueSending {
					return improvement.Refuse(improvement.WrongStage, "as-sent", "This newsletter was not sent. See it as it would be with: starter newsletter preview %s", args[0])
				}
				if asSent {
					return a.printIssue(cmd.Context(), r, issue.Subject(), html)
				}
				return a.showIssue(cmd.Context(), n, r, w, issue)
			})
		}),
	}
	cmd.Flags().BoolVar(&asSent, "as-sent", false, "how it reads, as it was sent; what was erased since shows as erased")
	cmd.Flags().BoolVar(&html, "html", false, "with --as-sent: as HTML")
	return cmd
}

func readIssue(ctx context.Context, r *assembly.Record, name string) (*improvement.Issue, error) {
	subject, err := findIssue(ctx, r, name, openStages)
	if err != nil {
		return nil, err
	}
	_, state, err := r.State(ctx, subject)
	if err != nil {
		return nil, err
	}
	return improvement.RestoreIssue(state)
}

func (a *app) showIssue(ctx context.Context, n *assembly.Newsletters, r *assembly.Record, w *words, issue *improvement.Issue) error {
	shown := shownIssue{Issue: issue}
	news, err := newsOf(ctx, r, w, issue)
	if err != nil {
		return err
	}
	if shown.Readership, err = r.Readership(ctx, issue.Network); err != nil {
		return err
	}
	if shown.Progress, err = n.Progress(ctx, issue.Subject()); err != nil {
		return err
	}
	return a.print(shown, func(p *page) {
		p.row("", 0, "The newsletter of "+issue.Name()+" ("+issue.Subject().ID()+")")
		p.row("Stage", 10, stageOf(issue, improvement.DateOf(r.Now())))
		p.row("With", 10, wording.SeesTo(issue.Claim, w.Words))
		showReadership(p, shown.Readership)
		showProgress(p, shown.Progress)
		if !issue.Opening.Empty() {
			p.row("Opening", 10, w.line(issue.Opening))
		}
		showDrawn(p, issue, news)
		showItems(p, w, issue)
	})
}

func stageOf(i *improvement.Issue, today improvement.Date) string {
	switch i.Stage {
	case improvement.IssueCollecting:
		return "items are collected; the draft is made on " + i.Days.Draft.Plain() + " and it goes out on " + i.Days.Send.Plain()
	case improvement.IssueDrafting:
		if i.Drafted.IsZero() {
			return "the draft is being made"
		}
		if i.Days.Send < today {
			return "a draft, to be approved; it goes out as soon as it is, until " + i.Days.Lapse.Plain()
		}
		return "a draft, to be approved; it goes out on " + i.Days.Send.Plain() + ", or once approved until " + i.Days.Lapse.Plain()
	case improvement.IssueApproved:
		return "approved; it goes out on " + i.Days.Send.Plain()
	case improvement.IssueSending:
		return "on its way"
	case improvement.IssueLapsed:
		return "nobody approved it, so nothing was sent"
	}
	return "sent on " + i.Days.Send.Plain()
}

func showReadership(p *page, r improvement.Readership) {
	text := fmt.Sprintf("%d; %d asked and did not confirm yet", r.Readers, r.Pending)
	if r.Suspended > 0 {
		text += fmt.Sprintf("; %d are sent no more, as letters came back", r.Suspended)
	}
	p.row("Readers", 10, text)
}

func showProgress(p *page, g improvement.Progress) {
	if g.Of() == 0 {
		return
	}
	text := fmt.Sprintf("%d sent, %d waiting, %d failed, of %d", g.Sent, g.Waiting, g.Failed, g.Of())
	if g.Unsure > 0 {
		text += fmt.Sprintf("; %d may have arrived, and are not sent again", g.Unsure)
	}
	p.row("Letters", 10, text)
}

// newsOf is each piece of news in a line, as readers get it.
func newsOf(ctx context.Context, r *assembly.Record, w *words, i *improvement.Issue) ([]string, error) {
	lines := make([]string, len(i.Found))
	for n, f := range i.Found {
		story, shown, err := steward.Tell(ctx, r.Store, r.Store, f)
		switch {
		case err != nil:
			return nil, err
		case !shown:
			lines[n] = "there is nothing to tell of it any more, and it does not go out"
		case f.Kind == improvement.FoundYouSaid:
			lines[n] = w.line(story.Title) + ": you said, and " + story.Line
		default:
			lines[n] = story.Line + ": " + w.line(story.Title)
		}
	}
	return lines, nil
}

// showDrawn writes what was found in the journal. news is a line of each.
func showDrawn(p *page, i *improvement.Issue, news []string) {
	if len(i.Found) == 0 {
		return
	}
	p.heading(fmt.Sprintf("From the journal, %s to %s", improvement.DateOf(i.Since).Plain(), improvement.DateOf(i.Until).Plain()))
	for n, f := range i.Found {
		state := "in"
		if f.LeftOut {
			state = "left out"
		}
		p.columns([]int{11, 9}, f.ID, state, fmt.Sprintf("%s: %s", f.Day.Plain(), news[n]))
	}
	if i.More > 0 {
		p.row("", 0, fmt.Sprintf("and %d earlier, for which there is no room", i.More))
	}
}

func showItems(p *page, w *words, i *improvement.Issue) {
	for _, s := range i.Sections {
		first := true
		for _, item := range i.Items {
			if item.Section != s.ID {
				continue
			}
			if first {
				p.heading(onOneLine(s.Title))
				first = false
			}
			p.columns([]int{11, 9}, item.ID, string(item.State), w.line(item.Title)+" (offered by "+w.Person(item.By)+")")
			for _, text := range []improvement.Words{item.Text, item.Link} {
				p.row("", 4, w.line(text))
			}
			if item.Until != "" {
				p.row("", 4, "until "+item.Until.Plain())
			}
		}
	}
}

func (a *app) newsletterPreviewCommand() *cobra.Command {
	var html bool
	cmd := &cobra.Command{
		Use:   "preview NETWORK",
		Short: "Show how an issue reads",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindNewsletter, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				issue, err := readIssue(cmd.Context(), r, args[0])
				if err != nil {
					return err
				}
				return a.printIssue(cmd.Context(), r, issue.Subject(), html)
			})
		}),
	}
	cmd.Flags().BoolVar(&html, "html", false, "as HTML")
	return cmd
}

// readIssueText is an issue as it reads.
type readIssueText struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
}

func (a *app) printIssue(ctx context.Context, r *assembly.Record, subject improvement.SubjectID, html bool) error {
	c, err := composed(ctx, r, subject)
	if err != nil {
		return err
	}
	return a.print(c, func(p *page) {
		if html {
			p.printf("%s", c.HTML)
			return
		}
		showIssueText(p, c.Text)
	})
}

// showIssueText lays an issue out for a terminal, with what people said further in.
func showIssueText(p *page, text string) {
	for line := range strings.Lines(printable(text)) {
		words := strings.TrimSpace(line)
		if words == "" {
			p.printf("\n")
		}
		p.row("", len(line)-len(strings.TrimLeft(line, " ")), words)
	}
}

// composed is an issue as readers get it.
func composed(ctx context.Context, r *assembly.Record, subject improvement.SubjectID) (readIssueText, error) {
	edition, err := steward.Edition(ctx, r.Store, r.Store, subject)
	if err != nil {
		return readIssueText{}, err
	}
	c, err := notify.Compose(ctx, edition, r.Vault, r.Time.Rehearsing())
	if err != nil {
		return readIssueText{}, err
	}
	page, err := c.Page()
	return readIssueText{c.Subject, c.Text, page}, err
}

func (a *app) newsletterProgressCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "progress NETWORK",
		Short: "Show how far the letters of an issue have come",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindNewsletter, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.publishing(cmd.Context(), func(n *assembly.Newsletters, r *assembly.Record, _ *words) error {
				subject, err := findIssue(cmd.Context(), r, args[0], []improvement.IssueStage{improvement.IssueSending})
				if err != nil { // none is on its way: the last that went
					subject, err = lastSent(cmd.Context(), r, args[0], err)
				}
				if err != nil {
					return err
				}
				progress, err := n.Progress(cmd.Context(), subject)
				if err != nil {
					return err
				}
				return a.print(progress, func(p *page) {
					if progress.Of() == 0 {
						p.printf("No letter of it has been written.\n")
					}
					showProgress(p, progress)
				})
			})
		}),
	}
}

// lastSent is the issue of a network that was sent last; where there is none, otherwise.
func lastSent(ctx context.Context, r *assembly.Record, network string, otherwise error) (improvement.SubjectID, error) {
	list, err := issues(ctx, r, network)
	if err != nil {
		return "", otherwise
	}
	for _, l := range slices.Backward(list) {
		if l.Stage == string(improvement.IssueSent) {
			return l.Subject, nil
		}
	}
	return "", otherwise
}

func (a *app) newsletterArchiveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "archive NETWORK",
		Short: "List the issues of a network, and what became of them",
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				list, err := issues(cmd.Context(), r, args[0])
				if err != nil {
					return err
				}
				closed := []*improvement.Issue{}
				for _, l := range list {
					issue, err := readIssue(cmd.Context(), r, l.Subject.ID())
					if err != nil {
						return err
					}
					if issue.Closed() {
						closed = append(closed, issue)
					}
				}
				return a.print(closed, func(p *page) {
					if len(closed) == 0 {
						p.printf("There are none.\n")
					}
					for _, i := range closed {
						p.columns([]int{9, 7, 9}, string(i.Period), string(i.Stage), fmt.Sprintf("%d sent", i.Delivered.Sent), i.Name())
					}
				})
			})
		}),
	}
}
