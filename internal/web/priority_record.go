package web

import (
	"context"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/google/uuid"
)

var recordingPriority = told{"Record a priority that was agreed before", "What the group had agreed to work on when it began here. What it agrees from now on comes by a round of priority setting."}

// recordPriority puts on record what an LMG agreed before it came here: as a load file
// does, without a round.
var recordPriority = asks{
	about: recordingPriority,
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		lmg, err := v.body(ctx, improvement.BodyID(v.path("lmg")), improvement.LMG)
		if err != nil {
			return nil, err
		}
		themes, err := v.themesOnRecord(ctx)
		p := &plainForm{asking: asking{f}, Title: recordingPriority.title, Send: "Record it", Label: lmg.Name,
			Help:   recordingPriority.help,
			Crumbs: []crumb{{"Priorities", "/priorities"}, {lmg.Name, prioritiesPath(lmg.ID)}}}
		if len(themes) == 0 {
			p.Says = []string{"There is no theme yet, and a priority needs one. Add it first, under People, Groups, Themes."}
		}
		p.ask("words", f.Field("statement", "What did the group agree to work on?", "For example: No child starts the school day hungry."))
		p.ask("radios", f.Choice("theme", "Which theme is it of?", "", themeOptions(themes)))
		return p, err
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		lmg, err := v.body(ctx, improvement.BodyID(v.path("lmg")), improvement.LMG)
		if err != nil {
			return "", err
		}
		statement, theme := f.value("statement"), f.value("theme")
		switch {
		case statement == "":
			return "", improvement.Refuse(improvement.Invalid, "statement", "Write what the group agreed to work on.")
		case theme == "":
			return "", improvement.Refuse(improvement.Invalid, "theme", "Choose the theme.")
		}
		priority := map[string]string{"id": theme[:min(len(theme), 40)] + "-" + v.oneOf(f, "priority", string(lmg.ID), theme, statement), "lmg": string(lmg.ID), "theme": theme, "statement": statement}
		if err := v.load(ctx, map[string]any{"priorities": []any{priority}}); err != nil {
			return "", err
		}
		v.say("The priority is on record. Tests can be launched under it.")
		return prioritiesPath(lmg.ID), nil
	},
}

// oneOf is the identifier of what a form makes: it says nothing of it, and is the same
// where the form is sent twice with the same words.
func (v *visit) oneOf(f *form, kind string, words ...string) string {
	nonce, err := uuid.Parse(f.Nonce)
	if err != nil {
		nonce = uuid.Nil
	}
	id := uuid.NewSHA1(nonce, []byte(kind+" "+string(v.who.Person)+" "+strings.Join(words, "\x00")))
	return strings.ReplaceAll(id.String(), "-", "")[:12]
}
