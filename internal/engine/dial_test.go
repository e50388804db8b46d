//go:build !noembedded

package engine_test

import (
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/engine"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

func TestDialReadsTheClusterFromTheEnvironment(t *testing.T) {
	e := start(t, engine.Options{Dir: t.TempDir(), Namespace: "council"})
	defer stop(t, e)
	t.Setenv("TEMPORAL_ADDRESS", e.HostPort())
	t.Setenv("TEMPORAL_NAMESPACE", "council")
	c, err := engine.Dial(testContext(t), engine.DialOptions{Namespace: "not-this", SearchAttributes: attributes})
	if err != nil {
		t.Fatalf("Dial: %v", err)
	}
	c.Close()
}

func TestDialAddsMissingAttributes(t *testing.T) {
	e := start(t, engine.Options{Dir: t.TempDir()})
	defer stop(t, e)
	names := append(slices.Clone(attributes), "CairnLater")
	c, err := engine.Dial(testContext(t), engine.DialOptions{HostPort: e.HostPort(), SearchAttributes: names})
	if err != nil {
		t.Fatalf("Dial: %v", err)
	}
	defer c.Close()
	later := temporal.NewSearchAttributeKeyKeyword("CairnLater")
	_, err = c.ExecuteWorkflow(testContext(t), client.StartWorkflowOptions{
		ID: "later", TaskQueue: queue,
		TypedSearchAttributes: temporal.NewSearchAttributes(later.ValueSet("x")),
	}, visit, time.Second)
	if err != nil {
		t.Errorf("start with the added attribute: %v", err)
	}
}

func TestDialSaysWhyAttributesCannotBeAdded(t *testing.T) {
	e := start(t, engine.Options{Dir: t.TempDir()})
	defer stop(t, e)
	var names []string
	for c := 'A'; c <= 'Z'; c++ { // more than a namespace holds
		names = append(names, "Cairn"+string(c))
	}
	_, err := engine.Dial(testContext(t), engine.DialOptions{HostPort: e.HostPort(), SearchAttributes: names})
	if lacking := new(engine.AttributesError); !errors.As(err, &lacking) || len(lacking.Names) != len(names) {
		t.Errorf("Dial: %v, want an AttributesError with all names", err)
	}
}

func TestDialUnknownNamespace(t *testing.T) {
	e := start(t, engine.Options{Dir: t.TempDir()})
	defer stop(t, e)
	_, err := engine.Dial(testContext(t), engine.DialOptions{HostPort: e.HostPort(), Namespace: "elsewhere"})
	if unknown := new(engine.NamespaceError); !errors.As(err, &unknown) {
		t.Errorf("Dial: %v, want a NamespaceError", err)
	}
}

func TestDialNobodyThere(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	_, err = engine.Dial(testContext(t), engine.DialOptions{
		HostPort: closed.Addr().String(), Timeout: 300 * time.Millisecond,
	})
	if none := new(engine.UnreachableError); !errors.As(err, &none) {
		t.Errorf("Dial: %v, want an UnreachableError", err)
	}
}
