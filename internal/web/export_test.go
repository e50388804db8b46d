package web

import "github.com/cairnqi/cairn/improvement"

// Row is a route as tests see it.
type Row struct {
	Pattern, Policy string
	Lets            func(improvement.Actor) bool
}

// Table lists the routes.
func Table() []Row {
	var rows []Row
	for _, r := range new(Server).routes() {
		rows = append(rows, Row{r.pattern, string(r.policy), func(a improvement.Actor) bool { return r.policy.lets(true, a) }})
	}
	return rows
}

// Within is the address on this service that somebody is sent to.
var Within = within
