package improvement

// AgendaFilter says for whose meeting an agenda is.
type AgendaFilter struct {
	LMG   BodyID
	Today Date // decides the status
	Since Date // decisions from that day on
	Limit int  // the most tests of each kind; 0 is PageOfTests
}

// Agenda is what a meeting of an LMG has before it of its tests of change, besides the
// decisions that wait.
type Agenda struct {
	Open    []TestLine `json:"open,omitempty"`    // the worst first
	More    bool       `json:"more,omitempty"`    // there are more than those open
	Decided []TestLine `json:"decided,omitempty"` // with a decision since the day asked for, the latest first
}

// Flagged lists those of the open tests that a meeting should hear of: stuck, in need of
// attention, or with signals that nobody has talked about.
func (a Agenda) Flagged() []TestLine {
	var flagged []TestLine
	for _, l := range a.Open {
		if l.Status == Stuck || l.Status == NeedsAttention || l.Course.Signals > 0 {
			flagged = append(flagged, l)
		}
	}
	return flagged
}
