package web

import "github.com/cairnqi/cairn/internal/access"

// route is an address, who may come there, and what answers.
type route struct {
	pattern string // as http.ServeMux takes it
	policy  policy
	handle  handler
	files   int64 // the most bytes of what is sent, where files may be; 0: a form without
	limited limit // how often one client may ask; zero: as often as they like
	about   told  // what its page is for, where it is a form that says so
	fresh   bool  // it changes how somebody comes in: a recent sign-in is asked for
	unnamed bool  // people speak there without their name: log and audit name nobody
}

// routes is the table of all pages. An address that asks has a form: GET shows it, POST
// takes it.
func (s *Server) routes() []route {
	return table(comingIn(), everyday(), listening(), priorities(), evidence(), testsOfChange(), stages(), decisions(), reviewRoutes(), dataRequestRoutes(), people(), reports(), newsletterRoutes())
}

// comingIn are the pages of signing in, and of one's account.
func comingIn() []route {
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
		freshly(post("/you/sign-ins/end", onRecord, endSignIn)),
		freshly(post("/you/sign-ins/end-others", onRecord, endOtherSignIns)),
		freshly(post("/you/passkeys/begin", onRecord, beginPasskey)),
		freshly(post("/you/passkeys", onRecord, addPasskey)),
		freshly(post("/you/passkeys/remove", onRecord, removePasskey)),
		post("/you/links/revoke", onRecord, revokeLinks),
		freshly(post("/you/calendar", onRecord, makeCalendar)),
		post("/you/calendar/end", onRecord, endCalendar),
		limited(get("/calendar/{token}", everybody, showCalendar)),

		linkRoutes("/task/{token}", access.DoTask, doByLink),
		taking(photoForm, linkRoutes("/task/{token}/photo", access.AddPhoto, photoByLink)),
		get("/task-done", everybody, taskDone),
	)
}

// everyday are the pages that people begin with, and those about the service.
func everyday() []route {
	return table(
		get("/{$}", onRecord, home),
		get("/see/{subject...}", onRecord, see),

		post(takePath, onRecord, takeTask),
		post(giveBackPath, onRecord, giveTaskBack),
		get("/take-over", onRecord, showOthersSteps),
		post("/tests/{test}/steps/{step}/claim", onRecord, claimStep),

		get("/tests", onRecord, listTests),
		get("/tests/board", onRecord, showBoard),
		get("/overview", onRecord, showOverview),

		get("/help", everybody, showHelp),
		get("/accessibility", everybody, showAccessibility),
		get("/privacy", everybody, showPrivacy),

		launching(),
	)
}

// listening are the pages of the voice of the community.
func listening() []route {
	return table(
		get("/voice", everybody, voiceWhere),
		unnamed(ask("/voice/{locality}", everybody, sendVoice)), // limited where it is filed, so that nobody loses what they wrote
		unnamed(get("/voice/{locality}/thank-you", everybody, voiceThanks)),
		get("/voice/{locality}/poster", everybody, voicePoster),
		get("/you-said", everybody, saidWhere),
		get("/you-said/{body}", everybody, showSaid),
		get("/voices", theirOwnLMG, showVoices),
		get("/voices/{voice}", onRecord, showVoice),
		ask("/voices/{voice}/accept", theirOwnLMG, acceptVoice),
		ask("/voices/{voice}/set-aside", theirOwnLMG, setVoiceAside),
		ask("/voices/{voice}/unsafe", onRecord, voiceUnsafe),
		ask("/voices/{voice}/settle", theirOwnLMG, settleVoice),
		ask("/voices/{voice}/quoting", theirOwnLMG, stopQuoting),
		ask("/voices/{voice}/withdraw", theirOwnLMG, withdrawVoice),
	)
}

// priorities are the pages on what an LMG agrees to work on.
func priorities() []route {
	return table(
		get("/priorities", onRecord, showPriorities),
		get("/priorities/{lmg}", onRecord, showLMG),
		get("/priorities/{lmg}/coverage", onRecord, showCoverage),
		ask("/priorities/{lmg}/open", theirOwnLMG, openRound),
		ask("/priorities/{lmg}/record", admins, recordPriority),
		ask("/priorities/{lmg}/commission", theirOwnLMG, adding(commissionTest)),
		get("/priorities/{lmg}/rounds/{round}", onRecord, showRound),
		roundRoutes(),
		get("/commissions/{commission}", onRecord, showCommission),
		ask("/commissions/{commission}/reschedule", theirOwnLMG, rescheduleCommission),
		ask("/commissions/{commission}/withdraw", theirOwnLMG, withdrawCommission),
		get("/trace", onRecord, showTrace),
	)
}

// evidence are the pages of the library, and of what somebody's part came to.
func evidence() []route {
	return table(
		get("/library", onRecord, showLibrary),
		get("/library/item", onRecord, showLibraryItem),
		get("/library/places", onRecord, showPlaces),
		taking(maxFiles, ask("/library/file", onRecord, adding(fileEvidence))),
		taking(maxFiles, ask("/library/conversation", onRecord, adding(fileConversation))),
		taking(maxFiles, ask("/library/evidence/{evidence}/correct", onRecord, correctEvidence)),
		get("/library/evidence/{evidence}/files/{n}", onRecord, giveItemFile),
		ask("/library/evidence/{evidence}/unsafe", onRecord, evidenceUnsafe),
		ask("/library/evidence/{evidence}/settle", theirOwnLMG, settleEvidence),

		get("/part", onRecord, showOwnPart),
		get("/part/{person}", onRecord, showPart),
	)
}

// testsOfChange are the pages of a test to read, and what may be filed to it at any time.
func testsOfChange() []route {
	return table(
		get("/tests/{test}", onRecord, showTest),
		get("/tests/{test}/journal", onRecord, showJournal),
		ask("/tests/{test}/discussion", onRecord, adding(discussion)),
		get("/tests/{test}/evidence", onRecord, showEvidence),
		get("/tests/{test}/evidence/{item}", onRecord, showEvidenceItem),
		get("/files/{test}/{item}/{n}", onRecord, giveEvidenceFile),
		get("/tests/{test}/measures/{measure}", onRecord, showMeasure),
	)
}

// people are the pages of the directory.
func people() []route {
	return table(
		get("/people", officers, listPeople),
		freshly(get("/people/import", admins, importPeopleForm)), // a file has addresses
		freshly(taking(maxForm, post("/people/import", admins, importPeople))),
		get("/audit", admins, showAudit),
		get("/people/{person}", officers, showPerson),
		freshly(ask("/people/{person}/change", admins, changePerson)),
		ask("/people/{person}/end-sign-ins", admins, endTheirSignIns),
		freshly(get("/people/{person}/sign-in-link", admins, askToLetIn)),
		freshly(limited(post("/people/{person}/sign-in-link", admins, letIn))),
		ask("/people/{person}/hearing", officers, changeHearing),
		ask("/people/{person}/hand-over", officers, handOverAll),
		ask("/people/{person}/end-links", officers, endTheirLinks),
		ask("/people/{person}/give-role", officers, giveRole),
		ask("/people/{person}/roles/{body}/{role}/change", officers, changeRole),
		ask("/people/{person}/roles/{body}/{role}/end", officers, endRole),
		get("/groups", officers, listGroups),
		ask("/groups/add", admins, addGroup),
		ask("/themes", admins, keepThemes),
		get("/groups/{body}", officers, showGroup),
		ask("/groups/{body}/invite", officers, inviteInto),
	)
}

// reports are what is given out as tables and files.
func reports() []route {
	return table(
		get("/reports", onRecord, listReports),
		get("/reports/{report}", onRecord, showReport),
		get("/reports/{report}/{format}", onRecord, giveReport),
		get("/tests/{test}/reports/{report}", onRecord, showReport),
		get("/tests/{test}/reports/{report}/{format}", onRecord, giveReport),
		get("/tests/{test}/summary", onRecord, showSummary),
	)
}

// stages are the forms that carry a test through its cycles.
func stages() []route {
	return table(
		ask("/tests/{test}/plan", onRecord, submitPlan),
		ask("/tests/{test}/agree-plan", onRecord, agreePlan),
		ask("/tests/{test}/send-back", onRecord, sendBackPlan),
		ask("/tests/{test}/steps/{step}/done", onRecord, stepDone),
		ask("/tests/{test}/steps/{step}/reschedule", onRecord, rescheduleStep),
		ask("/tests/{test}/steps/{step}/assign", onRecord, assignStep),
		ask("/tests/{test}/steps/{step}/drop", onRecord, dropStep),
		taking(maxFiles, ask("/tests/{test}/observe", onRecord, adding(observe))),
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

// decisions are the pages of an LMG's approvals and meetings.
func decisions() []route {
	return table(
		get("/decisions", onRecord, listDecisions),
		get("/decisions/{decision}", onRecord, showDecision),
		ask("/decisions/{decision}/vote", onRecord, castVote),
		ask("/decisions/{decision}/interest", onRecord, declareInterest),
		ask("/decisions/{decision}/minute", theirOwnLMG, fileMinute),
		ask("/decisions/{decision}/reopen", theirOwnLMG, reopenDecision),
		ask("/decisions/{decision}/return", theirOwnLMG, returnDecision),
		ask("/decisions/{decision}/hand-over", officers, handOverDecision),
		get("/meeting/{lmg}", theirOwnLMG, showMeeting),
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
		ask("/newsletter/{network}/{month}/contribute", onRecord, adding(contributeItem)),
		ask("/newsletter/{network}/{month}/items/{item}/edit", onRecord, editItem),
		ask("/newsletter/{network}/{month}/items/{item}/accept", onRecord, acceptItem),
		ask("/newsletter/{network}/{month}/items/{item}/leave-out", onRecord, leaveOutItem),
		ask("/newsletter/{network}/{month}/opening", onRecord, writeOpening),
		ask("/newsletter/{network}/{month}/approve", onRecord, approveIssue),
		ask("/newsletter/{network}/{month}/reconsider", onRecord, reconsiderIssue),

		limited(ask("/newsletter/join/{network}", everybody, joinNewsletter)),
		get("/newsletter/join/{network}/asked", everybody, askedToJoin),
		limited(get("/newsletter/confirm/{token}", everybody, askToConfirm)),
		limited(post("/newsletter/confirm/{token}", everybody, confirmNewsletter)),
		// Not limited: one mail provider presses for many of its readers.
		get("/newsletter/unsubscribe/{token}", everybody, askToUnsubscribe),
		post("/newsletter/unsubscribe/{token}", everybody, unsubscribe),
	)
}

// launching are the pages of a launch.
func launching() []route {
	return table(
		get("/launch", launchers, showLaunch),
		post("/launch/begin", launchers, beginLaunch),
		post("/launch/drop", launchers, dropLaunch),
		get("/launch/earlier", launchers, showEarlier),
		askParts(),
		ask("/launch/check", launchers, checkLaunch),
		get("/launch/done/{test}", launchers, showLaunched),
	)
}

func get(path string, p policy, h handler) []route {
	return []route{{pattern: "GET " + path, policy: p, handle: h}}
}

func post(path string, p policy, h handler) []route {
	return []route{{pattern: "POST " + path, policy: p, handle: h}}
}

func ask(path string, p policy, a asks) []route {
	return append([]route{shown(path, p, a)}, post(path, p, a.post)...)
}

// shown is the row that shows a form.
func shown(path string, p policy, a asks) route {
	return route{pattern: "GET " + path, policy: p, handle: a.get, about: a.about}
}

// taking lets files come with a form, so many bytes with all of it.
func taking(bytes int64, rows []route) []route {
	for i := range rows {
		rows[i].files = bytes
	}
	return rows
}

// unnamed keeps whoever is signed in out of what is written down of routes: what somebody
// says there without their name would be theirs by the second at which they were refused.
func unnamed(rows []route) []route {
	for i := range rows {
		rows[i].unnamed = true
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
