package storage_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/storage/storagetest/pgserver"
)

// The server is killed between two filings and comes back: meanwhile everything
// is unavailable, afterwards the same filing is filed once.
func TestServerIsKilledAndComesBack(t *testing.T) {
	server, err := pgserver.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Remove(); err != nil {
			t.Error(err)
		}
	})
	s := open(t, server.URL("postgres"), storage.Options{Pool: 4})
	threeThemes(t, s)
	f := renamed(t, "theme/a", 2)

	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for what, try := range map[string]func() error{
		"File":  func() error { _, err := s.File(ctx, f); return err },
		"State": func() error { _, _, err := s.State(ctx, f.Subject); return err },
		"Claim": func() error { _, err := s.Claim(ctx, time.Now(), time.Now(), time.Minute, 1); return err },
		"Ping":  func() error { return s.Ping(ctx) },
	} {
		if err := try(); !errors.Is(err, improvement.ErrUnavailable) {
			t.Errorf("%s while the server is away: %v, want ErrUnavailable", what, err)
		}
	}
	if err := server.Start(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		filed, err := s.File(ctx, f)
		for errors.Is(err, improvement.ErrUnavailable) && ctx.Err() == nil { // on a connection from before
			filed, err = s.File(ctx, f)
		}
		if err != nil || !filed.Held || len(filed.Entries) != 1 {
			t.Fatalf("when it is back: %+v, %v", filed, err)
		}
	}
	if report, err := s.Verify(ctx); err != nil || len(report.Faults) > 0 || report.Entries != 7 {
		t.Errorf("Verify = %+v, %v; want 7 entries and no fault", report, err)
	}
}

// A table locked by somebody else holds a filing up until its deadline.
func TestFilingInTimeOrUnavailable(t *testing.T) {
	address := cluster.Database(t)
	s := open(t, address, storage.Options{})
	threeThemes(t, s)
	release := lockTable(t, address)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.File(ctx, renamed(t, "theme/a", 2)); !errors.Is(err, improvement.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want ErrUnavailable for the deadline", err)
	}
	release()
	if filed, err := s.File(t.Context(), renamed(t, "theme/a", 2)); err != nil || len(filed.Entries) != 1 {
		t.Errorf("afterwards: %+v, %v", filed, err)
	}
}

func renamed(t *testing.T, subject improvement.SubjectID, version int) improvement.Filing {
	t.Helper()
	theme := improvement.Theme{ID: improvement.ThemeID(subject.ID()), Name: "renamed"}
	state, err := json.Marshal(theme)
	if err != nil {
		t.Fatal(err)
	}
	return improvement.Filing{Subject: subject, Expected: version, Command: "rename", State: state, Summary: improvement.Summary{Open: true},
		Entries: improvement.Entries(version, "rename", "anna", time.Now(), []improvement.Event{&improvement.ThemeRecorded{Theme: theme}})}
}
