package improvement

import "slices"

// MaySeeDrafts tells whether somebody sees what an LMG drafts, scores and rates before it
// is agreed, and what its meetings have before them: those of the LMG.
func MaySeeDrafts(who Actor, lmg BodyID) bool {
	return who.Is(lmg, LWO, Chair, Deputy, Member, Clerk, Safeguarding, Administrator)
}

// mayReadDecision is the one rule of who reads a decision of an LMG, with its pack and its
// votes. On a test, everybody does. What an LMG drafts for its locality, and how it rates
// its groups, is its own until it is agreed: while it is asked, and for good where it was
// declined, sent back or withdrawn.
func mayReadDecision(who Actor, of Kind, lmg BodyID, ended Verdict) bool {
	return of == KindTest || ended == Agreed || MaySeeDrafts(who, lmg)
}

// MayRead tells whether somebody may read the decision.
func (a *Approval) MayRead(who Actor) bool {
	var ended Verdict
	if a.Result != nil {
		ended = a.Result.Verdict
	}
	return mayReadDecision(who, a.Of.Kind(), a.LMG, ended)
}

// MayRead tells whether somebody may read what a list tells of, where it is a decision. Of
// all else the list is for everybody.
func (l Listing) MayRead(who Actor) bool {
	return l.Subject.Kind() != KindApproval || mayReadDecision(who, Matter(l.Subject).Kind(), l.LMG, Verdict(l.Outcome))
}

// For is the path as it is shown to somebody: without decisions that they may not read.
// Nothing comes of one that was not agreed, so the path has no gap.
func (t Trace) For(who Actor) Trace {
	hidden := map[SubjectID]bool{}
	shown := func(list []Traced) []Traced {
		return slices.DeleteFunc(slices.Clone(list), func(one Traced) bool {
			hidden[one.Subject] = !one.MayRead(who)
			return hidden[one.Subject]
		})
	}
	t.Before, t.After = shown(t.Before), shown(t.After)
	t.Links = slices.DeleteFunc(slices.Clone(t.Links), func(l Link) bool { return hidden[l.From] || hidden[l.To] })
	return t
}

// ApprovalAt is an approval as its journal tells it, which is from the beginning.
func ApprovalAt(entries []Entry) (*Approval, error) {
	return guarded(func() (*Approval, error) { return foldApproval(entries) })
}
