package assembly

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/cairnqi/cairn/config"
)

// Settle brings the rehearsal of the settings to real speed, as if it had been so since
// the real moment ended. Nobody may have its record open for work: workflows carry the
// clock that they were started with. The embedded engine's folder goes with the old
// clock; whoever starts the service next recovers what is open from the record.
func Settle(ctx context.Context, s config.Settings, ended time.Time) error {
	record, err := OpenRecord(ctx, s, Opening{Exclusive: true, Existing: true})
	if err != nil {
		return err
	}
	if err := errors.Join(record.Settle(ctx, ended), record.Close()); err != nil {
		return err
	}
	return os.RemoveAll(engineDir(s))
}
