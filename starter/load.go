package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/spf13/cobra"
)

func (a *app) loadCommand() *cobra.Command {
	preview := false
	cmd := &cobra.Command{
		Use:   "load FILE",
		Short: "Load themes, bodies, people, roles, strategic and agreed priorities",
		Long: "Load a YAML document of themes, bodies, people, roles and agreed priorities, or a spreadsheet's CSV\n" +
			"file. One of bodies has the columns id, kind, name and parent. One of people has id, name, email,\n" +
			"under 16, named adult, body and role, with a row for each role; who is on record already needs no\n" +
			"name there.\n\n" +
			"The members of a body that a file names are replaced by those in the file: look with --preview who\n" +
			"would join and leave. Loading a file again changes nothing. A panel that is open keeps its members.",
		Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			f := assembly.LoadFile{Sheet: strings.EqualFold(filepath.Ext(args[0]), ".csv")}
			by, err := a.me()
			if err != nil {
				return err
			}
			if f.Content, err = a.readDirectory(cmd.Context(), args[0], f.Sheet); err != nil {
				return err
			}
			if err := f.Check(); err != nil { // before there is a record, or a key in it
				return err
			}
			if preview {
				return a.previewLoad(cmd.Context(), by, f)
			}
			return a.opening(cmd.Context(), assembly.Opening{}, func(r *assembly.Record, _ *words) error {
				done, err := r.LoadDirectory(cmd.Context(), by, f)
				if partly := new(assembly.PartlyLoaded); errors.As(err, &partly) {
					return &midway{partly.Err, "What was filed stays: load the file again, and the rest is filed."}
				}
				if err != nil {
					return err
				}
				a.tell("Loaded.")
				return a.print(done, func(p *page) {
					p.printf("%d filed, %d unchanged\n", done.Filed, done.Unchanged)
					for _, c := range done.Members {
						showMembers(p, c)
					}
				})
			})
		}),
	}
	cmd.Flags().BoolVar(&preview, "preview", false, "show who and what would join, leave or be corrected, and write nothing")
	return cmd
}

func (a *app) readDirectory(ctx context.Context, name string, sheet bool) ([]byte, error) {
	if sheet {
		return a.readSheet(ctx, name)
	}
	return a.read(ctx, name)
}

// previewLoad shows what a load would change.
func (a *app) previewLoad(ctx context.Context, by improvement.PersonID, f assembly.LoadFile) error {
	return a.reading(ctx, func(r *assembly.Record, _ *words) error {
		changes, err := r.PreviewDirectory(ctx, by, f)
		if err != nil {
			return err
		}
		return a.print(changes, func(p *page) { showChanges(p, changes) })
	})
}

func showChanges(p *page, changes []steward.Change) {
	if len(changes) == 0 {
		p.printf("Nothing would change.\n")
	}
	for _, c := range changes {
		name := fmt.Sprintf("%s %s", c.Subject.Kind(), c.Subject.ID())
		switch {
		case len(c.Joins)+len(c.Leaves) > 0:
			showMembers(p, c)
		case c.New:
			p.row("new", 10, name)
		default:
			p.row("corrected", 10, name)
			showAddress(p, c.Address)
		}
	}
}

// showAddress writes another address of somebody, who signs in anew with it.
func showAddress(p *page, c *steward.AddressChange) {
	if c != nil {
		p.row("address", 10, fmt.Sprintf("%s, was %s: they sign in anew", cmp.Or(c.Now, "none"), cmp.Or(c.Was, "none")))
	}
}

// showMembers writes who joins and leaves a body.
func showMembers(p *page, c steward.Change) {
	p.row("", 0, fmt.Sprintf("%s %s", c.Subject.Kind(), c.Subject.ID()))
	for _, m := range c.Joins {
		p.row("joins", 10, fmt.Sprintf("%s, as %s", m.Person, m.Role))
	}
	for _, m := range c.Leaves {
		p.row("leaves", 10, fmt.Sprintf("%s, who was %s", m.Person, m.Role))
	}
}
