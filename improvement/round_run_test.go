package improvement_test

import (
	"bytes"
	"slices"
	"strings"
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
		InEffect: []InEffect{{Priority: "ready-to-learn", Theme: "poverty"}, {Priority: "buses", Theme: "transport"}}, Networks: []BodyID{"east-network"},
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
	s.file("", s.round.TakeEffect(3, nil))
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
