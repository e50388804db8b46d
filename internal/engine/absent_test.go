//go:build noembedded

package engine_test

import (
	"context"
	"errors"
	"testing"

	"github.com/cairnqi/cairn/internal/engine"
)

func TestBuildWithoutTheServerSaysSo(t *testing.T) {
	_, err := engine.Start(context.Background(), engine.Options{Dir: t.TempDir()})
	if !errors.Is(err, engine.ErrNoEmbedded) {
		t.Errorf("Start: %v, want ErrNoEmbedded", err)
	}
	if err := engine.CheckPort(context.Background(), "127.0.0.1", 7233); !errors.Is(err, engine.ErrNoEmbedded) {
		t.Errorf("CheckPort: %v, want ErrNoEmbedded", err)
	}
}
