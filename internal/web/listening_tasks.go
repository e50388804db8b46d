package web

import (
	"net/url"

	"github.com/cairnqi/cairn/improvement"
)

// listeningTaskPath is the page where a task of a round, a commission, a voice or an item of
// evidence is done; empty of other tasks.
func listeningTaskPath(t improvement.Task) string {
	switch t.Subject.Kind() {
	case improvement.KindVoice:
		if t.Kind == improvement.TaskConcern {
			return voicesPath(t.Subject) + "/settle"
		}
		return voicesPath(t.Subject)
	case improvement.KindEvidence:
		return libraryPath(improvement.ItemID(t.Subject))
	case improvement.KindCommission:
		return commissionPath(t.Subject)
	case improvement.KindRound:
		return roundTaskPath(t)
	}
	return ""
}

func roundTaskPath(t improvement.Task) string {
	lmg, round, is := improvement.CutRound(t.Subject)
	if !is {
		return ""
	}
	at := roundPath(lmg, round)
	switch t.Kind {
	case improvement.TaskAnswer:
		return at + "/answer-evidence/" + url.PathEscape(t.Item)
	case improvement.TaskLateEvidence:
		return at + "/see-late/" + url.PathEscape(t.Item)
	case improvement.TaskScore:
		return at + "/score"
	case improvement.TaskPublish:
		return at + "/publish"
	case improvement.TaskAction:
		return at + "/action-done/" + url.PathEscape(t.Item)
	}
	return at // to gather, and to propose: what is to be done shows there
}
