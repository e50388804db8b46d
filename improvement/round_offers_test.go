package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// TestARoundOffersWhatMayBeDone holds, for everybody in every stage, that what is decided is
// offered before a word of it is written, and that what role or stage forbid is not.
func TestARoundOffersWhatMayBeDone(t *testing.T) {
	blank := func(c RoundCommand) RoundCommand {
		switch c := c.(type) {
		case PutEvidence:
			return PutEvidence{}
		case AskEvidence:
			return AskEvidence{}
		case AnswerEvidence:
			return AnswerEvidence{Request: c.Request}
		case WaiveEvidence:
			return WaiveEvidence{Request: c.Request}
		case MoveRound:
			return MoveRound{To: c.To}
		case DraftPriority:
			return DraftPriority{}
		case WithdrawDraft:
			return WithdrawDraft{Priority: c.Priority}
		case ScoreDrafts:
			return ScoreDrafts{}
		case PublishPriorities:
			return PublishPriorities{}
		case EndRound:
			return EndRound{}
		case HandOverRound:
			return HandOverRound{From: c.From}
		}
		return c
	}
	for _, stage := range allRoundStages {
		s := withRequests(t, stage)
		for _, rule := range roundRules {
			for _, who := range everybody {
				_, err := s.round.Decide(rule.command, who, s.now)
				offered := s.round.Offers(blank(rule.command), who, s.now)
				refused, is := Refusal(err)
				switch {
				case err == nil && offered != nil:
					t.Errorf("%s: %s may %s, and is not offered it: %v", stage, who.Person, rule.command.CommandName(), offered)
				case is && refused.Code == NotAllowed && offered == nil:
					t.Errorf("%s: %s is offered to %s, and may not: %v", stage, who.Person, rule.command.CommandName(), err)
				}
			}
		}
	}
}
