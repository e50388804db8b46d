package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// signInPage asks who somebody is.
type signInPage struct {
	asking
	Next    string
	People  []castMember // of a rehearsal
	Letters bool         // a link may be asked for
	Again   bool         // they are signed in, and are to show that it is them

	Empty bool // nobody is on record yet: it begins by the link of the start

	Passkeys bool
	Staff    string // what the staff's provider is called; empty: there is none
}

// castMember is somebody of a rehearsal.
type castMember struct {
	ID         improvement.PersonID
	Name, Does string
}

func (p signInPage) head() head {
	if p.Again {
		return head{Template: "sign-in", Title: "Sign in again", Crumbs: []crumb{{"Back", p.Next}},
			Help: "What you are about to do changes how somebody comes in. You signed in a while ago, so please show once more that it is you. You come back to where you were, and nothing that you wrote is lost."}
	}
	return head{Template: "sign-in", Title: "Sign in", Help: "Cairn keeps tests of change moving and their evidence safe."}
}

// askToSignIn sends somebody to sign in, and back afterwards. What they had written is
// kept.
func (v *visit) askToSignIn(ctx context.Context) (answer, error) {
	if v.request.Method == http.MethodPost {
		if a, err := v.keepMeanwhile(ctx); err != nil || a.status != 0 {
			return a, err
		}
	}
	if v.request.URL.Path == "/" {
		return goTo("/sign-in")
	}
	return goTo("/sign-in?next=" + url.QueryEscape(v.request.URL.Path))
}

// signInForm asks for an address to send a link to, and offers the other ways.
var signInForm = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		next := v.query("next")
		if f.values.Has("next") {
			next = f.values.Get("next")
		}
		page := signInPage{asking: asking{f}, Next: within(next), Letters: v.Letters != nil, Passkeys: v.passkeys != nil, Staff: v.OIDC.Name}
		page.Again = v.signedIn && v.query("again") != ""
		var err error
		if page.Empty, err = v.nobodyYet(ctx); err != nil || page.Empty {
			return page, err
		}
		if v.Rehearsing {
			people, err := v.cast(ctx)
			if err != nil {
				return nil, err
			}
			page.People = people
		}
		return page, nil
	},
	do: askForLink,
}

// nobodyYet tells that the record has no administrator: nobody can sign in before there is
// one.
func (v *visit) nobodyYet(ctx context.Context) (bool, error) {
	if v.Rehearsing || v.Beginner == nil {
		return false, nil
	}
	if kept, err := v.keptByLMGs(ctx); err != nil || kept {
		return false, err
	}
	err := v.Beginner.MayBegin(ctx)
	if _, begun := improvement.Refusal(err); begun {
		return false, nil
	}
	return err == nil, err
}

// lmgsLookedAt bounds what a page for everybody reads: a country has fewer LMGs.
const lmgsLookedAt = 100

// keptByLMGs tells whether an administrator of an LMG is found at once, who is not under 16.
// Only where none is has every body to be gone through: an administrator may be one of a
// locality alone.
func (v *visit) keptByLMGs(ctx context.Context) (bool, error) {
	lmgs, err := v.bodiesBy(ctx, improvement.Filter{Stage: string(improvement.LMG), Limit: lmgsLookedAt})
	if err != nil {
		return false, err
	}
	var administrators []improvement.SubjectID
	for _, lmg := range lmgs {
		for _, m := range lmg.Members {
			if m.Role == improvement.Administrator {
				administrators = append(administrators, improvement.PersonSubject(m.Person))
			}
		}
	}
	if len(administrators) == 0 {
		return false, nil
	}
	states, err := v.Record.States(ctx, administrators)
	if err != nil {
		return false, err
	}
	for _, state := range states {
		var p improvement.Person
		if err := json.Unmarshal(state, &p); err != nil {
			return false, err
		}
		if !p.Under16 {
			return true, nil
		}
	}
	return false, nil
}

// within keeps an address to this service: nobody is sent elsewhere. Browsers take a \ for
// a /, and leave tabs and line ends out.
func within(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsRune(path, '\\') ||
		strings.ContainsFunc(path, unicode.IsControl) { // browsers drop tabs and line ends from an address
		return "/"
	}
	if to, err := url.Parse(path); err != nil || to.Scheme != "" || to.Host != "" {
		return "/"
	}
	return path
}

// cast lists the people of a rehearsal who act, with what they do.
func (v *visit) cast(ctx context.Context) ([]castMember, error) {
	bodies, err := v.bodiesBy(ctx, improvement.Filter{})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(bodies, func(a, b improvement.BodyState) int { return cmp.Compare(a.Body.ID, b.Body.ID) })
	parts := map[improvement.PersonID][]string{}
	var people []improvement.PersonID
	var held []improvement.Membership
	for _, b := range bodies {
		held = append(held, b.Members...)
	}
	for _, m := range held {
		people = append(people, m.Person)
	}
	if err := v.meet(ctx, people, nil); err != nil {
		return nil, err
	}
	for _, m := range held {
		parts[m.Person] = append(parts[m.Person], roleName(m.Role)+", "+v.words.Body(m.Body))
	}
	slices.Sort(people)
	var cast []castMember
	for _, p := range slices.Compact(people) {
		cast = append(cast, castMember{p, v.words.Person(p), strings.Join(parts[p], "; ")})
	}
	return cast, nil
}

func signInToRehearsal(ctx context.Context, v *visit) (answer, error) {
	if !v.Rehearsing {
		return answer{}, improvement.ErrNotFound
	}
	person := improvement.PersonID(v.request.PostFormValue("person"))
	if err := v.signIn(ctx, person, access.ByDemo); err != nil {
		return answer{}, err
	}
	return goTo(within(v.request.PostFormValue("next")))
}

func signOut(ctx context.Context, v *visit) (answer, error) {
	if err := v.signOut(ctx); err != nil {
		return answer{}, err
	}
	return goTo("/sign-in")
}
