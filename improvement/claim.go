package improvement

import (
	"slices"
	"strings"
	"time"
)

// Claim says who of those for whom a task waits sees to it, and since when; the zero Claim
// that nobody said so. It binds nobody: another may take it over or do the task all the
// same, reminders go on, and it ends with the task.
type Claim struct {
	By PersonID  `json:"by,omitempty"`
	At time.Time `json:"at,omitzero"`
}

// claimed is the claim that an event leaves; by is empty where it was given back.
func claimed(by PersonID, at time.Time) Claim {
	if by == "" {
		return Claim{}
	}
	return Claim{By: by, At: at}
}

// claim decides who sees to a task from now on: whoever acts, or nobody where they give it
// back. Whoever holds the role that the task waits for may say so.
func claim(tasks []Task, key string, who Actor, back bool) (PersonID, error) {
	i := slices.IndexFunc(tasks, func(t Task) bool { return t.Key == key })
	if i < 0 {
		return "", wrongStage("This does not wait just now: nobody has to take it.")
	}
	switch t := tasks[i]; {
	case t.Owner != "":
		return "", wrongStage("This waits for one person alone, so there is nothing to take.")
	case !who.Is(t.Body, t.Role):
		return "", notAllowed("This waits for the %s of %s. Only who holds that role takes it.", strings.ReplaceAll(string(t.Role), "-", " "), t.Body)
	case back && t.Claimed != who.Person:
		return "", Refuse(Conflict, "", "This is not with you. There is nothing to give back.")
	case back:
		return "", nil
	case t.Claimed == who.Person:
		return "", Refuse(Conflict, "", "You have taken this already.")
	}
	return who.Person, nil
}

// claimSentence tells that somebody took a task, or gave it back, to follow their name.
func claimSentence(by PersonID, what string) string {
	if by == "" {
		return "gave " + what + " back, for others to see to"
	}
	return "said that they see to " + what
}
