package web

import (
	"fmt"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// sinceView is something that came after the pack was frozen.
type sinceView struct{ Says, More, Path string }

// changedFor is what was filed to a test after its pack was frozen, as somebody may know
// of it; nothing once the decision is made.
func changedFor(who improvement.Actor, a *improvement.Approval, t *improvement.TestOfChange) improvement.Changed {
	if a.Closed() {
		return improvement.Changed{}
	}
	changed := t.ChangedSince(a.Pack)
	changed.Evidence = slices.DeleteFunc(slices.Clone(changed.Evidence), func(e improvement.EvidenceRef) bool { return !t.MayReadEvidence(who, e.ID) })
	return changed
}

func (v *visit) sinceTest(t *improvement.TestOfChange, changed improvement.Changed, entries []improvement.Entry) []sinceView {
	var all []sinceView
	for _, ref := range changed.Evidence {
		item := v.packItem(t, ref, entries)
		all = append(all, sinceView{
			Says: fmt.Sprintf("Evidence was filed on %s: %s by %s", improvement.DateOf(ref.At).Plain(), item.Kind, v.words.Person(ref.By)),
			More: item.Text, Path: item.Path,
		})
	}
	for _, m := range changed.Measures {
		said := sinceView{Says: measureSince(v.measureName(t, m.Now.Measure), m)}
		if m.Now.Reading != nil {
			said.More = "Now: " + m.Now.Reading.Says
			if m.Was.Reading != nil && m.Was.Reading.Says == m.Now.Reading.Says {
				said.More = "They still say the same."
			}
		}
		all = append(all, said)
	}
	return all
}

// measureSince says how a measure differs from what the panel was given.
func measureSince(name string, c improvement.ChangedMeasure) string {
	switch {
	case c.Now.Hash == c.Was.Hash:
		return fmt.Sprintf("“%s” is read otherwise than in the pack.", name)
	case c.Now.Points == c.Was.Points:
		return fmt.Sprintf("“%s” was corrected.", name)
	}
	return fmt.Sprintf("“%s” has %d points now; the pack had %d.", name, c.Now.Points, c.Was.Points)
}
