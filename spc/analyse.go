package spc

import "errors"

// Analyse reads a series by a rule set.
func Analyse(s Series, o Options) (Result, error) {
	return Result{}, errors.New("spc: not written yet")
}
