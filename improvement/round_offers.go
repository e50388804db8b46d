package improvement

import "time"

// Offers tells whether somebody may give the round such a command now, whatever they will
// write in it: nil, or the refusal that holds for all of that kind. Pages offer what may
// be done by it.
func (p *PrioritySetting) Offers(c RoundCommand, who Actor, now time.Time) error {
	_, err := p.Decide(c, who, now)
	if refused, is := Refusal(err); !is || refused.Code == Invalid { // what is written is yet to come
		return nil
	}
	return err
}
