package workflows_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/testsuite"
)

// round is the round of priority setting that the stories are about.
var round = improvement.RoundSubject(east, "2038")

func ballotOf(n int) improvement.SubjectID { return improvement.ApprovalSubject(round, n) }

func roundCharter() improvement.RoundCharter {
	return improvement.RoundCharter{
		LMG: east, Round: "2038", Title: words(lwo), From: "2038-01-01", Until: "2038-12-31", Themes: []improvement.ThemeID{theme},
		Dates: improvement.RoundDates{Gather: "2037-03-20", Propose: "2037-04-10", Agree: "2037-04-30", Publish: "2037-05-14"},
	}
}

func roundFacts() improvement.RoundFacts {
	return improvement.RoundFacts{LMG: facts().LMG, Themes: []improvement.ThemeID{theme}, LWOs: []improvement.PersonID{lwo}}
}

// contributors are those who asked to hear back: so many.
type contributors struct {
	asked, fails int
	calls        int
}

func (c *contributors) TellContributors(_ context.Context, _ *improvement.PrioritySetting, alive func()) (int, error) {
	alive()
	if c.calls++; c.calls <= c.fails {
		return 0, improvement.ErrUnavailable
	}
	return c.asked, nil
}

// newRound is a story of the round, from its opening.
func newRound(t *testing.T, told *contributors) *story {
	t.Helper()
	s := &story{t: t, rec: newRecord(t), now: when(launchDay), subject: round, name: workflows.PrioritySettingName}
	s.clock = improvement.RealClock(s.now)
	events, err := improvement.OpenRound(roundCharter(), roundFacts(), improvement.DefaultTerms(), holidays{}.Around(""), actor(lwo), s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.input = workflows.Start{Clock: s.clock, First: &improvement.Entry{Version: 1, Command: "open-round", By: lwo, At: s.now, Event: events[0]}}
	s.prepare = append(s.prepare, func(env *testsuite.TestWorkflowEnvironment) {
		(&activities.Priorities{Subjects: s.rec, Contributors: told, Now: func() time.Time { return s.env.Now() }}).Register(env)
	})
	return s
}

func (s *story) round(moment string, who improvement.PersonID, c improvement.RoundCommand) *answer {
	return s.send(moment, round, who, c)
}

func (s *story) ballot(moment string, n int, who improvement.PersonID, c improvement.ApprovalCommand) *answer {
	return s.send(moment, ballotOf(n), who, c)
}

// item is what the library has of an item.
func item(id string) improvement.ItemID { return improvement.ItemID("evidence/" + id) }

func shelved(ids ...improvement.ItemID) []improvement.Shelved {
	found := make([]improvement.Shelved, len(ids))
	for i, id := range ids {
		found[i] = improvement.Shelved{ID: id, Kind: improvement.Data, Strength: improvement.FromData, Day: "2037-02-01", Versions: 1}
	}
	return found
}

func draftOf(id improvement.PriorityID, items ...improvement.ItemID) *improvement.DraftPriority {
	return &improvement.DraftPriority{
		ID: id, Statement: words(lwo), Theme: theme, Evidence: items, Facts: improvement.DraftFacts{Found: shelved(items...)},
	}
}

// gathered plays gathering and drafting, up to the vote on two drafts.
func (s *story) gathered() []*answer {
	return []*answer{
		s.round("2037-03-03 10:00", lwo, &improvement.PutEvidence{Items: []improvement.ItemID{item("school-day")}, Found: shelved(item("school-day"))}),
		s.round("2037-03-04 10:00", memberOne, &improvement.ReviewEvidence{}),
		s.round("2037-03-20 10:00", lwo, &improvement.MoveRound{To: improvement.RoundPropose}),
		s.round("2037-03-23 10:00", lwo, draftOf("hungry", item("school-day"))),
		s.round("2037-03-23 11:00", memberTwo, draftOf("lonely", item("survey"))),
		s.round("2037-03-24 09:30", chair, &improvement.CallForScores{Due: "2037-04-02", Members: []improvement.PersonID{chair, memberOne}}),
		s.round("2037-03-25 10:00", chair, &improvement.ScoreDrafts{Scores: []improvement.Importance{{Priority: "hungry", Importance: 5}, {Priority: "lonely", Importance: 2}}}),
	}
}

func (s *story) ballotsAgreed(day string, n int, choice improvement.Choice) []*answer {
	var all []*answer
	for i, who := range []improvement.PersonID{chair, deputy, memberOne, memberTwo, both} {
		all = append(all, s.ballot(fmt.Sprintf("%s 10:%02d", day, i), n, who, vote(choice)))
	}
	return all[:3]
}

// state is the round as the record has it.
func (s *story) roundState() *improvement.PrioritySetting {
	s.t.Helper()
	p, err := improvement.RestoreRound(s.rec.states[round])
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *story) priority(id improvement.PriorityID) improvement.Priority {
	s.t.Helper()
	var p improvement.Priority
	if state := s.rec.states[improvement.PrioritySubject(id)]; state != nil {
		if err := json.Unmarshal(state, &p); err != nil {
			s.t.Fatal(err)
		}
	}
	return p
}

// From gathering to priorities that are in effect, in one vote; the earlier priority is
// completed, and the contributors are told although the first try fails.
func TestARoundAgreedInOneVoteTakesEffect(t *testing.T) {
	told := &contributors{asked: 3, fails: 1}
	s := newRound(t, told)
	s.rec.put(improvement.PrioritySubject(priority), &improvement.PriorityRecorded{Priority: facts().Priority})
	all := s.gathered()
	all = append(all, s.round("2037-04-06 10:00", lwo, &improvement.PutToVote{}))
	all = append(all, s.ballotsAgreed("2037-04-07", 1, improvement.Agree)...)
	open := s.round("2037-04-09 10:00", lwo, &improvement.PublishPriorities{InEffect: []improvement.InEffect{{Priority: priority, Theme: theme}}})
	all = append(all, s.round("2037-04-10 10:00", lwo, &improvement.PublishPriorities{
		InEffect: []improvement.InEffect{{Priority: priority, Theme: theme}}, Networks: []improvement.BodyID{"east-network"}, Says: words(lwo),
		Earlier: []improvement.Settling{{Priority: priority, Fate: improvement.Completed, Because: words(lwo)}},
	}))
	s.play()
	s.ended()
	s.filed(all...)
	s.refused(open, improvement.Invalid, "earlier")
	p := s.roundState()
	if !p.Closed() || p.Told != 3 || told.calls != 2 {
		t.Errorf("closed %t, told %d by %d calls", p.Closed(), p.Told, told.calls)
	}
	if got := s.priority("hungry"); !got.InEffect() || got.Round != round || len(got.Evidence) != 1 {
		t.Errorf("the agreed priority is %+v", got)
	}
	if got := s.priority(priority); got.Fate != improvement.Completed || got.Settled != round {
		t.Errorf("the earlier priority is %+v", got)
	}
	s.told(improvement.NoticePriorities, improvement.Recipient{Body: "east-network", Role: improvement.NetworkMember})
	s.told(improvement.NoticeRoundOpened, improvement.Recipient{Body: east, Role: improvement.Member})
}

// A name that another LMG's priority took between the vote and the publishing is not taken
// from it: what was agreed takes effect under another, whole, and is told, although the
// first try fails.
func TestAPriorityWhoseNameWasTakenIsNotLost(t *testing.T) {
	told := &contributors{fails: 1}
	s := newRound(t, told)
	taken := improvement.Priority{ID: "hungry", LMG: "west", Theme: theme, Statement: words(clerk)}
	s.rec.put(improvement.PrioritySubject("hungry"), &improvement.PriorityRecorded{Priority: taken})
	s.rec.put(improvement.PrioritySubject("hungry-2"), &improvement.PriorityRecorded{Priority: improvement.Priority{ID: "hungry-2", LMG: "west", Theme: theme, Statement: words(clerk)}})
	all := s.gathered()
	all = append(all, s.round("2037-04-06 10:00", lwo, &improvement.PutToVote{}))
	all = append(all, s.ballotsAgreed("2037-04-07", 1, improvement.Agree)...)
	all = append(all, s.round("2037-04-10 10:00", lwo, &improvement.PublishPriorities{}))
	s.play()
	s.ended()
	s.filed(all...)
	if got := s.priority("hungry"); got.LMG != "west" || got.Round != "" || len(s.rec.journal(improvement.PrioritySubject("hungry"))) != 1 {
		t.Errorf("the other's priority is %+v now", got)
	}
	if got := s.priority("hungry-3"); got.LMG != east || got.Round != round || got.ID != "hungry-3" || len(got.Evidence) != 1 {
		t.Errorf("the agreed priority is %+v", got)
	}
	if s.priority("lonely").Round != round || s.priority("hungry-4").ID != "" || told.calls != 2 {
		t.Errorf("lonely is %+v, after %d calls", s.priority("lonely"), told.calls)
	}
	if p := s.roundState(); !p.Closed() || p.Drafts[0].As != "hungry-3" || p.Drafts[1].As != "" {
		t.Errorf("the round closed %t with %+v", p.Closed(), p.Drafts)
	}
	s.told(improvement.NoticeRenamed, improvement.Recipient{Person: lwo})
	s.told(improvement.NoticeRenamed, improvement.Recipient{Body: east, Role: improvement.Chair})
}

// told holds that a recipient heard of something.
func (s *story) told(kind improvement.NoticeKind, to improvement.Recipient) {
	s.t.Helper()
	for _, n := range s.rec.notices {
		if n.Kind == kind && n.To == to {
			return
		}
	}
	s.t.Errorf("%+v was not told %s", to, kind)
}

// Ballots run side by side, and a result that comes while others are open counts at once.
// What was not agreed may be proposed anew; what was stays agreed.
func TestARoundIsAgreedOneByOne(t *testing.T) {
	s := newRound(t, &contributors{})
	all := s.gathered()
	all = append(all, s.round("2037-04-06 10:00", lwo, &improvement.PutToVote{OneByOne: true}))
	all = append(all, s.ballotsAgreed("2037-04-08", 2, improvement.Decline)...)
	all = append(all, s.ballotsAgreed("2037-04-07", 1, improvement.Agree)...)
	all = append(all,
		s.round("2037-04-09 10:00", lwo, &improvement.MoveRound{To: improvement.RoundPropose, Reason: words(lwo)}),
		s.round("2037-04-09 11:00", memberTwo, draftOf("lonely", item("survey"), item("voices"))),
		s.round("2037-04-13 10:00", chair, &improvement.PutToVote{}))
	all = append(all, s.ballotsAgreed("2037-04-14", 3, improvement.Agree)...)
	all = append(all, s.round("2037-04-15 10:00", lwo, &improvement.PublishPriorities{}))
	s.play()
	s.ended()
	s.filed(all...)
	for _, id := range []improvement.PriorityID{"hungry", "lonely"} {
		if !s.priority(id).InEffect() || s.priority(id).ID != id {
			t.Errorf("%s is %+v", id, s.priority(id))
		}
	}
}

// The LMG asks for more evidence: the round gathers again, a request times out, and the
// vote may open then.
func TestARoundGoesBackForEvidence(t *testing.T) {
	s := newRound(t, &contributors{})
	all := s.gathered()
	all = append(all, s.round("2037-04-06 10:00", lwo, &improvement.PutToVote{}))
	all = append(all, s.ballotsAgreed("2037-04-07", 1, improvement.MoreEvidence)...)
	all = append(all,
		s.round("2037-04-08 10:00", lwo, &improvement.AskEvidence{Question: words(lwo), Of: clerk, Due: "2037-04-15"}),
		s.round("2037-04-08 11:00", lwo, &improvement.MoveRound{To: improvement.RoundPropose}))
	early := s.round("2037-04-20 10:00", lwo, &improvement.PutToVote{})
	all = append(all, s.round("2037-05-04 10:00", lwo, &improvement.PutToVote{}))
	all = append(all, s.round("2037-05-04 12:00", clerk, &improvement.AnswerEvidence{
		Request: "r1", Items: []improvement.ItemID{item("late")}, Found: shelved(item("late")),
	}))
	all = append(all, s.ballotsAgreed("2037-05-05", 2, improvement.Agree)...)
	all = append(all,
		s.round("2037-05-06 10:00", lwo, &improvement.PublishPriorities{}),
		s.round("2037-05-07 10:00", lwo, &improvement.SeeLate{Request: "r1", Says: words(lwo)}))
	s.play()
	s.ended()
	s.filed(all...)
	s.refused(early, improvement.WrongStage, "")
	if refusal := s.refusal(early); refusal != nil && !strings.Contains(refusal.Message, "r1") {
		t.Errorf("the refusal names no request: %s", refusal.Message)
	}
	if p := s.roundState(); p.Requests[0].Status != improvement.RequestAnswered || !p.Requests[0].Late || !p.Closed() {
		t.Errorf("the request is %+v, the round %s", p.Requests[0], p.Stage)
	}
}

// Nobody votes: the approval lapses, the LWO takes it back, and the round is ended.
func TestARoundThatNobodyDecidesMayEnd(t *testing.T) {
	s := newRound(t, &contributors{})
	all := s.gathered()
	all = append(all,
		s.round("2037-04-06 10:00", lwo, &improvement.PutToVote{}),
		s.ballot("2037-05-20 10:00", 1, lwo, &improvement.ReturnApproval{Reason: words(lwo)}),
		s.round("2037-05-21 10:00", lwo, &improvement.EndRound{Reason: words(lwo)}))
	s.play()
	s.ended()
	s.filed(all...)
	if p := s.roundState(); p.Ended.Empty() || s.priority("hungry").ID != "" {
		t.Errorf("the round ended with %+v, the draft became %+v", p.Ended, s.priority("hungry"))
	}
}

// A round that is cancelled withdraws its ballots and loses nothing.
func TestARoundThatIsCancelledWithdrawsItsBallots(t *testing.T) {
	s := newRound(t, &contributors{})
	s.gathered()
	s.round("2037-04-06 10:00", lwo, &improvement.PutToVote{OneByOne: true})
	s.cancel("2037-04-07 10:00")
	s.play()
	s.cancelled()
	for n := 1; n <= 2; n++ {
		a, err := improvement.RestoreApproval(s.rec.states[ballotOf(n)])
		if err != nil || !a.Closed() || a.Result.Verdict != improvement.Withdrawn {
			t.Errorf("ballot %d is %+v, %v", n, a, err)
		}
	}
}

// A further run goes on from the state, with its ballots and its conditions.
func TestARoundGoesOnFromItsState(t *testing.T) {
	s := newRound(t, &contributors{})
	all := s.gathered()
	all = append(all, s.round("2037-04-06 10:00", lwo, &improvement.PutToVote{}))
	s.cancel("2037-04-07 09:00")
	s.play()
	s.cancelled()
	s.filed(all...)
	// The approval was withdrawn, so the round may be put to the vote again.
	next := &story{t: t, rec: s.rec, clock: s.clock, subject: round, name: workflows.PrioritySettingName, now: s.now, prepare: s.prepare}
	next.prepare = []func(*testsuite.TestWorkflowEnvironment){func(env *testsuite.TestWorkflowEnvironment) {
		(&activities.Priorities{Subjects: s.rec, Contributors: &contributors{}, Now: func() time.Time { return next.env.Now() }}).Register(env)
	}}
	next.answers = 100
	next.input = workflows.Start{Clock: s.clock, State: s.rec.states[round]}
	more := []*answer{next.round("2037-04-13 10:00", lwo, &improvement.PutToVote{})}
	more = append(more, next.ballot("2037-04-14 10:00", 2, chair, onCondition(memberOne)))
	more = append(more, next.ballot("2037-04-14 10:10", 2, deputy, vote(improvement.Agree)))
	more = append(more, next.ballot("2037-04-14 10:20", 2, memberOne, vote(improvement.Agree)))
	more = append(more, next.round("2037-04-16 10:00", lwo, &improvement.PublishPriorities{}))
	more = append(more, next.round("2037-04-20 10:00", memberOne, &improvement.CompleteAction{Action: "a1"}))
	next.play()
	next.ended()
	next.filed(more...)
	if p := next.roundState(); !p.Closed() || len(p.Actions) != 1 || p.Actions[0].Who != memberOne {
		t.Errorf("closed %t, actions %+v", p.Closed(), p.Actions)
	}
}

func onCondition(who improvement.PersonID) *improvement.CastVote {
	return &improvement.CastVote{Choice: improvement.WithConditions, Reason: words(chair), Conditions: []improvement.Condition{{What: words(chair), Who: who}}}
}
