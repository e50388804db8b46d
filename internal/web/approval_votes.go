package web

import (
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// votesView is how the votes stand.
type votesView struct {
	Heading    string
	Quorum     string
	Seats      []seatView
	Conditions []conditionView // that what was agreed rests on
	Reasons    []string        // why it was not
	Minute     *minuteView
}

// seatView is somebody's place on the panel.
type seatView struct {
	Who, Role, Vote, Reason string
	Tag                     string // the colour of the vote's tag; the words say the same
	When                    improvement.Date
	Conditions              []conditionView
	You                     bool
}

// conditionView is what must be done if it goes ahead.
type conditionView struct{ What, Who, Due string }

// minuteView is a meeting's decision.
type minuteView struct {
	Held      improvement.Date
	Reference string
	Outcome   string
	Present   []string
}

func (v *visit) votes(a *improvement.Approval) votesView {
	cast, quorum := a.Tally().Cast(), a.Quorum()
	view := votesView{Heading: "Votes so far", Quorum: quorumSays(cast, quorum)}
	if a.Closed() {
		view.Heading = "How it was decided"
	}
	if a.NeedsMeeting() || a.Closed() && a.Result.ByMeeting {
		view.Quorum = ""
	}
	for _, s := range a.Panel {
		view.Seats = append(view.Seats, v.seat(s))
	}
	if m := a.Minute; m != nil {
		view.Minute = &minuteView{Held: m.Held, Reference: v.words.Text(m.Reference), Outcome: choiceWord(m.Outcome)}
		for _, p := range m.Present {
			view.Minute.Present = append(view.Minute.Present, v.words.Person(p))
		}
	}
	if a.Closed() {
		view.Conditions = v.conditions(a.Result.Conditions)
		for _, reason := range a.Result.Reasons {
			view.Reasons = append(view.Reasons, v.words.Text(reason))
		}
	}
	return view
}

func quorumSays(cast, quorum int) string {
	if cast < quorum {
		return fmt.Sprintf("%d of the %d votes that are needed.", cast, quorum)
	}
	return fmt.Sprintf("%d votes, of which %d were needed.", cast, quorum)
}

func (v *visit) seat(s improvement.Seat) seatView {
	view := seatView{Who: v.words.Person(s.Person), Role: string(s.Role), You: s.Person == v.who.Person, Vote: "Has not voted", Tag: "grey"}
	switch {
	case s.Interest:
		view.Vote, view.Reason = "Has an interest, and does not vote", v.words.Text(s.Because)
	case s.Vote != nil:
		view.Vote, view.Tag, view.When = choiceWord(s.Vote.Choice), choiceColour[s.Vote.Choice], improvement.DateOf(s.Vote.At)
		view.Reason, view.Conditions = v.words.Text(s.Vote.Reason), v.conditions(s.Vote.Conditions)
	}
	return view
}

func (v *visit) conditions(all []improvement.Condition) []conditionView {
	views := make([]conditionView, len(all))
	for i, c := range all {
		views[i] = conditionView{What: v.words.Text(c.What), Who: v.words.Person(c.Who)}
		if c.Due != "" {
			views[i].Due = c.Due.Plain()
		}
	}
	return views
}

// choiceWord says how somebody voted.
func choiceWord(c improvement.Choice) string {
	for _, o := range choices {
		if o.Value == string(c) {
			return o.Label
		}
	}
	return string(c)
}

// choices are the answers to what is asked.
var choices = []option{
	{string(improvement.Agree), "Agree", "It may go ahead as it is proposed."},
	{string(improvement.WithConditions), "Agree, with conditions", "It may go ahead if something is done as well. Say below what, by whom and until when."},
	{string(improvement.MoreEvidence), "More evidence first", "You cannot say yet. Say below which evidence would help."},
	{string(improvement.Decline), "Do not agree", "It should not go ahead like this. Say below why, so that the group can learn from it."},
}

var choiceColour = map[improvement.Choice]string{
	improvement.Agree: "green", improvement.WithConditions: "teal", improvement.MoreEvidence: "yellow", improvement.Decline: "orange",
}

// partIn says what part somebody has in a decision; empty where they have none.
func partIn(a *improvement.Approval, who improvement.Actor) string {
	for _, s := range a.Panel {
		switch {
		case s.Person != who.Person:
		case s.Interest:
			return "You have an interest in this, so you do not vote on it."
		case a.Closed() || a.Status != improvement.ApprovalOpen:
			return ""
		case s.Vote != nil:
			return "You voted: " + choiceWord(s.Vote.Choice) + ". You may change it until the decision is made."
		case !a.NeedsMeeting():
			return "Your vote is asked for."
		}
	}
	return ""
}

// offersOf lists what the reader may do about a decision.
func (v *visit) offersOf(a *improvement.Approval) []decisionLink {
	at := decisionPath(a.Subject)
	vote := "Vote"
	for _, s := range a.Panel {
		if s.Person == v.who.Person && s.Vote != nil {
			vote = "Change your vote"
		}
	}
	var offers []decisionLink
	for _, o := range []struct {
		command improvement.ApprovalCommand
		link    decisionLink
	}{
		{improvement.CastVote{}, decisionLink{at + "/vote", vote}},
		{improvement.DeclareInterest{}, decisionLink{at + "/interest", "Declare an interest"}},
		{improvement.FileMinute{}, decisionLink{at + "/minute", "Record a meeting’s decision"}},
		{improvement.ReopenApproval{}, decisionLink{at + "/reopen", "Open the vote again"}},
		{improvement.ReturnApproval{}, decisionLink{at + "/return", "Take it back to those who asked"}},
		{improvement.HandOverApproval{From: a.LWO}, decisionLink{at + "/hand-over", "Hand the LWO’s part over"}},
	} {
		if v.mayDecide(a, o.command) == nil {
			offers = append(offers, o.link)
		}
	}
	return offers
}

// mayDecide tells whether whoever asks may do something to a decision now, by its rules:
// what is only not written yet is no refusal.
func (v *visit) mayDecide(a *improvement.Approval, c improvement.ApprovalCommand) error {
	if _, minutes := c.(improvement.FileMinute); minutes && !a.Closed() && a.Eligible() == 0 {
		return improvement.Refuse(improvement.WrongStage, "", "Everyone on the panel has an interest, so no meeting of it can decide.")
	}
	_, err := a.Decide(c, v.who, v.Now())
	if refused, is := improvement.Refusal(err); is && refused.Code == improvement.Invalid {
		return nil
	}
	return err
}
