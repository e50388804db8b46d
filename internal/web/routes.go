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

		get("/tests/{test}", onRecord, showTest),
		get("/tests/{test}/journal", onRecord, showJournal),
		get("/tests/{test}/evidence", onRecord, showEvidence),
		get("/tests/{test}/evidence/{item}", onRecord, showEvidenceItem),
		get("/files/{test}/{item}/{n}", onRecord, giveEvidenceFile),
		get("/tests/{test}/measures/{measure}", onRecord, showMeasure),

		get("/people", officers, listPeople),
		get("/people/import", admins, importPeopleForm),
		taking(maxForm, post("/people/import", admins, importPeople)),
		get("/audit", admins, showAudit),
		get("/people/{person}", officers, showPerson),
		ask("/people/{person}/change", admins, changePerson),
		ask("/people/{person}/hearing", officers, changeHearing),
		ask("/people/{person}/hand-over", officers, handOverAll),
		ask("/people/{person}/give-role", officers, giveRole),
		ask("/people/{person}/roles/{body}/{role}/change", officers, changeRole),
		ask("/people/{person}/roles/{body}/{role}/end", officers, endRole),
		get("/groups", officers, listGroups),
		get("/groups/{body}", officers, showGroup),
		ask("/groups/{body}/invite", officers, inviteInto),

		get("/reports", onRecord, listReports),
		get("/reports/{report}", onRecord, showReport),
		get("/reports/{report}/{format}", onRecord, giveReport),
		get("/tests/{test}/reports/{report}", onRecord, showReport),
		get("/tests/{test}/reports/{report}/{format}", onRecord, giveReport),
		get("/tests/{test}/summary", onRecord, showSummary),

		ask("/tests/{test}/plan", onRecord, submitPlan),
		ask("/tests/{test}/agree-plan", onRecord, agreePlan),
		ask("/tests/{test}/send-back", onRecord, sendBackPlan),
		ask("/tests/{test}/steps/{step}/done", onRecord, stepDone),
		ask("/tests/{test}/steps/{step}/reschedule", onRecord, rescheduleStep),
		ask("/tests/{test}/steps/{step}/assign", onRecord, assignStep),
		ask("/tests/{test}/steps/{step}/drop", onRecord, dropStep),
		taking(maxFiles, ask("/tests/{test}/observe", onRecord, observe)),
		ask("/tests/{test}/evidence/{item}/concern", onRecord, raiseConcern),
		ask("/tests/{test}/measures/{measure}/record", onRecord, recordPoints),
		taking(maxImport, ask("/tests/{test}/measures/{measure}/import", onRecord, importPoints)),
		ask("/tests/{test}/measures/{measure}/correct", onRecord, correctPoint),
		ask("/tests/{test}/measures/{measure}/usual", onRecord, rebaseMeasure),
		ask("/tests/{test}/talks/{talk}", onRecord, talkAbout),
		ask("/tests/{test}/finish-do", onRecord, finishDo),
		ask("/tests/{test}/end-do", onRecord, endDoEarly),
		ask("/tests/{test}/study", onRecord, fileStudy),
		ask("/tests/{test}/act", onRecord, proposeNext),
		ask("/tests/{test}/begin-cycle", onRecord, beginCycle),
		ask("/tests/{test}/take-to-lmg", onRecord, takeToLMG),
		ask("/tests/{test}/check-gain", onRecord, checkGain),
		ask("/tests/{test}/pause", onRecord, pauseTest),
		ask("/tests/{test}/resume", onRecord, resumeTest),
		ask("/tests/{test}/hand-over", onRecord, handOver),
		ask("/tests/{test}/agreement", onRecord, proposeAgreement),
		ask("/tests/{test}/agreement/review", onRecord, reviewAgreement),
		ask("/tests/{test}/agreement/{party}/agree", onRecord, agreeToPart),
		ask("/tests/{test}/agreement/{party}/decline", onRecord, declinePart),
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

// taking lets files come with a form, so many bytes with all of it.
func taking(bytes int64, rows []route) []route {
	for i := range rows {
		rows[i].files = bytes
	}
	return rows
}

func table(rows ...[]route) []route {
	var all []route
	for _, row := range rows {
		all = append(all, row...)
	}
	return all
}
