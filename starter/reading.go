package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/spf13/cobra"
)

// watchEvery is how often --watch looks.
const watchEvery = 500 * time.Millisecond

func testSubject(name string) improvement.SubjectID {
	return improvement.TestSubject(strings.TrimPrefix(name, string(improvement.KindTest)+"/"))
}

func (a *app) showCommand() *cobra.Command {
	var watch bool
	cmd := &cobra.Command{
		Use:   "show TEST",
		Short: "Show where a test stands and what happens next",
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				if watch {
					return a.watch(cmd.Context(), r, w, testSubject(args[0]))
				}
				t, err := readTest(cmd.Context(), r, testSubject(args[0]))
				if err != nil {
					return err
				}
				return a.print(t, func(p *page) { showTest(p, w, t) })
			})
		}),
	}
	cmd.Flags().BoolVar(&watch, "watch", false, "follow what happens, until Ctrl-C or the test is closed")
	return cmd
}

// watch tells what happens to a test as it happens.
func (a *app) watch(ctx context.Context, r *assembly.Record, w *words, subject improvement.SubjectID) error {
	if _, err := readTest(ctx, r, subject); err != nil {
		return err
	}
	teller := newTeller(&page{out: a.out}, w, steward.Follow(r.Store, subject))
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		t, err := readTest(ctx, r, subject)
		if err != nil {
			return err
		}
		if err := teller.tell(ctx); err != nil || t.Closed() {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func readTest(ctx context.Context, r *assembly.Record, subject improvement.SubjectID) (*improvement.TestOfChange, error) {
	_, state, err := r.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, improvement.Refuse(improvement.NotFound, "test", "There is no test of change called %q. See what there is with: starter test list", subject.ID())
	}
	if err != nil {
		return nil, err
	}
	return improvement.RestoreTest(state)
}

func (a *app) listCommand() *cobra.Command {
	var f improvement.Filter
	var lmg, locality, theme string
	var overdue, all bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List tests of change",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				if f.Stage != "" && !slices.Contains(improvement.Stages(), improvement.Stage(f.Stage)) {
					return improvement.Refuse(improvement.Invalid, "stage", "%q is not a stage. Use one of %v.", f.Stage, improvement.Stages())
				}
				f.Kind, f.Open = improvement.KindTest, !all
				f.LMG, f.Locality, f.Theme = improvement.BodyID(lmg), improvement.BodyID(locality), improvement.ThemeID(theme)
				if overdue {
					f.OverdueOn = improvement.DateOf(r.Now())
				}
				found, err := r.List(cmd.Context(), f)
				if err != nil {
					return err
				}
				return a.print(found, func(p *page) { showList(p, w, found) })
			})
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Stage, "stage", "", "of one stage: plan, agree, do, study, act, begin, decide, follow-up or closed")
	flags.StringVar(&lmg, "lmg", "", "of one LMG")
	flags.StringVar(&locality, "locality", "", "of one locality")
	flags.StringVar(&theme, "theme", "", "of one theme")
	flags.BoolVar(&overdue, "overdue", false, "with something overdue")
	flags.BoolVar(&all, "all", false, "closed ones too")
	return cmd
}

func showList(p *page, w *words, found []improvement.Listing) {
	if len(found) == 0 {
		p.printf("There are none.\n")
		return
	}
	p.columns([]int{26, 9, 15}, "NAME", "STAGE", "DUE", "TITLE")
	for _, l := range found {
		due := ""
		if l.Due != "" {
			due = l.Due.Plain()
		}
		p.columns([]int{26, 9, 15}, l.Subject.ID(), l.Stage, due, w.line(l.Title))
	}
}

func (a *app) journalCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "journal TEST",
		Short: "Show everything that was filed of a test and its approvals",
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				subject := testSubject(args[0])
				if _, err := readTest(cmd.Context(), r, subject); err != nil {
					return err
				}
				news, err := steward.Follow(r.Store, subject).News(cmd.Context())
				if err != nil {
					return err
				}
				var filed []filedEntry
				for _, h := range news {
					if h.Entry != nil {
						filed = append(filed, filedEntry{h.Subject, *h.Entry})
					}
				}
				return a.print(filed, func(p *page) {
					for _, e := range filed {
						p.columns([]int{17, 3}, plainMinute(e.Entry.At), fmt.Sprint(e.Entry.Version), deedOf(w, e.Entry))
					}
				})
			})
		}),
	}
}

// filedEntry is an entry with the subject whose journal it stands in.
type filedEntry struct {
	Subject improvement.SubjectID `json:"subject"`
	Entry   improvement.Entry     `json:"entry"`
}

func plainMinute(t time.Time) string { return t.In(improvement.London()).Format("2 Jan 2006 15:04") }

// deedOf tells an entry as a sentence. One that stands on its own begins with a
// capital; any other follows who did it.
func deedOf(w *words, e improvement.Entry) string {
	sentence := e.Event.Sentence(w) + "."
	first, _ := utf8.DecodeRuneInString(sentence)
	switch {
	case unicode.IsUpper(first):
		return sentence
	case e.By == "":
		return "Cairn " + sentence
	}
	return w.Person(e.By) + " " + sentence
}

func (a *app) tasksCommand() *cobra.Command {
	var everyone bool
	cmd := &cobra.Command{
		Use:   "tasks",
		Short: "Show what waits for you, and what happens if it waits on",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			var me improvement.PersonID
			if !everyone {
				var err error
				if me, err = a.me(); err != nil {
					return err
				}
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				if me != "" {
					if _, err := r.Actor(cmd.Context(), me); errors.Is(err, improvement.ErrNotFound) {
						return improvement.Refuse(improvement.NotFound, "as", "%q is not on record.", me)
					}
				}
				tasks, err := r.Tasks(cmd.Context(), me)
				if err != nil {
					return err
				}
				return a.print(tasks, func(p *page) { showTasks(p, w, tasks, r.Now()) })
			})
		}),
	}
	cmd.Flags().BoolVar(&everyone, "everyone", false, "everybody's tasks")
	return cmd
}

func (a *app) noticesCommand() *cobra.Command {
	var person, state string
	var limit int
	cmd := &cobra.Command{
		Use:   "notices",
		Short: "Show the outbox: what was told to whom, and what could not be delivered",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				sent, err := r.Outbox(cmd.Context(), improvement.OutboxFilter{
					Person: improvement.PersonID(person), State: improvement.DeliveryState(state), Limit: limit,
				})
				if err != nil {
					return err
				}
				return a.print(sent, func(p *page) { showOutbox(p, w, sent) })
			})
		}),
	}
	cmd.Flags().StringVar(&person, "to", "", "to one person")
	cmd.Flags().StringVar(&state, "state", "", "waiting, sent or failed")
	cmd.Flags().IntVar(&limit, "limit", 50, "the most to show")
	return cmd
}

func showOutbox(p *page, w *words, sent []improvement.Delivery) {
	if len(sent) == 0 {
		p.printf("There are none.\n")
	}
	for _, d := range sent {
		p.columns([]int{17, 8, 18}, plainMinute(d.Notice.SendAfter), string(d.State), clip(w.Person(d.Person), 18), notify.Line(d.Notice, w.line))
		if d.LastError != "" {
			p.row("", 27, fmt.Sprintf("after %d tries: %s", d.Attempts, d.LastError))
		}
	}
}

func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Check every chain, anchor and state of the record",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				report, err := r.Verify(cmd.Context())
				if err != nil {
					return err
				}
				if err := a.print(report, func(p *page) {
					p.printf("%d subjects, %d entries and %d anchors were checked.\n", report.Subjects, report.Entries, report.Anchors)
					for _, f := range report.Faults {
						p.printf("  %s, entry %d: %s\n", f.Subject, f.Version, f.What)
					}
				}); err != nil {
					return err
				}
				if len(report.Faults) > 0 {
					return fmt.Errorf("the record does not hold together: %d faults", len(report.Faults))
				}
				a.tell("The record holds together.")
				return nil
			})
		}),
	}
}
