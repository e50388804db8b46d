package improvement

import "slices"

// RoundSince is what came to a round after a pack was frozen.
type RoundSince struct {
	// Answers are requests that were answered since, and late answers of which somebody
	// has said since what they change.
	Answers []EvidenceRequest `json:"answers,omitempty"`
	// Before is evidence that came before the LMG since.
	Before []Before `json:"before,omitempty"`
}

// Empty tells that nothing came.
func (s RoundSince) Empty() bool { return len(s.Answers)+len(s.Before) == 0 }

// ChangedSince compares the round with a pack: what its panel was not given.
func (p *PrioritySetting) ChangedSince(pack Pack) RoundSince {
	var s RoundSince
	for _, r := range p.Requests {
		i := slices.IndexFunc(pack.Requests, func(was EvidenceRequest) bool { return was.ID == r.ID })
		answered := r.Status == RequestAnswered && (i < 0 || pack.Requests[i].Status != RequestAnswered)
		weighed := !r.Seen.Empty() && (i < 0 || pack.Requests[i].Seen.Empty())
		if answered || weighed {
			s.Answers = append(s.Answers, r)
		}
	}
	for _, b := range p.Before {
		if !slices.ContainsFunc(pack.Before, func(was Before) bool { return was.Item == b.Item }) {
			s.Before = append(s.Before, b)
		}
	}
	return s
}
