package improvement

import (
	"slices"
	"time"
)

// Hearing is how somebody chose to hear of what can wait. Empty: they did not choose, and
// hear at once.
type Hearing string

// The choices.
const (
	HearAtOnce Hearing = "at-once"
	HearDaily  Hearing = "daily"  // at 08:00 of each working day
	HearWeekly Hearing = "weekly" // at 08:00 of Monday, or the working day after it
)

// Hearings lists the choices.
func Hearings() []Hearing { return []Hearing{HearAtOnce, HearDaily, HearWeekly} }

// digestHour is when digests leave, in London: before the reminders of the day.
const digestHour = 8

// canWait are the kinds of notice that a digest may carry. A kind that is not here goes at
// once, so that what nobody thought of is never late: safeguarding, a link to come in,
// what is overdue, and word to stop or to go on with what one is doing.
var canWait = []NoticeKind{
	NoticeTask, NoticeReminder, NoticeLaunched, NoticeSentBack, NoticeDecision, NoticeExtended, NoticeLapsed, NoticeReopened, NoticeClosed,
	NoticeRoundOpened, NoticeDrafting, NoticePriorities, NoticeRoundEnded, NoticeRenamed, NoticeGatherAgain,
	NoticeAnswered, NoticeWaived, NoticeTimedOut, NoticeLateSeen,
	NoticeCommissioned, NoticeCommissionWithdrawn, NoticeCommissionFulfilled, NoticeHeardBack, NoticeWasRead,
	NoticeDeclined, NoticeAllAgreed, NoticeAgreementEnded, NoticeAgreementKept, NoticeAgreementLeft, NoticeMentioned,
	NoticeReview, NoticeRatingsClosed, NoticeAskedAgain, NoticeReviewEnded, NoticeIssueLapsed,
}

// ByDigest is when a notice leaves for somebody who hears so: with their next digest, or
// at its own moment where it cannot wait. What names a due day leaves before that day
// begins, or at its own moment: a choice never makes anybody miss one.
func ByDigest(n Notice, how Hearing, c Calendar) time.Time {
	if n.Urgent || n.Bulk || n.TaskKind == TaskConcern || !slices.Contains(canWait, n.Kind) {
		return n.SendAfter
	}
	digest := n.SendAfter
	switch how {
	case HearDaily:
		digest = dailyDigest(n.SendAfter, c)
	case HearWeekly:
		digest = weeklyDigest(n.SendAfter, c)
	}
	if n.Due != "" && DateOf(digest) >= n.Due {
		return n.SendAfter
	}
	return digest
}

// dailyDigest is the first digest at or after a moment.
func dailyDigest(at time.Time, c Calendar) time.Time {
	day := c.Add(DateOf(at), 0)
	if moment := day.at(digestHour); !moment.Before(at) {
		return moment
	}
	return c.Add(day, 1).at(digestHour)
}

// weeklyDigest is the first digest of a week at or after a moment.
func weeklyDigest(at time.Time, c Calendar) time.Time {
	for monday := DateOf(at).monday(); ; monday = monday.AddDays(7) {
		if moment := c.Add(monday, 0).at(digestHour); !moment.Before(at) {
			return moment
		}
	}
}

// monday begins the week of a day.
func (d Date) monday() Date {
	day, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return d
	}
	return d.AddDays(-(int(day.Weekday()) + 6) % 7)
}

// ChooseNotices says how a person hears of what can wait.
type ChooseNotices struct {
	Person PersonID
	How    Hearing
}

// NoticesChosen is how a person hears from now on.
type NoticesChosen struct {
	How Hearing `json:"how"`
}

// EventName is the wire name.
func (*NoticesChosen) EventName() string { return "notices-chosen" }

// Sentence tells it.
func (e *NoticesChosen) Sentence(Names) string { return "chose to hear " + e.How.Plain() }

// Plain says it in words, as after "you hear".
func (h Hearing) Plain() string {
	switch h {
	case HearDaily:
		return "once a day"
	case HearWeekly:
		return "once a week"
	}
	return "at once"
}

// MayChooseNotices lets the person, the adult named for somebody under 16, an
// administrator, and an LWO of an LMG that the person takes part under choose. lmgs are
// those LMGs.
func MayChooseNotices(a Actor, person PersonID, lmgs []BodyID) error {
	if err := a.mayAct(); err != nil {
		return err
	}
	guides := func(lmg BodyID) bool { return a.Is(lmg, LWO) }
	if a.actsFor(person) || a.administers() || slices.ContainsFunc(lmgs, guides) {
		return nil
	}
	return notAllowed("How somebody hears is theirs to choose, or that of the adult named for them, their LWO or an administrator. Ask one of these.")
}

// Decide checks a choice by what is on record of the person, and gives no event where it
// stands already.
func (c ChooseNotices) Decide(a Actor, on Person, lmgs []BodyID) ([]Event, error) {
	err := firstOf(MayChooseNotices(a, c.Person, lmgs), on.CheckNotErased("person"))
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(Hearings(), c.How):
		return nil, invalid("how", "%q is not a way to hear. Choose at-once, daily or weekly.", clip(string(c.How)))
	case on.Hearing == c.How:
		return nil, nil
	}
	return []Event{&NoticesChosen{How: c.How}}, nil
}
