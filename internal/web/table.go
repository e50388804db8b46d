package web

import "github.com/cairnqi/cairn/improvement"

// Row is a route, as those see it who walk all of them.
type Row struct {
	Pattern, Policy string // as http.ServeMux takes it; the name of who is let in
	policy          policy
}

// Lets tells whether somebody who signed in is let in.
func (r Row) Lets(who improvement.Actor) bool { return r.policy.lets(true, who) }

// Table lists all routes.
func Table() []Row {
	var rows []Row
	for _, r := range new(Server).routes() {
		rows = append(rows, Row{r.pattern, string(r.policy), r.policy})
	}
	return rows
}
