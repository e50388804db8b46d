package intake

import (
	"errors"
	"regexp"

	"github.com/cairnqi/cairn/improvement"
)

var lineNumber = regexp.MustCompile(`^line \d+: `)

// WithoutLines takes the lines out of a refusal of what was not written as a document,
// but came from a page or from arguments and flags.
func WithoutLines(err error) error {
	if all := new(Faults); errors.As(err, &all) {
		plain := *all
		plain.List = make([]*improvement.Error, len(all.List))
		for i, fault := range all.List {
			plain.List[i] = withoutLine(fault)
		}
		return &plain
	}
	if refused, ok := improvement.Refusal(err); ok {
		return withoutLine(refused)
	}
	return err
}

func withoutLine(fault *improvement.Error) *improvement.Error {
	plain := *fault
	plain.Message = lineNumber.ReplaceAllString(fault.Message, "")
	return &plain
}
