package improvement

import (
	"cmp"
	"slices"
)

// The scale of importance on which members score drafts.
const (
	LowestImportance  = 1
	HighestImportance = 5
)

// Ranked is a draft with how important the members find it: not one number, but how
// far they agree.
type Ranked struct {
	Priority PriorityID `json:"priority"`
	Scored   int        `json:"scored"` // by how many
	Mean     float64    `json:"mean"`   // 0 where nobody scored
	Median   float64    `json:"median"`
	Lowest   int        `json:"lowest"`
	Highest  int        `json:"highest"`
	Counts   [5]int     `json:"counts"` // how many gave 1, 2, 3, 4, 5
	Divided  bool       `json:"divided,omitempty"`
}

// dividedBy is how far apart two scores must lie for the members to be divided: three
// steps on a scale of five, so that one finds it little and another greatly important.
const dividedBy = 3

// Ranking orders the drafts that are not withdrawn by mean importance, then by median,
// then by name. Those that nobody scored come last.
func (p *PrioritySetting) Ranking() []Ranked {
	var ranking []Ranked
	for _, d := range p.Drafts {
		if d.Status != DraftWithdrawn {
			ranking = append(ranking, d.ranked())
		}
	}
	slices.SortStableFunc(ranking, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Mean, a.Mean), cmp.Compare(b.Median, a.Median), cmp.Compare(a.Priority, b.Priority))
	})
	return ranking
}

func (d Draft) ranked() Ranked {
	r := Ranked{Priority: d.ID, Scored: len(d.Scores)}
	if r.Scored == 0 {
		return r
	}
	scores := make([]int, r.Scored)
	sum := 0
	for i, s := range d.Scores {
		scores[i] = s.Importance
		sum += s.Importance
		r.Counts[s.Importance-LowestImportance]++
	}
	slices.Sort(scores)
	r.Mean = float64(sum) / float64(r.Scored)
	r.Median = float64(scores[(r.Scored-1)/2]+scores[r.Scored/2]) / 2
	r.Lowest, r.Highest = scores[0], scores[r.Scored-1]
	r.Divided = r.Highest-r.Lowest >= dividedBy
	return r
}
