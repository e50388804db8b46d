package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/google/uuid"
)

// visit is one request: who asks, on whose session, and the words that are read for them.
type visit struct {
	*Server
	request   *http.Request
	writer    http.ResponseWriter
	reference string // what the person and the log are told alike
	who       improvement.Actor
	signedIn  bool
	unnamed   bool                 // nobody is named in what is written down of it
	in        access.SignIn        // where they signed in
	was       improvement.PersonID // who was signed in here, where that has ended
	link      access.TaskLink      // by which they came, where it is one of a letter to a task
	words     *wording.Words

	takes    int64         // the most bytes of what is sent that the page takes
	unbound  io.ReadCloser // what is sent, beyond that
	dropped  bool          // files came with it that were not read
	tooLarge error         // what is wrong with it, where only its text was read
}

// handler answers a visit. A refusal (*improvement.Error) becomes a plain page.
type handler func(ctx context.Context, v *visit) (answer, error)

// reference is a number that a person can read out over the telephone.
func reference() string { return uuid.NewString()[:8] }

// outside is a visit of which who asks is not looked up: no page took it, or one failed.
func (s *Server) outside(w http.ResponseWriter, r *http.Request) *visit {
	return &visit{Server: s, request: r, writer: w, reference: reference(), words: wording.New(r.Context(), s.Vault, s.Record)}
}

// visit begins a visit: it looks up who asks.
func (s *Server) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := s.outside(w, r)
	id := s.sessions.GetString(r.Context(), sessionSignIn)
	if id == "" {
		return v, nil
	}
	in, err := access.Standing(r.Context(), s.Access, access.DefaultLimits(), access.SignInID(id), s.Real())
	if _, ended := improvement.Refusal(err); ended {
		v.was = in.Person
		return v, s.sessions.Destroy(r.Context())
	}
	if err != nil {
		return v, err
	}
	who, err := s.Record.Actor(r.Context(), in.Person)
	if errors.Is(err, improvement.ErrNotFound) || err == nil && mayStay(who) != nil {
		return v, s.sessions.Destroy(r.Context()) // they take part no more
	}
	if err != nil {
		return v, err
	}
	v.in = in
	v.who, v.signedIn = who, true
	return v, nil
}

// noted is who is named in the log and the audit.
func (v *visit) noted() improvement.PersonID {
	if v.unnamed {
		return ""
	}
	return v.who.Person
}

// today is the record's day.
func (v *visit) today() improvement.Date { return improvement.DateOf(v.Now()) }

// path is a part of the address that the route names.
func (v *visit) path(name string) string { return v.request.PathValue(name) }

// query is a parameter of the address.
func (v *visit) query(name string) string { return v.request.URL.Query().Get(name) }

// reader reads documents in the name of whoever asks.
func (v *visit) reader() intake.Reader { return intake.Reader{Sealer: v.Vault, Author: v.who.Person} }

// meet reads the names of people and bodies at once.
func (v *visit) meet(ctx context.Context, people []improvement.PersonID, bodies []improvement.BodyID) error {
	var subjects []improvement.SubjectID
	seen := map[improvement.SubjectID]bool{}
	add := func(s improvement.SubjectID) {
		if !seen[s] {
			seen[s] = true
			subjects = append(subjects, s)
		}
	}
	for _, p := range people {
		if _, is := p.Correspondent(); p != "" && !is {
			add(improvement.PersonSubject(p))
		}
	}
	for _, b := range bodies {
		if b != "" {
			add(improvement.BodySubject(b))
		}
	}
	if len(subjects) == 0 {
		return nil
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return err
	}
	return v.words.Meet(states)
}

// test gives a test of change as whoever asks may see it.
func (v *visit) test(ctx context.Context, id string) (*improvement.TestOfChange, error) {
	t, err := v.wholeTest(ctx, id)
	if err != nil {
		return nil, err
	}
	return t.ShownTo(v.who), nil
}

// wholeTest is a test with what is kept back from whoever asks: to tell what is.
func (v *visit) wholeTest(ctx context.Context, id string) (*improvement.TestOfChange, error) {
	_, state, err := v.Record.State(ctx, improvement.TestSubject(id))
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, improvement.Refuse(improvement.NotFound, "", "There is no test of change called %q. Look for it in the list of tests.", id)
	}
	if err != nil {
		return nil, err
	}
	return improvement.RestoreTest(state)
}

// say keeps a sentence for the next page that is shown.
func (v *visit) say(format string, args ...any) {
	v.sessions.Put(v.request.Context(), sessionSays, fmt.Sprintf(format, args...))
}

// acknowledge says what became of a command: no more than is true.
func (v *visit) acknowledge(r improvement.Receipt, done string) {
	if r.Filed {
		v.say("%s", done)
		return
	}
	v.say("We have received it, and are filing it now. Load this page again in a moment to see it.")
}

// plainTime is a moment as people say it.
func plainTime(t time.Time) string { return wording.Moment(t) }
