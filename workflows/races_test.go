package workflows_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
)

// One command from many hands at once is filed once, and all are told so.
func TestOneCommandFromManyHandsIsFiledOnce(t *testing.T) {
	h := openHouse(t, realDay)
	h.launch()
	seen := observation("seen", h.today(0))
	h.together(20, func(int) {
		receipt, err := h.sender.Test(testContext(t), club.ID(), "one", volunteer, seen)
		if err != nil || !receipt.Filed {
			t.Errorf("%+v, %v", receipt, err)
		}
	})
	if n := h.count(club, "one"); n != 1 || h.version(club) != 2 {
		t.Errorf("filed %d times, the test is at version %d", n, h.version(club))
	}
	h.settled()
}

// together does something so often at once.
func (h *house) together(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// insist sends a command until it is filed or refused, as a person would.
func (h *house) insist(id improvement.CommandID, who improvement.PersonID, c improvement.TestCommand) error {
	for {
		receipt, err := h.sender.Test(testContext(h.t), club.ID(), id, who, c)
		if err == nil && receipt.Filed {
			return nil
		}
		if err != nil && !errors.Is(err, workflows.ErrNotConfirmed) {
			return err
		}
	}
}

// Commands race with a run that continues as new: none is lost, none filed twice.
func TestCommandsRacingWithContinueAsNew(t *testing.T) {
	h := openHouse(t, realDay)
	h.launch()
	h.cycle(1, adapt(1, ""))
	h.approve(1, "vote-chair", chair, vote(improvement.Agree))
	h.approve(1, "vote-member-one", memberOne, vote(improvement.Agree))
	on := h.today(0)
	h.together(25, func(i int) {
		if i == 8 {
			h.approve(1, "vote-member-two", memberTwo, vote(improvement.Agree))
			return
		}
		id := fmt.Sprintf("seen-%d", i)
		if err := h.insist(improvement.CommandID(id), volunteer, observation(id, on)); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	})
	h.eventually("the second cycle has begun", func() bool { return len(h.state().Cycles) == 2 })
	for i := range 25 {
		id := improvement.CommandID(fmt.Sprintf("seen-%d", i))
		if n := h.count(club, id); i != 8 && n != 1 {
			t.Errorf("%s is on record %d times", id, n)
		}
	}
	if n := len(h.state().Evidence); n != 24 {
		t.Errorf("%d items of evidence, want 24", n)
	}
	h.settled()
}

// Commands race with the end of a test: each is filed once, or refused and not
// on record.
func TestCommandsRacingWithTheEnd(t *testing.T) {
	h := openHouse(t, realDay)
	h.launch()
	h.cycle(1, adopt())
	h.agree(1)
	h.reach(improvement.StageFollowUp)
	on := h.today(0)
	h.together(25, func(i int) {
		if i == 8 {
			h.test("check", lwo, &improvement.CheckGain{Held: "yes", Says: words(lwo)})
			return
		}
		id := improvement.CommandID(fmt.Sprintf("seen-%d", i))
		err := h.insist(id, volunteer, observation(string(id), on))
		want := 1
		if err != nil {
			says(t, err, improvement.WrongStage, "closed on")
			want = 0
		}
		if n := h.count(club, id); n != want {
			t.Errorf("%s is on record %d times; it was told %v", id, n, err)
		}
	})
	h.reach(improvement.StageClosed)
	h.settled()
}
