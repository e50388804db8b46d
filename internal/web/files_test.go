package web

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// oneFile is all that is kept.
type oneFile struct {
	improvement.Blobs
	content []byte
}

func (f oneFile) Load(context.Context, string) ([]byte, error) { return f.content, nil }

// TestAPhotoOfAnOlderReleaseDoesNotTellWhereItWasTaken gives out a photo that was stored as
// the phone sent it.
func TestAPhotoOfAnOlderReleaseDoesNotTellWhereItWasTaken(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	s, _, _ := guarded(t, route{pattern: "GET /a", policy: everybody, handle: func(ctx context.Context, v *visit) (answer, error) {
		return v.giveOut(ctx, improvement.File{})
	}})
	comment := append([]byte{0xFF, 0xFE, 0, 18}, "57.4907N 3.0583W"...)
	for name, stored := range map[string][]byte{
		"a photo":           slices.Concat(b.Bytes()[:2], comment, b.Bytes()[2:]),
		"one that is clean": b.Bytes(),
	} {
		s.Blobs = oneFile{content: stored}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a", nil))
		if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), b.Bytes()) || w.Header().Get("Content-Type") != "image/jpeg" {
			t.Errorf("%s: %d, %q", name, w.Code, w.Body)
		}
	}
}
