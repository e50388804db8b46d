package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// startTimeout bounds how long a server may take to answer. Recovery after a
// kill is part of it.
const startTimeout = 60 * time.Second

// Server is one PostgreSQL cluster. It is not safe for concurrent use, apart from
// URL and PID.
type Server struct {
	bin      string // the folder of PostgreSQL's programs
	folder   string // holds data and the server's log
	port     int
	settings []string
	process  *exec.Cmd
	ended    chan error // receives once when process ends
}

// Start makes a cluster and starts it. settings are PostgreSQL's, such as
// "fsync=off"; with none the server is as durable as PostgreSQL is by default.
// The caller must Remove it.
func Start(ctx context.Context, settings ...string) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "cairn-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, folder: folder, settings: settings}
	if err := s.create(ctx); err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	return s, nil
}

func (s *Server) create(ctx context.Context) error {
	if err := giveAway(s.folder); err != nil {
		return err
	}
	initdb := s.command("initdb", "--pgdata", s.data(), "--username", "postgres", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("pgserver: initdb: %w\n%s", err, out)
	}
	var err error
	if s.port, err = freePort(); err != nil {
		return err
	}
	return s.Start(ctx)
}

// URL is the address of a database on the server; "postgres" always exists.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// PID is the process that Start started; 0 where the server is stopped.
func (s *Server) PID() int {
	if s.process == nil {
		return 0
	}
	return s.process.Process.Pid
}

// Start starts a stopped server again, on the same port and data, and waits until
// it answers. A running one it leaves.
func (s *Server) Start(ctx context.Context) error {
	if s.process != nil {
		return nil
	}
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close() // the server has its own copy
	args := []string{"-D", s.data(), "-h", "127.0.0.1", "-p", fmt.Sprint(s.port), "-c", "unix_socket_directories="}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	process := s.command("postgres", args...)
	process.Stdout, process.Stderr = log, log
	if err := process.Start(); err != nil {
		return fmt.Errorf("pgserver: %w", err)
	}
	s.process, s.ended = process, make(chan error, 1)
	go func() { s.ended <- process.Wait() }()
	return s.await(ctx)
}

// await polls until the server answers, ends, or takes too long.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			tick.Stop()
			return conn.Close(ctx)
		}
		select {
		case ended := <-s.ended:
			s.process = nil
			return fmt.Errorf("pgserver: the server ended: %w\n%s", ended, s.Log())
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("pgserver: the server does not answer: %w\n%s", err, s.Log()), s.Kill())
		case <-tick.C:
		}
	}
}

// Stop ends the server in order: open connections are closed, all is written. A
// stopped one it leaves.
func (s *Server) Stop() error { return s.end(fastStop) }

// Kill ends the server at once, as a crash does; its next start recovers.
func (s *Server) Kill() error { return s.end(immediateStop) }

func (s *Server) end(how os.Signal) error {
	if s.process == nil {
		return nil
	}
	if err := s.process.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("pgserver: %w", err)
	}
	<-s.ended // its status is of no interest: it was told to end
	s.process = nil
	return nil
}

// Remove kills the server where it runs and deletes the cluster.
func (s *Server) Remove() error {
	return errors.Join(s.Kill(), os.RemoveAll(s.folder))
}

// Log is what the server wrote.
func (s *Server) Log() string {
	text, err := os.ReadFile(s.logFile())
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(text))
}

func (s *Server) data() string    { return filepath.Join(s.folder, "data") }
func (s *Server) logFile() string { return filepath.Join(s.folder, "log") }

// command is one of PostgreSQL's programs, run as a user whom it accepts.
func (s *Server) command(program string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, program), args...)
	c.Dir = s.folder
	c.Env = append(os.Environ(), "LC_ALL=C")
	stepDown(c)
	return c
}

// programs finds the folder of PostgreSQL's programs: on the PATH, or where the
// packages of Debian, Fedora and Homebrew put them.
func programs() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if initdb, err = filepath.EvalSymlinks(initdb); err == nil && complete(filepath.Dir(initdb)) {
			return filepath.Dir(initdb), nil
		}
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		for i := len(found) - 1; i >= 0; i-- { // the newest last
			if complete(found[i]) {
				return found[i], nil
			}
		}
	}
	return "", errors.New(strings.Join([]string{
		"PostgreSQL's server programs (initdb, postgres) are not on this machine.",
		"Install them: \"apt-get install postgresql\" (Debian, Ubuntu), \"dnf install postgresql-server\" (Fedora),",
		"\"brew install postgresql\" (macOS); or put their folder on the PATH.",
	}, "\n"))
}

func complete(folder string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(folder, program)); err != nil {
			return false
		}
	}
	return true
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
