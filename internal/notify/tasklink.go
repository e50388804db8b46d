package notify

import "github.com/cairnqi/cairn/improvement"

// TaskLink makes the address at which a person does one task without signing in.
type TaskLink func(person improvement.PersonID, n improvement.Notice) (string, error)

// actAt is where the reader of a notice does its task; empty where they sign in for it.
func (c *composer) actAt(d improvement.Delivery, o *opening) string {
	n := d.Notice
	theirs := n.Owner == "" || n.Owner == d.Person || n.Owner == d.For
	asks := n.Kind == improvement.NoticeTask || n.Kind == improvement.NoticeReminder || n.Kind == improvement.NoticeOverdue
	if c.taskLink == nil || c.baseURL == "" || n.Task == "" || !theirs || !asks || !n.TaskKind.ByLink() {
		return ""
	}
	link, err := c.taskLink(d.Person, n)
	if err != nil && o.err == nil {
		o.err = err
	}
	return c.baseURL + link
}
