package notify

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/mail"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailServer is a real SMTP server on the loopback.
type mailServer struct {
	host string
	port int
	pool *x509.CertPool // trusts its certificate

	user, password string // wanted where user is set

	mu        sync.Mutex
	mails     []mailed
	onRcpt    func(try int, to string) error
	onData    func(try int) error // before the letter is kept
	afterData func()              // before the acceptance is answered
	rcpts     int
	datas     int
}

// mailed is what the server accepted.
type mailed struct {
	from, to string
	tls      bool
	*mail.Message
	raw string
}

func (s *mailServer) got() []mailed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]mailed(nil), s.mails...)
}

// startMail starts a server that protects its connections in that mode.
func startMail(t *testing.T, mode TLSMode, set func(*mailServer)) *mailServer {
	t.Helper()
	certificate, pool := selfSigned(t)
	s := &mailServer{pool: pool}
	if set != nil {
		set(s)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	s.host, s.port = "127.0.0.1", address.Port

	server := smtp.NewServer(s)
	server.Domain = "mail.example.org"
	server.AllowInsecureAuth = mode == NoTLS
	server.ErrorLog = quiet{}
	switch mode {
	case StartTLS:
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	case TLS:
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}})
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		_ = listener.Close() // where it closed before it served
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("mail server: %v", err)
		}
	})
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// options are those that reach the server.
func (s *mailServer) options(mode TLSMode) SMTPOptions {
	return SMTPOptions{
		Host: s.host, Port: s.port, TLS: mode, From: "Cairn <cairn@example.org>",
		RootCAs: s.pool, Username: s.user, Password: s.password, Timeout: 10 * time.Second,
	}
}

func (s *mailServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, encrypted := c.TLSConnectionState()
	return &session{server: s, tls: encrypted}, nil
}

// session is one connection.
type session struct {
	server   *mailServer
	tls      bool
	signedIn bool
	from, to string
}

func (c *session) AuthMechanisms() []string {
	if c.server.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != c.server.user || password != c.server.password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "wrong password"}
		}
		c.signedIn = true
		return nil
	}), nil
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if c.server.user != "" && !c.signedIn {
		return smtp.ErrAuthRequired
	}
	c.from = from
	return nil
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rcpts++
	c.to = to
	if s.onRcpt != nil {
		return s.onRcpt(s.rcpts, to)
	}
	return nil
}

func (c *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	s := c.server
	if err := s.keep(mailed{c.from, c.to, c.tls, parsed, string(raw)}); err != nil {
		return err
	}
	if s.afterData != nil {
		s.afterData()
	}
	return nil
}

func (s *mailServer) keep(m mailed) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.datas++
	if s.onData != nil {
		if err := s.onData(s.datas); err != nil {
			return err
		}
	}
	s.mails = append(s.mails, m)
	return nil
}

func (c *session) Reset()        {}
func (c *session) Logout() error { return nil }

// selfSigned makes a certificate for the loopback and a pool that trusts it.
func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "mail.example.org"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
