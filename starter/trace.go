package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/spf13/cobra"
)

// followed are the kinds of subject on a path, with what people call one and several.
var followed = []struct {
	kind      improvement.Kind
	one, many string
}{
	{improvement.KindVoice, "voice", "voices"},
	{improvement.KindEvidence, "item of evidence", "items of evidence"},
	{improvement.KindReview, "quality review", "quality reviews"},
	{improvement.KindRound, "round of priority setting", "rounds of priority setting"},
	{improvement.KindPriority, "priority", "priorities"},
	{improvement.KindCommission, "commission", "commissions"},
	{improvement.KindTest, "test", "tests"},
	{improvement.KindApproval, "decision", "decisions"},
}

func (a *app) traceCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "trace VOICE|PRIORITY|TEST",
		Short: "Show what something rests on, and what came of it",
		Long: "Show what something rests on, and what came of it: \"you said, we did\". It goes from a voice, an\n" +
			"item of evidence, a priority, a test of change or a decision, both ways. A name is enough where\n" +
			"only one thing has it; otherwise write its kind, too, as in test-of-change/breakfast-club.",
		Args: cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				subject, err := lookUp(cmd.Context(), r, args[0])
				if err != nil {
					return err
				}
				shown, err := a.mayTrace(cmd.Context(), r, subject)
				if err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				trace, err := r.Trace(cmd.Context(), subject)
				if errors.Is(err, improvement.ErrNotFound) || err == nil && (!shown || !trace.Of.MayRead(who)) {
					return unknownName(args[0])
				}
				if err != nil {
					return err
				}
				trace = trace.For(who)
				untitled(&trace)
				return a.print(trace, func(p *page) { showTrace(p, w, trace) })
			})
		}),
	}
}

// lookUp finds the subject that somebody means: by its kind and name, or by its name
// alone where only one on a path has it.
func lookUp(ctx context.Context, r improvement.Reader, name string) (improvement.SubjectID, error) {
	name, _, _ = strings.Cut(name, "#") // an item of a test is of that test
	var there []string
	candidates := []improvement.SubjectID{improvement.SubjectID(name)}
	for _, f := range followed {
		candidates = append(candidates, improvement.SubjectID(string(f.kind)+"/"+name))
	}
	candidates = append(candidates, improvement.SubjectID(string(improvement.KindApproval)+"/"+string(improvement.KindTest)+"/"+name))
	for _, subject := range candidates {
		_, _, err := r.State(ctx, subject)
		if errors.Is(err, improvement.ErrNotFound) || subject.ID() == "" {
			continue
		}
		if err != nil {
			return "", err
		}
		there = append(there, string(subject))
	}
	switch len(there) {
	case 0:
		return "", unknownName(name)
	case 1:
		return improvement.SubjectID(there[0]), nil
	}
	return "", improvement.Refuse(improvement.Invalid, "name", "Several things are called %q. Say which: %s.", name, strings.Join(there, ", "))
}

func unknownName(name string) error {
	return improvement.Refuse(improvement.NotFound, "name", "Nothing on record is called %q. See what there is with: starter test list, or starter library list", name)
}

// untitled takes the titles of voices out: they are shown by day and place alone.
func untitled(t *improvement.Trace) {
	for _, list := range [][]improvement.Traced{{t.Of}, t.Before, t.After} {
		for i := range list {
			if list[i].Subject.Kind() == improvement.KindVoice {
				list[i].Title = improvement.Words{}
			}
		}
	}
	if t.Of.Subject.Kind() == improvement.KindVoice {
		t.Of.Title = improvement.Words{}
	}
}

// showTrace writes the path in a line, then all that is on it.
func showTrace(p *page, w *words, t improvement.Trace) {
	p.row("", 0, tracedPath(t))
	showTraced(p, w, "What it rests on", t.Before, t.MoreBefore)
	showTraced(p, w, "What was asked about", []improvement.Traced{t.Of}, false)
	showTraced(p, w, "What came of it", t.After, t.MoreAfter)
	if len(t.After) == 0 {
		p.printf("\nNothing has come of it yet.\n")
	}
}

func showTraced(p *page, w *words, title string, list []improvement.Traced, more bool) {
	if len(list) == 0 {
		return
	}
	p.heading(title)
	for _, one := range list {
		what := one.Subject.ID()
		switch {
		case one.Subject.Kind() == improvement.KindVoice:
			what = dayAndPlace(w, one)
		case !one.Title.Empty():
			what += ": " + w.line(one.Title)
		}
		if ended := wording.EndOf(one.Listing); ended != "" {
			what += " (" + ended + ")"
		}
		p.row("  "+nounOf(one.Subject.Kind(), 1), 22, what)
	}
	if more {
		p.row("", 2, fmt.Sprintf("There is more: only the nearest %d are shown.", improvement.MaxTraced))
	}
}

func dayAndPlace(w *words, one improvement.Traced) string {
	var parts []string
	if one.Day != "" {
		parts = append(parts, one.Day.Plain())
	}
	if one.Locality != "" {
		parts = append(parts, w.Body(one.Locality))
	}
	if len(parts) == 0 {
		return "day and place unknown"
	}
	return strings.Join(parts, ", ")
}

// pathOf is the whole path in a line: "3 voices → priority hungry → test club (adopted)".
func tracedPath(t improvement.Trace) string {
	var path []string
	for _, level := range levels(t.Before) {
		path = append(path, together(level))
	}
	slices.Reverse(path)
	path = append(path, together([]improvement.Traced{t.Of}))
	for _, level := range levels(t.After) {
		path = append(path, together(level))
	}
	return strings.Join(path, " → ")
}

// levels divides a list by steps.
func levels(list []improvement.Traced) [][]improvement.Traced {
	var all [][]improvement.Traced
	for i, one := range list {
		if i == 0 || one.Steps != list[i-1].Steps {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], one)
	}
	return all
}

// together tells several subjects by their kinds: one by its name, more by their number.
func together(list []improvement.Traced) string {
	byKind := map[improvement.Kind][]improvement.Traced{}
	var kinds []improvement.Kind
	for _, one := range list {
		if kind := one.Subject.Kind(); byKind[kind] == nil {
			kinds = append(kinds, kind)
		}
		byKind[one.Subject.Kind()] = append(byKind[one.Subject.Kind()], one)
	}
	slices.SortStableFunc(kinds, func(a, b improvement.Kind) int { return placeOf(a) - placeOf(b) })
	parts := make([]string, len(kinds))
	for i, kind := range kinds {
		parts[i] = counted(kind, byKind[kind])
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

func placeOf(kind improvement.Kind) int {
	for i, f := range followed {
		if f.kind == kind {
			return i
		}
	}
	return len(followed)
}

// counted is "test club (adopted)", "3 voices", or "2 tests (1 adopted, 1 running)".
func counted(kind improvement.Kind, list []improvement.Traced) string {
	what := fmt.Sprintf("%d %s", len(list), nounOf(kind, len(list)))
	if len(list) == 1 && kind != improvement.KindVoice && kind != improvement.KindEvidence {
		what = nounOf(kind, 1) + " " + strings.TrimPrefix(list[0].Subject.ID(), string(improvement.KindTest)+"/")
	}
	ends := map[string]int{}
	for _, one := range list {
		ends[wording.EndOf(one.Listing)]++
	}
	var told []string
	for end, n := range ends {
		switch {
		case end == "":
		case len(list) == 1:
			told = append(told, end)
		default:
			told = append(told, fmt.Sprintf("%d %s", n, end))
		}
	}
	if len(told) == 0 {
		return what
	}
	slices.Sort(told)
	return what + " (" + strings.Join(told, ", ") + ")"
}

func nounOf(kind improvement.Kind, n int) string {
	i := placeOf(kind)
	switch {
	case i == len(followed):
		return plainly(kind)
	case n == 1:
		return followed[i].one
	}
	return followed[i].many
}

// mayTrace tells whether somebody may know of what they ask about. A voice or an item may be
// hidden that is on no shelf.
func (a *app) mayTrace(ctx context.Context, r *assembly.Record, subject improvement.SubjectID) (bool, error) {
	who, err := a.reader(ctx, r)
	if err != nil {
		return false, err
	}
	switch subject.Kind() {
	case improvement.KindVoice:
		v, err := readVoice(ctx, r, subject)
		if err == nil && v.MayKnow(who) && v.Withdrawn != "" {
			err = improvement.Refuse(improvement.WrongStage, "name", "Whoever sent this voice took it back on %s. It counts nowhere any more.", v.Withdrawn.Plain())
		}
		return err == nil && v.MayKnow(who), err
	case improvement.KindEvidence:
		i, err := readItem(ctx, r, subject)
		return err == nil && i.MayRead(who), err
	}
	return true, nil
}
