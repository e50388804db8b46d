//go:build noembedded

package engine

import "context"

// Engine stands for the embedded server, which this build leaves out.
type Engine struct{}

// Start always fails with ErrNoEmbedded.
func Start(context.Context, Options) (*Engine, error) { return nil, ErrNoEmbedded }

// CheckPort always fails with ErrNoEmbedded.
func CheckPort(context.Context, string, int) error { return ErrNoEmbedded }

// HostPort is empty.
func (*Engine) HostPort() string { return "" }

// Health is always ErrNoEmbedded.
func (*Engine) Health(context.Context) error { return ErrNoEmbedded }

// Stop does nothing.
func (*Engine) Stop() error { return nil }
