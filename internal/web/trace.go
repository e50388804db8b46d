package web

import (
	"context"
	"net/url"
	"path"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// tracedLine is something on a path, with where it can be seen.
type tracedLine struct{ Kind, Name, Stands, Path string }

// tracePage is what something rests on, and what came of it.
type tracePage struct {
	Kind, Name        string
	Before, After     []tracedLine
	MoreBefore, MoreA bool
}

func (p tracePage) head() head {
	return head{Template: "trace", Title: "What came of it: " + p.Name, Label: p.Kind, Help: "What it rests on, the nearest first, and what came of it.", Crumbs: []crumb{{"Priorities", "/priorities"}}}
}

// tracePath is where the path of a subject is told.
func tracePath(subject improvement.SubjectID) string {
	return "/trace?of=" + url.QueryEscape(string(subject))
}

// tracedKinds are the kinds of subject on a path, as people call them.
var tracedKinds = map[improvement.Kind]string{
	improvement.KindVoice: "Voice", improvement.KindEvidence: "Evidence", improvement.KindReview: "Quality review", improvement.KindRound: "Round of priority setting",
	improvement.KindPriority: "Priority", improvement.KindCommission: "Commissioned test", improvement.KindTest: "Test of change", improvement.KindApproval: "Decision",
}

func showTrace(ctx context.Context, v *visit) (answer, error) {
	subject := improvement.SubjectID(v.query("of"))
	if _, traced := tracedKinds[subject.Kind()]; !traced {
		return answer{}, improvement.ErrNotFound
	}
	if err := v.mayTrace(ctx, subject); err != nil {
		return answer{}, err
	}
	t, err := v.Library.Trace(ctx, subject)
	if err == nil && !t.Of.MayRead(v.who) {
		err = improvement.ErrNotFound
	}
	if err != nil {
		return answer{}, err
	}
	of, before, after, err := v.traced(ctx, t)
	if err != nil {
		return answer{}, err
	}
	return show(tracePage{Kind: of.Kind, Name: of.Name, Before: before, After: after, MoreBefore: t.MoreBefore, MoreA: t.MoreAfter})
}

// mayTrace tells alike of what is not there and of what is hidden from whoever asks.
func (v *visit) mayTrace(ctx context.Context, subject improvement.SubjectID) error {
	switch subject.Kind() {
	case improvement.KindVoice, improvement.KindEvidence:
		shown, err := v.itemsShown(ctx, []improvement.ItemID{improvement.ItemID(subject)})
		if err == nil && len(shown) == 0 {
			err = improvement.ErrNotFound
		}
		return err
	}
	return nil
}

// traced tells a path: voices by their day and place alone.
func (v *visit) traced(ctx context.Context, t improvement.Trace) (of tracedLine, before, after []tracedLine, err error) {
	t = t.For(v.who)
	var bodies []improvement.BodyID
	for _, list := range [][]improvement.Traced{{t.Of}, t.Before, t.After} {
		for _, one := range list {
			bodies = append(bodies, one.Locality, one.LMG)
		}
	}
	if err := v.meet(ctx, nil, bodies); err != nil {
		return of, nil, nil, err
	}
	for _, one := range t.Before {
		before = append(before, v.tracedLine(one))
	}
	for _, one := range t.After {
		after = append(after, v.tracedLine(one))
	}
	return v.tracedLine(t.Of), before, after, nil
}

func (v *visit) tracedLine(one improvement.Traced) tracedLine {
	kind := one.Subject.Kind()
	line := tracedLine{Kind: tracedKinds[kind], Name: v.words.Title(one.Subject, one.Title), Stands: wording.EndOf(one.Listing), Path: subjectPath(one)}
	switch {
	case kind == improvement.KindVoice:
		line.Name = ""
	case kind == improvement.KindApproval && improvement.Matter(one.Subject).Kind() == improvement.KindTest: // one after each cycle
		line.Name += ", decision " + path.Base(one.Subject.ID())
	}
	if line.Name == "" {
		line.Name = line.Kind
		if one.Locality != "" {
			line.Name += " from " + v.words.Body(one.Locality)
		}
		if one.Day != "" {
			line.Name += ", " + one.Day.Plain()
		}
	}
	return line
}

// subjectPath is the page of a subject on a path; empty where it has none.
func subjectPath(one improvement.Traced) string {
	switch one.Subject.Kind() {
	case improvement.KindVoice, improvement.KindEvidence:
		return libraryPath(improvement.ItemID(one.Subject))
	case improvement.KindTest:
		return testPath(one.Subject.ID())
	case improvement.KindPriority:
		return prioritiesPath(one.LMG)
	case improvement.KindCommission:
		return commissionPath(one.Subject)
	case improvement.KindApproval:
		return decisionPath(one.Subject)
	case improvement.KindReview:
		return reviewPath(one.Subject)
	case improvement.KindRound:
		if lmg, round, is := improvement.CutRound(one.Subject); is {
			return roundPath(lmg, round)
		}
	}
	return ""
}
