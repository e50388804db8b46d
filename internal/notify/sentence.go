package notify

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
)

//go:embed templates
var files embed.FS

// sentences has a "notice/", "subject/" and "next/" of every kind of notice, and
// a "task/" of every kind of task.
var sentences = template.Must(template.ParseFS(files, "templates/sentences.tmpl"))

// How much of people's words a line or a subject carries, in characters.
const (
	titleLength   = 80
	whatLength    = 120
	excerptLength = 160
	subjectLength = 150
)

// untitled stands where a notice has no title, or it is kept back.
const untitled = "your test of change"

// Erased stands where words were destroyed with their author's key.
const Erased = "(erased)"

// facts is what the sentences are made of, opened and each on one line.
type facts struct {
	Title    string // in quotation marks
	What     string // the step, in quotation marks; empty where the task is none
	Task     string // what the task asks for: "write the plan for …"
	TaskKind improvement.TaskKind
	Due      string
	Outcome  string
	Says     string // what points show, where the task is to talk about it
	Item     string // what the notice is about, by its identifier
}

// Line tells a notice in one sentence. words opens sealed words; it may give
// Erased. An unknown kind, from a later release, is told by its bare name.
func Line(n improvement.Notice, words func(improvement.Words) string) string {
	line := say("notice/"+string(n.Kind), gather(n, words))
	if reason := reasonOf(n, words); reason != "" {
		return line + ": “" + clip(reason, excerptLength) + "”"
	}
	return line + "."
}

// gather opens a notice's words.
func gather(n improvement.Notice, words func(improvement.Words) string) facts {
	f := facts{
		Title:    untitled,
		TaskKind: n.TaskKind,
		Item:     oneLine(n.Item),
		Outcome:  strings.ReplaceAll(oneLine(n.Outcome), "-", " "),
	}
	if n.Subject.Kind() == improvement.KindDataRequest { // who asks is read on the record, not in a mailbox
		f.Title = "the data-protection request " + n.Subject.ID()
	}
	if name := improvement.Untitled(n.Subject, func(id improvement.BodyID) string { return string(id) }); name != "" {
		f.Title = name
	}
	if title := oneLine(words(n.Title)); title != "" {
		f.Title = "“" + strings.TrimSuffix(clip(title, titleLength), ".") + "”" // a statement ends the sentence
	}
	if what := oneLine(words(n.What)); what != "" {
		f.What = "“" + clip(what, whatLength) + "”"
	}
	if aboutNewsletter(n) {
		f.Title, f.Outcome = "the newsletter of "+clip(oneLine(n.Outcome), titleLength), ""
	}
	if n.TaskKind == improvement.TaskTalk {
		f.Says, f.Outcome = oneLine(n.Outcome), ""
	}
	if n.Due != "" {
		f.Due = n.Due.Plain()
	}
	if n.TaskKind != "" {
		f.Task = say("task/"+string(n.TaskKind), f)
	}
	return f
}

// aboutNewsletter tells that a notice is about an issue of a newsletter, which has a name
// and no title.
func aboutNewsletter(n improvement.Notice) bool {
	return n.TaskKind == improvement.TaskNewsletter || n.Kind == improvement.NoticeNewsletter || n.Kind == improvement.NoticeIssueLapsed
}

// reasonOf is the reason somebody gave, on one line. What may harm somebody is
// read on the page, not in a mailbox.
func reasonOf(n improvement.Notice, words func(improvement.Words) string) string {
	switch n.Kind {
	case improvement.NoticeHarm, improvement.NoticeUnsafe, improvement.NoticeNoContact:
		return ""
	}
	return oneLine(words(n.Reason))
}

// subjectLine is the subject of a message with one notice.
func subjectLine(n improvement.Notice, words func(improvement.Words) string) string {
	return say("subject/"+string(n.Kind), gather(n, words))
}

// next tells what happens next, or what to do; it may be several sentences.
func next(n improvement.Notice, words func(improvement.Words) string) string {
	return strings.TrimSpace(say("next/"+string(n.Kind), gather(n, words)) + " " + hearsNext(n))
}

// hearsNext tells when the task is spoken of again, and who hears then.
func hearsNext(n improvement.Notice) string {
	if n.NextReminder.IsZero() {
		return ""
	}
	day := improvement.DateOf(n.NextReminder).Plain()
	names := map[improvement.Audience]string{
		improvement.ToLead: "the lead", improvement.ToLWO: "the Locality Wellbeing Officer", improvement.ToChair: "the LMG's chair",
	}
	var others []string
	for _, to := range n.NextTo {
		if name := names[to]; name != "" {
			others = append(others, name)
		}
	}
	if len(others) == 0 {
		return "The next reminder comes on " + day + "."
	}
	return "If it is still open on " + day + ", " + strings.Join(others, " and ") + " will hear of it, to help."
}

// say renders a named sentence. One that is missing is told by its name, so that
// a notice of a later release still reaches its person.
func say(name string, f facts) string {
	var b strings.Builder
	if sentences.Lookup(name) == nil {
		_, kind, _ := strings.Cut(name, "/")
		return fmt.Sprintf("%s (%s)", f.Title, strings.ReplaceAll(kind, "-", " "))
	}
	if err := sentences.ExecuteTemplate(&b, name, f); err != nil {
		return f.Title
	}
	sentence := strings.TrimSpace(b.String())
	if strings.HasPrefix(name, "task/") {
		return sentence
	}
	return begun(sentence)
}

// begun begins a sentence with a capital, whatever name it begins with.
func begun(sentence string) string {
	first, size := utf8.DecodeRuneInString(sentence)
	return string(unicode.ToUpper(first)) + sentence[size:]
}
