package assembly

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/cairnqi/cairn/config"
)

// startHealth takes the port of health and metrics, before anything else is begun.
func (v *Service) startHealth(ctx context.Context, s *config.Settings) error {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", s.HTTP.Address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use by another program: stop it, or set http.address to a free one: %w", s.HTTP.Address, err)
	}
	if err != nil {
		return fmt.Errorf("listen on %s (http.address): %w", s.HTTP.Address, err)
	}
	v.listen = l
	return nil
}

// serve answers until the service stops.
func (v *Service) serve(m *metrics) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { answer(w, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { answer(w, v.ready(r.Context())) })
	mux.Handle("GET /metrics", m.page())
	v.http = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := v.http.Serve(v.listen); err != nil && !errors.Is(err, http.ErrServerClosed) {
			v.log.Error("Health and metrics are no longer served", "cause", err)
		}
	}()
}

// ready tells whether commands would be taken and filed.
func (v *Service) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if v.engine != nil {
		if err := v.engine.Health(ctx); err != nil {
			return fmt.Errorf("the engine does not answer: %w", err)
		}
	}
	if v.Desk == nil {
		return nil
	}
	if err := v.Desk.Ping(ctx); err != nil {
		return fmt.Errorf("the record does not answer: %w", err)
	}
	if _, err := v.Desk.client.CheckHealth(ctx, nil); err != nil {
		return fmt.Errorf("temporal does not answer: %w", err)
	}
	return nil
}

func answer(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}
