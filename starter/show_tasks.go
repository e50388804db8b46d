package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// askOf says what a task asks for, and where to read what the words of it are not told.
func askOf(t improvement.Task, w *words) string {
	if t.Kind == improvement.TaskModerate {
		return "Read a voice (starter voice show " + t.Item + "): accept it, or set it aside"
	}
	return wording.Ask(t, w.Words)
}

func ownerOf(t improvement.Task, w *words) string { return wording.Owner(t, w.Words) }

// showNext writes what happens next: who does what by when, and who hears then.
func showNext(p *page, w *words, tasks []improvement.Task) {
	if len(tasks) == 0 {
		return
	}
	p.heading("What happens next")
	for _, t := range tasks {
		p.row("", 0, fmt.Sprintf("%s — %s, by %s.", askOf(t, w), ownerOf(t, w), t.Due.Plain()))
		p.row("", 4, wording.Hears(t, improvement.Actor{}))
	}
}

func plainTime(t time.Time) string { return wording.Moment(t) }

// showTasks writes somebody's open tasks, or everybody's; who reads them is "you".
func showTasks(p *page, w *words, tasks []improvement.Task, who improvement.Actor, now time.Time) {
	if len(tasks) == 0 {
		p.printf("Nothing is waiting.\n")
		return
	}
	for i, t := range tasks {
		if i > 0 {
			p.printf("\n")
		}
		due := "by " + t.Due.Plain()
		if t.Overdue(now) {
			due = "was due " + t.Due.Plain()
		}
		p.row("", 0, fmt.Sprintf("%s — %s", askOf(t, w), due))
		p.row("", 4, strings.TrimPrefix(fmt.Sprintf("%s · %s · %s", w.title(t.Subject, t.Title), strings.TrimPrefix(string(t.Subject), string(improvement.KindTest)+"/"), ownerOf(t, w)), " · "))
		p.row("", 4, wording.Hears(t, who))
	}
}
