package intake

import (
	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// outcomes reads what a charter hopes for: a text, {core: ID} of the configured list, or
// {id: ID, text: ...}.
func outcomes(f *form) []improvement.AnticipatedOutcome {
	var all []improvement.AnticipatedOutcome
	for i, node := range f.items("outcomes") {
		path := entry(f.field("outcomes"), i)
		switch node.Kind {
		case yaml.ScalarNode:
			value := node.Value
			if absent(node) {
				value = ""
			}
			all = append(all, improvement.AnticipatedOutcome{Text: f.sealed(node, path, value)})
		case yaml.MappingNode:
			item := f.page.form(path, f.author, node)
			all = append(all, outcome(item))
			item.close()
		default:
			f.page.fault(node, path, "Write a text here, {core: ...} to choose from the list, or {id: ..., text: ...}.")
		}
	}
	return all
}

func outcome(f *form) improvement.AnticipatedOutcome {
	core := improvement.OutcomeID(f.id("core"))
	own := improvement.AnticipatedOutcome{ID: improvement.OutcomeID(f.id("id")), Text: f.text("text")}
	if core == "" {
		return own
	}
	if own.ID != "" || !own.Text.Empty() {
		f.page.fault(f.fields["core"], f.path, "Choose from the list with core, or write id and text, not both.")
	}
	return improvement.AnticipatedOutcome{ID: core, Chosen: true}
}

func outcomeMark(f *form) improvement.OutcomeMark {
	return improvement.OutcomeMark{
		Outcome:  improvement.OutcomeID(f.id("outcome")),
		Mark:     improvement.OutcomeProgress(f.line("mark")),
		Seen:     f.text("seen"),
		Evidence: f.ids("evidence"),
	}
}

func cycleStory(f *form) improvement.CycleStory {
	return improvement.CycleStory{Text: f.text("text"), Evidence: f.ids("evidence")}
}
