package assembly

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// parts sets out the parts that people took.
type parts struct{ record steward.PartRecord }

func (p parts) Part(ctx context.Context, who improvement.Actor, person improvement.PersonID, since improvement.Date) (improvement.Part, error) {
	return steward.Part(ctx, p.record, who, person, since)
}
