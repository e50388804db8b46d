package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"
)

// verb is a command that people give: its document comes from a file, or from
// the arguments and flags, and is read by the same strict reader either way.
type verb struct {
	use     string   // the first word is the verb
	short   string   // what it does
	command string   // the command's wire name
	args    []string // the document's fields that further arguments fill
	flags   []field  // the document's fields that flags fill
	file    bool     // a document may be given as the last argument ("-" reads standard input)
}

// field is a field of a document that a flag fills.
type field struct {
	name, usage string
	yes         bool // yes or no
	many        bool // a list: the flag may be given more than once
}

// target is what verbs are done to.
type target struct {
	word string // in the usage: TEST or APPROVAL
	kind improvement.Kind
	send func(ctx context.Context, d *assembly.Desk, on string, c intake.Command) (workflows.Receipt, error)
}

func (a *app) tests() target { return target{"TEST", improvement.KindTest, a.onTest} }

func (a *app) approvals() target { return target{"APPROVAL", improvement.KindApproval, a.onApproval} }

// cobra makes the verb a command on a target.
func (v verb) cobra(a *app, on target) *cobra.Command {
	name, rest, _ := strings.Cut(v.use, " ")
	use := strings.TrimSpace(name + " " + on.word + " " + rest)
	low, high, files := 1+len(v.args), 1+len(v.args), noFiles
	if v.file {
		use += " [FILE]"
		files = high
		high++
	}
	cmd := &cobra.Command{Use: use, Short: v.short, Args: cobra.RangeArgs(low, high), ValidArgsFunction: a.completeFirst(on.kind, files)}
	for _, f := range v.flags {
		switch {
		case f.yes:
			cmd.Flags().Bool(f.flag(), false, f.usage)
		case f.many:
			cmd.Flags().StringSlice(f.flag(), nil, f.usage)
		default:
			cmd.Flags().String(f.flag(), "", f.usage)
		}
	}
	cmd.RunE = tried(func(cmd *cobra.Command, args []string) error {
		if _, err := a.me(); err != nil {
			return err
		}
		doc, err := v.document(a, cmd, args[1:])
		if err != nil {
			return err
		}
		return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
			command, err := intake.Reader{Sealer: d.Vault, Author: who.Person}.Command(cmd.Context(), v.command, doc)
			if err != nil && len(args)-1 <= len(v.args) {
				return intake.WithoutLines(err) // who gave arguments and flags wrote no document
			}
			if err != nil {
				return err
			}
			receipt, err := on.send(cmd.Context(), d, args[0], command)
			if err != nil {
				return err
			}
			return a.acknowledge(receipt)
		})
	})
	return cmd
}

func (f field) flag() string { return strings.ReplaceAll(f.name, "_", "-") }

// document is the file's content, or what arguments and flags say.
func (v verb) document(a *app, cmd *cobra.Command, args []string) ([]byte, error) {
	if len(args) > len(v.args) {
		for _, f := range v.flags {
			if cmd.Flags().Changed(f.flag()) {
				return nil, improvement.Refuse(improvement.Invalid, f.flag(), "Give a file or --%s, not both: one would override the other.", f.flag())
			}
		}
		return a.read(cmd.Context(), args[len(v.args)])
	}
	doc := map[string]any{}
	for i, name := range v.args {
		doc[name] = args[i]
	}
	for _, f := range v.flags {
		flag := cmd.Flags().Lookup(f.flag())
		if !flag.Changed {
			continue
		}
		switch {
		case f.yes:
			doc[f.name] = flag.Value.String() == "true"
		case f.many:
			list, err := cmd.Flags().GetStringSlice(f.flag())
			if err != nil {
				return nil, err
			}
			doc[f.name] = list
		default:
			doc[f.name] = flag.Value.String()
		}
	}
	if len(doc) == 0 {
		return nil, nil
	}
	return yaml.Marshal(doc)
}

// begins makes a command that begins a lifecycle from its document.
func (a *app) begins(use, short string, begin func(context.Context, *assembly.Desk, intake.Reader, []byte) (workflows.Receipt, error)) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if _, err := a.me(); err != nil {
				return err
			}
			doc, err := a.read(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
				receipt, err := begin(cmd.Context(), d, intake.Reader{Sealer: d.Vault, Author: who.Person}, doc)
				if err != nil {
					return err
				}
				return a.acknowledge(receipt)
			})
		}),
	}
}

// acknowledge tells what became of a command: no more than is true.
func (a *app) acknowledge(r workflows.Receipt) error {
	if r.Filed {
		a.tell("Filed.")
	} else {
		a.tell("Received, and being filed.")
	}
	return a.print(r, func(p *page) { p.printf("%s %d\n", r.Subject, r.Version) })
}

// onTest sends a command to a test of change.
func (a *app) onTest(ctx context.Context, d *assembly.Desk, test string, c intake.Command) (workflows.Receipt, error) {
	if c.Test == nil {
		return workflows.Receipt{}, fmt.Errorf("not a command on a test")
	}
	if improvement.AfterClosing(c.Test) {
		if t, err := d.Test(ctx, testSubject(test)); err == nil && t.Closed() {
			return a.afterClosing(ctx, d, testSubject(test), c)
		}
	}
	return d.Sender.Test(ctx, strings.TrimPrefix(test, string(improvement.KindTest)+"/"), a.id(), improvement.PersonID(a.as), c.Test)
}

// onApproval sends a command to an approval: "TEST/1", or TEST for its latest.
func (a *app) onApproval(ctx context.Context, d *assembly.Desk, approval string, c intake.Command) (workflows.Receipt, error) {
	if c.Approval == nil {
		return workflows.Receipt{}, fmt.Errorf("not a command on an approval")
	}
	subject, err := findApproval(ctx, d.Store, approval)
	if err != nil {
		return workflows.Receipt{}, err
	}
	return d.Sender.Approval(ctx, subject, a.id(), improvement.PersonID(a.as), c.Approval)
}

func (a *app) id() improvement.CommandID { return improvement.CommandID(a.commandID) }
