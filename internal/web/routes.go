package web

// route is an address, who may come there, and what answers.
type route struct {
	pattern string // as http.ServeMux takes it
	policy  policy
	handle  handler
	files   int64 // the most bytes of what is sent, where files may be; 0: a form without
}

// routes is the table of all pages. An address that asks has a form: GET shows it, POST
// takes it.
func (s *Server) routes() []route {
	return table(
		get("/sign-in", everybody, signInForm),
		post("/sign-in/rehearsal", everybody, signInToRehearsal),
		post("/sign-out", onRecord, signOut),

		get("/{$}", onRecord, home),

		get("/take-over", onRecord, showOthersSteps),
		post("/tests/{test}/steps/{step}/claim", onRecord, claimStep),

		get("/tests", onRecord, listTests),
		get("/tests/board", onRecord, showBoard),
		get("/overview", onRecord, showOverview),

		get("/help", everybody, showHelp),
		get("/accessibility", everybody, showAccessibility),
		get("/privacy", everybody, showPrivacy),

		get("/launch", officers, showLaunch),
		post("/launch/begin", officers, beginLaunch),
		post("/launch/drop", officers, dropLaunch),
		get("/launch/earlier", officers, showEarlier),
		askParts(),
		ask("/launch/check", officers, checkLaunch),
		get("/launch/done/{test}", officers, showLaunched),

		get("/tests/{test}", onRecord, showTest),
		ask("/tests/{test}/steps/{step}/done", onRecord, stepDone),
	)
}

func get(path string, p policy, h handler) []route {
	return []route{{pattern: "GET " + path, policy: p, handle: h}}
}

func post(path string, p policy, h handler) []route {
	return []route{{pattern: "POST " + path, policy: p, handle: h}}
}

func ask(path string, p policy, a asks) []route {
	return append(get(path, p, a.get), post(path, p, a.post)...)
}

func table(rows ...[]route) []route {
	var all []route
	for _, row := range rows {
		all = append(all, row...)
	}
	return all
}
