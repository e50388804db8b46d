package activities

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/activity"
)

// Findings reads quality reviews.
type Findings interface {
	List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error)
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
}

// find adds to a panel what the latest agreed review of its LMG found, for the group that
// asks, if one does.
func (r *Record) find(ctx context.Context, q PanelRequest, panel *PanelReply) error {
	if r.Findings == nil {
		return nil
	}
	reviews, err := r.Findings.List(ctx, improvement.Filter{Kind: improvement.KindReview, LMG: q.LMG})
	if err != nil {
		return err
	}
	for _, l := range slices.Backward(reviews) { // by period, the latest first
		_, state, err := r.Findings.State(ctx, l.Subject)
		if err != nil {
			return err
		}
		review, err := improvement.RestoreReview(state)
		if err != nil {
			return err
		}
		if f, agreed := review.Finding(q.Group); agreed {
			panel.Found = &f
			return nil
		}
	}
	return nil
}

// Reviewer opens the quality review of an LMG that is due.
type Reviewer interface {
	// OpenDue opens it, if one is due and can be opened.
	OpenDue(ctx context.Context, lmg improvement.BodyID) (DueReview, error)
}

// DueReview is what came of looking.
type DueReview struct {
	Opened improvement.SubjectID `json:"opened,omitempty"`
	Not    string                `json:"not,omitempty"` // why one that is due was not opened
}

// DueReviewRequest asks to look.
type DueReviewRequest struct {
	LMG improvement.BodyID `json:"lmg"`
}

// Reviews is the activity that opens quality reviews.
type Reviews struct {
	Reviewer Reviewer
}

// Register makes the activity known under its wire name.
func (r *Reviews) Register(to Registry) {
	to.RegisterActivityWithOptions(r.open, activity.RegisterOptions{Name: OpenReview})
}

func (r *Reviews) open(ctx context.Context, q DueReviewRequest) (DueReview, error) {
	return r.Reviewer.OpenDue(ctx, q.LMG)
}
