package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

func (a *app) evidenceItemsCommand() *cobra.Command {
	evidence := group("evidence", "Evidence that belongs to no test: file, correct, show")
	evidence.AddCommand(a.fileItemCommand("file", "File evidence of an LMG or a locality", ""), a.correctItemCommand(), a.showItemCommand(),
		a.unsafeCommand("EVIDENCE", improvement.EvidenceSubject), a.settleCommand("EVIDENCE", improvement.EvidenceSubject),
		a.claimConcernCommand("EVIDENCE", improvement.EvidenceSubject))
	return evidence
}

func (a *app) conversationCommand() *cobra.Command {
	conversation := group("conversation", "What was heard where people came together")
	conversation.AddCommand(a.fileItemCommand("record", "Record a community conversation as evidence: where, when, how many, what was heard", improvement.Conversation))
	return conversation
}

var itemFlags = []field{
	{name: "title", usage: "a short name"}, {name: "text", usage: "what it says, or what was heard"}, {name: "source", usage: "where it comes from"},
	{name: "lmg", usage: "the LMG"}, {name: "locality", usage: "a locality; the whole of the LMG's, if left out"}, {name: "theme", usage: "a theme"},
	{name: "when", usage: "the day; today, if left out"}, {name: "where", usage: "where it was"},
	{name: "strength", usage: "what it rests on: data, research, practice or voice"},
	{name: "people", usage: "how many took part, in a conversation"},
	{name: "shows_people", usage: "people can be recognised in a file", yes: true}, {name: "consent", usage: "who agreed to be shown, and when"},
}

func (a *app) fileItemCommand(use, short string, kind improvement.EvidenceKind) *cobra.Command {
	flags := itemFlags
	if kind == "" {
		flags = append([]field{{name: "kind", usage: "document, data, observation, voice, self-evaluation or conversation"}}, flags...)
	}
	var attached []string
	cmd := &cobra.Command{
		Use: use + " [FILE]", Short: short, Args: cobra.MaximumNArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if _, err := a.me(); err != nil {
				return err
			}
			doc, err := fileOrFlags(given(cmd, flags), len(args))
			if err == nil && len(args) > 0 {
				doc, err = a.read(cmd.Context(), args[0])
			}
			if err != nil {
				return err
			}
			f := itemFiling{doc: doc, kind: kind, byFlags: len(args) == 0, attached: attached}
			return a.fileItem(cmd.Context(), f)
		}),
	}
	addFlags(cmd, flags)
	cmd.Flags().StringSliceVar(&attached, "attach", nil, "files to attach")
	a.suggestFromRecord(cmd, "lmg", lmgs)
	a.suggestFromRecord(cmd, "locality", localities)
	a.suggestFromRecord(cmd, "theme", themes)
	suggest(cmd, "strength", "data", "research", "practice", "voice")
	return cmd
}

// itemFiling is an item as it is given, or a correction of one.
type itemFiling struct {
	doc      []byte
	kind     improvement.EvidenceKind
	byFlags  bool
	attached []string
	corrects improvement.SubjectID // empty: a new one
	reason   string
}

// fileItem files an item, with its files stored before. Nothing is stored of what would be
// refused.
func (a *app) fileItem(ctx context.Context, f itemFiling) error {
	var files []attachment
	for _, name := range f.attached {
		file, err := attachable(name)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	return a.reading(ctx, func(r *assembly.Record, _ *words) error {
		who, err := onRecord(ctx, r, "as", improvement.PersonID(a.as))
		if err != nil {
			return err
		}
		subject, command, kept, err := a.itemCommand(ctx, r, who, f, files)
		if f.byFlags {
			err = intake.WithoutLines(err)
		}
		if err != nil {
			return err
		}
		desk := r.Registrar()
		sent, err := desk.Filed(ctx, subject, a.id())
		if err == nil && !sent {
			err = desk.Would(ctx, subject, who.Person, command(kept))
		}
		if err != nil {
			return err
		}
		if !sent {
			if err := a.store(ctx, r, files, kept[len(kept)-len(files):]); err != nil {
				return err
			}
		}
		version, err := desk.File(ctx, subject, a.id(), who.Person, command(kept))
		if err != nil {
			return a.unconfirmed(err, 1)
		}
		return a.acknowledge(workflows.Receipt{Subject: subject, Version: version, Filed: true})
	})
}

// itemCommand reads the document. Its files come last: of a correction after those that
// the item has already, which stay with it.
func (a *app) itemCommand(ctx context.Context, r *assembly.Record, who improvement.Actor, f itemFiling, files []attachment) (improvement.SubjectID, func([]improvement.File) improvement.DirectCommand, []improvement.File, error) {
	var kept []improvement.File
	var version int
	me := who.Person
	id := workflows.EvidenceID(a.id()) // a retry names it the same
	if f.corrects != "" {
		was, err := readItem(ctx, r, f.corrects)
		if err != nil {
			return "", nil, nil, err
		}
		if !was.MayRead(who) {
			return "", nil, nil, notThere("evidence", f.corrects)
		}
		kept, id, version = slices.Clone(was.Item.Evidence.Files), f.corrects.ID(), was.Versions
		f.kind = was.Item.Evidence.Kind // where the document names none
	}
	item, err := intake.Reader{Sealer: r.Vault, Author: me}.Item(ctx, id, f.kind, improvement.DateOf(r.Now()), f.doc)
	if err != nil {
		return "", nil, nil, err
	}
	for _, file := range files {
		if file.Name, err = r.Vault.Seal(ctx, "attach", me, filepath.Base(file.path)); err != nil {
			return "", nil, nil, err
		}
		kept = append(kept, file.File)
	}
	reason, err := r.Vault.Seal(ctx, "reason", me, f.reason)
	if err != nil {
		return "", nil, nil, err
	}
	with := func(files []improvement.File) improvement.DirectCommand {
		item.Evidence.Files = files
		if f.corrects != "" {
			return improvement.CorrectItem{Item: item, Of: version, Reason: reason}
		}
		return improvement.FileItem{Item: item}
	}
	return cmp.Or(f.corrects, improvement.EvidenceSubject(item.Evidence.ID)), with, kept, nil
}

func (a *app) correctItemCommand() *cobra.Command {
	var because string
	var attached []string
	cmd := &cobra.Command{
		Use: "correct EVIDENCE FILE", Short: "File a further version of evidence; the earlier one stays on record", Args: cobra.ExactArgs(2),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if _, err := a.me(); err != nil {
				return err
			}
			doc, err := a.read(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			return a.fileItem(cmd.Context(), itemFiling{
				doc: doc, attached: attached, corrects: subjectFrom(args[0], improvement.EvidenceSubject), reason: because,
			})
		}),
	}
	cmd.Flags().StringVar(&because, "reason", "", "why it is corrected")
	cmd.Flags().StringSliceVar(&attached, "attach", nil, "further files to attach; those that it has stay")
	return cmd
}

func readItem(ctx context.Context, r *assembly.Record, subject improvement.SubjectID) (*improvement.EvidenceItem, error) {
	i := new(improvement.EvidenceItem)
	return i, readDirect(ctx, r, subject, i, "evidence")
}

// shownEvidence is an item as whoever asks may read it.
type shownEvidence struct {
	*improvement.EvidenceItem
	Shown  int                  `json:"version_shown"`
	By     improvement.PersonID `json:"by"` // who filed that version
	At     time.Time            `json:"at"`
	Reason improvement.Words    `json:"reason,omitzero"` // why it was corrected
	Notes  []improvement.Entry  `json:"notes,omitempty"`

	Files filedEvidence                    `json:"-"` // how they stand
	Kept  map[string]improvement.FileState `json:"files_kept_back,omitempty"`
}

func (a *app) showItemCommand() *cobra.Command {
	var save string
	var version int
	cmd := &cobra.Command{
		Use: "show EVIDENCE", Short: "Show evidence, as far as you (--as) may read it, and save its files", Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				shown, err := a.itemShown(cmd.Context(), r, subjectFrom(args[0], improvement.EvidenceSubject), version)
				if err != nil {
					return err
				}
				if save != "" {
					if err := a.saveFiles(cmd.Context(), r, w, []filedEvidence{shown.Files}, save); err != nil {
						return err
					}
				}
				return a.print(shown, func(p *page) { showEvidenceItem(p, w, shown) })
			})
		}),
	}
	cmd.Flags().StringVar(&save, "save", "", "a folder to save the files in")
	cmd.Flags().IntVar(&version, "version", 0, "an earlier version, from 1")
	return cmd
}

func (a *app) itemShown(ctx context.Context, r *assembly.Record, subject improvement.SubjectID, version int) (shownEvidence, error) {
	i, err := readItem(ctx, r, subject)
	if err != nil {
		return shownEvidence{}, err
	}
	who, err := a.reader(ctx, r)
	if err != nil {
		return shownEvidence{}, err
	}
	if !i.MayRead(who) {
		return shownEvidence{}, notThere("evidence", subject)
	}
	entries, err := r.Journal(ctx, subject, 0)
	if err != nil {
		return shownEvidence{}, err
	}
	shown := shownEvidence{Shown: cmp.Or(version, i.Versions), Notes: notesOfConcern(entries, who, i.Item.LMG)}
	if version < 0 {
		return shown, noVersion(version, i.Versions)
	}
	i.Item, shown.By, shown.At, shown.Reason, err = improvement.ItemVersion(entries, shown.Shown)
	if errors.Is(err, improvement.ErrNotFound) {
		return shown, noVersion(version, i.Versions)
	}
	if err != nil {
		return shown, err
	}
	shown.EvidenceItem = i.For(who)
	shown.Files = filedEvidence{Evidence: shown.Item.Evidence}
	err = shown.Files.standOf(ctx, r)
	shown.Kept = shown.Files.Kept
	return shown, err
}

func noVersion(version, has int) error {
	return improvement.Refuse(improvement.NotFound, "version", "There is no version %d of this. It has %d.", version, has)
}

func showEvidenceItem(p *page, w *words, i shownEvidence) {
	e := i.Item.Evidence
	place := w.Body(i.Item.LMG)
	if i.Item.Locality != "" {
		place = w.Body(i.Item.Locality)
	}
	p.row("", 0, concernOf(i.Concern))
	p.row("", 0, w.line(i.Item.Title))
	p.row("", 0, fmt.Sprintf("%s (%s) of %s, %s", plainly(e.Kind), plainly(i.Item.Strength), e.When.Plain(), place))
	p.row("", 0, fmt.Sprintf("Version %d of %d, filed by %s on %s", i.Shown, i.Versions, w.Person(i.By), plainMinute(i.At)))
	for _, row := range []struct {
		label string
		text  string
	}{
		{"Corrected", w.line(i.Reason)}, {"Source", w.line(e.Source)}, {"Where", w.line(e.Where)}, {"Theme", string(i.Item.Theme)},
		{"Consent", w.line(e.Consent)}, {"Says", w.line(e.Text)},
	} {
		p.row(row.label, labelWidth, row.text)
	}
	if i.Item.People > 0 {
		p.row("Took part", labelWidth, strconv.Itoa(i.Item.People))
	}
	showScores(p, w, i.Item.Place)
	for _, f := range e.Files {
		p.row("File", labelWidth, i.Files.fileLine(w, f))
	}
	showNotes(p, w, i.Notes)
}
