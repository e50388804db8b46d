package improvement

import "time"

// Lookup is what a command asks the record, beside its subject. Empty fields ask
// nothing.
type Lookup struct {
	LMG      BodyID
	Locality BodyID
	Theme    ThemeID
}

// Facts are the answers. What is not on record is zero.
type Facts struct {
	LMG      Body
	Locality Body
	Theme    Theme
	Contact  bool     // the LMG has a safeguarding contact
	Under    []BodyID // those of the actor's bodies that the LMG directs, and of those they hear for
	Calendar Calendar // the holidays around now
	Terms    Terms    // as configured now
}

// Informed is a command that is decided with facts; whoever files it looks them up.
type Informed interface {
	DirectCommand
	// Asks tells what to look up. d is the subject as it stands.
	Asks(d Direct) Lookup
	// With gives the command with the answers.
	With(f Facts) DirectCommand
}

// Addressed is a subject that may hear from us: somebody who gave an address.
type Addressed interface {
	// HearsAt is the address, sealed; empty where nobody hears.
	HearsAt() Words
}

// in is a day so many working days from now.
func (f Facts) in(days int, now time.Time) Date { return f.Calendar.Add(DateOf(now), days) }

// checkPlace refuses a place and a theme that are not on record, or not of each other.
// An empty locality or theme is none.
func (f Facts) checkPlace(lmg, locality BodyID, theme ThemeID) error {
	switch {
	case lmg == "":
		return invalid("lmg", "Say which LMG this is for.")
	case f.LMG.Kind != LMG:
		return invalid("lmg", "%q is not an LMG on record. Check the name.", clip(string(lmg)))
	case locality != "" && f.Locality.Kind != Locality:
		return invalid("locality", "%q is not a locality on record. Check the name.", clip(string(locality)))
	case locality != "" && f.Locality.Parent != lmg:
		return invalid("locality", "%s does not lie under %s. Name a locality of that LMG, or the other LMG.", locality, lmg)
	case theme != "" && f.Theme.ID == "":
		return invalid("theme", "%q is not a theme on record. Check the name, or leave it out.", clip(string(theme)))
	}
	return nil
}
