package improvement_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// roundSeeds are commands as people send them.
func roundSeeds() []RoundCommand {
	seeds := []RoundCommand{SeeLate{Request: "r1", Says: words("x")}, PutToVote{OneByOne: true}, MoveRound{To: RoundPropose, Reason: words("x")}}
	for _, r := range roundRules {
		seeds = append(seeds, r.command)
	}
	return seeds
}

// FuzzRoundCommands sends whatever bytes as each command to rounds in every stage.
// Nothing panics, a refusal is a plain one, and what is accepted folds.
func FuzzRoundCommands(f *testing.F) {
	var places []*roundStory
	for _, stage := range allRoundStages {
		places = append(places, roundAt(f, stage))
	}
	var names []string
	for _, c := range RoundCommands() {
		names = append(names, c.CommandName())
	}
	for _, c := range roundSeeds() {
		for place := range places {
			f.Add(byte(slices.Index(names, c.CommandName())), byte(place), byte(place%2), uint16(place), stateOf(f, c))
		}
	}
	f.Fuzz(func(t *testing.T, command, place, who byte, hours uint16, body []byte) {
		s := places[int(place)%len(places)].clone(t)
		s.until(s.now.Add(time.Duration(hours) * time.Hour / 8))
		s.fuzzed(names[int(command)%len(names)], body, pick(func(n int) int { return int(who) % n }, officer, chair, voter, teacher, admin))
	})
}

func (s *roundStory) fuzzed(name string, body []byte, who Actor) {
	s.t.Helper()
	c, err := DecodeRoundCommand(name, body)
	if err != nil {
		if json.Valid(body) { // else the decoder's own words stand in the refusal
			refusalOf(s.t, err)
		}
		return
	}
	c.People()
	s.try(who, c)
	s.until(s.now.AddDate(0, 1, 0))
	s.verify()
}

// A journal with a gap, in another order or without its beginning is an error, never a
// panic.
func TestABrokenJournalOfARound(t *testing.T) {
	round, commission := wholeRound(t), wholeCommission(t)
	for _, r := range []*run{&round.run, &commission.run} {
		for i := range r.journal {
			_, _ = Fold(r.kind, slices.Delete(slices.Clone(r.journal), i, i+1))
			_, _ = Derive(SubjectID(string(r.kind)+"/x"), slices.Delete(slices.Clone(r.journal), i, i+1))
		}
		backwards := slices.Clone(r.journal)
		slices.Reverse(backwards)
		for _, broken := range [][]Entry{r.journal[1:], backwards, append(slices.Clone(r.journal), r.journal...)} {
			if _, err := Fold(r.kind, broken); err == nil {
				t.Errorf("a broken journal of a %s was folded", r.kind)
			}
		}
	}
}
