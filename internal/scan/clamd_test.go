package scan_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/scan"
	"github.com/cairnqi/cairn/internal/scan/scantest"
)

func at(t *testing.T, address string) scan.Clamd {
	t.Helper()
	c, err := scan.At(address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestClamdFindsWhatIsHarmful asks ClamAV's own daemon.
func TestClamdFindsWhatIsHarmful(t *testing.T) {
	daemon := scantest.New(t)
	c := at(t, daemon.Address)
	if _, err := c.Scan(t.Context(), []byte("x")); err == nil {
		t.Error("nobody is there, and it says that a file is clean")
	}
	daemon.Start(t)
	for name, o := range map[string]struct {
		content, finding string
	}{
		"nothing":            {"", ""},
		"a text":             {"Nineteen children came.", ""},
		"many chunks":        {strings.Repeat("Nineteen children came. ", 40_000), ""},
		"harmful":            {scantest.Harmful, scantest.Finding},
		"harmful at the end": {strings.Repeat(".", 1<<20) + scantest.Harmful, scantest.Finding},
	} {
		if finding, err := c.Scan(t.Context(), []byte(o.content)); err != nil || finding != o.finding {
			t.Errorf("%s: %q, %v, want %q", name, finding, err, o.finding)
		}
	}
	_, err := c.Scan(t.Context(), bytes.Repeat([]byte{'.'}, scantest.Most+1))
	if err == nil {
		t.Error("a file that it does not take is clean")
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// Whatever is not a plain answer is none: the file stays where it is.
func TestOnlyAPlainAnswerCounts(t *testing.T) {
	after := func(answer string) func(net.Conn) {
		return func(conn net.Conn) {
			buffer := make([]byte, 1<<16)
			for all := 0; all < 19; { // the command, the only chunk, and the end
				n, err := conn.Read(buffer)
				if err != nil {
					return
				}
				all += n
			}
			_, _ = io.WriteString(conn, answer)
		}
	}
	for name, o := range map[string]struct {
		answer  func(net.Conn)
		finding string
		says    string // of the error; empty: none
	}{
		"clean":           {after("stream: OK\x00"), "", ""},
		"found":           {after("stream: Eicar-Test-Signature FOUND\x00"), "Eicar-Test-Signature", ""},
		"an odd name":     {after("stream: A\n\xffname?#" + strings.Repeat("x", 200) + " FOUND\x00"), "A..name.." + strings.Repeat("x", 91), ""},
		"too large":       {after("INSTREAM size limit exceeded. ERROR\x00"), "", `it answered "INSTREAM size limit exceeded. ERROR"`},
		"cannot":          {after("stream: Can't allocate memory ERROR\x00"), "", `it answered "stream: Can't allocate memory ERROR"`},
		"another answer":  {after("PONG\x00"), "", `it answered "PONG"`},
		"no name":         {after("stream:  FOUND\x00"), "", "it answered"},
		"almost clean":    {after("stream: OK, perhaps\x00"), "", "it answered"},
		"broken":          {after("stream: O"), "", `broke off after "stream: O"`},
		"cut off":         {after("stream: OK"), "", `broke off after "stream: OK"`},
		"nothing":         {after(""), "", "broke off"},
		"without end":     {after(strings.Repeat("stream: OK", 1000)), "", "broke off"},
		"garbage":         {after("\x01\x02\xfe\x00"), "", `it answered "..`},
		"hangs up":        {func(net.Conn) {}, "", "scan: have clamd look at a file"},
		"another program": {after("HTTP/1.1 400 Bad Request\r\n\r\n"), "", "broke off after"},
	} {
		finding, err := at(t, scantest.Answering(t, o.answer)).Scan(t.Context(), []byte("x"))
		switch {
		case o.says == "" && (err != nil || finding != o.finding):
			t.Errorf("%s: %q, %v, want %q", name, finding, err, o.finding)
		case o.says != "" && (err == nil || finding != "" || !strings.Contains(err.Error(), o.says)):
			t.Errorf("%s: %q, %v, want an error of %s", name, finding, err, o.says)
		}
	}
}

// A scanner that says nothing keeps nobody longer than it may take.
func TestASilentScannerIsNotWaitedForForEver(t *testing.T) {
	silent := make(chan struct{})
	t.Cleanup(func() { close(silent) })
	for name, answer := range map[string]func(net.Conn){
		"says nothing": func(net.Conn) { <-silent },
		"stops after a beginning": func(conn net.Conn) {
			_, _ = io.WriteString(conn, "stream: ")
			<-silent
		},
	} {
		c := at(t, scantest.Answering(t, answer))
		c.Within = 50 * time.Millisecond
		content := bytes.Repeat([]byte{'.'}, 20<<20) // more than lies between two programs
		if _, err := c.Scan(t.Context(), content); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	c := at(t, scantest.Answering(t, func(net.Conn) { cancel(); <-silent }))
	if _, err := c.Scan(ctx, []byte("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("the service stops: %v", err)
	}
}

func TestAddressesOfNoScanner(t *testing.T) {
	for _, address := range []string{"", "unix:", "unix:clamd.ctl", "tcp:", "tcp:3310", "127.0.0.1:3310", "http://127.0.0.1:3310"} {
		if _, err := scan.At(address); err == nil {
			t.Errorf("%q is taken", address)
		}
	}
}
