package improvement

import (
	"slices"
	"time"
)

// reviewProposal is what an LMG is asked of a review.
const reviewProposal = "agree the review"

// PackReview is a quality review as it was frozen for the panel.
type PackReview struct {
	LMG        BodyID         `json:"lmg"`
	Period     string         `json:"period"`
	From       Date           `json:"from"`
	To         Date           `json:"to"`
	Indicators []Indicator    `json:"indicators"`
	Groups     []GroupReview  `json:"groups"`
	ClosedWith Words          `json:"closed_with,omitzero"`
	Proposal   ReviewProposal `json:"proposal"`
	Before     *EarlierReview `json:"before,omitempty"`
}

// Pack freezes what the LMG decides by. A draft is nobody's word, and not in it.
func (r *QualityReview) Pack() Pack { return r.pack(r.words()) }

// words is each group with its word.
func (r *QualityReview) words() []GroupReview {
	groups := slices.Clone(r.Groups)
	for i := range groups {
		groups[i] = groups[i].Word()
	}
	return groups
}

func (r *QualityReview) pack(groups []GroupReview) Pack {
	look := r.Look()
	look.Groups = groups
	p := Pack{Version: r.Version, Review: &look}
	p.Hash = digest(p)
	return p
}

// Request is what the review asks the LMG to decide. The panel looks at the work of all
// groups, so belonging to one of them is no interest by itself; but nobody confirms their
// own ratings: who leads a group of the review, or gave a rating, has an interest.
func (r *QualityReview) Request(panel []Seat) Request {
	panel = slices.Clone(panel)
	for i, s := range panel {
		panel[i].Interest = s.Interest || r.ratedBy(s.Person)
	}
	return Request{
		Subject: r.ApprovalSubject(), Of: r.Subject(), LMG: r.LMG, LWO: r.LWO, Lead: r.LWO, Proposal: reviewProposal,
		Pack: r.Pack(), Panel: panel, Terms: r.Terms, Calendar: r.Calendar, Rules: r.Rules,
	}
}

// ratedBy tells whether a person leads a group of the review, or gave a rating.
func (r *QualityReview) ratedBy(p PersonID) bool {
	theirs := func(rating JointRating) bool { return rating.By == p }
	return slices.ContainsFunc(r.Groups, func(g GroupReview) bool {
		return g.Lead == p || slices.ContainsFunc(g.Own, theirs) || slices.ContainsFunc(g.Word().Own, theirs) || slices.ContainsFunc(g.LWO, theirs)
	})
}

// Conclude takes the LMG's result into the review. An approval that is not the one the
// review waits for gives nothing.
func (r *QualityReview) Conclude(approval SubjectID, result Result, now time.Time) []Event {
	if r.Stage != ReviewDecide || approval != r.ApprovalSubject() {
		return nil
	}
	e := &ReviewDecided{Approval: approval, Result: result}
	if result.Verdict != Agreed {
		e.Due = r.dueIn(r.Days.Conclude, now)
	}
	return []Event{e}
}

// reviewPackRecomputed tells whether the pack of a review comes out of its journal again,
// with the drafts too: the first packs had them.
func (p Pack) reviewPackRecomputed(entries []Entry) (bool, error) {
	r, err := ReviewAt(entries, p.Version)
	if err != nil || r.Version == 0 || r.Proposal == nil {
		return false, err
	}
	return digest(r.Pack().seeing(p.Found)) == digest(p) || digest(r.pack(r.Groups).seeing(p.Found)) == digest(p), nil
}

// ReviewAt is a review as it was at a version of its journal, which is from the beginning.
func ReviewAt(entries []Entry, version int) (*QualityReview, error) {
	return guarded(func() (*QualityReview, error) { return foldReview(entries[:min(max(version, 0), len(entries))]) })
}

// ReviewFinding is what an LMG's latest agreed review found, as a later panel sees it:
// the review, frozen at the entry in which it was agreed, and what it says of one group.
// A panel that decides on no group's work, but on priorities or the next review, is given
// the review alone: its words stand in its journal.
type ReviewFinding struct {
	Review     SubjectID   `json:"review"`
	Version    int         `json:"version"` // of the review's journal, in which it was agreed
	AgreedAt   time.Time   `json:"agreed_at"`
	From       Date        `json:"from"`
	To         Date        `json:"to"`
	Group      BodyID      `json:"group,omitempty"`
	Included   bool        `json:"included"` // the group was part of the review
	Rated      bool        `json:"rated"`    // and rated its own work in time
	Indicators []TwoScores `json:"indicators,omitempty"`
	Strengths  []Words     `json:"strengths,omitempty"` // of the group, and of the joint work as a whole
	Actions    []Words     `json:"actions,omitempty"`
	Decision   Words       `json:"decision,omitzero"`
}

// TwoScores is the group's score of an indicator beside the LWO's; 0 where one is missing.
type TwoScores struct {
	Indicator Indicator `json:"indicator"`
	Group     int       `json:"group,omitempty"`
	LWO       int       `json:"lwo,omitempty"`
}

// Finding is what an agreed review found for a group, or for none; false where it is not
// agreed.
func (r *QualityReview) Finding(group BodyID) (ReviewFinding, bool) {
	if r.Agreed == nil {
		return ReviewFinding{}, false
	}
	f := ReviewFinding{Review: r.Subject(), Version: r.Agreed.Entry, AgreedAt: r.Agreed.At, From: r.From, To: r.To, Group: group}
	if group == "" {
		return f, true
	}
	f.Decision = r.Proposal.Decision
	if g := r.Group(group); g != nil {
		said := g.Word()
		f.Included, f.Rated, f.Indicators = true, said.Rated(), beside(r.Indicators, said)
	}
	for _, s := range r.Proposal.Strengths {
		if s.Group == "" || s.Group == group {
			f.Strengths = append(f.Strengths, s.What)
		}
	}
	for _, a := range r.Proposal.Actions {
		if a.Group == "" || a.Group == group {
			f.Actions = append(f.Actions, a.What)
		}
	}
	return f, true
}

// Recomputed tells whether a finding comes out of the journal of its review again.
func (f ReviewFinding) Recomputed(entries []Entry) (bool, error) {
	r, err := ReviewAt(entries, f.Version)
	if err != nil {
		return false, err
	}
	again, agreed := r.Finding(f.Group)
	return agreed && digest(again) == digest(f), nil
}

// Seeing is the request with what the LMG's latest agreed review found; nil is none.
func (r Request) Seeing(found *ReviewFinding) Request {
	r.Pack = r.Pack.seeing(found)
	return r
}

func (p Pack) seeing(found *ReviewFinding) Pack {
	if found == nil {
		return p
	}
	p.Found, p.Hash = found, ""
	p.Hash = digest(p)
	return p
}

// Submitted is the pack without what was never submitted: once the ratings are closed it is
// nobody's word. Early packs have it.
func (p PackReview) Submitted() PackReview {
	p.Groups = slices.Clone(p.Groups)
	for i, g := range p.Groups {
		if !g.Rated() {
			p.Groups[i].Own, p.Groups[i].Asked = nil, Words{}
		}
	}
	return p
}
