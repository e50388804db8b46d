package main

import (
	"context"
	"errors"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// personVerb is something done to a person, a document filed at once: no worker need be
// there.
type personVerb struct {
	verb
	file func(r *assembly.Record, ctx context.Context, as improvement.PersonID, doc []byte) error
}

func personVerbs() []personVerb {
	under16, adult := field{name: "under_16", usage: "yes or no"}, field{name: "named_adult", usage: "who hears for somebody under 16"}
	role := []string{"person", "body", "role"}
	return []personVerb{
		{verb{use: "add PERSON", short: "Add somebody, and the role that they begin with", args: []string{"id"}, flags: []field{
			{name: "name", usage: "their name, or their role"}, {name: "email", usage: "where they hear"}, under16, adult,
			{name: "body", usage: "the body in which they hold a role"}, {name: "role", usage: "which"},
		}}, (*assembly.Record).AddPerson},
		{verb{use: "change PERSON", short: "Change a name, an address, or who hears for somebody under 16", args: []string{"id"}, flags: []field{
			{name: "name", usage: "their name, or their role"}, {name: "email", usage: "where they hear; empty takes it away"}, under16, adult,
		}}, (*assembly.Record).CorrectPerson},
		{verb{use: "give-role PERSON BODY ROLE", short: "Give somebody a role", args: role}, (*assembly.Record).GiveRole},
		{verb{use: "change-role PERSON BODY ROLE", short: "Give somebody a role in place of another", args: role, flags: []field{
			{name: "to", usage: "the role from now on"},
		}}, (*assembly.Record).ChangeRole},
		{verb{use: "end-role PERSON BODY ROLE", short: "End a role of somebody; an open panel keeps its members", args: role}, (*assembly.Record).EndRole},
		{verb{use: "notices PERSON", short: "Choose how somebody hears of what can wait", args: []string{"person"}, flags: []field{
			{name: "how", usage: "at-once, daily (08:00 of working days) or weekly (Monday 08:00)"},
		}}, (*assembly.Record).ChooseNotices},
	}
}

func (a *app) personVerbCommand(v personVerb) *cobra.Command {
	cmd := &cobra.Command{Use: v.use, Short: v.short, Args: cobra.ExactArgs(len(v.args)), ValidArgsFunction: cobra.NoFileCompletions}
	for _, f := range v.flags {
		cmd.Flags().String(f.flag(), "", f.usage)
	}
	if cmd.Flags().Lookup("how") != nil {
		suggest(cmd, "how", string(improvement.HearAtOnce), string(improvement.HearDaily), string(improvement.HearWeekly))
	}
	cmd.RunE = tried(func(cmd *cobra.Command, args []string) error {
		me, err := a.me()
		if err != nil {
			return err
		}
		doc, err := v.document(a, cmd, args)
		if err != nil {
			return err
		}
		return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
			if _, err := onRecord(cmd.Context(), r, "as", me); err != nil {
				return err
			}
			if err := v.file(r, cmd.Context(), me, doc); err != nil {
				return intake.WithoutLines(err)
			}
			a.tell("Filed.")
			return a.print(filedFor{args[0]}, func(p *page) { p.printf("person/%s\n", args[0]) })
		})
	})
	return cmd
}

// filedFor says of whom something was filed.
type filedFor struct {
	Person string `json:"person"`
}

// handOverCommand hands over everything a person has.
func (a *app) handOverCommand() *cobra.Command {
	v := verb{flags: []field{{name: "from", usage: "who had it"}, {name: "to", usage: "who has it now"}, reason("why")}}
	cmd := &cobra.Command{
		Use:   "hand-over",
		Short: "Hand everything that somebody has, in all open tests, rounds, commissions, reviews and approvals, over to another",
		Args:  cobra.NoArgs,
	}
	for _, f := range v.flags {
		cmd.Flags().String(f.flag(), "", f.usage)
	}
	cmd.RunE = tried(func(cmd *cobra.Command, args []string) error {
		doc, err := v.document(a, cmd, args)
		if err != nil {
			return err
		}
		return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
			receipts, err := d.HandOver(cmd.Context(), a.id(), who.Person, doc)
			if err != nil && len(receipts) == 0 {
				return intake.WithoutLines(err)
			}
			return a.handedOver(receipts, err)
		})
	})
	return cmd
}

// handedOver tells what was handed over, and what was not.
func (a *app) handedOver(receipts []workflows.Receipt, failed error) error {
	err := a.print(receipts, func(p *page) {
		for _, r := range receipts {
			p.printf("%s was handed over.\n", r.Subject)
		}
	})
	if err := errors.Join(failed, err); err != nil {
		return &midway{err, "What was handed over stays: run this again with --command-id " + a.commandID + " for the rest."}
	}
	return nil
}

// rolesOfBody lists the roles that the body before it has.
func rolesOfBody(ctx context.Context, r *assembly.Record, _ *words, before []string) ([]cobra.Completion, error) {
	body, err := r.Directory().Body(ctx, improvement.BodyID(before[1]))
	if err != nil {
		return nil, err
	}
	var all []cobra.Completion
	for _, role := range improvement.RolesOf(body.Kind) {
		all = append(all, string(role))
	}
	return all, nil
}
