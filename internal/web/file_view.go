package web

import (
	"context"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// fileView is a file of an item, as a page shows it.
type fileView struct {
	Name, Path, Is string
	Picture        bool   // it may be shown on the page
	Alt            string // what a picture shows, for who cannot see it
	Kept           string // why nobody can open it; empty: they can
}

// fileStates reads how files stand.
func (v *visit) fileStates(ctx context.Context, files []improvement.File) (map[string]improvement.FileState, error) {
	if len(files) == 0 {
		return nil, nil
	}
	hashes := make([]string, len(files))
	for i, f := range files {
		hashes[i] = f.Hash
	}
	return v.Record.FileStates(ctx, hashes)
}

// shownWith is what fileViews are made with.
type shownWith struct {
	States map[string]improvement.FileState
	Mends  bool               // it is theirs to see to what is wrong with a file
	Path   func(n int) string // where each is given out, from 1
	Says   string             // what the item says, which tells what its pictures show
}

// fileViews are the files of an item that whoever asks may read.
func (v *visit) fileViews(files []improvement.File, with shownWith) []fileView {
	pictures := 0
	for _, f := range files {
		if isPicture(f.Type) {
			pictures++
		}
	}
	var views []fileView
	shown := 0
	for i, f := range files {
		one := fileView{
			Name: v.words.Line(f.Name), Path: with.Path(i + 1), Picture: isPicture(f.Type), Is: fmt.Sprintf("%s, %s", f.Type, kilobytes(f.Size)),
			Kept: keptBack(with.States[f.Hash], with.Mends),
		}
		if one.Picture {
			shown++
			one.Alt = alternative(shown, pictures, with.Says)
		}
		views = append(views, one)
	}
	return views
}

// alternative tells in words what the nth of so many pictures of an item shows. The name of
// its file, such as IMG_2034.jpg, tells nothing.
func alternative(n, of int, says string) string {
	photo := "Photo"
	if of > 1 {
		photo = fmt.Sprintf("Photo %d of %d", n, of)
	}
	return photo + ": " + shortened(says)
}

// keptBack says why nobody can open a file.
func keptBack(state improvement.FileState, mends bool) string {
	switch {
	case state == improvement.FileErased:
		return "It was erased with the person who filed it."
	case state == improvement.FileChecking:
		return "This file is being checked for viruses. Nobody can open it until that is done. Look again in a few minutes."
	case state == improvement.FileHarmful && mends:
		return "Something harmful was found in this file, so it is kept back and nobody can open it. Have the device that it came from checked, and add a clean copy if you have one."
	case state == improvement.FileHarmful:
		return "Something harmful was found in this file, so it is kept back and nobody can open it."
	}
	return ""
}

func kilobytes(size int64) string {
	if size >= 1<<20 {
		return fmt.Sprintf("%.1f MB", float64(size)/(1<<20))
	}
	return fmt.Sprintf("%d kB", (size+1023)/1024)
}
