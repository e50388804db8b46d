package notify

import "github.com/cairnqi/cairn/improvement"

// TaskLink makes the links by which a person does the task of a notice without signing
// in. address is where the letter goes: the links are bound to it.
type TaskLink func(person improvement.PersonID, address string, n improvement.Notice) (Links, error)

// Links are addresses below the pages, for one task.
type Links struct {
	Do    string           // do the task
	Photo string           // add a photo of it; empty where there is nothing to see
	Until improvement.Date // the last day on which they work; empty in a rehearsal
}

// doing says what is done at the link of a task.
var doing = map[improvement.TaskKind]string{
	improvement.TaskStep:      "Say that it is done",
	improvement.TaskCollect:   "Send what was counted",
	improvement.TaskAgreement: "Agree to it, or decline",
}

// act is a link with what is done there.
type act struct{ Does, Link string }

// act gives the links at which the reader of a notice does its task; none where they sign
// in for it.
func (c *composer) act(d improvement.Delivery, reader improvement.Person, o *opening, i *item) {
	n := d.Notice
	theirs := n.Owner == "" || n.Owner == d.Person || n.Owner == d.For
	asks := n.Kind == improvement.NoticeTask || n.Kind == improvement.NoticeReminder || n.Kind == improvement.NoticeOverdue
	if c.taskLink == nil || c.baseURL == "" || n.Task == "" || !theirs || !asks || !n.ByLink() || o.err != nil {
		return
	}
	links, err := c.taskLink(d.Person, o.address(reader), n)
	if err != nil && o.err == nil {
		o.err = err
	}
	if links.Do != "" {
		i.Acts = append(i.Acts, act{doing[n.TaskKind], c.baseURL + links.Do})
	}
	if links.Photo != "" {
		i.Acts = append(i.Acts, act{"Add a photo of it, or a few words", c.baseURL + links.Photo})
	}
	if links.Until != "" {
		i.Until = links.Until.Plain()
	}
}
