package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// partPage is somebody's role in plain words, what they did, and what came of it.
type partPage struct {
	Own, Name                         string
	Remits                            []fact
	Did                               []string
	Says                              string
	Tests, Changes, Decisions, Rested []tracedLine
	More                              bool
	Most                              int
}

func (p partPage) head() head {
	title := "Your part"
	if p.Own == "" {
		title = "The part of " + p.Name
	}
	return head{Template: "part", Title: title, Help: "What the role asks, what was done, and what came of it. It is no measure of anybody: much that helps is never filed."}
}

func showOwnPart(ctx context.Context, v *visit) (answer, error) { return v.part(ctx, v.who.Person) }

func showPart(ctx context.Context, v *visit) (answer, error) {
	person := improvement.PersonID(v.path("person"))
	if improvement.CheckID("person", string(person)) != nil {
		return answer{}, improvement.ErrNotFound
	}
	return v.part(ctx, person)
}

func (v *visit) part(ctx context.Context, person improvement.PersonID) (answer, error) {
	part, err := v.Parts.Part(ctx, v.who, person, "")
	if isCode(err, improvement.NotFound) || isCode(err, improvement.NotAllowed) { // nobody learns who is on record
		err = improvement.Refuse(improvement.NotAllowed, "", "What somebody did is for themselves, for the adult named for them, and for a Locality Wellbeing Officer of theirs. Your own is under Your part.")
	}
	if err != nil {
		return answer{}, err
	}
	var bodies []improvement.BodyID
	for _, r := range part.Remits {
		bodies = append(bodies, r.Body)
	}
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person, person}, bodies); err != nil {
		return answer{}, err
	}
	p := partPage{Name: v.words.Person(person), Says: part.Says, More: part.More, Most: improvement.MaxCame}
	if person == v.who.Person {
		p.Own = p.Name
	}
	for _, r := range part.Remits {
		title := r.Title
		if r.Body != "" {
			title += ", " + v.words.Body(r.Body)
		}
		p.Remits = append(p.Remits, fact{title, wording.Capital(r.Says) + "."})
	}
	for _, d := range part.Did {
		p.Did = append(p.Did, wording.Capital(d.Says)+", last on "+d.Last.Plain())
	}
	for _, t := range part.Tests {
		line := v.came(t)
		switch {
		case len(t.Did) > 0:
			line.Kind = improvement.Told(t.Did, 0)
		case !t.Own:
			line.Kind = "it rests on what was done before"
		}
		p.Tests = append(p.Tests, line)
	}
	for _, c := range part.Changes {
		p.Changes = append(p.Changes, tracedLine{Name: v.words.Title(c.Test, c.Title), Stands: c.Says, Path: testPath(c.Test.ID())})
	}
	for _, c := range part.Decisions {
		p.Decisions = append(p.Decisions, v.came(c))
	}
	for _, c := range part.Priorities {
		p.Rested = append(p.Rested, v.came(c))
	}
	return show(p)
}

// came is something that came of what somebody did.
func (v *visit) came(c improvement.Came) tracedLine {
	line := v.tracedLine(improvement.Traced{Listing: c.Listing})
	line.Kind = ""
	return line
}
