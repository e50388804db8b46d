package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

var opening = told{"Open a round of priority setting", "A round gathers evidence, drafts and scores priorities, agrees them by a vote, and publishes them. Each step has its day."}

// openRound opens a round of priority setting for the LMG in the address.
var openRound = asks{
	about: opening,
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		lmg, err := v.body(ctx, improvement.BodyID(v.path("lmg")), improvement.LMG)
		if err != nil {
			return nil, err
		}
		if err := improvement.MayOpenRound(v.who, lmg.ID); err != nil {
			return nil, err
		}
		themes, err := v.themesOnRecord(ctx)
		p := &plainForm{asking: asking{f}, Title: opening.title, Send: "Open the round", Label: lmg.Name, Keeps: true,
			Help:   opening.help,
			Crumbs: []crumb{{"Priorities", "/priorities"}, {lmg.Name, prioritiesPath(lmg.ID)}}}
		p.ask("text", f.Field("title", "What is it called?", "For example: Priorities for the school year 2027/28."))
		p.ask("text", f.Field("round", "A short name for its address", "Small letters, digits and hyphens. For example: school-year-2027."))
		p.ask("checkboxes", f.Choice("themes", "Which themes are in scope?", "", themeOptions(themes)))
		for _, day := range [][2]string{
			{"from", "From which day are the priorities for?"}, {"until", "Until which day?"}, {"gather_by", "By when is the evidence gathered?"},
			{"propose_by", "By when are priorities drafted and scored?"}, {"agree_by", "By when does the group agree?"}, {"publish_by", "By when is it published?"},
		} {
			p.ask("date", f.Field(day[0], day[1], ""))
		}
		return p, err
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		f.values.Set("lmg", v.path("lmg"))
		doc, err := document(f.values)
		if err != nil {
			return "", err
		}
		c, err := v.reader().Round(ctx, doc)
		if err != nil {
			return "", err
		}
		receipt, err := v.Sender.OpenRound(ctx, f.id(v), v.who.Person, c)
		if err != nil {
			return "", err
		}
		v.acknowledge(receipt, "The round is open.")
		return roundPath(c.LMG, c.Round), nil
	},
}
