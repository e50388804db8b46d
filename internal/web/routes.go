package web

// route is an address, who may come there, and what answers.
type route struct {
	pattern string // as http.ServeMux takes it
	policy  policy
	handle  handler
	files   int64 // the most bytes of what is sent, where files may be; 0: a form without
	limited limit // how often one client may ask; zero: as often as they like
}

// routes is the table of all pages. An address that asks has a form: GET shows it, POST
// takes it.
func (s *Server) routes() []route {
	return table(
		limited(ask("/sign-in", everybody, signInForm)),
		get("/sign-in/sent", everybody, linkSent),
		limited(get("/sign-in/link/{token}", everybody, openLink)),
		limited(post("/sign-in/link/{token}", everybody, useLink)),
		limited(ask("/begin/{token}", everybody, beginRecord)),
		post("/sign-in/rehearsal", everybody, signInToRehearsal),
		limited(post("/sign-in/passkey/begin", everybody, beginWithPasskey)),
		limited(post("/sign-in/passkey", everybody, signInWithPasskey)),
		limited(get("/sign-in/staff", everybody, goToProvider)),
		limited(get("/sign-in/staff/back", everybody, backFromProvider)),
		post("/sign-out", onRecord, signOut),

		ask("/you", onRecord, account),
		post("/you/sign-ins/end", onRecord, endSignIn),
		post("/you/sign-ins/end-others", onRecord, endOtherSignIns),
		post("/you/passkeys/begin", onRecord, beginPasskey),
		post("/you/passkeys", onRecord, addPasskey),
		post("/you/passkeys/remove", onRecord, removePasskey),
		post("/you/links/revoke", onRecord, revokeLinks),
		post("/you/calendar", onRecord, makeCalendar),
		post("/you/calendar/end", onRecord, endCalendar),
		limited(get("/calendar/{token}", everybody, showCalendar)),

		limited(ask("/task/{token}", everybody, linkedTask)),
		get("/task-done", everybody, taskDone),

		get("/{$}", onRecord, home),

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
