package improvement_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// roundStory drives one round of priority setting.
type roundStory struct {
	run
	round *PrioritySetting
}

func lawfulRound() RoundCharter {
	return RoundCharter{
		LMG: east, Round: "2026", Title: words("Priorities 2026"), From: "2026-04-01", Until: "2028-03-31",
		Themes: []ThemeID{"poverty", "wellbeing"},
		Dates:  RoundDates{Gather: "2026-02-27", Propose: "2026-03-20", Agree: "2026-04-10", Publish: "2026-04-24"},
	}
}

func roundFacts() RoundFacts {
	return RoundFacts{
		LMG:    Body{ID: east, Kind: LMG, Name: "East"},
		Themes: []ThemeID{"poverty", "wellbeing"}, LWOs: []PersonID{"officer", "officer-two"},
	}
}

func newRound(t reporter, now time.Time) *roundStory {
	round := new(PrioritySetting)
	s := &roundStory{round: round}
	s.run = run{t: t, now: now, life: round, kind: KindRound, moments: map[time.Time]bool{}, checked: s.checkRound}
	return s
}

// openedRound is a story whose round gathers evidence.
func openedRound(t reporter) *roundStory {
	t.Helper()
	s := newRound(t, monday)
	s.open(DefaultTerms())
	return s
}

func (s *roundStory) open(terms Terms) {
	s.t.Helper()
	events, err := OpenRound(lawfulRound(), roundFacts(), terms, holidays, officer, s.now)
	if err != nil {
		s.t.Fatalf("OpenRound: %v", err)
	}
	s.file(officer.Person, events)
}

// clone is another story at the same place.
func (s *roundStory) clone(t reporter) *roundStory {
	t.Helper()
	round, err := RestoreRound(stateOf(t, s.round))
	if err != nil {
		t.Fatalf("RestoreRound: %v", err)
	}
	c := &roundStory{round: round}
	c.run = s.run.clone(t, round)
	c.checked = c.checkRound
	return c
}

func (s *roundStory) do(who Actor, c RoundCommand) *roundStory {
	s.t.Helper()
	if refused := s.try(who, c); refused != nil {
		s.t.Fatalf("%s by %s in %s: %v", c.CommandName(), who.Person, s.round.Stage, refused)
	}
	return s
}

// try files a command if it is accepted, and checks that a refused one leaves no trace.
func (s *roundStory) try(who Actor, c RoundCommand) *Error {
	s.t.Helper()
	before := stateOf(s.t, s.round)
	events, err := s.round.Decide(c, who, s.now)
	if after := stateOf(s.t, s.round); !bytes.Equal(before, after) {
		s.t.Fatalf("deciding %s changed the state:\n%s\n%s", c.CommandName(), before, after)
	}
	if err != nil {
		if len(events) > 0 {
			s.t.Fatalf("%s was refused with events", c.CommandName())
		}
		return refusalOf(s.t, err)
	}
	s.file(who.Person, events)
	return nil
}

func (s *roundStory) refuse(who Actor, c RoundCommand, code Code, field, says string) {
	s.t.Helper()
	refused := s.try(who, c)
	if refused == nil {
		s.t.Fatalf("%s by %s was accepted, want %s of %q", c.CommandName(), who.Person, code, field)
	}
	if refused.Code != code || refused.Field != field || !strings.Contains(refused.Message, says) {
		s.t.Errorf("%s by %s: got %s of %q (%s), want %s of %q (%s)",
			c.CommandName(), who.Person, refused.Code, refused.Field, refused.Message, code, field, says)
	}
}

// found is what the library has of items: of one that is called hidden or off, that.
func found(items ...ItemID) []Shelved {
	var all []Shelved
	for _, id := range items {
		all = append(all, Shelved{
			ID: id, Kind: Data, Strength: FromData, Theme: "poverty", Locality: forres, Title: words("x"), Versions: 1,
			Hidden: strings.Contains(string(id), "hidden"), Off: strings.Contains(string(id), "off"),
		})
	}
	return all
}

func putting(items ...ItemID) PutEvidence { return PutEvidence{Items: items, Found: found(items...)} }

func answering(request string, items ...ItemID) AnswerEvidence {
	return AnswerEvidence{Request: request, Items: items, Found: found(items...)}
}

func asking(of PersonID, due Date) AskEvidence {
	return AskEvidence{Question: words("How many come hungry?"), Of: of, Due: due}
}

func drafting(id PriorityID, items ...ItemID) DraftPriority {
	return DraftPriority{
		ID: id, Statement: words("Nobody learns hungry: " + string(id)), Theme: "poverty", Strategic: "The best start",
		Localities: []BodyID{forres}, Evidence: items,
		Facts: DraftFacts{
			Localities: []Body{{ID: forres, Kind: Locality, Name: "Forres", Parent: east}},
			Strategic:  []string{"The best start", "Growing up loved"}, Found: found(items...),
		},
	}
}

func scoring(scores ...any) ScoreDrafts {
	var c ScoreDrafts
	for i := 0; i < len(scores); i += 2 {
		c.Scores = append(c.Scores, Importance{PriorityID(scores[i].(string)), scores[i+1].(int)})
	}
	return c
}

func calling(due Date, members ...PersonID) CallForScores {
	return CallForScores{Due: due, Members: members}
}

func publishing() PublishPriorities {
	return PublishPriorities{
		Earlier:  []Settling{{"ready-to-learn", Completed, words("Every school has a breakfast club")}},
		Says:     words("Thank you all"),
		InEffect: []InEffect{{"ready-to-learn", "poverty"}, {"buses", "transport"}}, Networks: []BodyID{"east-network"},
	}
}

// The usual way through a round.

func (s *roundStory) toPropose() *roundStory {
	s.t.Helper()
	return s.do(officer, putting("evidence/meals", "voice/v-1")).do(officer, MoveRound{To: RoundPropose})
}

func (s *roundStory) drafts(ids ...PriorityID) *roundStory {
	s.t.Helper()
	for _, id := range ids {
		s.do(voter, drafting(id, "evidence/meals"))
	}
	return s
}

// conclude takes the result of the first ballot that is open.
func (s *roundStory) conclude(r Result) *roundStory {
	s.t.Helper()
	r.At = s.now
	s.file("", s.round.Conclude(s.round.Waiting()[0].Approval, r, s.now))
	return s
}

func agreed(conditions ...Condition) Result { return Result{Verdict: Agreed, Conditions: conditions} }

func against(v Verdict, reasons ...string) Result {
	r := Result{Verdict: v}
	for _, reason := range reasons {
		r.Reasons = append(r.Reasons, words(reason))
	}
	return r
}

func (s *roundStory) takeEffect() *roundStory {
	s.t.Helper()
	s.file("", s.round.TakeEffect(3))
	return s
}

var allRoundStages = []RoundStage{
	RoundGather, RoundPropose, RoundAgree, RoundPublish, RoundTakeEffect, RoundFollowUp, RoundClosed,
}

// roundAt is a story whose round stands in a stage, with the drafts meals and warm, and
// the condition a1 of the teacher where it is agreed.
func roundAt(t reporter, stage RoundStage) *roundStory {
	t.Helper()
	s := openedRound(t)
	way := []func(){
		func() { s.toPropose().drafts("meals", "warm") },
		func() { s.do(officer, PutToVote{}) },
		func() {
			s.conclude(agreed(Condition{What: words("Ask the schools"), Who: "teacher", Due: "2026-03-20"}))
		},
		func() { s.do(officer, publishing()) },
		func() { s.takeEffect() },
		func() { s.do(teacher, CompleteAction{Action: "a1"}) },
	}
	for _, next := range way[:slices.Index(allRoundStages, stage)] {
		next()
	}
	s.stands(stage)
	return s
}

func (s *roundStory) stands(stage RoundStage) *roundStory {
	s.t.Helper()
	if s.round.Stage != stage {
		s.t.Fatalf("the round stands in %s, want %s", s.round.Stage, stage)
	}
	return s
}

// statuses are those of the drafts, by name.
func (s *roundStory) statuses() string {
	var all []string
	for _, d := range s.round.Drafts {
		all = append(all, string(d.ID)+" "+string(d.Status))
	}
	return strings.Join(all, ", ")
}

// checkRound is what holds for a round at every moment.
func (s *roundStory) checkRound() {
	s.t.Helper()
	p := s.round
	must := func(holds bool, what string) {
		s.t.Helper()
		if !holds {
			s.t.Fatalf("in %s (version %d): %s\n%s", p.Stage, p.Version, what, stateOf(s.t, p))
		}
	}
	must(p.Version == s.version && p.Version == len(s.journal), "the version is the number of entries")
	must(slices.Contains(allRoundStages, p.Stage), "the stage is one of the known")
	dated := slices.Contains([]RoundStage{RoundGather, RoundPropose, RoundPublish}, p.Stage)
	must(dated == (p.Due != ""), "a stage has a day where it is a task")
	must(p.Closed() == !p.ClosedAt.IsZero(), "closed at a moment")
	must((p.Stage == RoundAgree) == (len(p.Waiting()) > 0), "the LMG decides while a ballot waits")
	resting := p.Closed() || p.Stage == RoundAgree || p.Stage == RoundTakeEffect
	must(resting || len(p.Tasks()) > 0, "an open round is somebody's task")
	must(!p.HandledTo.After(s.now), "the watermark is not ahead of time")
	next := p.NextMoment()
	must(next.IsZero() || next.After(p.HandledTo), "the next moment is past the watermark")
	s.checkDrafts(must)
	s.checkRequests(must)
	again, err := RestoreRound(stateOf(s.t, p))
	must(err == nil && bytes.Equal(stateOf(s.t, again), stateOf(s.t, p)), "the state can be restored")
}

func (s *roundStory) checkDrafts(must func(bool, string)) {
	s.t.Helper()
	p, seen := s.round, map[PriorityID]bool{}
	for _, d := range p.Drafts {
		must(!seen[d.ID], "a draft is there once")
		seen[d.ID] = true
		must(len(d.Evidence) > 0 && !d.Statement.Empty() && slices.Contains(p.Themes, d.Theme), "a draft is whole")
		for _, item := range d.Evidence {
			must(slices.ContainsFunc(p.Before, func(b Before) bool { return b.Item == item }), "what a draft rests on is before the LMG")
		}
		scored := map[PersonID]bool{}
		for _, score := range d.Scores {
			must(!scored[score.Person] && score.Importance >= LowestImportance && score.Importance <= HighestImportance, "each scores once, on the scale")
			scored[score.Person] = true
		}
		must(d.Status != DraftRejected || p.Stage != RoundGather && p.Stage != RoundPropose, "where drafting goes on, nothing is given up")
		must((d.Status == DraftAgreed) == (d.Verdict == Agreed), "what is agreed, the LMG agreed")
		voted := p.Stage == RoundAgree && slices.ContainsFunc(p.Waiting(), func(b Ballot) bool { return slices.Contains(b.Drafts, d.ID) })
		must(!voted || d.Status == DraftOpen && d.Verdict == "" && len(d.Reasons) == 0, "what is decided on has no verdict yet")
	}
	items := map[ItemID]bool{}
	for _, b := range p.Before {
		must(!items[b.Item] && b.By != "" && !b.At.IsZero(), "an item is before the LMG once")
		must(!strings.Contains(string(b.Item), "hidden") && !strings.Contains(string(b.Item), "off"), "what is hidden or off the shelf is not before the LMG")
		items[b.Item] = true
	}
}

func (s *roundStory) checkRequests(must func(bool, string)) {
	s.t.Helper()
	asked := map[string]bool{}
	for _, task := range s.round.Tasks() {
		asked[task.Key] = true
	}
	for _, r := range s.round.Requests {
		open := r.Status == RequestOpen
		must(open == r.Settled.IsZero(), "a request is open until it is settled")
		must(!open || s.round.Closed() || asked["request/"+r.ID], "an open request is somebody's")
		must(!open || s.round.Closed() || s.round.Stage == RoundGather || s.round.Stage == RoundPropose, "nothing is open past drafting")
		must(open || !asked["request/"+r.ID], "nobody is asked about what is settled")
		unseen := r.Late && r.Seen.Empty() && !s.round.Closed()
		must(unseen == asked["late/"+r.ID], "a late answer is the LWO's until something is said of it")
		for _, item := range r.Items {
			must(slices.ContainsFunc(s.round.Before, func(b Before) bool { return b.Item == item }), "an answer is before the LMG")
		}
	}
}

func TestEveryStageOfARoundIsReached(t *testing.T) {
	for _, stage := range allRoundStages {
		roundAt(t, stage).verify()
	}
}

func TestOneVoteAgrees(t *testing.T) {
	s := openedRound(t)
	if got := s.told(NoticeRoundOpened); !slices.Equal(got, []string{"east/chair", "east/deputy", "east/member"}) {
		t.Errorf("told %v", got)
	}
	s.do(officer, asking("teacher", "2026-02-20")).do(teacher, answering("r1", "evidence/register"))
	s.toPropose().drafts("meals", "warm")
	s.do(voter, ReviewEvidence{}).do(chair, ReviewEvidence{Items: []ItemID{"evidence/meals"}})
	s.do(chair, scoring("meals", 5, "warm", 2)).do(voter, scoring("meals", 4))
	s.do(chair, PutToVote{})
	b := s.round.Waiting()[0]
	request := s.round.Request(b, nil)
	if request.Subject != "approval/priority-setting/east/2026/1" || request.By != "2026-04-10" || request.Title != words("Priorities 2026") || request.Together != 1 {
		t.Errorf("asked %+v", request)
	}
	if len(request.Pack.Drafts) != 2 || len(request.Pack.Before) != 3 || len(request.Pack.Requests) != 1 || request.Pack.Drafts[0].Scores[0].Importance != 5 {
		t.Errorf("the panel gets %+v", request.Pack)
	}
	s.conclude(agreed()).stands(RoundPublish)
	if got := s.statuses(); got != "meals agreed, warm agreed" {
		t.Error(got)
	}
	s.do(officer, publishing())
	if got := s.told(NoticePriorities); !slices.Equal(got, []string{"east-network/network-member", "east/chair", "east/deputy", "east/member"}) {
		t.Errorf("told %v", got)
	}
	effects := s.round.Effects()
	if len(effects) != 3 || effects[2].Priority != "ready-to-learn" || effects[2].Event.(*PrioritySettled).Fate != Completed {
		t.Fatalf("effects %+v", effects)
	}
	p := effects[0].Event.(*PriorityRecorded).Priority
	if p.ID != "meals" || p.LMG != east || p.Round != "priority-setting/east/2026" || p.Strategic != "The best start" || !slices.Equal(p.Evidence, []ItemID{"evidence/meals"}) || !slices.Equal(p.Localities, []BodyID{forres}) {
		t.Errorf("agreed %+v", p)
	}
	s.takeEffect().stands(RoundClosed)
	if s.round.Told != 3 || s.round.Summary().Outcome != "published" || s.round.TakeEffect(1) != nil {
		t.Errorf("closed as %+v", s.round.Summary())
	}
	s.verify()
}

// One by one, one is declined: it is proposed anew, and agreed, with what was agreed
// before.
func TestOneByOneWithOneDeclined(t *testing.T) {
	s := openedRound(t).toPropose().drafts("meals", "warm")
	s.do(officer, PutToVote{OneByOne: true})
	second := s.round.Request(s.round.Waiting()[1], nil)
	if second.Title != words("Nobody learns hungry: warm") || second.Subject != "approval/priority-setting/east/2026/2" || len(second.Pack.Drafts) != 1 || second.Together != 2 {
		t.Errorf("asked %+v", second)
	}
	s.conclude(agreed()).stands(RoundAgree)
	if s.round.Conclude("approval/priority-setting/east/2026/1", agreed(), s.now) != nil {
		t.Error("a ballot was decided twice")
	}
	s.conclude(against(Declined, "too dear", "too soon")).stands(RoundPublish)
	heard := slices.IndexFunc(s.notices, func(n Notice) bool { return n.Kind == NoticeDecision })
	if n := s.notices[heard]; n.Title != words("Nobody learns hungry: warm") || n.Cause != "approval/priority-setting/east/2026/2/decided" || n.To.Person != "officer" {
		t.Errorf("the LWO hears %+v", n)
	}
	d := s.round.Drafts[1]
	if s.statuses() != "meals agreed, warm not-agreed" || d.Verdict != Declined || len(d.Reasons) != 2 || s.round.Declined != nil {
		t.Fatalf("%s: %+v", s.statuses(), d)
	}
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm, for less")})
	s.do(voter, drafting("warm", "voice/v-1")).do(officer, PutToVote{})
	if got := s.round.Waiting(); len(got) != 1 || !slices.Equal(got[0].Drafts, []PriorityID{"warm"}) || got[0].Approval != "approval/priority-setting/east/2026/3" {
		t.Fatalf("ballots %+v", got)
	}
	s.conclude(agreed()).do(officer, publishing()).takeEffect().stands(RoundClosed)
	if got := s.statuses(); got != "meals agreed, warm agreed" || len(s.round.Effects()) != 3 {
		t.Error(got)
	}
	s.verify()
}

func TestMoreEvidenceLeadsBackToGathering(t *testing.T) {
	s := roundAt(t, RoundAgree)
	s.now = at("2026-04-09 12:00")
	s.conclude(against(WantsEvidence, "What do pupils say?")).stands(RoundGather)
	if s.round.Due != "2026-04-23" || len(s.round.Sought) != 1 || s.statuses() != "meals draft, warm draft" {
		t.Errorf("until %s, sought %v, %s", s.round.Due, s.round.Sought, s.statuses())
	}
	s.do(officer, putting("voice/v-9")).do(officer, MoveRound{To: RoundPropose}).do(officer, PutToVote{})
	if s.round.Sought != nil {
		t.Error("what an earlier vote asked for stands in a later one")
	}
	s.conclude(agreed()).stands(RoundPublish).verify()
}

func TestNothingIsAgreed(t *testing.T) {
	for _, verdict := range []Verdict{Declined, Returned} {
		s := roundAt(t, RoundAgree)
		s.conclude(against(verdict, "not now")).stands(RoundPropose)
		if s.statuses() != "meals draft, warm draft" || len(s.round.Declined) != 1 || len(s.round.Drafts[0].Reasons) != 0 {
			t.Errorf("%s: %+v", s.statuses(), s.round)
		}
		s.do(officer, WithdrawDraft{Priority: "warm", Reason: words("not now")}).do(officer, PutToVote{})
		if d := s.round.Drafts; d[0].Verdict != "" || d[1].Verdict != verdict || s.round.Declined != nil {
			t.Errorf("the earlier verdict stands: %+v", d)
		}
		s.conclude(agreed()).stands(RoundPublish).verify()
	}
}

// A panel that nobody sits on, or that lets the vote lapse, sends the drafts back; the
// round goes on.
func TestAVoteThatLapsedIsReturned(t *testing.T) {
	for _, n := range []int{0, 5} {
		s := roundAt(t, RoundAgree)
		panel, _ := seats(n)
		b := newBallot(t, s.now, panel).open(s.round.Request(s.round.Waiting()[0], panel))
		if b.approval.Deadline != "2026-04-10" {
			t.Errorf("voting until %s, want the day that was planned", b.approval.Deadline)
		}
		b.until(at("2026-04-21 12:00"))
		b.wants(ApprovalLapsed, "")
		b.do(officer, ReturnApproval{Reason: words("nobody came")})
		s.until(b.now)
		s.conclude(*b.approval.Result).stands(RoundPropose)
		if s.round.Due != "2026-04-28" {
			t.Errorf("drafting until %s", s.round.Due)
		}
		s.do(officer, EndRound{Reason: words("The LMG is set up anew")}).stands(RoundClosed).verify()
	}
}

func TestARoundIsEnded(t *testing.T) {
	for _, stage := range []RoundStage{RoundGather, RoundPropose, RoundPublish} {
		s := roundAt(t, stage)
		if stage == RoundGather {
			s.do(officer, asking("teacher", "2026-02-20"))
		}
		s.do(chair, EndRound{Reason: words("Reorganised")}).stands(RoundClosed)
		if got := s.told(NoticeRoundEnded); len(got) != 3 || s.round.Summary().Outcome != "ended" || s.round.Summary().Open {
			t.Errorf("told %v; %+v", got, s.round.Summary())
		}
		if s.round.RefreshCalendar(Calendar{}) != nil || s.round.Conclude("x", agreed(), s.now) != nil {
			t.Error("a closed round goes on")
		}
		s.verify()
	}
}

// Conditions of the LMG are actions; the round closes with the last of them.
func TestConditionsBecomeActions(t *testing.T) {
	s := roundAt(t, RoundAgree)
	s.conclude(agreed(
		Condition{What: words("Ask the schools"), Who: "teacher", Due: "2026-03-20"}, Condition{What: words("Find a cook")}, Condition{What: words("Count"), Who: "helper"},
	)).do(officer, publishing()).takeEffect().stands(RoundFollowUp)
	a := s.round.Actions
	if a[1].Who != "officer" || a[1].Due != "2026-02-16" || a[0].Due != "2026-03-20" {
		t.Errorf("actions %+v", a)
	}
	s.refuse(helper, CompleteAction{Action: "a1"}, NotAllowed, "as", "Action a1 is for teacher.")
	s.do(teacher, CompleteAction{Action: "a1", Note: words("all of them")})
	s.do(officer, ChangeAction{Action: "a2", To: "helper", Due: "2026-03-02", Reason: words("knows one")})
	s.do(helper, CompleteAction{Action: "a2"}).stands(RoundFollowUp)
	s.do(officer, DropAction{Action: "a3", Reason: words("counted already")}).stands(RoundClosed).verify()
}

// What is agreed is not lost where nothing is left to vote on.
func TestWhatWasAgreedIsPublishedAfterAll(t *testing.T) {
	s := openedRound(t).toPropose().drafts("meals", "warm").do(officer, PutToVote{OneByOne: true})
	s.refuse(officer, MoveRound{To: RoundPublish}, WrongStage, "", "from either to publish where the LMG has agreed something")
	s.conclude(agreed()).conclude(against(Declined, "too dear"))
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm anew")})
	s.do(officer, WithdrawDraft{Priority: "warm", Reason: words("too dear")})
	s.refuse(officer, PutToVote{}, WrongStage, "", "There is no draft to agree.")
	s.do(officer, MoveRound{To: RoundGather, Reason: words("once more")})
	s.do(officer, MoveRound{To: RoundPublish}).stands(RoundPublish)
	s.refuse(officer, MoveRound{To: RoundPropose, Reason: words("again")}, WrongStage, "", "back to propose where a draft is left")
	s.do(officer, publishing()).takeEffect().stands(RoundClosed)
	if got := s.round.Effects(); len(got) != 2 || got[0].Priority != "meals" {
		t.Errorf("effects %+v", got)
	}
	s.verify()
	// A draft that is left can still be taken up again.
	s = openedRound(t).toPropose().drafts("meals", "warm").do(officer, PutToVote{OneByOne: true})
	s.conclude(agreed()).conclude(against(Declined, "too dear"))
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm anew")}).do(officer, MoveRound{To: RoundPublish})
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm after all")}).do(officer, PutToVote{}).verify()
}
