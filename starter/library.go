package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/spf13/cobra"
)

func (a *app) libraryCommand() *cobra.Command {
	cmd := group("library", "Find evidence: what was seen, measured, found and said")
	cmd.AddCommand(a.libraryListCommand(), a.libraryShowCommand())
	return cmd
}

// shelfFlags are what narrows the library, as they were typed.
type shelfFlags struct {
	search, kind, strength, lmg, locality, theme, priority, test, from, to, after string
	hidden                                                                        bool
	limit                                                                         int
}

var (
	evidenceKinds = []string{
		string(improvement.Document), string(improvement.Data), string(improvement.ObservationOf), string(improvement.Voice), string(improvement.SelfEvaluation),
		string(improvement.Conversation),
	}
	strengths = []string{
		string(improvement.FromData), string(improvement.FromResearch), string(improvement.FromPractice), string(improvement.FromVoice),
	}
)

// shelfPage is a page of the library.
type shelfPage struct {
	Items []improvement.Shelved `json:"items"`
	Next  improvement.ItemID    `json:"next,omitempty"` // to go on behind, where there is more
}

func (a *app) libraryListCommand() *cobra.Command {
	var f shelfFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List evidence, the newest first",
		Long: "List evidence, the newest first. --search finds whole words, all of them, in any order; small\n" +
			"letters, accents and plurals make no difference. What is hidden because someone may be unsafe is\n" +
			"shown with --hidden, to the safeguarding contact of the LMG that --lmg names, and to nobody else.",
		Args: cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				filter, err := a.shelfFilter(cmd.Context(), r, f)
				if err != nil {
					return err
				}
				found, err := r.Shelf(cmd.Context(), filter)
				if errors.Is(err, improvement.ErrNotFound) {
					return improvement.Refuse(improvement.NotFound, "after", "%q is not in the library any more. List it from the beginning.", f.after)
				}
				if err != nil {
					return err
				}
				listed := shelfPage{Items: append([]improvement.Shelved{}, found...)}
				if len(found) > f.limit {
					listed.Items = found[:f.limit]
					listed.Next = listed.Items[f.limit-1].ID
				}
				return a.print(listed, func(p *page) { showShelf(p, w, listed) })
			})
		}),
	}
	f.define(cmd)
	suggest(cmd, "kind", evidenceKinds...)
	suggest(cmd, "strength", strengths...)
	a.suggestFromRecord(cmd, "lmg", lmgs)
	a.suggestFromRecord(cmd, "locality", localities)
	a.suggestFromRecord(cmd, "theme", themes)
	return cmd
}

func (f *shelfFlags) define(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.search, "search", "", "with all of these words")
	flags.StringVar(&f.kind, "kind", "", "of one kind: "+strings.Join(evidenceKinds, ", "))
	flags.StringVar(&f.strength, "strength", "", "of one strength: "+strings.Join(strengths, ", "))
	flags.StringVar(&f.lmg, "lmg", "", "of one LMG")
	flags.StringVar(&f.locality, "locality", "", "of one locality")
	flags.StringVar(&f.theme, "theme", "", "of one theme")
	flags.StringVar(&f.priority, "priority", "", "of one priority")
	flags.StringVar(&f.test, "test", "", "of one test of change")
	flags.StringVar(&f.from, "from", "", "from a day on")
	flags.StringVar(&f.to, "to", "", "up to a day")
	flags.StringVar(&f.after, "after", "", "behind an item, as the page before ended")
	flags.BoolVar(&f.hidden, "hidden", false, "hidden ones too: for the safeguarding contact")
	flags.IntVar(&f.limit, "limit", 20, "the most to show")
}

// shelfFilter checks what was typed: "there is none" would be taken for an answer.
func (a *app) shelfFilter(ctx context.Context, r *assembly.Record, f shelfFlags) (improvement.LibraryFilter, error) {
	filter := improvement.LibraryFilter{
		Search: f.search, Kind: improvement.EvidenceKind(f.kind), Strength: improvement.Strength(f.strength),
		LMG: improvement.BodyID(f.lmg), Locality: improvement.BodyID(f.locality), Theme: improvement.ThemeID(f.theme),
		Priority: improvement.PriorityID(f.priority), Hidden: f.hidden, After: improvement.ItemID(f.after), Limit: f.limit + 1,
	}
	var err error
	keep := func(problem error) {
		if err == nil {
			err = problem
		}
	}
	keep(oneOf("kind", "a kind of evidence", f.kind, evidenceKinds))
	keep(oneOf("strength", "a strength", f.strength, strengths))
	keep(checkFilter(ctx, r, improvement.Filter{LMG: filter.LMG, Locality: filter.Locality, Theme: filter.Theme}))
	filter.From, err = dayOf("from", f.from, err)
	filter.To, err = dayOf("to", f.to, err)
	if f.limit < 1 || f.limit > 1_000 {
		keep(improvement.Refuse(improvement.Invalid, "limit", "%d cannot be shown at once. Give a number from 1 to 1000.", f.limit))
	}
	if f.test != "" {
		filter.Test = testSubject(f.test)
		_, problem := readTest(ctx, r, filter.Test)
		keep(problem)
	}
	if f.priority != "" {
		_, _, problem := r.State(ctx, improvement.PrioritySubject(filter.Priority))
		if errors.Is(problem, improvement.ErrNotFound) {
			problem = improvement.Refuse(improvement.NotFound, "priority", "%q is not a priority on record.", f.priority)
		}
		keep(problem)
	}
	if f.hidden && err == nil {
		err = a.maySeeHidden(ctx, r, filter.LMG)
	}
	return filter, err
}

func dayOf(flag, text string, before error) (improvement.Date, error) {
	if before != nil || text == "" {
		return "", before
	}
	day, err := intake.Date(text)
	if refused, ok := improvement.Refusal(err); ok {
		return "", improvement.Refuse(refused.Code, flag, "%s", refused.Message)
	}
	if err != nil {
		return "", improvement.Refuse(improvement.Invalid, flag, "%v", err)
	}
	return day, nil
}

// maySeeHidden refuses everybody but the safeguarding contact of an LMG.
func (a *app) maySeeHidden(ctx context.Context, r *assembly.Record, lmg improvement.BodyID) error {
	if lmg == "" {
		return improvement.Refuse(improvement.Invalid, "lmg", "Say of which LMG: its safeguarding contact sees what is hidden.")
	}
	me, err := a.me()
	if err != nil {
		return err
	}
	who, err := onRecord(ctx, r, "as", me)
	if err != nil {
		return err
	}
	return improvement.MaySeeHidden(who, lmg)
}

func showShelf(p *page, w *words, listed shelfPage) {
	if len(listed.Items) == 0 {
		p.printf("There are none.\n")
		return
	}
	widths := []int{15, 15, 14}
	p.columns(widths, "DAY", "KIND", "LOCALITY", "TITLE")
	for _, i := range listed.Items {
		p.columns(widths, i.Day.Plain(), plainly(i.Kind), clip(w.Body(i.Locality), 14), titleOf(w, i))
		p.row("", 4, string(i.ID))
	}
	if listed.Next != "" {
		p.printf("\nThere is more. Go on with: --after %s\n", listed.Next)
	}
}

// titleOf is an item's title, with what is to be known of it.
func titleOf(w *words, i improvement.Shelved) string {
	title := w.line(i.Title)
	if title == "" {
		title = "(no title)"
	}
	if i.Versions > 1 {
		title += " (corrected)"
	}
	if i.Hidden {
		title += " (hidden: someone may be unsafe)"
	}
	return title
}

// itemHistory is an item with all that it ever was.
type itemHistory struct {
	improvement.Shelved
	History []itemVersion `json:"history"` // the latest first
}

// itemVersion is an item as it once was.
type itemVersion struct {
	improvement.Shelved
	Filed improvement.Date `json:"filed"`
	Who   string           `json:"who,omitempty"` // never of a voice
	Told  string           `json:"told"`
}

func (a *app) libraryShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show ITEM",
		Short: "Show an item of evidence, with what it was before it was corrected",
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				item, err := a.item(cmd.Context(), r, improvement.ItemID(args[0]))
				if err != nil {
					return err
				}
				shown, err := historyOf(cmd.Context(), r, w, item)
				if err != nil {
					return err
				}
				return a.print(shown, func(p *page) { showItemHistory(p, w, shown) })
			})
		}),
	}
}

// item finds an item. One that is hidden is there for the safeguarding contact alone.
func (a *app) item(ctx context.Context, r *assembly.Record, id improvement.ItemID) (improvement.Shelved, error) {
	item, err := r.Item(ctx, id)
	if errors.Is(err, improvement.ErrNotFound) { // a test's may be named without its kind
		item, err = r.Item(ctx, improvement.ItemID(improvement.KindTest)+"/"+id)
	}
	if err == nil && item.Hidden && a.maySeeHidden(ctx, r, item.LMG) != nil {
		err = improvement.ErrNotFound
	}
	if errors.Is(err, improvement.ErrNotFound) {
		err = improvement.Refuse(improvement.NotFound, "item", "There is no item called %q in the library. See what there is with: starter library list", id)
	}
	return item, err
}

// historyOf reads all versions of an item from its journal, whatever its subject is.
func historyOf(ctx context.Context, r *assembly.Record, w *words, item improvement.Shelved) (itemHistory, error) {
	shown := itemHistory{Shelved: item}
	entries, err := r.Journal(ctx, item.ID.Subject(), 0)
	if err != nil {
		return shown, err
	}
	derived, err := improvement.Derive(item.ID.Subject(), entries)
	if err != nil {
		return shown, err
	}
	for _, was := range derived.Shelved {
		if was.ID != item.ID || was.Entry < 1 || was.Entry > len(entries) {
			continue
		}
		e := entries[was.Entry-1]
		version := itemVersion{Shelved: was, Filed: improvement.DateOf(e.At), Told: e.Event.Sentence(w)}
		if item.ID.Subject().Kind() != improvement.KindVoice {
			version.Who = w.Person(e.By)
		}
		if n := len(shown.History); n > 0 && shown.History[n-1].Entry == was.Entry { // moderated, hidden, or shown again: its words are the same
			if was.Hidden {
				version.Words = shown.History[n-1].Words
			}
			shown.History[n-1] = version
			continue
		}
		shown.History = append(shown.History, version)
	}
	slices.Reverse(shown.History)
	return shown, nil
}

func showItemHistory(p *page, w *words, shown itemHistory) {
	i := shown.Shelved
	p.row("", 0, titleOf(w, i))
	p.row("", 0, string(i.ID))
	p.printf("\n")
	p.row("Kind", labelWidth, plainly(i.Kind))
	p.row("Strength", labelWidth, plainly(i.Strength))
	p.row("Day", labelWidth, i.Day.Plain())
	p.row("Locality", labelWidth, w.Body(i.Locality))
	p.row("LMG", labelWidth, w.Body(i.LMG))
	p.row("Theme", labelWidth, string(i.Theme))
	p.row("Priority", labelWidth, string(i.Priority))
	p.row("Test", labelWidth, i.Test.ID())
	for n, v := range shown.History {
		title := "As it is"
		if n > 0 {
			title = "Before that"
		}
		p.heading(title + ", filed " + v.Filed.Plain())
		if v.Who != "" {
			p.row("By", labelWidth, v.Who)
		}
		for _, text := range v.Words {
			if text != v.Title {
				p.row("", 2, w.line(text))
			}
		}
	}
}
