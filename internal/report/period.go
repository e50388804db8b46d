package report

import "github.com/cairnqi/cairn/improvement"

// Period is from one day to another, both included, in Europe/London. An empty bound is
// open.
type Period struct {
	From  improvement.Date `json:"from,omitempty"`
	Until improvement.Date `json:"until,omitempty"`
}

// Check refuses a period that ends before it begins.
func (p Period) Check() error {
	if p.From != "" && p.Until != "" && p.Until < p.From {
		return improvement.Refuse(improvement.Invalid, "until", "%s is before %s. Give the later day as the last.", p.Until.Plain(), p.From.Plain())
	}
	return nil
}

// Has tells whether a day lies in the period; no day lies in none.
func (p Period) Has(d improvement.Date) bool {
	return d != "" && d >= p.From && (p.Until == "" || d <= p.Until)
}

// Open tells that nothing bounds it.
func (p Period) Open() bool { return p == Period{} }

// Says is the period in words.
func (p Period) Says() string {
	switch {
	case p.Open():
		return "All of the record"
	case p.From == "":
		return "Up to " + p.Until.Plain()
	case p.Until == "":
		return "From " + p.From.Plain() + " on"
	}
	return p.From.Plain() + " to " + p.Until.Plain()
}
