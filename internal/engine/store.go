//go:build !noembedded

package engine

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

const (
	// storeFile is the server's database inside the data directory.
	storeFile = "temporal.db"
	// sqliteBusy is SQLite's primary result code SQLITE_BUSY.
	sqliteBusy = 5
)

// store is the server's SQLite file. The server's plugin keeps one connection
// per data source name, opens it anew where a cancelled query broke it, and
// never closes it for good: so what must hold is part of that name, and the file
// is released by pragmas.
type store struct {
	config *config.SQL
	db     sqlplugin.AdminDB
}

// openStore proves the directory, takes the file for this process alone, and
// creates schema and namespace where missing.
func openStore(o Options) (*store, error) {
	if err := checkDir(o.Dir); err != nil {
		return nil, &DirError{Dir: o.Dir, Err: err}
	}
	s := &store{config: storeConfig(filepath.Join(o.Dir, storeFile))}
	db, err := sql.NewSQLAdminDB(sqlplugin.DbKindUnknown, s.config, resolver.NewNoopResolver(),
		log.NewNoopLogger(), metrics.NoopMetricsHandler)
	if err != nil {
		return nil, storeError(o.Dir, "open the engine's database", err)
	}
	s.db = db
	if err := s.prepare(o); err != nil {
		return nil, storeError(o.Dir, "prepare the engine's database", errors.Join(err, s.release()))
	}
	return s, nil
}

func (s *store) prepare(o Options) error {
	if err := s.createSchema(); err != nil {
		return err
	}
	return s.createNamespace(o)
}

func storeConfig(path string) *config.SQL {
	return &config.SQL{
		PluginName: sqliteplugin.PluginName,
		// The plugin writes the name into a file: URI as it stands.
		DatabaseName: (&url.URL{Path: path}).EscapedPath(),
		ConnectAttributes: map[string]string{
			"mode":         "rwc",
			"busy_timeout": "500", // ms
			// The file is locked for this process: a second engine on it is
			// refused, and the lock dies with the process. It has to be set
			// before the journal's mode, and the plugin sorts: hence capitals.
			"LOCKING_MODE": "exclusive",
			"journal_mode": "wal",
			"synchronous":  "full", // a commit survives a power cut
			// Unknown to SQLite, so without effect there; it gives each start
			// its own connection instead of one to a file deleted since.
			"cairn_opened": strconv.FormatInt(time.Now().UnixNano(), 10),
		},
		MaxConns: 1, // SQLite has one writer; a second connection only waits for it
	}
}

// checkDir creates the directory and proves that a file can be written there.
func checkDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// release folds the log into the database file and gives up the lock, which the
// last statement's access does: a clean stop leaves one plain file.
func (s *store) release() error {
	return s.exec("PRAGMA journal_mode = DELETE", "PRAGMA locking_mode = NORMAL", "SELECT count(*) FROM sqlite_schema")
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

func storeError(dir, doing string, err error) error {
	var coded interface{ Code() int }
	if errors.As(err, &coded) && coded.Code()&0xff == sqliteBusy {
		return &BusyError{Dir: dir, Err: err}
	}
	return fmt.Errorf("%s in %s: %w", doing, dir, err)
}
