package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"
)

// dataRequest is one run of a data-protection request.
type dataRequest struct {
	*lifecycle
	request *improvement.DataRequest
}

// DataRequest waits until a data-protection request was answered, and reminds the
// administrators of its days meanwhile.
func DataRequest(ctx workflow.Context, start Start) error {
	d, err := setUpDataRequest(ctx, start)
	if err != nil {
		return err
	}
	err = d.until(ctx, d.Closed)
	if resting := rest(ctx); resting != nil {
		return resting
	}
	if errors.Is(err, errStartAfresh) {
		return d.startAfresh(ctx, DataRequestName, d.request)
	}
	return err
}

func setUpDataRequest(ctx workflow.Context, start Start) (*dataRequest, error) {
	state := new(improvement.DataRequest)
	if start.First == nil {
		restored, err := improvement.RestoreDataRequest(start.State)
		if err != nil {
			return nil, unreadable(err)
		}
		state = restored
	}
	subject := improvement.SubjectID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	d := &dataRequest{lifecycle: newLifecycle(ctx, subject, state, start.Clock), request: state}
	return d, d.setUp(ctx, start, state.Version, d.listen, state.RefreshCalendar)
}

func (d *dataRequest) listen(ctx workflow.Context) error {
	for _, blank := range improvement.DataRequestCommands() {
		name := blank.CommandName()
		err := d.accept(ctx, name, func(m Message, now time.Time) ([]improvement.Event, error) {
			command, err := improvement.DecodeDataRequestCommand(name, m.Command)
			if err != nil {
				return nil, err
			}
			return d.request.Decide(command, m.Actor, now)
		})
		if err != nil {
			return err
		}
	}
	return d.answer(ctx)
}

// RecordDataRequest records a data-protection request and starts its clock. A repeated
// one with the same command ID gives the same receipt.
func (s *Sender) RecordDataRequest(ctx context.Context, id improvement.CommandID, as improvement.PersonID, f improvement.DataRequestForm) (Receipt, error) {
	return s.open(ctx, opening{
		subject: improvement.DataRequestSubject(f.ID), id: id, as: as, workflow: DataRequestName, options: s.dataRequestOptions(f),
		decide: s.first(id, as, func(ctx context.Context, who improvement.Actor) ([]improvement.Event, error) {
			facts, err := s.dataRequestFacts(ctx, f)
			if err != nil {
				return nil, err
			}
			now := s.now()
			return improvement.RecordDataRequest(f, facts, s.terms, s.calendars.Around(improvement.DateOf(now)), who, now)
		}),
	})
}

func (s *Sender) dataRequestFacts(ctx context.Context, f improvement.DataRequestForm) (improvement.DataRequestFacts, error) {
	var body improvement.BodyState
	if err := read(ctx, s.reader, improvement.BodySubject(f.Body), &body); err != nil {
		return improvement.DataRequestFacts{}, err
	}
	facts := improvement.DataRequestFacts{Body: body.Body, Administrators: len(withRole(body.Members, improvement.Administrator))}
	if f.About == "" {
		return facts, nil
	}
	if subject, is := f.About.Correspondent(); is {
		return facts, s.wroteIn(ctx, subject)
	}
	var about improvement.Person // one who was erased may be asked about, too
	if err := read(ctx, s.reader, improvement.PersonSubject(f.About), &about); err != nil {
		return facts, err
	}
	if about.ID == "" {
		return facts, improvement.Refuse(improvement.NotFound, "about", "%q is not on record. Leave it out where nobody on record is meant.", f.About)
	}
	return facts, nil
}

// wroteIn refuses, as what a request is about, what nobody sent in.
func (s *Sender) wroteIn(ctx context.Context, subject improvement.SubjectID) error {
	_, _, err := s.reader.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) || err == nil && !improvement.WritesIn(subject.Kind()) {
		return improvement.Refuse(improvement.NotFound, "about", "%q is not on record. Leave it out where nobody on record is meant.", subject)
	}
	return err
}

func (s *Sender) dataRequestOptions(f improvement.DataRequestForm) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		TypedSearchAttributes: attributes(f.Body, "", ""),
		StaticSummary:         fmt.Sprintf("Data-protection request to %s (%s)", f.Body, f.Kind),
	}
}

// OnDataRequest sends a command to a data-protection request.
func (s *Sender) OnDataRequest(ctx context.Context, request improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.DataRequestCommand) (Receipt, error) {
	return s.send(ctx, request, id, as, c)
}
