package steward

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// OthersWords stands, in an export, where another person's words were left out.
const OthersWords = "(another person's words, left out)"

// narrowed keeps, of what another filed, that which concerns the person: of a list, the
// entries that name them or hold words of theirs, so that nobody is told who else
// belongs to a group or was asked to do what; of fields, those, and words, which are
// left out at their place. Words that go with what is dropped are counted.
func (r *reading) narrowed(tree any) any {
	switch node := tree.(type) {
	case map[string]any:
		if _, is := improvement.SealedIn(node); is {
			return node
		}
		for key, value := range node {
			if concerns(value, r.mine) || isScalar(value) || isWords(value) {
				node[key] = r.narrowed(value)
				continue
			}
			r.drop(value)
			delete(node, key)
		}
	case []any:
		if !listsPeople(node) {
			return node
		}
		own := []any{}
		for _, item := range node {
			if concerns(item, r.mine) {
				own = append(own, r.narrowed(item))
			} else {
				r.drop(item)
			}
		}
		return own
	}
	return tree
}

func isScalar(tree any) bool {
	switch tree.(type) {
	case map[string]any, []any, nil:
		return false
	}
	return true
}

func isWords(tree any) bool {
	node, is := tree.(map[string]any)
	if is {
		_, is = improvement.SealedIn(node)
	}
	return is
}

// drop counts the words of others in what is left out whole.
func (r *reading) drop(tree any) {
	switch node := tree.(type) {
	case map[string]any:
		if _, is := improvement.SealedIn(node); is {
			r.leftOut++
			return
		}
		for _, value := range node {
			r.drop(value)
		}
	case []any:
		for _, item := range node {
			r.drop(item)
		}
	}
}

// listsPeople tells a list that is to be narrowed, of objects or of identifiers, from
// one of numbers, days or hashes, which are nobody's.
func listsPeople(list []any) bool {
	for _, item := range list {
		switch item := item.(type) {
		case map[string]any:
			return true
		case string:
			return improvement.CheckID("", item) == nil && !improvement.Date(item).Valid()
		}
	}
	return false
}

// concerns tells whether a tree names the person, or holds words of theirs.
func concerns(tree any, person improvement.PersonID) bool {
	switch node := tree.(type) {
	case string:
		return node == string(person)
	case map[string]any:
		for _, value := range node {
			if concerns(value, person) {
				return true
			}
		}
	case []any:
		for _, item := range node {
			if concerns(item, person) {
				return true
			}
		}
	}
	return false
}

// reading opens the words of one entry.
type reading struct {
	ctx     context.Context
	x       *exporter
	mine    improvement.PersonID
	leftOut int
	err     error
}

// opened replaces the person's words by their text, and another's by a mark. It notes
// the names of files on its way.
func (r *reading) opened(tree any) any {
	switch node := tree.(type) {
	case string:
		r.x.seen[node] = true
	case []any:
		for i := range node {
			node[i] = r.opened(node[i])
		}
	case map[string]any:
		if sealed, is := improvement.SealedIn(node); is {
			return r.text(sealed)
		}
		for key := range node {
			node[key] = r.opened(node[key])
		}
		if hash, is := node["hash"].(string); is {
			if name, named := node["name"].(string); named && name != OthersWords {
				r.x.names[hash] = name
			}
		}
	}
	return tree
}

func (r *reading) text(w improvement.Words) string {
	if w.By != r.mine {
		r.leftOut++
		return OthersWords
	}
	text, err := r.x.open(r.ctx, w)
	if err != nil && r.err == nil {
		r.err = err
	}
	return text
}
