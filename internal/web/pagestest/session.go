package pagestest

import (
	"crypto/rand"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/cairnqi/cairn/internal/access"
)

// Aged makes the visitor's sign-in as old as that, as if they had come in so long ago and
// been here since.
func (v *Visitor) Aged(by time.Duration) *Visitor {
	v.t.Helper()
	const key = "sign-in" // where a session keeps whose it is
	sessions, token := v.town.Desk.Sessions(), v.Cookie("cairn")
	data, _, err := sessions.FindCtx(v.t.Context(), token)
	if err != nil {
		v.t.Fatal(err)
	}
	deadline, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		v.t.Fatal(err)
	}
	id, _ := values[key].(string)
	in, err := v.town.Desk.SignIn(v.t.Context(), access.SignInID(id))
	if err != nil {
		v.t.Fatal(err)
	}
	in.ID, in.Began = access.SignInID(rand.Text()), in.Began.Add(-by)
	if err := v.town.Desk.BeginSignIn(v.t.Context(), in); err != nil {
		v.t.Fatal(err)
	}
	values[key] = string(in.ID)
	if data, err = (scs.GobCodec{}).Encode(deadline, values); err == nil {
		err = sessions.CommitCtx(v.t.Context(), token, data, deadline)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return v
}
