package main

import (
	"encoding/json"
	"io"

	"github.com/cairnqi/cairn/improvement"
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
	text, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	if tree == nil {
		tree = []any{}
	}
	if w != nil {
		tree = w.opened(tree)
	}
	return tree, nil
}

// opened replaces every sealed text in a JSON tree by the text itself.
func (w *words) opened(tree any) any {
	switch node := tree.(type) {
	case []any:
		for i := range node {
			node[i] = w.opened(node[i])
		}
	case map[string]any:
		if sealed, is := sealedIn(node); is {
			return w.text(sealed)
		}
		for key := range node {
			node[key] = w.opened(node[key])
		}
	}
	return tree
}

// sealedIn tells whether a JSON object is sealed words: it has their fields and
// no others.
func sealedIn(node map[string]any) (improvement.Words, bool) {
	by, hasBy := node["by"].(string)
	n, hasLength := node["n"].(float64)
	box, hasBox := node["box"].(string)
	if !hasBy || !hasLength || !hasBox || len(node) != 3 {
		return improvement.Words{}, false
	}
	return improvement.Words{By: improvement.PersonID(by), Length: int(n), Sealed: box}, true
}
