package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
)

// stage is where a story is played.
type stage struct {
	play   string // tells this play's commands from those of another
	desk   *assembly.Desk
	follow *steward.Follower
	day0   improvement.Date
	end    time.Time // when a story ends in which something stays open

	inTheMiddle bool // the story says when it ends: not before

	opened []opened // what the moves were about, the latest last
}

// opened is a lifecycle that the story has opened.
type opened struct {
	part    int // of the story; the whole where 0
	subject improvement.SubjectID
}

// anyPart asks for what any part of the story has opened last.
const anyPart = -1

// latest is what a part of the story has opened last of a kind or, where it has opened
// none, what the story has; empty before that.
func (s *stage) latest(part int, kind improvement.Kind) (subject improvement.SubjectID) {
	own := false
	for _, o := range s.opened {
		if o.subject.Kind() == kind && (o.part == part || !own) {
			subject, own = o.subject, own || o.part == part
		}
	}
	return subject
}

// tests are those that the story has launched, in their order.
func (s *stage) tests() []improvement.SubjectID { return s.all(improvement.KindTest) }

// all are the lifecycles of those kinds that the story has opened.
func (s *stage) all(kinds ...improvement.Kind) []improvement.SubjectID {
	var all []improvement.SubjectID
	for _, o := range s.opened {
		if slices.Contains(kinds, o.subject.Kind()) {
			all = append(all, o.subject)
		}
	}
	return all
}

// perform does one move. One that the story says is refused must be.
func (s *stage) perform(ctx context.Context, m intake.Move) error {
	command, err := m.Command(ctx, s.desk.Vault, s.day0)
	if err != nil {
		return err
	}
	err = s.send(ctx, m, command)
	refused, isRefusal := improvement.Refusal(err)
	switch {
	case m.Refused == "" && err != nil:
		return fmt.Errorf("line %d of the story, %s by %s: %w", m.Line, m.Do, m.As, err)
	case m.Refused != "" && err == nil:
		return fmt.Errorf("line %d of the story, %s by %s, was to be refused and was not", m.Line, m.Do, m.As)
	case m.Refused != "" && (!isRefusal || !strings.Contains(refused.Error(), m.Refused)):
		return fmt.Errorf("line %d of the story was to be refused with %q: %w", m.Line, m.Refused, err)
	}
	return nil
}

func (s *stage) send(ctx context.Context, m intake.Move, c intake.Command) error {
	id := s.id(m)
	if err := s.settled(ctx); err != nil {
		return err
	}
	var err error
	switch {
	case c.Launch != nil:
		_, err = s.desk.Sender.Launch(ctx, id, m.As, *c.Launch)
		s.opens(m, improvement.TestSubject(c.Launch.ID))
	case c.OpenRound != nil:
		_, err = s.desk.Sender.OpenRound(ctx, id, m.As, *c.OpenRound)
		s.opens(m, improvement.RoundSubject(c.OpenRound.LMG, c.OpenRound.Round))
	case c.Commissions != nil:
		_, err = s.desk.Sender.Commission(ctx, id, m.As, *c.Commissions)
		s.opens(m, improvement.CommissionSubject(c.Commissions.ID))
	case c.OpenReview != nil:
		err = s.openReview(ctx, m, id, c.OpenReview.LMG)
	case c.Test != nil:
		_, err = s.desk.Sender.Test(ctx, s.latest(m.Part, improvement.KindTest).ID(), id, m.As, c.Test)
	case c.Round != nil:
		_, err = s.desk.Sender.Round(ctx, s.latest(m.Part, improvement.KindRound), id, m.As, c.Round)
		if draft, drafts := c.Round.(improvement.DraftPriority); drafts {
			s.follow.Also(improvement.PrioritySubject(draft.ID)) // what comes of it
		}
	case c.Review != nil:
		_, err = s.desk.Sender.Review(ctx, s.latest(m.Part, improvement.KindReview), id, m.As, c.Review)
	case c.Commission != nil:
		_, err = s.desk.Sender.OnCommission(ctx, s.latest(m.Part, improvement.KindCommission), id, m.As, c.Commission)
	case c.Approval != nil:
		err = s.decide(ctx, m, id, c.Approval)
	case c.Issue != nil:
		err = s.edit(ctx, m, id, c.Issue)
	case c.Direct != nil:
		_, err = s.desk.Registrar().File(ctx, c.Direct.Subject, id, m.As, c.Direct.Command)
		s.follow.Also(c.Direct.Subject)
	default:
		err = fmt.Errorf("%s is not played in a story", m.Do)
	}
	return err
}

// opens takes note of what the moves that follow are about, and follows it.
func (s *stage) opens(m intake.Move, subject improvement.SubjectID) {
	now := opened{m.Part, subject}
	s.opened = slices.DeleteFunc(s.opened, func(o opened) bool { return o == now })
	s.opened = append(s.opened, now)
	s.follow.Also(subject)
}

// openReview opens a quality review out of turn. Where one goes on already, as the
// calendar of a rehearsal that is running may have it, the story goes on with that.
func (s *stage) openReview(ctx context.Context, m intake.Move, id improvement.CommandID, lmg improvement.BodyID) error {
	receipt, err := s.desk.Sender.OpenReview(ctx, lmg, id, m.As)
	review := receipt.Subject
	if refused, is := improvement.Refusal(err); is && (refused.Code == improvement.Conflict || refused.Code == improvement.WrongStage) {
		latest, none := findReview(ctx, s.desk.Store, string(lmg))
		if none != nil {
			return err
		}
		stands, unread := readReview(ctx, s.desk.Record, string(latest))
		if unread != nil || stands.Stage != improvement.ReviewEvaluate {
			return err
		}
		review, err = latest, nil
	}
	if err == nil {
		s.opens(m, review)
	}
	return err
}

// edit sends a command to the issue of a network's newsletter that is in the making.
func (s *stage) edit(ctx context.Context, m intake.Move, id improvement.CommandID, c improvement.IssueCommand) error {
	var issue improvement.SubjectID
	err := s.until(ctx, func() (bool, error) {
		var err error
		issue, err = findIssue(ctx, s.desk.Store, m.Of, openStages)
		if _, none := improvement.Refusal(err); none {
			return false, nil // it is begun in a moment
		}
		return err == nil, err
	})
	if err != nil {
		return fmt.Errorf("there is no newsletter of %q: %w", m.Of, err)
	}
	s.opens(m, issue)
	_, err = s.desk.Sender.Newsletter(ctx, issue, id, m.As, c)
	return err
}

func (s *stage) decide(ctx context.Context, m intake.Move, id improvement.CommandID, c improvement.ApprovalCommand) error {
	subject, err := s.approval(ctx, m)
	if err != nil {
		return err
	}
	_, err = s.desk.Sender.Approval(ctx, subject, id, m.As, c)
	return err
}

// id names the command of a line of the story.
func (s *stage) id(m intake.Move) improvement.CommandID {
	if m.Part == 0 {
		return improvement.CommandID(fmt.Sprintf("%s-%d", s.play, m.Line))
	}
	return improvement.CommandID(fmt.Sprintf("%s-%d-%d", s.play, m.Part, m.Line))
}

// asking are the lifecycles that may ask an LMG to decide of what a move is on.
func (s *stage) asking(m intake.Move) []improvement.SubjectID {
	var all []improvement.SubjectID
	for _, kind := range []improvement.Kind{improvement.KindTest, improvement.KindRound, improvement.KindReview} {
		if subject := s.latest(m.Part, kind); subject != "" {
			all = append(all, subject)
		}
	}
	return all
}

// settled waits until every decision that was reached has come to who asked for it, and
// what a round published has taken effect: on a slow machine that may take a rehearsed
// day.
func (s *stage) settled(ctx context.Context) error {
	return s.until(ctx, func() (bool, error) {
		for _, subject := range s.all(improvement.KindTest, improvement.KindRound, improvement.KindReview) {
			if settled, err := s.hasSettled(ctx, subject); err != nil || !settled {
				return false, err
			}
		}
		return true, nil
	})
}

// hasSettled tells that a lifecycle waits for none of its approvals that is closed.
func (s *stage) hasSettled(ctx context.Context, subject improvement.SubjectID) (bool, error) {
	_, state, err := s.desk.State(ctx, subject)
	if err != nil {
		return errors.Is(err, improvement.ErrNotFound), ignoreMissing(err)
	}
	waitsFor, takesEffect, err := waiting(subject, state)
	if err != nil || takesEffect {
		return false, err
	}
	for _, approval := range waitsFor {
		_, state, err := s.desk.State(ctx, approval)
		if errors.Is(err, improvement.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		if a, err := improvement.RestoreApproval(state); err != nil || a.Closed() {
			return false, err
		}
	}
	return true, nil
}

// waiting lists the approvals that a lifecycle waits for, and tells whether it is about
// to publish what they agreed.
func waiting(subject improvement.SubjectID, state []byte) (approvals []improvement.SubjectID, takesEffect bool, err error) {
	switch subject.Kind() {
	case improvement.KindReview:
		review, err := improvement.RestoreReview(state)
		if err == nil && review.Stage == improvement.ReviewDecide {
			approvals = append(approvals, review.ApprovalSubject())
		}
		return approvals, false, err
	case improvement.KindRound:
		round, err := improvement.RestoreRound(state)
		if err != nil {
			return nil, false, err
		}
		for _, ballot := range round.Waiting() {
			approvals = append(approvals, ballot.Approval)
		}
		return approvals, round.Stage == improvement.RoundTakeEffect, nil
	}
	test, err := improvement.RestoreTest(state)
	if err == nil && test.Stage == improvement.StageDecide {
		approvals = append(approvals, test.ApprovalSubject())
	}
	return approvals, false, err
}

func ignoreMissing(err error) error {
	if errors.Is(err, improvement.ErrNotFound) {
		return nil
	}
	return err
}

// approval waits for the decision that was asked for last, or the one that is named.
func (s *stage) approval(ctx context.Context, m intake.Move) (improvement.SubjectID, error) {
	var found improvement.SubjectID
	err := s.until(ctx, func() (bool, error) {
		for _, subject := range s.asking(m) {
			_, state, err := s.desk.State(ctx, subject)
			if err != nil {
				return false, ignoreMissing(err)
			}
			approvals, _, err := waiting(subject, state)
			if err != nil {
				return false, err
			}
			for _, approval := range approvals {
				if !strings.HasSuffix(string(approval), m.Of) {
					continue
				}
				_, _, err := s.desk.State(ctx, approval)
				if err == nil {
					found = approval
				}
				return err == nil, ignoreMissing(err)
			}
		}
		return false, nil
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return "", improvement.Refuse(improvement.WrongStage, "", "No decision is asked for yet.")
	}
	return found, err
}

// until waits for a while, until something is so.
func (s *stage) until(ctx context.Context, so func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	for {
		if done, err := so(); done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(glance):
		}
	}
}

// over tells that all of it is closed, or that nothing more is to come of the story.
func (s *stage) over(ctx context.Context) (bool, error) {
	if s.desk.Now().After(s.end) {
		return true, nil
	}
	if s.inTheMiddle {
		return false, nil
	}
	for _, subject := range s.all(improvement.KindTest, improvement.KindRound, improvement.KindReview, improvement.KindNewsletter) {
		_, state, err := s.desk.State(ctx, subject)
		if err != nil {
			return false, ignoreMissing(err)
		}
		if closed, err := improvement.ClosedOn(subject.Kind(), state); err != nil || closed == "" {
			return false, err
		}
	}
	return true, nil
}
