package main

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/spf13/cobra"
)

// back is the flag by which a task is given back that somebody took.
var back = field{name: "back", usage: "give it back, for any of you to see to", yes: true}

// claimVerb is how somebody says of a task that waits for several that they see to it. args
// are the document's fields that name it within its subject.
func claimVerb(use, what, command string, args ...string) verb {
	return verb{use: use, short: "Say that you see to " + what + ", so that the others see who does", command: command, args: args, flags: []field{back}}
}

// claimConcernCommand is the same for a concern about a voice or an item of evidence.
func (a *app) claimConcernCommand(word string, of func(string) improvement.SubjectID) *cobra.Command {
	return a.claiming("claim-concern "+word, "As a safeguarding contact: say that you look into it, so that the other contacts see who does",
		"Say that you look into a concern that waits, so that the other safeguarding contacts of the LMG see who\n"+
			"does. Nobody else learns of it. Another contact may take it over, and with --back it is given back to all.",
		of, func(back bool) improvement.DirectCommand { return improvement.ClaimConcern{Back: back} })
}

// claiming makes a command that takes what has no workflow, or gives it back.
func (a *app) claiming(use, short, long string, of func(string) improvement.SubjectID, command func(back bool) improvement.DirectCommand) *cobra.Command {
	var given bool
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long, Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if _, err := a.me(); err != nil {
				return err
			}
			return a.direct(cmd.Context(), subjectFrom(args[0], of), func(context.Context, improvement.Sealer, improvement.PersonID) (improvement.DirectCommand, error) {
				return command(given), nil
			})
		}),
	}
	cmd.Flags().BoolVar(&given, back.flag(), false, back.usage)
	return cmd
}

// claimRequestCommand is the same for a data-protection request.
func (a *app) claimRequestCommand() *cobra.Command {
	var given bool
	cmd := a.onRequest("claim REQUEST", "As an administrator: say that you see to a request, so that the others see who does", "", "",
		func(improvement.Words) improvement.DataRequestCommand {
			return improvement.ClaimDataRequest{Back: given}
		})
	cmd.Flags().BoolVar(&given, back.flag(), false, back.usage)
	return cmd
}
