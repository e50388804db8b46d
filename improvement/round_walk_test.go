package improvement_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

// roundWalk takes a round through random commands of random people at random times.
type roundWalk struct {
	chooser
	*roundStory
	reached map[string]int
}

func newRoundWalk(t reporter, c chooser, reachedSoFar map[string]int) *roundWalk {
	s := newRound(t, monday)
	terms := DefaultTerms()
	if c.percent(30) {
		terms = Terms{Agree: c(3), Study: c(3), Act: c(3), Approval: c(4), Extension: c(3), Lapse: c(3), Condition: c(3), Unanswered: c(3), Ladder: DefaultLadder()}
	}
	s.open(terms)
	return &roundWalk{c, s, reachedSoFar}
}

func (w *roundWalk) note() {
	p := w.round
	w.reached[string(p.Stage)]++
	for _, r := range p.Requests {
		w.reached["request "+string(r.Status)]++
		if r.Late {
			w.reached["late"]++
		}
	}
	for _, d := range p.Drafts {
		w.reached["draft "+string(d.Status)]++
	}
	if len(p.Ballots) > 1 {
		w.reached["one by one"]++
	}
	if p.Asked > 2 {
		w.reached["voted again"]++
	}
	if len(p.HandedOver) > 0 {
		w.reached["handed over"]++
	}
	if p.Call != nil {
		w.reached["call for scores"]++
	}
	w.reached["ended "+p.Summary().Outcome]++
}

func (w *roundWalk) step() {
	w.note()
	switch {
	case w.percent(12):
		w.passTime()
	case w.percent(4):
		restored, err := RestoreRound(stateOf(w.t, w.round))
		if err != nil {
			w.t.Fatalf("RestoreRound: %v", err)
		}
		w.round, w.life = restored, restored
	case w.percent(4):
		c := Calendar{Holidays: many(w.chooser(6), func(i int) Date { return DateOf(w.now).AddDays(3*i - 6) })}
		if events := w.round.RefreshCalendar(c); events != nil {
			w.file("", events)
		}
	case w.round.Stage == RoundAgree && w.percent(50):
		w.takeResult()
	case w.round.Stage == RoundTakeEffect && w.percent(50):
		w.file("", w.round.TakeEffect(w.chooser(3), w.renamed()))
	default:
		w.try(w.person(), w.command())
	}
}

func (w *roundWalk) person() Actor {
	if w.percent(70) {
		return pick(w.chooser, officer, officer, chair, voter)
	}
	return pick(w.chooser, everybody...)
}

func (w *roundWalk) passTime() {
	to := w.now.Add(time.Duration(w.chooser(15*24*60)) * time.Minute)
	if next := w.round.NextMoment(); w.percent(40) && next.After(w.now) {
		to = next
	}
	if w.percent(60) {
		w.until(to)
	} else {
		w.asleep(to)
	}
}

// takeResult takes any result of any ballot, of one that is decided, too.
func (w *roundWalk) takeResult() {
	b := pick(w.chooser, w.round.Ballots...)
	r := Result{Verdict: pick(w.chooser, Agreed, Agreed, WantsEvidence, Declined, Returned, Withdrawn), At: Moment(w.now)}
	if r.Verdict == Agreed {
		r.Conditions = many(w.chooser(3), func(int) Condition {
			return Condition{What: words("x"), Who: pick[PersonID](w.chooser, "", "teacher"), Due: pick(w.chooser, "", w.day(&w.run, -3, 20))}
		})
	} else {
		r.Reasons = many(w.chooser(3), func(int) Words { return words("x") })
	}
	if events := w.round.Conclude(b.Approval, r, w.now); events != nil {
		w.file("", events)
		w.reached["verdict "+string(r.Verdict)]++
	} else if b.Result == nil {
		w.t.Fatalf("nothing came of %s", b.Approval)
	}
}

func (w *roundWalk) items() []ItemID {
	return many(w.chooser(4), func(int) ItemID {
		if w.percent(4) {
			return pick[ItemID](w.chooser, "voice/hidden", "evidence/off")
		}
		return ItemID(fmt.Sprintf("evidence/e-%d", w.chooser(12)))
	})
}

func (w *roundWalk) request() string { return fmt.Sprintf("r%d", 1+w.chooser(len(w.round.Requests)+1)) }

func (w *roundWalk) priority() PriorityID {
	return pick[PriorityID](w.chooser, "meals", "warm", "play", "buses")
}

func (w *roundWalk) action() string { return fmt.Sprintf("a%d", 1+w.chooser(len(w.round.Actions)+1)) }

func (w *roundWalk) command() RoundCommand {
	if w.round.Stage == RoundAgree || w.round.Stage == RoundTakeEffect || w.percent(25) {
		return w.upkeep()
	}
	switch w.round.Stage {
	case RoundGather, RoundPropose:
		return w.drafting()
	case RoundPublish:
		c := publishing()
		c.Says = w.text()
		return pick[RoundCommand](w.chooser, c, c, MoveRound{To: RoundPropose, Reason: w.text()}, MoveRound{To: RoundPropose, Reason: words("x")}, w.rarely())
	}
	return pick[RoundCommand](w.chooser, CompleteAction{Action: w.action()}, SeeLate{Request: w.request(), Says: w.text()})
}

// rarely ends a round, now and then.
func (w *roundWalk) rarely() RoundCommand {
	if w.percent(5) {
		return EndRound{Reason: w.text()}
	}
	return ReviewEvidence{}
}

func (w *roundWalk) upkeep() RoundCommand {
	to := pick(w.chooser, officer, officer2, teacher, helper)
	from := pick(w.chooser, w.round.LWO, "teacher", "helper")
	return pick[RoundCommand](w.chooser,
		answering(w.request(), w.items()...), SeeLate{Request: w.request(), Says: w.text()}, w.rarely(),
		ClaimRequest{Request: w.request(), Back: w.percent(30)},
		HandOverRound{From: from, To: to.Person, ToRoles: to.Roles, Reason: w.text()},
		CompleteAction{Action: w.action(), Note: w.text()}, DropAction{Action: w.action(), Reason: w.text()},
		ChangeAction{Action: w.action(), To: to.Person, Due: w.day(&w.run, -2, 20), Reason: w.text()},
	)
}

func (w *roundWalk) drafting() RoundCommand {
	if w.round.Stage == RoundPropose && w.percent(60) {
		draft := drafting(w.priority(), w.items()...)
		draft.Statement = w.text()
		return pick[RoundCommand](w.chooser,
			draft, draft, WithdrawDraft{Priority: w.priority(), Reason: w.text()},
			calling(w.day(&w.run, -1, 20), "chair", "voter", "chair"), scoring(string(w.priority()), 1+w.chooser(5)),
			scoring("meals", w.chooser(7), "warm", w.chooser(7)), PutToVote{OneByOne: w.percent(60)}, PutToVote{OneByOne: true},
		)
	}
	return pick[RoundCommand](w.chooser,
		putting(w.items()...), ReviewEvidence{}, ReviewEvidence{Items: w.items()},
		AskEvidence{Question: w.text(), Of: pick[PersonID](w.chooser, "teacher", "helper", "officer"), Due: w.day(&w.run, -1, 20)},
		WaiveEvidence{Request: w.request(), Reason: w.text()}, answering(w.request(), w.items()...),
		MoveRound{To: pick(w.chooser, RoundGather, RoundPropose, RoundPropose, RoundPublish, "x"), Reason: w.text()}, w.rarely(),
	)
}

// No accepted sequence of commands and times leads a round to an impossible state; the
// fold of the journal is the live state, and what is kept beside it comes out of the
// journal, too; what is refused leaves no trace; time advances.
func TestRandomWalksOfRounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newRoundWalk(t, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }, map[string]int{})
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			w.step()
		}
		w.verify()
	})
}

func TestWalksOfRoundsReachEveryState(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(40) {
		w := newRoundWalk(t, rand.New(rand.NewPCG(seed, 11)).IntN, seen)
		for range 150 {
			if w.round.Closed() && w.percent(50) {
				break
			}
			w.step()
		}
		w.note()
		w.verify()
		w.finishes()
	}
	for _, what := range []string{
		"gather", "propose", "agree", "publish", "take-effect", "follow-up", "closed", "one by one", "voted again", "handed over", "call for scores", "late",
		"request open", "request answered", "request waived", "request timed-out", "draft draft", "draft withdrawn", "draft agreed", "draft not-agreed",
		"verdict agreed", "verdict more-evidence", "verdict declined", "verdict returned", "ended published", "ended ended",
	} {
		if seen[what] == 0 {
			t.Errorf("no walk reached %q", what)
		}
	}
	t.Log(seen)
}

// finishes: from wherever a round stands, people lead it to its end.
func (w *roundWalk) finishes() {
	w.t.Helper()
	hearsFor := officer
	for _, r := range w.round.Requests {
		hearsFor.HearsFor = append(hearsFor.HearsFor, r.Of)
	}
	for i := 0; !w.round.Closed(); i++ {
		if i > 20 {
			w.t.Fatalf("nobody can leave %s:\n%s", w.round.Stage, stateOf(w.t, w.round))
		}
		for _, r := range w.round.Requests {
			if r.Status == RequestOpen {
				w.do(hearsFor, WaiveEvidence{Request: r.ID, Reason: words("known")})
			}
			if r.Late && r.Seen.Empty() && !w.round.Closed() {
				w.do(officer, SeeLate{Request: r.ID, Says: words("nothing")})
			}
		}
		w.onward()
	}
	w.verify()
}

func (w *roundWalk) onward() {
	w.t.Helper()
	p := w.round
	switch p.Stage {
	case RoundGather:
		w.do(officer, MoveRound{To: RoundPropose})
	case RoundPropose:
		if refused := w.try(officer, PutToVote{OneByOne: true}); refused != nil {
			w.do(officer, drafting(PriorityID(fmt.Sprintf("last-%d", p.Version)), "evidence/x"))
		}
	case RoundAgree:
		w.conclude(agreed())
	case RoundPublish:
		w.do(officer, publishing())
	case RoundTakeEffect:
		w.takeEffect()
	case RoundFollowUp:
		for _, a := range p.Actions {
			if a.Status == StepOpen {
				w.do(officer, CompleteAction{Action: a.ID})
			}
		}
	}
}

// renamed gives some of the agreed drafts another identifier.
func (w *roundWalk) renamed() []Renamed {
	var renamed []Renamed
	for _, d := range w.round.Drafts {
		if d.Status == DraftAgreed && w.percent(30) {
			renamed = append(renamed, Renamed{Draft: d.ID, As: firstIdentifiers(w.round, d.ID, 2)[1]})
		}
	}
	return renamed
}
