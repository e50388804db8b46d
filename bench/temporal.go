package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/persistence"
	"go.temporal.io/server/common/persistence/sql"
	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/common/resolver"
	"go.temporal.io/server/schema"
	sqliteschema "go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"

	"github.com/cairnqi/cairn/workflows"
)

const namespace = "bench"

// engine is Temporal's server in this process, with its store on the cluster, so
// that its commits are counted like everybody's.
type engine struct {
	server   temporal.Server
	frontend string // its address
	client   client.Client
}

// startEngine makes both of the store's databases and starts the server on them.
func startEngine(ctx context.Context, c *postgres) (*engine, error) {
	stores := map[string]*config.SQL{}
	for name, folder := range map[string]string{mainStore: "temporal", visibilityStore: "visibility"} {
		address, err := c.database(ctx, name)
		if err != nil {
			return nil, err
		}
		if stores[name], err = makeStore(address, name, "postgresql/v12/"+folder); err != nil {
			return nil, fmt.Errorf("the schema of %s: %w", name, err)
		}
	}
	if err := makeNamespace(stores[mainStore]); err != nil {
		return nil, err
	}
	p, err := freePorts()
	if err != nil {
		return nil, err
	}
	server, err := temporal.NewServer(serverOptions(p, stores)...)
	if err != nil {
		return nil, err
	}
	e := &engine{server: server, frontend: p.address(p.frontend)}
	if err := server.Start(); err != nil {
		return nil, err
	}
	e.client, err = dial(ctx, e.frontend)
	if err != nil {
		return nil, errors.Join(err, server.Stop())
	}
	return e, nil
}

// makeStore puts Temporal's schema, with its version, into an empty database.
func makeStore(address, name, folder string) (*config.SQL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	store := &config.SQL{
		PluginName: postgresql.PluginNamePGX, DatabaseName: name, ConnectProtocol: "tcp", ConnectAddr: u.Host,
		User: u.User.Username(), MaxConns: 20, MaxIdleConns: 20, MaxConnLifetime: time.Hour,
	}
	db, err := sql.NewSQLAdminDB(sqlplugin.DbKindUnknown, store, resolver.NewNoopResolver(), log.NewNoopLogger(), metrics.NoopMetricsHandler)
	if err != nil {
		return nil, err
	}
	if err := makeSchema(db, name, folder); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return store, db.Close()
}

func makeSchema(db sqlplugin.AdminDB, name, folder string) error {
	text, err := schema.Assets().Open(folder + "/schema.sql")
	if err != nil {
		return err
	}
	defer text.Close()
	statements, err := persistence.LoadAndSplitQueryFromReaders([]io.Reader{text})
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if err := db.Exec(statement); err != nil {
			return err
		}
	}
	if err := db.CreateSchemaVersionTables(); err != nil {
		return err
	}
	return db.UpdateSchemaVersion(name, schemaVersion(name), schemaVersion(name))
}

// makeNamespace writes the namespace with Cairn's search attributes.
func makeNamespace(store *config.SQL) error {
	attributes := map[string]enumspb.IndexedValueType{}
	for _, name := range []string{workflows.AttributeLMG.GetName(), workflows.AttributeLocality.GetName(), workflows.AttributeTheme.GetName()} {
		attributes[name] = enumspb.INDEXED_VALUE_TYPE_KEYWORD
	}
	ns, err := sqliteschema.NewNamespaceConfig(clusterName, namespace, false, attributes)
	if err != nil {
		return err
	}
	return sqliteschema.CreateNamespaces(store, ns) // it writes to any SQL store
}

// dial connects once the server answers for the namespace.
func dial(ctx context.Context, address string) (client.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := client.DialContext(ctx, client.Options{HostPort: address, Namespace: namespace, Logger: sdklog.NewStructuredLogger(quiet())})
		if err == nil {
			if _, err = c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{}); err == nil {
				return c, nil
			}
			c.Close()
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for Temporal's server: %w", err)
		case <-tick.C:
		}
	}
}

func (e *engine) stop() error {
	e.client.Close()
	return e.server.Stop()
}

// ports are where the server's services listen.
type ports struct{ frontend, history, matching, worker int }

func (ports) address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

func freePorts() (ports, error) {
	var p ports
	for _, into := range []*int{&p.frontend, &p.history, &p.matching, &p.worker} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return p, err
		}
		defer l.Close() // all stay open until every one is known, so that no two are the same
		*into = l.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}
