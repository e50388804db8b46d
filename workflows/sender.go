package workflows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

// ErrNotConfirmed is improvement.ErrNotConfirmed.
var ErrNotConfirmed = improvement.ErrNotConfirmed

// How long the sender waits.
const (
	acceptWithin   = 15 * time.Second // for the workflow to accept a command
	completeWithin = 5 * time.Second  // for an accepted command to be filed
	launchWithin   = 10 * time.Second // for a launch to be filed
)

// Calendars gives the working days around a day.
type Calendars interface {
	Around(day improvement.Date) improvement.Calendar
}

// Sender sends people's commands to the lifecycles. It resolves who acts from
// the record and never says more than is true: filed, received and being filed,
// refused (*improvement.Error), or ErrNotConfirmed.
type Sender struct {
	temporal  client.Client
	queue     string
	reader    improvement.Reader
	people    *people
	turns     *turns
	terms     improvement.Terms
	outcomes  []improvement.CoreOutcome
	calendars Calendars
	clock     improvement.Clock
	library   improvement.Library
	reviews   improvement.ReviewTerms
	networks  Networks
}

// SenderOptions are what a Sender is made of.
type SenderOptions struct {
	Temporal  client.Client
	TaskQueue string
	Reader    improvement.Reader
	Terms     improvement.Terms         // of what is launched
	Outcomes  []improvement.CoreOutcome // that a charter may choose
	Calendars Calendars
	Clock     improvement.Clock // the record's
	Library   improvement.Library
	Reviews   improvement.ReviewTerms // the defaults where empty
	Networks  Networks                // that have a newsletter; nil: none has
}

// NewSender makes a Sender. It is safe for concurrent use.
func NewSender(o SenderOptions) *Sender {
	if o.Reviews.Months == 0 {
		o.Reviews = improvement.DefaultReviewTerms()
	}
	return &Sender{
		temporal: o.Temporal, queue: o.TaskQueue, reader: o.Reader, people: newPeople(o.Reader), turns: newTurns(),
		terms: o.Terms, outcomes: o.Outcomes, calendars: o.Calendars, clock: o.Clock, library: o.Library, reviews: o.Reviews, networks: o.Networks,
	}
}

// now is the record's time.
func (s *Sender) now() time.Time { return s.clock.Now(time.Now()) }

// Launch launches a test of change. A repeated launch with the same command ID
// gives the same receipt.
func (s *Sender) Launch(ctx context.Context, id improvement.CommandID, as improvement.PersonID, c improvement.Charter) (Receipt, error) {
	receipt, err := s.open(ctx, opening{
		subject: improvement.TestSubject(c.ID), id: id, as: as, workflow: TestOfChangeName, options: s.testOptions(c),
		decide: func(ctx context.Context) (any, error) {
			launched, err := s.decideLaunch(ctx, as, c)
			return TestStart{Clock: s.clock, Command: id, By: as, Launched: launched}, err
		},
	})
	if err == nil && receipt.Filed {
		s.nudge(ctx, c)
	}
	return receipt, err
}

func (s *Sender) decideLaunch(ctx context.Context, as improvement.PersonID, c improvement.Charter) (*improvement.Launched, error) {
	actor, err := s.people.actor(ctx, as)
	if err != nil {
		return nil, err
	}
	facts, err := charterFacts(ctx, s.reader, c)
	if err != nil {
		return nil, err
	}
	facts.Outcomes = s.outcomes
	now := s.now()
	events, err := improvement.Launch(c, facts, s.terms, s.calendars.Around(improvement.DateOf(now)), actor, now)
	if err != nil {
		return nil, err
	}
	launched, ok := events[0].(*improvement.Launched)
	if !ok {
		return nil, fmt.Errorf("a launch began with %q", events[0].EventName())
	}
	return launched, nil
}

func (s *Sender) testOptions(c improvement.Charter) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		TypedSearchAttributes: attributes(c.LMG, c.Locality, c.Theme),
		StaticSummary:         fmt.Sprintf("Test of change in %s (%s)", c.Locality, c.Theme),
		StaticDetails:         fmt.Sprintf("Priority %s of %s, carried by %s.", c.Priority, c.LMG, c.ActionGroup),
	}
}

// onRecord tells whether a command was filed.
func (s *Sender) onRecord(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID) (Receipt, bool) {
	version, err := s.reader.CommandEntry(ctx, subject, id)
	if err != nil {
		return Receipt{}, false
	}
	return Receipt{Subject: subject, Version: version, Filed: true}, true
}

// Test sends a command to a test of change.
func (s *Sender) Test(ctx context.Context, test string, id improvement.CommandID, as improvement.PersonID, c improvement.TestCommand) (Receipt, error) {
	if hand, ok := valueOf[improvement.HandOver](c); ok {
		to, err := s.people.actor(ctx, hand.To)
		if err != nil {
			return Receipt{}, err
		}
		hand.ToRoles, hand.ToAdult = to.Roles, to.NamedAdult
		c = hand
	}
	if agreement, ok := valueOf[improvement.ProposeAgreement](c); ok {
		answering, err := withBodies(ctx, s.reader, agreement)
		if err != nil {
			return Receipt{}, err
		}
		c = answering
	}
	if file, ok := valueOf[improvement.FileEvidence](c); ok && file.Evidence.ID == "" {
		file.Evidence.ID = EvidenceID(id)
		c = file
	}
	c, err := s.informed(ctx, improvement.TestSubject(test), c)
	if err != nil {
		return Receipt{}, err
	}
	return s.send(ctx, improvement.TestSubject(test), id, as, c)
}

// Approval sends a command to an approval.
func (s *Sender) Approval(ctx context.Context, approval improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.ApprovalCommand) (Receipt, error) {
	if hand, ok := valueOf[improvement.HandOverApproval](c); ok {
		to, err := s.people.actor(ctx, hand.To)
		if err != nil {
			return Receipt{}, err
		}
		hand.ToRoles = to.Roles
		c = hand
	}
	return s.send(ctx, approval, id, as, c)
}

// valueOf gives a command of one kind, whether it came as a value or a pointer.
func valueOf[C any](c any) (C, bool) {
	if pointer, ok := c.(*C); ok && pointer != nil {
		return *pointer, true
	}
	value, ok := c.(C)
	return value, ok
}

// EvidenceID names an item after the command that files it, so that a retry names
// it the same.
func EvidenceID(id improvement.CommandID) string {
	sum := sha256.Sum256([]byte(id))
	return "e-" + hex.EncodeToString(sum[:6])
}

type command interface {
	CommandName() string
	People() []improvement.PersonID
}

func (s *Sender) send(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c command) (Receipt, error) {
	if err := improvement.CheckCommandID(id); err != nil {
		return Receipt{}, err
	}
	actor, err := s.people.actor(ctx, as)
	if err != nil {
		return Receipt{}, err
	}
	if err := s.known(ctx, c.People()); err != nil {
		return Receipt{}, err
	}
	body, err := json.Marshal(c)
	if err != nil {
		return Receipt{}, err
	}
	message := Message{Actor: actor, Command: body}
	receipt, err := s.update(ctx, subject, id, c.CommandName(), message)
	if err != nil && s.caughtUp(ctx, subject, id, err) {
		receipt, err = s.update(ctx, subject, id, c.CommandName(), message)
	}
	refused, _ := improvement.Refusal(err)
	switch {
	case err == nil && receipt.By != "" && (receipt.By != as || receipt.Command != c.CommandName()):
		return Receipt{}, errTakenID
	case err == nil && (!receipt.Filed || receipt.By != ""), refused != nil && refused.Field == errTakenID.Field:
		return receipt, err
	}
	// What an earlier run filed, or a refusal of what is on record already, is the
	// answer to a late duplicate.
	if receipt, filed := s.onRecord(ctx, subject, id); filed {
		return receipt, s.own(ctx, receipt, as)
	}
	return receipt, err
}

// own refuses the receipt of a command that somebody else filed under the same ID.
func (s *Sender) own(ctx context.Context, r Receipt, as improvement.PersonID) error {
	entries, err := s.reader.Journal(ctx, r.Subject, r.Version-1)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotConfirmed, err)
	}
	if len(entries) > 0 && entries[0].By != as {
		return errTakenID
	}
	return nil
}

// known refuses people who are not on record.
func (s *Sender) known(ctx context.Context, people []improvement.PersonID) error {
	var named []improvement.PersonID
	for _, p := range people {
		if p != "" {
			named = append(named, p)
		}
	}
	if len(named) == 0 {
		return nil
	}
	return s.people.known(ctx, named)
}

// update sends one update, waits for its acceptance and then a little for its
// completion.
func (s *Sender) update(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID, name string, message any) (Receipt, error) {
	accepting, cancel := context.WithTimeout(ctx, acceptWithin)
	defer cancel()
	leave, err := s.turns.take(accepting, subject)
	if err != nil {
		return Receipt{}, fmt.Errorf("%w: %w", ErrNotConfirmed, err)
	}
	defer leave()
	handle, err := s.temporal.UpdateWorkflow(accepting, client.UpdateWorkflowOptions{
		WorkflowID: string(subject), UpdateID: string(id), UpdateName: name,
		Args: []any{message}, WaitForStage: client.WorkflowUpdateStageAccepted,
	})
	if err != nil {
		return Receipt{}, s.translate(ctx, subject, err)
	}
	completing, stop := context.WithTimeout(ctx, completeWithin)
	defer stop()
	var receipt Receipt
	err = handle.Get(completing, &receipt)
	var waited *client.WorkflowUpdateServiceTimeoutOrCanceledError
	if err != nil && (completing.Err() != nil || errors.As(err, &waited)) {
		return Receipt{Subject: subject}, nil // accepted: it will be filed
	}
	if err != nil {
		return Receipt{}, s.translate(ctx, subject, err)
	}
	return receipt, nil
}

// translate turns what Temporal says into what a person can use.
func (s *Sender) translate(ctx context.Context, subject improvement.SubjectID, err error) error {
	var application *temporal.ApplicationError
	if errors.As(err, &application) && application.Type() == Refused {
		refused := &refusedAt{refusal: new(improvement.Error)}
		if application.Details(refused.refusal, &refused.version) == nil {
			return refused
		}
	}
	var missing *serviceerror.NotFound
	if errors.As(err, &missing) {
		return s.gone(ctx, subject)
	}
	return fmt.Errorf("%w: %w", ErrNotConfirmed, err)
}

// gone answers from the record why no workflow takes commands for a subject.
func (s *Sender) gone(ctx context.Context, subject improvement.SubjectID) error {
	_, state, err := s.reader.State(ctx, subject)
	switch {
	case errors.Is(err, improvement.ErrNotFound):
		return improvement.Refuse(improvement.NotFound, string(subject.Kind()), "There is no %s called %q. Check the name in the list.", noun(subject.Kind()), subject.ID())
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNotConfirmed, err)
	}
	if closed, err := improvement.ClosedOn(subject.Kind(), state); err != nil {
		return err
	} else if closed != "" {
		return improvement.Refuse(improvement.WrongStage, "", "This %s was closed on %s.", noun(subject.Kind()), closed.Plain())
	}
	return improvement.Refuse(improvement.Conflict, "", "This %s is on record but not running. An administrator runs: starter recover.", noun(subject.Kind()))
}

// noun is what people call a kind of lifecycle.
func noun(k improvement.Kind) string {
	switch k {
	case improvement.KindTest:
		return "test of change"
	case improvement.KindDataRequest:
		return "data-protection request"
	case improvement.KindRound:
		return "round of priority setting"
	}
	return strings.ReplaceAll(string(k), "-", " ")
}
