package wording

import (
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// RoundStands says in a sentence where a round of priority setting stands. lmg is what the
// deciding group is called there, as "LMG".
func RoundStands(r *improvement.PrioritySetting, lmg string) string {
	switch r.Stage {
	case improvement.RoundGather:
		return "Evidence is gathered until " + r.Due.Plain() + "."
	case improvement.RoundPropose:
		return "Priorities are drafted and scored until " + r.Due.Plain() + "."
	case improvement.RoundAgree:
		return fmt.Sprintf("The %s is deciding: %d of %d votes are open.", lmg, len(r.Waiting()), len(r.Ballots))
	case improvement.RoundPublish:
		return fmt.Sprintf("The %s has agreed; publishing comes next, by %s.", lmg, r.Due.Plain())
	case improvement.RoundTakeEffect:
		return "What was agreed is being published."
	case improvement.RoundFollowUp:
		return fmt.Sprintf("Published on %s. What the %s asked for besides is still open.", improvement.DateOf(r.Published).Plain(), lmg)
	}
	if r.Published.IsZero() {
		return "Ended on " + improvement.DateOf(r.ClosedAt).Plain() + " without priorities."
	}
	return fmt.Sprintf("Published on %s, and closed.", improvement.DateOf(r.Published).Plain())
}

// EndOf says how something ended, or how it stands; nothing of what neither runs nor ends.
func EndOf(l improvement.Listing) string {
	switch kind := l.Subject.Kind(); {
	case kind == improvement.KindVoice || kind == improvement.KindEvidence:
		return ""
	case kind == improvement.KindTest && l.Outcome == string(improvement.Adopt):
		return "adopted"
	case kind == improvement.KindTest && l.Outcome == string(improvement.Abandon):
		return "abandoned"
	case kind == improvement.KindTest && l.Open:
		return "running"
	case l.Outcome != "":
		return Plainly(l.Outcome)
	}
	return Plainly(l.Stage)
}

// Moved tells how an outcome moved: "cycle 1 not seen, cycle 2 emerging".
func Moved(path improvement.OutcomePath) string {
	if len(path.Marks) == 0 {
		return "not looked at yet"
	}
	moved := make([]string, len(path.Marks))
	for i, m := range path.Marks {
		moved[i] = fmt.Sprintf("cycle %d %s", m.Cycle, Plainly(m.Mark))
	}
	return strings.Join(moved, ", ")
}
