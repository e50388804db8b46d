package main

import (
	"context"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

// completer lists what an argument may be, given those before it.
type completer func(ctx context.Context, r *assembly.Record, w *words, before []string) ([]cobra.Completion, error)

// arguments are what completes those of a command, one after the other, and whether files
// follow.
type arguments struct {
	each  []completer
	files bool
}

// completions are those of commands by their path, where they are more than a first
// argument that verbs complete by themselves.
func (a *app) completions() map[string]arguments {
	voice, item, network := arguments{each: []completer{a.voices}}, arguments{each: []completer{evidenceItems}}, arguments{each: []completer{networkNames}}
	review, issue := subjectsOf(improvement.KindReview), issuesAndNetworks
	all := map[string]arguments{
		"library show": {each: []completer{libraryItems}},
		"trace":        {each: []completer{a.traceable}},

		"round move":           {each: []completer{subjectsOf(improvement.KindRound), a.withRound(stagesOfRound)}},
		"round waive":          {each: []completer{subjectsOf(improvement.KindRound), a.withRound(openRequests)}},
		"round claim":          {each: []completer{subjectsOf(improvement.KindRound), a.withRound(openRequests)}},
		"round see-late":       {each: []completer{subjectsOf(improvement.KindRound), a.withRound(lateAnswers)}},
		"round withdraw-draft": {each: []completer{subjectsOf(improvement.KindRound), a.withRound(draftsOfRound)}},

		"review open":      {each: []completer{lmgNames}},
		"review submit":    {each: []completer{review, groupsOfReview}},
		"review ask-again": {each: []completer{review, groupsOfReview}},

		"newsletter contribute": {each: []completer{issue}, files: true},
		"newsletter arrange":    {each: []completer{issue}, files: true},
		"newsletter opening":    {each: []completer{issue}, files: true},
		"newsletter edit":       {each: []completer{issue, itemsOfIssue}},
		"newsletter accept":     {each: []completer{issue, toldInIssue}},
		"newsletter leave-out":  {each: []completer{issue, toldInIssue}},
		"newsletter archive":    network, "newsletter subscribe": network, "newsletter unsubscribe": network,
		"evidence correct": {each: []completer{evidenceItems}, files: true},

		"person export":       {each: []completer{subjectsOf(improvement.KindPerson)}},
		"person sign-in-link": {each: []completer{subjectsOf(improvement.KindPerson)}},
		"person erase":        {each: []completer{subjectsOf(improvement.KindPerson)}},
	}
	for _, verb := range []string{"change", "notices"} {
		all["person "+verb] = arguments{each: []completer{subjectsOf(improvement.KindPerson)}}
	}
	for _, verb := range []string{"give-role", "change-role", "end-role"} {
		all["person "+verb] = arguments{each: []completer{subjectsOf(improvement.KindPerson), subjectsOf(improvement.KindBody), rolesOfBody}}
	}
	for _, verb := range []string{"show", "claim", "moderate", "stop", "withdraw", "unsafe", "settle", "claim-concern"} {
		all["voice "+verb] = voice
	}
	for _, verb := range []string{"show", "unsafe", "settle", "claim-concern"} {
		all["evidence "+verb] = item
	}
	for _, verb := range []string{"approve", "claim", "take-back", "show", "preview", "progress"} {
		all["newsletter "+verb] = arguments{each: []completer{issue}}
	}
	for _, verb := range []string{"done", "change", "drop"} {
		all["round action "+verb] = arguments{each: []completer{subjectsOf(improvement.KindRound), a.withRound(actionsOfRound)}}
		all["review action "+verb] = arguments{each: []completer{review, a.actionsOfReview}}
	}
	return all
}

// complete gives the commands below root their completions.
func (a *app) complete(root *cobra.Command) {
	for path, args := range a.completions() {
		cmd, rest, err := root.Find(strings.Fields(path))
		if err != nil || len(rest) > 0 {
			panic("starter: there is no command " + path) // the program is wrong
		}
		cmd.ValidArgsFunction = a.completeArguments(args)
	}
}

func (a *app) completeArguments(args arguments) cobra.CompletionFunc {
	return func(cmd *cobra.Command, before []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch n := len(before); {
		case n < len(args.each):
			return a.fromRecord(cmd.Context(), func(ctx context.Context, r *assembly.Record, w *words) ([]cobra.Completion, error) {
				return args.each[n](ctx, r, w, before)
			}), cobra.ShellCompDirectiveNoFileComp
		case args.files && n == len(args.each):
			return nil, cobra.ShellCompDirectiveDefault
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

// subjectsOf lists the subjects of a kind.
func subjectsOf(kind improvement.Kind) completer {
	return func(ctx context.Context, r *assembly.Record, w *words, _ []string) ([]cobra.Completion, error) {
		return named(ctx, r, w, kind)
	}
}

// mostCompleted is how many of a kind that may have thousands are offered.
const mostCompleted = 100

// voices lists those that whoever asks may read: what waits for them, and what was
// accepted.
func (a *app) voices(ctx context.Context, r *assembly.Record, w *words, _ []string) ([]cobra.Completion, error) {
	who, err := a.reader(ctx, r)
	if err != nil {
		return nil, err
	}
	stages := []string{queueOf(who)}
	if accepted := string(improvement.VoiceAccepted); stages[0] != accepted {
		stages = append(stages, accepted)
	}
	var all []cobra.Completion
	for _, stage := range stages {
		found, _, err := listVoices(ctx, r, improvement.Filter{Kind: improvement.KindVoice, Stage: stage}, who, mostCompleted)
		if err != nil {
			return nil, err
		}
		for _, v := range found {
			all = append(all, cobra.CompletionWithDesc(v.Subject.ID(), w.line(v.Voice.Said.Title)))
		}
	}
	return all, nil
}

// libraryItems lists the newest of the library; hidden ones are not among them.
func libraryItems(ctx context.Context, r *assembly.Record, w *words, _ []string) ([]cobra.Completion, error) {
	return shelfItems(ctx, r, w, func(id improvement.ItemID) (string, bool) { return string(id), true })
}

// evidenceItems lists the newest that belong to no test.
func evidenceItems(ctx context.Context, r *assembly.Record, w *words, _ []string) ([]cobra.Completion, error) {
	return shelfItems(ctx, r, w, func(id improvement.ItemID) (string, bool) {
		return id.Subject().ID(), id.Subject().Kind() == improvement.KindEvidence
	})
}

func shelfItems(ctx context.Context, r *assembly.Record, w *words, called func(improvement.ItemID) (string, bool)) ([]cobra.Completion, error) {
	found, err := r.Shelf(ctx, improvement.LibraryFilter{Limit: mostCompleted})
	var all []cobra.Completion
	for _, i := range found {
		if name, is := called(i.ID); is {
			all = append(all, cobra.CompletionWithDesc(name, titleOf(w, i)))
		}
	}
	return all, err
}

// traceable lists tests, priorities, and the newest evidence and voices.
func (a *app) traceable(ctx context.Context, r *assembly.Record, w *words, _ []string) ([]cobra.Completion, error) {
	var all []cobra.Completion
	for _, kind := range []improvement.Kind{improvement.KindTest, improvement.KindPriority} {
		found, err := named(ctx, r, w, kind)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	found, err := shelfItems(ctx, r, w, func(id improvement.ItemID) (string, bool) {
		kind := id.Subject().Kind()
		return string(id), kind == improvement.KindVoice || kind == improvement.KindEvidence
	})
	return append(all, found...), err
}
