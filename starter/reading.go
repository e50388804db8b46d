package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/dossier"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
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
		Long: "Show where a test stands and what happens next. With --watch it tells what has happened and\n" +
			"goes on to tell; with --output json besides, one object on each line: an entry of the journal,\n" +
			"or a message that somebody is sent.",
		Args: cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if watch {
				return a.watch(cmd.Context(), testSubject(args[0]))
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				t, err := readTest(cmd.Context(), r, testSubject(args[0]))
				if err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				t = t.ShownTo(who)
				return a.print(t, func(p *page) { showTest(p, w, t) })
			})
		}),
	}
	cmd.Flags().BoolVar(&watch, "watch", false, "follow what happens, until Ctrl-C or the test is closed")
	return cmd
}

// watch tells what happens to a test as it happens. Ctrl-C is how it ends, so it
// ends well, wherever it falls.
func (a *app) watch(ctx context.Context, subject improvement.SubjectID) error {
	err := a.reading(ctx, func(r *assembly.Record, w *words) error { return a.follow(ctx, r, w, subject) })
	select {
	case <-ctx.Done():
		return nil
	default:
		return err
	}
}

// follow tells what happens to a test until it is closed.
func (a *app) follow(ctx context.Context, r *assembly.Record, w *words, subject improvement.SubjectID) error {
	who, err := a.reader(ctx, r)
	if err != nil {
		return err
	}
	tell := a.telling(w, steward.Follow(r.Store, subject).For(who))
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		t, err := readTest(ctx, r, subject)
		if err != nil {
			return err
		}
		if err := tell(ctx); err != nil || t.Closed() {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func readTest(ctx context.Context, r *assembly.Record, subject improvement.SubjectID) (*improvement.TestOfChange, error) {
	t, err := r.Test(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, improvement.Refuse(improvement.NotFound, "test", "There is no test of change called %q. See what there is with: starter test list", subject.ID())
	}
	return t, err
}

func showList(p *page, w *words, found []improvement.Listing) {
	if len(found) == 0 {
		p.printf("There are none.\n")
		return
	}
	names := len("NAME")
	for _, l := range found {
		names = min(26, max(names, widthOf(l.Subject.ID())))
	}
	widths := []int{names, 9, 15}
	p.columns(widths, "NAME", "STAGE", "DUE", "TITLE")
	for _, l := range found {
		due := ""
		if l.Due != "" {
			due = l.Due.Plain()
		}
		p.columns(widths, l.Subject.ID(), l.Stage, due, w.title(l.Subject, l.Title))
	}
}

func (a *app) journalCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "journal TEST",
		Short: "Show everything that was filed of a test and its approvals",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				subject := testSubject(args[0])
				if _, err := readTest(cmd.Context(), r, subject); err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				return a.printJournal(cmd.Context(), steward.Follow(r.Store, subject).For(who), w)
			})
		}),
	}
}

// printJournal prints all that was filed of what is followed.
func (a *app) printJournal(ctx context.Context, f *steward.Follower, w *words) error {
	news, err := f.News(ctx)
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
}

// filedEntry is an entry with the subject whose journal it stands in.
type filedEntry struct {
	Subject improvement.SubjectID `json:"subject"`
	Entry   improvement.Entry     `json:"entry"`
}

func plainMinute(t time.Time) string { return t.In(improvement.London()).Format("2 Jan 2006 15:04") }

func deedOf(w *words, e improvement.Entry) string { return wording.Deed(w.Words, e) }

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
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				tasks, err := r.Tasks(cmd.Context(), me)
				if err != nil {
					return err
				}
				tasks = slices.DeleteFunc(tasks, func(t improvement.Task) bool { return !t.MayKnow(who) })
				return a.print(tasks, func(p *page) { showTasks(p, w, tasks, who, r.Now()) })
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
				f := improvement.OutboxFilter{Person: improvement.PersonID(person), State: improvement.DeliveryState(state), Limit: limit}
				if err := checkOutboxFilter(cmd.Context(), r, f); err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				sent, err := r.Outbox(cmd.Context(), f)
				if err != nil {
					return err
				}
				for i, d := range sent {
					sent[i] = d.ShownTo(who)
				}
				s, err := a.settings()
				if err != nil {
					return err
				}
				return a.print(sent, func(p *page) {
					showOutbox(p, w, sent)
					if s.Mail.Mode != config.SMTP {
						p.row("", 0, "By the settings here mail.mode is "+s.Mail.Mode+": then no letter leaves this machine, and \"sent\" means that it was made ready.")
					}
				})
			})
		}),
	}
	cmd.Flags().StringVar(&person, "to", "", "to one person")
	cmd.Flags().StringVar(&state, "state", "", "in one state: "+strings.Join(deliveryStates, ", "))
	cmd.Flags().IntVar(&limit, "limit", 50, "the most to show")
	suggest(cmd, "state", deliveryStates...)
	return cmd
}

func showOutbox(p *page, w *words, sent []improvement.Delivery) {
	if len(sent) == 0 {
		p.printf("There are none.\n")
	}
	for _, d := range sent {
		p.columns([]int{17, 8}, plainMinute(d.Notice.SendAfter), string(d.State), hearer(w, d))
		p.row("", 4, saidTo(w, d))
		if d.LastError != "" {
			p.row("", 4, fmt.Sprintf("after %d tries: %s", d.Attempts, printable(d.LastError)))
		}
	}
}

// saidTo is what a message says, as far as whoever looks may know of it.
func saidTo(w *words, d improvement.Delivery) string {
	return dossier.Said(w.Words, d)
}

// hearer is who is told: the named adult, and for whom, where somebody is under 16.
func hearer(w *words, d improvement.Delivery) string {
	if subject, is := d.Person.Correspondent(); is {
		return "whoever sent the " + string(subject.Kind()) + " " + clip(subject.ID(), 24)
	}
	if d.For == "" {
		return w.Person(d.Person)
	}
	return fmt.Sprintf("%s (for %s)", w.Person(d.Person), w.Person(d.For))
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
				if report.Rebuilding {
					a.tell("What lists, traces and the library show is being made again, and was not compared.")
				}
				return nil
			})
		}),
	}
}
