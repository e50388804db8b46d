package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/photo"
)

const (
	// maxFiles is the most bytes of all files of a form.
	maxFiles = 100 << 20
	// filesField is the name of a form's files.
	filesField = "files"

	filesHint   = "Say above what a photo shows, for those who cannot see it. 25 MB each at most, and 100 MB together. We remove from photos where, when and with which device they were taken. If this page comes back with something to mend, choose them again."
	consentHint = "Needed where people can be recognised. For example: both parents, in writing, on 3 May."
)

// pictures are the types of file that a page shows. Others may run as a page does.
var pictures = []string{"image/jpeg", "image/png", "image/webp", "image/gif"}

func isPicture(mediaType string) bool { return slices.Contains(pictures, mediaType) }

// filePath is where a file of an item of evidence is given out.
func filePath(test, item string, n int) string {
	return fmt.Sprintf("/files/%s/%s/%d", url.PathEscape(test), url.PathEscape(item), n)
}

// giveEvidenceFile gives a file to whoever may read the item that it belongs to: to keep,
// or to show where it is a picture.
func giveEvidenceFile(ctx context.Context, v *visit) (answer, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return answer{}, err
	}
	item, err := v.item(ctx, t, v.path("item"))
	if err != nil {
		return answer{}, err
	}
	n, err := strconv.Atoi(v.path("n"))
	if err != nil || n < 1 || n > len(item.Files) {
		return answer{}, improvement.ErrNotFound
	}
	return v.giveOut(ctx, item.Files[n-1])
}

// giveOut gives a file of an item that whoever asks may read, unless it is kept back. A
// photo that was filed before positions were taken out is given without, too.
func (v *visit) giveOut(ctx context.Context, f improvement.File) (answer, error) {
	content, err := v.Blobs.Load(ctx, f.Hash)
	if errors.Is(err, improvement.ErrErased) {
		return answer{}, improvement.Refuse(improvement.NotFound, "", "This file was erased with the person who filed it.")
	}
	if err != nil {
		return answer{}, err
	}
	if cleaned, err := photo.Clean(content); err == nil { // else there is none to tell
		content = cleaned
	}
	given := &file{Name: v.words.Line(f.Name), Type: "application/octet-stream", Content: content}
	if sniffed := http.DetectContentType(content); isPicture(sniffed) {
		given.Type, given.Inline = sniffed, true
	}
	return answer{status: http.StatusOK, file: given}, v.words.Err()
}

// sentFiles are the files of the form, as far as their sizes go.
func (v *visit) sentFiles() ([]*multipart.FileHeader, error) {
	if v.request.MultipartForm == nil {
		return nil, nil
	}
	var sent []*multipart.FileHeader
	for _, f := range v.request.MultipartForm.File[filesField] {
		switch {
		case f.Filename == "" && f.Size == 0: // nothing was chosen
			continue
		case f.Size > improvement.MaxFileSize:
			return nil, improvement.TooLarge(filesField)
		}
		sent = append(sent, f)
	}
	return sent, nil
}

// readSent reads a file of the form.
func readSent(sent *multipart.FileHeader) ([]byte, error) {
	content, err := sent.Open()
	if err != nil {
		return nil, err
	}
	read, err := io.ReadAll(content)
	return read, errors.Join(err, content.Close())
}

// referTo is how an item refers to files that are not stored yet.
func (v *visit) referTo(ctx context.Context, sent []*multipart.FileHeader) ([]improvement.File, error) {
	var files []improvement.File
	for _, f := range sent {
		name, err := v.Vault.Seal(ctx, "file", v.who.Person, plainName(f.Filename))
		if err != nil {
			return nil, err
		}
		files = append(files, improvement.File{Hash: strings.Repeat("0", 64), Name: name, Size: f.Size, Type: "application/octet-stream"})
	}
	return files, nil
}

// store keeps files by their content and completes the references to them.
func (v *visit) store(ctx context.Context, sent []*multipart.FileHeader, into []improvement.File) error {
	for i, f := range sent {
		content, err := f.Open()
		if err != nil {
			return err
		}
		into[i].Hash, into[i].Size, into[i].Type, err = v.Blobs.Store(ctx, content)
		if err := errors.Join(err, content.Close()); err != nil {
			return err
		}
	}
	return nil
}

// attachTo stores the files that came with a form, if what they belong to would be taken
// with them, and gives them behind those that it has. Other files make another command.
func (v *visit) attachTo(ctx context.Context, f *form, has []improvement.File, would func([]improvement.File) error) ([]improvement.File, error) {
	sent, err := v.sentFiles()
	if err != nil || len(sent) == 0 {
		return has, err
	}
	files, err := v.referTo(ctx, sent)
	if err != nil {
		return nil, err
	}
	if err := would(slices.Concat(has, files)); err != nil {
		return nil, err
	}
	if err := v.store(ctx, sent, files); err != nil {
		return nil, err
	}
	f.values = maps.Clone(f.values)
	for _, file := range files {
		f.values.Add(filesField, file.Hash)
	}
	return slices.Concat(has, files), nil
}

// plainName is a file's name without its folders; some browsers send them.
func plainName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" {
		return "file"
	}
	return name
}
