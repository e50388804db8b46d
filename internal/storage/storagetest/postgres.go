package storagetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/cairnqi/cairn/internal/storage/storagetest/pgserver"
)

// Postgres starts a PostgreSQL server for one test and removes it at its end. It
// gives the address of the database "postgres", whose user may create others.
// Where PostgreSQL is not installed the test fails, saying how to install it.
func Postgres(t testing.TB) (adminURL string) {
	t.Helper()
	server, err := pgserver.Start(context.Background(), "fsync=off")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Remove(); err != nil {
			t.Error(err)
		}
	})
	return server.URL("postgres")
}

// Cluster is one PostgreSQL server shared by the tests of a package, started when
// a database is first asked for. The package's TestMain removes it.
type Cluster struct {
	mu     sync.Mutex
	server *pgserver.Server
	failed error
	last   int
}

// Database makes an empty database, where storage.Open makes a new record, and
// gives its address.
func (c *Cluster) Database(t testing.TB) (url string) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	ctx := context.Background()
	if c.server == nil && c.failed == nil {
		c.server, c.failed = pgserver.Start(ctx, "fsync=off", "max_connections=300")
	}
	if c.failed != nil {
		t.Fatal(c.failed)
	}
	c.last++
	name := fmt.Sprintf("record_%d", c.last)
	if err := c.run(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return c.server.URL(name)
}

func (c *Cluster) run(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, c.server.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// Remove stops the server and deletes it, where one was started.
func (c *Cluster) Remove() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return nil
	}
	return c.server.Remove()
}
