package improvement

import (
	"maps"
	"slices"
)

// EventNames lists the wire name of every event of the registry.
func EventNames() []string { return slices.Sorted(maps.Keys(blankEvents)) }
