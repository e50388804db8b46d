package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// errorPage tells what went wrong: what to do, and the reference under which the log has
// the cause. What was written in a form that cannot be shown again is given back.
type errorPage struct {
	Title, Says, Reference string
	Wrote                  []string
}

func (p errorPage) head() head { return head{Template: "error", Title: p.Title} }

// explain is the one place where an error becomes a page.
func (v *visit) explain(err error) answer {
	status, title, says := translate(err)
	level := v.Log.Info
	if status >= http.StatusInternalServerError {
		level = v.Log.Error
	}
	if !errors.Is(err, context.Canceled) {
		level("A page was refused", "reference", v.reference, "status", status, "method", v.request.Method,
			"route", v.routeOf(v.request), "person", v.noted(), "cause", err)
	}
	if errors.Is(err, errTooOften) && v.request.Method == http.MethodPost { // it is read no further
		says = "This was asked for many times in a short while. Leave this page open, and load it again in ten minutes: what you wrote is sent again then."
	}
	return answer{status: status, page: errorPage{Title: title, Says: v.withNames(says), Reference: v.reference, Wrote: v.wrote(err)}}
}

// wrote is what somebody who is signed in sent with a request that is refused.
func (v *visit) wrote(refused error) []string {
	if !v.signedIn || v.request.Method != http.MethodPost || isTooLarge(refused) || errors.Is(refused, errTooOften) {
		return nil
	}
	if v.request.PostForm == nil && !v.withParts() { // nothing was read of it yet
		if err := v.request.ParseForm(); err != nil {
			return nil
		}
	}
	return inSentences(v.request.PostForm)
}

// inSentences are the texts of a form that consist of more than one word.
func inSentences(values url.Values) []string {
	var texts []string
	for name, all := range values {
		for _, one := range all {
			if one = strings.TrimSpace(one); name != nonceField && strings.ContainsAny(one, " \n") {
				texts = append(texts, one)
			}
		}
	}
	slices.Sort(texts)
	return texts
}

// errFromElsewhere refuses what another site had a browser send.
var errFromElsewhere = errors.New("web: a request from another site")

// translate gives the status and the safe sentence of an error.
func translate(err error) (status int, title, says string) {
	if refused, is := improvement.Refusal(err); is {
		return statusOf[refused.Code], titleOf[refused.Code], refused.Message
	}
	switch {
	case isTooLarge(err):
		return http.StatusRequestEntityTooLarge, "That is too large", tooLargeSays(err)
	case errors.Is(err, errFromElsewhere):
		return http.StatusForbidden, "Sent from another site", "This was sent from another site, so it was not taken. Open the page here, and send it from there."
	case errors.Is(err, errTooOften):
		return http.StatusTooManyRequests, "Please wait a little", "This was asked for many times in a short while. Nothing was lost. Wait ten minutes, and try again."
	case errors.Is(err, improvement.ErrChecking):
		return http.StatusConflict, "This file is being checked", "It is being checked for viruses, and nobody can open it until that is done. Look again in a few minutes."
	case errors.Is(err, improvement.ErrHarmful):
		return http.StatusForbidden, "This file is kept back", "Something harmful was found in it, so nobody can open it."
	case errors.Is(err, improvement.ErrNotFound):
		return http.StatusNotFound, "Page not found", "There is nothing at this address. Check that it was copied whole, or begin at the start page."
	case errors.Is(err, improvement.ErrNotConfirmed):
		return http.StatusServiceUnavailable, "Not confirmed", "We could not confirm that this arrived. Send it again: it will not be filed twice."
	case errors.Is(err, improvement.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "Sorry, the service is not available just now", "Nothing was lost. Try again in a few minutes."
	}
	return http.StatusInternalServerError, "Sorry, something went wrong here", "It is not your fault, and it was written down for whoever looks after this service. Try again in a few minutes."
}

// tooLargeSays tells how much a page takes.
func tooLargeSays(err error) string {
	var bounded *http.MaxBytesError
	if !errors.As(err, &bounded) {
		return "What you sent is larger than this page takes. Send less at a time."
	}
	return "What you sent is larger than " + megabytes(bounded.Limit) + ", the most that this page takes at a time. Send less of it, or make it smaller."
}

var statusOf = map[improvement.Code]int{
	improvement.Invalid: http.StatusUnprocessableEntity, improvement.NotAllowed: http.StatusForbidden,
	improvement.WrongStage: http.StatusConflict, improvement.NotFound: http.StatusNotFound, improvement.Conflict: http.StatusConflict,
}

var titleOf = map[improvement.Code]string{
	improvement.Invalid: "This could not be taken", improvement.NotAllowed: "This is not yours to do",
	improvement.WrongStage: "This has moved on", improvement.NotFound: "Page not found", improvement.Conflict: "This has moved on",
}

// correctable tells whether a form is shown again with what is wrong, so that nothing
// that was written is lost.
func correctable(err error) bool {
	_, refused := improvement.Refusal(err)
	return refused || errors.Is(err, improvement.ErrNotConfirmed) || errors.Is(err, improvement.ErrUnavailable)
}
