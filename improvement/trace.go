package improvement

import "context"

// Link leads from what something rests on to what came of it: from a voice to the
// priority that cites it, from a priority to a test, from a test to its decision.
type Link struct {
	From SubjectID `json:"from"`
	To   SubjectID `json:"to"`
}

// Traced is a subject on a path.
type Traced struct {
	Listing
	Day   Date `json:"day,omitempty"` // when it was said, seen or measured: of a voice, or an item of evidence
	Steps int  `json:"steps"`         // from the subject that was asked about
}

// Trace is where something came from, and what came of it: what a community is told as
// "you said, we did".
type Trace struct {
	Of     Traced   `json:"of"`
	Before []Traced `json:"before,omitempty"` // what it rests on, the nearest first
	After  []Traced `json:"after,omitempty"`  // what came of it, the nearest first
	Links  []Link   `json:"links,omitempty"`  // between all of these
	// More tells that there is more on that side than is listed.
	MoreBefore bool `json:"more_before,omitempty"`
	MoreAfter  bool `json:"more_after,omitempty"`
}

// MaxTraced is how many subjects a trace lists on each side.
const MaxTraced = 200

// Tracer follows links, both ways, in one query.
type Tracer interface {
	// Trace gives the path of a subject; ErrNotFound where it is not on record. What is
	// hidden from all but the safeguarding contact is as if it were not there, and so is a
	// voice that was taken back.
	Trace(ctx context.Context, subject SubjectID) (Trace, error)
}
