package intake

import (
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// found is what a panel sees of the review.
func (r *rehearsal) found(group improvement.BodyID) *improvement.ReviewFinding {
	if r.review != nil {
		if f, agreed := r.review.Finding(group); agreed {
			return &f
		}
	}
	return nil
}

// settleReview opens the approval that the review waits for, and brings a result back.
func (r *rehearsal) settleReview() {
	r.t.Helper()
	if a := r.agreeing; a != nil && a.Closed() {
		r.agreeing = nil
		r.verdicts = append(r.verdicts, a.Result.Verdict)
		r.file(r.review, "", r.review.Conclude(a.Subject, *a.Result, r.now))
	}
	if r.review != nil && r.review.Stage == improvement.ReviewDecide && r.agreeing == nil {
		r.agreeing = r.ask(r.review.Request(improvement.Panel(r.members(r.review.LMG), nil)))
	}
}

// openReview opens a review of the test's group.
func (r *rehearsal) openReview(c improvement.OpenReview, by improvement.PersonID) error {
	r.t.Helper()
	facts := improvement.ReviewFacts{LMG: r.body(c.LMG), Worked: []improvement.Worked{r.test.Worked()}}
	for _, m := range r.members(c.LMG) {
		if m.Role == improvement.LWO {
			facts.LWOs = append(facts.LWOs, m.Person)
		}
	}
	opened, err := c.Decide(facts, improvement.DefaultReviewTerms(), improvement.DefaultTerms(), holidays, r.actor(by), r.now)
	if err != nil {
		return err
	}
	r.review = new(improvement.QualityReview)
	r.file(r.review, by, []improvement.Event{opened})
	return nil
}

// settleRound opens the ballots of a round, brings their results back, and lets it take
// effect.
func (r *rehearsal) settleRound() {
	r.t.Helper()
	if r.round == nil {
		return
	}
	for i, a := range r.ballots {
		if a.Closed() {
			r.ballots = slices.Delete(r.ballots, i, i+1)
			r.verdicts = append(r.verdicts, a.Result.Verdict)
			r.file(r.round, "", r.round.Conclude(a.Subject, *a.Result, r.now))
			return
		}
	}
	if r.round.Stage == improvement.RoundAgree && len(r.ballots) == 0 {
		for _, ballot := range r.round.Waiting() {
			r.ballots = append(r.ballots, r.ask(r.round.Request(ballot, improvement.Panel(r.members(r.round.LMG), nil))))
		}
	}
	if r.round.Stage == improvement.RoundTakeEffect {
		r.file(r.round, "", r.round.TakeEffect(0, nil))
	}
}

func (r *rehearsal) openRound(c improvement.RoundCharter, by improvement.PersonID) error {
	r.t.Helper()
	facts := improvement.RoundFacts{LMG: r.body(c.LMG)}
	for _, theme := range r.dir.Themes {
		facts.Themes = append(facts.Themes, theme.Theme.ID)
	}
	events, err := improvement.OpenRound(c, facts, improvement.DefaultTerms(), holidays, r.actor(by), r.now)
	if err != nil {
		return err
	}
	r.round = new(improvement.PrioritySetting)
	r.file(r.round, by, events)
	return nil
}

// withFacts is what a sender adds: here everything that is named is in the library.
func (r *rehearsal) withFacts(c improvement.RoundCommand) improvement.RoundCommand {
	found := func(items []improvement.ItemID) []improvement.Shelved {
		var all []improvement.Shelved
		for _, id := range items {
			all = append(all, improvement.Shelved{ID: id, Day: improvement.DateOf(r.now), Versions: 1})
		}
		return all
	}
	switch c := c.(type) {
	case improvement.PutEvidence:
		c.Found = found(c.Items)
		return c
	case improvement.AnswerEvidence:
		c.Found = found(c.Items)
		return c
	case improvement.AskEvidence:
		c.BodyIs = r.body(c.Body)
		return c
	case improvement.DraftPriority:
		c.Facts.Found = found(c.Evidence)
		for _, id := range c.Localities {
			c.Facts.Localities = append(c.Facts.Localities, r.body(id))
		}
		return c
	case improvement.CallForScores:
		for _, seat := range improvement.Panel(r.members(r.round.LMG), nil) {
			c.Members = append(c.Members, seat.Person)
		}
		return c
	}
	return c
}
