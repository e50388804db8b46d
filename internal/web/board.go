package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// boardPage shows tests by their stage, side by side.
type boardPage struct {
	testsFilter
	Columns []boardColumn
}

func (boardPage) head() head {
	return head{Template: "board", Title: "Tests by stage", Wide: true, Crumbs: []crumb{{"Tests of change", "/tests"}},
		Help: "Each test stands in the column of its stage. On a phone the columns follow one another."}
}

// boardColumn is a stage with its tests: as many as fit, and how many there are.
type boardColumn struct {
	Stage string
	N     int
	Lines []testLine
	All   string // the list of all of them, where there are more
}

// onABoard is how many tests a board shows in all: a page is read, not scrolled for ever.
const onABoard = 200

// inAColumn is how many tests of one stage a board shows.
const inAColumn = 25

func showBoard(ctx context.Context, v *visit) (answer, error) {
	f, t, err := v.filterTests(ctx)
	if err != nil {
		return answer{}, err
	}
	t.ByDue, t.Limit = true, onABoard
	found, err := v.Programmes.Tests(ctx, t)
	if err != nil {
		return answer{}, err
	}
	lines, err := v.testLines(ctx, f.names, found.Tests)
	if err != nil {
		return answer{}, err
	}
	page := boardPage{testsFilter: f}
	for _, s := range improvement.Stages() {
		c := boardColumn{Stage: stageWords[s], N: found.ByStage[s]}
		if t.Stage != "" && t.Stage != s || c.N == 0 && s == improvement.StageClosed {
			continue
		}
		for i, l := range lines {
			if improvement.Stage(found.Tests[i].Stage) == s && len(c.Lines) < inAColumn {
				c.Lines = append(c.Lines, l)
			}
		}
		if c.N > len(c.Lines) {
			query := v.request.URL.Query()
			query.Set("stage", string(s))
			c.All = "/tests?" + query.Encode()
		}
		page.Columns = append(page.Columns, c)
	}
	return show(page)
}
