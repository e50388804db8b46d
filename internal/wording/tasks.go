package wording

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// asks says what those tasks ask for that need no further word.
var asks = map[improvement.TaskKind]string{
	improvement.TaskPlan:     "Write the plan",
	improvement.TaskAgree:    "Agree the plan, or send it back",
	improvement.TaskFinishDo: "Say how Do went, once the steps are done",
	improvement.TaskStudy:    "Set what happened beside what you expected",
	improvement.TaskAct:      "Propose to adapt, adopt or abandon",
	improvement.TaskBegin:    "Begin the next cycle, or take it to the LMG",
	improvement.TaskCheck:    "Look again: did the gain hold?",
	improvement.TaskReview:   "Review the shared agreement: keep it, change it or end it",

	improvement.TaskVote:    "Vote",
	improvement.TaskMeeting: "Decide it in a meeting, and file the minute",
	improvement.TaskLapsed:  "Voting lapsed: reopen it, file a meeting's decision, or return it",
	improvement.TaskNobody:  "Nobody on the panel is free to decide: take it back",

	improvement.TaskGather:  "See that the evidence is gathered, and lead on to drafting",
	improvement.TaskPropose: "See that priorities are drafted and scored, and put them to the vote",
	improvement.TaskScore:   "Say how important you find each draft",
	improvement.TaskPublish: "Publish what was agreed, and settle the earlier priorities",

	improvement.TaskRateAsLWO:   "Rate the joint work of each group beside its own view",
	improvement.TaskConclude:    "Draft strengths, improvement actions and the decision for the LMG",
	improvement.TaskNewsletter:  "Look through the draft of the newsletter, and approve it",
	improvement.TaskAcknowledge: "Acknowledge the data-protection complaint",
}

// Ask says what a task asks for.
func Ask(t improvement.Task, w *Words) string {
	if ask, plain := asks[t.Kind]; plain {
		return ask
	}
	switch t.Kind {
	case improvement.TaskStep:
		return fmt.Sprintf("Step %s: %s", t.Item, w.Line(t.What))
	case improvement.TaskCollect:
		return fmt.Sprintf("Record %s (%s)", w.Line(t.What), t.Item)
	case improvement.TaskAction:
		return fmt.Sprintf("Action %s: %s", t.Item, w.Line(t.What))
	case improvement.TaskTalk:
		return fmt.Sprintf("Talk about %s (%s): %s", w.Line(t.What), t.Item, t.Says)
	case improvement.TaskAgreement:
		return fmt.Sprintf("Agree to your part in the shared agreement, or decline: %s", w.Line(t.What))
	case improvement.TaskAnswer:
		return fmt.Sprintf("Answer request %s: %s", t.Item, w.Line(t.What))
	case improvement.TaskLateEvidence:
		return fmt.Sprintf("Say what the late answer to %s changes: %s", t.Item, w.Line(t.What))
	case improvement.TaskLaunch:
		return fmt.Sprintf("Launch the test that the LMG asked of %s", w.Body(improvement.BodyID(t.Item)))
	case improvement.TaskRate:
		return fmt.Sprintf("Rate the joint work of %s, and submit it", w.Body(improvement.BodyID(t.Item)))
	case improvement.TaskAnswerData:
		return fmt.Sprintf("Answer the data-protection request (%s)", t.Item)
	case improvement.TaskModerate:
		return "Read a voice (" + t.Item + "): accept it, or set it aside"
	case improvement.TaskConcern:
		return "Someone may be unsafe: read " + t.Item + " today, and settle it"
	}
	return Plainly(t.Kind)
}

// Owner says whose a task is.
func Owner(t improvement.Task, w *Words) string {
	if t.Owner != "" {
		return w.Person(t.Owner)
	}
	role := strings.ReplaceAll(string(t.Role), "-", " ")
	if t.Role == improvement.LWO {
		role = "LWO"
	}
	said := fmt.Sprintf("the %s of %s", role, w.Body(t.Body))
	if t.Claimed != "" {
		said += " (" + w.Person(t.Claimed) + " sees to this)"
	}
	return said
}

// SeesTo says who sees to what waits for several, and since when; empty where nobody said
// that they do.
func SeesTo(c improvement.Claim, w *Words) string {
	if c.By == "" {
		return ""
	}
	return w.Person(c.By) + ", since " + improvement.DateOf(c.At).Plain()
}

// Hears says when a task is next spoken of, and who hears then and after that: "you", where
// it is whoever reads.
func Hears(t improvement.Task, reader improvement.Actor) string {
	if t.NextReminder.IsZero() {
		return "No reminder follows."
	}
	when, first, then := Moment(t.NextReminder), audience(t, t.NextTo, reader), audience(t, t.AfterTo, reader)
	switch {
	case t.After.IsZero():
		return fmt.Sprintf("Next reminder: %s, to %s.", when, first)
	case first == then:
		return fmt.Sprintf("Next reminders: %s and %s, to %s.", when, Moment(t.After), first)
	}
	return fmt.Sprintf("Next reminder: %s, to %s; then %s, to %s.", when, first, Moment(t.After), then)
}

// audience names those who hear, whoever reads first and once.
func audience(t improvement.Task, to []improvement.Audience, reader improvement.Actor) string {
	names := map[improvement.Audience]string{
		improvement.ToOwner: "the owner", improvement.ToLead: "the lead", improvement.ToLWO: "the LWO", improvement.ToChair: "the LMG chair",
	}
	var words []string
	for _, a := range to {
		switch {
		case !t.Hears(reader, a):
			words = append(words, names[a])
		case !slices.Contains(words, "you"):
			words = append([]string{"you"}, words...)
		}
	}
	return strings.Join(words, " and ")
}

// Moment is a moment in London, to the minute.
func Moment(t time.Time) string {
	return t.In(improvement.London()).Format("Mon 2 Jan 2006 15:04")
}
