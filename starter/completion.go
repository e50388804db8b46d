package main

import (
	"context"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

// suggest completes a flag with fixed words.
func suggest(cmd *cobra.Command, flag string, words ...string) {
	register(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// suggestFromRecord completes a flag with what is on record.
func (a *app) suggestFromRecord(cmd *cobra.Command, flag string, there known) {
	register(cmd, flag, func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return a.fromRecord(cmd.Context(), func(ctx context.Context, r *assembly.Record, _ *words) ([]cobra.Completion, error) {
			return there(ctx, r)
		}), cobra.ShellCompDirectiveNoFileComp
	})
}

func register(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // there is no such flag: the program is wrong
	}
}

// completeFirst completes the first argument, which names a test or an approval
// on record, and leaves arguments from the given one on to the shell: they are files.
func (a *app) completeFirst(subjects improvement.Kind, files int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch {
		case len(args) == 0:
			return a.fromRecord(cmd.Context(), func(ctx context.Context, r *assembly.Record, w *words) ([]cobra.Completion, error) {
				return named(ctx, r, w, subjects)
			}), cobra.ShellCompDirectiveNoFileComp
		case len(args) >= files:
			return nil, cobra.ShellCompDirectiveDefault
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeWithin completes a test, then what there is in it by that name, and then
// files as completeFirst does.
func (a *app) completeWithin(there func(*improvement.TestOfChange, *words) []cobra.Completion, files int) cobra.CompletionFunc {
	first := a.completeFirst(improvement.KindTest, files)
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return first(cmd, args, typed)
		}
		return a.fromRecord(cmd.Context(), func(ctx context.Context, r *assembly.Record, w *words) ([]cobra.Completion, error) {
			t, err := readTest(ctx, r, testSubject(args[0]))
			if err != nil {
				return nil, err
			}
			return there(t, w), nil
		}), cobra.ShellCompDirectiveNoFileComp
	}
}

// noFiles is past the last argument of any command.
const noFiles = 1 << 10

// named lists what people name a test or an approval by, with its title.
func named(ctx context.Context, r *assembly.Record, w *words, kind improvement.Kind) ([]cobra.Completion, error) {
	found, err := r.List(ctx, improvement.Filter{Kind: kind})
	var all []cobra.Completion
	for _, l := range found {
		name := strings.TrimPrefix(l.Subject.ID(), string(improvement.KindTest)+"/")
		all = append(all, cobra.CompletionWithDesc(name, w.title(l.Subject, l.Title)))
	}
	return all, err
}

// fromRecord reads completions from the record. A shell can do nothing about an error.
func (a *app) fromRecord(ctx context.Context, f func(ctx context.Context, r *assembly.Record, w *words) ([]cobra.Completion, error)) []cobra.Completion {
	var all []cobra.Completion
	err := a.reading(ctx, func(r *assembly.Record, w *words) (err error) {
		all, err = f(ctx, r, w)
		return err
	})
	if err != nil {
		cobra.CompDebugln(err.Error(), false)
	}
	return all
}
