package intake

import (
	"context"
	"regexp"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// Round reads what a round of priority setting is opened with.
func (r Reader) Round(ctx context.Context, doc []byte) (improvement.RoundCharter, error) {
	return read(ctx, r, doc, round)
}

// Commission reads what an LMG commissions.
func (r Reader) Commission(ctx context.Context, doc []byte) (improvement.CommissionCharter, error) {
	return read(ctx, r, doc, commission)
}

func round(f *form) improvement.RoundCharter {
	c := improvement.RoundCharter{
		LMG: improvement.BodyID(f.id("lmg")), Round: f.id("round"), Title: f.text("title"),
		From: f.date("from"), Until: f.date("until"),
		Dates: improvement.RoundDates{
			Gather: f.date("gather_by"), Propose: f.date("propose_by"), Agree: f.date("agree_by"), Publish: f.date("publish_by"),
		},
	}
	for _, id := range f.ids("themes") {
		c.Themes = append(c.Themes, improvement.ThemeID(id))
	}
	return c
}

func commission(f *form) improvement.CommissionCharter {
	return improvement.CommissionCharter{
		ID: f.id("id"), LMG: improvement.BodyID(f.id("lmg")), Priority: improvement.PriorityID(f.id("priority")),
		Group: improvement.BodyID(f.id("action_group")), Title: f.text("title"), Note: f.text("note"),
		Due: f.date("due"), Minute: f.text("minute"),
	}
}

// roundCommands says how the document of each command on a round is read. It is never
// changed.
var roundCommands = map[string]func(*form) Command{
	"put-evidence":    func(f *form) Command { return onRound(improvement.PutEvidence{Items: f.shelf("items")}) },
	"review-evidence": func(f *form) Command { return onRound(improvement.ReviewEvidence{Items: f.shelf("items")}) },
	"ask-evidence": func(f *form) Command {
		return onRound(improvement.AskEvidence{
			Question: f.text("question"), Of: f.person("of"), Body: improvement.BodyID(f.id("body")), Due: f.date("due"),
		})
	},
	"answer-evidence": func(f *form) Command {
		return onRound(improvement.AnswerEvidence{Request: f.line("request"), Items: f.shelf("items"), Note: f.text("note")})
	},
	"waive-evidence": func(f *form) Command {
		return onRound(improvement.WaiveEvidence{Request: f.line("request"), Reason: f.text("reason")})
	},
	"claim-request": func(f *form) Command {
		return onRound(improvement.ClaimRequest{Request: f.line("request"), Back: f.yes("back")})
	},
	"see-late": func(f *form) Command {
		return onRound(improvement.SeeLate{Request: f.line("request"), Says: f.text("says")})
	},
	"move-round": func(f *form) Command {
		return onRound(improvement.MoveRound{To: improvement.RoundStage(f.line("to")), Reason: f.text("reason")})
	},
	"draft": func(f *form) Command { return onRound(draft(f)) },
	"withdraw-draft": func(f *form) Command {
		return onRound(improvement.WithdrawDraft{Priority: improvement.PriorityID(f.id("priority")), Reason: f.text("reason")})
	},
	"call-for-scores": func(f *form) Command { return onRound(improvement.CallForScores{Due: f.date("due")}) },
	"score":           func(f *form) Command { return onRound(improvement.ScoreDrafts{Scores: each(f, "scores", importance)}) },
	"put-to-vote":     func(f *form) Command { return onRound(improvement.PutToVote{OneByOne: f.yes("one_by_one")}) },
	"publish": func(f *form) Command {
		return onRound(improvement.PublishPriorities{Earlier: each(f, "earlier", settling), Says: f.text("says")})
	},
	"end-round": func(f *form) Command { return onRound(improvement.EndRound{Reason: f.text("reason")}) },
	"hand-over-round": func(f *form) Command {
		return onRound(improvement.HandOverRound{From: f.person("from"), To: f.person("to"), Reason: f.text("reason")})
	},
	"action-done": func(f *form) Command {
		return onRound(improvement.CompleteAction{Action: f.line("action"), Note: f.text("note")})
	},
	"action-change": func(f *form) Command {
		return onRound(improvement.ChangeAction{Action: f.line("action"), To: f.person("to"), Due: f.date("due"), Reason: f.text("reason")})
	},
	"action-drop": func(f *form) Command {
		return onRound(improvement.DropAction{Action: f.line("action"), Reason: f.text("reason")})
	},

	"reschedule-commission": func(f *form) Command {
		return Command{Commission: improvement.RescheduleCommission{Due: f.date("due"), Reason: f.text("reason")}}
	},
	"withdraw-commission": func(f *form) Command {
		return Command{Commission: improvement.WithdrawCommission{Reason: f.text("reason")}}
	},
	"hand-over-commission": func(f *form) Command {
		return Command{Commission: improvement.HandOverCommission{From: f.person("from"), To: f.person("to"), Reason: f.text("reason")}}
	},
}

func onRound(c improvement.RoundCommand) Command { return Command{Round: c} }

func draft(f *form) improvement.DraftPriority {
	d := improvement.DraftPriority{
		ID: improvement.PriorityID(f.id("id")), Statement: f.text("statement"), Theme: improvement.ThemeID(f.id("theme")),
		Strategic: f.line("strategic"), Evidence: f.shelf("evidence"),
	}
	for _, id := range f.ids("localities") {
		d.Localities = append(d.Localities, improvement.BodyID(id))
	}
	return d
}

func importance(f *form) improvement.Importance {
	return improvement.Importance{Priority: improvement.PriorityID(f.id("priority")), Importance: f.whole("importance")}
}

func settling(f *form) improvement.Settling {
	return improvement.Settling{
		Priority: improvement.PriorityID(f.id("priority")), Fate: improvement.Fate(f.line("fate")), Because: f.text("because"),
	}
}

// shelf gives a list of items of the library, each by its name: "evidence/…", "voice/…"
// or "test-of-change/…#e-…".
func (f *form) shelf(name string) []improvement.ItemID {
	var all []improvement.ItemID
	for i, node := range f.items(name) {
		path := entry(f.field(name), i)
		if node.Kind != yaml.ScalarNode || !itemName.MatchString(node.Value) {
			f.page.fault(node, path, "This is not the name of an item of the library, such as voice/v-1a2b or evidence/school-day.")
			continue
		}
		all = append(all, improvement.ItemID(node.Value))
	}
	return all
}

var itemName = regexp.MustCompile(`^[a-z-]+/[a-z0-9][a-z0-9-]{0,62}(#[a-z0-9][a-z0-9-]{0,62})?$`)
