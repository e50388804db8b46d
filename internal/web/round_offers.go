package web

import (
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// roundOffers lists what somebody may do with a round as it stands.
func (v *visit) roundOffers(r *improvement.PrioritySetting) []offer {
	soon := v.today().AddDays(7)
	someone := []improvement.PersonID{v.who.Person}
	at := roundPath(r.LMG, r.Round) + "/"
	var offers []offer
	for _, one := range []struct {
		command improvement.RoundCommand
		name    string
	}{
		{improvement.ScoreDrafts{}, "Score the drafts"},
		{improvement.ReviewEvidence{}, "Mark evidence as reviewed by you"},
		{improvement.PutEvidence{}, "Put evidence and voices before the group"},
		{improvement.AskEvidence{}, "Ask for missing evidence"},
		{improvement.DraftPriority{}, "Draft a priority"},
		{improvement.CallForScores{Due: soon, Members: someone}, "Call for scores"},
		{improvement.PutToVote{}, "Put the drafts to the vote"},
		{improvement.PublishPriorities{}, "Publish what was agreed"},
		{improvement.EndRound{}, "End the round without priorities"},
		{improvement.HandOverRound{From: r.LWO}, "Hand a part over"},
	} {
		scores := one.command.CommandName() == "score" && len(openDrafts(r)) == 0
		reviews := one.command.CommandName() == "review-evidence" && len(toReview(r, v.who.Person)) == 0
		if !scores && !reviews && r.Offers(one.command, v.who, v.Now()) == nil {
			offers = append(offers, offer{one.name, at + formOfRound(one.command)})
		}
	}
	if len(v.movesOf(r)) > 0 {
		offers = append(offers, offer{"Lead the round on, or back", at + "move-round"})
	}
	return offers
}

// formOfRound is what the form of a command is called in its address.
func formOfRound(c improvement.RoundCommand) string {
	if _, is := c.(improvement.HandOverRound); is {
		return "hand-over-round" // as in documents: the wire name is that of other hand-overs
	}
	return c.CommandName()
}

// offered tells whether the form in the address is one that may be sent now.
func (v *visit) offered(r *improvement.PrioritySetting) bool {
	offers := v.roundOffers(r)
	if item := v.path("item"); item != "" {
		offers = nil
		for _, of := range []string{"request", "draft", "action"} {
			offers = append(offers, v.roundItemOffers(r, of, item)...)
		}
	}
	return slices.ContainsFunc(offers, func(o offer) bool { return o.Path == v.request.URL.EscapedPath() })
}

// movesOf are the stages to which somebody may lead a round.
func (v *visit) movesOf(r *improvement.PrioritySetting) []option {
	var moves []option
	for _, to := range []struct {
		stage improvement.RoundStage
		name  string
	}{
		{improvement.RoundGather, "Back to gathering evidence"}, {improvement.RoundPropose, "To drafting priorities"}, {improvement.RoundPublish, "To publishing what was agreed"},
	} {
		if r.Offers(improvement.MoveRound{To: to.stage}, v.who, v.Now()) == nil {
			moves = append(moves, option{Value: string(to.stage), Label: to.name})
		}
	}
	return moves
}

// roundItemOffers lists what somebody may do with a request, a draft or an action.
func (v *visit) roundItemOffers(r *improvement.PrioritySetting, of, item string) []offer {
	type may struct {
		command improvement.RoundCommand
		name    string
	}
	var all []may
	switch of {
	case "request":
		all = []may{
			{improvement.AnswerEvidence{Request: item}, "Answer"}, {improvement.WaiveEvidence{Request: item}, "Go on without it"},
			{improvement.SeeLate{Request: item}, "Say what the late answer changes"},
		}
	case "draft":
		withdraw := improvement.WithdrawDraft{Priority: improvement.PriorityID(item)}
		if agreed(r, item) || r.Offers(withdraw, v.who, v.Now()) != nil {
			return nil
		}
		all = []may{{improvement.DraftPriority{}, "Write it anew"}, {withdraw, "Withdraw it"}} // whoever may withdraw it may
	case "action":
		all = []may{
			{improvement.CompleteAction{Action: item}, "It is done"}, {improvement.ChangeAction{Action: item}, "Change who or when"}, {improvement.DropAction{Action: item}, "Leave it out"},
		}
	}
	var offers []offer
	for _, one := range all {
		if r.Offers(one.command, v.who, v.Now()) == nil {
			offers = append(offers, offer{one.name, roundPath(r.LMG, r.Round) + "/" + one.command.CommandName() + "/" + url.PathEscape(item)})
		}
	}
	return offers
}

func agreed(r *improvement.PrioritySetting, draft string) bool {
	return slices.ContainsFunc(r.Drafts, func(d improvement.Draft) bool {
		return string(d.ID) == draft && d.Status == improvement.DraftAgreed
	})
}

func openDrafts(r *improvement.PrioritySetting) []improvement.Draft {
	var open []improvement.Draft
	for _, d := range r.Drafts {
		if d.Status == improvement.DraftOpen {
			open = append(open, d)
		}
	}
	return open
}

// toReview are the items before the LMG that somebody has not reviewed.
func toReview(r *improvement.PrioritySetting, person improvement.PersonID) []improvement.ItemID {
	var left []improvement.ItemID
	for _, b := range r.Before {
		if !slices.Contains(b.Reviewed, person) {
			left = append(left, b.Item)
		}
	}
	return left
}
