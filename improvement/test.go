package improvement

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Stage is where a test of change stands.
type Stage string

// The stages, in their usual order.
const (
	StagePlan     Stage = "plan"      // the lead writes the plan
	StageAgree    Stage = "agree"     // the LWO agrees it or sends it back
	StageDo       Stage = "do"        // the group carries it out
	StageStudy    Stage = "study"     // the lead sets results beside predictions
	StageAct      Stage = "act"       // the lead proposes what happens next
	StageBegin    Stage = "begin"     // a further cycle was granted ahead: the LWO begins it
	StageDecide   Stage = "decide"    // the LMG decides
	StageFollowUp Stage = "follow-up" // decided; the gain's check and the LMG's conditions are open
	StageClosed   Stage = "closed"
)

// Stages lists the stages in their usual order.
func Stages() []Stage {
	return []Stage{
		StagePlan, StageAgree, StageDo, StageStudy, StageAct, StageBegin, StageDecide, StageFollowUp, StageClosed,
	}
}

// Pause stops everything from falling due until a day.
type Pause struct {
	Since  Date  `json:"since"`
	Until  Date  `json:"until"`
	Reason Words `json:"reason"`
}

// Grant is what the LMG allowed ahead: so many further cycles until a day.
type Grant struct {
	Left  int  `json:"left"`
	Until Date `json:"until,omitempty"`
}

// Check is the later look at whether an adopted gain held.
type Check struct {
	Due  Date      `json:"due"`
	Held string    `json:"held,omitempty"` // yes, partly, no
	Says Words     `json:"says,omitzero"`
	At   time.Time `json:"at,omitzero"`
}

// TestOfChange is a small change tried in one locality by PDSA cycles.
type TestOfChange struct {
	Version    int           `json:"version"` // entries applied
	Rules      int           `json:"rules"`   // version of the rules it runs by
	Charter    Charter       `json:"charter"`
	LWO        PersonID      `json:"lwo"`
	Terms      Terms         `json:"terms"`
	Calendar   Calendar      `json:"calendar"`
	Launched   time.Time     `json:"launched"`
	Stage      Stage         `json:"stage"`
	Since      time.Time     `json:"since"`         // when the stage began
	Opening    int           `json:"opening"`       // how many stages were opened so far: tells one opening from another
	Due        Date          `json:"due,omitempty"` // when the stage's own task is due
	Paused     *Pause        `json:"paused,omitempty"`
	Cycles     []Cycle       `json:"cycles"`
	Series     []Series      `json:"series"`          // one per measure of the charter, in its order
	Talks      []Talk        `json:"talks,omitempty"` // about signals, in their order
	Evidence   []EvidenceRef `json:"evidence,omitempty"`
	Remarks    []int         `json:"remarks,omitempty"`   // the journal entries that hold them
	Agreement  *Agreement    `json:"agreement,omitempty"` // its latest version
	Grant      *Grant        `json:"grant,omitempty"`
	Approvals  int           `json:"approvals,omitempty"` // opened so far
	GainCheck  *Check        `json:"gain_check,omitempty"`
	Conclusion Direction     `json:"conclusion,omitempty"` // adopt or abandon, once decided
	ClosedAt   time.Time     `json:"closed_at,omitzero"`
	HandedOver []Handover    `json:"handed_over,omitempty"`
	HandledTo  time.Time     `json:"handled_to"` // up to when due moments are dealt with
}

// Handover keeps who had what.
type Handover struct {
	From PersonID  `json:"from"`
	To   PersonID  `json:"to"`
	At   time.Time `json:"at"`
	// StepsOnly tells that From neither led the test nor guided it as its LWO.
	StepsOnly bool `json:"steps_only,omitempty"`
}

// given counts how often a role, and the tasks that go with it, came to a person.
func given(handovers []Handover, to PersonID) int {
	n := 0
	for _, h := range handovers {
		if h.To == to && !h.StepsOnly {
			n++
		}
	}
	return n
}

// Subject is the test's subject and workflow ID.
func (t *TestOfChange) Subject() SubjectID { return TestSubject(t.Charter.ID) }

// Cycle is the current cycle.
func (t *TestOfChange) Cycle() *Cycle { return &t.Cycles[len(t.Cycles)-1] }

// Closed tells that nothing is left to do.
func (t *TestOfChange) Closed() bool { return t.Stage == StageClosed }

// ApprovalSubject is the subject of the approval that is or was last open.
func (t *TestOfChange) ApprovalSubject() SubjectID {
	return ApprovalSubject(t.Subject(), t.Approvals)
}

// step finds a step of any cycle.
func (t *TestOfChange) step(id StepID) *Step {
	for c := range t.Cycles {
		for s := range t.Cycles[c].Steps {
			if t.Cycles[c].Steps[s].ID == id {
				return &t.Cycles[c].Steps[s]
			}
		}
	}
	return nil
}

// openSteps lists the steps that are open, of any cycle.
func (t *TestOfChange) openSteps() []*Step {
	var steps []*Step
	for c := range t.Cycles {
		for s := range t.Cycles[c].Steps {
			if t.Cycles[c].Steps[s].open() {
				steps = append(steps, &t.Cycles[c].Steps[s])
			}
		}
	}
	return steps
}

// blocking lists the open steps that Do cannot end with: all but collections,
// which end with it, and the LMG's conditions, which are carried on until the test
// closes.
func (t *TestOfChange) blocking() []StepID {
	var ids []StepID
	for _, s := range t.openSteps() {
		if s.Measure == "" && !s.Condition {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func (t *TestOfChange) series(m MeasureID) *Series {
	i := slices.IndexFunc(t.Series, func(s Series) bool { return s.Measure == m })
	if i < 0 {
		return nil
	}
	return &t.Series[i]
}

// Points counts the points of all measures.
func (t *TestOfChange) Points() int {
	n := 0
	for _, s := range t.Series {
		n += len(s.Points)
	}
	return n
}

// checkMeasure refuses a measure that the charter does not have.
func (t *TestOfChange) checkMeasure(field string, m MeasureID, optional bool) error {
	if optional || t.series(m) != nil {
		return nil
	}
	known := make([]string, len(t.Series))
	for i, s := range t.Series {
		known[i] = string(s.Measure)
	}
	return invalid(field, "%q is not a measure of this test. It has %s.", clip(string(m)), list(known))
}

// hasEvidence tells whether an item of that ID is filed.
func (t *TestOfChange) hasEvidence(id string) bool {
	return slices.ContainsFunc(t.Evidence, func(e EvidenceRef) bool { return e.ID == id })
}

// RestoreTest reads a test's state as filed.
func RestoreTest(state json.RawMessage) (*TestOfChange, error) {
	t := new(TestOfChange)
	if err := json.Unmarshal(state, t); err != nil {
		return nil, fmt.Errorf("improvement: state of a test of change: %w", err)
	}
	return t, nil
}

func foldTest(entries []Entry) (*TestOfChange, error) {
	t := new(TestOfChange)
	for _, entry := range entries {
		t.Apply(entry)
	}
	return t, nil
}
