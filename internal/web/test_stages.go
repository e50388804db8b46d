package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// The forms that lead a test from stage to stage, those apart that take a while to write.

var sendBackPlan = ofTest{
	title: "Send the plan back", help: "Say kindly what is still missing. The lead gets your words at once, and a new day to send the plan again.",
	command: "send-back", send: "Send it back", done: "The plan is back with the lead.",
	offered: func(*visit) improvement.TestCommand { return improvement.SendBackPlan{} },
	fill: func(_ context.Context, _ *visit, p *testForm) error {
		p.words("reason", "What does the plan still need?", "For example: the second question has no measure yet. Could we count how many families come back?")
		return nil
	},
}.asks()

var finishDo = ofTest{
	title: "Say how Do went", help: "Once the steps are done. What went otherwise than planned is worth as much as what went well.",
	command: "finish-do", send: "Finish Do", done: "Thank you. Do is finished. Next is to set what happened beside what you expected.", long: true,
	offered: func(*visit) improvement.TestCommand { return improvement.FinishDo{} },
	fill: func(_ context.Context, _ *visit, p *testForm) error {
		p.radios("as_planned", "Was it carried out as planned?", "", yesNo)
		p.mayWrite("unplanned", "What was not part of the plan?", "Problems, surprises, things you noticed. For example: on the second Tuesday the hall was locked, so we met in the library. Needed where it was not carried out as planned.")
		return nil
	},
}.asks()

var endDoEarly = ofTest{
	title: "End Do early", help: "Where carrying on makes no sense, or someone could be harmed. What was found so far is kept and studied.",
	command: "end-do-early", send: "End Do now", done: "Do has ended early.",
	offered: func(v *visit) improvement.TestCommand {
		return improvement.EndDoEarly{Reason: improvement.Words{By: v.who.Person, Length: 1, Sealed: "?"}} // the moment counts, not yet the reason
	},
	fill: func(_ context.Context, _ *visit, p *testForm) error {
		p.words("reason", "Why does it end early?", "For example: the heating failed, and the room is too cold for the children.")
		p.yes("harm", "Someone could have been harmed", "The chair of the Locality Management Group and the group are told at once.")
		return nil
	},
}.asks()

var beginCycle = ofTest{
	title: "Begin the next cycle", help: "The Locality Management Group allowed further cycles ahead. The lead is asked for a plan next.",
	command: "begin-cycle", send: "Begin the next cycle", done: "The next cycle has begun.",
	offered: func(*visit) improvement.TestCommand { return improvement.BeginCycle{} },
	fill:    sayProposal,
}.asks()

var takeToLMG = ofTest{
	title: "Take the proposal to the LMG", help: "You may begin the next cycle yourself, as the Locality Management Group allowed ahead. Take it to them where they should look at it first.",
	command: "take-to-lmg", send: "Take it to the LMG", done: "The Locality Management Group is asked to decide.",
	offered: func(*visit) improvement.TestCommand { return improvement.TakeToLMG{} },
	fill:    sayProposal,
}.asks()

// sayProposal shows what the lead proposes to change.
func sayProposal(_ context.Context, v *visit, p *testForm) error {
	if act := p.Of.Cycle().Act; act != nil {
		p.Says = append(p.Says, "The lead proposes: "+v.words.Text(act.Changes))
	}
	return nil
}

var checkGain = ofTest{
	title: "Look again: did the gain hold?", help: "Some time after a change was adopted, look whether things are still better. An honest no helps as much as a yes.",
	command: "check-gain", send: "File it", done: "Thank you. What you saw is filed.", long: true,
	offered: func(v *visit) improvement.TestCommand {
		return improvement.CheckGain{Held: "yes", Says: improvement.Words{By: v.who.Person, Length: 1, Sealed: "?"}}
	},
	fill: func(_ context.Context, _ *visit, p *testForm) error {
		p.radios("held", "Did the gain hold?", "", []option{{Value: "yes", Label: "Yes"}, {Value: "partly", Label: "Partly"}, {Value: "no", Label: "No"}})
		p.words("says", "What did you see when you looked again?", "For example: in March 17 families still came each week, two more than in June.")
		return nil
	},
}.asks()

var pauseTest = ofTest{
	title: "Pause the test", help: "While a test is paused nothing falls due and nobody is reminded. It goes on by itself on the day you give.",
	command: "pause", send: "Pause it", done: "The test is paused.",
	offered: func(*visit) improvement.TestCommand { return improvement.PauseTest{} },
	fill: func(_ context.Context, _ *visit, p *testForm) error {
		p.date("until", "On which day does it go on?", "For example, 27 3 2027")
		p.words("reason", "Why is it paused?", "For example: the school is closed over the summer.")
		return nil
	},
}.asks()

var resumeTest = ofTest{
	title: "Go on after the pause", help: "Open due days move by the working days that were paused.",
	command: "resume", send: "Go on now", done: "The test goes on.",
	offered: func(*visit) improvement.TestCommand { return improvement.ResumeTest{} },
}.asks()

var handOver = ofTest{
	title: "Hand tasks over", help: "All that somebody has to do in this test goes to another person. The record keeps who had it.",
	command: "hand-over", send: "Hand over", done: "The tasks are handed over.",
	offered: func(*visit) improvement.TestCommand { return improvement.HandOver{From: "?", To: "!"} },
	fill: func(ctx context.Context, v *visit, p *testForm) error {
		people, err := v.around(ctx, p.Of)
		if err != nil {
			return err
		}
		var have []option
		for _, o := range people {
			if p.Of.HasPart(improvement.PersonID(o.Value)) {
				have = append(have, o)
			}
		}
		p.choose("from", "Whose tasks?", "", have)
		p.choose("to", "Who takes them on?", "The lead is followed by somebody of the group, a Locality Wellbeing Officer by another.", people)
		p.words("reason", "Why?", "For example: they start a new job next week.")
		return nil
	},
}.asks()

// concernOnItem is sent by raiseConcern.
var concernOnItem = ofTest{
	title: "Someone may be unsafe", help: "This goes to the safeguarding contact alone, and the item is hidden from everybody else until they have looked. If someone is in danger now, call 999.",
	command: "raise-concern", send: "Tell the safeguarding contact", done: "Thank you. The safeguarding contact is told, and nobody else.", named: []string{"item"},
	offered: func(v *visit) improvement.TestCommand { return improvement.RaiseEvidenceConcern{Item: v.path("item")} },
	fill: func(_ context.Context, _ *visit, p *testForm) error {
		p.mayWrite("why", "What worries you?", "A line is enough. You need not be sure.")
		return nil
	},
}
