package intake

import (
	"context"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// Command is what a document asks for: to a test, to a decision that a lifecycle waits
// for, to a round of priority setting, to a commission, to a quality review, or to an
// issue of a newsletter. One of them is there.
type Command struct {
	Test       improvement.TestCommand
	Approval   improvement.ApprovalCommand
	Round      improvement.RoundCommand
	Commission improvement.CommissionCommand
	Review     improvement.ReviewCommand
	Issue      improvement.IssueCommand

	// In a story, what a lifecycle is opened with.
	Launch      *improvement.Charter
	OpenRound   *improvement.RoundCharter
	Commissions *improvement.CommissionCharter
	OpenReview  *improvement.OpenReview
	Direct      *Direct // and what is filed at once
}

// People lists those whom the command names.
func (c Command) People() []improvement.PersonID {
	switch {
	case c.Test != nil:
		return c.Test.People()
	case c.Approval != nil:
		return c.Approval.People()
	case c.Round != nil:
		return c.Round.People()
	case c.Commission != nil:
		return c.Commission.People()
	case c.Review != nil:
		return c.Review.People()
	case c.Issue != nil:
		return c.Issue.People()
	case c.Direct != nil:
		return c.Direct.Command.People()
	}
	return nil
}

// HandOverApproval is the name of the approval's hand-over: its wire name is that
// of the test's.
const HandOverApproval = "hand-over-approval"

// Command reads the document of a command by its wire name. A command that asks
// nothing, such as agree-plan, needs no document.
func (r Reader) Command(ctx context.Context, name string, doc []byte) (Command, error) {
	as, known := commandNamed(name)
	if !known {
		return Command{}, unknownCommand(name)
	}
	return read(ctx, r, doc, as)
}

// commandNamed says how the document of a command is read.
func commandNamed(name string) (as func(*form) Command, known bool) {
	for _, of := range []map[string]func(*form) Command{commands, roundCommands} {
		if as, known := of[name]; known {
			return as, true
		}
	}
	return nil, false
}

// CommandNames lists the names that Command knows, sorted.
func CommandNames() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for _, of := range []map[string]func(*form) Command{commands, roundCommands} {
			for name := range of {
				if !yield(name) {
					return
				}
			}
		}
	})
}

func unknownCommand(name string) error {
	return improvement.Refuse(improvement.Invalid, "do", "%q is not something one can do.%s", clip(name), didYouMean(name, CommandNames()))
}

// commands says how the document of each command on a test or an approval is read. It is
// never changed.
var commands = map[string]func(*form) Command{
	"plan":        func(f *form) Command { return onTest(improvement.SubmitPlan{Plan: plan(f)}) },
	"agree-plan":  func(*form) Command { return onTest(improvement.AgreePlan{}) },
	"send-back":   func(f *form) Command { return onTest(improvement.SendBackPlan{Reason: f.text("reason")}) },
	"finish-do":   func(f *form) Command { return onTest(finishDo(f)) },
	"study":       func(f *form) Command { return onTest(improvement.FileStudy{Study: study(f)}) },
	"act":         func(f *form) Command { return onTest(improvement.ProposeNext{Act: act(f)}) },
	"begin-cycle": func(*form) Command { return onTest(improvement.BeginCycle{}) },
	"take-to-lmg": func(*form) Command { return onTest(improvement.TakeToLMG{}) },
	"measure":     func(f *form) Command { return onTest(points(f)) },
	"evidence":    func(f *form) Command { return onTest(improvement.FileEvidence{Evidence: evidence(f)}) },
	"measure-talk": func(f *form) Command {
		return onTest(improvement.TalkAbout{Talk: f.line("talk"), Said: f.text("said")})
	},
	"measure-correct": func(f *form) Command { return onTest(correction(f)) },
	"measure-rebase":  func(f *form) Command { return onTest(rebase(f)) },
	"remark":          func(f *form) Command { return onTest(remark(f)) },
	"resume":          func(*form) Command { return onTest(improvement.ResumeTest{}) },

	"agreement-propose": func(f *form) Command { return onTest(agreement(f)) },
	"agreement-agree":   func(f *form) Command { return onTest(agreeToPart(f)) },
	"agreement-decline": func(f *form) Command { return onTest(declinePart(f)) },
	"agreement-claim": func(f *form) Command {
		return onTest(improvement.ClaimPart{Party: f.ordinal("party"), Back: f.yes("back")})
	},
	"agreement-review": func(f *form) Command { return onTest(reviewAgreement(f)) },

	"end-do-early":    endDoEarly,
	"check-gain":      checkGain,
	"step-done":       stepDone,
	"step-assign":     stepAssign,
	"step-claim":      func(f *form) Command { return onTest(improvement.ClaimStep{Step: stepID(f)}) },
	"step-reschedule": stepReschedule,
	"step-drop":       stepDrop,
	"pause":           pause,
	"hand-over":       handOver,
	"raise-concern":   raiseConcern,
	"settle-concern":  settleConcern,
	"claim-concern": func(f *form) Command {
		return onTest(improvement.ClaimEvidenceConcern{Item: f.line("item"), Back: f.yes("back")})
	},

	"vote":             func(f *form) Command { return onApproval(vote(f)) },
	"declare-interest": func(f *form) Command { return onApproval(improvement.DeclareInterest{Because: f.text("because")}) },
	"claim-meeting":    func(f *form) Command { return onApproval(improvement.ClaimMeeting{Back: f.yes("back")}) },
	"minute":           func(f *form) Command { return onApproval(improvement.FileMinute{Minute: minute(f)}) },
	"reopen":           func(f *form) Command { return onApproval(improvement.ReopenApproval{Deadline: f.date("deadline")}) },
	"return":           func(f *form) Command { return onApproval(improvement.ReturnApproval{Reason: f.text("reason")}) },
	HandOverApproval:   handOverApproval,

	"review-rate":             rateJointWork,
	"review-rate-as-lwo":      rateAsLWO,
	"review-submit":           submitRatings,
	"review-close-evaluation": closeEvaluation,
	"review-ask-again":        askAgain,
	"review-propose":          proposeConclusions,
	"review-action-done":      actionDone,
	"review-action-change":    actionChange,
	"review-action-drop":      actionDrop,
	"review-hand-over":        handOverReview,
	"review-end":              endReview,

	"contribute-item": func(f *form) Command { return onIssue(contribution(f)) },
	"edit-item":       func(f *form) Command { return onIssue(itemEdit(f)) },
	"accept-item": func(f *form) Command {
		return onIssue(improvement.AcceptItem{Item: f.line("item"), Section: f.id("section")})
	},
	"leave-out-item": func(f *form) Command {
		return onIssue(improvement.LeaveOutItem{Item: f.line("item"), Reason: f.text("reason")})
	},
	"arrange-issue":    func(f *form) Command { return onIssue(improvement.ArrangeIssue{Order: f.ids("order")}) },
	"write-opening":    func(f *form) Command { return onIssue(improvement.WriteOpening{Note: f.text("note")}) },
	"approve-issue":    func(*form) Command { return onIssue(improvement.ApproveIssue{}) },
	"claim-issue":      func(f *form) Command { return onIssue(improvement.ClaimIssue{Back: f.yes("back")}) },
	"reconsider-issue": func(f *form) Command { return onIssue(improvement.ReconsiderIssue{Reason: f.text("reason")}) },
}

func onTest(c improvement.TestCommand) Command { return Command{Test: c} }

func onApproval(c improvement.ApprovalCommand) Command { return Command{Approval: c} }

func remark(f *form) improvement.MakeRemark {
	c := improvement.MakeRemark{Says: f.text("says")}
	for _, id := range f.ids("mentioned") {
		c.Mentioned = append(c.Mentioned, improvement.PersonID(id))
	}
	return c
}

func endDoEarly(f *form) Command {
	return onTest(improvement.EndDoEarly{Reason: f.text("reason"), Harm: f.yes("harm")})
}

func checkGain(f *form) Command {
	return onTest(improvement.CheckGain{Held: f.line("held"), Says: f.text("says")})
}

func stepDone(f *form) Command {
	return onTest(improvement.CompleteStep{Step: stepID(f), Note: f.text("note")})
}

func stepAssign(f *form) Command {
	return onTest(improvement.AssignStep{Step: stepID(f), To: f.person("to"), Reason: f.text("reason")})
}

func stepReschedule(f *form) Command {
	return onTest(improvement.RescheduleStep{Step: stepID(f), Due: f.date("due"), Reason: f.text("reason")})
}

func stepDrop(f *form) Command {
	return onTest(improvement.DropStep{Step: stepID(f), Reason: f.text("reason")})
}

func stepID(f *form) improvement.StepID { return improvement.StepID(f.line("step")) }

func pause(f *form) Command {
	return onTest(improvement.PauseTest{Until: f.date("until"), Reason: f.text("reason")})
}

func raiseConcern(f *form) Command {
	return onTest(improvement.RaiseEvidenceConcern{Item: f.line("item"), Why: f.text("why")})
}

func settleConcern(f *form) Command {
	c := improvement.SettleEvidenceConcern{Item: f.line("item"), Shown: f.yes("show"), Note: f.text("note")}
	if c.Shown == f.yes("keep_hidden") {
		f.missing("show", "Write show: yes or keep_hidden: yes.")
	}
	return onTest(c)
}

// handOver leaves the successor's roles to whoever sends it: they are on record.
func handOver(f *form) Command {
	return onTest(improvement.HandOver{From: f.person("from"), To: f.person("to"), Reason: f.text("reason")})
}

func handOverApproval(f *form) Command {
	return onApproval(improvement.HandOverApproval{From: f.person("from"), To: f.person("to"), Reason: f.text("reason")})
}
