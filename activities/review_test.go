package activities_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/testsuite"
)

// shelf holds reviews by subject, as a record lists them.
type shelf struct {
	order  []improvement.SubjectID
	states map[improvement.SubjectID]improvement.QualityReview
	asked  improvement.Filter
	err    error
}

func (s *shelf) List(_ context.Context, f improvement.Filter) ([]improvement.Listing, error) {
	s.asked = f
	var all []improvement.Listing
	for _, subject := range s.order {
		all = append(all, improvement.Listing{Subject: subject})
	}
	return all, s.err
}

func (s *shelf) State(_ context.Context, subject improvement.SubjectID) (int, json.RawMessage, error) {
	state, err := json.Marshal(s.states[subject])
	return 1, state, err
}

// empty is an LMG with a chair.
type empty struct{}

func (empty) Members(_ context.Context, body improvement.BodyID) ([]improvement.Membership, error) {
	return []improvement.Membership{{Body: body, Person: "chair", Role: improvement.Chair}}, nil
}

func (empty) Actor(context.Context, improvement.PersonID) (improvement.Actor, error) {
	return improvement.Actor{}, nil
}

func review(period string, agreed bool) improvement.QualityReview {
	r := improvement.QualityReview{
		ReviewScope: improvement.ReviewScope{LMG: "east", Period: period, Groups: []improvement.GroupReview{{Group: "group"}}},
		Proposal:    &improvement.ReviewProposal{},
	}
	if agreed {
		r.Agreed = &improvement.AgreedReview{Entry: 7}
	}
	return r
}

// A panel is told of the latest review that was agreed: not of one that still goes on.
func TestAPanelIsToldOfTheLatestAgreedReview(t *testing.T) {
	old, last, now := improvement.ReviewSubject("east", "2026-04"), improvement.ReviewSubject("east", "2026-10"), improvement.ReviewSubject("east", "2027-04")
	all := map[improvement.SubjectID]improvement.QualityReview{old: review("2026-04", true), last: review("2026-10", true), now: review("2027-04", false)}
	for name, tt := range map[string]struct {
		ask    activities.PanelRequest
		order  []improvement.SubjectID
		review improvement.SubjectID
	}{
		"the latest agreed": {activities.PanelRequest{LMG: "east", Group: "group"}, []improvement.SubjectID{old, last, now}, last},
		"none is agreed":    {activities.PanelRequest{LMG: "east", Group: "group"}, []improvement.SubjectID{now}, ""},
		"there is none":     {activities.PanelRequest{LMG: "east", Group: "group"}, nil, ""},
		"no group asks":     {activities.PanelRequest{LMG: "east"}, []improvement.SubjectID{old}, old},
	} {
		s := &shelf{order: tt.order, states: all}
		reply, err := convened(s, tt.ask)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if tt.review == "" != (reply.Found == nil) || reply.Found != nil && reply.Found.Review != tt.review {
			t.Errorf("%s: found %+v, want %q", name, reply.Found, tt.review)
		}
		if len(reply.Seats) != 1 {
			t.Errorf("%s: the seats are %+v", name, reply.Seats)
		}
		if reply.Found != nil && reply.Found.Group != tt.ask.Group {
			t.Errorf("%s: it is for %q", name, reply.Found.Group)
		}
		if s.asked.LMG != "east" || s.asked.Kind != improvement.KindReview {
			t.Errorf("%s: asked for %+v", name, s.asked)
		}
	}
	if _, err := convened(&shelf{err: errors.New("away")}, activities.PanelRequest{LMG: "east", Group: "group"}); err == nil {
		t.Error("a record that does not answer is taken for one without reviews")
	}
}

func convened(s *shelf, ask activities.PanelRequest) (activities.PanelReply, error) {
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	(&activities.Record{Members: empty{}, Findings: s}).Register(env)
	var reply activities.PanelReply
	value, err := env.ExecuteActivity(activities.Panel, ask)
	if err == nil {
		err = value.Get(&reply)
	}
	return reply, err
}
