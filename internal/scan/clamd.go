package scan

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"
)

const (
	within     = 2 * time.Minute // clamd's own limit for a file, MaxScanTime, is as long
	pingWithin = 5 * time.Second
	chunk      = 64 << 10
	maxAnswer  = 4 << 10 // bytes; clamd's are far shorter
	maxFinding = 100     // bytes
)

// Clamd is ClamAV's daemon. The zero value is none; At gives one.
type Clamd struct {
	network, address string
	// Within is how long it may take over a file; 0 is two minutes.
	Within time.Duration
}

// At gives the daemon at an address: unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310.
func At(address string) (Clamd, error) {
	network, at, _ := strings.Cut(address, ":")
	switch network {
	case "unix":
		if filepath.IsAbs(at) {
			return Clamd{network: network, address: at}, nil
		}
	case "tcp":
		if _, _, err := net.SplitHostPort(at); err == nil {
			return Clamd{network: network, address: at}, nil
		}
	}
	return Clamd{}, fmt.Errorf("scan: %q is not the address of a clamd", address)
}

// Ping tells whether it answers.
func (c Clamd) Ping(ctx context.Context) error {
	answer, err := c.ask(ctx, "PING", pingWithin, func(io.Writer) error { return nil })
	if err == nil && answer != "PONG" {
		err = fmt.Errorf("it answered %q", clip(answer))
	}
	return failed("ask clamd whether it is there", err)
}

// Scan gives the name of what it found in the content; "" is nothing. Whatever is not a
// plain answer is an error.
func (c Clamd) Scan(ctx context.Context, content []byte) (finding string, err error) {
	answer, err := c.ask(ctx, "INSTREAM", cmp.Or(c.Within, within), func(to io.Writer) error { return stream(to, content) })
	if err == nil {
		finding, err = read(answer)
	}
	return finding, failed("have clamd look at a file", err)
}

// stream sends content in chunks, each after its size, and one of no size at the end.
func stream(to io.Writer, content []byte) error {
	for len(content) > 0 {
		n := min(len(content), chunk)
		sized := append(binary.BigEndian.AppendUint32(nil, uint32(n)), content[:n]...) //nolint:gosec // at most a chunk
		if _, err := to.Write(sized); err != nil {
			return err
		}
		content = content[n:]
	}
	_, err := to.Write([]byte{0, 0, 0, 0})
	return err
}

// ask sends a command, and gives the answer without the zero byte that ends it.
func (c Clamd) ask(ctx context.Context, command string, within time.Duration, send func(io.Writer) error) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })() // whoever waits is not kept
	_, sent := io.WriteString(conn, "z"+command+"\x00")
	if sent == nil {
		sent = send(conn)
	}
	answer, err := bufio.NewReader(io.LimitReader(conn, maxAnswer)).ReadString(0)
	switch {
	case err == nil: // also where it would not take all: it says why
		return strings.TrimSuffix(answer, "\x00"), nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, io.EOF):
		err = fmt.Errorf("its answer broke off after %q", clip(answer))
	}
	return "", errors.Join(sent, err)
}

// read reads the answer about a stream.
func read(answer string) (finding string, err error) {
	if answer == "stream: OK" {
		return "", nil
	}
	name, found := strings.CutSuffix(answer, " FOUND")
	name, of := strings.CutPrefix(name, "stream: ")
	if !found || !of || name == "" {
		return "", fmt.Errorf("it answered %q", clip(answer))
	}
	return clip(name), nil
}

// clip keeps what may stand in a log: the plain letters of the beginning.
func clip(text string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '?' || r == '#' {
			return '.'
		}
		return r
	}, text)
	return plain[:min(len(plain), maxFinding)]
}

func failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("scan: %s: %w", doing, err)
}
