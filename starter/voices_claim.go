package main

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/spf13/cobra"
)

func (a *app) claimVoiceCommand() *cobra.Command {
	var back bool
	cmd := &cobra.Command{
		Use: "claim VOICE", Short: "Say that you read a voice, so that the others see who does", Args: cobra.ExactArgs(1),
		Long: "Say that you read a voice that waits, so that the other Locality Wellbeing Officers of its LMG see who\n" +
			"does. It stays everybody's to read: another may take it over, and with --back it is given back to all.",
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if _, err := a.me(); err != nil {
				return err
			}
			return a.direct(cmd.Context(), subjectFrom(args[0], improvement.VoiceSubject), func(context.Context, improvement.Sealer, improvement.PersonID) (improvement.DirectCommand, error) {
				return improvement.ClaimVoice{Back: back}, nil
			})
		}),
	}
	cmd.Flags().BoolVar(&back, "back", false, "give it back, for anyone of you to read")
	return cmd
}
