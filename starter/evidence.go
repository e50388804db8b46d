package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/photo"
	"github.com/spf13/cobra"
)

// item is evidence as the command line takes it.
type item struct {
	kind                         improvement.EvidenceKind
	text, source, where, consent string
	people                       bool
	files                        []string
}

// fileEvidence files evidence, with its files stored before. Nothing is stored of
// what would be refused.
func (a *app) fileEvidence(ctx context.Context, test string, it item) error {
	var files []attachment
	for _, name := range it.files {
		file, err := attachable(name)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	return a.acting(ctx, func(d *assembly.Desk, who improvement.Actor) error {
		e, err := it.sealed(ctx, d, who.Person, files)
		if err != nil {
			return err
		}
		sent, err := a.sentBefore(ctx, d, testSubject(test))
		if err != nil {
			return err
		}
		if len(files) > 0 && !sent {
			if err := wouldTake(ctx, d.Record, testSubject(test), who, e); err != nil {
				return err
			}
			if err := a.store(ctx, d.Record, files, e.Files); err != nil {
				return err
			}
		}
		receipt, err := a.onTest(ctx, d, test, intake.Command{Test: improvement.FileEvidence{Evidence: e}})
		if err != nil {
			return err
		}
		return a.acknowledge(receipt)
	})
}

// sealed is the item as it is filed; its files are not looked into yet.
func (it item) sealed(ctx context.Context, d *assembly.Desk, me improvement.PersonID, files []attachment) (improvement.Evidence, error) {
	e := improvement.Evidence{Kind: it.kind, When: improvement.DateOf(d.Now()), ShowsPeople: it.people}
	type text struct {
		field, value string
		into         *improvement.Words
	}
	texts := []text{
		{"text", it.text, &e.Text}, {"source", it.source, &e.Source},
		{"where", it.where, &e.Where}, {"consent", it.consent, &e.Consent},
	}
	e.Files = make([]improvement.File, len(files))
	for i, file := range files {
		e.Files[i] = file.File
		texts = append(texts, text{"file", filepath.Base(file.path), &e.Files[i].Name})
	}
	for _, t := range texts {
		if t.value == "" {
			continue
		}
		var err error
		if *t.into, err = d.Vault.Seal(ctx, t.field, me, t.value); err != nil {
			return e, err
		}
	}
	return e, nil
}

// sentBefore tells whether this command is on record already: sending it again
// gives the same answer, whatever the test has come to since.
func (a *app) sentBefore(ctx context.Context, r improvement.Reader, subject improvement.SubjectID) (bool, error) {
	_, err := r.CommandEntry(ctx, subject, a.id())
	if errors.Is(err, improvement.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// wouldTake refuses what the test, as it is on record, would refuse.
func wouldTake(ctx context.Context, r *assembly.Record, subject improvement.SubjectID, who improvement.Actor, e improvement.Evidence) error {
	t, err := readTest(ctx, r, subject)
	if err != nil {
		return err
	}
	e.ID = "unnamed" // the sender names it, after the command
	_, err = t.Decide(improvement.FileEvidence{Evidence: e}, who, r.Now())
	return err
}

// store keeps the files by their content and completes the references to them. It says of
// which photos it kept less.
func (a *app) store(ctx context.Context, r *assembly.Record, files []attachment, into []improvement.File) error {
	for i, file := range files {
		f, err := open(file.path)
		if err != nil {
			return err
		}
		into[i].Hash, into[i].Size, into[i].Type, err = r.Store.Store(ctx, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return fmt.Errorf("%s: %w", called(file.path), err)
		}
		if into[i].Size != file.Size {
			a.tell("Where, when and with which device %s was taken was removed from it.", called(file.path))
		}
	}
	return nil
}

// evidenceCommand shows what was filed, and gives its files back.
func (a *app) evidenceCommand() *cobra.Command {
	var save string
	cmd := &cobra.Command{
		Use:   "evidence TEST [ID]",
		Short: "Show the evidence of a test, and save its files",
		Args:  cobra.RangeArgs(1, 2),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				items, err := evidenceOf(cmd.Context(), r, testSubject(args[0]), who, args[1:])
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
	Erased []string `json:"erased_files,omitempty"` // hashes of those that went with whoever filed them
	// Kept are the files that nobody can open, and why: they are being checked for
	// viruses, or one was found.
	Kept map[string]improvement.FileState `json:"files_kept_back,omitempty"`
}

// keptBack says why nobody can open a file, behind its name.
var keptBack = map[improvement.FileState]string{
	improvement.FileChecking: "it is being checked for viruses, and nobody can open it until that is done",
	improvement.FileHarmful:  "something harmful was found in it, so it is kept back",
}

// standOf sorts how the files of an item stand.
func (e *filedEvidence) standOf(ctx context.Context, r *assembly.Record) error {
	states, err := r.FileStates(ctx, hashesOf(e.Evidence))
	for _, f := range e.Files {
		switch state := states[f.Hash]; {
		case state == improvement.FileErased:
			e.Erased = append(e.Erased, f.Hash)
		case keptBack[state] != "":
			if e.Kept == nil {
				e.Kept = map[string]improvement.FileState{}
			}
			e.Kept[f.Hash] = state
		}
	}
	return err
}

// evidenceOf reads the items of a test from its journal, as far as somebody may read
// them: all, or the one named.
func evidenceOf(ctx context.Context, r *assembly.Record, subject improvement.SubjectID, who improvement.Actor, named []string) ([]filedEvidence, error) {
	entries, err := r.Journal(ctx, subject, 0)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return nil, err
	}
	t, err := readTest(ctx, r, subject) // after the journal: of what was raised meanwhile nothing is told
	if err != nil {
		return nil, err
	}
	entries = t.For(who, entries)
	var items []filedEvidence
	for _, entry := range entries {
		filed, ok := entry.Event.(*improvement.EvidenceFiled)
		if ok && (len(named) == 0 || named[0] == filed.Evidence.ID) {
			item := filedEvidence{By: entry.By, At: entry.At, Evidence: filed.Evidence}
			if err := item.standOf(ctx, r); err != nil {
				return nil, err
			}
			items = append(items, item)
		}
	}
	if len(items) == 0 && len(named) > 0 {
		return nil, improvement.Refuse(improvement.NotFound, "id", "There is no evidence %q in this test.", named[0])
	}
	return items, nil
}

func hashesOf(e improvement.Evidence) []string {
	hashes := make([]string, len(e.Files))
	for i, f := range e.Files {
		hashes[i] = f.Hash
	}
	return hashes
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
			p.row("", 4, e.fileLine(w, f))
		}
	}
}

// fileLine is a file of the item in a line, with why nobody can open it.
func (e *filedEvidence) fileLine(w *words, f improvement.File) string {
	is := fmt.Sprintf("%s, %d kB", f.Type, (f.Size+1023)/1024)
	if slices.Contains(e.Erased, f.Hash) {
		is += ", the file was erased with the person who filed it"
	}
	if why := keptBack[e.Kept[f.Hash]]; why != "" {
		is += ", " + why
	}
	return fmt.Sprintf("%s (%s)", w.line(f.Name), is)
}

// saveFiles writes the items' files under their hashes and names; none that is
// there is written over. One that was erased is told of.
func (a *app) saveFiles(ctx context.Context, r *assembly.Record, w *words, items []filedEvidence, folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return improvement.Refuse(improvement.Invalid, "save", "%s cannot be written: %v.", folder, err)
	}
	for _, e := range items {
		for _, f := range e.Files {
			content, err := r.Load(ctx, f.Hash)
			switch {
			case errors.Is(err, improvement.ErrErased):
				a.tell("A file of %s was erased with the person who filed it (%s).", e.ID, f.Hash[:8])
				continue
			case errors.Is(err, improvement.ErrChecking), errors.Is(err, improvement.ErrHarmful):
				a.tell("A file of %s was not saved (%s): %s.", e.ID, f.Hash[:8], keptBack[stateOf(err)])
				continue
			case err != nil:
				return err
			}
			if cleaned, err := photo.Clean(content); err == nil { // one that was filed before positions were taken out
				content = cleaned
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

// stateOf is how a file stands that is kept back.
func stateOf(err error) improvement.FileState {
	if errors.Is(err, improvement.ErrHarmful) {
		return improvement.FileHarmful
	}
	return improvement.FileChecking
}

func writeNew(name string, content []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
