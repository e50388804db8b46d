package workflows_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	enums "go.temporal.io/api/enums/v1"
)

// library has every item of evidence that is asked for, but for one that is hidden.
type library struct{ improvement.Library }

func (library) Item(_ context.Context, id improvement.ItemID) (improvement.Shelved, error) {
	if !strings.HasPrefix(string(id), "evidence/") && !strings.HasSuffix(string(id), "#seen") {
		return improvement.Shelved{}, improvement.ErrNotFound
	}
	found := shelved(id)[0]
	found.Hidden = id == item("hidden")
	return found, nil
}

func (h *house) roundCharter() improvement.RoundCharter {
	c := roundCharter()
	c.From, c.Until = h.today(60), h.today(400)
	c.Dates = improvement.RoundDates{Gather: h.today(20), Propose: h.today(40), Agree: h.today(60), Publish: h.today(70)}
	return c
}

// openRound opens the round.
func (h *house) openRound() {
	h.t.Helper()
	receipt, err := h.sender.OpenRound(testContext(h.t), "open-round", lwo, h.roundCharter())
	if err != nil || !receipt.Filed {
		h.t.Fatalf("the opening: %+v, %v", receipt, err)
	}
}

// round sends a command to the round and holds that it is filed.
func (h *house) round(id improvement.CommandID, who improvement.PersonID, c improvement.RoundCommand) {
	h.t.Helper()
	receipt, err := h.sender.Round(testContext(h.t), round, id, who, c)
	if err != nil || !receipt.Filed {
		h.t.Fatalf("%s: %+v, %v", id, receipt, err)
	}
}

// ballotOpen waits for a ballot, and sends it a vote.
func (h *house) ballot(n int, id improvement.CommandID, who improvement.PersonID, c improvement.ApprovalCommand) {
	h.t.Helper()
	h.eventually("the ballot is open", func() bool { return h.version(ballotOf(n)) > 0 })
	receipt, err := h.sender.Approval(testContext(h.t), ballotOf(n), id, who, c)
	if err != nil || !receipt.Filed {
		h.t.Fatalf("%s: %+v, %v", id, receipt, err)
	}
}

func (h *house) roundState() *improvement.PrioritySetting {
	h.t.Helper()
	_, state, err := h.store.State(testContext(h.t), round)
	if err != nil {
		h.t.Fatal(err)
	}
	p, err := improvement.RestoreRound(state)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// drafted carries the round to the vote, one by one.
func (h *house) drafted() {
	h.t.Helper()
	h.openRound()
	h.round("put", lwo, &improvement.PutEvidence{Items: []improvement.ItemID{item("school-day")}})
	h.round("review", memberOne, &improvement.ReviewEvidence{})
	h.round("propose", lwo, &improvement.MoveRound{To: improvement.RoundPropose})
	for _, id := range []improvement.PriorityID{"hungry", "lonely"} {
		h.round(improvement.CommandID("draft-"+id), lwo, &improvement.DraftPriority{
			ID: id, Statement: words(lwo), Theme: theme, Localities: []improvement.BodyID{forres}, Evidence: []improvement.ItemID{item("school-day")},
		})
	}
	h.round("call", chair, &improvement.CallForScores{Due: h.today(30)})
	if got := h.roundState().Call.Members; len(got) != 5 {
		h.t.Errorf("asked %v to score", got)
	}
	h.round("score", memberOne, &improvement.ScoreDrafts{Scores: []improvement.Importance{{Priority: "hungry", Importance: 5}}})
	h.round("vote", lwo, &improvement.PutToVote{OneByOne: true})
}

func (h *house) ballotAgreed(n int, people ...improvement.PersonID) {
	h.t.Helper()
	for _, who := range people {
		h.ballot(n, improvement.CommandID("vote-"+who), who, vote(improvement.Agree))
	}
}

// published settles the earlier priority, which the sender finds on record.
func (h *house) published() {
	h.t.Helper()
	h.eventually("the LMG has agreed", func() bool { return h.roundState().Stage == improvement.RoundPublish })
	h.round("publish", lwo, &improvement.PublishPriorities{Earlier: []improvement.Settling{
		{Priority: priority, Fate: improvement.Retired, Because: words(lwo)},
	}})
	h.eventually("the round is closed", func() bool { return h.roundState().Closed() })
}

func TestARoundOnARealEngine(t *testing.T) {
	h := openHouse(t, realDay)
	h.drafted()
	again, err := h.sender.OpenRound(testContext(t), "open-round", lwo, h.roundCharter())
	if err != nil || !again.Filed || again.Version != 1 {
		t.Errorf("the opening sent again: %+v, %v", again, err)
	}
	_, err = h.sender.OpenRound(testContext(t), "another", lwo, h.roundCharter())
	says(t, err, improvement.Conflict, "already")
	_, err = h.sender.Round(testContext(t), round, "early", lwo, &improvement.PublishPriorities{})
	says(t, err, improvement.WrongStage, "The LMG is deciding")

	// The engine loses the round and its ballots with some votes cast: they go on.
	h.ballotAgreed(1, chair, memberOne)
	for _, id := range []improvement.SubjectID{ballotOf(1), ballotOf(2), round} { // a round that ends first withdraws its ballots
		if err := h.client.TerminateWorkflow(testContext(t), string(id), "", "lost"); err != nil {
			t.Fatal(err)
		}
	}
	_, state, err := h.store.State(testContext(t), round)
	if err != nil {
		t.Fatal(err)
	}
	if started, err := h.sender.Resume(testContext(t), round, state); err != nil || !started {
		t.Fatalf("resumed %t, %v", started, err)
	}
	h.eventually("the ballots run again", func() bool {
		_, err := h.sender.Approval(testContext(t), ballotOf(1), "vote-member-two", memberTwo, vote(improvement.Agree))
		return err == nil
	})
	h.ballotAgreed(2, chair, deputy, memberOne)
	h.published()
	h.closes(round)

	for id, want := range map[improvement.PriorityID]improvement.Fate{"hungry": "", "lonely": "", priority: improvement.Retired} {
		var p improvement.Priority
		if _, state, err := h.store.State(testContext(t), improvement.PrioritySubject(id)); err != nil || json.Unmarshal(state, &p) != nil || p.Fate != want {
			t.Errorf("%s is %+v, %v", id, p, err)
		}
	}
	_, err = h.sender.Launch(testContext(t), "late", lwo, h.charter())
	says(t, err, improvement.Invalid, "no longer worked on")
	_, err = h.sender.Round(testContext(t), round, "too-late", lwo, &improvement.EndRound{Reason: words(lwo)})
	says(t, err, improvement.WrongStage, "was closed on")
	report, err := h.store.Verify(testContext(t))
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("verified %+v, %v", report, err)
	}
}

// What is not in the library, or hidden, can neither be put before the LMG nor cited.
func TestARoundRestsOnTheLibrary(t *testing.T) {
	h := openHouse(t, realDay)
	h.openRound()
	for _, id := range []improvement.ItemID{"voice/nobody", item("hidden")} {
		_, err := h.sender.Round(testContext(t), round, "put", lwo, &improvement.PutEvidence{Items: []improvement.ItemID{id}})
		says(t, err, improvement.NotFound, "not in the library")
	}
	h.round("propose", lwo, &improvement.MoveRound{To: improvement.RoundPropose})
	draft := improvement.DraftPriority{ID: "hungry", Statement: words(lwo), Theme: theme}
	_, err := h.sender.Round(testContext(t), round, "bare", lwo, &draft)
	says(t, err, improvement.Invalid, "rests on no evidence")
	draft.ID, draft.Evidence = priority, []improvement.ItemID{item("school-day")}
	_, err = h.sender.Round(testContext(t), round, "taken", lwo, &draft)
	says(t, err, improvement.Conflict, "already")
	draft.ID, draft.Localities = "hungry", []improvement.BodyID{group}
	_, err = h.sender.Round(testContext(t), round, "elsewhere", lwo, &draft)
	says(t, err, improvement.Invalid, "not a locality")
}

// commission commissions the group under the priority.
func (h *house) commission() {
	h.t.Helper()
	receipt, err := h.sender.Commission(testContext(h.t), "commission", chair, improvement.CommissionCharter{
		ID: "breakfast", LMG: east, Priority: priority, Group: group, Title: words(chair), Due: h.today(30),
	})
	if err != nil || !receipt.Filed {
		h.t.Fatalf("the commission: %+v, %v", receipt, err)
	}
}

// The sender that launches the test tells the commission, which looks on record.
func TestALaunchFulfilsItsCommission(t *testing.T) {
	h := openHouse(t, realDay)
	h.commission()
	h.launch()
	h.eventually("the commission is fulfilled", func() bool {
		_, state, err := h.store.State(testContext(t), commissioned)
		if err != nil {
			return false
		}
		c, err := improvement.RestoreCommission(state)
		return err == nil && c.Test == club
	})
	h.closes(commissioned)
}

func init() {
	kept = append(kept, "priority-setting", "priority-ballot", "commission", "usher")
	shapes["priorities"] = func(t *testing.T) {
		h := openHouse(t, realDay)
		h.drafted()
		h.ballotAgreed(2, chair, deputy, memberOne)
		h.ballotAgreed(1, chair, deputy, memberOne)
		h.published()
		h.closes(round)
		h.keep(round, "priority-setting")
		h.keep(ballotOf(1), "priority-ballot")
	}
	shapes["commission"] = func(t *testing.T) {
		h := openHouse(t, 10*fastDay)
		h.commission()
		h.eventually("the LWO is reminded", func() bool { return h.version(commissioned) > 2 })
		h.launch()
		h.closes(commissioned)
		h.keep(commissioned, "commission")
	}
	shapes["usher"] = func(t *testing.T) {
		h := openHouse(t, fastDay)
		h.stand(workflows.UsherName, workflows.UsherStart{Clock: h.clock})
		h.eventually("a morning is over", func() bool {
			return h.events(workflows.UsherName, enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) >= 1
		})
		h.end(workflows.UsherName)
	}
}
