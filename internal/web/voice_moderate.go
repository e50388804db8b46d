package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// onVoice is a form about a voice: what it asks, and the command that it files.
type onVoice struct {
	title, help, send, done string
	warns                   bool
	questions               func(ctx context.Context, v *visit, voice *improvement.CommunityVoice, p *plainForm) error
	command                 func(ctx context.Context, v *visit, f *form) (improvement.DirectCommand, error)
	after                   func(ctx context.Context, v *visit, voice *improvement.CommunityVoice) error // once it is filed
}

func (o onVoice) asks() asks {
	return asks{
		about: told{o.title, o.help},
		page: func(ctx context.Context, v *visit, f *form) (page, error) {
			voice, err := v.voiceAt(ctx)
			if err != nil {
				return nil, err
			}
			if err := v.meet(ctx, nil, []improvement.BodyID{voice.Said.Locality}); err != nil {
				return nil, err
			}
			p := &plainForm{asking: asking{f}, Title: o.title, Help: o.help, Send: o.send, Warns: o.warns, Quote: v.words.Text(voice.For(v.who).Said.Text),
				Crumbs: []crumb{{"Voices", "/voices"}, {"A voice from " + v.words.Body(voice.Said.Locality), voicesPath(voice.Subject())}}}
			return p, o.questions(ctx, v, voice, p)
		},
		do: func(ctx context.Context, v *visit, f *form) (string, error) {
			voice, err := v.voiceAt(ctx)
			if err != nil {
				return "", err
			}
			c, err := o.command(ctx, v, f)
			if err != nil {
				return "", err
			}
			return "/voices", v.fileDirect(ctx, f, voice.Subject(), c, o.done, func() error {
				if o.after == nil {
					return nil
				}
				return o.after(ctx, v, voice)
			})
		},
	}
}

// fileDirect files what a form asks of a subject without a workflow, and then does what
// belongs to it.
func (v *visit) fileDirect(ctx context.Context, f *form, subject improvement.SubjectID, c improvement.DirectCommand, done string, after func() error) error {
	if _, err := v.Registrar.File(ctx, subject, f.id(v), v.who.Person, c); err != nil {
		return err
	}
	if after != nil {
		if err := after(); err != nil {
			return err
		}
	}
	v.say("%s", done)
	return nil
}

// noQuestions asks nothing but to press the button.
func noQuestions(context.Context, *visit, *improvement.CommunityVoice, *plainForm) error { return nil }

// withWords seals what was written in a field, for a command.
func withWords(field string, c func(improvement.Words) improvement.DirectCommand) func(context.Context, *visit, *form) (improvement.DirectCommand, error) {
	return func(ctx context.Context, v *visit, f *form) (improvement.DirectCommand, error) {
		sealed, err := v.Vault.Seal(ctx, field, v.who.Person, f.value(field))
		return c(sealed), err
	}
}

var acceptVoice = onVoice{
	title: "Accept this voice", send: "Accept it", done: "Thank you. The voice is accepted.",
	help: "Then all who work here may read it, and priorities may rest on it. Look for names first: set it aside where somebody could be recognised.",
	questions: func(ctx context.Context, v *visit, voice *improvement.CommunityVoice, p *plainForm) error {
		themes, err := v.themesOnRecord(ctx)
		if len(p.Form.values) == 0 {
			p.Form.values.Set("theme", string(voice.Theme))
		}
		p.ask("select", p.Form.Choice("theme", "Which theme is it about? (optional)", "", themeOptions(themes)))
		return err
	},
	command: func(_ context.Context, _ *visit, f *form) (improvement.DirectCommand, error) {
		return improvement.ModerateVoice{As: improvement.VoiceAccepted, Theme: improvement.ThemeID(f.value("theme"))}, nil
	},
}.asks()

var setVoiceAside = onVoice{
	title: "Set this voice aside", send: "Set it aside", done: "The voice is set aside.",
	help: "Nobody but you reads it then, and nothing rests on it. You can accept it later.",
	questions: func(_ context.Context, _ *visit, _ *improvement.CommunityVoice, p *plainForm) error {
		p.ask("words", p.Form.Field("reason", "Why is it set aside?", "For example: it names a neighbour."))
		return nil
	},
	command: withWords("reason", func(w improvement.Words) improvement.DirectCommand {
		return improvement.ModerateVoice{As: improvement.VoiceSetAside, Reason: w}
	}),
}.asks()

var voiceUnsafe = onVoice{
	title: "Someone may be unsafe", send: "Hide it and tell the safeguarding contact", done: "Thank you. It is hidden, and the safeguarding contact was told.",
	help: "It is hidden at once, and the safeguarding contact is told. Nobody else reads it until they have looked into it. If somebody is in danger now, call 999.",
	questions: func(_ context.Context, _ *visit, _ *improvement.CommunityVoice, p *plainForm) error {
		p.ask("words", p.Form.May("why", "What worries you?", "Only the safeguarding contact reads it."))
		return nil
	},
	command: withWords("why", func(w improvement.Words) improvement.DirectCommand { return improvement.RaiseConcern{Why: w} }),
}.asks()

var settleVoice = onVoice{
	title: "Settle this concern", send: "Settle it", done: "Thank you. It is settled.",
	help: "Say what you did, and whether the others may read it again. Only safeguarding contacts read your note.",
	questions: func(_ context.Context, _ *visit, _ *improvement.CommunityVoice, p *plainForm) error {
		askSettle(p)
		return nil
	},
	command: settle,
}.asks()

func askSettle(p *plainForm) {
	p.ask("words", p.Form.Field("note", "What did you do?", "Only safeguarding contacts read it."))
	p.ask("radios", p.Form.Choice("show", "May the others read it?", "", []option{
		{Value: "yes", Label: "Yes, show it again"}, {Value: "no", Label: "No, keep it hidden"},
	}))
}

func settle(ctx context.Context, v *visit, f *form) (improvement.DirectCommand, error) {
	show := f.value("show")
	if show != "yes" && show != "no" {
		return nil, improvement.Refuse(improvement.Invalid, "show", "Say whether the others may read it again.")
	}
	note, err := v.Vault.Seal(ctx, "note", v.who.Person, f.value("note"))
	return improvement.SettleConcern{Shown: show == "yes", Note: note}, err
}

var stopQuoting = onVoice{
	title: "They take back that it may be quoted", send: "Do not quote it any more", done: "It is not quoted any more. It is still read and counted.",
	help:      "It is still read and counted, but quoted no more. What newsletters were sent stays sent.",
	questions: noQuestions,
	command: func(context.Context, *visit, *form) (improvement.DirectCommand, error) {
		return improvement.WithdrawConsent{Quoting: true}, nil
	},
}.asks()

var withdrawVoice = onVoice{
	title: "They take all of it back", send: "Erase it", done: "It is taken back, and its words are gone for good.", warns: true,
	help: "Nobody reads it any more, it counts nowhere, and its words and address are destroyed. What newsletters were sent stays sent.",
	questions: func(_ context.Context, _ *visit, _ *improvement.CommunityVoice, p *plainForm) error {
		p.ask("text", p.Form.Field("yes", "Write its reference once more", "The long one that whoever sent it told you."))
		return nil
	},
	command: func(_ context.Context, v *visit, f *form) (improvement.DirectCommand, error) {
		if f.value("yes") != v.path("voice") {
			return nil, improvement.Refuse(improvement.Invalid, "yes", "Nothing was erased yet. To erase it, write its reference once more: %s.", v.path("voice"))
		}
		return improvement.WithdrawConsent{}, nil
	},
	after: func(ctx context.Context, v *visit, voice *improvement.CommunityVoice) error {
		return v.Voices.ForgetVoice(ctx, voice.Subject(), v.who.Person)
	},
}.asks()
