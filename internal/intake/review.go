package intake

import (
	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

func onReview(c improvement.ReviewCommand) Command { return Command{Review: c} }

func rateJointWork(f *form) Command {
	return onReview(improvement.RateJointWork{Group: bodyID(f, "group"), Ratings: ratings(f)})
}

func rateAsLWO(f *form) Command {
	return onReview(improvement.RateAsLWO{Group: bodyID(f, "group"), Ratings: ratings(f)})
}

// ratings are a list, or one that is written without: on a phone one at a time is quicker.
func ratings(f *form) []improvement.JointRating {
	if f.fields["indicator"] != nil {
		return []improvement.JointRating{jointRating(f)}
	}
	return each(f, "ratings", jointRating)
}

func jointRating(f *form) improvement.JointRating {
	r := improvement.JointRating{Indicator: f.line("indicator"), Score: f.whole("score"), Evidence: f.text("evidence")}
	for _, item := range f.lines("items") {
		r.Items = append(r.Items, improvement.ItemID(item))
	}
	return r
}

func submitRatings(f *form) Command {
	return onReview(improvement.SubmitRatings{Group: bodyID(f, "group")})
}

func closeEvaluation(f *form) Command {
	return onReview(improvement.CloseEvaluation{Reason: f.text("reason")})
}

func askAgain(f *form) Command {
	return onReview(improvement.AskAgain{Group: bodyID(f, "group"), Reason: f.text("reason")})
}

func proposeConclusions(f *form) Command {
	return onReview(improvement.ProposeConclusions{Proposal: improvement.ReviewProposal{
		Strengths: each(f, "strengths", strength),
		Actions:   each(f, "actions", improvementAction),
		Decision:  f.text("decision"),
	}})
}

func strength(f *form) improvement.ReviewStrength {
	return improvement.ReviewStrength{What: f.text("what"), Group: bodyID(f, "group"), Indicator: f.line("indicator")}
}

func improvementAction(f *form) improvement.ReviewAction {
	return improvement.ReviewAction{What: f.text("what"), Who: f.person("who"), Due: f.date("due"), Group: bodyID(f, "group")}
}

func endReview(f *form) Command {
	return onReview(improvement.EndReview{Reason: f.text("reason")})
}

func actionDone(f *form) Command {
	return onReview(improvement.CompleteAction{Action: f.line("action"), Note: f.text("note")})
}

func actionChange(f *form) Command {
	return onReview(improvement.ChangeAction{Action: f.line("action"), To: f.person("to"), Due: f.date("due"), Reason: f.text("reason")})
}

func actionDrop(f *form) Command {
	return onReview(improvement.DropAction{Action: f.line("action"), Reason: f.text("reason")})
}

func handOverReview(f *form) Command {
	return onReview(improvement.HandOver{From: f.person("from"), To: f.person("to"), Reason: f.text("reason")})
}

func bodyID(f *form, name string) improvement.BodyID { return improvement.BodyID(f.id(name)) }

// lines gives a list of short texts that are not sealed; one by itself is a list too.
func (f *form) lines(name string) []string {
	if node := f.fields[name]; node != nil && node.Kind == yaml.ScalarNode {
		if line := f.line(name); line != "" {
			return []string{line}
		}
		return nil
	}
	var all []string
	for i, node := range f.items(name) {
		path := entry(f.field(name), i)
		if node.Kind != yaml.ScalarNode || len([]rune(node.Value)) > maxLine {
			f.page.fault(node, path, "Write one short name here.")
			continue
		}
		if err := improvement.CheckLine(path, node.Value); err != nil {
			f.page.refused(node, path, err)
			continue
		}
		all = append(all, node.Value)
	}
	return all
}
