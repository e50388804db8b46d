package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

func reason(usage string) field { return field{name: "reason", usage: usage} }

// testVerbs are what people do to a test of change.
func testVerbs() []verb {
	return []verb{
		{use: "plan", short: "Submit the plan of the cycle", command: "plan", file: true},
		{use: "agree-plan", short: "Agree the plan: its predictions are sealed and Do begins", command: "agree-plan"},
		{use: "send-back", short: "Send the plan back to the lead", command: "send-back", flags: []field{reason("what the plan still needs")}},
		{use: "remark TEXT", short: "Say something in the discussion, to all who read it", command: "remark", args: []string{"says"}, flags: []field{
			{name: "mentioned", usage: "who gets a message of it: identifiers, separated by commas", many: true},
		}},
		{use: "measure", short: "Record points of a measure", command: "measure", file: true},
		{use: "finish-do", short: "Close Do: as planned or not, and what was not planned", command: "finish-do", file: true, flags: []field{
			{name: "as_planned", usage: "it was carried out as planned", yes: true},
			{name: "unplanned", usage: "what was not part of the plan"},
		}},
		{use: "end-do", short: "End Do early, at once where someone could be harmed", command: "end-do-early", flags: []field{
			reason("why it ends early"), {name: "harm", usage: "someone could have been harmed", yes: true},
		}},
		{use: "study", short: "Set what happened beside what was predicted", command: "study", file: true},
		{use: "act", short: "Propose to adapt, adopt or abandon", command: "act", file: true},
		{use: "begin-cycle", short: "Begin a further cycle that the LMG granted ahead", command: "begin-cycle"},
		{use: "take-to-lmg", short: "Take a proposal that was granted ahead to the LMG all the same", command: "take-to-lmg"},
		{use: "check-gain", short: "Say whether an adopted gain held", command: "check-gain", flags: []field{
			{name: "held", usage: "yes, partly or no"}, {name: "says", usage: "what you saw"},
		}},
		{use: "pause", short: "Pause until a day: nothing falls due", command: "pause", flags: []field{
			{name: "until", usage: "the day on which it goes on"}, reason("why it is paused"),
		}},
		{use: "resume", short: "Go on after a pause", command: "resume"},
		{use: "hand-over", short: "Hand a person's tasks here over to another", command: "hand-over", flags: []field{
			{name: "from", usage: "who had them"}, {name: "to", usage: "who has them now"}, reason("why"),
		}},
	}
}

// stepVerbs are what people do to one step of a test.
func stepVerbs() []verb {
	step := []string{"step"}
	return []verb{
		{use: "done STEP", short: "Mark a step as done", command: "step-done", args: step, flags: []field{{name: "note", usage: "a note"}}},
		{use: "drop STEP", short: "Leave a step out", command: "step-drop", args: step, flags: []field{reason("why")}},
		{use: "reschedule STEP DAY", short: "Move a step to another day", command: "step-reschedule", args: []string{"step", "due"}, flags: []field{reason("why")}},
		{use: "claim STEP", short: "Take over a step that somebody else in your action group has", command: "step-claim", args: step},
		{use: "assign STEP PERSON", short: "Give a step to another person", command: "step-assign", args: []string{"step", "to"}, flags: []field{reason("why")}},
	}
}

func (a *app) testCommand() *cobra.Command {
	test := group("test", "Launch and steer a test of change")
	test.AddCommand(a.launchCommand())
	for _, v := range slices.Concat(testVerbs(), concernVerbs()) {
		test.AddCommand(v.cobra(a, a.tests()))
	}
	step := group("step", "Mark, move, assign or drop a step")
	for _, v := range stepVerbs() {
		step.AddCommand(v.cobra(a, a.tests()))
	}
	test.AddCommand(step, a.observeCommand(), a.attachCommand(), a.evidenceCommand(), a.rampCommand(), a.costsCommand(), a.showCommand(), a.statusCommand(), a.listCommand(), a.journalCommand())
	return test
}

func (a *app) launchCommand() *cobra.Command {
	return a.begins("launch FILE", "Launch a test of change from its charter",
		func(ctx context.Context, d *assembly.Desk, r intake.Reader, doc []byte) (workflows.Receipt, error) {
			charter, err := r.Charter(ctx, doc)
			if err != nil {
				return workflows.Receipt{}, err
			}
			return d.Sender.Launch(ctx, a.id(), r.Author, charter)
		})
}

// observeCommand files an observation: the evidence that people write most.
func (a *app) observeCommand() *cobra.Command {
	observe := verb{use: "observe", short: "File an observation", command: "evidence", file: true}
	cmd := observe.cobra(a, a.tests())
	var text, where string
	cmd.Flags().StringVar(&text, "text", "", "what was seen")
	cmd.Flags().StringVar(&where, "where", "", "where")
	fromFile := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 && text == "" && where == "" {
			return fromFile(cmd, args)
		}
		if len(args) > 1 {
			return fmt.Errorf("give a file or --text and --where, not both")
		}
		return tried(func(cmd *cobra.Command, args []string) error {
			return a.fileEvidence(cmd.Context(), args[0], item{kind: improvement.ObservationOf, text: text, where: where})
		})(cmd, args)
	}
	return cmd
}

func (a *app) attachCommand() *cobra.Command {
	var it item
	var kind string
	cmd := &cobra.Command{
		Use:   "attach TEST FILE...",
		Short: "Attach files as evidence",
		Args:  cobra.MinimumNArgs(2),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, 1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			it.kind, it.files = improvement.EvidenceKind(kind), args[1:]
			return a.fileEvidence(cmd.Context(), args[0], it)
		}),
	}
	kinds := []string{"document", "data", "observation", "voice", "self-evaluation"}
	f := cmd.Flags()
	f.StringVar(&kind, "kind", string(improvement.Document), "one of: "+strings.Join(kinds, ", "))
	f.StringVar(&it.text, "text", "", "what it shows")
	f.StringVar(&it.source, "source", "", "where it comes from")
	f.StringVar(&it.where, "where", "", "where")
	f.BoolVar(&it.people, "shows-people", false, "people can be recognised in it")
	f.StringVar(&it.consent, "consent", "", "who agreed to be shown, and when")
	suggest(cmd, "kind", kinds...)
	return cmd
}
