package improvement_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// decided is a story in Decide, whose attendance has a frozen baseline, a signal and a
// talk about it.
func inDecision(t *testing.T) *story {
	t.Helper()
	s := charted(t, spc.XmR, 0)
	s.do(lead, RecordPoints{Measure: "attendance", Points: weekly("2026-01-30", 84, 86, 85, 87, 84, 86, 83, 85, 86, 84, 85, 86)})
	s.do(lead, RebaseMeasure{Measure: "attendance", Baseline: "2026-01-30", Reason: words("Before we began")})
	s.toDo()
	s.now = s.now.Add(30 * 24 * time.Hour)
	s.do(lead, RecordPoints{Measure: "attendance", Points: weekly("2026-02-27", 95, 96)})
	s.toStudy().toAct().do(lead, ProposeNext{Act: adopt()})
	return s
}

// The panel's approval holds the pack: how the points read, by which rules, and over
// all of it a hash.
func TestAnApprovalHoldsThePackThatWasFrozen(t *testing.T) {
	s := inDecision(t)
	panel, _ := seats(3)
	b := newBallot(t, s.now, panel).open(s.test.Request(panel))
	frozen := b.approval.Pack
	s.do(lead, CorrectPoint{Measure: "attendance", Point: Point{Date: "2026-02-27", Value: 85}, Reason: words("Typed wrongly")})
	b.vote(1, Agree)

	held := b.approval.Pack
	if string(stateOf(t, held)) != string(stateOf(t, frozen)) || held.Version >= s.test.Version || len(held.Hash) != 64 {
		t.Errorf("the approval holds %+v", held)
	}
	m := held.Measures[0]
	if m.Reading.Options.Rules != spc.XmR || m.Reading.Options.Version == 0 || m.Reading.Verdict != spc.Signaled || m.Reading.Phases[0].Baseline != "2026-01-30" || m.Points != 14 {
		t.Errorf("the panel reads %+v", m.Reading)
	}
	if same, err := held.Recomputed(s.journal); !same || err != nil {
		t.Errorf("computed again: %t, %v", same, err)
	}
}

func TestWhatChangedSinceAPackWasFrozen(t *testing.T) {
	for name, c := range map[string]struct {
		change TestCommand
		points int  // more than the pack's
		read   bool // otherwise than the pack
	}{
		"a point was added":     {RecordPoints{Measure: "attendance", Points: weekly("2026-03-03", 96)}, 1, true},
		"a gap was added":       {RecordPoints{Measure: "attendance", Points: []Point{gap("2026-03-03")}}, 1, false},
		"a point was corrected": {CorrectPoint{Measure: "attendance", Point: Point{Date: "2026-02-27", Value: 85}, Reason: words("x")}, 0, true},
		"a point was taken out": {CorrectPoint{Measure: "attendance", Point: Point{Date: "2026-02-27"}, Remove: true, Reason: words("x")}, -1, true},
		"a phase was begun":     {RebaseMeasure{Measure: "attendance", From: "2026-02-20", Reason: words("x")}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := inDecision(t)
			pack := s.test.Pack()
			if changed := s.test.ChangedSince(pack); len(changed.Measures)+len(changed.Evidence) != 0 {
				t.Fatalf("nothing was filed, and changed is %+v", changed)
			}
			s.do(officer, c.change)
			changed := s.test.ChangedSince(pack).Measures
			if len(changed) != 1 || changed[0].Was.Measure != "attendance" || changed[0].Now.Points-changed[0].Was.Points != c.points {
				t.Fatalf("changed since: %+v", changed)
			}
			was, now := *changed[0].Was.Reading, *changed[0].Now.Reading
			if other := string(stateOf(t, was)) != string(stateOf(t, now)); other != c.read {
				t.Errorf("it read\n%+v\nand reads\n%+v", was, now)
			}
			if same, err := pack.Recomputed(s.journal); !same || err != nil {
				t.Errorf("computed again: %t, %v", same, err)
			}
		})
	}
}

// Nothing of a pack can be another without being found out.
func TestAPackThatWasAltered(t *testing.T) {
	for name, alter := range map[string]func(p *Pack){
		"its hash":              func(p *Pack) { p.Hash = p.Measures[0].Hash },
		"its version":           func(p *Pack) { p.Version-- },
		"its cycle":             func(p *Pack) { p.Cycle++ },
		"the proposal":          func(p *Pack) { p.Act = &Act{Direction: Abandon, Why: words("x")} },
		"no proposal":           func(p *Pack) { p.Act = nil },
		"the study":             func(p *Pack) { s := *p.Study; s.Learned = words("nothing"); p.Study = &s },
		"other evidence":        func(p *Pack) { p.Evidence = append(p.Evidence, EvidenceRef{ID: "e9"}) },
		"a measure left out":    func(p *Pack) { p.Measures = p.Measures[:1] },
		"another measure":       func(p *Pack) { p.Measures[0].Measure = "waste" },
		"another points' hash":  func(p *Pack) { p.Measures[0].Hash = p.Measures[1].Hash },
		"a point more":          func(p *Pack) { p.Measures[0].Points++ },
		"another sentence":      func(p *Pack) { p.Measures[0].Reading.Says = "All is well." },
		"a signal left out":     func(p *Pack) { p.Measures[0].Reading.Signals = nil },
		"another verdict":       func(p *Pack) { p.Measures[0].Reading.Verdict = spc.Quiet },
		"another middle":        func(p *Pack) { p.Measures[0].Reading.Phases[0].Middle++ },
		"another rule set":      func(p *Pack) { p.Measures[0].Reading.Options, _ = spc.IHI2011.Options() },
		"another shift":         func(p *Pack) { p.Measures[0].Reading.Options.Shift = 12 },
		"a version not written": func(p *Pack) { p.Measures[0].Reading.Options.Version = 9 },
	} {
		t.Run(name, func(t *testing.T) {
			s := inDecision(t)
			pack := s.test.Pack()
			alter(&pack)
			if same, err := pack.Recomputed(s.journal); same && err == nil {
				t.Error("it passes for the pack that was frozen")
			}
			if name == "its hash" || name == "another sentence" { // which a later release may put better
				return
			}
			if same, err := rehashed(t, pack).Recomputed(s.journal); same && err == nil {
				t.Error("with a hash of its own it passes for the pack that was frozen")
			}
		})
	}
}

// rehashed is a pack with the hash that its content has, as somebody alters it who
// knows how.
func rehashed(t *testing.T, p Pack) Pack {
	t.Helper()
	p.Hash = ""
	p.Hash = fmt.Sprintf("%x", sha256.Sum256(stateOf(t, p)))
	return p
}

// A pack that an earlier release froze is still computed again.
func TestAPackOfTheGoldenJournals(t *testing.T) {
	text, err := os.ReadFile(journalFile("approval"))
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	approval, err := RestoreApproval(g.State)
	if err != nil {
		t.Fatal(err)
	}
	s := before(t).toDo().toStudy()
	study, act := lawfulStudy(), adapt(1, "")
	study.Outcomes, act.Costs = nil, nil // as that release filed them
	s.do(lead, FileStudy{Study: study})
	s.do(lead, ProposeNext{Act: act})
	if same, err := approval.Pack.Recomputed(s.journal); !same || err != nil {
		t.Errorf("computed again: %t, %v", same, err)
	}
}
