//go:build !noembedded

package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/persistence/sql"
	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/resolver"
	sqliteschema "go.temporal.io/server/schema/sqlite"
	"google.golang.org/protobuf/types/known/durationpb"
)

// storeFile is the server's database inside the data directory.
const storeFile = "temporal.db"

// store is the server's SQLite file and the hold on its directory. The server's
// plugin keeps one connection per data source name and never closes it.
type store struct {
	config *config.SQL
	db     sqlplugin.AdminDB
	unlock func() error
}

// openStore proves the directory, takes it for this engine alone, and creates
// schema and namespace where missing.
func openStore(o Options) (*store, error) {
	if err := checkDir(o.Dir); err != nil {
		return nil, &DirError{Dir: o.Dir, Err: err}
	}
	unlock, err := lockDir(o.Dir)
	if err != nil {
		return nil, err
	}
	s := &store{config: storeConfig(filepath.Join(o.Dir, storeFile)), unlock: unlock}
	if err := s.prepare(o); err != nil {
		return nil, fmt.Errorf("prepare the engine's database in %s: %w", o.Dir, errors.Join(err, unlock()))
	}
	return s, nil
}

func (s *store) prepare(o Options) (err error) {
	s.db, err = sql.NewSQLAdminDB(sqlplugin.DbKindUnknown, s.config, resolver.NewNoopResolver(),
		log.NewNoopLogger(), metrics.NoopMetricsHandler)
	if err != nil {
		return err
	}
	if err := s.createSchema(); err != nil {
		return err
	}
	return s.createNamespace(o)
}

func storeConfig(path string) *config.SQL {
	return &config.SQL{
		PluginName: sqliteplugin.PluginName,
		// The plugin writes the name into a file: URI as it stands.
		DatabaseName: strings.TrimPrefix(fileURI(path), "file:"),
		ConnectAttributes: map[string]string{
			"mode":         "rwc",
			"busy_timeout": "5000", // ms
			"journal_mode": "wal",
			"synchronous":  "full", // a commit survives a power cut
			// Unknown to SQLite, so without effect there; it gives each start
			// its own connection instead of one to a file deleted since.
			"cairn_opened": strconv.FormatInt(time.Now().UnixNano(), 10),
		},
		MaxConns: 1, // SQLite has one writer; a second connection only waits for it
	}
}

// checkDir creates the directory and proves that a file can be written there. The
// files themselves are made beforehand, for their owner alone: SQLite would let
// everybody read them, and gives its log the mode of the database.
func checkDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()),
		private(filepath.Join(dir, lockFile)), private(filepath.Join(dir, storeFile)))
}

// private makes an empty file where there is none. One that is there is not even
// opened, for closing it again would take SQLite's locks from this process. The
// record's is the same in internal/storage: neither room knows the other.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// release folds the write-ahead log into the database file, so that a copy of
// that file alone is whole, and gives up the directory.
func (s *store) release() error {
	return errors.Join(s.exec("PRAGMA wal_checkpoint(TRUNCATE)"), s.unlock())
}

// createSchema is one transaction: a crash leaves all tables or none.
func (s *store) createSchema() error {
	tables, err := s.db.ListTables("")
	if err != nil || len(tables) > 0 {
		return err
	}
	if err := s.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := sqliteschema.SetupSchemaOnDB(s.db); err != nil {
		return errors.Join(err, s.exec("ROLLBACK"))
	}
	return s.exec("COMMIT")
}

// createNamespace does nothing where the namespace exists.
func (s *store) createNamespace(o Options) error {
	attributes := map[string]enumspb.IndexedValueType{}
	for _, name := range slices.Sorted(slices.Values(o.SearchAttributes)) {
		attributes[name] = enumspb.INDEXED_VALUE_TYPE_KEYWORD
	}
	ns, err := sqliteschema.NewNamespaceConfig(clusterName, o.Namespace, false, attributes)
	if err != nil {
		return err
	}
	ns.Detail.Config.Retention = durationpb.New(o.Retention)
	return sqliteschema.CreateNamespaces(s.config, ns)
}

func (s *store) exec(statements ...string) error {
	for _, q := range statements {
		if err := s.db.Exec(q); err != nil {
			return fmt.Errorf("%s: %w", q, err)
		}
	}
	return nil
}
