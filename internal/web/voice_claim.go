package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/google/uuid"
)

// claimVoice says that whoever presses reads a voice; giveVoiceBack that they do not after
// all. The others who could see who does.
var (
	claimVoice    = onePressOfVoice(improvement.ClaimVoice{}, "It is with you. The others see that you read it.")
	giveVoiceBack = onePressOfVoice(improvement.ClaimVoice{Back: true}, "You have given it back. It is for any of you again.")
)

func onePressOfVoice(c improvement.ClaimVoice, done string) handler {
	return func(ctx context.Context, v *visit) (answer, error) {
		voice, err := v.voiceAt(ctx)
		if err != nil {
			return answer{}, err
		}
		f, err := v.posted()
		if err != nil {
			return answer{}, err
		}
		if err := v.fileDirect(ctx, f, voice.Subject(), c, done, nil); err != nil {
			return answer{}, err
		}
		return goTo("/")
	}
}

// claims is the press by which somebody says that they see to a task which others could
// do, too, or gives it back; nil where there are none, or it has no such press.
func (v *visit) claims(t improvement.Task, others int, of string) *press {
	if t.Kind != improvement.TaskModerate || others == 0 {
		return nil
	}
	at := voicesPath(t.Subject)
	if t.Claimed == v.who.Person {
		return &press{at + "/give-back", "Give it back", of, uuid.NewString()}
	}
	return &press{at + "/claim", "I take this", of, uuid.NewString()}
}
