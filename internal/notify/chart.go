package notify

import (
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
)

// textWidth is how many columns a chart in a plain letter takes.
const textWidth = 72

// draw draws the chart of the measure that a notice asks to talk about, as the
// letter's picture of that number; nil where it is about something else, or where the
// test has no such talk.
func (c *composer) draw(n improvement.Notice, o *opening, number int) (*chart, Picture) {
	if c.tests == nil || n.TaskKind != improvement.TaskTalk || o.err != nil {
		return nil, Picture{}
	}
	drawn, err := c.chartOf(n, o)
	switch {
	case errors.Is(err, improvement.ErrNotFound):
		return nil, Picture{}
	case errors.Is(err, improvement.ErrUnavailable): // the letter is tried again
		o.err = fmt.Errorf("notify: chart of %s: %w", n.Subject, err)
		return nil, Picture{}
	case err != nil: // better a letter without its chart than none
		c.log.Error("a letter goes without its chart", "subject", n.Subject, "talk", n.Item, "error", err)
		return nil, Picture{}
	}
	if c.rehearsal {
		drawn.Stamp = picture.Rehearsing
	}
	file := "chart.svg"
	if number > 1 {
		file = fmt.Sprintf("chart-%d.svg", number)
	}
	return &chart{File: file, Words: drawn.Describe(), Text: drawn.Text(textWidth)},
		Picture{Name: file, SVG: drawn.Document(picture.Options{})}
}

func (c *composer) chartOf(n improvement.Notice, o *opening) (picture.Chart, error) {
	t, err := c.tests.Test(o.ctx, n.Subject)
	if err != nil {
		return picture.Chart{}, err
	}
	talk, known := t.Talk(n.Item)
	if !known {
		return picture.Chart{}, improvement.ErrNotFound
	}
	return picture.OfMeasure(t, talk.Measure, o.words)
}
