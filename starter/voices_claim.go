package main

import (
	"github.com/cairnqi/cairn/improvement"
	"github.com/spf13/cobra"
)

func (a *app) claimVoiceCommand() *cobra.Command {
	return a.claiming("claim VOICE", "Say that you read a voice, so that the others see who does",
		"Say that you read a voice that waits, so that the other Locality Wellbeing Officers of its LMG see who\n"+
			"does. It stays everybody's to read: another may take it over, and with --back it is given back to all.",
		improvement.VoiceSubject, func(back bool) improvement.DirectCommand { return improvement.ClaimVoice{Back: back} })
}
