package improvement

import "slices"

// reserved are words that stand in addresses of pages where an identifier may stand: a test
// called board would have no page of its own. A test of the pages holds the list.
var reserved = []string{"add", "board", "confirm", "import", "join", "record", "unsubscribe"}

// Reserved tells whether an identifier is one of the words that nothing new may be called.
func Reserved(id string) bool { return slices.Contains(reserved, id) }

// CheckNewID refuses an identifier that nothing new may have. What is on record keeps its own.
func CheckNewID(field, id string) error {
	if err := CheckID(field, id); err != nil {
		return err
	}
	if Reserved(id) {
		return invalid(field, "%q stands in the addresses of pages, so nothing is called so. Choose another identifier, such as %s-1.", id, id)
	}
	return nil
}
