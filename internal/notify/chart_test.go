package notify

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
)

// tests are those on record.
type tests map[improvement.SubjectID]*improvement.TestOfChange

func (k tests) Test(_ context.Context, subject improvement.SubjectID) (*improvement.TestOfChange, error) {
	if t, known := k[subject]; known {
		return t, nil
	}
	return nil, improvement.ErrNotFound
}

// talkedAbout is a record with one test, on whose breakfasts there is something to
// talk about.
func talkedAbout(name improvement.Words) tests {
	day := improvement.Date("2026-01-05")
	var points []improvement.Point
	for _, v := range []float64{10, 12, 11, 9, 13, 12, 10, 11, 12, 10, 20, 21, 19, 22, 24, 23} {
		points = append(points, improvement.Point{Date: day, Value: v})
		day = day.AddDays(7)
	}
	points[3].Note = sealed("Snow & <ice>, “no bus”")
	points[5].Note = gone
	return tests{"test-of-change/breakfast": {
		Charter: improvement.Charter{Measures: []improvement.Measure{{ID: "breakfasts", Name: name, Unit: sealed("children"), Better: improvement.Higher}}},
		Series: []improvement.Series{{
			Measure: "breakfasts", Points: points, Phases: []improvement.Phase{{Baseline: "2026-03-09"}},
		}},
		Talks: []improvement.Talk{{ID: "t1", Measure: "breakfasts"}},
	}}
}

// aTalk asks to talk about a signal.
func aTalk() improvement.Notice {
	n := aReminder()
	n.Kind, n.TaskKind, n.Item = improvement.NoticeTask, improvement.TaskTalk, "t1"
	n.What, n.Outcome = sealed("Breakfasts served"), "6 weeks in a row above the middle."
	return n
}

// enclosed is a file that came with a letter.
type enclosed struct{ name, media, content string }

// opened takes a letter apart: its bodies by media type, and its files.
func opened(t *testing.T, m mailed) (map[string]string, []enclosed) {
	t.Helper()
	texts := make(map[string]string)
	var files []enclosed
	var read func(media string, params map[string]string, body io.Reader)
	read = func(media string, params map[string]string, body io.Reader) {
		for reader := multipart.NewReader(body, params["boundary"]); ; {
			part, err := reader.NextRawPart()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", media, err)
			}
			media, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(media, "multipart/") {
				read(media, params, part)
				continue
			}
			content := decoded(t, part)
			if part.FileName() == "" {
				texts[media] = content
			} else {
				files = append(files, enclosed{part.FileName(), media, content})
			}
		}
	}
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	read(media, params, m.Body)
	return texts, files
}

func decoded(t *testing.T, part *multipart.Part) string {
	t.Helper()
	var r io.Reader = part
	switch part.Header.Get("Content-Transfer-Encoding") {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, part)
	case "quoted-printable":
		r = quotedprintable.NewReader(part)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// byEmail sends a message through a real server and gives what arrived.
func byEmail(t *testing.T, known Tests, m improvement.Message) (map[string]string, []enclosed) {
	t.Helper()
	server := startMail(t, NoTLS, nil)
	l := write(t, composer{tests: known, baseURL: "https://cairn.example.org"}, m)
	if err := send(t, server.options(NoTLS), l); err != nil {
		t.Fatal(err)
	}
	return opened(t, server.got()[0])
}

func TestASignalsLetterHasItsChart(t *testing.T) {
	known := talkedAbout(sealed("Breakfasts served on Monday"))
	texts, files := byEmail(t, known, message("ann", aTalk()))
	drawn, err := picture.OfMeasure(known["test-of-change/breakfast"], "breakfasts", plainly)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || files[0] != (enclosed{"chart.svg", "image/svg+xml", string(drawn.Document(picture.Options{}))}) {
		t.Errorf("%d files came: %+v", len(files), files)
	}
	for _, part := range []string{"Breakfasts served on Monday", "Snow & <ice>, “no bus”", "■", "The chart is attached, too, as chart.svg.", "6 weeks in a row"} {
		if !strings.Contains(texts["text/plain"], part) {
			t.Errorf("the plain part does not show %q:\n%s", part, texts["text/plain"])
		}
	}
	for line := range strings.Lines(drawn.Text(textWidth)) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 72 {
			t.Errorf("a line has %d columns: %s", n, line)
		}
	}
	if html := texts["text/html"]; !strings.Contains(html, "The chart is attached, as chart.svg.") || !strings.Contains(html, "unlikely to be chance") || strings.Contains(html, "<ice>") {
		t.Errorf("the HTML part is\n%s", html)
	}
}

func TestALetterWithSeveralCharts(t *testing.T) {
	known := talkedAbout(sealed("Breakfasts served on Monday"))
	reminded := aTalk()
	reminded.Kind = improvement.NoticeReminder
	texts, files := byEmail(t, known, message("ann", aTalk(), aReminder(), reminded))
	if len(files) != 2 || files[0].name != "chart.svg" || files[1].name != "chart-2.svg" || files[0].content != files[1].content {
		t.Errorf("%d files came", len(files))
	}
	for _, part := range []string{"as chart.svg.", "as chart-2.svg."} {
		if strings.Count(texts["text/plain"], part) != 1 || strings.Count(texts["text/html"], part) != 1 {
			t.Errorf("the letter does not name %q once:\n%s", part, texts["text/plain"])
		}
	}
}

func TestErasedWordsOfAChart(t *testing.T) {
	texts, files := byEmail(t, talkedAbout(gone), message("ann", aTalk()))
	if len(files) != 1 || strings.Count(files[0].content, Erased) < 2 || strings.Count(texts["text/plain"], Erased) < 2 { // its name, and a note
		t.Fatalf("%d files came, and the plain part is\n%s", len(files), texts["text/plain"])
	}
	if err := xml.NewDecoder(strings.NewReader(files[0].content)).Decode(new(struct{ XMLName xml.Name })); err != nil {
		t.Errorf("the drawing is no XML: %v", err)
	}
}

func TestLettersWithoutAChart(t *testing.T) {
	known := talkedAbout(sealed("Breakfasts served on Monday"))
	unknown := aTalk()
	unknown.Item = "t9"
	step := aTalk()
	step.TaskKind = improvement.TaskStep
	for name, c := range map[string]struct {
		known  Tests
		notice improvement.Notice
	}{
		"the test is gone":          {tests{}, aTalk()},
		"the talk is not there":     {known, unknown},
		"it is about a step":        {known, step},
		"letters are without tests": {nil, aTalk()},
	} {
		t.Run(name, func(t *testing.T) {
			texts, files := byEmail(t, c.known, message("ann", c.notice))
			if len(files) > 0 || strings.Contains(texts["text/plain"]+texts["text/html"], "attached") || !strings.Contains(texts["text/plain"], "Hello Ann Example") {
				t.Errorf("%d files came with\n%s", len(files), texts["text/plain"])
			}
		})
	}
}

// A rehearsal's drawing may be passed on without its letter: it is marked itself.
func TestARehearsalsChartIsMarked(t *testing.T) {
	l := write(t, composer{rehearsal: true, tests: talkedAbout(sealed("Breakfasts served on Monday"))}, message("ann", aTalk()))
	for what, text := range map[string]string{"the drawing": string(l.Pictures[0].SVG), "the plain part": l.Text, "the HTML part": l.HTML} {
		if mark := "This is a rehearsal."; strings.Count(text, mark) == 0 || what != "the drawing" && strings.Count(text, mark) < 2 {
			t.Errorf("%s does not say %q:\n%s", what, mark, text)
		}
	}
}

// broken is a record with a test that cannot be read.
type broken struct{}

func (broken) Test(context.Context, improvement.SubjectID) (*improvement.TestOfChange, error) {
	return nil, errors.New("a journal that does not fold")
}

// A fault that no later try would mend keeps back the chart, and not the letter.
func TestAChartThatCannotBeDrawn(t *testing.T) {
	log := &logged{}
	l := write(t, composer{tests: broken{}, log: log.logger()}, message("ann", aTalk()))
	if len(l.Pictures) > 0 || !strings.Contains(l.Text, "Hello Ann Example") || strings.Contains(l.Text, "attached") {
		t.Errorf("%d pictures go with\n%s", len(l.Pictures), l.Text)
	}
	if !strings.Contains(log.String(), "a journal that does not fold") {
		t.Errorf("the log says %q", log.String())
	}
}

// flaky is a record that cannot be reached at first.
type flaky struct {
	tests
	away *atomic.Int32 // calls that fail
}

func (f flaky) Test(ctx context.Context, subject improvement.SubjectID) (*improvement.TestOfChange, error) {
	if f.away.Add(-1) >= 0 {
		return nil, improvement.ErrUnavailable
	}
	return f.tests.Test(ctx, subject)
}

func TestALetterWaitsForTheRecord(t *testing.T) {
	server, o, log := startMail(t, NoTLS, nil), &outbox{}, &logged{}
	channel, err := NewSMTP(server.options(NoTLS))
	if err != nil {
		t.Fatal(err)
	}
	away := new(atomic.Int32)
	away.Store(2)
	o.put("m1", "ann", aTalk())
	postman := NewPostman(o, somePeople(), openWords{}, channel, realWork(), log.logger(), Options{
		Poll: 2 * time.Millisecond, Lease: 4 * time.Second, Backoff: 5 * time.Millisecond,
		Tests: flaky{talkedAbout(sealed("Breakfasts served on Monday")), away},
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- postman.Run(ctx, nil) }()
	eventually(t, "the message is sent", func() bool { return o.get("m1").state == improvement.Sent })
	cancel()
	<-done
	mails := server.got()
	if len(mails) != 1 || o.get("m1").Attempts != 2 {
		t.Fatalf("%d letters arrived after %d failures", len(mails), o.get("m1").Attempts)
	}
	if _, files := opened(t, mails[0]); len(files) != 1 || !bytes.HasPrefix([]byte(files[0].content), []byte("<?xml")) {
		t.Errorf("%d files came", len(files))
	}
}
