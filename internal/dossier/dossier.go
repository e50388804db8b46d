// Package dossier writes what is held about somebody, as it is given to them: a page to
// read or print, the same for programs, and their files.
package dossier

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/wording"
)

// Names of the files that Write gives, besides those of the person under files/.
const (
	PageName = "person.html"
	JSONName = "person.json"
	filesIn  = "files/"
)

// Put takes a file of a dossier by its name, with slashes. Names are safe below a folder.
type Put func(name string, content []byte) error

// Write gives put the files of a dossier, and counts those that the person filed. Files
// that were erased are gone, and are left out, as are those that the check for viruses keeps back.
func Write(ctx context.Context, d steward.Dossier, w *wording.Words, blobs improvement.Blobs, put Put) (files int, err error) {
	saved := map[string]string{}
	for _, f := range d.Files {
		content, err := blobs.Load(ctx, f.Hash)
		if errors.Is(err, improvement.ErrErased) || errors.Is(err, improvement.ErrChecking) || errors.Is(err, improvement.ErrHarmful) {
			continue
		}
		if err != nil {
			return len(saved), err
		}
		name := filesIn + savedName(f, content)
		if err := put(name, content); err != nil {
			return len(saved), err
		}
		saved[f.Hash] = name
	}
	text, err := asJSON(d, w)
	if err == nil {
		err = put(JSONName, text)
	}
	if err != nil {
		return len(saved), err
	}
	text, err = page(d, w, saved)
	if err == nil {
		err = put(PageName, text)
	}
	return len(saved), err
}

// WriteZip writes a dossier as one file.
func WriteZip(ctx context.Context, d steward.Dossier, w *wording.Words, blobs improvement.Blobs, into io.Writer) error {
	z := zip.NewWriter(into)
	_, err := Write(ctx, d, w, blobs, func(name string, content []byte) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: d.At})
		if err == nil {
			_, err = f.Write(content)
		}
		return err
	})
	if err != nil {
		return err // without its end: nobody takes half of it for the whole
	}
	return z.Close()
}

// Said is what a notice said, on one line.
func Said(w *wording.Words, d improvement.Delivery) string {
	if d.Private {
		return "A message for them alone."
	}
	return notify.Line(d.Notice, w.Line)
}

// asJSON is the dossier for programs. What was sent to the person is opened.
func asJSON(d steward.Dossier, w *wording.Words) ([]byte, error) {
	tree, err := w.Tree(d)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(tree, "", "  ")
	return append(text, '\n'), err
}

// savedName begins with the hash: it can neither leave the folder nor meet another.
func savedName(f steward.HeldFile, content []byte) string {
	name := filepath.Base(strings.ReplaceAll(wording.OnOneLine(wording.Printable(f.Name)), `\`, "/"))
	if f.Name == "" || name == "." || name == "/" {
		name = "file"
		if endings, err := mime.ExtensionsByType(http.DetectContentType(content)); err == nil && len(endings) > 0 {
			name += endings[0]
		}
	}
	return f.Hash[:8] + "-" + name
}
