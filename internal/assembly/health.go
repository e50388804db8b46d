package assembly

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/cairnqi/cairn/config"
)

// probeWithin is how long a part has to show that it is ready.
const probeWithin = 3 * time.Second

// What a service answers while it is not at work.
const (
	starting = "starting"
	stopping = "stopping"
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

// serve answers until the service stops. Nobody signs in here, so nothing is told
// but what part is not ready.
func (v *Service) serve(m *metrics) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { answer(w, "") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		part, cause := v.notReady(context.WithoutCancel(r.Context())) // who asks may hang up
		v.told.tell(v.log, part, cause)
		answer(w, part)
	})
	mux.Handle("GET /metrics", m.page())
	v.http = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := v.http.Serve(v.listen); err != nil && !errors.Is(err, http.ErrServerClosed) {
			v.log.Error("Health and metrics are no longer served", "cause", err)
		}
	}()
}

// notReady tells what keeps commands from being taken and filed, and its cause;
// nothing where they would be.
func (v *Service) notReady(ctx context.Context) (part string, cause error) {
	if phase, _ := v.phase.Load().(string); phase != "" {
		return phase, nil
	}
	if err := v.Failure(); err != nil {
		return "a part has ended", err
	}
	ctx, cancel := context.WithTimeout(ctx, probeWithin)
	defer cancel()
	if v.engine != nil {
		if err := v.engine.Health(ctx); err != nil {
			return "the engine does not answer", err
		}
	}
	if v.Desk == nil {
		return "", nil
	}
	if err := v.Desk.Ping(ctx); err != nil {
		return "the record does not answer", err
	}
	if _, err := v.Desk.client.CheckHealth(ctx, nil); err != nil {
		return "Temporal does not answer", err
	}
	return "", nil
}

// told is what was last said to be wrong: the log hears of a change, not of every
// probe. It is safe for concurrent use.
type told struct{ last atomic.Value }

func (t *told) tell(log *slog.Logger, part string, cause error) {
	was, _ := t.last.Swap(part).(string)
	switch {
	case part == was:
	case cause != nil:
		log.Warn("Out of order", "what", part, "cause", cause)
	case part == "" && was != starting:
		log.Info("In order again")
	}
}

func answer(w http.ResponseWriter, notReady string) {
	if notReady != "" {
		http.Error(w, notReady, http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}
