package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
)

// pressFigures are those of one command, from its press until the page that shows it is read.
type pressFigures struct {
	What     string
	Pressed  int
	P50, P99 float64 // milliseconds
}

// presses are commands that a lead may send any number of times.
var presses = []struct {
	what, at string
	fill     func(n int) url.Values
}{
	{"a remark", "/discussion", func(n int) url.Values { return url.Values{"says": {fmt.Sprint("Well done, ", n)}} }},
	{"an observation", "/observe", func(n int) url.Values {
		return url.Values{"kind": {"observation"}, "text": {fmt.Sprint("Seen at the gate, ", n)}, "when-day": {"1"}, "when-month": {"6"}, "when-year": {"2026"}}
	}},
}

// pressedOn is how many tests are launched to send commands to.
const pressedOn = 10

// press launches tests and sends commands to them, one at a time, each to the next.
func (i *inside) press(ctx context.Context, at *seat, times int) ([]pressFigures, error) {
	for n := range pressedOn {
		if err := i.launch(ctx, at.as[improvement.LWO], n); err != nil {
			return nil, fmt.Errorf("launch a test: %w", err)
		}
	}
	var all []pressFigures
	for _, c := range presses {
		var took []time.Duration
		for n := range times {
			form := fmt.Sprint(i.address(), "/tests/", pressed(n%pressedOn), c.at)
			one, err := at.as[improvement.GroupLead].press(ctx, form, c.fill(n))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.what, err)
			}
			took = append(took, one)
		}
		slices.Sort(took)
		all = append(all, pressFigures{c.what, times, percentile(took, 50), percentile(took, 99)})
	}
	return all, nil
}

func pressed(n int) string { return fmt.Sprint("pressed-", n) }

// launch launches a test of the first LMG.
func (i *inside) launch(ctx context.Context, lwo *reader, n int) error {
	f := newFounder(ctx, i.desk.Store, i.desk.Vault, lwo.lmg)
	f.county = i.county
	charter := f.launched(n)[0].(*improvement.Launched).Charter
	charter.ID, charter.Kind, charter.Aim.ByWhen = pressed(n), improvement.SmallTest, improvement.DateOf(time.Now()).AddDays(90)
	if f.pen.err != nil {
		return f.pen.err
	}
	return untilFiled(func() (workflows.Receipt, error) {
		return i.desk.Sender.Launch(ctx, "launch", f.person("lwo"), charter)
	})
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// press fills in the form at an address, sends it, and follows to the page that shows it.
func (r *reader) press(ctx context.Context, at string, fill url.Values) (time.Duration, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return 0, err
	}
	q.AddCookie(r.cookie)
	form, err := r.http.Do(q)
	if err != nil {
		return 0, err
	}
	defer form.Body.Close()
	text, err := io.ReadAll(form.Body)
	if err != nil {
		return 0, err
	}
	for _, field := range hidden.FindAllStringSubmatch(string(text), -1) {
		fill.Set(field[1], field[2])
	}
	begun := time.Now()
	to, err := r.send(ctx, at, fill)
	if err == nil {
		err = r.open(ctx, to)
	}
	return time.Since(begun), err
}

// send sends a form, and gives where it leads.
func (r *reader) send(ctx context.Context, at string, fill url.Values) (to string, err error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(fill.Encode()))
	if err != nil {
		return "", err
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.dress(q)
	done, err := r.http.Do(q)
	if err != nil {
		return "", err
	}
	defer done.Body.Close()
	if done.StatusCode != http.StatusSeeOther {
		text, err := io.ReadAll(done.Body)
		return "", errors.Join(err, fmt.Errorf("%s is answered with %s: %s", at, done.Status, text))
	}
	leads, err := q.URL.Parse(done.Header.Get("Location"))
	if err != nil {
		return "", err
	}
	return leads.String(), nil
}

// beginLaunches has LWOs begin to write a launch, so that its pages are there.
func (s *site) beginLaunches(ctx context.Context, seats []*seat) error {
	for _, at := range seats {
		if _, err := at.as[improvement.LWO].send(ctx, s.address()+"/launch/begin", url.Values{"from": {"nothing"}}); err != nil {
			return err
		}
	}
	return nil
}
