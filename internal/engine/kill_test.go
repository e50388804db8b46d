//go:build !noembedded

package engine_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/engine"
)

// childDir makes this test binary run an engine there instead of the tests.
const childDir = "CAIRN_TEST_ENGINE_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(serve(dir))
	}
	os.Exit(m.Run())
}

// serve runs an engine until this process is killed.
func serve(dir string) int {
	e, err := engine.Start(context.Background(), engine.Options{Dir: dir, SearchAttributes: attributes})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(e.HostPort())
	for {
		time.Sleep(time.Hour)
	}
}

// childProcess starts an engine in another process and returns it with its
// address.
func childProcess(t testing.TB, dir string) (cmd *exec.Cmd, hostPort string) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(cmd) })
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the engine's process ended without an address")
	}
	return cmd, lines.Text()
}

// kill is SIGKILL: the process has no chance to tidy. A second kill does nothing.
func kill(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

func TestEngineSurvivesKill(t *testing.T) {
	dir := t.TempDir()
	cmd, hostPort := childProcess(t, dir)
	c := dial(t, hostPort)
	w := work(t, c)
	begin(t, c, "killed")
	w.Stop()
	c.Close()
	kill(cmd)

	_, hostPort = childProcess(t, dir)
	c = dial(t, hostPort)
	w = work(t, c)
	defer w.Stop()
	finish(t, c, "killed")
}
