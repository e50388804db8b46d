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

		get("/voice", everybody, voiceWhere),
		ask("/voice/{locality}", everybody, sendVoice),
		get("/voice/{locality}/thank-you", everybody, voiceThanks),
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

		get("/priorities", onRecord, showPriorities),
		get("/priorities/{lmg}", onRecord, showLMG),
		get("/priorities/{lmg}/coverage", onRecord, showCoverage),
		ask("/priorities/{lmg}/open", theirOwnLMG, openRound),
		ask("/priorities/{lmg}/commission", theirOwnLMG, commissionTest),
		get("/priorities/{lmg}/rounds/{round}", onRecord, showRound),
		roundRoutes(),
		get("/commissions/{commission}", onRecord, showCommission),
		ask("/commissions/{commission}/reschedule", theirOwnLMG, rescheduleCommission),
		ask("/commissions/{commission}/withdraw", theirOwnLMG, withdrawCommission),
		get("/trace", onRecord, showTrace),

		get("/library", onRecord, showLibrary),
		get("/library/item", onRecord, showLibraryItem),
		ask("/library/file", onRecord, fileEvidence),
		ask("/library/conversation", onRecord, fileConversation),
		ask("/library/evidence/{evidence}/correct", onRecord, correctEvidence),
		ask("/library/evidence/{evidence}/unsafe", onRecord, evidenceUnsafe),
		ask("/library/evidence/{evidence}/settle", theirOwnLMG, settleEvidence),

		get("/part", onRecord, showOwnPart),
		get("/part/{person}", onRecord, showPart),

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
