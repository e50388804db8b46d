package improvement

import "time"

// ClaimRequest says that somebody sees to a request for evidence which waits for a group or
// an LMG, so that the others who speak for it see who does.
type ClaimRequest struct {
	Request string `json:"request"`
	Back    bool   `json:"back,omitempty"` // it is given back, for any of them to see to
}

// RequestClaimed tells who sees to a request.
type RequestClaimed struct {
	Request string   `json:"request"`
	By      PersonID `json:"by,omitempty"` // empty where it was given back
}

// CommandName is the wire name.
func (ClaimRequest) CommandName() string { return "claim-request" }

// People lists nobody.
func (ClaimRequest) People() []PersonID { return nil }

// EventName is the wire name.
func (*RequestClaimed) EventName() string { return "request-claimed" }

// Sentence tells it.
func (e *RequestClaimed) Sentence(Names) string { return claimSentence(e.By, "request "+e.Request) }

func (c ClaimRequest) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	if p.request(c.Request) == nil {
		return nil, Refuse(NotFound, "request", "There is no request %q in this round.", clip(c.Request))
	}
	by, err := claim(p.Tasks(), requestTask(c.Request), who, c.Back)
	if err != nil {
		return nil, err
	}
	return []Event{&RequestClaimed{Request: c.Request, By: by}}, nil
}

// requestTask is the key of the task that a request is while it is open.
func requestTask(request string) string { return "request/" + request }
