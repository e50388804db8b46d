package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// app is one run of the command line.
type app struct {
	in        io.Reader
	out, errs io.Writer

	file      string // configuration
	data      string
	as        string
	output    string
	commandID string

	words *words // of the record that is open
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "starter",
		Short: "Launch and steer tests of change",
		Long: "Launch and steer tests of change. A worker must be running, except for load, show, list,\n" +
			"journal, ramp, costs, voice, evidence, conversation, measure chart, measure points,\n" +
			"measure import --preview, tasks, notices, person, part, request list and show, trace, coverage,\n" +
			"library, report, verify, rebuild and rehearse.\n\n" +
			"With --output json standard output has one document; of what goes on, as with\n" +
			"test show --watch, rehearse and many voices, it has one object on each line.",
		Version:       assembly.Version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if a.output != "table" && a.output != "json" {
				return fmt.Errorf("--output %q is not known: use table or json", a.output)
			}
			if a.commandID == "" {
				a.commandID = uuid.NewString()
			}
			return nil
		},
	}
	f := root.PersistentFlags()
	f.StringVar(&a.file, "config", "", "configuration file (YAML)")
	f.StringVar(&a.data, "data", "", "data directory (data.dir)")
	f.StringVar(&a.as, "as", "", "who you are: a person's identifier on record")
	f.StringVarP(&a.output, "output", "o", "table", "table or json")
	f.StringVar(&a.commandID, "command-id", "", "to send a command again that was not confirmed")
	suggest(root, "output", "table", "json")
	root.AddCommand(
		a.loadCommand(), a.testCommand(), a.measureCommand(), a.agreementCommand(), a.approvalCommand(), a.roundCommand(), a.commissionCommand(), a.reviewCommand(),
		a.voiceCommand(), a.evidenceItemsCommand(), a.conversationCommand(), a.tasksCommand(), a.noticesCommand(),
		a.newsletterCommand(), a.personCommand(), a.requestCommand(), a.handOverCommand(), a.recoverCommand(), a.verifyCommand(), a.rehearseCommand(),
		a.traceCommand(), a.partCommand(), a.coverageCommand(), a.overviewCommand(), a.libraryCommand(), a.reportCommand(), a.rebuildCommand(),
	)
	a.complete(root)
	countNames(root)
	return root
}

// group is a command that only holds others.
func group(use, short string) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, RunE: func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("%q is not something that %s does", args[0], cmd.CommandPath())
		}
		return cmd.Help()
	}}
}

func (a *app) settings() (config.Settings, error) {
	overrides := map[string]any{}
	if a.data != "" {
		overrides["data.dir"] = a.data
	}
	return config.Load(config.Source{File: a.file, Overrides: overrides})
}

// tried marks the error of a deed.
func tried(f func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := f(cmd, args); err != nil {
			return &deed{err}
		}
		return nil
	}
}

// reading runs f on the record as it stands; no worker need be there.
func (a *app) reading(ctx context.Context, f func(r *assembly.Record, w *words) error) error {
	return a.opening(ctx, assembly.Opening{Existing: true}, f)
}

func (a *app) opening(ctx context.Context, o assembly.Opening, f func(r *assembly.Record, w *words) error) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	r, err := assembly.OpenRecord(ctx, s, o)
	if err != nil {
		return err
	}
	a.words = newWords(ctx, r.Vault, r)
	err = f(r, a.words)
	return errors.Join(cmp.Or(err, a.words.Err()), r.Close())
}

// sending runs f at a desk that is connected to the engine.
func (a *app) sending(ctx context.Context, f func(d *assembly.Desk) error) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	d, err := assembly.OpenDesk(ctx, s, slog.New(slog.DiscardHandler))
	if err != nil && ctx.Err() != nil {
		return errStopped
	}
	if err != nil {
		return err
	}
	return errors.Join(f(d), d.Close())
}

// acting runs f at a desk for whoever acts. Who is not on record leaves nothing
// there, not even a key.
func (a *app) acting(ctx context.Context, f func(d *assembly.Desk, who improvement.Actor) error) error {
	me, err := a.me()
	if err != nil {
		return err
	}
	return a.sending(ctx, func(d *assembly.Desk) error {
		who, err := onRecord(ctx, d, "as", me)
		if err != nil {
			return err
		}
		return f(d, who)
	})
}

// onRecord gives a person's roles, and refuses one who is not on record.
func onRecord(ctx context.Context, r improvement.Reader, field string, person improvement.PersonID) (improvement.Actor, error) {
	who, err := r.Actor(ctx, person)
	if errors.Is(err, improvement.ErrNotFound) {
		return who, improvement.Refuse(improvement.NotFound, field, "%q is not on record.", person)
	}
	return who, cmp.Or(err, improvement.CheckStays(who))
}

// me is who acts.
func (a *app) me() (improvement.PersonID, error) {
	if a.as == "" {
		return "", improvement.Refuse(improvement.NotAllowed, "as", "Say who you are, for example --as east-lwo.")
	}
	return improvement.PersonID(a.as), nil
}

// print writes data: as JSON with people's words opened, or as a person reads it.
func (a *app) print(data any, table func(p *page)) error {
	if a.output == "json" {
		return a.printJSON(data)
	}
	p := &page{out: a.out}
	table(p)
	return p.err
}

// tell writes a message to a person, beside the data.
func (a *app) tell(format string, args ...any) { fmt.Fprintf(a.errs, format+"\n", args...) }
