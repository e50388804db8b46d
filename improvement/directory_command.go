package improvement

// DirectoryCommand is something to be filed of a person, body, theme or priority, which
// have no workflow. empty tells that nothing is on record yet.
type DirectoryCommand interface {
	Decide(a Actor, empty bool) ([]Event, error)
}
