package web

import (
	"context"
	"errors"
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

// reviewSince reads what came after the pack of a quality review was frozen, once what is
// kept back from whoever asks is out of the pack; nothing once the decision is made.
func (v *visit) reviewSince(ctx context.Context, a *improvement.Approval) (improvement.ReviewSince, error) {
	pack := a.Pack.Review
	if pack == nil || a.Closed() {
		return improvement.ReviewSince{}, nil
	}
	var before *improvement.QualityReview
	if pack.Before != nil {
		_, state, err := v.Record.State(ctx, pack.Before.Review)
		if err == nil {
			before, err = improvement.RestoreReview(state)
		}
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			return improvement.ReviewSince{}, err
		}
	}
	var journals map[improvement.SubjectID][]improvement.Entry
	if items := canBeCorrected(pack.Cited()); len(items) > 0 {
		var err error
		if journals, err = v.Record.Journals(ctx, items); err != nil {
			return improvement.ReviewSince{}, err
		}
	}
	return pack.ChangedSince(a.FirstOpened(), before, journals), nil
}

// canBeCorrected are the subjects of those of the items that may be corrected: the library's
// own. What was filed to a test stays as it is.
func canBeCorrected(items []improvement.ItemID) []improvement.SubjectID {
	var subjects []improvement.SubjectID
	for _, item := range items {
		if item.Subject().Kind() == improvement.KindEvidence && !slices.Contains(subjects, item.Subject()) {
			subjects = append(subjects, item.Subject())
		}
	}
	return subjects
}

// sinceReview tells what came after the pack of a quality review was frozen.
func (v *visit) sinceReview(pack improvement.PackReview, since improvement.ReviewSince, shown map[improvement.ItemID]shownItem) []sinceView {
	var all []sinceView
	if !since.Agreed.IsZero() {
		all = append(all, sinceView{Says: "The review before was agreed on " + improvement.DateOf(since.Agreed).Plain() + ".", Path: reviewPath(pack.Before.Review)})
	}
	if !since.Ended.IsZero() {
		all = append(all, sinceView{Says: "The review before ended without a decision on " + improvement.DateOf(since.Ended).Plain() + ".", Path: reviewPath(pack.Before.Review)})
	}
	for _, a := range since.Actions {
		all = append(all, sinceView{Says: "Left of the review before: " + v.words.Line(a.What), More: v.actionNow(a)})
	}
	for _, c := range since.Corrected {
		one := shown[c.Item]
		all = append(all, sinceView{
			Says: fmt.Sprintf("Evidence was corrected on %s: %s", improvement.DateOf(c.At).Plain(), one.Name), More: v.words.Line(c.Reason), Path: one.Path,
		})
	}
	return all
}

// actionNow says how an action stands.
func (v *visit) actionNow(a improvement.Action) string {
	var says string
	closed := improvement.DateOf(a.Closed)
	switch a.Status {
	case improvement.StepIsDone:
		says = "Done on " + closed.Plain()
	case improvement.StepIsGone:
		says = "Left out on " + closed.Plain()
	default:
		return fmt.Sprintf("Now %s, by %s.", v.words.Person(a.Who), a.Due.Plain())
	}
	if note := v.words.Line(a.Note); note != "" {
		return says + ": " + note
	}
	return says + "."
}
