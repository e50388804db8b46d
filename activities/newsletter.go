package activities

import (
	"context"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/activity"
)

// Press makes newsletters from the record, and hands them out.
type Press interface {
	// Next gives how the first issue of a network after a period begins;
	// improvement.ErrNotFound where the network has no newsletter.
	Next(ctx context.Context, network improvement.BodyID, after improvement.Period) (*improvement.IssueOpened, error)
	// Draft makes the draft of an issue.
	Draft(ctx context.Context, issue improvement.SubjectID) (*improvement.IssueDrafted, error)
	// HandOut puts a letter to every reader into the outbox, and counts them. Done again,
	// it completes what was cut off. It calls alive now and then.
	HandOut(ctx context.Context, issue improvement.SubjectID, alive func()) (int, error)
	// Progress tells how far the letters have come.
	Progress(ctx context.Context, issue improvement.SubjectID) (improvement.Progress, error)
}

// Newsletters is the activities of newsletters.
type Newsletters struct {
	Press Press
	Poll  time.Duration // between two looks at how far the letters have come; 2 s
}

// NextIssueRequest asks for the issue of a network after a period.
type NextIssueRequest struct {
	Network improvement.BodyID `json:"network"`
	After   improvement.Period `json:"after,omitempty"`
}

// NextIssueReply is how it begins; nothing where the network has no newsletter.
type NextIssueReply struct {
	Opened *improvement.IssueOpened `json:"opened,omitempty"`
}

// IssueRequest asks for something about an issue.
type IssueRequest struct {
	Issue improvement.SubjectID `json:"issue"`
	For   time.Duration         `json:"for,omitempty"` // how long to wait
}

// DraftReply is a draft.
type DraftReply struct {
	Drafted improvement.IssueDrafted `json:"drafted"`
}

// HandOutReply counts the readers.
type HandOutReply struct {
	Readers int `json:"readers"`
}

// Register makes the activities known under their wire names.
func (n *Newsletters) Register(to Registry) {
	to.RegisterActivityWithOptions(n.next, activity.RegisterOptions{Name: NextIssue})
	to.RegisterActivityWithOptions(n.draft, activity.RegisterOptions{Name: DraftIssue})
	to.RegisterActivityWithOptions(n.handOut, activity.RegisterOptions{Name: HandOutIssue})
	to.RegisterActivityWithOptions(n.await, activity.RegisterOptions{Name: AwaitDelivery})
}

func (n *Newsletters) next(ctx context.Context, q NextIssueRequest) (NextIssueReply, error) {
	opened, err := n.Press.Next(ctx, q.Network, q.After)
	if errors.Is(err, improvement.ErrNotFound) {
		return NextIssueReply{}, nil
	}
	return NextIssueReply{Opened: opened}, err
}

func (n *Newsletters) draft(ctx context.Context, q IssueRequest) (DraftReply, error) {
	drafted, err := n.Press.Draft(ctx, q.Issue)
	if err != nil {
		return DraftReply{}, err
	}
	return DraftReply{Drafted: *drafted}, nil
}

func (n *Newsletters) handOut(ctx context.Context, q IssueRequest) (HandOutReply, error) {
	readers, err := n.Press.HandOut(ctx, q.Issue, func() { activity.RecordHeartbeat(ctx) })
	return HandOutReply{Readers: readers}, err
}

// await looks how far the letters have come until none waits, for as long as it is asked
// to, or until this worker stops.
func (n *Newsletters) await(ctx context.Context, q IssueRequest) (improvement.Progress, error) {
	end := time.After(q.For)
	poll := n.Poll
	if poll <= 0 {
		poll = 2 * time.Second
	}
	for {
		progress, err := n.Press.Progress(ctx, q.Issue)
		if err != nil || progress.Waiting == 0 {
			return progress, err
		}
		activity.RecordHeartbeat(ctx)
		select {
		case <-ctx.Done():
			return progress, ctx.Err()
		case <-activity.GetWorkerStopChannel(ctx):
			return progress, nil
		case <-end:
			return progress, nil
		case <-time.After(poll):
		}
	}
}
