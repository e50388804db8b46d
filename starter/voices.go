package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"
)

func (a *app) voiceCommand() *cobra.Command {
	voice := group("voice", "What people in the community say: send, read, moderate")
	voice.Long = "What people in the community say. Anybody may send a voice, without an account; it is sealed\n" +
		"under a key of its own. A Locality Wellbeing Officer of its LMG reads it and accepts it or sets it\n" +
		"aside. Where someone may be unsafe, the LMG's safeguarding contact alone reads it."
	voice.AddCommand(a.sendVoiceCommand(), a.listVoicesCommand(), a.showVoiceCommand(), a.claimVoiceCommand(), a.moderateCommand(),
		a.unsafeCommand("VOICE", improvement.VoiceSubject), a.settleCommand("VOICE", improvement.VoiceSubject),
		a.claimConcernCommand("VOICE", improvement.VoiceSubject),
		a.stopCommand(), a.withdrawVoiceCommand(), a.placesCommand())
	return voice
}

// voiceFlags are the fields of a voice's document that flags fill; those of the consent
// stand below it.
var voiceFlags = []field{
	{name: "text", usage: "what you would like people to know"},
	{name: "lmg", usage: "the LMG whose area it is about"}, {name: "locality", usage: "the locality"},
	{name: "theme", usage: "a theme, if it has one"}, {name: "when", usage: "the day on which it was said; today, if left out"},
	{name: "address", usage: "an email address, to hear what came of it"},
	{name: "under_16", usage: "whoever says it is under 16: no address is kept", yes: true},
	{name: "unsafe", usage: "someone may be unsafe: only the safeguarding contact reads it, today", yes: true},
}

var consentFlags = []field{
	{name: "consent", usage: "the words that the person saw and agreed to"},
	{name: "counted", usage: "they agree that it is read and counted", yes: true},
	{name: "quoted", usage: "they agree that it may be quoted, without their name", yes: true},
}

func (a *app) sendVoiceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "send [FILE...]",
		Short: "Send a voice, or many, each from a file; nobody has to say who they are",
		Long: "Send a voice, from a document or by flags; or many, each from a file, such as the cards of a\n" +
			"community event. All files are checked before the first is filed. What is sent again with the\n" +
			"same --command-id and the same files is filed once. Of many, --output json has one object on\n" +
			"each line.",
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			docs, err := a.voiceDocuments(cmd, args)
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				return a.sendVoices(cmd.Context(), r, docs, len(args) == 0)
			})
		}),
	}
	addFlags(cmd, voiceFlags)
	addFlags(cmd, consentFlags)
	a.suggestFromRecord(cmd, "lmg", lmgs)
	a.suggestFromRecord(cmd, "locality", localities)
	a.suggestFromRecord(cmd, "theme", themes)
	return cmd
}

func addFlags(cmd *cobra.Command, flags []field) {
	for _, f := range flags {
		if f.yes {
			cmd.Flags().Bool(f.flag(), false, f.usage)
		} else {
			cmd.Flags().String(f.flag(), "", f.usage)
		}
	}
}

// given are the fields that flags filled.
func given(cmd *cobra.Command, flags []field) map[string]any {
	doc := map[string]any{}
	for _, f := range flags {
		flag := cmd.Flags().Lookup(f.flag())
		switch {
		case !flag.Changed:
		case f.yes:
			doc[f.name] = flag.Value.String() == "true"
		default:
			doc[f.name] = flag.Value.String()
		}
	}
	return doc
}

// fileOrFlags is the document that flags make, or nothing where files are named; both
// are refused.
func fileOrFlags(doc map[string]any, files int) ([]byte, error) {
	if files > 0 && len(doc) > 0 {
		return nil, improvement.Refuse(improvement.Invalid, "file", "Give a file or flags, not both: one would override the other.")
	}
	if len(doc) == 0 {
		return nil, nil
	}
	if err := readable(doc); err != nil {
		return nil, err
	}
	return yaml.Marshal(doc)
}

// readable refuses letters that a document could not hold.
func readable(doc map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		switch value := doc[name].(type) {
		case map[string]any:
			if err := readable(value); err != nil {
				return err
			}
		case string:
			if !utf8.ValidString(value) {
				return improvement.Refuse(improvement.Invalid, name, "This text has characters that cannot be read: it is not UTF-8. Type it again.")
			}
		}
	}
	return nil
}

func (a *app) voiceDocuments(cmd *cobra.Command, files []string) ([][]byte, error) {
	fields := given(cmd, voiceFlags)
	if consent := given(cmd, consentFlags); len(consent) > 0 {
		if text, said := consent["consent"]; said {
			delete(consent, "consent")
			consent["text"] = text
		}
		fields["consent"] = consent
	}
	doc, err := fileOrFlags(fields, len(files))
	if err != nil || len(files) == 0 {
		return [][]byte{doc}, err
	}
	docs := make([][]byte, len(files))
	for i, file := range files {
		if docs[i], err = a.read(cmd.Context(), file); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// voiceCommandID names the command of one voice of many, so that all may be sent again.
func (a *app) voiceCommandID(i, of int) improvement.CommandID {
	if of == 1 {
		return a.id()
	}
	return improvement.CommandID(fmt.Sprintf("%s-%d", a.commandID, i+1))
}

// sendVoices checks all voices, and then files one after the other. Each is told of as
// soon as it is on record.
func (a *app) sendVoices(ctx context.Context, r *assembly.Record, docs [][]byte, byFlags bool) error {
	for i, doc := range docs {
		id, err := improvement.VoiceID(a.voiceCommandID(i, len(docs)))
		if err != nil {
			return err
		}
		err = checkVoice(ctx, r, a.voiceCommandID(i, len(docs)), id, doc)
		if byFlags {
			err = intake.WithoutLines(err)
		}
		if err != nil && len(docs) > 1 {
			return fmt.Errorf("file %d: %w", i+1, err)
		}
		if err != nil {
			return err
		}
	}
	for i, doc := range docs {
		if err := a.sendVoice(ctx, r, a.voiceCommandID(i, len(docs)), doc, len(docs) > 1); err != nil {
			return a.unconfirmed(err, len(docs))
		}
	}
	if len(docs) > 1 {
		a.tell("Filed: %d voices.", len(docs))
	}
	return nil
}

// unconfirmed tells that voices may have been filed or not, and how to send them again.
func (a *app) unconfirmed(err error, of int) error {
	if of > 1 {
		return &midway{err, fmt.Sprintf("Some may be filed. Send the same files again with --command-id %s: each is filed once.", a.commandID)}
	}
	if errors.Is(err, improvement.ErrUnavailable) {
		return fmt.Errorf("%w: %w", workflows.ErrNotConfirmed, err)
	}
	return err
}

// checkVoice refuses a voice that would be refused, before anything is sealed. One that is
// on record already is sent again, and is not.
func checkVoice(ctx context.Context, r *assembly.Record, command improvement.CommandID, id string, doc []byte) error {
	desk, subject := r.Registrar(), improvement.VoiceSubject(id)
	voice, err := intake.CheckVoice(id, improvement.DateOf(r.Now()), doc)
	if err != nil {
		return err
	}
	if filed, err := desk.Filed(ctx, subject, command); filed || err != nil {
		return err
	}
	return desk.Would(ctx, subject, "", voice)
}

func (a *app) sendVoice(ctx context.Context, r *assembly.Record, command improvement.CommandID, doc []byte, many bool) error {
	id, err := improvement.VoiceID(command)
	if err != nil {
		return err
	}
	voice, err := intake.Reader{Sealer: r.Vault}.Voice(ctx, id, improvement.DateOf(r.Now()), doc)
	if err != nil {
		return err
	}
	subject := improvement.VoiceSubject(id)
	version, err := r.Registrar().File(ctx, subject, command, "", voice)
	if err != nil {
		return err
	}
	switch {
	case many:
	case voice.Said.Under16:
		a.tell("Filed. Thank you for speaking up. No address is kept of someone under 16.")
	default:
		a.tell("Filed. Thank you for speaking up.")
	}
	receipt := workflows.Receipt{Subject: subject, Version: version, Filed: true}
	if many && a.output == "json" {
		return printLine(a.out, nil, receipt)
	}
	return a.print(receipt, func(p *page) { p.printf("%s %d\n", receipt.Subject, receipt.Version) })
}

// direct files a command of whoever acts on a subject without a workflow. No worker need
// be there. read makes the command, its words sealed for them.
func (a *app) direct(ctx context.Context, subject improvement.SubjectID, read func(ctx context.Context, s improvement.Sealer, me improvement.PersonID) (improvement.DirectCommand, error)) error {
	return a.reading(ctx, func(r *assembly.Record, _ *words) error {
		if a.as != "" {
			if _, err := onRecord(ctx, r, "as", improvement.PersonID(a.as)); err != nil {
				return err
			}
		}
		command, err := read(ctx, r.Vault, improvement.PersonID(a.as))
		if err != nil {
			return err
		}
		version, err := r.Registrar().File(ctx, subject, a.id(), improvement.PersonID(a.as), command)
		if err != nil {
			return a.unconfirmed(err, 1)
		}
		return a.acknowledge(workflows.Receipt{Subject: subject, Version: version, Filed: true})
	})
}

// reader is who reads: nobody in particular, where --as is left out.
func (a *app) reader(ctx context.Context, r improvement.Reader) (improvement.Actor, error) {
	if a.as == "" {
		return improvement.Actor{}, nil
	}
	return onRecord(ctx, r, "as", improvement.PersonID(a.as))
}

// stopCommand ends letters to whoever sent a voice: by themselves, or by whom they ask.
func (a *app) stopCommand() *cobra.Command {
	return &cobra.Command{
		Use: "stop VOICE", Short: "Send no more letters to whoever sent a voice", Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.direct(cmd.Context(), subjectFrom(args[0], improvement.VoiceSubject), func(context.Context, improvement.Sealer, improvement.PersonID) (improvement.DirectCommand, error) {
				return improvement.StopHearing{}, nil
			})
		}),
	}
}

func (a *app) moderateCommand() *cobra.Command {
	var accept, aside bool
	var theme, because string
	cmd := &cobra.Command{
		Use: "moderate VOICE", Short: "Accept a voice, or set it aside with a reason", Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if accept == aside {
				return improvement.Refuse(improvement.Invalid, "accept", "Say --accept, or --set-aside with a --reason.")
			}
			if _, err := a.me(); err != nil {
				return err
			}
			return a.direct(cmd.Context(), subjectFrom(args[0], improvement.VoiceSubject), func(ctx context.Context, s improvement.Sealer, me improvement.PersonID) (improvement.DirectCommand, error) {
				c := improvement.ModerateVoice{As: improvement.VoiceAccepted, Theme: improvement.ThemeID(theme)}
				if aside {
					c.As = improvement.VoiceSetAside
				}
				var err error
				c.Reason, err = s.Seal(ctx, "reason", me, because)
				return c, err
			})
		}),
	}
	cmd.Flags().BoolVar(&accept, "accept", false, "it may be read by all, and cited")
	cmd.Flags().BoolVar(&aside, "set-aside", false, "it is not; later, too, if it was accepted")
	cmd.Flags().StringVar(&theme, "theme", "", "the theme that it belongs to, if not the one it came with")
	cmd.Flags().StringVar(&because, "reason", "", "why it is set aside")
	a.suggestFromRecord(cmd, "theme", themes)
	return cmd
}
