package assembly

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/internal/web"
)

// OpenPages opens the pages of a record beside the service that works on it, and gives
// them unserved: to count what each asks of the record. asked hears of each statement, on
// PostgreSQL alone.
func OpenPages(ctx context.Context, s config.Settings, log *slog.Logger, asked func(statement string)) (http.Handler, *Desk, error) {
	record, err := OpenRecord(ctx, s, Opening{Existing: true, Asked: asked})
	if err != nil {
		return nil, nil, err
	}
	desk, err := deskOn(ctx, s, record, log)
	if err != nil {
		return nil, nil, closing(record, err)
	}
	service := &Service{Desk: desk, log: log}
	options, err := service.webOptions(s)
	if err != nil {
		return nil, nil, closing(desk, err)
	}
	pages, err := web.New(options)
	if err != nil {
		return nil, nil, closing(desk, err)
	}
	return pages, desk, nil
}
