//go:build !noembedded

package engine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"syscall"
)

// CheckPort proves that the engine could listen there, before anything is written
// to the disk: *PortInUseError, or what else is in the way. Port 0 is always free.
func CheckPort(ctx context.Context, host string, port int) error {
	l, err := listen(ctx, host, port)
	if err != nil {
		return err
	}
	return l.Close()
}

// ports are where the server's four services listen.
type ports struct {
	frontend, history, matching, worker int
}

// findPorts proves that the frontend's port is free (or chooses one) and picks
// free ports for the inner services. All are held open together until every one
// is known, so that no two are the same.
func findPorts(ctx context.Context, host string, frontend int) (ports, error) {
	var p ports
	for _, want := range []struct {
		host string
		port int
		into *int
	}{
		{host, frontend, &p.frontend},
		{defaultHost, 0, &p.history},
		{defaultHost, 0, &p.matching},
		{defaultHost, 0, &p.worker},
	} {
		take := listen
		if want.port == 0 {
			take = listenAnywhere
		}
		l, err := take(ctx, want.host, want.port)
		if err != nil {
			return ports{}, err
		}
		defer l.Close()
		*want.into = l.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}

// Free ports are taken from below the range from which systems take those of outgoing
// connections: one that is free stays so until the server listens there.
const lowestFree, highestFree = 10_000, 19_999

// listenAnywhere listens on a free port, whatever the one asked for.
func listenAnywhere(ctx context.Context, host string, _ int) (net.Listener, error) {
	for range 100 {
		port := lowestFree + rand.IntN(highestFree-lowestFree+1) //nolint:gosec // it is no secret
		if l, err := listen(ctx, host, port); err == nil {
			return l, nil
		}
	}
	return listen(ctx, host, 0)
}

func listen(ctx context.Context, host string, port int) (net.Listener, error) {
	var how net.ListenConfig
	l, err := how.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, &PortInUseError{Host: host, Port: port, Err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("the engine cannot listen on port %d of %s: %w", port, host, err)
	}
	return l, nil
}
