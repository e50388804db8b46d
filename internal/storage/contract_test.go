package storage_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/storage/storagetest"
)

// cluster is the PostgreSQL server that this package's tests share.
var cluster storagetest.Cluster

func TestMain(m *testing.M) {
	code := m.Run()
	if err := cluster.Remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// onBoth runs a test on an empty database of each kind.
func onBoth(t *testing.T, run func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) { run(t, sqliteURL(t)) })
	t.Run("postgres", func(t *testing.T) { run(t, cluster.Database(t)) })
}

func sqliteURL(t *testing.T) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "record #1?.db")
}

func open(t *testing.T, url string, o storage.Options) *storage.Store {
	t.Helper()
	s, err := storage.Open(context.Background(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestContractOnSQLite(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) *storage.Store {
		return open(t, sqliteURL(t), storage.Options{Exclusive: true})
	})
}

func TestContractOnPostgres(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) *storage.Store {
		return open(t, cluster.Database(t), storage.Options{})
	})
}
