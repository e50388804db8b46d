package notify

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/emersion/go-smtp"
)

// press knows one issue.
type press struct {
	mu       sync.Mutex
	edition  improvement.Edition
	composed int
	left     []improvement.PersonID
	pending  []improvement.Body
}

func (p *press) Edition(context.Context, improvement.SubjectID) (improvement.Edition, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.composed++
	return p.edition, nil
}

func (p *press) Reads(_ context.Context, _ improvement.BodyID, reader improvement.PersonID) (bool, error) {
	return !slices.Contains(p.left, reader), nil
}

func (p *press) Pending(context.Context, improvement.SubjectID) ([]improvement.Body, error) {
	return p.pending, nil
}

func (p *press) ConfirmToken(_ context.Context, reader improvement.PersonID, networks []improvement.BodyID) (string, error) {
	return fmt.Sprint("confirm-", reader, len(networks)), nil
}

func (p *press) UnsubscribeToken(reader improvement.PersonID, network improvement.BodyID) (string, error) {
	return fmt.Sprint("stop-", reader), nil
}

// anEdition has all that an issue may have, and what people write to do harm.
func anEdition() improvement.Edition {
	return improvement.Edition{
		Subject: "newsletter/east-network/2026-03", Network: "east-network", Called: "East network, \"Cullen\" & Buckie\r\nBcc: all@example.org", Period: "2026-03", Day: "2026-03-10",
		Sections: []improvement.EditionSection{
			{Title: "A word to begin with", Note: sealed("Spring is near.\n\nCome and see <b>us</b>.")},
			{Title: "Looking back", News: []improvement.Story{
				{Line: "East LMG decided to adopt", Title: sealed("Breakfast club"), Text: []improvement.Words{sealed("They come when friends come.")}, Heard: improvement.Heard{Said: []improvement.Words{sealed("We are \"hungry\"")}, Others: 2}},
				{Line: "East LMG decided to go on", Title: sealed("Walking bus"), Text: []improvement.Words{sealed("It rains.")}, Heard: improvement.Heard{Others: 1}},
				{Line: "A test of change has begun in Keith", Title: gone},
			}},
			{Title: "Events", Items: []improvement.EditionEntry{
				{Title: sealed("Walk\r\nSubject: x"), Text: sealed("Bring boots"), Link: sealed("https://example.org/walk?a=1&b=2"), Until: "2026-03-20"},
				{Title: sealed("<script>alert(1)</script>"), Link: sealed("javascript:alert(1)")},
			}},
		},
	}
}

func aNewsletter() improvement.Notice {
	return improvement.Notice{Cause: "newsletter/east-network/2026-03/letter", Kind: improvement.NoticeNewsletter, Subject: "newsletter/east-network/2026-03", Outcome: "East network, March 2026", Bulk: true}
}

func TestHowAnIssueReads(t *testing.T) {
	c, err := Compose(t.Context(), anEdition(), openWords{}, false)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "letters/newsletter.txt", c.Subject+"\n\n"+c.Text)
	page, err := c.Page()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "letters/newsletter.html", page)
	for _, never := range []string{"<script>", "javascript:", "<b>us"} {
		if strings.Contains(c.HTML, never) {
			t.Errorf("the HTML holds %q", never)
		}
	}
	if strings.Contains(c.Text, "javascript:") || strings.ContainsAny(c.Subject, "\r\n") || !strings.Contains(c.Text, Erased) {
		t.Errorf("%q\n%s", c.Subject, c.Text)
	}
}

// deliverAll runs a postman with a real mail server until all rows are settled.
func deliverAll(t *testing.T, o *outbox, to *mailServer, options Options, directory people) {
	t.Helper()
	channel, err := NewSMTP(to.options(NoTLS))
	if err != nil {
		t.Fatal(err)
	}
	options.Poll = 5 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	p := NewPostman(o, directory, openWords{}, channel, realWork(), new(logged).logger(), options)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := p.Run(ctx, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("the postman ended with %v", err)
		}
	}()
	eventually(t, "all is settled", func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		return !slices.ContainsFunc(o.rows, func(r *row) bool { return r.state == improvement.Waiting })
	})
	stop()
	<-ended
}

func TestANewsletterThroughARealMailServer(t *testing.T) {
	server := startMail(t, NoTLS, nil)
	o, made := new(outbox), &press{edition: anEdition()}
	directory := somePeople()
	directory["ann"] = improvement.Person{ID: "ann", Name: sealed("Examplè, \"Ann\"\r\nBcc: evil@example.org"), Email: sealed("ann@example.org")}
	for _, to := range []improvement.PersonID{"ann", "ben"} {
		o.put("m-"+string(to), to, aNewsletter())
	}
	deliverAll(t, o, server, Options{Newsletters: made, BaseURL: "https://cairn.example.org/", Unsubscribe: "stop@example.org"}, directory)
	mails := server.got()
	if len(mails) != 2 || made.composed != 1 {
		t.Fatalf("%d letters of %d compositions", len(mails), made.composed)
	}
	for _, m := range mails {
		who, _, _ := strings.Cut(m.to, "@")
		stop := "https://cairn.example.org/newsletter/unsubscribe/stop-" + who
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != `East network, "Cullen" & Buckie Bcc: all@example.org: newsletter, March 2026` {
			t.Errorf("subject %q, %v", subject, err)
		}
		if to, err := m.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != m.to || m.Header.Get("Bcc") != "" {
			t.Errorf("to %v, %v, bcc %q", to, err, m.Header.Get("Bcc"))
		}
		for header, want := range map[string]string{
			"List-Unsubscribe":      "<" + stop + ">, <mailto:stop@example.org?subject=unsubscribe%20stop-" + who + ">",
			"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "List-Id": "<east-network.newsletter.example.org>",
		} {
			if got := m.Header.Get(header); got != want {
				t.Errorf("%s is %q, want %q", header, got, want)
			}
		}
		parts := bodies(t, m)
		if !strings.Contains(parts["text/plain"], stop) || !strings.Contains(parts["text/html"], `<a href="`+stop+`" style="color: #0b5d63">Stop this newsletter</a>`) || !strings.HasSuffix(strings.TrimSpace(parts["text/html"]), "</html>") {
			t.Errorf("parts %q", parts)
		}
	}
}

// Without pages on https there is no one-click, and the letter says what to do.
func TestHowALetterIsEndedWithoutPages(t *testing.T) {
	for name, c := range map[string]struct {
		o     Options
		way   string
		says  string
		click bool
	}{
		"nothing":    {Options{}, "", "tell your Locality Wellbeing Officer, and give this line: stop-ann", false},
		"an address": {Options{Unsubscribe: "stop@example.org"}, "<mailto:stop@example.org?subject=unsubscribe%20stop-ann>", "write to stop@example.org and give this line: stop-ann", false},
		"http":       {Options{BaseURL: "http://127.0.0.1:8080"}, "", "http://127.0.0.1:8080/newsletter/unsubscribe/stop-ann", false},
	} {
		t.Run(name, func(t *testing.T) {
			server := startMail(t, NoTLS, nil)
			o := new(outbox)
			o.put("m", "ann", aNewsletter())
			c.o.Newsletters = &press{edition: anEdition()}
			deliverAll(t, o, server, c.o, somePeople())
			m := server.got()[0]
			if got := m.Header.Get("List-Unsubscribe"); got != c.way || (m.Header.Get("List-Unsubscribe-Post") != "") != c.click {
				t.Errorf("ends by %q, one click %q", got, m.Header.Get("List-Unsubscribe-Post"))
			}
			if text := bodies(t, m)["text/plain"]; !strings.Contains(text, c.says) {
				t.Errorf("it says\n%s", text)
			}
		})
	}
}

func TestTheLetterThatAsksToConfirm(t *testing.T) {
	server := startMail(t, NoTLS, nil)
	o := new(outbox)
	o.put("m", "subscription/abc-1", improvement.Notice{Kind: improvement.NoticeConfirm, Subject: "subscription/abc-1"})
	directory := people{"subscription/abc-1": {ID: "subscription/abc-1", Email: sealed("reader@example.org")}}
	made := &press{pending: []improvement.Body{{ID: "east-network", Name: "East\r\nBcc: x@example.org"}}}
	deliverAll(t, o, server, Options{Newsletters: made, BaseURL: "https://cairn.example.org"}, directory)
	m := server.got()[0]
	if m.to != "reader@example.org" || m.Header.Get("List-Unsubscribe") != "" || m.Header.Get("Bcc") != "" {
		t.Errorf("to %s with %v", m.to, m.Header)
	}
	for media, text := range bodies(t, m) {
		for _, says := range []string{"https://cairn.example.org/newsletter/confirm/confirm-subscription", "adults and older teenagers", "15 days"} {
			if !strings.Contains(text, says) {
				t.Errorf("%s does not say %q:\n%s", media, says, text)
			}
		}
	}
	made.pending = nil // it was dropped before the letter was written
	o.put("m2", "subscription/abc-1", improvement.Notice{Kind: improvement.NoticeConfirm, Subject: "subscription/abc-1"})
	deliverAll(t, o, server, Options{Newsletters: made}, directory)
	if got := o.get("m2"); got.state != improvement.Failed || len(server.got()) != 1 {
		t.Errorf("it is %s, %d letters", got.state, len(server.got()))
	}
}

// Whoever left meanwhile gets nothing; what the server refuses for good is noted before it
// is given up, and tried again where that fails.
func TestLettersThatDoNotArrive(t *testing.T) {
	server := startMail(t, NoTLS, func(s *mailServer) {
		s.onRcpt = func(_ int, to string) error {
			switch to {
			case "ben@example.org":
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
			case "dan@example.org":
				return &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "full"}
			case "eve@example.org":
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "relaying denied"}
			}
			return nil
		}
	})
	o := new(outbox)
	directory := somePeople()
	directory["dan"] = improvement.Person{ID: "dan", Name: sealed("Dan"), Email: sealed("dan@example.org")}
	directory["eve"] = improvement.Person{ID: "eve", Name: sealed("Eve"), Email: sealed("eve@example.org")}
	for _, to := range []improvement.PersonID{"ann", "ben", "dan", "eve"} {
		o.put("m-"+string(to), to, aNewsletter())
	}
	o.put("t-ben", "ben", aReminder()) // what comes back of anything else is not counted
	var mu sync.Mutex
	noted := map[string]int{}
	options := Options{
		Newsletters: &press{edition: anEdition(), left: []improvement.PersonID{"ann"}}, Backoff: time.Millisecond,
		Bounced: func(_ context.Context, m improvement.Message, status string) error {
			mu.Lock()
			defer mu.Unlock()
			noted[string(m.Person)+" "+status]++
			if m.Person == "dan" && noted["dan 5.2.2"] == 1 {
				return improvement.ErrUnavailable
			}
			return nil
		},
	}
	deliverAll(t, o, server, options, directory)
	if len(server.got()) != 0 {
		t.Errorf("%d letters arrived", len(server.got()))
	}
	if want := map[string]int{"ben 5.1.1": 1, "dan 5.2.2": 2}; fmt.Sprint(noted) != fmt.Sprint(want) {
		t.Errorf("noted %v, want %v", noted, want)
	}
	if r := o.get("m-ann"); r.state != improvement.Failed || r.cause != "does not take the newsletter any more" {
		t.Errorf("who left: %s, %q", r.state, r.cause)
	}
}

// On the 10th the newsletters of all networks go out side by side: each is composed once.
func TestTwoNewslettersAtATime(t *testing.T) {
	server := startMail(t, NoTLS, nil)
	o, made := new(outbox), &press{edition: anEdition()}
	for i := range 12 {
		n := aNewsletter()
		n.Subject = improvement.SubjectID([]string{"newsletter/east-network/2026-03", "newsletter/west-network/2026-03"}[i%2])
		o.put(fmt.Sprint("m-", i), "ann", n)
	}
	deliverAll(t, o, server, Options{Newsletters: made}, somePeople())
	if n := len(server.got()); n != 12 || made.composed != 2 {
		t.Errorf("%d letters of %d compositions", n, made.composed)
	}
}

// A run of newsletters whose letters hang leaves half of the slots to what is for
// somebody.
func TestNewslettersHoldUpNobody(t *testing.T) {
	o := new(outbox)
	for i := range 50 {
		o.put(fmt.Sprint("bulk-", i), "ann", aNewsletter())
	}
	hang := make(chan struct{})
	c := &channel{answer: func(ctx context.Context, _ int, l Letter) error {
		if l.List == "" {
			return nil
		}
		select {
		case <-hang:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}
	ctx, stop := context.WithCancel(t.Context())
	p := NewPostman(o, somePeople(), openWords{}, c, realWork(), new(logged).logger(), Options{Poll: 2 * time.Millisecond, AtOnce: 4, Newsletters: &press{edition: anEdition()}})
	ended := make(chan struct{})
	go func() { defer close(ended); _ = p.Run(ctx, nil) }()
	eventually(t, "newsletters are under way", func() bool { return len(c.ids()) == 2 })
	for i := range 10 {
		o.put(fmt.Sprint("urgent-", i), "ben", aReminder())
	}
	eventually(t, "what is for somebody has left", func() bool {
		for i := range 10 {
			if o.get(fmt.Sprint("urgent-", i)).state != improvement.Sent {
				return false
			}
		}
		return true
	})
	if n := len(c.ids()); n != 12 {
		t.Errorf("%d letters were begun, want the two that hang and ten", n)
	}
	close(hang)
	eventually(t, "the newsletters have left, too", func() bool { return o.get("bulk-49").state == improvement.Sent })
	stop()
	<-ended
}

func TestNewslettersLeaveSoManyAMinute(t *testing.T) {
	b := newBulk(Options{AtOnce: 100, BulkPerMinute: 60, Poll: 2 * time.Second})
	at := b.counted
	left := 0
	for range 600 { // a look every 100 ms, for a minute
		at = at.Add(100 * time.Millisecond)
		n := b.allowed(at, 50)
		b.took(n)
		b.underWay.Add(-int32(n))
		left += n
	}
	if left < 59 || left > 61 {
		t.Errorf("%d left in a minute, want 60", left)
	}
	at = at.Add(time.Hour) // nothing is saved up over a quiet hour
	if n := b.allowed(at, 50); n > 4 {
		t.Errorf("%d at once after an hour", n)
	}
	free := newBulk(Options{AtOnce: 16})
	if n := free.allowed(time.Now(), 16); n != 8 {
		t.Errorf("%d of 16 slots without a limit, want half", n)
	}
}
