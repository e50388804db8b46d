package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
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

// press sends commands, one at a time, each to the next test.
func (s *site) press(ctx context.Context, people []*reader, times int) ([]pressFigures, error) {
	leads := slices.DeleteFunc(slices.Clone(people), func(r *reader) bool { return r.role != improvement.GroupLead })
	var all []pressFigures
	for _, c := range presses {
		var took []time.Duration
		for n := range times {
			r := leads[n%len(leads)]
			path, there := r.address("/tests/{test}/observe")
			if !there {
				r = leads[0]
				path, _ = r.address("/tests/{test}/observe")
			}
			at := s.address() + strings.TrimSuffix(path, "/observe") + c.at
			one, err := r.press(ctx, at, c.fill(n))
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
		return "", fmt.Errorf("%s is answered with %s", at, done.Status)
	}
	leads, err := q.URL.Parse(done.Header.Get("Location"))
	if err != nil {
		return "", err
	}
	return leads.String(), nil
}

// beginLaunches has LWOs begin to write a launch, so that its pages are there.
func (s *site) beginLaunches(ctx context.Context, people []*reader) error {
	for _, r := range people {
		if r.role != improvement.LWO {
			continue
		}
		if _, err := r.send(ctx, s.address()+"/launch/begin", url.Values{"from": {"nothing"}}); err != nil {
			return err
		}
	}
	return nil
}
