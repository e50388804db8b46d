package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/workflows"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second Ctrl-C ends what does not listen to the first; what comes at once is the
	// same one, as make and others pass on what they get.
	context.AfterFunc(ctx, func() { time.AfterFunc(sameSignal, stop) })
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// sameSignal is how close signals follow one another that somebody gave once.
const sameSignal = 500 * time.Millisecond

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // refused, or it went wrong
	exitUsage  = 2 // the command line itself was wrong
)

// run does what the arguments say and gives the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	a := &app{in: in, out: out, errs: errs}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	var did *deed
	var many *miscounted
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &did):
		a.explain(did.err)
		return exitFailed
	case errors.As(err, &many):
		fmt.Fprintf(errs, "%v Run '%s --help'.\n", many, many.command.CommandPath())
		return exitUsage
	}
	fmt.Fprintf(errs, "starter: %v\nRun 'starter --help' to see what there is.\n", err)
	return exitUsage
}

// deed is the failure of something that was understood and tried, as opposed to
// a command line that was not.
type deed struct{ err error }

func (d *deed) Error() string { return d.err.Error() }

func (d *deed) Unwrap() error { return d.err }

// midway is the failure of something that does many things one after another: some
// of them may be done. It says what that leaves.
type midway struct {
	err  error
	left string
}

func (m *midway) Error() string { return m.err.Error() }

func (m *midway) Unwrap() error { return m.err }

// explain tells a person what went wrong, and what to do.
func (a *app) explain(err error) {
	var part *midway
	var silent *engine.UnreachableError
	partly := errors.As(err, &part)
	switch {
	case partly && errors.Is(err, workflows.ErrNotConfirmed):
		a.tell("Not confirmed. %s (%v)", part.left, err)
	case partly && errors.Is(err, context.Canceled):
		a.tell("Stopped. %s (%v)", part.left, err)
	case partly && errors.Is(err, improvement.ErrUnavailable):
		a.tell("The record cannot be reached. %s (%v)", part.left, err)
	case errors.Is(err, workflows.ErrNotConfirmed):
		a.tell("Not confirmed: it may have arrived or not. Send it again with --command-id %s: it is filed once,\n"+
			"however often it is sent. (%v)", a.commandID, err)
	case errors.Is(err, errStopped):
		a.tell("Stopped. Nothing was sent.")
	case errors.As(err, &silent):
		a.tell("Nothing answered at %s, and nothing was sent. A worker must be running: start one with\n"+
			"worker, as the README says under \"Use it for real\", and try again. (%v)", silent.Server, silent.Err)
	case errors.Is(err, context.Canceled):
		a.tell("Stopped.")
	case errors.Is(err, improvement.ErrUnavailable):
		a.tell("The record cannot be reached. Nothing was sent; try again when it is back. (%v)", err)
	default:
		a.tell("%v", err)
	}
}
