package web

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// decisionPage is a decision that an LMG is asked for: what is asked, how the votes
// stand, what changed since, and the pack.
type decisionPage struct {
	Title, Asks, Stands string
	Offers              []decisionLink
	Yours               string // what the reader's part in it is, where they have one
	Votes               votesView
	Open                bool // what came since the pack was frozen is still to be seen
	Since               []sinceView
	Frozen              improvement.Date
	Hash                string // the first of the pack's hash, as people compare it
	From                string // the page of what asked
	Test                *testPack
	Round               *roundPack
	Review              *reviewPack
	Found               *foundView
	Last                *agreedReview
}

func (p decisionPage) head() head {
	return head{Template: "decision", Title: p.Title, Label: "Decision", Crumbs: []crumb{{"Your tasks", "/"}, {"Decisions", "/decisions"}},
		Help: "What the Locality Management Group is asked, all that it decides by, and how the votes stand."}
}

// decisionLink is something that the reader may do about a decision.
type decisionLink struct{ Path, Says string }

// decisionPath is the page of a decision. Its address has one part, so that forms may
// follow: what asked, without the kind where that is a test, and the decision's number.
func decisionPath(approval improvement.SubjectID) string {
	id := strings.TrimPrefix(approval.ID(), string(improvement.KindTest)+"/")
	return "/decisions/" + url.PathEscape(strings.ReplaceAll(id, "/", "."))
}

// decisionNamed is the approval that the address names.
func decisionNamed(name string) improvement.SubjectID {
	id := strings.ReplaceAll(name, ".", "/")
	if strings.Count(id, "/") == 1 {
		id = string(improvement.KindTest) + "/" + id
	}
	return improvement.SubjectID(string(improvement.KindApproval) + "/" + id)
}

// approval gives the decision in the address.
func (v *visit) approval(ctx context.Context) (*improvement.Approval, error) {
	_, state, err := v.Record.State(ctx, decisionNamed(v.path("decision")))
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, improvement.Refuse(improvement.NotFound, "", "There is no decision called %q. Look for it in the list of decisions.", v.path("decision"))
	}
	if err != nil {
		return nil, err
	}
	a, err := improvement.RestoreApproval(state)
	if err == nil && !decisionShown(v.who, a.Of.Kind(), a.LMG, a.Closed()) {
		err = improvement.ErrNotFound
	}
	return a, err
}

// decisionShown tells whether somebody may read a decision. While it is open, what an LMG
// drafts for its locality, and how it rates its groups, is its own.
func decisionShown(who improvement.Actor, of improvement.Kind, lmg improvement.BodyID, closed bool) bool {
	return closed || of == improvement.KindTest || seesDrafts(who, lmg)
}

func showDecision(ctx context.Context, v *visit) (answer, error) {
	a, err := v.approval(ctx)
	if err != nil {
		return answer{}, err
	}
	page := decisionPage{Open: !a.Closed(), Frozen: improvement.DateOf(a.FirstOpened()), Hash: a.Pack.Hash[:min(12, len(a.Pack.Hash))]}
	switch a.Of.Kind() {
	case improvement.KindTest:
		err = v.showTestPack(ctx, a, &page)
	case improvement.KindRound:
		err = v.showRoundPack(ctx, a, &page)
	case improvement.KindReview:
		err = v.showReviewPack(ctx, a, &page)
	}
	if err != nil {
		return answer{}, err
	}
	page.Title = wording.Capital(v.words.Title(a.Subject, a.Title))
	page.Asks = fmt.Sprintf("%s decides %s.", v.words.Body(a.LMG), a.Asks())
	page.Stands, page.Yours = decisionStands(a), partIn(a, v.who)
	page.Votes, page.Offers = v.votes(a), v.offersOf(a)
	return show(page)
}

// meetPanel reads the names that a decision shows, with others of its pack.
func (v *visit) meetPanel(ctx context.Context, a *improvement.Approval, people []improvement.PersonID, bodies []improvement.BodyID) error {
	people = append(people, v.who.Person, a.LWO, a.Lead)
	conditions := []improvement.Condition{}
	for _, s := range a.Panel {
		people = append(people, s.Person)
		if s.Vote != nil {
			conditions = append(conditions, s.Vote.Conditions...)
		}
	}
	if a.Minute != nil {
		people = append(people, a.Minute.Present...)
		conditions = append(conditions, a.Minute.Conditions...)
	}
	for _, c := range conditions {
		people = append(people, c.Who)
	}
	if a.Pack.Found != nil {
		bodies = append(bodies, a.Pack.Found.Group)
	}
	return v.meet(ctx, people, append(bodies, a.LMG))
}

// decisionStands says in a sentence where a decision stands.
func decisionStands(a *improvement.Approval) string {
	switch {
	case !a.Closed() && len(a.Panel) == 0:
		return "Nobody was on the panel when this was asked, so nobody may decide. Once the group has a chair and members, the Locality Wellbeing Officer takes it back, and it is asked anew."
	case !a.Closed() && a.Eligible() == 0:
		return "Everyone on the panel has an interest, so nobody may decide. The Locality Wellbeing Officer takes it back."
	case a.Status == improvement.ApprovalLapsed:
		return "Voting ended without a decision. The Locality Wellbeing Officer settles it by " + a.SettleBy.Plain() + "."
	case !a.Closed() && a.NeedsMeeting():
		return fmt.Sprintf("%s free to vote, too few. It is decided in a meeting, by %s.", freeToVote(a.Eligible()), a.Deadline.Plain())
	case !a.Closed() && a.Extended:
		return "Votes are open until " + a.Deadline.Plain() + ". There was more time given, and there will be no more."
	case !a.Closed():
		return "Votes are open until the end of " + a.Deadline.Plain() + "."
	}
	by := ""
	if a.Result.ByMeeting {
		by = ", in a meeting"
	}
	return fmt.Sprintf("Decided on %s%s: %s.", improvement.DateOf(a.Result.At).Plain(), by, verdictWord(a.Result.Verdict))
}

func freeToVote(n int) string {
	if n == 1 {
		return "Only one on the panel is"
	}
	return fmt.Sprintf("Only %d on the panel are", n)
}

// verdictWord says how a decision ended.
func verdictWord(v improvement.Verdict) string {
	switch v {
	case improvement.WantsEvidence:
		return "more evidence is wanted"
	case improvement.Declined:
		return "not agreed"
	case improvement.Returned:
		return "taken back by the Locality Wellbeing Officer"
	case improvement.Withdrawn:
		return "withdrawn, as what asked for it ended"
	}
	return string(v)
}

// decisionTaskPath is the page where a task of a decision is done: the decision itself,
// where its pack is read first.
func decisionTaskPath(t improvement.Task) string {
	if t.Kind == improvement.TaskMeeting {
		return decisionPath(t.Subject) + "/minute"
	}
	return decisionPath(t.Subject)
}
