package improvement

import (
	"fmt"
	"slices"
	"time"
)

// PutEvidence puts items of the library before the LMG.
type PutEvidence struct {
	Items []ItemID `json:"items"`
	// Found is what the library has of them, resolved by the sender; hidden ones, and
	// those that are off the shelf, are not among them.
	Found []Shelved `json:"found,omitempty"`
}

// ReviewEvidence marks items as reviewed by the member who acts.
type ReviewEvidence struct {
	Items []ItemID `json:"items"` // all that are before the LMG where empty
}

// AskEvidence asks a person, or whoever speaks for a body, for missing evidence.
type AskEvidence struct {
	Question Words    `json:"question"`
	Of       PersonID `json:"of,omitempty"`
	Body     BodyID   `json:"body,omitempty"`
	Due      Date     `json:"due"`
	BodyIs   Body     `json:"body_is,omitzero"` // resolved by the sender; zero where not on record
}

// AnswerEvidence answers a request with items of the library.
type AnswerEvidence struct {
	Request string    `json:"request"`
	Items   []ItemID  `json:"items"`
	Note    Words     `json:"note,omitzero"`
	Found   []Shelved `json:"found,omitempty"` // resolved by the sender
}

// WaiveEvidence goes on without an answer.
type WaiveEvidence struct {
	Request string `json:"request"`
	Reason  Words  `json:"reason"`
}

// SeeLate says what a late answer changes, if anything.
type SeeLate struct {
	Request string `json:"request"`
	Says    Words  `json:"says"`
}

// CommandName is the wire name.
func (PutEvidence) CommandName() string { return "put-evidence" }

// CommandName is the wire name.
func (ReviewEvidence) CommandName() string { return "review-evidence" }

// CommandName is the wire name.
func (AskEvidence) CommandName() string { return "ask-evidence" }

// CommandName is the wire name.
func (AnswerEvidence) CommandName() string { return "answer-evidence" }

// CommandName is the wire name.
func (WaiveEvidence) CommandName() string { return "waive-evidence" }

// CommandName is the wire name.
func (SeeLate) CommandName() string { return "see-late" }

// People lists nobody.
func (PutEvidence) People() []PersonID { return nil }

// People lists nobody.
func (ReviewEvidence) People() []PersonID { return nil }

// People lists who is asked.
func (c AskEvidence) People() []PersonID {
	if c.Of == "" {
		return nil
	}
	return []PersonID{c.Of}
}

// People lists nobody.
func (AnswerEvidence) People() []PersonID { return nil }

// People lists nobody.
func (WaiveEvidence) People() []PersonID { return nil }

// People lists nobody.
func (SeeLate) People() []PersonID { return nil }

func (c PutEvidence) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(p.takesPart(who), p.in(RoundGather, RoundPropose)); err != nil {
		return nil, err
	}
	put, err := p.put("items", c.Items, c.Found, who, now)
	if err != nil {
		return nil, err
	}
	if len(put) == 0 {
		return nil, Refuse(Conflict, "items", "All of this is before the LMG already.")
	}
	return []Event{&EvidencePut{Items: put}}, nil
}

// put gives those of the items that are not before the LMG yet. What was hidden or taken
// off the shelf since it came before the LMG is named no more.
func (p *PrioritySetting) put(field string, items []ItemID, found []Shelved, who Actor, now time.Time) ([]Before, error) {
	if len(items) == 0 {
		return nil, invalid(field, "No evidence is named. Name at least one item of the library.")
	}
	if err := listed(field, len(items)); err != nil {
		return nil, err
	}
	var put []Before
	for _, item := range items {
		i := slices.IndexFunc(found, func(s Shelved) bool { return s.ID == item })
		there := p.before(item) != nil || slices.ContainsFunc(put, func(b Before) bool { return b.Item == item })
		switch {
		case i < 0 || found[i].Hidden || found[i].Off:
			return nil, Refuse(NotFound, field, "%q is not in the library of evidence. Look it up there, or file it first.", clip(string(item)))
		case there:
			continue
		}
		s := found[i]
		put = append(put, Before{Item: s.ID, Kind: s.Kind, Strength: s.Strength, Theme: s.Theme, Locality: s.Locality, By: who.Person, At: Moment(now)})
	}
	if n := len(p.Before) + len(put); n > maxRoundItems {
		return nil, invalid(field, "%d items would be before the LMG; %d is the most. Choose those that matter.", n, maxRoundItems)
	}
	return put, nil
}

func (c ReviewEvidence) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	if !who.Is(p.LMG, Chair, Deputy, Member, LWO) {
		return nil, notAllowed("Members of %s mark evidence as reviewed.", p.LMG)
	}
	if err := p.in(RoundGather, RoundPropose, RoundAgree); err != nil { // what came late is read during the vote
		return nil, err
	}
	items := c.Items
	if len(items) == 0 {
		for _, b := range p.Before {
			items = append(items, b.Item)
		}
	}
	var reviewed []ItemID
	for _, item := range items {
		b := p.before(item)
		if b == nil {
			return nil, Refuse(NotFound, "items", "%q is not before the LMG. Check its name in the list of what is, or put it there first.", clip(string(item)))
		}
		if !slices.Contains(b.Reviewed, who.Person) && !slices.Contains(reviewed, item) {
			reviewed = append(reviewed, item)
		}
	}
	if len(reviewed) == 0 {
		return nil, Refuse(Conflict, "items", "There is nothing that you have not reviewed already.")
	}
	return []Event{&EvidenceReviewed{Items: reviewed}}, nil
}

func (c AskEvidence) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(
		p.maySteer(who), p.in(RoundGather, RoundPropose),
		requiredLine("question", c.Question, "The question is empty. Say what you would like to know."),
		checkDue("due", c.Due, now),
	); err != nil {
		return nil, err
	}
	if len(p.Requests) >= maxRoundRequests {
		return nil, invalid("question", "There are %d requests in this round, which is the most. Bring questions together.", len(p.Requests))
	}
	r := EvidenceRequest{
		ID: fmt.Sprintf("r%d", len(p.Requests)+1), Question: c.Question, Of: c.Of, Due: c.Due,
		GivenUp: p.Calendar.Add(c.Due, p.Terms.unanswered()), Asked: Moment(now), By: who.Person, Status: RequestOpen,
	}
	switch {
	case (c.Of == "") == (c.Body == ""):
		return nil, invalid("of", "Ask either a person or a body: name one of the two.")
	case c.Body != "":
		role, speaks := speaksFor[c.BodyIs.Kind]
		if c.BodyIs.ID != c.Body || !speaks {
			return nil, invalid("body", "%q is neither an LMG nor an action group on record. Ask a person who can speak for it.", clip(string(c.Body)))
		}
		r.Body, r.Role = c.Body, role
	}
	return []Event{&EvidenceAsked{Request: r}}, nil
}

// speaksFor says who answers for a body that is asked.
var speaksFor = map[BodyKind]Role{LMG: Clerk, ActionGroup: GroupLead}

func (c AnswerEvidence) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	r := p.request(c.Request)
	switch {
	case r == nil:
		return nil, Refuse(NotFound, "request", "There is no request %q in this round.", clip(c.Request))
	case !p.mayAnswer(*r, who):
		return nil, notAllowed("Whoever was asked answers request %s, or the Locality Wellbeing Officer or the clerk of %s for them.", r.ID, p.LMG)
	case r.Status == RequestAnswered:
		return nil, Refuse(Conflict, "request", "Request %s was answered on %s. File further evidence to the library, and put it before the LMG.", r.ID, DateOf(r.Settled).Plain())
	}
	if err := bounded("note", c.Note); err != nil {
		return nil, err
	}
	put, err := p.put("items", c.Items, c.Found, who, now)
	if err != nil {
		return nil, err
	}
	late := r.Status != RequestOpen || !slices.Contains([]RoundStage{RoundGather, RoundPropose}, p.Stage)
	answered := &EvidenceAnswered{Request: r.ID, Items: once(c.Items), Note: c.Note, Put: put, Late: late}
	if late {
		answered.Due = p.Calendar.Add(DateOf(now), p.Terms.Agree)
	}
	return []Event{answered}, nil
}

// mayAnswer lets whoever was asked answer, and the LMG's LWO and clerk for them.
func (p *PrioritySetting) mayAnswer(r EvidenceRequest, who Actor) bool {
	speaks := r.Body != "" && who.Is(r.Body, r.Role)
	return speaks || who.actsFor(r.Of) || who.Is(p.LMG, LWO, Clerk)
}

func (c WaiveEvidence) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(p.maySteer(who), p.in(RoundGather, RoundPropose)); err != nil {
		return nil, err
	}
	switch r := p.request(c.Request); {
	case r == nil:
		return nil, Refuse(NotFound, "request", "There is no request %q in this round.", clip(c.Request))
	case r.Status != RequestOpen:
		return nil, wrongStage("Request %s is %s already.", r.ID, r.Status)
	}
	if err := required("reason", c.Reason, "Say why the LMG can go on without it."); err != nil {
		return nil, err
	}
	return []Event{&EvidenceWaived{Request: c.Request, Reason: c.Reason}}, nil
}

func (c SeeLate) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	if err := p.maySteer(who); err != nil {
		return nil, err
	}
	r := p.request(c.Request)
	if r == nil || !r.Late {
		return nil, Refuse(NotFound, "request", "No answer to a request %q came late in this round.", clip(c.Request))
	}
	if !r.Seen.Empty() {
		return nil, Refuse(Conflict, "request", "What the late answer to %s changes is on record already.", r.ID)
	}
	if err := requiredLine("says", c.Says, "Say what it changes, if only that it changes nothing."); err != nil {
		return nil, err
	}
	return []Event{&LateEvidenceSeen{Request: r.ID, Says: c.Says}}, nil
}
