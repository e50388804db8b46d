package improvement

import "time"

// Offers tells whether somebody may give the test such a command now, whatever they will
// write in it: nil, or the refusal that holds for all of that kind. Pages offer what may
// be done by it.
func (t *TestOfChange) Offers(c TestCommand, who Actor, now time.Time) error {
	if t.Closed() && !AfterClosing(c) {
		return t.isClosed()
	}
	if err := who.mayAct(); err != nil {
		return err
	}
	_, err := c.decide(t, who, now)
	refused, is := Refusal(err)
	if !is || refused.Code == Invalid { // what is written is yet to come
		return nil
	}
	return err
}

// CostSums adds up what the charter expected and what the cycles took, within each kind.
func (t *TestOfChange) CostSums() (expected, took []CostSum) {
	var costs []Cost
	for _, c := range t.Cycles {
		if c.Act != nil {
			costs = append(costs, c.Act.Costs...)
		}
	}
	return sumsOf(t.Charter.Costs), sumsOf(costs)
}
