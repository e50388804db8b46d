package workflows_test

import (
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// fileBehind files a command as a process did that was killed, with its engine,
// before the workflow took note: the update is forgotten, the entry is on record.
func (h *house) fileBehind(id improvement.CommandID, who improvement.PersonID, c improvement.TestCommand) {
	h.t.Helper()
	ctx := testContext(h.t)
	_, state, err := h.store.State(ctx, club)
	if err != nil {
		h.t.Fatal(err)
	}
	test, err := improvement.RestoreTest(state)
	if err != nil {
		h.t.Fatal(err)
	}
	now := h.clock.Now(test.Since)
	events, err := test.Decide(c, actor(who), now)
	if err != nil {
		h.t.Fatal(err)
	}
	filing, err := test.Filing(id, who, now, events)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.store.File(ctx, filing); err != nil {
		h.t.Fatal(err)
	}
}

// What is lawful on the record is taken, although the workflow did not know of it.
func TestAWorkflowBehindTheRecordCatchesUp(t *testing.T) {
	h := openHouse(t, realDay)
	ctx := testContext(t)
	h.launch()
	h.fileBehind("submit", lead, plan(h.today(20)))
	receipt, err := h.sender.Test(ctx, club.ID(), "agree", lwo, &improvement.AgreePlan{})
	if err != nil || !receipt.Filed || receipt.Version != 3 {
		t.Errorf("agreed: %+v, %v", receipt, err)
	}
	late, err := h.sender.Test(ctx, club.ID(), "submit", lead, plan(h.today(20)))
	if err != nil || !late.Filed || late.Version != 2 {
		t.Errorf("the command that was forgotten, sent again: %+v, %v", late, err)
	}
	h.fileBehind("back", volunteer, done("1.1"))
	_, err = h.sender.Test(ctx, club.ID(), "again", volunteer, done("1.1"))
	says(t, err, improvement.WrongStage, "done already")
	_, err = h.sender.Test(ctx, club.ID(), "wrong", lwo, &improvement.AgreePlan{})
	says(t, err, improvement.WrongStage, "the plan is being carried out")
}
