package web

import (
	"context"
	"fmt"
	"html/template"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"rsc.io/qr"
)

// posterPage is a sheet to hang up: a code that leads to where people speak.
type posterPage struct {
	Place, Path, Address string
	Code                 template.HTML
	Nearby               bool // the address leads nowhere from a phone
}

func (p posterPage) head() head {
	return head{Template: "voice-poster", Title: "A poster for " + p.Place, Crumbs: []crumb{{p.Place, p.Path}},
		Help: "Print this page on A4 and hang it up where people wait: a library, a surgery, a school. Only the sheet itself is printed."}
}

func voicePoster(ctx context.Context, v *visit) (answer, error) {
	place, err := v.body(ctx, improvement.BodyID(v.path("locality")), improvement.Locality)
	if err != nil {
		return answer{}, err
	}
	to := v.BaseURL + voicePath(place.ID)
	code, err := qrCode(to)
	if err != nil {
		return answer{}, err
	}
	return show(posterPage{Place: place.Name, Path: voicePath(place.ID), Address: to, Code: code, Nearby: v.nearby()})
}

// quiet is the empty border that a reader of codes needs, in modules.
const quiet = 4

// qrCode draws an address as a QR code: one rectangle for each run of dark modules in a row. A
// quarter of it may be lost, as on a poster that is torn or scribbled on.
func qrCode(address string) (template.HTML, error) {
	code, err := qr.Encode(address, qr.Q)
	if err != nil {
		return "", fmt.Errorf("a code for %q: %w", address, err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
			x++
		}
	}
	side := code.Size + 2*quiet
	return template.HTML(fmt.Sprintf( //nolint:gosec // numbers only
		`<svg class="app-code" viewBox="0 0 %d %d" role="img" aria-label="QR code that leads to the address below" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`,
		side, side, side, side, path.String())), nil
}
