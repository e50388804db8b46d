package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/google/uuid"
)

// form is what somebody writes on a page: as it was posted, and what is wrong with it.
type form struct {
	Action string // where it is sent
	Nonce  string // tells this form from the same one opened again
	Faults []fault
	Says   string // what is wrong with no field of it
	Kept   bool   // it was taken up where it was left
	Chose  bool   // files were chosen for what was kept; they are not kept
	Unkept bool   // what is written in it is kept nowhere
	Mark   string // of what was kept of it as it was shown; empty: of nobody who is signed in

	values url.Values
	asked  map[string]int // the fields that the page shows, by when it asks them
	added  string         // the row that was just asked for, until its first field is there

	elsewhere func(field string) string // where fields are asked, on a page that asks none itself
}

// asking is a page with a form.
type asking struct{ Form *form }

func (a asking) form() *form { return a.Form }

// fault is what is wrong with a field.
type fault struct{ Field, Says string }

const nonceField = "form"

// pressKeep is the button that keeps a form for later; pressKeepQuietly is what the page's
// own script sends in its place.
const pressKeep, pressKeepQuietly = "keep", "keep-quietly"

// press tells which button sent the form; the one that sends it for good has no name.
func (f *form) press() string { return f.values.Get(buttonField) }

// inMemory is how much of a form with files is held in memory; the rest is on disk meanwhile.
const inMemory = 1 << 20

// blank is a form in which nothing is written yet but what is known.
func (v *visit) blank(known url.Values) *form {
	if known == nil {
		known = url.Values{}
	}
	return &form{Action: v.request.URL.Path, Nonce: uuid.NewString(), values: known, asked: map[string]int{}}
}

// suggest takes what the address suggests for fields that are not filled in yet.
func (v *visit) suggest(f *form, names ...string) {
	for _, name := range names {
		if !f.values.Has(name) && v.query(name) != "" {
			f.values.Set(name, v.query(name))
		}
	}
}

// posted is the form as it was sent. Rows that stay empty are left out. Of one that is too
// large what was written is given with the refusal.
func (v *visit) posted() (*form, error) {
	tooLarge, err := v.receive()
	if err == nil {
		err = checkFields(v.request.PostForm)
	}
	if err != nil {
		return nil, err
	}
	return v.formOf(v.request.PostForm), tooLarge
}

// formOf is a form of what was sent.
func (v *visit) formOf(sent url.Values) *form {
	f := &form{Action: v.request.URL.Path, Nonce: sent.Get(nonceField), Mark: sent.Get(markField), Unkept: true, values: compact(sent), asked: map[string]int{}}
	f.values.Del(markField)
	if f.Nonce == "" {
		f.Nonce = uuid.NewString()
	}
	return f
}

// How many fields a form may have, and how long the name of one: the largest lawful form
// has some hundred rows of ten.
const (
	maxFields    = 5_000
	maxFieldName = 200 // bytes
)

var errManyFields = improvement.Refuse(improvement.Invalid, "", "There is more in this form than a page asks. Send it in parts.")

// checkFields refuses what no page sends, before any work is done on it.
func checkFields(values url.Values) error {
	if len(values) > maxFields {
		return errManyFields
	}
	for name := range values {
		if len(name) > maxFieldName {
			return improvement.Refuse(improvement.Invalid, "", "This form has a field that no page has. Load the page again, and fill it in there.")
		}
	}
	return nil
}

// id names the command that the form is: the same words sent twice are one command,
// changed words are another.
func (f *form) id(v *visit) improvement.CommandID {
	nonce, err := uuid.Parse(f.Nonce)
	if err != nil {
		nonce = uuid.Nil
	}
	return improvement.CommandID(uuid.NewSHA1(nonce, []byte(string(v.who.Person)+" "+f.Action+" "+f.values.Encode())).String())
}

// value is what was written in a field.
func (f *form) value(name string) string { return strings.TrimSpace(f.values.Get(name)) }

// refused takes what is wrong into the form, where the person can mend it.
func (f *form) refused(v *visit, err error) bool {
	if !correctable(err) {
		return false
	}
	_, _, f.Says = translate(err)
	var all *intake.Faults
	err = intake.WithoutLines(err)
	if errors.As(err, &all) {
		f.Says = ""
		for _, one := range all.List {
			f.wrong(v, one)
		}
	} else if one, is := improvement.Refusal(err); is {
		f.Says = ""
		if one.Code == improvement.WrongStage {
			f.Says = "This has moved on since you opened it. What you wrote is still here, and none of it was filed."
		}
		f.wrong(v, one)
	}
	v.Log.Info("A form was refused", "reference", v.reference, "route", v.request.Pattern, "person", v.noted(), "cause", err)
	return true
}

// failed takes into the form that something went wrong here, with none of what was written.
func (f *form) failed(v *visit, err error) bool {
	if status, _, _ := translate(err); status < http.StatusInternalServerError || errors.Is(err, context.Canceled) {
		return false
	}
	if of, is := v.explain(err).page.(errorPage); is {
		f.Faults, f.Says = nil, of.Says+" What you wrote is still here. Reference: "+of.Reference
	}
	return true
}

func (f *form) wrong(v *visit, one *improvement.Error) {
	says := v.withNames(one.Message)
	if name, ask, is := strings.Cut(says, " is missing. "); is && strings.HasSuffix(one.Field, name) { // the page names the question
		says = ask
	}
	if strings.HasPrefix(says, `"" `) { // the rules quote what was written: here, nothing
		says = "This is not answered yet. Choose one of what is offered."
	}
	f.Faults = append(f.Faults, fault{f.atRow(one.Field), says})
}

// command reads the form as the document of a command.
func (v *visit) command(ctx context.Context, f *form, name string) (intake.Command, error) {
	doc, err := document(f.values)
	if err != nil {
		return intake.Command{}, err
	}
	return v.reader().Command(ctx, name, doc)
}
