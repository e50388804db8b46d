// Package static holds and serves what the pages are dressed in: the design system,
// which `make assets` brings, and our own small style sheet and script.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"
)

// Prefix is the path under which everything here is served.
const Prefix = "/static/"

//go:embed all:dist src
var tree embed.FS

// made names the files that the pages cannot do without and `make assets` makes.
var made = []string{"design-system.css", "design-system.js", "icons.svg"}

// types are told to the browser: those of the machine's own table may differ.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}

// file is one file, as it is and as gzip makes it.
type file struct {
	contentType  string
	plain, small []byte
}

// dress is everything that is served, under one hash of all of it: a script may
// import its neighbour by its plain name.
type dress struct {
	hash  string
	files map[string]file
}

// load reads what was built into the program, once.
var load = sync.OnceValues(func() (dress, error) { return gather(tree, "dist", "src") })

// gather reads the files of the folders. Two files of one name are a mistake.
func gather(from fs.FS, folders ...string) (dress, error) {
	d := dress{files: map[string]file{}}
	sum := sha256.New()
	for _, folder := range folders {
		err := fs.WalkDir(from, folder, func(at string, entry fs.DirEntry, err error) error {
			kind, served := types[path.Ext(at)]
			if err != nil || entry.IsDir() || !served {
				return err
			}
			name := at[len(folder)+1:]
			if _, twice := d.files[name]; twice {
				return fmt.Errorf("two files are called %s", name)
			}
			plain, err := fs.ReadFile(from, at)
			if err != nil {
				return err
			}
			fmt.Fprintf(sum, "%s %d\n%s", name, len(plain), plain)
			small, err := squeeze(plain)
			if err != nil {
				return err
			}
			d.files[name] = file{contentType: kind, plain: plain, small: small}
			return nil
		})
		if err != nil {
			return dress{}, fmt.Errorf("read what the pages are dressed in: %w", err)
		}
	}
	d.hash = hex.EncodeToString(sum.Sum(nil))[:16]
	return d, nil
}

// squeeze compresses as far as gzip goes.
func squeeze(plain []byte) ([]byte, error) {
	var small bytes.Buffer
	w, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err = w.Close()
	return small.Bytes(), err
}

// Ready says in a plain sentence what to do when the program was built without the
// design system. A program that serves pages asks before it begins.
func Ready() error {
	d, err := load()
	if err != nil {
		return err
	}
	return d.ready()
}

func (d dress) ready() error {
	for _, name := range made {
		if _, there := d.files[name]; !there {
			return errors.New("this program was built without the pages' styles: run `make assets`, then build it again")
		}
	}
	return nil
}

// Path is the address of a file by its name, such as "app.css" or
// "documents/pdf.svg"; it changes whenever the content of any file does. A name that
// does not exist is an error, so that a template that misspells one fails in its test.
func Path(name string) (string, error) {
	d, err := load()
	if err != nil {
		return "", err
	}
	return d.path(name)
}

func (d dress) path(name string) (string, error) {
	if _, there := d.files[name]; !there && !slices.Contains(made, name) {
		return "", fmt.Errorf("the pages' styles hold no file %q", name)
	}
	return Prefix + d.hash + "/" + name, nil
}
