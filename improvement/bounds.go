package improvement

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Bounds of what is kept and filed at once, in bytes of JSON.
const (
	// MaxStateSize is what a test's state may grow to by what people write. What ends
	// a test and what the LMG decides may carry it beyond, by a quarter at most.
	MaxStateSize = 1 << 20
	// MaxFilingSize is the most that a command may file at once: entries, state, tasks
	// and notices. It keeps well below the 2 MB that Temporal takes in one payload, as
	// what time and decisions file is not anybody's to shorten.
	MaxFilingSize = 3 << 19
)

// room is what bounds are measured in: each stage of a test finds some left by the
// stages before it, so that a full test can still be planned, studied, decided and closed.
const (
	room            = MaxStateSize / 16
	maxCharterSize  = 4 * room
	maxGrowingState = 11 * room // after points, evidence, or a proposal to go on
	maxPlannedState = 14 * room // once its plan is agreed
	maxDecisionSize = room      // all that a panel says; it stands in the test twice
	maxState        = 20 * room // after anything else
	remindersOfOne  = 4         // most notices about one task that fall due together

	maxPanelConditions = 40 // of all votes
	small              = 32 << 10
	fewTalks           = 10 // open ones; each has two tasks, far larger than the talk is in the state
)

// limits is how large a test may be after a command.
type limits struct {
	state, pack int
	leavesRoom  bool // for the reminders of all its tasks at once
	strict      bool // whatever the size was: the next stage needs the room
}

func limitsAfter(e Event) limits {
	switch e := e.(type) {
	case *PointsRecorded, *PointCorrected, *MeasureRebased, *SignalsNoticed, *EvidenceFiled, *AgreementPut:
		return limits{state: maxGrowingState, pack: 6 * room, leavesRoom: true}
	case *SignalsTalkedAbout: // it ends tasks, as a step that is done does
		return limits{state: maxGrowingState, pack: 6 * room}
	case *PlanSubmitted, *PlanAgreed:
		return limits{state: maxPlannedState, pack: 8 * room, leavesRoom: true}
	case *Studied:
		return limits{state: MaxStateSize, pack: 7 * room}
	case *NextProposed:
		if e.Act.Direction == Adapt {
			return limits{state: maxGrowingState, pack: 8 * room, strict: true}
		}
		return limits{state: MaxStateSize + room, pack: 8 * room}
	}
	return limits{state: maxState, pack: 8 * room}
}

// bears refuses events that would make the test, what the LMG decides by, or the
// filing too large. What grows no further is not refused for being large, but for a
// proposal to go on: there must be room for another plan, or the test could neither
// be planned nor ended.
func (t *TestOfChange) bears(events []Event, now time.Time) error {
	was := len(plain(t))
	if was+len(plain(events)) <= small && t.openTalks() < fewTalks {
		return nil
	}
	last := events[len(events)-1]
	if submitted, ok := last.(*PlanSubmitted); ok { // measured as agreed: the lead hears, who can shorten it
		events = append(slices.Clone(events), t.agree(&submitted.Plan, now))
	}
	f, after, err := t.filing("bounds", "", now, events)
	if err != nil {
		return err
	}
	most := limitsAfter(last)
	if is := len(f.State); is > most.state && (most.strict || is > was) {
		return full(most.state)
	}
	if is := packSize(after); is > most.pack && is > packSize(t) {
		return full(most.pack)
	}
	return f.bears(most.leavesRoom)
}

// packSize is the size of what the LMG would decide by.
func packSize(t *TestOfChange) int { return len(plain(t.Pack())) }

func full(most int) error {
	return invalid("", "This record is full: with this it would pass %d kB. Attach long texts as files, or carry on in a new test.", most>>10)
}

// bears refuses a filing beyond MaxFilingSize, and one after which all reminders at
// once would be.
func (f Filing) bears(leavesRoom bool) error {
	tasks := len(plain(f.Tasks))
	size := len(f.State) + tasks + len(plain(f.Entries)) + len(plain(f.Notices)) + len(plain(f.Summary))
	if leavesRoom {
		size = max(size, len(f.State)+(1+remindersOfOne)*tasks) + 2*room
	}
	if size > MaxFilingSize {
		return tooMuch(size)
	}
	return nil
}

func tooMuch(size int) error {
	return invalid("", "This is too much at once: with all open tasks and their notices it comes to %d kB; %d kB is the most. Shorten the longest texts, say what was made of open signals, or do or drop open steps first.", size>>10, MaxFilingSize>>10)
}

// FitsState is the first look at a command's size, before it is read: it refuses
// only what Decide would, as a filing holds the command's words in its entries, and
// beside them the state, which points and evidence never make smaller. stateBytes is
// the size of the state, commandBytes that of the command, both as JSON.
func FitsState(command string, stateBytes, commandBytes int) error {
	size := commandBytes
	switch command {
	case RecordPoints{}.CommandName(), FileEvidence{}.CommandName():
		size += stateBytes
	}
	if size > MaxFilingSize {
		return tooMuch(size)
	}
	return nil
}

// fits refuses a charter that would leave a test no room.
func (c Charter) fits() error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("improvement: charter as JSON: %w", err)
	}
	if len(text) > maxCharterSize {
		return invalid("charter", "This charter has %d kB; %d kB is the most. Shorten its texts.", len(text)>>10, maxCharterSize>>10)
	}
	return nil
}

// fitsSeat refuses what takes more than one seat's share of what a panel may say:
// nobody's vote leaves the others without words.
func (a *Approval) fitsSeat(field string, said any) error {
	share := a.mostSaid() / len(a.Panel)
	if len(plain(said)) > share {
		return invalid(field, "This is too long: of %d on the panel, each has about %d characters. Say it more briefly, or file it as evidence.", len(a.Panel), share*3/4)
	}
	return nil
}

// mostSaid is how much a panel may say: of several decisions that are asked for at once,
// as drafts one by one, each has its part of what four may have.
func (a *Approval) mostSaid() int {
	return min(maxDecisionSize, 4*maxDecisionSize/max(a.Together, 1))
}

// mostConditions is how many conditions a panel may name; of several decisions that are
// asked for at once, each has its part of what two may have.
func (a *Approval) mostConditions() int {
	return min(maxPanelConditions, max(2*maxPanelConditions/max(a.Together, 1), 1))
}

// fitsConditions refuses more conditions than the group could answer for, of all votes.
func (a *Approval) fitsConditions() error {
	n := 0
	for _, s := range a.Panel {
		if s.Vote != nil {
			n += len(s.Vote.Conditions)
		}
	}
	if most := a.mostConditions(); n > most {
		return invalid("conditions", "With these the panel would name %d conditions; %d is the most. Bring together what belongs together.", n, most)
	}
	return nil
}

// fitsMinute refuses a minute that is longer than all votes may be.
func (a *Approval) fitsMinute(m Minute) error {
	if size := len(plain(m)); size > a.mostSaid() {
		return invalid("minute", "This minute has %d kB; %d kB is the most. Shorten its reasons.", size>>10, a.mostSaid()>>10)
	}
	if n, most := len(m.Conditions), a.mostConditions(); n > most {
		return invalid("minute.conditions", "There are %d conditions; %d is the most here. Bring together what belongs together.", n, most)
	}
	return nil
}
