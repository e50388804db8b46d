package workflows

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/client"
)

// dueCommand opens a review that is due: one per period, whoever looks.
const dueCommand improvement.CommandID = "due"

// OpenReview opens a quality review of an LMG out of turn, named after this month. A
// repeated opening with the same command ID gives the same receipt.
func (s *Sender) OpenReview(ctx context.Context, lmg improvement.BodyID, id improvement.CommandID, as improvement.PersonID) (Receipt, error) {
	decide := func(ctx context.Context) (*improvement.ReviewOpened, error) {
		actor, err := s.people.actor(ctx, as)
		if err != nil {
			return nil, err
		}
		facts, err := s.reviewFacts(ctx, lmg)
		if err != nil {
			return nil, err
		}
		now := s.now()
		calendar := s.calendars.Around(improvement.DateOf(now))
		return improvement.OpenReview{LMG: lmg}.Decide(facts, s.reviews, s.terms, calendar, actor, now)
	}
	period := string(improvement.PeriodOf(improvement.DateOf(s.now())))
	receipt, err := s.openReview(ctx, lmg, period, id, as, decide)
	if refused, is := improvement.Refusal(err); is && refused.Code == improvement.Conflict && refused.Field == "id" {
		err = improvement.Refuse(improvement.Conflict, "lmg", "The quality review of %s for %s is on record already, and there is one a month. See it with: starter review show %s/%s",
			improvement.Period(period).Plain(), lmg, lmg, period)
	}
	return receipt, err
}

// OpenDue opens the review of an LMG that is due by the calendar, if one is.
func (s *Sender) OpenDue(ctx context.Context, lmg improvement.BodyID) (activities.DueReview, error) {
	var looked activities.DueReview
	facts, err := s.reviewFacts(ctx, lmg)
	if err != nil {
		return looked, err
	}
	period, due := facts.Scheduled(s.reviews, s.now())
	if !due {
		return looked, nil
	}
	receipt, err := s.openReview(ctx, lmg, period, dueCommand, "", func(context.Context) (*improvement.ReviewOpened, error) {
		now := s.now()
		return facts.OpenScheduled(period, s.reviews, s.terms, s.calendars.Around(improvement.DateOf(now)), now)
	})
	if refused, is := improvement.Refusal(err); is { // such as nothing to review: next month it looks again
		looked.Not = refused.Message
		return looked, nil
	}
	if err == nil && !receipt.Filed {
		err = ErrNotConfirmed
	}
	looked.Opened = receipt.Subject
	return looked, err
}

func (s *Sender) openReview(ctx context.Context, lmg improvement.BodyID, period string, id improvement.CommandID, as improvement.PersonID, decide func(context.Context) (*improvement.ReviewOpened, error)) (Receipt, error) {
	return s.open(ctx, opening{
		subject: improvement.ReviewSubject(lmg, period), id: id, as: as, workflow: QualityReviewName, options: s.reviewOptions(lmg, period),
		decide: func(ctx context.Context) (any, error) {
			opened, err := decide(ctx)
			if err != nil {
				return nil, err
			}
			first := improvement.Entries(0, id, as, s.now(), []improvement.Event{opened})[0]
			return Start{Clock: s.clock, First: &first}, nil
		},
	})
}

func (s *Sender) reviewOptions(lmg improvement.BodyID, period string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		TypedSearchAttributes: attributes(lmg, "", ""),
		StaticSummary:         fmt.Sprintf("Quality review of %s, %s", lmg, improvement.Period(period).Plain()),
	}
}

// Review sends a command to a quality review.
func (s *Sender) Review(ctx context.Context, review improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.ReviewCommand) (Receipt, error) {
	if hand, ok := valueOf[improvement.HandOver](c); ok {
		to, err := s.people.actor(ctx, hand.To)
		if err != nil {
			return Receipt{}, err
		}
		hand.ToRoles, hand.ToAdult = to.Roles, to.NamedAdult
		c = hand
	}
	for _, item := range improvement.ItemsNamed(c) {
		if err := s.itemOnRecord(ctx, item); err != nil {
			return Receipt{}, err
		}
	}
	return s.send(ctx, review, id, as, c)
}

// itemOnRecord refuses evidence that is not in the library for all to read, and is no
// test: what is hidden is named by nobody.
func (s *Sender) itemOnRecord(ctx context.Context, item improvement.ItemID) error {
	var found improvement.Shelved
	var err error
	if item == improvement.ItemID(item.Subject()) && item.Subject().Kind() == improvement.KindTest {
		_, _, err = s.reader.State(ctx, item.Subject())
	} else {
		found, err = s.library.Item(ctx, item)
	}
	if errors.Is(err, improvement.ErrNotFound) || found.Hidden || found.Off {
		return improvement.Refuse(improvement.NotFound, "ratings.items", "There is no evidence %q that all may read. Check the name, or file it first.", item)
	}
	return err
}

// reviewFacts reads what the record knows of an LMG's joint work.
func (s *Sender) reviewFacts(ctx context.Context, lmg improvement.BodyID) (improvement.ReviewFacts, error) {
	f := improvement.ReviewFacts{Leads: make(map[improvement.BodyID]improvement.PersonID)}
	var body improvement.BodyState
	if err := read(ctx, s.reader, improvement.BodySubject(lmg), &body); err != nil {
		return f, err
	}
	f.LMG = body.Body
	for _, m := range body.Members {
		if m.Role == improvement.LWO {
			f.LWOs = append(f.LWOs, m.Person)
		}
	}
	for _, part := range []func(context.Context, *improvement.ReviewFacts) error{s.workOf, s.leadsOf, s.reviewBefore} {
		if err := part(ctx, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

// workOf reads when which group of the LMG worked on what.
func (s *Sender) workOf(ctx context.Context, f *improvement.ReviewFacts) error {
	return s.states(ctx, improvement.KindTest, f.LMG.ID, func(state json.RawMessage) error {
		test, err := improvement.RestoreTest(state)
		if err == nil {
			f.Worked = append(f.Worked, test.Worked())
		}
		return err
	})
}

// leadsOf reads who leads each group on record, someone under 16 aside: they have no
// account to submit ratings with.
func (s *Sender) leadsOf(ctx context.Context, f *improvement.ReviewFacts) error {
	for _, w := range f.Worked {
		if _, known := f.Leads[w.Group]; known {
			continue
		}
		members, err := s.reader.Members(ctx, w.Group)
		if err != nil {
			return err
		}
		f.Leads[w.Group] = ""
		for _, m := range members {
			if m.Role != improvement.GroupLead {
				continue
			}
			lead, err := s.reader.Actor(ctx, m.Person)
			if err != nil {
				return err
			}
			if lead.NamedAdult == "" {
				f.Leads[w.Group] = m.Person
				break
			}
		}
	}
	return nil
}

// reviewBefore reads the reviews of the LMG.
func (s *Sender) reviewBefore(ctx context.Context, f *improvement.ReviewFacts) error {
	return s.states(ctx, improvement.KindReview, f.LMG.ID, func(state json.RawMessage) error {
		review, err := improvement.RestoreReview(state)
		if err == nil { // they are listed by period
			f.Held(review)
		}
		return err
	})
}

// states gives the state of every subject of a kind and an LMG, by ID.
func (s *Sender) states(ctx context.Context, kind improvement.Kind, lmg improvement.BodyID, each func(json.RawMessage) error) error {
	listed, err := s.reader.List(ctx, improvement.Filter{Kind: kind, LMG: lmg})
	if err != nil || lmg == "" {
		return err
	}
	for _, l := range listed {
		_, state, err := s.reader.State(ctx, l.Subject)
		if err != nil {
			return err
		}
		if err := each(state); err != nil {
			return err
		}
	}
	return nil
}

// reviewsStanding lists the standing workflow of each LMG on record.
func (s *Sender) reviewsStanding(ctx context.Context) ([]standing, error) {
	bodies, err := s.reader.List(ctx, improvement.Filter{Kind: improvement.KindBody})
	if err != nil {
		return nil, err
	}
	var all []standing
	for _, l := range bodies {
		var body improvement.BodyState
		if err := read(ctx, s.reader, l.Subject, &body); err != nil {
			return nil, err
		}
		if lmg := body.Body; lmg.Kind == improvement.LMG {
			all = append(all, standing{
				id: string(improvement.KindReview) + "/" + string(lmg.ID), workflow: QualityReviewsName,
				summary: "Opens the quality reviews of " + string(lmg.ID), args: []any{ReviewsStart{Clock: s.clock, LMG: lmg.ID}},
			})
		}
	}
	return all, nil
}
