package improvement

import (
	"strconv"
	"strings"
)

// count writes a number with its noun: "1 step", "2 steps".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// countOf is count of a noun whose plural is another.
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// areIs writes a number with its noun and verb: "1 step is", "2 steps are".
func areIs(n int, noun string) string {
	if n == 1 {
		return count(n, noun) + " is"
	}
	return count(n, noun) + " are"
}

// list joins words as people do.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// bodyNames are identifiers of bodies, to be listed.
func bodyNames(ids []BodyID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return names
}

// dayWord names a rung in a notice's cause: "-5", "0", "3".
func dayWord(n int) string { return strconv.Itoa(n) }

// remindedSentence tells what time brought.
func remindedSentence(reminders []Reminder) string {
	overdue := 0
	for _, r := range reminders {
		if r.Days > 0 {
			overdue++
		}
	}
	switch before := len(reminders) - overdue; {
	case overdue == 0 && before == 0:
		return "Time passed"
	case overdue == 0:
		return "Reminded of " + count(before, "task") + " coming up"
	case before == 0:
		return "Told of " + count(overdue, "task") + " overdue"
	default:
		return "Reminded of " + count(before, "task") + " coming up and told of " + count(overdue, "task") + " overdue"
	}
}

// either joins words as people offer them: "a, b or c".
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// Untitled is what a lifecycle is called that nobody gave a title, or the approval that
// it asked for: "the quality review of October 2026 (East LMG)". Empty of any other.
func Untitled(s SubjectID, body func(BodyID) string) string {
	if s.Kind() == KindApproval {
		id := s.ID()
		s = SubjectID(id[:max(0, strings.LastIndex(id, "/"))])
	}
	if s.Kind() != KindReview {
		return ""
	}
	lmg, period, _ := strings.Cut(s.ID(), "/")
	return "the quality review of " + Period(period).Plain() + " (" + body(BodyID(lmg)) + ")"
}
