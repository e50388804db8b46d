package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
)

// errStopped tells that a person stopped a command before anything was sent.
var errStopped = errors.New("stopped before anything was sent")

// read reads a document from a file, or from standard input for "-". It gives up
// when ctx ends, whatever the input does then.
func (a *app) read(ctx context.Context, name string) ([]byte, error) {
	return a.readUpTo(ctx, name, intake.MaxDocument, improvement.Refuse(improvement.Invalid, "file",
		"%s is larger than %d MB, the most that a document may have. Shorten it, or attach long texts as files.", called(name), intake.MaxDocument>>20))
}

// readSheet reads a spreadsheet's file in the same way.
func (a *app) readSheet(ctx context.Context, name string) ([]byte, error) {
	return a.readUpTo(ctx, name, improvement.MaxFileSize, improvement.TooLarge("file"))
}

func (a *app) readUpTo(ctx context.Context, name string, most int64, tooLarge error) ([]byte, error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() { // left behind where the input never comes: the program ends
		text, err := a.readAll(name, most, tooLarge)
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		return nil, errStopped
	}
}

func (a *app) readAll(name string, most int64, tooLarge error) ([]byte, error) {
	in := a.in
	if name != "-" {
		f, err := open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, unreadable(name, err)
	}
	if int64(len(text)) > most {
		return nil, tooLarge
	}
	return text, nil
}

// open opens a file for reading; a folder is refused.
func open(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if info.IsDir() {
		return nil, improvement.Refuse(improvement.Invalid, "file", "%s is a folder. Name a file in it.", called(name))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	return f, nil
}

func unreadable(name string, err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return improvement.Refuse(improvement.NotFound, "file", "There is no file %s. Check its name and its folder.", called(name))
	case errors.Is(err, fs.ErrPermission):
		return improvement.Refuse(improvement.Invalid, "file", "%s may not be read from this account. Ask for access, or give a copy of it.", called(name))
	case errors.As(err, &path):
		err = path.Err
	}
	return improvement.Refuse(improvement.Invalid, "file", "%s cannot be read (%v). Check it, or give a copy of it.", called(name), err)
}

// called is how a file is spoken of.
func called(name string) string {
	if name == "-" {
		return "What came on standard input"
	}
	return printable(name)
}

// attachment is a file that may be attached, and the reference to it. The content
// is looked at when it is stored: until then the hash is none.
type attachment struct {
	path string
	improvement.File
}

// attachable looks at a file without reading it.
func attachable(name string) (attachment, error) {
	info, err := os.Stat(name)
	if err != nil {
		return attachment{}, unreadable(name, err)
	}
	refuse := func(format string, args ...any) (attachment, error) {
		return attachment{}, improvement.Refuse(improvement.Invalid, "file", format, append([]any{called(name)}, args...)...)
	}
	switch {
	case info.IsDir():
		return refuse("%s is a folder. Attach the files in it one by one.")
	case !info.Mode().IsRegular():
		return refuse("%s is no file that can be attached. Save it as one first.")
	case info.Size() == 0:
		return refuse("%s is empty. Attach a file with content.")
	case info.Size() > improvement.MaxFileSize:
		return refuse("%s is larger than %d MB, the most that a file may have. Make it smaller, or attach a part of it.", improvement.MaxFileSize>>20)
	}
	return attachment{name, improvement.File{Hash: fmt.Sprintf("%064d", 0), Size: info.Size()}}, nil
}
