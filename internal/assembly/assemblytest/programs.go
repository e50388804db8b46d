package assemblytest

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const module = "github.com/cairnqi/cairn/"

// Programs are the product's programs, built once for the tests of a package.
type Programs struct{ dir string }

// Build builds programs of this module, such as "worker", in a temporary folder.
// The package's TestMain removes them.
func Build(names ...string) (*Programs, error) {
	dir, err := os.MkdirTemp("", "cairn-programs-")
	if err != nil {
		return nil, err
	}
	args := []string{"build", "-ldflags=-s -w", "-o", dir + string(filepath.Separator)}
	for _, name := range names {
		args = append(args, module+name)
	}
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("build %v: %w\n%s", names, err, out), os.RemoveAll(dir))
	}
	return &Programs{dir}, nil
}

// Remove deletes the programs.
func (p *Programs) Remove() error { return os.RemoveAll(p.dir) }

// Main runs the tests of a package with the worker and the starter, which it builds
// into programs beforehand and removes afterwards, with whatever else is to go. It
// gives the exit code.
func Main(m *testing.M, programs **Programs, remove ...func() error) int {
	flag.Parse()
	// These tests wait for processes more than they work.
	err := flag.Set("test.parallel", "8")
	if err == nil {
		*programs, err = Build("worker", "starter")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	for _, remove := range append(remove, (*programs).Remove) {
		if err := remove(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	return code
}

// Await polls until reached is true, and fails the test where it is not within
// the limit.
func Await(t testing.TB, limit time.Duration, what string, reached func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(limit); !reached(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("after %s: still not %s", limit, what)
		}
	}
}
