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

// fileViews are the files of an item that whoever asks may read; path gives where each is
// given out, from 1. mends tells that it is theirs to see to what is wrong with one.
func (v *visit) fileViews(files []improvement.File, states map[string]improvement.FileState, mends bool, path func(n int) string) []fileView {
	var views []fileView
	for i, f := range files {
		views = append(views, fileView{
			Name: v.words.Line(f.Name), Path: path(i + 1), Picture: isPicture(f.Type), Is: fmt.Sprintf("%s, %s", f.Type, kilobytes(f.Size)),
			Kept: keptBack(states[f.Hash], mends),
		})
	}
	return views
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
