package web

// route is an address, who may come there, and what answers.
type route struct {
	pattern string // as http.ServeMux takes it
	policy  policy
	handle  handler
	files   int64 // the most bytes of what is sent, where files may be; 0: a form without
}

// routes is the table of all pages.
func (s *Server) routes() []route {
	return []route{
		{"GET /sign-in", everybody, signInForm, 0},
		{"POST /sign-in/rehearsal", everybody, signInToRehearsal, 0},
		{"POST /sign-out", onRecord, signOut, 0},

		{"GET /{$}", onRecord, home, 0},

		{"GET /tests/{test}", onRecord, showTest, 0},
		{"GET /tests/{test}/steps/{step}/done", onRecord, stepDoneForm, 0},
		{"POST /tests/{test}/steps/{step}/done", onRecord, stepDone, 0},
	}
}
