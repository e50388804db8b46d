package improvement

import (
	"maps"
	"slices"
)

// EventNames lists the wire name of every event of the registry.
func EventNames() []string { return slices.Sorted(maps.Keys(blankEvents)) }

// ByID names people and bodies by their identifiers.
type ByID struct{}

// Person is the identifier.
func (ByID) Person(id PersonID) string { return string(id) }

// Body is the identifier.
func (ByID) Body(id BodyID) string { return string(id) }
