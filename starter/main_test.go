package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

var programs *assemblytest.Programs // built once, never changed

func TestMain(m *testing.M) { os.Exit(assemblytest.Main(m, &programs)) }

// People of the examples, and a second LWO.
const (
	admin     = "it-admin"
	lwo       = "east-lwo"
	lwoTwo    = "east-lwo-two"
	lead      = "keith-link-worker"
	cook      = "keith-cook"
	volunteer = "keith-volunteer"
	parent    = "keith-parent"
	clerk     = "east-clerk"
)

// town is a worker in rehearsal, with the people of the examples on record.
type town struct {
	*assemblytest.Site
	config    string
	directory string
	desk      *assembly.Desk
}

// startTown starts a worker whose days have that length.
func startTown(t *testing.T, day string) *town {
	t.Helper()
	return startTownWith(t, map[string]any{"rehearse": "1d=" + day})
}

// startTownWith starts a worker with those settings.
func startTownWith(t *testing.T, settings map[string]any) *town {
	t.Helper()
	s := &town{Site: assemblytest.NewSite(t, settings)}
	s.config, s.directory = s.File(t), directory(t)
	programs.Start(t, s.Env(), "worker").AwaitOut(t, "Stop it with Ctrl-C.")
	s.do(t, admin, "load", s.directory)
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	s.desk = s.Desk(t)
	return s
}

// today is the day in the rehearsal.
func (s *town) today() improvement.Date { return improvement.DateOf(s.desk.Now()) }

// in is a day so many days from now, as people write it.
func (s *town) in(days int) string { return string(s.today().AddDays(days)) }

// answer is what one command line gave.
type answer struct {
	code      int
	out, errs string
}

// call runs a command line as a person types it; as may be empty.
func (s *town) call(t *testing.T, as string, args ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	if as != "" {
		args = append(args, "--as", as)
	}
	code := run(ctx, append(args, "--config", s.config), strings.NewReader(""), &out, &errs)
	narrow(t, out.String())
	return answer{code, out.String(), errs.String()}
}

// do is a command line that must succeed, with data on standard output.
func (s *town) do(t *testing.T, as string, args ...string) string {
	t.Helper()
	a := s.call(t, as, args...)
	if a.code != exitDone {
		t.Fatalf("%s: starter %q ended with %d: %s", as, args, a.code, a.errs)
	}
	if strings.Contains(a.out, "Filed.") || a.out == "" {
		t.Errorf("starter %q has %q on standard output", args, a.out)
	}
	return a.out
}

// look is a command line that shows something: as a table that holds those
// parts, with nothing beside it, and as JSON.
func (s *town) look(t *testing.T, as string, parts []string, args ...string) {
	t.Helper()
	a := s.call(t, as, args...)
	if a.code != exitDone {
		t.Fatalf("%s: starter %q ended with %d: %s", as, args, a.code, a.errs)
	}
	flat := strings.Join(strings.Fields(a.out), " ")
	for _, part := range parts {
		if !strings.Contains(flat, part) {
			t.Errorf("starter %q does not show %q:\n%s", args, part, a.out)
		}
	}
	if data := s.do(t, as, append(args, "--output", "json")...); !json.Valid([]byte(data)) {
		t.Errorf("starter %q -o json is not JSON:\n%s", args, data)
	}
}

// narrow holds that a table fits a terminal; JSON and HTML are for programs.
func narrow(t *testing.T, table string) {
	t.Helper()
	if json.Valid([]byte(table)) || strings.HasPrefix(table, "{") || strings.HasPrefix(table, "#") || strings.HasPrefix(table, "<!DOCTYPE") {
		return
	}
	for line := range strings.Lines(table) {
		if n := widthOf(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("a line has %d columns: %s", n, line)
		}
	}
}

// await waits until the decision on a test is asked for.
func (s *town) await(t *testing.T, approval string) {
	t.Helper()
	assemblytest.Await(t, 20*time.Second, "the decision "+approval+" asked for", func() bool {
		return s.call(t, lwo, "approval", "show", approval).code == exitDone
	})
}
