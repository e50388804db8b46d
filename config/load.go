package config

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// Source is where settings come from besides the environment and the defaults.
type Source struct {
	// File is a YAML file; empty for none.
	File string
	// Overrides are values by key, e.g. of the flags that were given. They come
	// before the environment, which comes before the file.
	Overrides map[string]any
}

// Load reads and checks the settings as a whole. What is wrong comes back as
// one *Error with every fault.
func Load(from Source) (Settings, error) {
	var f faults
	v := viper.New()
	readFile(v, from.File, &f)
	readOverrides(v, from.Overrides, &f)
	checkEnvironment(os.Environ(), &f)

	s := Default()
	for _, k := range s.keys() {
		if err := v.BindEnv(k.name, Variable(k.name)); err != nil {
			return Settings{}, fmt.Errorf("bind %s: %w", k.name, err)
		}
		if raw := v.Get(k.name); raw != nil {
			if err := decode(raw, k.into); err != nil {
				f.cannotRead(k.name, err)
			}
		}
	}
	s.check(&f)
	f.trace(from.Overrides)
	if err := f.err(); err != nil {
		return Settings{}, err
	}
	return s, nil
}

func readFile(v *viper.Viper, file string, f *faults) {
	if file == "" {
		return
	}
	v.SetConfigFile(file)
	v.SetConfigType("yaml")
	if err := v.ReadInConfig(); err != nil {
		f.add("", "The file %s cannot be read: %v.", file, err)
		return
	}
	for _, name := range slices.Sorted(slices.Values(v.AllKeys())) {
		switch {
		case slices.Contains(Keys(), name):
		case isBelowKey(name): // decode says what is wrong with the key above
		case isSection(name) && v.Get(name) == nil: // a heading with nothing under it
		case isSection(name):
			f.add(name, "is a section: write its keys under it.")
		default:
			f.add(name, "is no setting that Cairn knows (in %s): %s.", file, correction(name, Keys()))
		}
	}
}

func readOverrides(v *viper.Viper, overrides map[string]any, f *faults) {
	for name, value := range overrides {
		if !slices.Contains(Keys(), name) {
			f.add(name, "is no setting that Cairn knows: %s.", correction(name, Keys()))
			continue
		}
		v.Set(name, value)
	}
}

func isSection(name string) bool {
	return slices.ContainsFunc(Keys(), func(key string) bool { return strings.HasPrefix(key, name+".") })
}

func isBelowKey(name string) bool {
	return slices.ContainsFunc(Keys(), func(key string) bool { return strings.HasPrefix(name, key+".") })
}
