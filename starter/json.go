package main

import (
	"encoding/json"
	"io"

	"github.com/cairnqi/cairn/internal/wording"
)

// printJSON writes data for machines. Sealed words are opened, and a list of
// nothing is an empty list.
func (a *app) printJSON(data any) error {
	tree, err := treeOf(data, a.words)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(a.out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(tree)
}

// printLine writes data for machines on a line of its own.
func printLine(out io.Writer, w *words, data any) error {
	tree, err := treeOf(data, w)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(tree)
}

// treeOf is data as JSON knows it, with sealed words opened where w is not nil.
func treeOf(data any, w *words) (any, error) {
	if w == nil {
		return (*wording.Words)(nil).Tree(data)
	}
	return w.Tree(data)
}
