package intake

import (
	"github.com/cairnqi/cairn/improvement"
)

// Direct is something that is filed at once, without a workflow.
type Direct struct {
	Subject improvement.SubjectID
	Command improvement.DirectCommand
}

// directMoves say how the document of a story's move is read that is filed at once. They
// name what they file, so that later moves can refer to it.
var directMoves = map[string]func(*form) Command{
	"voice":         voiceMove,
	"moderate":      moderateMove,
	"file-evidence": itemMove,
}

// nobody may do these: they need no account.
var needNobody = []string{"voice"}

func voiceMove(f *form) Command {
	id := f.id("id")
	subject := improvement.VoiceSubject(id)
	f.author = subject.Correspondent()
	return onDirect(subject, voice(f, id, f.page.today))
}

func moderateMove(f *form) Command {
	return onDirect(improvement.VoiceSubject(f.id("voice")), improvement.ModerateVoice{
		As: improvement.Moderation(f.line("moderation")), Theme: improvement.ThemeID(f.id("theme")), Reason: f.text("reason"),
	})
}

func itemMove(f *form) Command {
	i := item(f)
	i.Evidence.When = orDay(i.Evidence.When, f.page.today)
	return onDirect(improvement.EvidenceSubject(i.Evidence.ID), improvement.FileItem{Item: i})
}

func onDirect(subject improvement.SubjectID, c improvement.DirectCommand) Command {
	return Command{Direct: &Direct{subject, c}}
}
