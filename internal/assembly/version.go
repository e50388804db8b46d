package assembly

import (
	"cmp"
	"runtime/debug"
)

// unreleased is what Go itself calls a build that it knows no version of.
const unreleased = "(devel)"

// Release is the version of the module that this program was built from. Between
// releases Go makes it of the commit's time and name.
func Release() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return unreleased
	}
	return cmp.Or(info.Main.Version, unreleased)
}

// Version is Release, with the commit's whole name where Go knows it.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return Release() + ", commit " + s.Value
			}
		}
	}
	return Release()
}
