package improvement

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
)

// OutcomeID names an anticipated outcome within its test.
type OutcomeID string

// CoreOutcome is an outcome that a charter may choose. Configured, not coded.
type CoreOutcome struct {
	ID   OutcomeID `json:"id"`
	Name string    `json:"name"`
}

// AnticipatedOutcome is what a test hopes will come of it for people: chosen from the configured
// list, its name as it was at the launch, or in own words.
type AnticipatedOutcome struct {
	ID     OutcomeID `json:"id,omitempty"` // empty in tests launched before outcomes had one
	Chosen bool      `json:"chosen,omitempty"`
	Name   string    `json:"name,omitempty"` // where it was chosen
	Text   Words     `json:"text,omitzero"`  // where it was not
}

// MarshalJSON writes an outcome without an identifier as it was always written: as its
// words alone.
func (o AnticipatedOutcome) MarshalJSON() ([]byte, error) {
	if o.ID == "" && !o.Chosen {
		return json.Marshal(o.Text)
	}
	type whole AnticipatedOutcome
	return json.Marshal(whole(o))
}

// UnmarshalJSON reads either form.
func (o *AnticipatedOutcome) UnmarshalJSON(b []byte) error {
	type whole AnticipatedOutcome
	var wire struct {
		whole
		Words
	}
	if err := json.Unmarshal(b, &wire); err != nil {
		return err
	}
	*o = AnticipatedOutcome(wire.whole)
	if o.Text.Empty() {
		o.Text = wire.Words
	}
	return nil
}

// Says is the outcome for display; open opens sealed words.
func (o AnticipatedOutcome) Says(open func(Words) string) string { return cmp.Or(o.Name, open(o.Text)) }

// OutcomeProgress says how far an outcome has come.
type OutcomeProgress string

// How far an outcome has come.
const (
	OutcomeEmerging OutcomeProgress = "emerging"
	OutcomeAchieved OutcomeProgress = "achieved"
	OutcomeNotSeen  OutcomeProgress = "not-seen"
)

// OutcomeMark is how an outcome is seen at Study, with what it rests on.
type OutcomeMark struct {
	Outcome  OutcomeID       `json:"outcome"`
	Mark     OutcomeProgress `json:"mark"`
	Seen     Words           `json:"seen,omitzero"`      // what was seen
	Evidence []string        `json:"evidence,omitempty"` // IDs of items filed to the test
}

// maxCited is the most items of evidence that one mark or story cites: each stands in the
// state and in the pack.
const maxCited = 20

// chosen freezes the names of what was chosen from the list, and numbers the rest.
func (c Charter) chosen(from []CoreOutcome) (Charter, error) {
	c.Outcomes = slices.Clone(c.Outcomes)
	for i, o := range c.Outcomes {
		if !o.Chosen {
			continue
		}
		found := slices.IndexFunc(from, func(core CoreOutcome) bool { return core.ID == o.ID })
		if found < 0 {
			return c, notListed(o.ID, from)
		}
		c.Outcomes[i].Name = from[found].Name
	}
	c.Outcomes = numbered(c.Outcomes)
	return c, nil
}

func notListed(id OutcomeID, from []CoreOutcome) error {
	if len(from) == 0 {
		return invalid("outcomes", "There is no list of outcomes to choose %q from. Write the outcome in your own words.", clip(string(id)))
	}
	known := make([]string, len(from))
	for i, core := range from {
		known[i] = string(core.ID)
	}
	return invalid("outcomes", "%q is not in the list of outcomes. Choose from %s, or write your own words.", clip(string(id)), list(known))
}

// numbered gives o1, o2, … to the outcomes that have no identifier.
func numbered(outcomes []AnticipatedOutcome) []AnticipatedOutcome {
	all := slices.Clone(outcomes)
	n := 0
	for i := range all {
		for all[i].ID == "" {
			n++
			id := OutcomeID("o" + strconv.Itoa(n))
			if !slices.ContainsFunc(all, func(o AnticipatedOutcome) bool { return o.ID == id }) {
				all[i].ID = id
			}
		}
	}
	return all
}

// checkOutcomes looks at them once they are chosen and numbered.
func (c Charter) checkOutcomes() error {
	if err := listed("outcomes", len(c.Outcomes)); err != nil {
		return err
	}
	for i, o := range c.Outcomes {
		if err := CheckID("outcomes.id", string(o.ID)); err != nil {
			return err
		}
		if slices.ContainsFunc(c.Outcomes[:i], func(other AnticipatedOutcome) bool { return other.ID == o.ID }) {
			return invalid("outcomes", "Two outcomes are called %s. Keep one, or give the other an identifier of its own.", o.ID)
		}
		if !o.Chosen {
			if err := required("outcomes", o.Text, "An anticipated outcome is empty. Write it, or leave it out."); err != nil {
				return err
			}
		}
	}
	return nil
}

// Outcomes lists the anticipated outcomes. Those of a test launched before outcomes had
// an identifier are numbered.
func (t *TestOfChange) Outcomes() []AnticipatedOutcome { return numbered(t.Charter.Outcomes) }

// checkOutcomes wants each outcome marked, where the test's rules ask for it.
func (s Study) checkOutcomes(t *TestOfChange) error {
	outcomes := t.Outcomes()
	marked := map[OutcomeID]bool{}
	for _, m := range s.Outcomes {
		if !slices.ContainsFunc(outcomes, func(o AnticipatedOutcome) bool { return o.ID == m.Outcome }) {
			return unknownOutcome(m.Outcome, outcomes)
		}
		if marked[m.Outcome] {
			return invalid("outcomes.outcome", "%s is marked twice. Mark each outcome once.", m.Outcome)
		}
		marked[m.Outcome] = true
		if err := m.check(t); err != nil {
			return err
		}
	}
	for _, o := range outcomes {
		if t.Rules >= rulesWithCosts && !marked[o.ID] {
			return invalid("outcomes", "The outcome %s has no mark. Say of each anticipated outcome whether it is emerging, achieved or not-seen.", o.ID)
		}
	}
	return nil
}

func unknownOutcome(id OutcomeID, outcomes []AnticipatedOutcome) error {
	if len(outcomes) == 0 {
		return invalid("outcomes.outcome", "This test has no anticipated outcomes. Leave this out.")
	}
	known := make([]string, len(outcomes))
	for i, o := range outcomes {
		known[i] = string(o.ID)
	}
	return invalid("outcomes.outcome", "%q is not an outcome of this test. It has %s.", clip(string(id)), list(known))
}

func (m OutcomeMark) check(t *TestOfChange) error {
	switch m.Mark {
	case OutcomeEmerging, OutcomeAchieved, OutcomeNotSeen:
	default:
		return invalid("outcomes.mark", "%q does not say how far %s has come. Use emerging, achieved or not-seen.", clip(string(m.Mark)), m.Outcome)
	}
	if m.Mark != OutcomeNotSeen && m.Seen.Empty() && len(m.Evidence) == 0 {
		return invalid("outcomes.seen", "Nothing shows yet that %s is %s. Say what was seen, or name the evidence.", m.Outcome, m.Mark)
	}
	return firstOf(bounded("outcomes.seen", m.Seen), t.checkCited("outcomes.evidence", m.Evidence))
}

// checkCited wants evidence that is filed to the test.
func (t *TestOfChange) checkCited(field string, ids []string) error {
	if len(ids) > maxCited {
		return invalid(field, "There are %d items here; %d is the most. Name those that show it best.", len(ids), maxCited)
	}
	for i, id := range ids {
		if !t.hasEvidence(id) {
			return invalid(field, "No evidence %q is filed to this test. File it first, or check its name.", clip(id))
		}
		if slices.Contains(ids[:i], id) {
			return invalid(field, "%s is named twice. Name it once.", id)
		}
	}
	return nil
}

// OutcomePath is how an outcome moved from cycle to cycle.
type OutcomePath struct {
	Outcome AnticipatedOutcome `json:"outcome"`
	Marks   []CycleMark        `json:"marks,omitempty"` // of the cycles whose study marks it
}

// CycleMark is a mark with the cycle that it was given in.
type CycleMark struct {
	Cycle int `json:"cycle"`
	OutcomeMark
}

// OutcomePaths tells how each anticipated outcome moved from cycle to cycle.
func (t *TestOfChange) OutcomePaths() []OutcomePath {
	var paths []OutcomePath
	for _, o := range t.Outcomes() {
		path := OutcomePath{Outcome: o}
		for _, c := range t.Cycles {
			if mark, marked := c.mark(o.ID); marked {
				path.Marks = append(path.Marks, CycleMark{Cycle: c.Number, OutcomeMark: mark})
			}
		}
		paths = append(paths, path)
	}
	return paths
}

// mark is how the cycle's study marks an outcome, if it does.
func (c Cycle) mark(id OutcomeID) (OutcomeMark, bool) {
	if c.Study == nil {
		return OutcomeMark{}, false
	}
	i := slices.IndexFunc(c.Study.Outcomes, func(m OutcomeMark) bool { return m.Outcome == id })
	if i < 0 {
		return OutcomeMark{}, false
	}
	return c.Study.Outcomes[i], true
}
