package assemblytest

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"maps"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/internal/assembly"
)

// Site is one deployment: what its programs and the test that watches them are
// configured with.
type Site struct{ settings map[string]any }

// NewSite makes a deployment in a folder of its own, on ports of its own that
// stay the same over every start. settings are by their keys and come on top.
func NewSite(t testing.TB, settings map[string]any) *Site {
	t.Helper()
	key := make([]byte, 32)
	rand.Read(key)
	s := &Site{map[string]any{
		"data.dir": t.TempDir(), "engine.port": fmt.Sprint(FreePort(t)),
		"http.address": fmt.Sprintf("127.0.0.1:%d", FreePort(t)), "web.address": "127.0.0.1:0",
		"vault.master_key": base64.StdEncoding.EncodeToString(key), "mail.poll": "50ms",
	}}
	maps.Copy(s.settings, settings)
	return s
}

// With is another process of the same deployment, with settings of its own.
func (s *Site) With(settings map[string]any) *Site {
	other := &Site{maps.Clone(s.settings)}
	maps.Copy(other.settings, settings)
	return other
}

// Env is the deployment as environment variables.
func (s *Site) Env() []string {
	var env []string
	for key, value := range s.settings {
		env = append(env, config.Variable(key)+"="+fmt.Sprint(value))
	}
	return env
}

// Get is the value of a setting that was made or given.
func (s *Site) Get(key string) string { return fmt.Sprint(s.settings[key]) }

// Desk opens a desk beside the programs; it is closed at the end of the test.
func (s *Site) Desk(t testing.TB) *assembly.Desk {
	t.Helper()
	settings, err := config.Load(config.Source{Overrides: s.settings})
	if err != nil {
		t.Fatal(err)
	}
	desk, err := assembly.OpenDesk(context.Background(), settings, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := desk.Close(); err != nil {
			t.Error(err)
		}
	})
	return desk
}

// FreePort finds a port that stays free while nobody listens on it: it lies
// outside the range from which systems take the ports of outgoing connections.
func FreePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 20000 + mathrand.IntN(10000)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			return port
		}
	}
	t.Fatal("no port is free between 20000 and 30000")
	return 0
}

// File writes the deployment as a configuration file, for programs that run inside
// the test itself.
func (s *Site) File(t testing.TB) string {
	t.Helper()
	sections := map[string]any{}
	for key, value := range s.settings {
		section, name, nested := strings.Cut(key, ".")
		if !nested {
			sections[key] = value
			continue
		}
		if sections[section] == nil {
			sections[section] = map[string]any{}
		}
		sections[section].(map[string]any)[name] = value
	}
	text, err := yaml.Marshal(sections)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cairn.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
