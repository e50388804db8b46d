package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// MaxDocument is the most bytes that one document may have.
const MaxDocument = 1 << 20

// parse reads one YAML document as its nodes, without aliases and tags of its
// own. The node is nil where nothing was written.
func parse(doc []byte) (*yaml.Node, error) {
	if len(doc) > MaxDocument {
		return nil, improvement.Refuse(improvement.Invalid, "document",
			"This is larger than %d MB, the most that a document may have. Shorten it, or attach long texts as files.", MaxDocument>>20)
	}
	if line, bad := invalidUTF8(doc); bad {
		return nil, faultAt(line, "", "There are letters here that are not UTF-8. Save the document as UTF-8 and try again.").err
	}
	reader := yaml.NewDecoder(bytes.NewReader(doc))
	var first, second yaml.Node
	switch err := reader.Decode(&first); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, unreadable(err)
	}
	switch err := reader.Decode(&second); {
	case err == nil:
		return nil, faultAt(second.Line, "", "A second document begins here. Keep each in a file of its own.").err
	case !errors.Is(err, io.EOF):
		return nil, unreadable(err)
	}
	root := first.Content[0]
	return root, faultsError(plain(root, nil))
}

func invalidUTF8(doc []byte) (line int, bad bool) {
	for i := 0; i < len(doc); {
		r, size := utf8.DecodeRune(doc[i:])
		if r == utf8.RuneError && size == 1 {
			return 1 + bytes.Count(doc[:i], []byte("\n")), true
		}
		i += size
	}
	return 0, false
}

var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// unreadable puts a YAML syntax error into a plain sentence.
func unreadable(err error) error {
	const ask = "Check the indentation, and put quotes around a text that contains a colon, a comma or a question mark."
	found := syntaxError.FindStringSubmatch(strings.Join(strings.Fields(err.Error()), " "))
	if found == nil {
		return improvement.Refuse(improvement.Invalid, "", "This document cannot be read (%s). %s", err, ask)
	}
	line, numberErr := strconv.Atoi(found[1])
	if numberErr != nil {
		return improvement.Refuse(improvement.Invalid, "", "This document cannot be read (%s). %s", found[2], ask)
	}
	return faultAt(line, "", "This cannot be read (%s). %s", found[2], ask).err
}

// plain finds what documents here do without: anchors, aliases and tags. Without
// them a document is never larger than it looks.
func plain(node *yaml.Node, faults []fault) []fault {
	switch {
	case len(faults) >= maxCounted:
		return faults
	case node.Kind == yaml.AliasNode || node.Anchor != "":
		return append(faults, faultAt(node.Line, "", "An anchor or alias (& or *) is not used here. Write the text out, or put quotes around it."))
	case node.Style&yaml.TaggedStyle != 0:
		return append(faults, faultAt(node.Line, "", "%s is not used here. Write plain text, or put quotes around it.", clip(node.Tag)))
	}
	for _, child := range node.Content {
		faults = plain(child, faults)
	}
	return faults
}

// page is one document as it is being read.
type page struct {
	seal   func(field string, author improvement.PersonID, text string) (improvement.Words, error)
	day0   improvement.Date // what "day 3" counts from; empty where days are not counted
	today  improvement.Date // the day of a story's move, which stands in where a day is left out
	faults []fault
	broken error // what is not the document's fault, such as an unreachable record
}

func newPage(ctx context.Context, s improvement.Sealer, day0 improvement.Date) *page {
	seal := func(field string, author improvement.PersonID, text string) (improvement.Words, error) {
		return s.Seal(ctx, field, author, text)
	}
	return &page{seal: seal, day0: day0}
}

func (p *page) fault(node *yaml.Node, path, format string, args ...any) {
	if len(p.faults) >= maxCounted {
		return
	}
	p.faults = append(p.faults, faultAt(node.Line, path, format, args...))
}

// refused keeps a refusal that was made elsewhere, with the line it is about.
func (p *page) refused(node *yaml.Node, path string, err error) {
	switch refusal, ok := improvement.Refusal(err); {
	case ok:
		p.fault(node, path, "%s", refusal.Message)
	case errors.Is(err, improvement.ErrErased):
		p.fault(node, path, "This person was erased from the record. Take the entry out; somebody who comes back gets an identifier of their own.")
	case p.broken == nil:
		p.broken = err
	}
}

func (p *page) err() error {
	if p.broken != nil {
		return p.broken
	}
	return faultsError(p.faults)
}
