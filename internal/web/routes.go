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

		newsletterRoutes(),
	)
}

// newsletterRoutes are the part of the table about newsletters. Letters say the addresses
// of the last four.
func newsletterRoutes() []route {
	return table(
		get("/newsletter", onRecord, showNewsletters),
		get("/newsletter/{network}", everybody, showArchive),
		get("/newsletter/{network}/{month}", everybody, readIssue),
		get("/newsletter/{network}/{month}/text", everybody, readIssueText),
		get("/newsletter/{network}/{month}/making", onRecord, showMaking),
		get("/newsletter/{network}/{month}/preview", onRecord, previewIssue),
		get("/newsletter/{network}/{month}/preview/text", onRecord, previewIssueText),
		get("/newsletter/{network}/{month}/move", onRecord, backToMaking),
		post("/newsletter/{network}/{month}/move", onRecord, moveItem),
		ask("/newsletter/{network}/{month}/contribute", onRecord, contributeItem),
		ask("/newsletter/{network}/{month}/items/{item}/edit", onRecord, editItem),
		ask("/newsletter/{network}/{month}/items/{item}/accept", onRecord, acceptItem),
		ask("/newsletter/{network}/{month}/items/{item}/leave-out", onRecord, leaveOutItem),
		ask("/newsletter/{network}/{month}/opening", onRecord, writeOpening),
		ask("/newsletter/{network}/{month}/approve", onRecord, approveIssue),
		ask("/newsletter/{network}/{month}/reconsider", onRecord, reconsiderIssue),
		// What strangers send: to be limited.
		ask("/newsletter/join/{network}", everybody, joinNewsletter),
		get("/newsletter/join/{network}/asked", everybody, askedToJoin),
		get("/newsletter/confirm/{token}", everybody, askToConfirm),
		post("/newsletter/confirm/{token}", everybody, confirmNewsletter),
		get("/newsletter/unsubscribe/{token}", everybody, askToUnsubscribe),
		post("/newsletter/unsubscribe/{token}", everybody, unsubscribe),
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
