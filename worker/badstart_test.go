package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// TestBadStart holds that whatever keeps a worker from starting is said plainly.
func TestBadStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		arrange func(t *testing.T) (env, args []string)
		says    []string
	}{
		"the engine's port is in use":     {enginePortInUse, []string{"port", "in use by another program", "engine.port"}},
		"the port of health is in use":    {healthPortInUse, []string{"in use by another program", "http.address"}},
		"a folder that cannot be written": {noFolder, []string{"cannot be written", "name another folder"}},
		"an engine's folder likewise":     {noEngineFolder, []string{"cannot be written", "data.dir"}},
		"a record that cannot be written": {noRecordFolder, []string{"cannot be written", "name another folder"}},
		"a newer schema on SQLite":        {newerSQLite, []string{"newer release", "schema 9999"}},
		"a newer schema on PostgreSQL":    {newerPostgres, []string{"newer release", "schema 9999"}},
		"no database there":               {noDatabase, []string{"the record cannot be reached"}},
		"a second worker":                 {secondWorker, []string{"Another worker is using", "Stop it first"}},
		"a second engine":                 {secondEngine, []string{"in use by another running engine", "stop that one first"}},
		"a second worker on the record":   {secondOnRecord, []string{"Another worker is using", "Stop it first"}},
		"no engine there":                 {noEngine, []string{"no Temporal server answers at 127.0.0.1:1"}},
		"another record's engine":         {anotherRecord, []string{"at work for another record", "engine.port"}},
		"no such namespace":               {noNamespace, []string{`no namespace "cairn"`}},
		"a rehearsal on a real record":    {realRecord, []string{"real one, which refuses a rehearsal"}},
		"many faults at once": {manyFaults, []string{`roles: "engin"`, `roles: "dishes"`, "log.level", "mail.pol:", "mail.poll?",
			"CAIRN_MIAL_HOST:", "CAIRN_MAIL_HOST?"}},
		"a flag that is not known":      {unknownFlag, []string{"unknown flag: --colour"}},
		"an argument that is not known": {unknownArgument, []string{"unknown command"}},
		"no such configuration":         {noConfiguration, []string{"absent.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, args := c.arrange(t)
			w := programs.Run(t, env, "worker", args...)
			if code := w.Exit(t); code != 1 {
				t.Errorf("it ended with %d, want 1", code)
			}
			plain(t, w.Log(), c.says...)
			if strings.Contains(w.Log(), "level=ERROR") {
				t.Errorf("the log raises an alarm beside it:\n%s", w.Log())
			}
			if w.Out() != "" {
				t.Errorf("standard output has %q", w.Out())
			}
		})
	}
}

// plain holds that a message says all that it should, in a person's words.
func plain(t *testing.T, log string, says ...string) {
	t.Helper()
	for _, part := range says {
		if !strings.Contains(log, part) {
			t.Errorf("it does not say %q:\n%s", part, log)
		}
	}
	for _, never := range []string{"panic", "goroutine", ".go:", "%!"} {
		if strings.Contains(log, never) {
			t.Errorf("it says %q:\n%s", never, log)
		}
	}
}

func taken(t *testing.T) (address, port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return l.Addr().String(), port
}

// TestPortInUseLeavesNoTrace holds that nothing is made before it is sure that the
// worker can listen: no record, no key, no engine.
func TestPortInUseLeavesNoTrace(t *testing.T) {
	t.Parallel()
	address, port := taken(t)
	for _, args := range [][]string{{"--port", port}, {"--http", address}} {
		folder := filepath.Join(t.TempDir(), "data")
		site := assemblytest.NewSite(t, map[string]any{"data.dir": folder, "vault.master_key": ""})
		w := programs.Run(t, site.Env(), "worker", args...)
		if code := w.Exit(t); code != 1 {
			t.Errorf("%v: it ended with %d, want 1", args, code)
		}
		if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v: %s was made (%v)", args, folder, err)
		}
	}
}

func enginePortInUse(t *testing.T) (env, args []string) {
	_, port := taken(t)
	return assemblytest.NewSite(t, nil).Env(), []string{"--port", port}
}

func healthPortInUse(t *testing.T) (env, args []string) {
	address, _ := taken(t)
	return assemblytest.NewSite(t, nil).Env(), []string{"--http", address}
}

// inAFile is a path that nobody can make a folder of, not even root.
func inAFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("not a folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(file, "data")
}

func noFolder(t *testing.T) (env, args []string) {
	return assemblytest.NewSite(t, nil).Env(), []string{"--data", inAFile(t)}
}

func noEngineFolder(t *testing.T) (env, args []string) {
	return assemblytest.NewSite(t, nil).Env(), []string{"--data", inAFile(t), "--roles", "engine"}
}

func noRecordFolder(t *testing.T) (env, args []string) {
	return assemblytest.NewSite(t, map[string]any{"record.url": "sqlite:" + inAFile(t) + "/record.db"}).Env(), nil
}

func newerSQLite(t *testing.T) (env, args []string) {
	path := filepath.Join(t.TempDir(), "record.db")
	site := newSite(t, map[string]any{"record.url": "sqlite:" + path})
	newer(t, "sqlite", path)
	return site.Env(), nil
}

func newerPostgres(t *testing.T) (env, args []string) {
	url := cluster.Database(t)
	site := newSite(t, map[string]any{"record.url": url})
	newer(t, "pgx", url)
	return site.Env(), nil
}

// newer makes a record look as if a later release had written it.
func newer(t *testing.T, driver, address string) {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`); err != nil {
		t.Fatal(err)
	}
}

func noDatabase(t *testing.T) (env, args []string) {
	return assemblytest.NewSite(t, map[string]any{"record.url": "postgres://postgres@127.0.0.1:1/none"}).Env(), nil
}

func secondWorker(t *testing.T) (env, args []string) {
	site := newSite(t, nil)
	startWorker(t, site)
	other := map[string]any{"engine.port": fmt.Sprint(assemblytest.FreePort(t)), "http.address": "127.0.0.1:0"}
	return site.With(other).Env(), nil
}

func secondEngine(t *testing.T) (env, args []string) {
	site := assemblytest.NewSite(t, map[string]any{"roles": "engine"})
	startWorker(t, site)
	return site.With(map[string]any{"engine.port": fmt.Sprint(assemblytest.FreePort(t)), "http.address": "127.0.0.1:0"}).Env(), nil
}

func secondOnRecord(t *testing.T) (env, args []string) {
	site := newSite(t, nil)
	startWorker(t, site)
	return site.With(map[string]any{"roles": "workflows", "http.address": "127.0.0.1:0"}).Env(), nil
}

func noEngine(t *testing.T) (env, args []string) {
	env = assemblytest.NewSite(t, map[string]any{"engine.mode": "cluster"}).Env()
	return append(env, "TEMPORAL_ADDRESS=127.0.0.1:1"), nil
}

func anotherRecord(t *testing.T) (env, args []string) {
	site := newSite(t, nil)
	startWorker(t, site)
	other := map[string]any{"roles": "workflows", "engine.port": site.Get("engine.port")}
	return assemblytest.NewSite(t, other).Env(), nil
}

func noNamespace(t *testing.T) (env, args []string) {
	site := assemblytest.NewSite(t, map[string]any{"roles": "engine", "engine.namespace": "elsewhere"})
	startWorker(t, site)
	return site.With(map[string]any{"roles": "workflows", "engine.namespace": "cairn", "http.address": "127.0.0.1:0"}).Env(), nil
}

func realRecord(t *testing.T) (env, args []string) {
	return newSite(t, nil).Env(), []string{"--rehearse", "1d=200ms"}
}

func manyFaults(t *testing.T) (env, args []string) {
	file := filepath.Join(t.TempDir(), "cairn.yaml")
	if err := os.WriteFile(file, []byte("log: {level: loud}\nmail: {pol: 2s}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env = append(assemblytest.NewSite(t, nil).Env(), "CAIRN_MIAL_HOST=mail.example.org")
	return env, []string{"--config", file, "--roles", "engin,workflows,dishes"}
}

func unknownFlag(t *testing.T) (env, args []string) {
	return assemblytest.NewSite(t, nil).Env(), []string{"--colour"}
}

func unknownArgument(t *testing.T) (env, args []string) {
	return assemblytest.NewSite(t, nil).Env(), []string{"start"}
}

func noConfiguration(t *testing.T) (env, args []string) {
	return assemblytest.NewSite(t, nil).Env(), []string{"--config", filepath.Join(t.TempDir(), "absent.yaml")}
}
