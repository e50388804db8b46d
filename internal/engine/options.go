package engine

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"time"
)

const (
	// DefaultNamespace is the namespace used where none is named.
	DefaultNamespace = "cairn"

	// DefaultRetention is how long closed workflows stay readable in Temporal.
	DefaultRetention = 30 * 24 * time.Hour

	minRetention     = time.Hour // Temporal refuses less
	defaultHost      = "127.0.0.1"
	defaultStartWait = 30 * time.Second
	defaultStopWait  = 10 * time.Second
)

// ErrNoEmbedded is returned by Start in a build without the embedded server.
var ErrNoEmbedded = errors.New("this build has no embedded engine: set engine.mode to cluster, " +
	"or use the standard build")

// Options describes an embedded engine. The zero value of each field but Dir
// has a sensible default.
type Options struct {
	// Dir is the data directory; it is created where missing. Required.
	Dir string
	// Host is the loopback address that clients reach, default 127.0.0.1.
	Host string
	// Port is the port that clients reach; 0 chooses a free one.
	Port int
	// Namespace is created where missing, default DefaultNamespace.
	Namespace string
	// Retention is how long closed workflows stay readable, at least one hour,
	// default DefaultRetention. A changed value takes effect at the next start.
	Retention time.Duration
	// Record identifies the record whose workflows run here, and replaces the one of
	// an earlier start. Empty: that stays.
	Record string
	// SearchAttributes are the names of Keyword attributes that workflows may
	// carry from the first start on.
	SearchAttributes []string
	// Logger receives the server's messages from LogLevel up; nil discards.
	Logger *slog.Logger
	// LogLevel is the least level of the server's own messages, default Warn.
	LogLevel slog.Leveler
	// OnFatal hears, once, why a running server gave up; nil: nobody does. It must
	// not call Stop.
	OnFatal func(error)
	// StartTimeout bounds Start, default 30 s.
	StartTimeout time.Duration
	// StopTimeout bounds Stop, default 10 s.
	StopTimeout time.Duration
}

// complete fills the defaults and refuses what cannot work.
func (o Options) complete() (Options, error) {
	if o.Dir == "" {
		return o, errors.New("the engine needs a data directory: set data.dir")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return o, fmt.Errorf("find the data directory %s: %w", o.Dir, err)
	}
	o.Dir = dir
	o.Host = cmp.Or(o.Host, defaultHost)
	if o.Host == "localhost" {
		o.Host = defaultHost
	}
	if ip := net.ParseIP(o.Host); ip == nil || !ip.IsLoopback() {
		return o, fmt.Errorf("the embedded engine listens on this machine only, but its host is %q: "+
			"set engine.host to %s, or engine.mode to cluster", o.Host, defaultHost)
	}
	if o.Port < 0 || o.Port > 65535 {
		return o, fmt.Errorf("engine.port is %d: choose a number from 0 to 65535", o.Port)
	}
	o.Namespace = cmp.Or(o.Namespace, DefaultNamespace)
	o.Retention = cmp.Or(o.Retention, DefaultRetention)
	if o.Retention < minRetention {
		return o, fmt.Errorf("engine.retention is %s: choose at least %s", o.Retention, minRetention)
	}
	o.StartTimeout = cmp.Or(o.StartTimeout, defaultStartWait)
	o.StopTimeout = cmp.Or(o.StopTimeout, defaultStopWait)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.LogLevel == nil {
		o.LogLevel = slog.LevelWarn
	}
	return o, nil
}
