package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// TLSMode says how the connection to the mail server is protected.
type TLSMode string

// The modes.
const (
	NoTLS    TLSMode = "none"     // a relay on the same machine or network
	StartTLS TLSMode = "starttls" // required: without it nothing is sent
	TLS      TLSMode = "tls"      // from the first byte
)

// SMTPOptions are the settings of a mail server.
type SMTPOptions struct {
	Host     string
	Port     int // 0 is the mode's own: 25, 587 or 465
	TLS      TLSMode
	Username string // empty: no authentication
	Password string
	From     string         // an address, with or without a name: "Cairn <cairn@example.org>"
	Timeout  time.Duration  // of one letter in all; 0 is 30 seconds
	RootCAs  *x509.CertPool // whom to trust; nil is the system's
}

// SMTP sends letters by email, each in a connection of its own.
type SMTP struct {
	options SMTPOptions
	from    *netmail.Address
	domain  string // of from
}

// NewSMTP checks the settings; it does not connect. A password is never sent
// unprotected beyond this machine.
func NewSMTP(o SMTPOptions) (*SMTP, error) {
	from, err := netmail.ParseAddress(o.From)
	if err != nil {
		return nil, fmt.Errorf("notify: %q is not an address to send from: %w", o.From, err)
	}
	ports := map[TLSMode]int{NoTLS: 25, StartTLS: 587, TLS: 465}
	if ports[o.TLS] == 0 {
		return nil, fmt.Errorf("notify: %q is not a TLS mode; use none, starttls or tls", o.TLS)
	}
	if o.Port == 0 {
		o.Port = ports[o.TLS]
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	s := &SMTP{options: o, from: from, domain: from.Address[strings.LastIndex(from.Address, "@")+1:]}
	if _, err := s.client(context.Background(), new(call)); err != nil {
		return nil, fmt.Errorf("notify: mail server: %w", err)
	}
	return s, nil
}

// Send delivers a message to the mail server.
func (s *SMTP) Send(ctx context.Context, write func(context.Context) (Letter, error)) error {
	letter, err := write(ctx)
	if err != nil {
		return err
	}
	return s.deliver(ctx, letter)
}

func (s *SMTP) deliver(ctx context.Context, l Letter) error {
	line := new(call)
	message, err := s.message(l, line)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	client, err := s.client(ctx, line)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, message)
	if message.IsDelivered() {
		return nil // accepted: what fails after that is the farewell
	}
	if line.taken && unanswered(err) {
		return &Unsure{explain(ctx, err)}
	}
	return explain(ctx, err)
}

// call is one conversation with the mail server.
type call struct {
	conn  net.Conn
	taken bool // it began to take the content
}

// content writes the first part of a letter, if that may leave. If not, it hangs up:
// a farewell would end the content, and the server keep what it has.
func (c *call) content(l Letter) func(io.Writer) (int64, error) {
	return func(w io.Writer) (int64, error) {
		if l.Taking != nil {
			if err := l.Taking(); err != nil {
				return 0, errors.Join(err, c.conn.Close())
			}
		}
		c.taken = true
		n, err := io.WriteString(w, l.Text)
		return int64(n), err
	}
}

// unanswered tells that the mail server had a letter whole and said nothing to it. One
// that it has not whole it throws away (RFC 5321, 4.1.1.4).
func unanswered(err error) bool {
	var refused *mail.SendError
	return !errors.As(err, &refused) || refused.Reason == mail.ErrSMTPDataClose && refused.ErrorCode() == 0
}

func (s *SMTP) message(l Letter, line *call) (*mail.Msg, error) {
	if l.To == "" {
		return nil, &Undeliverable{Cause: "has no address"}
	}
	to, err := netmail.ParseAddress(l.To)
	if err != nil {
		// The parser's error quotes the address, which belongs in no log.
		return nil, &Undeliverable{Cause: "has an address that is not one"}
	}
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	m.FromMailAddress(s.from)
	m.ToMailAddress(&netmail.Address{Name: oneLine(l.ToName), Address: to.Address})
	m.Subject(oneLine(l.Subject))
	m.SetDate()
	m.SetMessageIDWithValue(messageID(l.MessageID) + "@" + s.domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	s.listHeaders(m, l)
	m.SetBodyWriter(mail.TypeTextPlain, line.content(l))
	m.AddAlternativeString(mail.TypeTextHTML, l.HTML)
	for _, p := range l.Pictures {
		if err := m.AttachReader(p.Name, bytes.NewReader(p.SVG), mail.WithFileContentType("image/svg+xml")); err != nil {
			return nil, fmt.Errorf("attach %s: %w", p.Name, err)
		}
	}
	return m, nil
}

// listHeaders name the mailing list and how to end it.
func (s *SMTP) listHeaders(m *mail.Msg, l Letter) {
	if l.List == "" {
		return
	}
	m.SetGenHeader("List-Id", "<"+messageID(l.List)+".newsletter."+s.domain+">")
	var ways []string
	for _, way := range []string{l.Unsubscribe.URL, l.Unsubscribe.Mail} {
		if way != "" {
			ways = append(ways, "<"+oneLine(way)+">")
		}
	}
	if len(ways) > 0 {
		m.SetGenHeader("List-Unsubscribe", strings.Join(ways, ", "))
	}
	if l.Unsubscribe.URL != "" {
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
}

// messageID keeps what may stand before the @ of a Message-ID.
func messageID(id string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, id)
}

// client is for one letter; its connection ends with ctx at the latest.
func (s *SMTP) client(ctx context.Context, line *call) (*mail.Client, error) {
	o := s.options
	settings := &tls.Config{ServerName: o.Host, RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12}
	options := []mail.Option{
		mail.WithPort(o.Port),
		mail.WithTLSConfig(settings),
		mail.WithTimeout(2 * o.Timeout), // per step; ctx bounds the whole
		mail.WithDialContextFunc(s.dial(ctx, settings, line)),
		mail.WithoutNoop(),
		mail.WithoutRset(),
	}
	switch o.TLS {
	case NoTLS:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case StartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case TLS:
		options = append(options, mail.WithSSL())
	}
	if o.Username != "" {
		options = append(options, mail.WithUsername(o.Username), mail.WithPassword(o.Password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	return mail.NewClient(o.Host, options...)
}

// dial connects. go-mail looks at the context while it dials only, and leaves the
// connection open where the greeting fails; so it is closed here when ctx is done.
func (s *SMTP) dial(ctx context.Context, settings *tls.Config, line *call) mail.DialContextFunc {
	return func(dialing context.Context, network, address string) (net.Conn, error) {
		var dialer interface {
			DialContext(ctx context.Context, network, address string) (net.Conn, error)
		} = &net.Dialer{}
		if s.options.TLS == TLS {
			dialer = &tls.Dialer{Config: settings}
		}
		conn, err := dialer.DialContext(dialing, network, address)
		if err != nil {
			return nil, err
		}
		line.conn = conn
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		return conn, nil
	}
}

// explain says what became of a letter that was not accepted. Only a refusal of
// the recipient or of the letter is for good; a refusal of the password or the
// sender is mended by the administrator, and the letters then leave.
func explain(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("the mail server did not answer in time: %w", ctx.Err())
	}
	var refused *mail.SendError
	if !errors.As(err, &refused) {
		return fmt.Errorf("the mail server could not be used: %w", err)
	}
	// go-mail ends its sentence with the address, which belongs in no log.
	answer, _, _ := strings.Cut(refused.Error(), ", affected ")
	code := refused.ErrorCode()
	switch refused.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		if code >= 550 && code < 560 {
			return &Undeliverable{
				Cause: "was refused by the mail server: " + answer, Status: refused.EnhancedStatusCode(),
				Bounced: refused.Reason == mail.ErrSMTPRcptTo && ofReader(refused.EnhancedStatusCode()),
			}
		}
	}
	return errors.New("the mail server did not take it: " + answer)
}

// ofReader tells whether a refusal is about the address or the mailbox (RFC 3463, X.1 and
// X.2), or does not say. A server that refuses whatever we send, as by its policy (X.7),
// says nothing of its readers.
func ofReader(status string) bool {
	_, detail, told := strings.Cut(status, ".")
	return !told || strings.HasPrefix(detail, "1.") || strings.HasPrefix(detail, "2.") || strings.HasPrefix(detail, "0.")
}
