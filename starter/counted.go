package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// miscounted is a command line with more or fewer names than its command takes.
type miscounted struct {
	command *cobra.Command
	given   int
}

// Error shows the command as it is written, and what it takes.
func (m *miscounted) Error() string {
	_, names, _ := strings.Cut(m.command.Use, " ")
	were := "were"
	if m.given == 1 {
		were = "was"
	}
	line := strings.TrimSpace(m.command.CommandPath() + " " + names)
	return fmt.Sprintf("%s takes %s; %d %s given.", line, taken(names), m.given, were)
}

// taken tells how many names a command takes, as its use line has them.
func taken(names string) string {
	if strings.Contains(names, "{") {
		return "one of these"
	}
	low, high, more := 0, 0, false
	for name := range strings.FieldsSeq(names) {
		high++
		if !strings.HasPrefix(name, "[") {
			low++
		}
		more = more || strings.Contains(name, "...")
	}
	switch {
	case high == 0:
		return "no names"
	case more:
		return fmt.Sprintf("%d names or more", low)
	case high == 1 && low == 0:
		return "1 name at most"
	case high == 1:
		return "1 name"
	case low == high:
		return fmt.Sprintf("%d names", low)
	}
	return fmt.Sprintf("%d or %d names", low, high)
}

// countNames lets each command below one tell in plain words how many names it takes.
func countNames(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		countNames(c)
		takes := c.Args
		if takes == nil {
			continue
		}
		c.Args = func(c *cobra.Command, args []string) error {
			if takes(c, args) != nil {
				return &miscounted{c, len(args)}
			}
			return nil
		}
	}
}
