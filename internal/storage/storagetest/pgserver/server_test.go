package pgserver

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestServerKeepsItsDataAndLeavesNothing(t *testing.T) {
	ctx := t.Context()
	s, err := Start(ctx, "fsync=off")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Remove()
	run := func(statement string) error {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, statement)
		return err
	}
	if err := run(`CREATE TABLE kept (n BIGINT)`); err != nil {
		t.Fatal(err)
	}
	for name, end := range map[string]func() error{"Stop": s.Stop, "Kill": s.Kill} {
		for range 2 { // a second time it does nothing
			if err := end(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if err := run(`SELECT 1`); err == nil || s.PID() != 0 {
			t.Errorf("the server still answers after %s", name)
		}
		if err := s.Start(ctx); err != nil {
			t.Fatal(err)
		}
		if err := run(`SELECT n FROM kept`); err != nil {
			t.Errorf("after %s: %v", name, err)
		}
	}
	if err := s.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.folder); !os.IsNotExist(err) {
		t.Errorf("%s is still there", s.folder)
	}
}

func TestSettingsThatTheServerRefuses(t *testing.T) {
	if s, err := Start(t.Context(), "no_such_setting=1"); err == nil {
		s.Remove()
		t.Error("the server started")
	}
}
