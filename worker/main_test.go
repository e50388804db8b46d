package main

import (
	"os"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/storage/storagetest"
)

var (
	programs *assemblytest.Programs // built once, never changed
	cluster  storagetest.Cluster    // PostgreSQL, started when first asked for
)

func TestMain(m *testing.M) { os.Exit(assemblytest.Main(m, &programs, cluster.Remove)) }

// rehearsal are the settings of a rehearsal with days of that length.
func rehearsal(day string) map[string]any { return map[string]any{"rehearse": "1d=" + day} }

// newSite makes a deployment and loads the people of the examples.
func newSite(t *testing.T, settings map[string]any) *assemblytest.Site {
	t.Helper()
	site := assemblytest.NewSite(t, settings)
	starter(t, site, 0, "load", "../examples/moray/directory.yaml", "--as", string(admin))
	starter(t, site, 0, "load", "../examples/moray/agreed-before.yaml", "--as", string(admin))
	return site
}

// startWorker starts a worker and waits until it is ready.
func startWorker(t *testing.T, site *assemblytest.Site) *assemblytest.Process {
	t.Helper()
	w := programs.Start(t, site.Env(), "worker")
	w.AwaitOut(t, "Stop it with Ctrl-C.")
	return w
}

// starter runs the command line, which must end with that code.
func starter(t *testing.T, site *assemblytest.Site, code int, args ...string) *assemblytest.Process {
	t.Helper()
	p := programs.Run(t, site.Env(), "starter", args...)
	if got := p.Exit(t); got != code {
		t.Fatalf("starter %v ended with %d, want %d:\n%s%s", args, got, code, p.Out(), p.Log())
	}
	return p
}

// People of the examples.
const (
	admin     improvement.PersonID = "it-admin"
	lwo       improvement.PersonID = "east-lwo"
	lead      improvement.PersonID = "keith-link-worker"
	cook      improvement.PersonID = "keith-cook"
	volunteer improvement.PersonID = "keith-volunteer"
)

// voters are members of the LMG without an interest: three of the five decide.
var voters = []improvement.PersonID{"east-chair", "east-health-visitor", "east-social-work"}
