package assembly

import (
	"context"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/workflows"
)

// HandOver hands everything that somebody has over to another: one command in each
// lifecycle in which they have a part. The document is intake's Succession. What could
// not be handed over is told in the error and does not stop the rest: the receipts say what
// was. The same ID again hands over the rest.
func (d *Desk) HandOver(ctx context.Context, id improvement.CommandID, as improvement.PersonID, doc []byte) ([]workflows.Receipt, error) {
	s, err := intake.Reader{Sealer: d.Vault, Author: as}.Succession(ctx, doc)
	if err != nil {
		return nil, err
	}
	parts, err := steward.PartsOf(ctx, d.Store, s.From)
	if err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, improvement.Refuse(improvement.NotFound, "from", "%q has nothing open to hand over.", s.From)
	}
	var receipts []workflows.Receipt
	var failed []error
	for _, subject := range parts {
		receipt, err := d.handOver(ctx, subject, id, as, s)
		switch {
		case err == nil:
			receipts = append(receipts, receipt)
			continue
		case ctx.Err() != nil:
			return receipts, errors.Join(append(failed, fmt.Errorf("%s: %w", subject, err))...)
		}
		failed = append(failed, fmt.Errorf("%s: %w", subject, err))
	}
	return receipts, errors.Join(failed...)
}

func (d *Desk) handOver(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, s intake.Succession) (workflows.Receipt, error) {
	switch subject.Kind() {
	case improvement.KindApproval:
		return d.Sender.Approval(ctx, subject, id, as, improvement.HandOverApproval{From: s.From, To: s.To, Reason: s.Reason})
	case improvement.KindReview:
		return d.Sender.Review(ctx, subject, id, as, improvement.HandOver{From: s.From, To: s.To, Reason: s.Reason})
	case improvement.KindRound:
		return d.Sender.Round(ctx, subject, id, as, improvement.HandOverRound{From: s.From, To: s.To, Reason: s.Reason})
	case improvement.KindCommission:
		return d.Sender.OnCommission(ctx, subject, id, as, improvement.HandOverCommission{From: s.From, To: s.To, Reason: s.Reason})
	}
	return d.Sender.Test(ctx, subject.ID(), id, as, improvement.HandOver{From: s.From, To: s.To, Reason: s.Reason})
}
