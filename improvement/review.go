package improvement

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// ReviewStage is where a quality review stands.
type ReviewStage string

// The stages of a quality review, in their usual order.
const (
	ReviewEvaluate ReviewStage = "evaluate" // the groups and the LWO rate the joint work
	ReviewConclude ReviewStage = "conclude" // the LWO drafts what follows from it
	ReviewDecide   ReviewStage = "decide"   // the LMG decides
	ReviewImprove  ReviewStage = "improve"  // agreed; improvement actions are open
	ReviewClosed   ReviewStage = "closed"
)

// Indicator is one aspect of joint work that is rated. Configured, not coded; a review
// keeps those that it was opened with.
type Indicator struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	About string `json:"about,omitempty"` // what a good answer looks like, in a sentence
}

// JointRating is what somebody makes of one indicator, on the six-point scale, with what it
// rests on: words, items of the evidence library or tests, or both.
type JointRating struct {
	Indicator string    `json:"indicator"`
	Score     int       `json:"score"` // 1 (unsatisfactory) to 6 (excellent)
	Evidence  Words     `json:"evidence,omitzero"`
	Items     []ItemID  `json:"items,omitempty"`
	By        PersonID  `json:"by"`
	At        time.Time `json:"at"`
}

// scale are the words of the six-point scale of Education Scotland ("How good is our
// school?", 4th edition, 2015), from 1.
var scale = []string{"unsatisfactory", "weak", "adequate", "good", "very good", "excellent"}

// ScoreWord is what a score of the six-point scale is called: 5 is "very good". The
// scale is Education Scotland's, whose 3 is called "satisfactory" or "adequate".
func ScoreWord(score int) string {
	if score < 1 || score > len(scale) {
		return ""
	}
	return scale[score-1]
}

// GroupReview is the joint work of one action group, as it and the LWO rate it.
type GroupReview struct {
	Group     BodyID        `json:"group"`
	Lead      PersonID      `json:"lead"`
	Tests     []SubjectID   `json:"tests"`         // that it worked on in the period
	Own       []JointRating `json:"own,omitempty"` // a draft, until it is submitted
	Submitted time.Time     `json:"submitted,omitzero"`
	LWO       []JointRating `json:"lwo,omitempty"`
	Asked     Words         `json:"asked,omitzero"`  // why it was asked again
	Again     *AskedAgain   `json:"again,omitempty"` // while the others went on rating
	// Last is what it had submitted before it was asked again, until it submits again.
	Last *SubmittedRatings `json:"last,omitempty"`
}

// SubmittedRatings is what a group submitted, and when.
type SubmittedRatings struct {
	Ratings []JointRating `json:"ratings"`
	At      time.Time     `json:"at"`
}

// AskedAgain is a group's own time, where it was given its ratings back while the
// evaluation was open.
type AskedAgain struct {
	At    time.Time `json:"at"`
	Due   Date      `json:"due"`
	Times int       `json:"times"`
}

// Rated tells whether the group has submitted its ratings: a draft is nobody's word yet.
func (g GroupReview) Rated() bool { return !g.Submitted.IsZero() }

// Word is the group with what it last submitted, without any draft: with why it was asked
// again, where it did not submit again since.
func (g GroupReview) Word() GroupReview {
	switch {
	case g.Rated():
	case g.Last != nil:
		g.Own, g.Submitted = g.Last.Ratings, g.Last.At
	default:
		g.Own = nil
	}
	g.Last = nil
	return g
}

// DidNotSubmitAgain tells that the group's word is of before it was asked again.
func (g GroupReview) DidNotSubmitAgain() bool { return g.Rated() && !g.Asked.Empty() }

// ReviewDays is how long each stage has, in working days.
type ReviewDays struct {
	Evaluate int `json:"evaluate"` // for a group to rate its joint work
	LWO      int `json:"lwo"`      // for the LWO to rate that of each group
	Conclude int `json:"conclude"` // for the LWO to draft what follows
}

// ReviewScope is what a review is opened with. Who guides it, who leads a group, what is
// rated and the holidays change with what is filed.
type ReviewScope struct {
	Rules      int            `json:"rules"`
	LMG        BodyID         `json:"lmg"`
	Period     string         `json:"period"` // the month in which it was opened: 2026-10
	From       Date           `json:"from"`   // the work that it looks at, both days included
	To         Date           `json:"to"`
	LWO        PersonID       `json:"lwo"`
	Indicators []Indicator    `json:"indicators"`
	Groups     []GroupReview  `json:"groups"`
	Before     *EarlierReview `json:"before,omitempty"`
	Terms      Terms          `json:"terms"`
	Days       ReviewDays     `json:"days"`
	Calendar   Calendar       `json:"calendar"`
}

// QualityReview is an LMG's look at the joint work of its action groups in a period.
type QualityReview struct {
	Version int `json:"version"` // entries applied
	ReviewScope
	Opened     time.Time       `json:"opened"`
	Stage      ReviewStage     `json:"stage"`
	Since      time.Time       `json:"since"`
	Opening    int             `json:"opening"`       // how many stages were opened so far
	Due        Date            `json:"due,omitempty"` // of the stage: of the groups' ratings, or of the draft
	DueLWO     Date            `json:"due_lwo,omitempty"`
	ClosedWith Words           `json:"closed_with,omitzero"` // why the LWO ended the evaluation before all had rated
	Proposal   *ReviewProposal `json:"proposal,omitempty"`
	Approvals  int             `json:"approvals,omitempty"`
	Requests   []Words         `json:"requests,omitempty"` // for more evidence, by the LMG
	Declined   []Words         `json:"declined,omitempty"` // the LMG's reasons
	Agreed     *AgreedReview   `json:"agreed,omitempty"`
	Actions    Actions         `json:"actions,omitempty"`
	Ended      Words           `json:"ended,omitzero"` // why it ended without a decision
	ClosedAt   time.Time       `json:"closed_at,omitzero"`
	HandedOver []Handover      `json:"handed_over,omitempty"`
	HandledTo  time.Time       `json:"handled_to"` // up to when due moments are dealt with
}

// EarlierReview is the review before, with what was left of it when the next was opened.
type EarlierReview struct {
	Review SubjectID `json:"review"`
	To     Date      `json:"to"` // the last day that it looked at
	Left   []Action  `json:"left,omitempty"`
	// Unagreed: the LMG had not agreed it by then, so there was nothing to be done yet.
	Unagreed bool `json:"unagreed,omitempty"`
}

// ReviewStrength is something that goes well.
type ReviewStrength struct {
	What      Words  `json:"what"`
	Group     BodyID `json:"group,omitempty"`     // whose; empty of the LMG's joint work as a whole
	Indicator string `json:"indicator,omitempty"` // that it is about
}

// ReviewAction is what is to be done to become better.
type ReviewAction struct {
	What  Words    `json:"what"`
	Who   PersonID `json:"who"`
	Due   Date     `json:"due"`
	Group BodyID   `json:"group,omitempty"` // that it is about; empty for the joint work as a whole
}

// ReviewProposal is what the LWO proposes that the LMG agrees.
type ReviewProposal struct {
	Strengths []ReviewStrength `json:"strengths"`
	Actions   []ReviewAction   `json:"actions,omitempty"`
	Decision  Words            `json:"decision"`
	By        PersonID         `json:"by"`
	At        time.Time        `json:"at"`
}

// AgreedReview is what the LMG agreed.
type AgreedReview struct {
	Approval   SubjectID   `json:"approval"`
	Conditions []Condition `json:"conditions,omitempty"`
	Entry      int         `json:"entry"` // of the review's journal, that holds the decision
	At         time.Time   `json:"at"`
}

// Subject is the review's subject and workflow ID.
func (r *QualityReview) Subject() SubjectID { return ReviewSubject(r.LMG, r.Period) }

// Closed tells that nothing is left to do.
func (r *QualityReview) Closed() bool { return r.Stage == ReviewClosed }

// ApprovalSubject is the subject of the approval that is or was last open.
func (r *QualityReview) ApprovalSubject() SubjectID { return ApprovalSubject(r.Subject(), r.Approvals) }

// Group finds a group of the review; nil where it is not part of it.
func (r *QualityReview) Group(id BodyID) *GroupReview {
	i := slices.IndexFunc(r.Groups, func(g GroupReview) bool { return g.Group == id })
	if i < 0 {
		return nil
	}
	return &r.Groups[i]
}

// rates tells whether one of the ratings is of an indicator.
func rates(ratings []JointRating, indicator string) bool {
	return slices.ContainsFunc(ratings, func(r JointRating) bool { return r.Indicator == indicator })
}

// unrated lists the names of the indicators that ratings leave out.
func (r *QualityReview) unrated(ratings []JointRating) []string {
	var names []string
	for _, i := range r.Indicators {
		if !rates(ratings, i.ID) {
			names = append(names, i.Name)
		}
	}
	return names
}

// unratedByLWO lists the groups that the LWO has not rated whole.
func (r *QualityReview) unratedByLWO() []BodyID {
	var groups []BodyID
	for _, g := range r.Groups {
		if len(r.unrated(g.LWO)) > 0 {
			groups = append(groups, g.Group)
		}
	}
	return groups
}

// evaluated tells that every group and the LWO have rated everything.
func (r *QualityReview) evaluated() bool {
	open := slices.ContainsFunc(r.Groups, func(g GroupReview) bool { return !g.Rated() })
	return !open && len(r.unratedByLWO()) == 0
}

// RestoreReview reads a review's state as filed.
func RestoreReview(state json.RawMessage) (*QualityReview, error) {
	r := new(QualityReview)
	if err := json.Unmarshal(state, r); err != nil {
		return nil, fmt.Errorf("improvement: state of a quality review: %w", err)
	}
	return r, nil
}

func foldReview(entries []Entry) (*QualityReview, error) {
	r := new(QualityReview)
	for _, entry := range entries {
		r.Apply(entry)
	}
	return r, nil
}
