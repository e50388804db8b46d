package improvement

import (
	"errors"
	"fmt"
)

// Code says what kind of refusal an Error is.
type Code string

// The kinds of refusal. Clients map them to exit codes and HTTP statuses.
const (
	Invalid    Code = "invalid"
	NotAllowed Code = "not-allowed"
	WrongStage Code = "wrong-stage"
	NotFound   Code = "not-found"
	Conflict   Code = "conflict"
)

// Error is a refusal that a person can act on. Nothing was changed.
type Error struct {
	Code    Code   `json:"code"`
	Field   string `json:"field,omitempty"` // the input field at fault, as written in documents; empty where none is
	Message string `json:"message"`         // one plain sentence: what is wrong and what to do
}

// Error returns the plain sentence, led by the field where there is one.
func (e *Error) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// Refuse makes an Error.
func Refuse(code Code, field, format string, args ...any) error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, args...)}
}

// Refusal returns the Error inside err, if there is one.
func Refusal(err error) (*Error, bool) {
	var refusal *Error
	ok := errors.As(err, &refusal)
	return refusal, ok
}

func invalid(field, format string, args ...any) error {
	return Refuse(Invalid, field, format, args...)
}

func notAllowed(format string, args ...any) error {
	return Refuse(NotAllowed, "as", format, args...)
}

func wrongStage(format string, args ...any) error {
	return Refuse(WrongStage, "", format, args...)
}

// firstOf returns the first error that is not nil, so that checks read as a list.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
