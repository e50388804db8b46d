package spc

import (
	"errors"
	"fmt"
)

// The kinds of error, for errors.Is.
var (
	ErrRules       = errors.New("spc: unknown rule set or version")
	ErrOption      = errors.New("spc: an option out of its bounds")
	ErrBetter      = errors.New("spc: unknown direction of good")
	ErrPer         = errors.New("spc: the multiplier of a ratio is not above zero")
	ErrNotFinite   = errors.New("spc: not a number that can be plotted")
	ErrOrder       = errors.New("spc: points out of order")
	ErrDuplicate   = errors.New("spc: two points at the same moment")
	ErrDenominator = errors.New("spc: a denominator that is not above zero")
	ErrNumerator   = errors.New("spc: a numerator above its denominator")
	ErrNegative    = errors.New("spc: a count below zero")
	ErrNotPositive = errors.New("spc: a time between events that is not above zero")
	ErrPhase       = errors.New("spc: phases that do not fit the series")
)

// Error says what is wrong with a series or with options, in one plain sentence.
// Nothing was computed.
type Error struct {
	Kind    error // one of the kinds above
	Point   int   // index of the point at fault; -1 where none is
	Field   string
	Message string
}

// Error returns the plain sentence, led by the field.
func (e *Error) Error() string { return e.Field + ": " + e.Message }

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Kind }

func wrong(kind error, field, format string, args ...any) error {
	return &Error{Kind: kind, Point: -1, Field: field, Message: fmt.Sprintf(format, args...)}
}
