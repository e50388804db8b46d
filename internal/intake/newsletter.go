package intake

import (
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

func onIssue(c improvement.IssueCommand) Command { return Command{Issue: c} }

// contribution is an item that somebody offers; the sender names it where the document
// does not.
func contribution(f *form) improvement.ContributeItem {
	return improvement.ContributeItem{Item: improvement.IssueItem{
		ID: f.id("id"), Section: f.id("section"), Title: title(f), Text: f.text("text"), Link: link(f), Until: f.date("until"),
	}}
}

func itemEdit(f *form) improvement.EditItem {
	return improvement.EditItem{ItemEdited: improvement.ItemEdited{
		Item: f.line("item"), Section: f.id("section"), Title: title(f), Text: f.text("text"), Link: link(f), Until: f.date("until"),
	}}
}

// title is one line: it is checked here, before it is sealed.
func title(f *form) improvement.Words {
	node, value := f.scalar("title")
	value = strings.TrimSpace(value)
	if value == "" {
		return improvement.Words{}
	}
	if err := improvement.CheckLine(f.field("title"), value); err != nil {
		f.page.refused(node, f.field("title"), err)
		return improvement.Words{}
	}
	return f.sealed(node, f.field("title"), value)
}

// link is checked here: once sealed, nobody can without the key.
func link(f *form) improvement.Words {
	node, value := f.scalar("link")
	if strings.TrimSpace(value) == "" {
		return improvement.Words{}
	}
	if err := improvement.CheckLink(f.field("link"), value); err != nil {
		f.page.refused(node, f.field("link"), err)
		return improvement.Words{}
	}
	return f.sealed(node, f.field("link"), value)
}
