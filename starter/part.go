package main

import (
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/spf13/cobra"
)

func (a *app) partCommand() *cobra.Command {
	var since string
	cmd := &cobra.Command{
		Use:   "part PERSON",
		Short: "Show somebody's role in plain words, what they did, and what came of it",
		Long: "Show what the roles of somebody ask of them in plain words, what they did, and what came of it: the\n" +
			"tests, decisions, priorities and changes that it fed. They see it themselves, and so do the adult\n" +
			"named for them and a Locality Wellbeing Officer of theirs.",
		Args: cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindPerson, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			me, err := a.me()
			if err != nil {
				return err
			}
			from, err := dayOf("since", since, nil)
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				who, err := onRecord(cmd.Context(), r, "as", me)
				if err != nil {
					return err
				}
				part, err := steward.Part(cmd.Context(), r.Store, who, improvement.PersonID(args[0]), from)
				if err != nil {
					return err
				}
				return a.print(part, func(p *page) { showPart(p, w, part) })
			})
		}),
	}
	cmd.Flags().StringVar(&since, "since", "", "what they did from that day on; all of it if left out")
	return cmd
}

// showPart writes a part: the role, the deeds, and what came of them.
func showPart(p *page, w *words, part improvement.Part) {
	name := w.Person(part.Person)
	if name != string(part.Person) {
		name += " (" + string(part.Person) + ")"
	}
	p.row("", 0, name)
	p.heading("Role and remit")
	for _, r := range part.Remits {
		title := r.Title
		if r.Body != "" {
			title += ", " + w.Body(r.Body)
		}
		p.row("", 2, title+": "+r.Says+".")
	}
	if len(part.Remits) == 0 {
		p.row("", 2, "No role is on record just now. Whoever helps without one takes part, too.")
	}
	did := "What was done"
	if part.Since != "" {
		did += " since " + part.Since.Plain()
	}
	p.heading(did)
	for _, d := range part.Did {
		p.row("", 2, fmt.Sprintf("%s, last on %s", d.Says, d.Last.Plain()))
	}
	if len(part.Did) == 0 {
		p.row("", 2, part.Says)
		return
	}
	p.heading("What came of it")
	p.row("", 2, part.Says)
	showCame(p, w, part)
}

func showCame(p *page, w *words, part improvement.Part) {
	for _, t := range part.Tests {
		says := titled(w, t)
		switch {
		case len(t.Did) > 0:
			says += ": " + improvement.Told(t.Did, 0)
		case !t.Own:
			says += ": it rests on what was done before"
		}
		p.row("  test", 12, says)
	}
	for _, c := range part.Changes {
		p.row("  change", 12, w.title(c.Test, c.Title)+" "+c.Says)
	}
	for _, c := range part.Decisions {
		p.row("  decision", 12, titled(w, c))
	}
	for _, c := range part.Priorities {
		p.row("  priority", 12, titled(w, c))
	}
	if part.More {
		p.row("", 2, fmt.Sprintf("There is more: only the first %d of each sort are shown.", improvement.MaxCame))
	}
}

// titled is a subject by its title, with how it ended or stands.
func titled(w *words, c improvement.Came) string {
	title := w.title(c.Subject, c.Title)
	if title == "" {
		title = c.Subject.ID()
	}
	if end := wording.EndOf(c.Listing); end != "" {
		title += " (" + end + ")"
	}
	return strings.TrimSpace(title)
}
