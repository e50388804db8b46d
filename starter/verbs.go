package main

import (
	"context"
	"fmt"
	"io"
	"os"
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
}

// cobra makes the verb a command on a subject of a kind: TEST or APPROVAL.
func (v verb) cobra(a *app, kind string, send func(ctx context.Context, d *assembly.Desk, on string, c intake.Command) (workflows.Receipt, error)) *cobra.Command {
	name, rest, _ := strings.Cut(v.use, " ")
	use := strings.TrimSpace(name + " " + kind + " " + rest)
	low, high := 1+len(v.args), 1+len(v.args)
	if v.file {
		use += " [FILE]"
		high++
	}
	cmd := &cobra.Command{Use: use, Short: v.short, Args: cobra.RangeArgs(low, high)}
	for _, f := range v.flags {
		if f.yes {
			cmd.Flags().Bool(f.flag(), false, f.usage)
		} else {
			cmd.Flags().String(f.flag(), "", f.usage)
		}
	}
	cmd.RunE = tried(func(cmd *cobra.Command, args []string) error {
		me, err := a.me()
		if err != nil {
			return err
		}
		doc, err := v.document(a, cmd, args[1:])
		if err != nil {
			return err
		}
		return a.sending(cmd.Context(), func(d *assembly.Desk) error {
			command, err := intake.Reader{Sealer: d.Vault, Author: me}.Command(cmd.Context(), v.command, doc)
			if err != nil {
				return err
			}
			receipt, err := send(cmd.Context(), d, args[0], command)
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
		return a.read(args[len(v.args)])
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
		if f.yes {
			doc[f.name] = flag.Value.String() == "true"
		} else {
			doc[f.name] = flag.Value.String()
		}
	}
	if len(doc) == 0 {
		return nil, nil
	}
	return yaml.Marshal(doc)
}

// read reads a file, or standard input for "-", up to a little more than any
// document may have: the reader refuses what is too long.
func (a *app) read(name string) ([]byte, error) {
	const most = 4 << 20
	if name == "-" {
		return io.ReadAll(io.LimitReader(a.in, most))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, improvement.Refuse(improvement.Invalid, "file", "%s cannot be read: %v.", name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return nil, improvement.Refuse(improvement.Invalid, "file", "%s cannot be read: %v.", name, err)
	}
	return text, nil
}

// authored is who acts, and the document that they give.
func (a *app) authored(file string) (improvement.PersonID, []byte, error) {
	me, err := a.me()
	if err != nil {
		return "", nil, err
	}
	doc, err := a.read(file)
	return me, doc, err
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
