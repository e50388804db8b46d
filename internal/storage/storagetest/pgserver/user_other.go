//go:build !linux

package pgserver

import (
	"os/exec"
	"syscall"
)

const (
	fastStop      = syscall.SIGINT
	immediateStop = syscall.SIGQUIT
)

// giveAway does nothing: run the tests as an ordinary user.
func giveAway(string) error { return nil }

// stepDown does nothing: run the tests as an ordinary user.
func stepDown(*exec.Cmd) {}
