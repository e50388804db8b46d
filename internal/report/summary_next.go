package report

import (
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// standsAt says in a sentence where a test stands.
func standsAt(t *improvement.TestOfChange) string {
	switch {
	case t.Closed():
		return fmt.Sprintf("%s, and closed on %s.", capital(ended(string(t.Conclusion))), improvement.DateOf(t.ClosedAt).Plain())
	case t.Paused != nil:
		return "Paused until " + t.Paused.Until.Plain() + "."
	case t.Stage == improvement.StageFollowUp:
		return capital(ended(string(t.Conclusion))) + ", and being followed up."
	}
	return fmt.Sprintf("Cycle %d: %s.", t.Cycle().Number, doing(t.Stage))
}

// doing says what goes on in a stage of a cycle.
func doing(s improvement.Stage) string {
	switch s {
	case improvement.StagePlan:
		return "being planned"
	case improvement.StageAgree:
		return "the plan is being agreed"
	case improvement.StageDo:
		return "being tried"
	case improvement.StageStudy:
		return "being studied"
	case improvement.StageAct:
		return "choosing what happens next"
	case improvement.StageBegin:
		return "the next cycle is about to begin"
	case improvement.StageDecide:
		return "the LMG is deciding"
	}
	return words(s)
}

// next says where a test goes from here: what was proposed once it is known, and what is
// still to be done.
func (p *poster) next(t *improvement.TestOfChange) string {
	act := lastAct(t)
	switch {
	case t.Conclusion == improvement.Adopt && act != nil:
		return joined(p.words(act.Implementation, longText), p.words(act.Sustain, longText), gainCheck(t))
	case t.Conclusion == improvement.Abandon && act != nil:
		return joined("It ends here.", p.words(act.Why, longText))
	case t.Stage == improvement.StageDecide && act != nil:
		return joined(fmt.Sprintf("The LMG is asked whether to %s.", act.Direction), p.proposed(act))
	case t.Stage == improvement.StageAct:
		return "The group chooses whether to adapt, adopt or abandon the change."
	case t.Stage == improvement.StageStudy:
		return "The group sets what happened beside what it predicted."
	case act != nil && act.Direction == improvement.Adapt:
		return joined(fmt.Sprintf("Cycle %d:", furtherCycle(t)), p.words(act.Changes, longText))
	}
	return "The group tries the change, and counts."
}

// proposed is what a proposal says in its own words.
func (p *poster) proposed(act *improvement.Act) string {
	switch act.Direction {
	case improvement.Adapt:
		return p.words(act.Changes, longText)
	case improvement.Adopt:
		return p.words(act.Implementation, longText)
	}
	return p.words(act.Why, longText)
}

// furtherCycle is the cycle that the latest proposal is about: the one that follows, or
// the current one where it has begun.
func furtherCycle(t *improvement.TestOfChange) int {
	if t.Cycle().Act != nil {
		return t.Cycle().Number + 1
	}
	return t.Cycle().Number
}

func lastAct(t *improvement.TestOfChange) *improvement.Act {
	for i := len(t.Cycles) - 1; i >= 0; i-- {
		if t.Cycles[i].Act != nil {
			return t.Cycles[i].Act
		}
	}
	return nil
}

// gainCheck says when it is looked at whether the gain held, or what was found.
func gainCheck(t *improvement.TestOfChange) string {
	switch {
	case t.GainCheck == nil:
		return ""
	case t.GainCheck.At.IsZero():
		return "Whether the gain held is looked at by " + t.GainCheck.Due.Plain() + "."
	}
	return map[string]string{
		"yes": "The gain held.", "partly": "The gain held in part.", "no": "The gain did not hold.",
	}[t.GainCheck.Held]
}

// joined sets texts one after the other.
func joined(texts ...string) string {
	whole := ""
	for _, t := range texts {
		switch {
		case t == "":
		case whole == "":
			whole = t
		default:
			whole += " " + t
		}
	}
	return whole
}

// capital begins a sentence; our own words are ASCII.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
