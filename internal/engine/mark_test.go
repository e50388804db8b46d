//go:build !noembedded

package engine_test

import (
	"errors"
	"testing"

	"github.com/cairnqi/cairn/internal/engine"
)

// knows holds what Dial makes of a record: whether it is refused as another.
func knows(t *testing.T, hostPort string, o engine.DialOptions, refused bool) {
	t.Helper()
	o.HostPort = hostPort
	c, err := engine.Dial(testContext(t), o)
	if err == nil {
		c.Close()
	}
	if other := new(engine.RecordError); errors.As(err, &other) != refused || err != nil && !refused {
		t.Errorf("Dial %+v: %v", o, err)
	}
}

func TestDialRefusesAnotherRecord(t *testing.T) {
	o := engine.Options{Dir: t.TempDir()}
	e := start(t, o)
	knows(t, e.HostPort(), engine.DialOptions{Record: "b"}, false) // as of an older release
	knows(t, e.HostPort(), engine.DialOptions{Record: "a", Mark: true}, false)
	knows(t, e.HostPort(), engine.DialOptions{Record: "a", Mark: true}, false)
	knows(t, e.HostPort(), engine.DialOptions{Record: "a"}, false)
	knows(t, e.HostPort(), engine.DialOptions{Record: "b"}, true)
	knows(t, e.HostPort(), engine.DialOptions{Record: "b", Mark: true}, true)
	knows(t, e.HostPort(), engine.DialOptions{}, false)
	stop(t, e)

	e = start(t, o) // a restart keeps it
	knows(t, e.HostPort(), engine.DialOptions{Record: "b"}, true)
	stop(t, e)

	o.Record = "b" // a record that was begun anew
	e = start(t, o)
	defer stop(t, e)
	knows(t, e.HostPort(), engine.DialOptions{Record: "b"}, false)
	knows(t, e.HostPort(), engine.DialOptions{Record: "a"}, true)
}
