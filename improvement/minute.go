package improvement

import "time"

func (c FileMinute) decide(a *Approval, who Actor, now time.Time) ([]Event, error) {
	if !who.Is(a.LMG, Clerk, LWO) {
		return nil, notAllowed("Only the clerk or the Locality Wellbeing Officer of %s files a decision taken in a meeting.", a.LMG)
	}
	m := c.Minute
	if err := firstOf(
		required("minute.reference", m.Reference, "Give the reference of the meeting's minute."),
		checkDay("minute.held", m.Held), listed("minute.present", len(m.Present)), listed("minute.reasons", len(m.Reasons)),
	); err != nil {
		return nil, err
	}
	if asked := DateOf(a.FirstOpened()); m.Held > DateOf(now) || m.Held < asked {
		return nil, invalid("minute.held", "The meeting must lie between %s, when this was opened, and today.", asked.Plain())
	}
	if err := a.checkPresent(m.Present); err != nil {
		return nil, err
	}
	if err := firstOf(m.check(now), a.fitsMinute(m)); err != nil {
		return nil, err
	}
	result := Result{Verdict: m.Outcome.verdict(), Conditions: m.Conditions, ByMeeting: true, At: Moment(now)}
	if result.Verdict != Agreed {
		result.Reasons = m.Reasons
	}
	return []Event{&MinuteFiled{Minute: m}, &ApprovalDecided{Result: result}}, nil
}

// check checks what the meeting decided, as a vote is checked.
func (m Minute) check(now time.Time) error {
	for _, reason := range m.Reasons {
		if err := required("minute.reasons", reason, "A reason is empty. Write it, or leave it out."); err != nil {
			return err
		}
	}
	err := checkVote(m.Outcome, firstReason(m.Reasons), m.Conditions, now)
	refused, ok := Refusal(err)
	if !ok {
		return err
	}
	field := "minute." + refused.Field
	switch refused.Field {
	case "choice":
		field = "minute.outcome"
	case "reason":
		field = "minute.reasons"
	}
	return Refuse(refused.Code, field, "%s", refused.Message)
}

func firstReason(reasons []Words) Words {
	if len(reasons) == 0 {
		return Words{}
	}
	return reasons[0]
}

// checkPresent refuses a meeting without a quorum.
func (a *Approval) checkPresent(present []PersonID) error {
	if a.nobodyDecides() {
		return a.undecidable()
	}
	if counted, need := a.presentOf(present), a.MeetingQuorum(); counted < need {
		return invalid("minute.present", "The meeting was not quorate: %d of the panel without an interest were present, %d are needed.", counted, need)
	}
	return nil
}
