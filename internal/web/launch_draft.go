package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/intake"
)

// launchDraft is what somebody has written of a launch so far, and whether they have begun.
func (v *visit) launchDraft(ctx context.Context) (url.Values, bool, error) {
	d, err := v.Access.Draft(ctx, v.who.Person, "", launchPath)
	if errors.Is(err, improvement.ErrNotFound) {
		return url.Values{}, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	clear, err := v.Vault.OpenBytes(ctx, d.Person, d.Form, d.Sealed)
	if err != nil {
		return nil, false, err
	}
	values, err := url.ParseQuery(string(clear))
	return values, err == nil, err
}

// keepLaunch keeps all of a launch in the place of what was kept.
func (v *visit) keepLaunch(ctx context.Context, d url.Values) error {
	return v.keepAs(ctx, access.Draft{Person: v.who.Person, Form: launchPath}, d)
}

// charter reads what is written as a charter. Measures are named after their names.
func (v *visit) charter(ctx context.Context, d url.Values) (improvement.Charter, error) {
	values := maps.Clone(d)
	own := len((&form{values: d}).Rows("outcomes", 0))
	for i, core := range d["core[]"] {
		values.Set(fmt.Sprintf("outcomes[%d].core", own+i+1), core)
	}
	values.Del("core[]")
	nameMeasures(values)
	doc, err := document(values)
	if err != nil {
		return improvement.Charter{}, err
	}
	return v.reader().Charter(ctx, doc)
}

// nameMeasures gives each measure an identifier of its own.
func nameMeasures(values url.Values) {
	taken := map[string]bool{}
	for _, row := range (&form{values: values}).Rows("measures", 0) {
		id := freeOf(identifier(values.Get(row+".name"), "measure"), func(id string) bool { return taken[id] })
		taken[id] = true
		values.Set(row+".id", id)
	}
}

var notOfIdentifier = regexp.MustCompile(`[^a-z0-9]+`)

// identifierOf is how long a proposed identifier is at most; a number may follow it.
const identifierOf = 50

// identifier proposes one from a name.
func identifier(name, otherwise string) string {
	plain := strings.Map(func(r rune) rune {
		if r == '\'' || r == '’' {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
	id := strings.Trim(notOfIdentifier.ReplaceAllString(plain, "-"), "-")
	if len(id) > identifierOf {
		id = id[:identifierOf]
		if cut := strings.LastIndexByte(id, '-'); cut > 0 {
			id = id[:cut]
		}
	}
	if id == "" {
		return otherwise
	}
	return id
}

// freeOf adds the first number that makes an identifier one that is not taken.
func freeOf(id string, taken func(string) bool) string {
	free := id
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s-%d", id, n)
	}
	return free
}

// maxAlike is how many tests may be of one name before somebody must choose a reference.
const maxAlike = 30

// proposeID proposes the test's identifier from its name: the plain one, or with a number
// where that is taken already; empty where all are.
func (v *visit) proposeID(ctx context.Context, title string) (string, error) {
	plain := identifier(title, "test")
	var subjects []improvement.SubjectID
	next := plain
	for n := range maxAlike {
		if !improvement.Reserved(next) {
			subjects = append(subjects, improvement.TestSubject(next))
		}
		next = fmt.Sprintf("%s-%d", plain, n+2)
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return "", err
	}
	free := slices.IndexFunc(subjects, func(s improvement.SubjectID) bool { _, there := states[s]; return !there })
	if free < 0 {
		return "", nil
	}
	return subjects[free].ID(), nil
}

// settleID refuses an identifier that is taken.
func settleID(ctx context.Context, v *visit, _, d url.Values) error {
	if improvement.Reserved(d.Get("id")) {
		return improvement.CheckNewID("id", d.Get("id"))
	}
	_, _, err := v.Record.State(ctx, improvement.TestSubject(d.Get("id")))
	if errors.Is(err, improvement.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return improvement.Refuse(improvement.Conflict, "id", "There is a test called %s already. Choose another reference.", d.Get("id"))
}

// faultsIn lists what a document was refused for.
func faultsIn(err error) []*improvement.Error {
	var all *intake.Faults
	err = intake.WithoutLines(err)
	if errors.As(err, &all) {
		return all.List
	}
	if one, is := improvement.Refusal(err); is {
		return []*improvement.Error{one}
	}
	return nil
}

// asOne is what is wrong as one error; nil where nothing is.
func asOne(faults []*improvement.Error) error {
	switch len(faults) {
	case 0:
		return nil
	case 1:
		return faults[0]
	}
	return &intake.Faults{List: faults}
}
