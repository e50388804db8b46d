package wording

import (
	"encoding/json"

	"github.com/cairnqi/cairn/improvement"
)

// Tree is data as JSON knows it, with sealed words opened; where w is nil they stay sealed.
func (w *Words) Tree(data any) (any, error) {
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
func (w *Words) opened(tree any) any {
	switch node := tree.(type) {
	case []any:
		for i := range node {
			node[i] = w.opened(node[i])
		}
	case map[string]any:
		if sealed, is := improvement.SealedIn(node); is {
			return w.Text(sealed)
		}
		for key := range node {
			node[key] = w.opened(node[key])
		}
	}
	return tree
}
