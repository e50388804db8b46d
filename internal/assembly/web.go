package assembly

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/internal/web"
	"github.com/cairnqi/cairn/internal/web/static"
)

// How long a request to the pages may take.
const (
	headerWithin  = 5 * time.Second
	requestWithin = time.Minute // with its files
	answerWithin  = 2 * time.Minute
	idleFor       = 2 * time.Minute
)

// takeDoors takes the port of the pages.
func (v *Service) takeDoors(ctx context.Context, s *config.Settings) error {
	if err := static.Ready(); err != nil {
		return err
	}
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", s.Web.Address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use by another program: stop it, or set web.address to a free one: %w", s.Web.Address, err)
	}
	if err != nil {
		return fmt.Errorf("listen on %s (web.address): %w", s.Web.Address, err)
	}
	v.doors, v.tls = l, s.Web.TLSCert != ""
	return nil
}

// startWeb serves the pages. Beside a worker of another process it opens the record and
// connects to the engine itself.
func (v *Service) startWeb(ctx context.Context, s config.Settings, m *metrics) error {
	if v.Desk == nil {
		desk, err := v.webDesk(ctx, s)
		if err != nil {
			return err
		}
		v.Desk = desk
	}
	options, err := v.webOptions(s)
	if err != nil {
		return err
	}
	if options.Meter, err = m.pages(); err != nil {
		return err
	}
	pages, err := web.New(options)
	if err != nil {
		return err
	}
	if err := v.makeFirstLink(ctx, s); err != nil {
		return err
	}
	v.lettersEnd = pages.Wait
	v.pages = &http.Server{
		Handler: pages, ReadHeaderTimeout: headerWithin, ReadTimeout: requestWithin, WriteTimeout: answerWithin, IdleTimeout: idleFor,
	}
	go func() {
		serve := func() error { return v.pages.Serve(v.doors) }
		if s.Web.TLSCert != "" {
			serve = func() error { return v.pages.ServeTLS(v.doors, s.Web.TLSCert, s.Web.TLSKey) }
		}
		if err := serve(); !errors.Is(err, http.ErrServerClosed) {
			v.fail(fmt.Errorf("the pages are no longer served: %w", err))
		}
	}()
	return nil
}

func (v *Service) webDesk(ctx context.Context, s config.Settings) (*Desk, error) {
	record, err := OpenRecord(ctx, s, Opening{Existing: true})
	if err != nil {
		return nil, err
	}
	desk, err := deskOn(ctx, s, record, v.log)
	if err != nil {
		return nil, closing(record, err)
	}
	return desk, nil
}

// deskOn connects an open record to the engine.
func deskOn(ctx context.Context, s config.Settings, record *Record, log *slog.Logger) (*Desk, error) {
	c, err := engine.Dial(ctx, dialOptions(s, record, log))
	if err != nil {
		return nil, err
	}
	return &Desk{Record: record, client: c, Sender: newSender(s, record, c)}, nil
}

func (v *Service) webOptions(s config.Settings) (web.Options, error) {
	d := v.Desk
	letters, err := v.letters(s)
	if err != nil {
		return web.Options{}, err
	}
	tasks, err := d.taskSigner()
	return web.Options{
		Record:     d.Store,
		Sender:     d.Sender,
		Registrar:  d.Registrar(),
		Programmes: d.Store,
		Agendas:    d.Store,
		Blobs:      d.Store,
		Vault:      d.Vault,
		Sessions:   d.Sessions(),
		Access:     d.Store,
		Reports:    d.Store,
		Directory:  webDirectory{d},
		Now:        d.Now,
		Real:       time.Now,
		Outcomes:   outcomes(s),
		Rates:      Rates(s),
		Council:    web.Council(s.Council),
		Statement:  web.Statement(s.Accessibility),
		Library:    d.Store,
		Voices:     d.Eraser(),
		Parts:      parts{d.Store},
		Held:       webHeld{d.Record, d.Newsletters(s)},
		Rehearsing: d.Time.Rehearsing(),
		Secure:     s.ByHTTPS(),
		Proxy:      s.Web.Proxy,
		Log:        v.log,
		BaseURL:    v.baseURL(s),
		Letters:    letters,
		Addresses:  d.Store,
		Beginner:   beginner{d.Record},
		Account:    d.Directory(),
		TaskLinks:  tasks,
		OIDC:       web.OIDC(s.Web.OIDC),

		Newsletters: d.newsletterPages(d.Newsletters(s)),
	}, err
}

// closeDoors lets running requests end.
func (v *Service) closeDoors() []error {
	switch {
	case v.pages != nil:
		ctx, cancel := context.WithTimeout(context.Background(), drainWithin)
		defer cancel()
		err := v.pages.Shutdown(ctx)
		v.lettersEnd()
		return []error{err}
	case v.doors != nil:
		return []error{v.doors.Close()}
	}
	return nil
}

// WebAddress is where the pages are served, empty without that role.
func (v *Service) WebAddress() string {
	if v.doors == nil {
		return ""
	}
	return v.doors.Addr().String()
}

// WebURL is where people open the pages on this machine.
func (v *Service) WebURL() string { return pagesURL(v.WebAddress(), v.tls) }

// PagesAt is where people open the pages, as far as the settings tell.
func PagesAt(s config.Settings) string {
	return cmp.Or(strings.TrimRight(s.Mail.BaseURL, "/"), pagesURL(s.Web.Address, s.Web.TLSCert != ""))
}

func pagesURL(bound string, tls bool) string {
	scheme := "http"
	if tls {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(bound)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())) {
		return scheme + "://" + net.JoinHostPort("localhost", port) // passkeys are bound to a name
	}
	return scheme + "://" + bound
}

// WebOpen tells that the pages are bound to every address of this machine, so that other
// computers reach them, by another address than WebURL.
func (v *Service) WebOpen() bool {
	host, _, err := net.SplitHostPort(v.WebAddress())
	return err == nil && net.ParseIP(host).IsUnspecified()
}
