//go:build !noembedded

package engine

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// ports are where the server's four services listen.
type ports struct {
	frontend, history, matching, worker int
}

// findPorts proves that the frontend's port is free (or chooses one) and picks
// free ports for the inner services. All are held open together until every one
// is known, so that no two are the same.
func findPorts(host string, frontend int) (ports, error) {
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
		l, err := net.Listen("tcp", net.JoinHostPort(want.host, strconv.Itoa(want.port)))
		if err != nil {
			return ports{}, listenError(want.host, want.port, err)
		}
		defer l.Close()
		*want.into = l.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}

func listenError(host string, port int, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return &PortInUseError{Host: host, Port: port, Err: err}
	}
	return fmt.Errorf("the engine cannot listen on port %d of %s: %w", port, host, err)
}
