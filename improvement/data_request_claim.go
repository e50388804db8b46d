package improvement

import "time"

// ClaimDataRequest says that an administrator sees to a request, so that the others of the
// LMG see who does.
type ClaimDataRequest struct {
	Back bool `json:"back,omitempty"` // it is given back, for any of them to see to
}

// DataRequestClaimed tells who sees to the request.
type DataRequestClaimed struct {
	By PersonID `json:"by,omitempty"` // empty where it was given back
}

// CommandName is the wire name.
func (ClaimDataRequest) CommandName() string { return "claim" }

// People lists nobody.
func (ClaimDataRequest) People() []PersonID { return nil }

// EventName is the wire name.
func (*DataRequestClaimed) EventName() string { return "data-request-claimed" }

// Sentence tells it.
func (e *DataRequestClaimed) Sentence(Names) string { return claimSentence(e.By, "the request") }

func (c ClaimDataRequest) decideRequest(d *DataRequest, who Actor, _ time.Time) ([]Event, error) {
	by, err := claim(d.Tasks(), string(d.asksFor()), who, c.Back)
	if err != nil {
		return nil, err
	}
	return []Event{&DataRequestClaimed{By: by}}, nil
}
