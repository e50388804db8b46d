package intake

import "github.com/cairnqi/cairn/improvement"

// Commands lists what a load file states, what is named before what names it.
func (d Directory) Commands() []improvement.DirectoryCommand {
	var commands []improvement.DirectoryCommand
	for _, c := range d.Themes {
		commands = append(commands, c)
	}
	for _, c := range d.Bodies {
		commands = append(commands, c)
	}
	for _, c := range d.People {
		commands = append(commands, c)
	}
	for _, c := range d.Members {
		commands = append(commands, c)
	}
	for _, c := range d.Strategic {
		commands = append(commands, c)
	}
	for _, c := range d.Priorities {
		commands = append(commands, c)
	}
	return commands
}
