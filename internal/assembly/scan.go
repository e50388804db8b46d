package assembly

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/internal/scan"
)

// startScan says in the record whether files are checked for viruses before anybody opens
// them, and has them checked.
func (v *Service) startScan(ctx, life context.Context, s config.Settings) error {
	checks := s.Uploads.Clamd != ""
	changed, err := v.record.SetChecking(ctx, checks)
	switch {
	case err != nil:
		return err
	case changed && checks:
		v.log.Info("From now on files are checked for viruses before anybody opens them, also those that were there before")
	case changed:
		v.log.Warn("From now on files are given out unchecked: uploads.clamd is empty. Those in which a virus was found stay kept back")
	}
	if !checks {
		return nil
	}
	clamd, err := scan.At(s.Uploads.Clamd)
	if err != nil {
		return err
	}
	keeper := scan.Keeper{Quarantine: v.record, Scanner: clamd, Log: v.log, Now: time.Now}
	v.background.Go(func() { keeper.Run(life) })
	return nil
}
