package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// auditPage lists who came in, what was refused, and what was taken out.
type auditPage struct {
	asking
	Filters     []question
	Entries     []auditLine
	First, Next string
}

type auditLine struct{ At, Who, What, About, Reference string }

func (auditPage) head() head {
	return head{Template: "audit", Title: "Audit", Wide: true, Help: "Who came in, what was refused and what was taken out, the latest first. Somebody who calls may read you the reference that they were shown."}
}

// auditShown is how many entries a page of the audit shows.
const auditShown = 100

// audited are the kinds of entry in words, in the order of the filter.
var audited = []option{
	{Value: string(access.SignedIn), Label: "Signed in"}, {Value: string(access.SignInFailed), Label: "Could not sign in"},
	{Value: string(access.SignedOut), Label: "Signed out"}, {Value: string(access.SignInsEnded), Label: "Ended sign-ins"},
	{Value: string(access.Refused), Label: "Was refused"}, {Value: string(access.FromElsewhere), Label: "Sent from another site"},
	{Value: string(access.TooOften), Label: "Asked too often"}, {Value: string(access.Exported), Label: "Took data out"},
	{Value: string(access.LinkMade), Label: "Link to sign in made"}, {Value: string(access.LinkUsed), Label: "Used a link"},
	{Value: string(access.LinksRevoked), Label: "Links revoked"}, {Value: string(access.PasskeyAdded), Label: "Passkey added"},
	{Value: string(access.PasskeyRemoved), Label: "Passkey removed"}, {Value: string(access.IdentityAdded), Label: "Staff account connected"},
	{Value: string(access.CalendarMade), Label: "Calendar made"}, {Value: string(access.CalendarEnded), Label: "Calendar ended"},
	{Value: string(access.FileKeptBack), Label: "Virus found in a file"},
}

func showAudit(ctx context.Context, v *visit) (answer, error) {
	f := v.blank(v.request.URL.Query())
	p := auditPage{asking: asking{f}}
	filter, wrong := auditFilter(f)
	var entries []access.Audited
	if wrong == nil {
		var err error
		if entries, err = v.Access.Audit(ctx, filter, auditShown+1); err != nil {
			return answer{}, err
		}
	} else if !f.refused(v, wrong) {
		return answer{}, wrong
	}
	p.Filters = []question{
		{"pick", f.Choice("what", "What", "", audited)},
		{"text", f.May("person", "Person", "Their identifier, as it stands on their page.")},
		{"date", f.Field("since", "Since", "Leave it empty for all.")},
	}
	if wrong != nil {
		return again(p)
	}
	if filter.Before > 0 {
		p.First = "/audit?" + auditQuery(f, 0)
	}
	if len(entries) > auditShown {
		entries = entries[:auditShown]
		p.Next = "/audit?" + auditQuery(f, entries[auditShown-1].Seq)
	}
	people := []improvement.PersonID{v.who.Person}
	for _, e := range entries {
		people = append(people, e.Person)
	}
	if err := v.meet(ctx, people, nil); err != nil {
		return answer{}, err
	}
	for _, e := range entries {
		p.Entries = append(p.Entries, v.auditLine(e))
	}
	return answer{status: http.StatusOK, page: p}, v.words.Err()
}

func (v *visit) auditLine(e access.Audited) auditLine {
	line := auditLine{At: plainTime(e.At), Who: "Nobody who is known", What: string(e.What), About: e.About, Reference: e.Reference}
	switch {
	case e.What == access.FileKeptBack:
		line.Who = "The virus check"
	case e.Person != "":
		line.Who = v.words.Person(e.Person)
	}
	if i := slices.IndexFunc(audited, func(o option) bool { return o.Value == string(e.What) }); i >= 0 {
		line.What = audited[i].Label
	}
	if e.How != "" {
		line.What += " (" + string(e.How) + ")"
	}
	return line
}

func auditFilter(f *form) (access.AuditFilter, error) {
	filter := access.AuditFilter{Person: improvement.PersonID(f.value("person")), What: access.What(f.value("what"))}
	known := func(o option) bool { return o.Value == f.value("what") }
	if filter.What != "" && !slices.ContainsFunc(audited, known) {
		return filter, improvement.Refuse(improvement.Invalid, "what", "There are no such entries. Choose one of the list.")
	}
	since, err := dayAsked(f.values, "since")
	if err != nil {
		return filter, err
	}
	if since != "" {
		filter.Since = since.Start()
	}
	if before := f.value("before"); before != "" {
		if filter.Before, err = strconv.ParseInt(before, 10, 64); err != nil || filter.Before < 1 {
			return filter, improvement.Refuse(improvement.Invalid, "", "This page of the audit is not there. Start from the latest.")
		}
	}
	return filter, nil
}

// auditQuery is the address of another page of the audit; before 0 the first.
func auditQuery(f *form, before int64) string {
	q := url.Values{}
	for name, all := range f.values {
		if name != "before" && len(all) > 0 && all[0] != "" {
			q.Set(name, all[0])
		}
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	return q.Encode()
}
