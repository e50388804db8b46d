package activities

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/activity"
)

// Wire names. They never change: histories hold them.
const (
	File     = "file"
	Panel    = "panel"
	Holidays = "holidays"
	Anchor   = "anchor"
	Deliver  = "deliver"
	Journal  = "journal"

	StartStanding = "start-standing"

	TakeEffect       = "take-effect"
	CommissionedTest = "commissioned-test"
	OpenReview       = "open-review"

	NextIssue     = "next-issue"
	DraftIssue    = "draft-issue"
	HandOutIssue  = "hand-out-issue"
	AwaitDelivery = "await-delivery"
)

// Registry takes activities; workers and test environments are ones.
type Registry interface {
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// Members reads who belongs to a body, and who hears for whom.
type Members interface {
	Members(ctx context.Context, body improvement.BodyID) ([]improvement.Membership, error)
	Actor(ctx context.Context, person improvement.PersonID) (improvement.Actor, error)
}

// Journals reads what was filed of a subject after a version.
type Journals interface {
	Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error)
}

// Calendars gives the working days around a day.
type Calendars interface {
	Around(day improvement.Date) improvement.Calendar
}

// Anchors seals the journal's heads of a day.
type Anchors interface {
	Anchor(ctx context.Context, day improvement.Date) error
}

// Record is the activities on the record.
type Record struct {
	Recorder  improvement.Recorder
	Members   Members
	Journals  Journals
	Calendars Calendars
	Anchors   Anchors
	Findings  Findings // of quality reviews; nil: panels are told of none
}

// PanelRequest asks who sits on a panel.
type PanelRequest struct {
	LMG   improvement.BodyID `json:"lmg"`
	Group improvement.BodyID `json:"group,omitempty"` // its members have an interest
}

// PanelReply is the seats of a panel.
type PanelReply struct {
	Seats []improvement.Seat         `json:"seats"`
	Found *improvement.ReviewFinding `json:"found,omitempty"` // by the LMG's latest agreed quality review
}

// HolidaysRequest asks for the holidays around a day.
type HolidaysRequest struct {
	Day improvement.Date `json:"day"`
}

// JournalRequest asks what was filed of a subject after a version.
type JournalRequest struct {
	Subject improvement.SubjectID `json:"subject"`
	After   int                   `json:"after"`
}

// JournalReply is entries, ascending.
type JournalReply struct {
	Entries []improvement.Entry `json:"entries,omitempty"`
}

// AnchorRequest asks to anchor the journal's heads.
type AnchorRequest struct {
	Day improvement.Date `json:"day"`
}

// Register makes the activities known under their wire names.
func (r *Record) Register(to Registry) {
	to.RegisterActivityWithOptions(r.file, activity.RegisterOptions{Name: File})
	to.RegisterActivityWithOptions(r.panel, activity.RegisterOptions{Name: Panel})
	to.RegisterActivityWithOptions(r.holidays, activity.RegisterOptions{Name: Holidays})
	to.RegisterActivityWithOptions(r.journal, activity.RegisterOptions{Name: Journal})
	to.RegisterActivityWithOptions(r.anchor, activity.RegisterOptions{Name: Anchor})
}

func (r *Record) file(ctx context.Context, f improvement.Filing) (improvement.Filed, error) {
	return r.Recorder.File(ctx, f)
}

func (r *Record) panel(ctx context.Context, q PanelRequest) (PanelReply, error) {
	lmg, err := r.Members.Members(ctx, q.LMG)
	if err != nil {
		return PanelReply{}, err
	}
	group, err := r.Members.Members(ctx, q.Group)
	if err != nil {
		return PanelReply{}, err
	}
	adults, err := r.adultsOf(ctx, group)
	if err != nil {
		return PanelReply{}, err
	}
	reply := PanelReply{Seats: improvement.Panel(lmg, group, adults...)}
	return reply, r.find(ctx, q, &reply)
}

// adultsOf gives the adults named for members under 16.
func (r *Record) adultsOf(ctx context.Context, group []improvement.Membership) ([]improvement.PersonID, error) {
	var adults []improvement.PersonID
	for _, m := range group {
		member, err := r.Members.Actor(ctx, m.Person)
		if err != nil {
			return nil, err
		}
		if member.NamedAdult != "" {
			adults = append(adults, member.NamedAdult)
		}
	}
	return adults, nil
}

func (r *Record) holidays(_ context.Context, q HolidaysRequest) (improvement.Calendar, error) {
	return r.Calendars.Around(q.Day), nil
}

func (r *Record) journal(ctx context.Context, q JournalRequest) (JournalReply, error) {
	entries, err := r.Journals.Journal(ctx, q.Subject, q.After)
	return JournalReply{Entries: entries}, err
}

func (r *Record) anchor(ctx context.Context, q AnchorRequest) error {
	return r.Anchors.Anchor(ctx, q.Day)
}

// Postman delivers waiting notices until its context ends. It calls alive
// between messages.
type Postman interface {
	Run(ctx context.Context, alive func()) error
}

// Post is the activities that deliver notices.
type Post struct {
	Postman Postman
}

// DeliverRequest asks to deliver notices for a while.
type DeliverRequest struct {
	For time.Duration `json:"for"`
}

// Register makes the activities known under their wire names.
func (p *Post) Register(to Registry) {
	to.RegisterActivityWithOptions(p.deliver, activity.RegisterOptions{Name: Deliver})
}

// deliver runs the postman for a while, or until this worker stops: then the
// next worker goes on.
func (p *Post) deliver(ctx context.Context, q DeliverRequest) error {
	round, end := context.WithTimeout(ctx, q.For)
	defer end()
	stopping := activity.GetWorkerStopChannel(ctx)
	go func() {
		select {
		case <-stopping:
			end()
		case <-round.Done():
		}
	}()
	err := p.Postman.Run(round, func() {
		if round.Err() == nil {
			activity.RecordHeartbeat(ctx)
		}
	})
	if ctx.Err() == nil && round.Err() != nil {
		return nil // the round is over; a message cut off in it keeps its lease and is taken again
	}
	return err
}
