package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
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
			f := loadFile{sheet: strings.EqualFold(filepath.Ext(args[0]), ".csv")}
			var err error
			if f.by, err = a.me(); err != nil {
				return err
			}
			if f.content, err = a.readDirectory(cmd.Context(), args[0], f.sheet); err != nil {
				return err
			}
			if err := f.check(); err != nil { // before there is a record, or a key in it
				return err
			}
			if preview {
				return a.previewLoad(cmd.Context(), f)
			}
			return a.opening(cmd.Context(), assembly.Opening{}, func(r *assembly.Record, _ *words) error {
				done, err := load(cmd.Context(), r, f)
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

// loadFile is a file of the directory: a document, or a spreadsheet's.
type loadFile struct {
	by      improvement.PersonID
	content []byte
	sheet   bool
}

func (a *app) readDirectory(ctx context.Context, name string, sheet bool) ([]byte, error) {
	if sheet {
		return a.readSheet(ctx, name)
	}
	return a.read(ctx, name)
}

// check refuses what is wrong with the file itself.
func (f loadFile) check() error {
	if f.sheet {
		return intake.CheckDirectorySheet(f.content)
	}
	return intake.CheckDirectory(f.content)
}

// commands reads the file, sealing as it reads.
func (f loadFile) commands(ctx context.Context, sealer improvement.Sealer, known intake.Known) ([]steward.Command, error) {
	reader := intake.Reader{Sealer: sealer, Author: f.by}
	if f.sheet {
		read, err := reader.DirectorySheet(ctx, f.content, known)
		return read.Commands(), err
	}
	read, err := reader.Directory(ctx, f.content)
	return read.Commands(), err
}

// loaded is what a load did, and who joined or left a body that was on record before.
type loaded struct {
	steward.Loaded
	Members []steward.Change `json:"members,omitempty"`
}

// load files a load file. Who may not load leaves nothing, not even keys for the
// people whom the file names.
func load(ctx context.Context, r *assembly.Record, f loadFile) (loaded, error) {
	directory := steward.Directory{Record: r.Store, Opener: r.Vault, Now: r.Now}
	if err := directory.MayLoad(ctx, f.by); err != nil {
		return loaded{}, err
	}
	if _, err := f.commands(ctx, newGlass(r.Vault), &directory); err != nil { // before a key is made
		return loaded{}, err
	}
	commands, err := f.commands(ctx, r.Vault, &directory)
	if err != nil {
		return loaded{}, err
	}
	changes, err := directory.Preview(ctx, f.by, commands)
	if err != nil {
		return loaded{}, err
	}
	done, err := directory.Load(ctx, f.by, commands)
	if err != nil {
		err = &midway{err, "What was filed stays: load the file again, and the rest is filed."}
	}
	return loaded{done, changedMembers(changes)}, err
}

// changedMembers leaves the bodies whose members change, without those that are new: all
// of theirs join.
func changedMembers(changes []steward.Change) []steward.Change {
	fresh := map[improvement.SubjectID]bool{}
	var members []steward.Change
	for _, c := range changes {
		fresh[c.Subject] = fresh[c.Subject] || c.New
		if len(c.Joins)+len(c.Leaves) > 0 && !fresh[c.Subject] {
			members = append(members, c)
		}
	}
	return members
}

// previewLoad shows what a load would change. Nothing is written, not even a key.
func (a *app) previewLoad(ctx context.Context, f loadFile) error {
	return a.reading(ctx, func(r *assembly.Record, _ *words) error {
		through := newGlass(r.Vault)
		directory := steward.Directory{Record: r.Store, Opener: through, Now: r.Now}
		if err := directory.MayLoad(ctx, f.by); err != nil {
			return err
		}
		commands, err := f.commands(ctx, through, &directory)
		if err != nil {
			return err
		}
		changes, err := directory.Preview(ctx, f.by, commands)
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
		}
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

// glass stands in for the vault where nothing may be written: what it seals only it can
// read. What is on record the vault opens.
type glass struct {
	improvement.Opener
	texts map[string]string
}

func newGlass(o improvement.Opener) *glass { return &glass{o, map[string]string{}} }

// Seal remembers the text.
func (g *glass) Seal(ctx context.Context, field string, author improvement.PersonID, text string) (improvement.Words, error) {
	words, err := intake.Measured(ctx, field, author, text)
	if err != nil || words.Empty() {
		return words, err
	}
	words.Sealed = fmt.Sprintf("glass %d", len(g.texts))
	g.texts[words.Sealed] = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	return words, nil
}

// Open gives the text of what this glass or the vault sealed.
func (g *glass) Open(ctx context.Context, w improvement.Words) (string, error) {
	if text, mine := g.texts[w.Sealed]; mine {
		return text, nil
	}
	return g.Opener.Open(ctx, w)
}
