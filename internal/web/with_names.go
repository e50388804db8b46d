package web

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// inSentence finds what may be an identifier in a sentence: a word with hyphens, or one with which a
// sentence begins, as ours begin with a capital.
var inSentence = regexp.MustCompile(`"?\b[a-z0-9]+(?:-[a-z0-9]+)+\b"?|^[a-z][a-z0-9]*\b`)

// whoWasChosen stands for somebody whom the request names, and of whom it learns no name by that.
const whoWasChosen = "the person you chose"

// withNames puts names in the place of identifiers in a sentence of the rules, which know no
// names: those of groups, and to who is signed in those of people. What somebody
// wrote themselves, in quotes, stays as they wrote it.
func (v *visit) withNames(says string) string {
	found := inSentence.FindAllString(says, -1)
	var subjects []improvement.SubjectID
	for _, id := range found {
		subjects = append(subjects, improvement.PersonSubject(improvement.PersonID(id)), improvement.BodySubject(improvement.BodyID(id)))
	}
	if len(subjects) == 0 {
		return says
	}
	slices.Sort(subjects)
	states, err := v.Record.States(v.request.Context(), slices.Compact(subjects))
	if err == nil {
		err = v.words.Meet(states)
	}
	if err != nil {
		v.Log.Warn("The names in a refusal could not be read", "reference", v.reference, "cause", err)
		return says
	}
	there := func(s improvement.SubjectID) bool { _, is := states[s]; return is }
	named := inSentence.ReplaceAllStringFunc(says, func(id string) string {
		switch {
		case there(improvement.BodySubject(improvement.BodyID(id))):
			return v.words.Body(improvement.BodyID(id))
		case !there(improvement.PersonSubject(improvement.PersonID(id))) || !v.signedIn:
			return id
		case v.saidIn(id):
			return whoWasChosen
		}
		return v.words.Person(improvement.PersonID(id))
	})
	if strings.HasPrefix(named, whoWasChosen) {
		return wording.Capital(named)
	}
	return named
}

// saidIn tells whether the request itself names somebody else.
func (v *visit) saidIn(id string) bool {
	says := func(values url.Values) bool {
		for _, all := range values {
			if slices.ContainsFunc(all, func(value string) bool { return strings.TrimSpace(value) == id }) {
				return true
			}
		}
		return false
	}
	return id != string(v.who.Person) && (slices.Contains(strings.Split(v.request.URL.Path, "/"), id) || says(v.request.URL.Query()) || says(v.request.PostForm))
}
