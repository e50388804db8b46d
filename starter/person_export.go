package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/dossier"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/spf13/cobra"
)

func (a *app) personExportCommand() *cobra.Command {
	var to whom
	var into string
	cmd := &cobra.Command{
		Use:   "export {PERSON | VOICE | --address ADDRESS}",
		Short: "Write everything that is held about a person into a folder: a page, JSON and their files",
		Long: "Write everything that is held about a person into a new folder: person.html to read or print,\n" +
			"person.json for programs, and the files that they attached. The person may do it, the adult named\n" +
			"for somebody under 16, and an administrator; that it was done stays on record. For who wrote in and\n" +
			"is nobody on record (a voice, an address that hears from newsletters) an administrator does it.\n\n" +
			"Where words of other people stand in the same entry, these are left out and counted: before somebody\n" +
			"is answered, look at those entries, for a text of another may still be about them.",
		Args: cobra.MaximumNArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			me, err := a.me()
			if err != nil {
				return err
			}
			if len(args) > 0 {
				to.name = args[0]
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				who, err := onRecord(cmd.Context(), r, "as", me)
				if err != nil {
					return err
				}
				person, err := a.person(cmd.Context(), r, who, to)
				if err != nil {
					return err
				}
				if _, wroteIn := person.Correspondent(); !wroteIn { // of those, what they sent decides
					if err := improvement.MayExport(who, person); err != nil {
						return err
					}
				}
				if into == "" {
					into = fmt.Sprintf("person-%s-%s", strings.ReplaceAll(string(person), "/", "-"), improvement.DateOf(r.Now()))
				}
				return a.export(cmd.Context(), r, w, who, person, into)
			})
		}),
	}
	whomFlag(cmd, &to)
	cmd.Flags().StringVar(&into, "into", "", "the folder to make; person-PERSON-DAY if left out")
	return cmd
}

// exported is what an export tells on standard output.
type exported struct {
	Folder  string `json:"folder"`
	Entries int    `json:"entries"`
	Files   int    `json:"files"`
	Notices int    `json:"notices"`
	LeftOut int    `json:"left_out"`
}

// export writes the whole folder, or none: it takes its name once it is complete.
func (a *app) export(ctx context.Context, r *assembly.Record, w *words, who improvement.Actor, person improvement.PersonID, into string) error {
	into = filepath.Clean(into)
	if _, err := os.Lstat(into); err == nil {
		return improvement.Refuse(improvement.Conflict, "into", "There is something called %s already. Name a new folder with --into.", called(into))
	}
	cannot := func(err error) error {
		return improvement.Refuse(improvement.Invalid, "into", "%s cannot be written: %v.", called(into), err)
	}
	draft, err := os.MkdirTemp(filepath.Dir(into), ".export-") // mode 0700
	if err != nil {
		return cannot(err)
	}
	defer os.RemoveAll(draft) // of no use by then, or moved
	d, err := steward.Export(ctx, r.Store, r.Vault, who, person, r.Now())
	if err != nil {
		return err
	}
	did := exported{Folder: into, Entries: len(d.Entries), Notices: len(d.Told), LeftOut: d.LeftOut}
	did.Files, err = dossier.Write(ctx, d, w.Words, r.Store, func(name string, content []byte) error {
		name = filepath.Join(draft, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(name), 0o700)
		if err == nil {
			err = writeNew(name, content)
		}
		if err != nil {
			return cannot(err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := os.Rename(draft, into); err != nil {
		return cannot(err)
	}
	return a.print(did, func(p *page) { showExported(p, did) })
}

func showExported(p *page, did exported) {
	p.row("", 0, fmt.Sprintf("Written to %s: %d entries, %d notices, %d files. Keep it as safe as the person would.", did.Folder, did.Entries, did.Notices, did.Files))
	if did.LeftOut > 0 {
		p.row("", 0, fmt.Sprintf("%d texts of other people were left out. Before somebody is answered, look at these entries.", did.LeftOut))
	}
}
