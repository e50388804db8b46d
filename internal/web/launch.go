package web

import (
	"context"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// launchPath is where a test of change is launched; what is written of it is kept under
// that name until it is launched, or thrown away.
const launchPath = "/launch"

// launchPage lists what a launch asks for, with how far each part has come; or, before it
// is begun, what one can begin it from.
type launchPage struct {
	Begun       bool
	Nonce       string
	Parts       []launchStand
	Ready       bool // nothing is missing any more
	Priorities  []startingPoint
	Commissions []startingPoint
	Asked       startingPoint // the one that led here
	Earlier     bool          // there is an earlier test to copy from
}

func (p launchPage) head() head {
	return head{Template: "launch", Title: "Launch a test of change", Crumbs: []crumb{{"Your tasks", "/"}},
		Help: "A test of change is a small change, tried in one place, that you can learn from. Answer in any order: what you write is kept, and nobody else sees it until you launch."}
}

// launchStand is how far a part of a launch has come.
type launchStand struct {
	launchPart
	Stands, Colour string
	Path           string // empty while something else must come first
}

// startingPoint is what a launch may begin from.
type startingPoint struct{ From, Title, Says string }

func showLaunch(ctx context.Context, v *visit) (answer, error) {
	d, begun, err := v.launchDraft(ctx)
	if err != nil {
		return answer{}, err
	}
	page := launchPage{Begun: begun, Nonce: reference()}
	if begun {
		page.Parts, page.Ready, err = v.launchStands(ctx, d)
		if err != nil {
			return answer{}, err
		}
		return show(page)
	}
	if page.Priorities, page.Commissions, err = v.startingPoints(ctx); err != nil {
		return answer{}, err
	}
	if page.Asked, err = v.askedToCopy(ctx, v.query("from")); err != nil {
		return answer{}, err
	}
	for _, at := range slices.Concat(page.Priorities, page.Commissions) {
		if at.From == v.query("from") {
			page.Asked = at
		}
	}
	if page.Earlier, err = v.anyEarlier(ctx); err != nil {
		return answer{}, err
	}
	return show(page)
}

// launchStands tells of each part how far it has come, and whether all of it is there.
func (v *visit) launchStands(ctx context.Context, d url.Values) ([]launchStand, bool, error) {
	ready := true
	stands := make([]launchStand, 0, len(launchParts))
	for _, part := range launchParts {
		faults, err := v.faultsOf(ctx, part, d)
		if err != nil {
			return nil, false, err
		}
		s := launchStand{launchPart: part, Path: part.path(), Stands: "Done", Colour: "green"}
		switch {
		case part.waits(d) && part.written(d): // known from where it began
			s.Path = ""
		case part.waits(d):
			s.Path, s.Stands, s.Colour = "", "Cannot begin yet", "grey"
			ready = false
		case len(faults) > 0 && part.written(d):
			s.Stands, s.Colour, ready = "Not finished", "orange", false
		case len(faults) > 0:
			s.Stands, s.Colour, ready = "Not begun", "blue", false
		case part.optional && !part.written(d):
			s.Stands, s.Colour = "Optional", "grey"
		}
		stands = append(stands, s)
	}
	return stands, ready, nil
}

// launchesFor lists the LMGs for which this person launches tests.
func (v *visit) launchesFor() []improvement.BodyID {
	var all []improvement.BodyID
	for _, m := range v.who.Roles {
		if m.Role == improvement.LWO {
			all = append(all, m.Body)
		}
	}
	return all
}
