package web

import (
	"cmp"
	"context"
	"io"
	"net/http"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/report"
)

// formats are what a report is given out as.
var formats = map[string]struct {
	media string
	write func(report.Table, io.Writer) error
}{
	"csv":  {"text/csv; charset=utf-8", report.Table.WriteCSV},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report.Table.WriteXLSX},
}

// giveReport gives a report out as a file. It is audited first.
func giveReport(ctx context.Context, v *visit) (answer, error) {
	kind, of, err := v.reportCalled(ctx)
	if err != nil {
		return answer{}, err
	}
	as, known := formats[v.path("format")]
	if !known {
		return answer{}, improvement.ErrNotFound
	}
	names, err := v.namesIn(ctx, kind, of)
	if err != nil {
		return answer{}, err
	}
	q, err := v.reportQuery(v.blank(v.request.URL.Query()), names)
	if err != nil {
		return answer{}, err
	}
	table, err := kind.table(ctx, v, names, of, q)
	if err != nil {
		return answer{}, err
	}
	if err := v.audit(ctx, access.Audited{What: access.Exported, Person: v.who.Person, About: v.request.URL.Path}); err != nil {
		return answer{}, err
	}
	name := kind.name
	if of != nil {
		name += "-" + of.Charter.ID
	}
	return answer{status: http.StatusOK, file: &file{
		Name: name + "-" + string(q.AsOf) + "." + v.path("format"), Type: as.media,
		Write: func(to io.Writer) error { return cmp.Or(as.write(table, to), v.words.Err()) },
	}}, nil
}
