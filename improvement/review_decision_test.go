package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestConclusionsAreChecked(t *testing.T) {
	l := openedReview(t)
	l.refuse(officer, conclusions(), WrongStage, "")
	l.evaluated()
	l.refuse(lead, conclusions(), NotAllowed, "as")
	for field, change := range map[string]func(*ReviewProposal){
		"strengths":           func(p *ReviewProposal) { p.Strengths = nil },
		"strengths.what":      func(p *ReviewProposal) { p.Strengths[0].What = Words{} },
		"strengths.group":     func(p *ReviewProposal) { p.Strengths[0].Group = "no-group" },
		"strengths.indicator": func(p *ReviewProposal) { p.Strengths[0].Indicator = "pace" },
		"actions.what":        func(p *ReviewProposal) { p.Actions[0].What = Words{} },
		"actions.who":         func(p *ReviewProposal) { p.Actions[0].Who = "" },
		"actions.due":         func(p *ReviewProposal) { p.Actions[0].Due = "2026-01-30" },
		"actions.group":       func(p *ReviewProposal) { p.Actions[0].Group = "no-group" },
		"actions":             func(p *ReviewProposal) { p.Actions = slices.Repeat(p.Actions, 11) },
		"decision":            func(p *ReviewProposal) { p.Decision = Words{} },
	} {
		c := conclusions()
		change(&c.Proposal)
		l.refuse(officer, c, Invalid, field)
	}
	l.proposed()
	if got := conclusions().People(); !slices.Equal(got, []PersonID{"parent", "officer"}) {
		t.Errorf("it names %v", got)
	}
	l.wants(ReviewDecide)
}

func TestWhatTheLMGDecides(t *testing.T) {
	for _, tt := range []struct {
		result Result
		stage  ReviewStage
		tasks  []TaskKind
	}{
		{Result{Verdict: Agreed}, ReviewImprove, []TaskKind{TaskAction, TaskAction}},
		{Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the network")}}}, ReviewImprove, []TaskKind{TaskAction, TaskAction, TaskAction}},
		{Result{Verdict: WantsEvidence, Reasons: []Words{words("What do pupils say?")}}, ReviewConclude, []TaskKind{TaskConclude}},
		{Result{Verdict: Declined, Reasons: []Words{words("Too vague")}}, ReviewConclude, []TaskKind{TaskConclude}},
		{Result{Verdict: Returned, Reasons: []Words{words("Nobody voted")}}, ReviewConclude, []TaskKind{TaskConclude}},
		{Result{Verdict: Withdrawn}, ReviewConclude, []TaskKind{TaskConclude}},
	} {
		l := openedReview(t).evaluated().proposed()
		if l.review.Conclude("approval/another/1", tt.result, l.now) != nil {
			t.Error("another approval was taken for this one")
		}
		l.conclude(tt.result)
		l.wants(tt.stage, tt.tasks...)
		if told := l.told(NoticeDecision); !slices.Equal(told, []string{"lead", "officer", "parent"}) {
			t.Errorf("%s: told %v", tt.result.Verdict, told)
		}
		if tt.result.Verdict == WantsEvidence {
			l.do(officer, AskAgain{Group: breakfast, Reason: words("Ask the pupils")})
			l.wants(ReviewEvaluate, TaskRate)
		}
		l.verify()
	}
}

// Actions and conditions are somebody's, by a day, and the review closes with the last.
func TestImprovementActionsCloseTheReview(t *testing.T) {
	l := openedReview(t).evaluated().proposed()
	l.conclude(Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the network")}, {What: words("Ask the school"), Who: "teacher", Due: "2026-03-06"}}})
	a := l.review.Actions
	if len(a) != 4 || a[2].Who != "officer" || a[2].Due != "2026-02-16" || a[3].Who != "teacher" || a[3].Due != "2026-03-06" {
		t.Fatalf("the actions are %+v", a)
	}
	l.refuse(parent, CompleteAction{Action: "a4"}, NotAllowed, "as")
	l.refuse(parent, DropAction{Action: "a1", Reason: words("x")}, NotAllowed, "as")
	l.do(parent, CompleteAction{Action: "a1"})
	l.do(teacher, CompleteAction{Action: "a4", Note: words("They will")})
	l.do(officer, ChangeAction{Action: "a2", To: "helper", Due: "2026-06-01", Reason: words("She has the list")})
	if got := l.told(NoticeTask); !slices.Equal(got, []string{"helper"}) {
		t.Errorf("told %v of the action that is now theirs", got)
	}
	l.until(at("2026-02-18 12:00"))
	if l.review.Actions.Left() != 2 {
		t.Errorf("%d are left", l.review.Actions.Left())
	}
	l.do(officer, DropAction{Action: "a3", Reason: words("The newsletter did")})
	l.do(helper, CompleteAction{Action: "a2"})
	l.wants(ReviewClosed)
	if told := l.told(NoticeClosed); !slices.Equal(told, []string{"east/chair", "lead", "officer", "parent"}) {
		t.Errorf("told %v", told)
	}
	for _, blank := range ReviewCommands() {
		l.refuse(officer, blank, WrongStage, "")
	}
	l.verify()
	if on, err := ClosedOn(KindReview, stateOf(t, l.review)); err != nil || on != "2026-02-18" {
		t.Errorf("closed on %s, %v", on, err)
	}
	if names := Roots(); !slices.Contains(names, KindReview) {
		t.Error("recover would not start it again")
	}
}

func TestAReviewWithoutActionsClosesWithItsDecision(t *testing.T) {
	l := openedReview(t).evaluated()
	c := conclusions()
	c.Proposal.Actions = nil
	l.do(officer, c)
	l.conclude(Result{Verdict: Agreed}).wants(ReviewClosed)
}

// Nobody confirms their own ratings; belonging to a group is no interest by itself.
func TestWhoHasAnInterestInAReview(t *testing.T) {
	l := openedReview(t)
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4)}})
	l.evaluated().proposed()
	panel := []Seat{{Person: "m1", Role: Chair}, {Person: "lead", Role: Member}, {Person: "helper", Role: Member}, {Person: "of-the-group", Role: Member}, {Person: "officer", Role: Deputy}}
	var with []PersonID
	for _, s := range l.review.Request(panel).Panel {
		if s.Interest {
			with = append(with, s.Person)
		}
	}
	if !slices.Equal(with, []PersonID{"lead", "officer"}) { // the helper's rating was replaced by the lead's
		t.Errorf("an interest have %v", with)
	}
	if panel[1].Interest {
		t.Error("the caller's panel was changed")
	}
}

func TestAReviewIsHandedOver(t *testing.T) {
	l := openedReview(t)
	over := func(from, to Actor) HandOver {
		return HandOver{From: from.Person, To: to.Person, ToRoles: to.Roles, ToAdult: to.NamedAdult, Reason: words("leave")}
	}
	l.refuse(lead, over(lead, helper), NotAllowed, "as")
	l.refuse(officer, over(lead, lead), Invalid, "to")
	l.refuse(officer, over(helper, lead), Invalid, "from") // has no part
	l.refuse(officer, over(lead, parent), Invalid, "to")   // of another group
	l.refuse(officer, over(lead, pupil), Invalid, "to")
	l.refuse(officer, over(officer, lead), Invalid, "to")
	l.refuse(officer, HandOver{From: "lead", To: "helper", ToRoles: helper.Roles}, Invalid, "reason")
	l.do(officer, over(lead, helper))
	if told := l.told(NoticeTask); !slices.Equal(told, []string{"helper"}) {
		t.Errorf("told %v", told)
	}
	l.do(admin, over(officer, officer2))
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 4), score("impact", 4)}})
	l.do(helper, SubmitRatings{Group: breakfast})
	l.do(officer2, CloseEvaluation{Reason: words("half term")})
	if owner := l.review.Tasks()[0].Owner; owner != "officer-two" {
		t.Errorf("the draft is for %s", owner)
	}
	l.do(officer2, conclusions())
	l.conclude(Result{Verdict: Agreed})
	l.do(officer2, HandOver{From: "parent", To: "lead", ToRoles: []Membership{{Body: families, Person: "lead", Role: GroupMember}}, Reason: words("moves")})
	if who := l.review.Actions[0].Who; who != "lead" || l.review.Actions[0].Given != 1 {
		t.Errorf("the action is %s's", who)
	}
	if len(l.review.HandedOver) != 3 || l.review.HasPart("parent") {
		t.Errorf("handed over: %+v", l.review.HandedOver)
	}
	l.verify()
}

// The pack is what the journal gives, and nothing else.
func TestTheReviewsPackIsComputedAgain(t *testing.T) {
	l := openedReview(t).evaluated().proposed()
	panel, _ := seats(4)
	b := newBallot(t, l.now, panel).open(l.review.Request(panel))
	l.conclude(Result{Verdict: Agreed})
	if same, err := b.approval.PackRecomputed(l.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
	b.approval.Pack.Review.Groups[0].LWO[0].Score++
	if same, _ := b.approval.PackRecomputed(l.journal); same {
		t.Error("a score was changed, and nobody noticed")
	}
	b.approval.Pack.Review.Groups[0].LWO[0].Score--
	if same, _ := b.approval.PackRecomputed(l.journal[:3]); same {
		t.Error("it was computed without its proposal")
	}
}

// A draft that was never submitted is nobody's word: the panel is not given it. Packs of
// before that have it are still computed again.
func TestAPackHasNoDraft(t *testing.T) {
	l := openedReview(t)
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 2)}})
	l.do(officer, RateAsLWO{Group: breakfast, Ratings: []JointRating{score("planning", 5), score("impact", 4)}})
	l.do(officer, CloseEvaluation{Reason: words("half term")})
	l.proposed()
	panel, _ := seats(4)
	request := l.review.Request(panel)
	if g := request.Pack.Review.Groups[0]; len(g.Own) != 0 || len(g.LWO) != 2 || len(l.review.Group(breakfast).Own) != 1 {
		t.Errorf("the panel is given %+v", g)
	}
	for name, groups := range map[string][]GroupReview{"without the draft": request.Pack.Review.Groups, "with it": l.review.Groups} {
		r := request
		look := *r.Pack.Review
		look.Groups = groups
		r.Pack.Review = &look
		b := newBallot(t, l.now, panel).open(r.Seeing(&ReviewFinding{})) // which hashes it anew
		if same, err := b.approval.PackRecomputed(l.journal); err != nil || !same {
			t.Errorf("%s it is computed again: %v, %v", name, same, err)
		}
	}
}

// Where the LMG decides on priorities, or on the next review, it is given the latest
// agreed one by itself; the words stand in that journal.
func TestDecisionsOnNoGroupsWorkSeeTheReview(t *testing.T) {
	l := openedReview(t).evaluated().proposed().conclude(Result{Verdict: Agreed})
	found, agreed := l.review.Finding("")
	if !agreed || found.Review != l.review.Subject() || found.Version != l.review.Agreed.Entry || len(found.Strengths)+len(found.Actions) != 0 || !found.Decision.Empty() {
		t.Errorf("found %+v", found)
	}
	if same, err := found.Recomputed(l.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
	again, err := ReviewAt(l.journal, found.Version)
	if err != nil || again.Agreed == nil || len(again.Proposal.Strengths) != 2 {
		t.Errorf("its words: %+v, %v", again.Proposal, err)
	}
	panel, _ := seats(4)
	next := openedReview(t).evaluated().proposed()
	b := newBallot(t, next.now, panel).open(next.review.Request(panel).Seeing(&found))
	if same, err := b.approval.PackRecomputed(next.journal); err != nil || !same || b.approval.Pack.Found == nil {
		t.Errorf("the next review's pack: %v, %v", same, err)
	}
	round := openedRound(t)
	round.do(officer, putting("evidence/meals")).do(chair, ReviewEvidence{}).do(officer, MoveRound{To: RoundPropose}).drafts("meals")
	round.do(officer2, calling("2026-03-13", "chair")).do(chair, scoring("meals", 5)).do(officer2, PutToVote{})
	request := round.round.Request(round.round.Waiting()[0], panel)
	b = newBallot(t, round.now, panel).open(request.Seeing(&found))
	if same, err := b.approval.PackRecomputed(round.journal); err != nil || !same || b.approval.Pack.Hash == request.Pack.Hash {
		t.Errorf("the round's pack: %v, %v", same, err)
	}
}

// What the latest review found goes into the pack of a later test, is covered by its hash,
// and comes out of the review's journal again.
func TestALaterPackSeesTheReview(t *testing.T) {
	l := openedReview(t)
	if _, agreed := l.review.Finding(breakfast); agreed {
		t.Error("a review that is not agreed has found something")
	}
	l.evaluated().proposed().conclude(Result{Verdict: Agreed})
	l.do(parent, CompleteAction{Action: "a1"}) // what is done since changes nothing
	found, agreed := l.review.Finding(breakfast)
	if !agreed || !found.Included || !found.Rated || len(found.Indicators) != 2 || found.Indicators[0].Group != 5 || found.Indicators[0].LWO != 3 ||
		len(found.Strengths) != 2 || len(found.Actions) != 1 {
		t.Fatalf("found %v %+v", agreed, found)
	}
	if same, err := found.Recomputed(l.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
	if other, _ := l.review.Finding("no-group"); other.Included || len(other.Indicators) != 0 || len(other.Strengths) != 1 {
		t.Errorf("of a group that was not part of it: %+v", other)
	}
	changed := found
	changed.Rated = false
	if same, _ := changed.Recomputed(l.journal); same {
		t.Error("a finding was changed, and nobody noticed")
	}

	s := reached(t, StageDecide)
	panel, _ := seats(5)
	plain := s.test.Request(panel)
	if again := plain.Seeing(nil); again.Pack.Hash != plain.Pack.Hash {
		t.Error("where there is no review the pack is another")
	}
	b := newBallot(t, s.now, panel).open(plain.Seeing(&found))
	if b.approval.Pack.Hash == plain.Pack.Hash {
		t.Error("the hash does not cover what the review found")
	}
	if same, err := b.approval.PackRecomputed(s.journal); err != nil || !same {
		t.Errorf("computed again: %v, %v", same, err)
	}
	if c := s.test.ChangedSince(b.approval.Pack); len(c.Evidence)+len(c.Measures) != 0 {
		t.Errorf("changed since: %+v", c)
	}
}

func TestAnAgreedReviewIsOnTheShelf(t *testing.T) {
	l := openedReview(t).evaluated().proposed().conclude(Result{Verdict: Declined, Reasons: []Words{words("Too vague")}}).proposed()
	d, err := Derive(l.review.Subject(), l.journal)
	if err != nil || len(d.Shelved) != 0 {
		t.Fatalf("before it is agreed: %+v, %v", d.Shelved, err)
	}
	l.conclude(Result{Verdict: Agreed})
	d, err = Derive(l.review.Subject(), l.journal)
	if err != nil || len(d.Shelved) != 1 || len(d.Links) != 0 {
		t.Fatalf("%+v, %v", d, err)
	}
	item := d.Shelved[0]
	if item.ID != "quality-review/east/2026-02" || item.Kind != QualityReviewed || item.Strength != FromPractice || item.LMG != east ||
		item.By != "officer" || item.Entry != l.version || item.Day != "2026-02-02" || len(item.Words) != 5 || item.Versions != 1 {
		t.Errorf("on the shelf: %+v", item)
	}
	if !d.Summary.Open || d.Summary.Outcome != "agreed" || len(d.Tasks) != 2 {
		t.Errorf("derived %+v with %d tasks", d.Summary, len(d.Tasks))
	}
}
