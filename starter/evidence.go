package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/spf13/cobra"
)

// item is evidence as the command line takes it.
type item struct {
	kind                         improvement.EvidenceKind
	text, source, where, consent string
	people                       bool
	files                        []string
}

// fileEvidence stores the files, then files the evidence that refers to them.
func (a *app) fileEvidence(ctx context.Context, test string, it item) error {
	me, err := a.me()
	if err != nil {
		return err
	}
	return a.sending(ctx, func(d *assembly.Desk) error {
		e := improvement.Evidence{
			Kind: it.kind, When: improvement.DateOf(d.Now()), ShowsPeople: it.people,
		}
		for _, text := range []struct {
			field, value string
			into         *improvement.Words
		}{
			{"text", it.text, &e.Text}, {"source", it.source, &e.Source},
			{"where", it.where, &e.Where}, {"consent", it.consent, &e.Consent},
		} {
			if text.value == "" {
				continue
			}
			if *text.into, err = d.Vault.Seal(ctx, text.field, me, text.value); err != nil {
				return err
			}
		}
		for _, name := range it.files {
			file, err := store(ctx, d, me, name)
			if err != nil {
				return err
			}
			e.Files = append(e.Files, file)
		}
		receipt, err := a.onTest(ctx, d, test, intake.Command{Test: improvement.FileEvidence{Evidence: e}})
		if err != nil {
			return err
		}
		return a.acknowledge(receipt)
	})
}

// store keeps a file by its content and gives the reference to it.
func store(ctx context.Context, d *assembly.Desk, me improvement.PersonID, name string) (file improvement.File, err error) {
	f, err := os.Open(name)
	if err != nil {
		return file, improvement.Refuse(improvement.Invalid, "file", "%s cannot be read: %v.", name, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	file.Hash, file.Size, file.Type, err = d.Store.Store(ctx, f)
	if err != nil {
		return file, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	file.Name, err = d.Vault.Seal(ctx, "file", me, filepath.Base(name))
	return file, err
}

// evidenceCommand shows what was filed, and gives its files back.
func (a *app) evidenceCommand() *cobra.Command {
	var save string
	cmd := &cobra.Command{
		Use:   "evidence TEST [ID]",
		Short: "Show the evidence of a test, and save its files",
		Args:  cobra.RangeArgs(1, 2),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				items, err := evidenceOf(cmd.Context(), r, testSubject(args[0]), args[1:])
				if err != nil {
					return err
				}
				if save != "" {
					if err := a.saveFiles(cmd.Context(), r, w, items, save); err != nil {
						return err
					}
				}
				return a.print(items, func(p *page) { showEvidence(p, w, items) })
			})
		}),
	}
	cmd.Flags().StringVar(&save, "save", "", "a folder to save the files in")
	return cmd
}

// filedEvidence is an item with who filed it, and when.
type filedEvidence struct {
	By improvement.PersonID `json:"by"`
	At time.Time            `json:"at"`
	improvement.Evidence
}

// evidenceOf reads the items of a test from its journal: all, or the one named.
func evidenceOf(ctx context.Context, r *assembly.Record, subject improvement.SubjectID, named []string) ([]filedEvidence, error) {
	if _, err := readTest(ctx, r, subject); err != nil {
		return nil, err
	}
	entries, err := r.Journal(ctx, subject, 0)
	if err != nil {
		return nil, err
	}
	var items []filedEvidence
	for _, entry := range entries {
		filed, ok := entry.Event.(*improvement.EvidenceFiled)
		if ok && (len(named) == 0 || named[0] == filed.Evidence.ID) {
			items = append(items, filedEvidence{entry.By, entry.At, filed.Evidence})
		}
	}
	if len(items) == 0 && len(named) > 0 {
		return nil, improvement.Refuse(improvement.NotFound, "id", "There is no evidence %q in this test.", named[0])
	}
	return items, nil
}

func showEvidence(p *page, w *words, items []filedEvidence) {
	if len(items) == 0 {
		p.printf("There is none.\n")
	}
	for _, e := range items {
		p.row("", 0, fmt.Sprintf("%s  %s of %s, filed by %s", e.ID, e.Kind, e.When.Plain(), w.Person(e.By)))
		for _, text := range []improvement.Words{e.Text, e.Source, e.Where, e.Consent} {
			p.row("", 4, w.line(text))
		}
		for _, f := range e.Files {
			p.row("", 4, fmt.Sprintf("%s (%s, %d kB)", w.line(f.Name), f.Type, (f.Size+1023)/1024))
		}
	}
}

// saveFiles writes the items' files under their hashes and names; none that is
// there is written over.
func (a *app) saveFiles(ctx context.Context, r *assembly.Record, w *words, items []filedEvidence, folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return improvement.Refuse(improvement.Invalid, "save", "%s cannot be written: %v.", folder, err)
	}
	for _, e := range items {
		for _, f := range e.Files {
			content, err := r.Load(ctx, f.Hash)
			if err != nil {
				return err
			}
			name := filepath.Join(folder, f.Hash[:8]+"-"+filepath.Base(w.line(f.Name)))
			if err := writeNew(name, content); err != nil {
				return improvement.Refuse(improvement.Invalid, "save", "%s cannot be written: %v.", name, err)
			}
			a.tell("Saved %s.", name)
		}
	}
	return nil
}

func writeNew(name string, content []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
