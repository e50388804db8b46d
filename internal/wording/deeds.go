package wording

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
)

// Deed tells an entry as a sentence. One that stands on its own begins with a
// capital; any other follows who did it.
func Deed(w *Words, e improvement.Entry) string {
	sentence := e.Event.Sentence(w) + "."
	first, _ := utf8.DecodeRuneInString(sentence)
	switch {
	case unicode.IsUpper(first):
		return sentence
	case e.By == "":
		return "Cairn " + sentence
	}
	return w.Person(e.By) + " " + sentence
}

// Behind lists the words behind a deed: what was learned, why.
func Behind(e improvement.Event) []improvement.Words {
	return slices.Concat(inATest(e), inACycle(e), inARound(e), inAReview(e))
}

// inATest are the words behind what is done to a test at any time.
func inATest(e improvement.Event) []improvement.Words {
	switch e := e.(type) {
	case *improvement.EvidenceFiled:
		return []improvement.Words{e.Evidence.Text}
	case *improvement.ConcernRaised:
		return []improvement.Words{e.Why}
	case *improvement.ConcernSettled:
		return []improvement.Words{e.Note}
	case *improvement.StepDone:
		return []improvement.Words{e.Note}
	case *improvement.StepDropped:
		return []improvement.Words{e.Reason}
	case *improvement.StepAssigned:
		return []improvement.Words{e.Reason}
	case *improvement.StepRescheduled:
		return []improvement.Words{e.Reason}
	case *improvement.PointCorrected:
		return []improvement.Words{e.Reason}
	case *improvement.MeasureRebased:
		return []improvement.Words{e.Phase.Reason}
	case *improvement.SignalsTalkedAbout:
		return []improvement.Words{e.Said}
	case *improvement.RemarkMade:
		return []improvement.Words{e.Says}
	case *improvement.AgreementPut:
		return []improvement.Words{e.Agreement.Purpose}
	case *improvement.AgreementAnswered:
		return []improvement.Words{e.Reason}
	case *improvement.AgreementReviewed:
		return []improvement.Words{e.Reason}
	}
	return nil
}

// inACycle are the words behind what leads a test from stage to stage.
func inACycle(e improvement.Event) []improvement.Words {
	switch e := e.(type) {
	case *improvement.TestPaused:
		return []improvement.Words{e.Reason}
	case *improvement.TasksHandedOver:
		return []improvement.Words{e.Reason}
	case *improvement.PlanSentBack:
		return []improvement.Words{e.Reason}
	case *improvement.DoFinished:
		return []improvement.Words{e.Do.Unplanned, e.Do.Reason}
	case *improvement.Studied:
		return []improvement.Words{e.Study.Learned}
	case *improvement.NextProposed:
		return []improvement.Words{e.Act.Changes, e.Act.Implementation, e.Act.Why}
	case *improvement.VoteCast:
		return []improvement.Words{e.Vote.Reason}
	case *improvement.GainChecked:
		return []improvement.Words{e.Says}
	}
	return nil
}

// inARound are the words behind setting priorities.
func inARound(e improvement.Event) []improvement.Words {
	switch e := e.(type) {
	case *improvement.ItemFiled:
		return []improvement.Words{e.Item.Title}
	case *improvement.PriorityDrafted:
		return []improvement.Words{e.Draft.Statement}
	case *improvement.EvidenceWaived:
		return []improvement.Words{e.Reason}
	case *improvement.LateEvidenceSeen:
		return []improvement.Words{e.Says}
	case *improvement.RoundMoved:
		return []improvement.Words{e.Reason}
	case *improvement.ActionDone:
		return []improvement.Words{e.Note}
	case *improvement.PrioritySettled:
		return []improvement.Words{e.Because}
	}
	return nil
}

// inAReview are the words behind a quality review: what ratings rest on, and what follows.
func inAReview(e improvement.Event) []improvement.Words {
	switch e := e.(type) {
	case *improvement.JointWorkRated:
		return restingOn(e.Ratings)
	case *improvement.JointWorkRatedByLWO:
		return restingOn(e.Ratings)
	case *improvement.GroupAskedAgain:
		return []improvement.Words{e.Reason}
	case *improvement.EvaluationClosed:
		return []improvement.Words{e.Reason}
	case *improvement.ConclusionsProposed:
		return []improvement.Words{e.Proposal.Decision}
	case *improvement.ReviewEnded:
		return []improvement.Words{e.Reason}
	}
	return nil
}

func restingOn(ratings []improvement.JointRating) []improvement.Words {
	evidence := make([]improvement.Words, len(ratings))
	for i, r := range ratings {
		evidence[i] = r.Evidence
	}
	return evidence
}

// Noticed lists the signals that were noticed, if any were.
func Noticed(e *improvement.SignalsNoticed) []improvement.Signal {
	if e.Talk == nil {
		return nil
	}
	return e.Talk.Signals
}
