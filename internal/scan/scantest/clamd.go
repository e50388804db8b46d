package scantest

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/scan"
)

const (
	// Harmful is what the daemon takes for a virus. It is none.
	Harmful = "a harmless text of Cairn that is told to be harmful"
	// Finding is what it calls it.
	Finding = "Cairn.Test.Harmless.UNOFFICIAL"
	// Most is how many bytes of a file it takes.
	Most = 2 << 20

	startWithin = time.Minute
)

// Clamd is a daemon of a test, which can be stopped and started again.
type Clamd struct {
	// Address is where it is, as uploads.clamd names it.
	Address string
	folder  string
	process *exec.Cmd
}

// New prepares a daemon that does not run yet. It is stopped at the end of the test.
func New(t testing.TB) *Clamd {
	t.Helper()
	folder, err := os.MkdirTemp("", "cairn-clamd-") // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	c := &Clamd{Address: "unix:" + filepath.Join(folder, "clamd.sock"), folder: folder}
	t.Cleanup(func() {
		c.Stop(t)
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	for name, content := range map[string]string{
		"db/cairn.ndb": "Cairn.Test.Harmless:0:*:" + hex.EncodeToString([]byte(Harmful)) + "\n",
		"clamd.conf": fmt.Sprintf("Foreground yes\nDatabaseDirectory %[1]s/db\nLocalSocket %[1]s/clamd.sock\nTemporaryDirectory %[1]s\nStreamMaxLength %d\n",
			folder, Most),
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// Start starts it, and waits until it answers.
func (c *Clamd) Start(t testing.TB) {
	t.Helper()
	program, err := program()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	c.process = exec.CommandContext(context.WithoutCancel(t.Context()), program, "--config-file", filepath.Join(c.folder, "clamd.conf")) //nolint:gosec // the daemon of a test
	c.process.Stdout, c.process.Stderr = &said, &said
	if err := c.process.Start(); err != nil {
		t.Fatal(err)
	}
	at, err := scan.At(c.Address)
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(startWithin); at.Ping(t.Context()) != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			c.Stop(t)
			t.Fatalf("clamd did not come up:\n%s", said.String())
		}
	}
}

// Stop ends it, if it runs.
func (c *Clamd) Stop(t testing.TB) {
	t.Helper()
	if c.process == nil {
		return
	}
	if err := c.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	_ = c.process.Wait() // however it ends
	c.process = nil
}

// program finds the daemon where systems put it.
func program() (string, error) {
	for _, name := range []string{"clamd", "/usr/sbin/clamd", "/opt/homebrew/opt/clamav/sbin/clamd"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("clamd is not installed: run .ci/clamd")
}

// Answering is a scanner that does with each connection what answer does, and says where
// it is. It ends with the test.
func Answering(t testing.TB, answer func(conn net.Conn)) string {
	t.Helper()
	var listen net.ListenConfig
	l, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				answer(conn)
			}()
		}
	}()
	return "tcp:" + l.Addr().String()
}
