package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

const (
	// maxDrained is the most bytes that are read, and dropped, of a form that is too large:
	// what was written may stand behind a film. Larger ones are refused unread.
	maxDrained = 1 << 30
	// maxShown is the most bytes of text that are shown again of a form that is too large.
	maxShown = 8 << 20
)

// bound bounds what is read of a request. Files come from whoever is let in, and from one
// whose sign-in ended meanwhile: theirs are dropped as they come (postedText).
func (v *visit) bound(ctx context.Context, r route) {
	v.takes, v.unbound = maxForm, v.request.Body
	ended := func() bool {
		return !v.signedIn && v.request.Method == http.MethodPost && v.whoWas(ctx) != ""
	}
	if r.files > maxForm && (r.policy.lets(v.signedIn, v.who) || ended()) {
		v.takes = r.files
		if r.policy != everybody {
			v.takeTime()
		}
	}
	v.request.Body = http.MaxBytesReader(v.writer, v.unbound, v.takes)
}

// filesWithin is how long files may take to come: a photo of 12 MB over a slow mobile
// connection takes some minutes.
const filesWithin = 10 * time.Minute

// takeTime gives a form with files of somebody who is known longer than the server gives
// others.
func (v *visit) takeTime() {
	c, until := http.NewResponseController(v.writer), time.Now().Add(filesWithin)
	if err := errors.Join(c.SetReadDeadline(until), c.SetWriteDeadline(until.Add(time.Minute))); err != nil {
		v.Log.Debug("A form with files has no longer than others", "reference", v.reference, "cause", err)
	}
}

// receive reads what was sent into the request's PostForm. Of what is larger than the page
// takes, and comes from somebody who is known, it reads the text alone and gives what is
// wrong: they have it back to mend.
func (v *visit) receive() (tooLarge, err error) {
	r := v.request
	if v.tooLarge != nil || v.who.Person == "" || r.ContentLength <= v.takes {
		if v.tooLarge == nil {
			err = r.ParseMultipartForm(inMemory) //nolint:gosec // bound bounds what is read
		}
		if errors.Is(err, http.ErrNotMultipart) {
			err = nil
		}
		return v.tooLarge, err
	}
	if r.PostForm, err = v.textAlone(); isTooLarge(err) {
		return nil, &http.MaxBytesError{Limit: v.takes}
	}
	if err != nil {
		return nil, err
	}
	v.tooLarge = improvement.Refuse(improvement.Invalid, "", "What you wrote is longer than %s, the most that this page takes. Shorten it, or send it in parts.", megabytes(v.takes))
	if v.dropped {
		v.tooLarge = improvement.Refuse(improvement.Invalid, filesField, "What you chose is larger than %s, the most that this page takes at a time. None of it was stored. Choose fewer files, or smaller ones.", megabytes(v.takes))
	}
	return v.tooLarge, nil
}

// withParts tells whether the form was sent as one with files is. A request that was asked
// for its parts cannot be read otherwise.
func (v *visit) withParts() bool {
	kind, _, err := mime.ParseMediaType(v.request.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// textAlone reads the text of a form that is too large.
func (v *visit) textAlone() (url.Values, error) {
	v.request.Body = http.MaxBytesReader(v.writer, v.unbound, maxDrained)
	if !v.withParts() {
		v.request.Body = http.MaxBytesReader(v.writer, v.unbound, maxShown)
		err := v.request.ParseForm()
		return v.request.PostForm, err
	}
	parts, err := v.request.MultipartReader()
	if err != nil {
		return nil, err
	}
	values, dropped, err := textOf(parts, maxShown)
	v.dropped = dropped
	return values, err
}

// postedText is what was written in a form, without its files: they are dropped as they
// come. It gives what came before an error, too.
func (v *visit) postedText() (*form, error) {
	if !v.withParts() {
		return v.posted()
	}
	parts, err := v.request.MultipartReader()
	if err != nil {
		return nil, err
	}
	values, dropped, err := textOf(parts, maxForm)
	v.dropped = dropped
	if err == nil {
		err = checkFields(values)
	}
	return v.formOf(values), err
}

// textOf reads the fields of a form with files up to so many bytes, and tells whether a
// file was among them. Nothing of a file is stored, or held in memory.
func textOf(parts *multipart.Reader, most int64) (values url.Values, files bool, err error) {
	values = url.Values{}
	left := most
	for range maxFields {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return values, files, nil
		}
		if err != nil {
			return values, files, err
		}
		name := part.FormName()
		_, typed := part.Header["Content-Type"]
		switch {
		case name == "":
		case typed || part.FileName() != "":
			files = files || part.FileName() != ""
		default:
			text, err := io.ReadAll(io.LimitReader(part, left+1))
			if left -= int64(len(name) + len(text)); err == nil && left < 0 {
				err = &http.MaxBytesError{Limit: most}
			}
			if err != nil {
				return values, files, err
			}
			values.Add(name, string(text))
		}
	}
	return values, files, errManyFields
}

func isTooLarge(err error) bool {
	var tooLarge *http.MaxBytesError
	return errors.As(err, &tooLarge) || errors.Is(err, multipart.ErrMessageTooLarge)
}

// choseFiles tells whether files came with the form.
func (v *visit) choseFiles() bool {
	if v.dropped || v.request.MultipartForm == nil {
		return v.dropped
	}
	for _, f := range v.request.MultipartForm.File[filesField] {
		if f.Filename != "" {
			return true
		}
	}
	return false
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }
