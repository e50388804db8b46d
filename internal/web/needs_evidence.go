package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// Library answers from the shelf of evidence, follows what came of it, and counts where
// something happens.
type Library interface {
	improvement.Library
	improvement.Tracer
	improvement.Surveyor
}

// Voices destroys the key of a voice whose sender took their consent back.
type Voices interface {
	ForgetVoice(ctx context.Context, voice improvement.SubjectID, by improvement.PersonID) error
}

// Parts sets out the part that somebody took, for whoever may see it.
type Parts interface {
	Part(ctx context.Context, who improvement.Actor, person improvement.PersonID, since improvement.Date) (improvement.Part, error)
}
