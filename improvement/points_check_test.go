package improvement_test

import (
	"bytes"
	"fmt"
	"slices"

	. "github.com/cairnqi/cairn/improvement"
)

// What holds at every moment for points, phases, talks and packs: part of checkTest.

func (s *story) checkPoints(must func(bool, string)) {
	s.t.Helper()
	must(s.test.Points() <= MaxPoints, "points are bounded")
	for _, series := range s.test.Series {
		for i := 1; i < len(series.Points); i++ {
			must(series.Points[i-1].Date < series.Points[i].Date, "points are ascending, one a day")
		}
		must(len(series.Phases) <= 20, "phases are bounded")
		for i, p := range series.Phases {
			must(i == 0 || series.Phases[i-1].From < p.From, "phases are ascending, one a day")
			must(p.By != "" && !p.At.IsZero() && !p.Reason.Empty(), "a person set a phase, for a reason")
			must(p.From != "" || p.Baseline != "", "a phase begins or freezes something")
		}
		reading, err := s.test.Reading(series.Measure)
		must(err == nil && reading.Says != "" && reading.Verdict != "", fmt.Sprintf("what was accepted can be read: %v", err))
		if !s.large() {
			s.checkOrigins(series, must)
		}
	}
}

// large tells that what reads the whole journal is left to verify.
func (s *story) large() bool { return s.test.Points() > 400 || len(s.test.Evidence) > 10 }

// verify is that of every run, with what checkTest left out of large tests.
func (s *story) verify() {
	s.t.Helper()
	s.run.verify()
	must := func(holds bool, what string) {
		s.t.Helper()
		if !holds {
			s.t.Fatalf("at version %d: %s", s.test.Version, what)
		}
	}
	for _, series := range s.test.Series {
		s.checkOrigins(series, must)
	}
	s.checkFrozen(s.test.Pack(), must)
	if s.frozen.Hash != "" {
		s.checkFrozen(s.frozen, must)
	}
}

// checkOrigins holds that the journal tells of the same points as the state.
func (s *story) checkOrigins(series Series, must func(bool, string)) {
	s.t.Helper()
	var told []Point
	for _, o := range Origins(s.journal, series.Measure) {
		must(!o.Removed || len(o.Was) > 0, "a point that was taken out was there")
		must(!o.Corrected || len(o.Was) > 0, "a corrected point was another")
		must(o.By != "" && !o.At.IsZero(), "somebody filed each point")
		if !o.Removed {
			told = append(told, o.Point)
		}
	}
	must(len(told) == len(series.Points), "the journal tells of each point")
	must(len(told) == 0 || bytes.Equal(stateOf(s.t, told), stateOf(s.t, series.Points)), "the journal tells of the points as they are")
}

func (s *story) checkTalks(must func(bool, string)) {
	s.t.Helper()
	asked := map[string]int{}
	for _, task := range s.test.Tasks() {
		if task.Kind == TaskTalk {
			must(!task.What.Empty() && task.Says != "", "who is asked is told what about")
			asked[task.Item]++
		}
	}
	resting := s.test.Paused != nil || s.test.Closed()
	for i, k := range s.test.Talks {
		must(k.ID == fmt.Sprintf("t%d", i+1) && !k.Opened.IsZero() && k.Due.Valid(), "talks are numbered, and have a day")
		must(len(k.Signals) > 0 && len(k.Signals) <= 20 && k.More >= 0, "a talk is about signals")
		must(!k.Gone || k.At.IsZero(), "what is gone was not talked about")
		open := k.At.IsZero() && !k.Gone
		must(!open || resting || asked[k.ID] > 0 && asked[k.ID] <= 2, "an open talk is somebody's")
		must(open && !resting || asked[k.ID] == 0, "nobody is asked about what is over")
		if i >= s.talked { // it was opened just now
			must(s.newTalk(i), "a signal is talked about once")
		}
	}
	s.talked = len(s.test.Talks)
}

// newTalk tells whether no earlier talk is about a signal of the talk, and whether all
// of them reach into the test.
func (s *story) newTalk(i int) bool {
	k := s.test.Talks[i]
	return !slices.ContainsFunc(k.Signals, func(g Signal) bool {
		known := slices.ContainsFunc(s.test.Talks[:i], func(o Talk) bool {
			return !o.Gone && o.Measure == k.Measure && slices.ContainsFunc(o.Signals, func(earlier Signal) bool { return shares(g, earlier) })
		})
		return known || g.Last < DateOf(s.test.Launched) || g.First > g.Last || g.Says == ""
	})
}

// shares tells whether two signals are of one rule and direction with days in common.
func shares(g, o Signal) bool {
	return g.Rule == o.Rule && g.Direction == o.Direction && g.First <= o.Last && o.First <= g.Last
}

// checkPack holds that what a panel would get now, and what it could have got at an
// earlier moment, come out of the journal again.
func (s *story) checkPack(must func(bool, string)) {
	s.t.Helper()
	if s.large() {
		return
	}
	pack := s.test.Pack()
	s.checkFrozen(pack, must)
	changed := s.test.ChangedSince(pack)
	must(len(changed.Evidence) == 0 && len(changed.Measures) == 0, "nothing changed since now")
	if s.frozen.Hash == "" || s.test.Version%7 == 0 {
		s.frozen = pack
	}
	s.checkFrozen(s.frozen, must)
}

func (s *story) checkFrozen(p Pack, must func(bool, string)) {
	s.t.Helper()
	same, err := p.Recomputed(s.journal)
	must(same && err == nil, fmt.Sprintf("the pack of version %d comes out of the journal again: %v", p.Version, err))
}
