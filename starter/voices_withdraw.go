package main

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// withdrawVoiceCommand files that whoever sent a voice takes their consent back.
func (a *app) withdrawVoiceCommand() *cobra.Command {
	var quoting bool
	var yes string
	cmd := &cobra.Command{
		Use: "withdraw VOICE", Short: "Whoever sent a voice takes their consent back: to be quoted, or all of it",
		Long: "File that whoever sent a voice takes their consent back. With --quoting it is still read and counted,\n" +
			"but quoted no more. Without it nobody reads it any more, it counts nowhere, and its key is destroyed:\n" +
			"its words and its address are gone for good. What newsletters were sent stays sent.",
		Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			me, err := a.me()
			if err != nil {
				return err
			}
			subject := subjectFrom(args[0], improvement.VoiceSubject)
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				return a.withdrawVoice(cmd.Context(), r, subject, me, quoting, yes)
			})
		}),
	}
	cmd.Flags().BoolVar(&quoting, "quoting", false, "only that it may be quoted")
	cmd.Flags().StringVar(&yes, "yes", "", "the voice's identifier once more: it cannot be undone")
	return cmd
}

func (a *app) withdrawVoice(ctx context.Context, r *assembly.Record, subject improvement.SubjectID, me improvement.PersonID, quoting bool, yes string) error {
	desk, c := r.Registrar(), improvement.WithdrawConsent{Quoting: quoting}
	if err := desk.Would(ctx, subject, me, c); err != nil {
		return err
	}
	if !quoting && subjectFrom(yes, improvement.VoiceSubject) != subject {
		return improvement.Refuse(improvement.Invalid, "yes", "Nothing was withdrawn yet, and nothing stands against it. It cannot be undone. To withdraw it, say so once more with --yes %s.", printable(subject.ID()))
	}
	version, err := desk.File(ctx, subject, a.id(), me, c)
	if err != nil {
		return a.unconfirmed(err, 1)
	}
	if !quoting {
		if err := r.Eraser().ForgetVoice(ctx, subject, me); err != nil {
			return &midway{err, "Nobody reads it any more, but its words are not destroyed yet: run this again."}
		}
	}
	return a.acknowledge(workflows.Receipt{Subject: subject, Version: version, Filed: true})
}
